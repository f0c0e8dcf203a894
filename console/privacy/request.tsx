import { Button, Progress, Textarea } from '@mantine/core'
import { IconCertificate, IconDownload, IconPlayerPlay } from '@tabler/icons-react'
import { useState } from 'react'
import { customerConsents } from '../../contracts/consent.ts'
import { getCustomer, listCustomers } from '../../contracts/customers.ts'
import { getPrivacyRequest, listPrivacyRequests, privacyCertificate, privacyFile, refusePrivacy, startPrivacy, type Certificate, type PrivacyRequest } from '../../contracts/privacy.ts'
import type { Answer } from '../../contracts/route.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { confirmByName, Copyable, downloadStream, Facts, Link, Problem, SidePanel, Skeleton, Tag, useFormat, useText, When } from '../ui/index.ts'
import { RequestState } from './page.tsx'
import css from './privacy.module.css'
import { erasing, kindNames, kindTexts, stepNames } from './words.ts'

type Request = Answer<typeof getPrivacyRequest>

/** One request: what was asked, how far it is, what was done, and what to do next. */
export function OneRequest({ requestId, onClose }: { requestId: string; onClose: () => void }) {
  const t = useText()
  const { data, error, refetch } = useCall(getPrivacyRequest, { params: { requestId } })
  return (
    <SidePanel title={data ? t(kindNames[data.kind]) : ''} onClose={onClose}>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data && <Shown request={data} />}
    </SidePanel>
  )
}

function Shown({ request }: { request: Request }) {
  const t = useText()
  const { state, problem } = request
  return (
    <div className={css.form}>
      <Facts rows={[
        [t('privacy.field.who'), request.label ? <Link key="who" className="textlink" to={`/customers/${request.customerId}`}>{request.label}</Link> : <span key="who" className="muted">{t('privacy.erased')}</span>],
        [t('privacy.field.state'), <RequestState key="state" request={request} />],
        [t('privacy.field.asked'), <span key="asked"><When at={request.askedAt} style="dateTime" /> · {request.askedBy}</span>],
        state !== 'done' && state !== 'refused' && [t('privacy.field.due'), <When key="due" at={request.dueAt} style="date" />],
        request.note !== '' && [t('privacy.field.note'), request.note],
        request.decidedBy !== null && [t('privacy.field.decidedBy'), request.decidedBy],
        request.finishedAt !== null && [t('privacy.field.finished'), <When key="finished" at={request.finishedAt} style="dateTime" />],
        request.refusedBecause !== null && [t('privacy.field.because'), request.refusedBecause],
        request.cameAgain > 0 && [t('privacy.field.cameAgain'), <span key="again">{t('privacy.times', { count: request.cameAgain })}{request.cameLastAt && <> · <When at={request.cameLastAt} /></>}</span>],
      ]} />
      {problem && <p className={css.failed} role="alert">{t('privacy.failed')} {problem}</p>}
      {(state === 'running' || state === 'failed') && <Steps request={request} />}
      {state === 'done' && request.file && <File request={request} />}
      {request.certificate && <Proven certificate={request.certificate} requestId={request.id} />}
      {(state === 'open' || state === 'failed') && <Decide request={request} />}
    </div>
  )
}

function Steps({ request: { kind, progress } }: { request: PrivacyRequest }) {
  const t = useText()
  const steps = kind === 'erase' ? erasing : (['gather'] as const)
  const now = progress ? steps.indexOf(progress.step as never) : 0
  return (
    <ol className={css.steps}>
      {steps.map((step, i) => (
        <li key={step} data-state={i < now ? 'done' : i === now ? 'now' : undefined} aria-current={i === now ? 'step' : undefined}>
          <span>{t(stepNames[step])}</span>
          {i === now && progress && progress.total > 0 && <Progress value={(100 * progress.done) / progress.total} size="sm" color="var(--brand)" aria-label={t(stepNames[step])} />}
        </li>
      ))}
    </ol>
  )
}

function File({ request: { id, file, link } }: { request: Request }) {
  const t = useText()
  const format = useFormat()
  const may = useMay()
  if (!file) return null
  return (
    <section className={css.box}>
      <p>{t('privacy.file.ready', { size: format.bytes(file.bytes) })} <When at={file.expiresAt} style="dateTime" /></p>
      {may('privacy.write') && <Button variant="filled" leftSection={<IconDownload size={16} />} onClick={() => void downloadStream(privacyFile, { params: { requestId: id } }, 'your-data.zip')}>{t('privacy.file.download')}</Button>}
      {link && (
        <div>
          <p className={css.small}>{t('privacy.file.link')}</p>
          <Copyable text={link} />
        </div>
      )}
      {file.fetchedAt && <p className={css.small}>{t('privacy.file.fetched')} <When at={file.fetchedAt} /></p>}
    </section>
  )
}

