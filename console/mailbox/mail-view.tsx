import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconArrowLeft, IconPaperclip } from '@tabler/icons-react'
import { useState } from 'react'
import { mailSource, readMail } from '../../contracts/mailbox.ts'
import type { Answer } from '../../contracts/route.ts'
import { addressOf, useCall } from '../api.ts'
import { Avatar } from '../ui/avatar.tsx'
import { When } from '../ui/figures.tsx'
import { useFormat } from '../ui/format.ts'
import { Problem } from '../ui/problem.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Tag } from '../ui/tag.tsx'
import { useText } from '../ui/text.ts'
import css from './mailbox.module.css'

type Mail = Answer<typeof readMail>
type Side = 'html' | 'text' | 'source'
const sides: Record<Side, string> = { html: 'mailbox.side.html', text: 'mailbox.side.text', source: 'mailbox.side.source' }

export function MailView({ mailId, onBack }: { mailId: string; onBack: (() => void) | undefined }) {
  const t = useText()
  const format = useFormat()
  const { data: mail, error, refetch } = useCall(readMail, { params: { mailId } }, { staleTime: Infinity })
  const [wanted, setSide] = useState<Side>()
  if (error) return <div style={{ padding: 16 }}><Problem error={error} retry={() => void refetch()} /></div>
  if (!mail) return <div style={{ padding: 20 }}><Skeleton shape="text" rows={8} /></div>
  const has: Side[] = [...(mail.html === null ? [] : ['html' as const]), ...(mail.text === null ? [] : ['text' as const]), 'source']
  const side = wanted ?? has[0]!
  return (
    <article className={css.mail} aria-labelledby="mail-subject">
      <header className={css.top}>
        <div className="row" style={{ alignItems: 'flex-start' }}>
          {onBack && <ActionIcon variant="subtle" color="gray" onClick={onBack} aria-label={t('mailbox.back')}><IconArrowLeft size={18} /></ActionIcon>}
          <h2 id="mail-subject" className={css.subject}>{mail.subject || t('mailbox.noSubject')}</h2>
          <SegmentedControl size="xs" value={side} onChange={value => setSide(value as Side)} aria-label={t('mailbox.side.title')} data={has.map(value => ({ value, label: t(sides[value]) }))} />
        </div>
        <div className="row">
          <Avatar name={mail.from.replace(/<.*/, '').trim() || mail.from} />
          <div className="push" style={{ minWidth: 0 }}>
            <div className="clip" style={{ fontWeight: 600 }}>{mail.from}</div>
            <div className="clip muted">{t('mailbox.to')} {mail.to.join(', ')}</div>
          </div>
          <span className={css.when}><When at={mail.receivedAt} style="dateTime" /></span>
        </div>
        {mail.attachments.length > 0 && <div className="row" style={{ flexWrap: 'wrap', gap: 6 }}>{mail.attachments.map((one, i) => <Tag key={i}><IconPaperclip size={13} aria-hidden />{one.name || one.type} · {format.bytes(one.sizeBytes)}</Tag>)}</div>}
      </header>
      <Body mail={mail} side={side} />
    </article>
  )
}

// Nothing in the mail may run, load or reach the console: the frame has no scripts, no origin and no network.
const page = (html: string) => `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><base target="_blank"><style>body{margin:0;background:#fff;color:#1d1b16;font:14px/1.5 system-ui,sans-serif}body>div:only-child{min-height:100vh}</style>${html}`

function Body({ mail, side }: { mail: Mail; side: Side }) {
  const t = useText()
  const [source, setSource] = useState('')
  if (side === 'html') return <iframe className={css.frameOfMail} sandbox="allow-popups allow-popups-to-escape-sandbox" srcDoc={page(mail.html ?? '')} title={mail.subject} />
  if (side === 'text') return <div className={css.text}>{mail.text}</div>
  const read = () => void fetch(addressOf(mailSource, { params: { mailId: mail.id }, query: {} })).then(answer => answer.text()).then(setSource)
  return (
    <>
      <div style={{ padding: '10px 20px 0' }}><a className="textlink" href={addressOf(mailSource, { params: { mailId: mail.id }, query: { download: 'true' } })} download>{t('mailbox.download')}</a></div>
      <pre className={css.source} ref={element => void (element && !source && read())}>{source}</pre>
    </>
  )
}
