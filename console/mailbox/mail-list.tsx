import { Button } from '@mantine/core'
import { useRef, type KeyboardEvent } from 'react'
import type { listMails } from '../../contracts/mailbox.ts'
import type { Answer } from '../../contracts/route.ts'
import type { List } from '../api.ts'
import { When } from '../ui/figures.tsx'
import { useText } from '../ui/text.ts'
import css from './mailbox.module.css'

type Head = Answer<typeof listMails>['items'][number]

/** The mails, the latest first. Arrow keys, j and k go from one to the next. */
export function MailList({ list, open, onOpen }: { list: List<Head>; open: string | undefined; onOpen: (id: string) => void }) {
  const t = useText()
  const items = useRef<HTMLUListElement>(null)
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0
    const next = list.rows[list.rows.findIndex(row => row.id === open) + step]
    if (!step || !next) return
    event.preventDefault()
    onOpen(next.id)
    items.current?.querySelector<HTMLElement>(`[data-mail="${next.id}"]`)?.focus()
  }
  return (
    <ul ref={items} className={css.list} aria-label={t('mailbox.title')} onKeyDown={move}>
      {list.rows.map(row => (
        <li key={row.id}>
          <button type="button" data-mail={row.id} className={`plain ${css.head}`} aria-current={row.id === open || undefined} onClick={() => onOpen(row.id)}>
            <span className="row"><span className="clip push" style={{ fontWeight: 600 }}>{row.to.join(', ')}</span><span className={css.when}><When at={row.receivedAt} /></span></span>
            <span className="clip" style={{ fontWeight: 500 }}>{row.subject || t('mailbox.noSubject')}</span>
            <span className={`clip ${css.preview}`}>{row.preview}</span>
          </button>
        </li>
      ))}
      {list.more && <li style={{ padding: 12 }}><Button fullWidth onClick={list.loadMore} loading={list.loadingMore}>{t('mailbox.older')}</Button></li>}
    </ul>
  )
}
