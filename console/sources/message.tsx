import { Button, Textarea } from '@mantine/core'
import { IconCopy, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { listMessages, mendMessage, type SeenMessage } from '../../contracts/debugger.ts'
import { sourceVolume, type Source } from '../../contracts/sources.ts'
import { useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { Facts, Link, Problem, SidePanel, Tag, toast, useFormat, useText } from '../ui/index.ts'
import { copyable } from '../ui/copyable.tsx'
import css from './sources.module.css'
import { outcomeNames, outcomeTexts, outcomeTones, remedyTexts, violationTexts } from './words.ts'

// Of these only the beginning was kept, so there is nothing to send again.
const inPart = new Set<string | null>(['not_json', 'not_a_batch', 'event_too_large', 'batch_too_large'])

/** One message as it was received: what became of it, why, and what to do. */
export function MessagePanel({ source, message, onClose }: { source: Source; message: SeenMessage; onClose: () => void }) {
  const t = useText()
  const format = useFormat()
  const { at, outcome, name, type, violation, customer, message: raw } = message
  const text = JSON.stringify(raw, null, 2)
  const copy = () => void copyable(text).then(() => toast.done(t('ui.copied')))
  return (
    <SidePanel title={name ?? type ?? t('sources.debugger.unnamed')} onClose={onClose}>
      <p className={css.fate}><Tag tone={outcomeTones[outcome]}>{t(outcomeNames[outcome])}</Tag> <span>{t(outcomeTexts[outcome])}</span></p>
      {violation && <Why message={message} />}
      <Facts rows={[[t('sources.debugger.at'), format.dateTime(at)], type !== null && [t('sources.debugger.type'), type], customer && [t('sources.debugger.customer'), <Link key="customer" className="textlink" to={`/customers/${customer.id}`}>{customer.name || t('sources.debugger.customer')}</Link>]]} />
      <header className={css.rawHead}><h3>{inPart.has(violation) ? t('sources.debugger.inPart') : t('sources.debugger.received')}</h3><Button size="compact-xs" leftSection={<IconCopy size={13} />} onClick={copy}>{t('sources.copySnippet')}</Button></header>
      {outcome === 'rejected' && !inPart.has(violation) ? <Mend source={source} message={message} text={text} onDone={onClose} /> : <pre className={css.snippet} tabIndex={0}>{text}</pre>}
    </SidePanel>
  )
}

function Why({ message: { violation, details } }: { message: SeenMessage }) {
  const t = useText()
  return (
    <div className={css.why}>
      <b>{t(violationTexts[violation!])}</b>
      <p>{t(remedyTexts[violation!])}</p>
      {details.length > 0 && <ul>{details.map(({ path, expected, found }) => <li key={path}><code>{path}</code> {t('sources.debugger.typeDiffers', { expected: expected.join(', '), found })}</li>)}</ul>}
    </div>
  )
}

/** A rejected message may be put right by hand and sent again. */
function Mend({ source: { id: sourceId }, message, text, onDone }: { source: Source; message: SeenMessage; text: string; onDone: () => void }) {
  const t = useText()
  const may = useMay()
  const [draft, setDraft] = useState(text)
  const [isBroken, setBroken] = useState(false)
  const mend = useChange(mendMessage, { done: [listMessages, sourceVolume], quiet: true })
  if (!may('sources.write')) return <pre className={css.snippet} tabIndex={0}>{text}</pre>
  const send = async () => {
    const body = draft === text ? {} : readObject(draft)
    setBroken(body === undefined)
    if (body && (await mend.mutateAsync({ params: { sourceId, messageId: message.id }, body }).catch(() => undefined))) {
      toast.done(t('sources.debugger.sent'))
      onDone()
    }
  }
  const refusal = mend.error?.code === 'sources.message_not_valid' ? violationTexts[mend.error.byField()['message'] as keyof typeof violationTexts] : undefined
  return (
    <>
      <Textarea autosize minRows={6} maxRows={24} classNames={{ input: css.json! }} aria-label={t('sources.debugger.received')} value={draft} spellCheck={false} onChange={event => setDraft(event.currentTarget.value)}
        error={isBroken ? t('sources.violation.notJson') : refusal && t(refusal)} />
      {mend.error && !refusal && <Problem error={mend.error} />}
      <div className={css.foot}><span className="muted">{t('sources.debugger.mendText')}</span><span className={css.gap} /><Button variant="filled" leftSection={<IconRefresh size={16} />} loading={mend.isPending} onClick={() => void send()}>{t('sources.debugger.send')}</Button></div>
    </>
  )
}

function readObject(text: string): { message: Record<string, unknown> } | undefined {
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null && !Array.isArray(message) ? { message: message as Record<string, unknown> } : undefined
  } catch {
    return undefined
  }
}
