import { IconAlertTriangle } from '@tabler/icons-react'
import { listWaysIn, type InboundWay, type WayIn } from '../../../contracts/returns.ts'
import { useCall } from '../../api.ts'
import { Card, Copyable, Link, Problem, Skeleton, Tag, useText, When } from '../../ui/index.ts'
import css from '../sending.module.css'

const texts: Record<InboundWay, string> = { smtp: 'sending.back.way.smtp', lmtp: 'sending.back.way.lmtp', imap: 'sending.back.way.imap' }
const stateNames: Record<WayIn['state'], string> = { on: 'sending.back.on', off: 'sending.back.off', silent: 'sending.back.silent' }
const names: Record<InboundWay, string> = { smtp: 'SMTP', lmtp: 'LMTP', imap: 'IMAP' }
/** What to set so that it is on, as it stands in the environment. */
const settings: Record<InboundWay, string[]> = { smtp: ['INBOUND_SMTP_PORT=25', 'INBOUND_HOST=0.0.0.0'], lmtp: ['INBOUND_LMTP_PORT=2003'], imap: ['INBOUND_IMAP_URL=imaps://user:password@mail.example.com/INBOX'] }

/** Where mails come in: which ways are on, when something last came through each, and what to set for those that are not. */
export function WaysIn() {
  const t = useText()
  const { data, error, refetch } = useCall(listWaysIn, {}, { every: 60_000 })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="facts" />
  return (
    <div className={css.stack} style={{ marginBottom: 'var(--gap)' }}>
      <Card title={t('sending.back.title')} hint={t('sending.back.hint')} actions={<Link className="textlink" to="/replies">{t('sending.back.look')}</Link>}>
        <p className={css.lead}>{t('sending.back.text')}</p>
        <ul className={css.rows}>{data.ways.map(way => <Way key={`${way.way} ${way.address}`} way={way} bounceDomain={data.bounceDomain} />)}</ul>
      </Card>
    </div>
  )
}

function Way({ way: { way, state, address, seenAt, certificateUntil, problem, lastAt }, bounceDomain }: { way: WayIn; bounceDomain: string | null }) {
  const t = useText()
  // What stays within the machine need not be encrypted.
  const isNear = address !== null && /^(127\.|localhost:|\[?::1)/.test(address)
  return (
    <li>
      <span className={css.who}>
        <span className={css.name}>{names[way]}</span>
        <span className={css.quiet}>{t(texts[way])}</span>
        {address && <span className={css.quiet}>{address}</span>}
      </span>
      <span className={css.who} style={{ flex: '0 1 auto' }}>
        <span className={css.quiet}>{lastAt ? <>{t('sending.back.last')} <When at={lastAt} /></> : t('sending.back.nothingYet')}</span>
        {certificateUntil && <span className={css.quiet}>{t('sending.back.certificate')} <When at={certificateUntil} style="date" /></span>}
      </span>
      <span className={css.tags}>
        {state === 'on' && way !== 'imap' && (certificateUntil || !isNear) && <Tag tone={certificateUntil ? 'brand' : 'plain'}>{t(certificateUntil ? 'sending.back.encrypted' : 'sending.back.plain')}</Tag>}
        <Tag tone={state === 'silent' || problem ? 'bad' : state === 'on' ? 'brand' : 'plain'}>{t(problem ? 'sending.back.failing' : stateNames[state])}</Tag>
      </span>
      {state === 'silent' && <span className={css.note}><IconAlertTriangle size={15} aria-hidden /><span>{t('sending.back.silentText')} <When at={seenAt} style="dateTime" /></span></span>}
      {problem && <span className={css.note}><IconAlertTriangle size={15} aria-hidden /><span>{problem}</span></span>}
      {state === 'off' && <ToSet label={t('sending.back.set')} lines={settings[way]} />}
      {state === 'on' && way !== 'imap' && !certificateUntil && !isNear && <ToSet label={t('sending.back.setCertificate')} lines={['INBOUND_TLS_CERT=/etc/ssl/mail.crt', 'INBOUND_TLS_KEY=/etc/ssl/mail.key']} />}
      {way === 'lmtp' && <ToSet label={t('sending.back.postfix')} lines={[`${bounceDomain ?? 'bounce.shop.example'} lmtp:inet:${address ?? '127.0.0.1:2003'}`]} />}
    </li>
  )
}

/** Lines to copy into a file. */
function ToSet({ label, lines }: { label: string; lines: string[] }) {
  const t = useText()
  return (
    <dl className={css.record} style={{ flexBasis: '100%' }}>
      <dt>{label}</dt>
      <dd><code>{lines.join('\n')}</code><Copyable text={lines.join('\n')}>{t('sending.record.copy')}</Copyable></dd>
    </dl>
  )
}
