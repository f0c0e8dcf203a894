import { Button, Progress } from '@mantine/core'
import { cancelImport, getImport, listImports, startImport, type Import } from '../../contracts/imports.ts'
import { useCall, useChange } from '../api.ts'
import { Card, Page, Problem, Skeleton, toast, useFormat, useParam, useText } from '../ui/index.ts'
import { CheckFile } from './check.tsx'
import css from './imports.module.css'
import { StateTag } from './list.tsx'
import { FileDrop } from './new.tsx'
import { Result } from './result.tsx'
import { upload, useUpload } from './upload.ts'
import { kindNames, stepNames } from './words.ts'

/** One import, from the look at its columns over its progress to its result. */
export function ImportPage() {
  const t = useText()
  const importId = useParam('importId')
  const { data, error, refetch } = useCall(getImport, { params: { importId } }, { every: 3000 })
  const back = { to: '/imports', label: t('imports.title') }
  if (error && !data) return <Page title={t('imports.title')} back={back}><Problem error={error} retry={() => void refetch()} /></Page>
  if (!data) return <Page title={t('imports.title')} back={back}><Skeleton shape="page" /></Page>
  return (
    <Page title={<span className={css.title}><span className="clip">{data.fileName}</span> <StateTag of={data} /></span>} tab={data.fileName} back={back}
      subtitle={t('imports.intoStore', { kind: t(kindNames[data.kind]), store: data.storeName })} actions={<Actions of={data} />}>
      <div className={css.column}>
        {(data.state === 'uploading' || data.state === 'waiting') && <><Uploading of={data} />{data.nextChunk > 0 && <CheckFile importId={data.id} ready={data.state === 'waiting'} />}</>}
        {data.state === 'running' && <Running of={data} />}
        {data.state === 'failed' && <Failed of={data} />}
        {data.state !== 'uploading' && data.state !== 'waiting' && <Result of={data} />}
      </div>
    </Page>
  )
}

function Actions({ of: { id, state } }: { of: Import }) {
  const t = useText()
  const cancel = useChange(cancelImport, { done: [getImport, listImports] })
  if (state === 'done' || state === 'cancelled') return null
  return <Button loading={cancel.isPending} onClick={() => cancel.mutate({ params: { importId: id } }, { onSuccess: () => toast.done(t('imports.cancelled')) })}>{state === 'running' ? t('imports.stop') : t('imports.discard')}</Button>
}

/** How far the upload is; when it was interrupted, the same file lets it go on. */
function Uploading({ of: { id, state, fileSize, fileName, nextChunk } }: { of: Import }) {
  const t = useText()
  const format = useFormat()
  const current = useUpload(id)
  if (state !== 'uploading') return null
  const go = (file: File) => (file.size === fileSize ? void upload(id, file, nextChunk) : toast.problem({ status: 422, message: t('imports.otherFile', { file: fileName }) } as never))
  if (!current || current.problem) {
    return <Card title={t('imports.uploadStopped')}>{current?.problem && <Problem error={current.problem} />}<p className={css.note}>{t('imports.uploadStoppedText', { file: fileName })}</p><FileDrop file={null} onFile={go} /></Card>
  }
  return (
    <Card title={t('imports.uploading')} note={t('imports.uploadingText', { sent: format.bytes(current.sent), size: format.bytes(current.size) })}>
      <Progress value={(current.sent / current.size) * 100} aria-label={t('imports.uploading')} />
    </Card>
  )
}

const steps: Record<Import['kind'], Import['step'][]> = { customers: ['reading', 'customers'], products: ['reading', 'products'], orders: ['reading', 'customers', 'orders'], 'order-lines': ['reading', 'customers', 'products', 'orders', 'refunds'] }

function Running({ of: row }: { of: Import }) {
  const t = useText()
  const format = useFormat()
  const at = steps[row.kind].indexOf(row.step)
  return (
    <Card title={t('imports.running')} note={t('imports.runningText')}>
      <div className={css.bar}><Progress value={row.progress * 100} className={css.grow} aria-label={t('imports.running')} /><span className="num">{format.percent(row.progress, 0)}</span></div>
      <ol className={css.steps}>
        {steps[row.kind].map((step, i) => <li key={step} data-state={at < 0 || i < at ? 'done' : i === at ? 'now' : 'later'} aria-current={i === at ? 'step' : undefined}>{t(stepNames[step])}</li>)}
      </ol>
    </Card>
  )
}

function Failed({ of: { id, problem, startedBy } }: { of: Import }) {
  const t = useText()
  const again = useChange(startImport, { done: [getImport, listImports] })
  return (
    <Card title={t('imports.failed')}>
      <p className={css.bad}>{problem}</p>
      {startedBy !== 'bin/import' && <div className={css.foot}><Button variant="filled" loading={again.isPending} onClick={() => again.mutate({ params: { importId: id } })}>{t('imports.goOn')}</Button></div>}
    </Card>
  )
}
