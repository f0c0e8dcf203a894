import { Button } from '@mantine/core'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { countInbound, inboundSource, listInboundMails, readInboundMail, replayInboundMail, type InboundMailDetail } from '../../contracts/returns.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { downloadStream, Facts, Link, Problem, SidePanel, Skeleton, useFormat, useText, When } from '../ui/index.ts'
import { Kind } from './page.tsx'
import { splitQuoted } from './quoted.ts'
import css from './replies.module.css'
import { reasonTexts } from './words.ts'

/** One mail that came in: what was understood, what follows from it, and what a person wrote. */
export function MailPanel({ mailId, onClose }: { mailId: string; onClose: () => void }) {
  const t = useText()
  const [isReading, setReading] = useState(false)
  // Here, where it outlives what is shown while the mail is read.
  const replay = useChange(replayInboundMail, { done: [readInboundMail, listInboundMails, countInbound] })
  const { data, error, refetch } = useCall(readInboundMail, { params: { mailId } }, isReading ? { every: 1_000 } : {})
  // Read by a job: the answer comes a moment later.
  if (data && isReading !== (data.state === 'waiting')) setReading(data.state === 'waiting')
  return (
    <SidePanel title={data ? data.subject || t('replies.noSubject') : ''} onClose={onClose}>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="facts" />}
      {data && <Content mail={data} replay={replay} />}
    </SidePanel>
  )
}

type Replayed = { mail: InboundMailDetail; replay: ReturnType<typeof useChange<typeof replayInboundMail>> }

function Content({ mail, replay }: Replayed) {
  const t = useText()
  const isWritten = mail.kind === 'reply' || mail.kind === 'auto_reply'
  return (
    <div className={css.body}>
      {mail.state === 'unreadable' && <Unreadable mail={mail} replay={replay} />}
      {mail.state === 'read' && replay.isSuccess && <p className={css.note} role="status">{t('replies.nowRead')}</p>}
      {mail.state === 'waiting' && <p className={css.note} role="status">{t('replies.reading')}</p>}
      {mail.state === 'read' && isWritten && <Letter text={mail.text} />}
      <Understood mail={mail} />
      <Follows mail={mail} />
      {isWritten && <Attachments files={mail.attachments} />}
      {mail.state !== 'unreadable' && (mail.hasSource ? <div className={css.actions}><Download mail={mail} /></div> : <p className={css.note}>{t('replies.sourceGone')}</p>)}
    </div>
  )
}

/** Plain text alone: nothing of a stranger's HTML is drawn, nothing is fetched. */
function Letter({ text }: { text: string | null }) {
  const t = useText()
  if (!text?.trim()) return <p className={css.note}>{t('replies.noText')}</p>
  const { own, quoted } = splitQuoted(text)
  return (
    <div>
      <p className={css.letter}>{own.trim()}</p>
      {quoted && <details className={css.quoted}><summary>{t('replies.quoted')}</summary><p className={css.letter}>{quoted.trim()}</p></details>}
    </div>
  )
}

function Understood({ mail }: { mail: InboundMailDetail }) {
  const t = useText()
  const may = useMay()
  const { customerId, customerName, message, recipients, from, to, feedback } = mail
  const [first] = recipients
  const who = customerName || message?.address || from || t('replies.system')
  return (
    <Facts rows={[
      [t('replies.column.kind'), <Kind key="kind" mail={mail} />],
      customerId !== null && [t('replies.fact.customer'), may('customers.read') ? <Link key="who" className="textlink" to={`/customers/${customerId}`}>{who}</Link> : who],
      from !== null && [t('replies.fact.from'), from],
      [t('replies.fact.to'), to.join(', ')],
      message?.stream === 'campaign' && [t('replies.fact.campaign'), <Link key="campaign" className="textlink" to={`/campaigns/${message.mailingId}`}>{message.mailing}</Link>],
      message !== null && [t('replies.fact.message'), <Link key="message" className="textlink" to={`/messages?open=${message.id}`}>{message.stream === 'campaign' ? t('replies.toMessage', { address: message.address ?? who }) : message.mailing}</Link>],
      message !== null && message.sentAt !== null && [t('replies.fact.sent'), <When key="sent" at={message.sentAt} style="dateTime" />],
      mail.reason !== null && [t('replies.fact.reason'), t(reasonTexts[mail.reason])],
      mail.kind === 'bounce' && first && first.address !== null && [t('replies.fact.about'), recipients.map(one => one.address).filter(Boolean).join(', ')],
      first !== undefined && first.status !== null && [t('replies.fact.status'), <code key="status" className={css.said}>{first.status}</code>],
      first !== undefined && Boolean(first.diagnostic) && [t('replies.fact.said'), <code key="said" className={css.said}>{first.diagnostic}</code>],
      feedback !== null && [t('replies.fact.feedback'), <code key="feedback" className={css.said}>{feedback}</code>],
      [t('replies.fact.came'), <><When key="at" at={mail.receivedAt} style="dateTime" /> · {mail.way.toUpperCase()}</>],
    ]} />
  )
}

/** What follows from it, and why nothing does. */
function Follows({ mail: { state, kind, messageId, isPermanent, feedback } }: { mail: InboundMailDetail }) {
  const t = useText()
  if (state !== 'read') return null
  const isHarm = kind === 'bounce' || kind === 'complaint'
  const text = isHarm && !messageId ? t('replies.follows.unmatched') : kind === 'complaint' && feedback !== 'not-spam' ? t('replies.follows.complaint') : kind === 'bounce' ? t(isPermanent ? 'replies.follows.dead' : 'replies.follows.forNow') : ''
  return text ? <p className={css.note}>{text}</p> : null
}

function Attachments({ files }: { files: InboundMailDetail['attachments'] }) {
  const t = useText()
  const format = useFormat()
  if (!files.length) return null
  return <section aria-label={t('replies.attachments')}><p className="muted">{t('replies.attachments')}</p><ul className={css.files}>{files.map((file, i) => <li key={i}><span>{file.name || file.type}</span><span className="muted num">{format.bytes(file.sizeBytes)}</span></li>)}</ul></section>
}

function Unreadable({ mail, replay }: Replayed) {
  const t = useText()
  const may = useMay()
  return (
    <div className={css.problem}>
      <p>{t('replies.problemText')}</p>
      <code className={css.said}>{mail.problem}</code>
      <div className={css.actions}>
        {may('messages.settings') && <Button size="compact-sm" leftSection={<IconRefresh size={15} />} loading={replay.isPending} onClick={() => replay.mutate({ params: { mailId: mail.id } })}>{t('replies.readAgain')}</Button>}
        {mail.hasSource && <Download mail={mail} />}
      </div>
      {replay.isSuccess && <p role="status">{t('replies.stillNot')}</p>}
    </div>
  )
}

function Download({ mail }: { mail: InboundMailDetail }) {
  const t = useText()
  return <Button size="compact-sm" leftSection={<IconDownload size={15} />} onClick={() => void downloadStream(inboundSource, { params: { mailId: mail.id } }, `${mail.id}.eml`)}>{t('replies.download')}</Button>
}