function Proven({ certificate, requestId }: { certificate: Certificate; requestId: string }) {
  const t = useText()
  const format = useFormat()
  const { search } = certificate
  const stores = [['PostgreSQL', certificate.postgres], ['ClickHouse', certificate.clickhouse]] as const
  return (
    <section className={css.box}>
      <header className="row"><h3 className="push">{t('privacy.certificate.title')}</h3><Button size="compact-sm" leftSection={<IconCertificate size={15} />} onClick={() => void downloadStream(privacyCertificate, { params: { requestId } }, `erasure-${requestId}.json`)}>{t('privacy.certificate.download')}</Button></header>
      <p>{search.found.length === 0 ? <Tag tone="brand">{t('privacy.certificate.nothing')}</Tag> : <Tag tone="bad">{t('privacy.certificate.left', { count: search.found.length })}</Tag>}</p>
      <p className={css.small}>{t('privacy.certificate.searched', { columns: format.number(search.columns), tables: format.number(search.tables), looked: search.looked })}{search.namesake && ` ${t('privacy.certificate.namesake')}`}{search.tooShort > 0 && ` ${t('privacy.certificate.tooShort', { count: search.tooShort })}`}</p>
      {search.found.map(found => <p key={`${found.store} ${found.table} ${found.column}`} className={css.found}><code>{found.table}.{found.column}</code> {t('privacy.certificate.rows', { count: found.rows })}</p>)}
      <table className={css.counts}>
        <thead><tr><th scope="col">{t('privacy.certificate.table')}</th><th scope="col">{t('privacy.certificate.deleted')}</th><th scope="col">{t('privacy.certificate.blanked')}</th></tr></thead>
        {stores.map(([store, counts]) => (
          <tbody key={store}>
            <tr><th colSpan={3} scope="rowgroup">{store}</th></tr>
            {Object.entries(counts).map(([table, { deleted, blanked }]) => <tr key={table}><td><code>{table}</code></td><td className="num">{deleted ? format.number(deleted) : '–'}</td><td className="num">{blanked ? format.number(blanked) : '–'}</td></tr>)}
          </tbody>
        ))}
      </table>
      {certificate.ordersKept > 0 && <p className={css.small}>{t('privacy.certificate.ordersKept', { count: certificate.ordersKept })}</p>}
      <p className={css.small}>{t('privacy.certificate.tombstones', { count: certificate.tombstones })}</p>
      <div><p className={css.small}>{t('privacy.certificate.digest')}</p><Copyable text={certificate.digest}><code className={css.digest}>{certificate.digest}</code></Copyable></div>
    </section>
  )
}

const fresh = [getPrivacyRequest, listPrivacyRequests, getCustomer, listCustomers, customerConsents]

function Decide({ request: { id, kind, label, state } }: { request: Request }) {
  const t = useText()
  const may = useMay()
  const [because, setBecause] = useState<string>()
  const start = useChange(startPrivacy, { done: fresh })
  const refuse = useChange(refusePrivacy, { done: fresh })
  const params = { requestId: id }
  const begin = async () => {
    const isSure = kind !== 'erase' || state === 'failed' || (await confirmByName({ title: t('privacy.eraseSure'), text: t('privacy.eraseSureText'), name: label ?? '', action: t('privacy.eraseNow') }))
    if (isSure) await start.mutateAsync({ params }).catch(() => undefined)
  }
  if (!may('privacy.write')) return null
  if (because !== undefined) {
    return (
      <form className={css.form} onSubmit={event => { event.preventDefault(); void refuse.mutateAsync({ params, body: { because } }).catch(() => undefined) }}>
        <Textarea data-autofocus required label={t('privacy.refuseWhy')} description={t('privacy.refuseHelp')} autosize minRows={2} maxLength={1000} value={because} onChange={event => setBecause(event.currentTarget.value)} />
        <div className={css.actions}><Button onClick={() => setBecause(undefined)}>{t('ui.cancel')}</Button><Button type="submit" variant="filled" loading={refuse.isPending} disabled={because.trim().length < 3}>{t('privacy.refuse')}</Button></div>
      </form>
    )
  }
  return (
    <section className={css.box}>
      <p>{t(kindTexts[kind])}</p>
      <div className={css.actions}>
        {state === 'open' && <Button onClick={() => setBecause('')}>{t('privacy.refuse')}</Button>}
        <Button variant="filled" {...(kind === 'erase' ? { color: 'red' } : {})} leftSection={<IconPlayerPlay size={16} />} loading={start.isPending} onClick={() => void begin()}>{state === 'failed' ? t('privacy.again') : t('privacy.start')}</Button>
      </div>
    </section>
  )
}
