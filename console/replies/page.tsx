import { Button } from '@mantine/core'
import { IconMailbox } from '@tabler/icons-react'
import { z } from 'zod'
import { countInbound, InboundKind, InboundState, listInboundMails, type InboundMail } from '../../contracts/returns.ts'
import { useCall, useList } from '../api.ts'
import { DataTable, Empty, FilterBar, Page, Tag, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { MailPanel } from './mail.tsx'
import css from './replies.module.css'
import { kindOf, reasonTexts, viewNames, views, type View } from './words.ts'

const Search = z.object({ kind: InboundKind.optional(), state: InboundState.optional(), unmatched: z.enum(['true']).optional(), customerId: z.uuid().optional(), messageId: z.uuid().optional(), q: z.string().optional(), open: z.uuid().optional() })
type Shown = Omit<z.output<typeof Search>, 'open'>

const viewOf = ({ kind, state, unmatched }: Shown): View | undefined => (unmatched ? 'unmatched' : state === 'unreadable' ? 'unreadable' : kind)
const queryOf = (view: View | undefined) => ({ unmatched: view === 'unmatched' ? ('true' as const) : undefined, state: view === 'unreadable' ? ('unreadable' as const) : undefined, kind: view && view !== 'unmatched' && view !== 'unreadable' ? view : undefined })

/** What came back by mail: answers, bounces, complaints, and what could not be read. */
export function RepliesPage() {
  const t = useText()
  const go = useGo()
  const [{ open, ...filter }, set] = useSearchState(Search)
  const list = useList(listInboundMails, { query: filter })
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  return (
    <Page title={t('replies.title')} subtitle={t('replies.subtitle')}>
      <Views shown={viewOf(filter)} show={view => set({ ...queryOf(view), open: undefined })} />
      <FilterBar search={{ placeholder: t('replies.find') }} filters={useFilters(filter)} value={filter} onChange={change => set(change)} />
      <DataTable name={t('replies.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => panelOf(row.id)}
        empty={isFiltered ? <Empty icon={IconMailbox} title={t('replies.nothingFound')} text={t('replies.nothingFoundText')}><Button onClick={() => go('/replies')}>{t('replies.showAll')}</Button></Empty> : <Empty icon={IconMailbox} title={t('replies.none')} text={t('replies.noneText')}><Button variant="filled" onClick={() => go('/sending?tab=back')}>{t('replies.setUp')}</Button></Empty>} />
      {open && <MailPanel key={open} mailId={open} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function panelOf(mailId: string) {
  const search = new URLSearchParams(window.location.search)
  search.set('open', mailId)
  return `/replies?${search}`
}

/** Kinds with how many came within 30 days; what could not be read, whenever it came. */
function Views({ shown, show }: { shown: View | undefined; show: (view: View | undefined) => void }) {
  const t = useText()
  const format = useFormat()
  const { data } = useCall(countInbound, {})
  const counts: Partial<Record<View, number>> = data ? { ...data.kinds, unmatched: data.unmatched, unreadable: data.unreadable } : {}
  // What is rare is offered when there is some.
  const offered = views.filter(view => view === shown || ['reply', 'bounce', 'complaint'].includes(view) || counts[view])
  return (
    <div className={css.views} role="group" aria-label={t('replies.show')}>
      <button type="button" className={css.view} aria-pressed={!shown} onClick={() => show(undefined)}>{t('replies.view.all')}</button>
      {offered.map(view => <button key={view} type="button" className={css.view} aria-pressed={shown === view} title={t(view === 'unreadable' ? 'replies.ever' : 'replies.within')} onClick={() => show(view)}>{t(viewNames[view])}{counts[view] !== undefined && <span>{format.number(counts[view])}</span>}</button>)}
    </div>
  )
}

function useFilters({ customerId, messageId }: Shown): Filter[] {
  const t = useText()
  return [
    ...(customerId ? [{ key: 'customerId', label: t('replies.fact.customer'), kind: 'choice' as const, options: [{ value: customerId, label: t('replies.chosen') }] }] : []),
    ...(messageId ? [{ key: 'messageId', label: t('replies.fact.message'), kind: 'choice' as const, options: [{ value: messageId, label: t('replies.chosen') }] }] : []),
  ]
}

function useColumns(): Column<InboundMail>[] {
  const t = useText()
  return [
    { key: 'who', title: t('replies.column.who'), render: row => <span className={`clip ${css.who}`}>{row.customerName || row.from || <span className="muted">{t('replies.system')}</span>}</span> },
    { key: 'what', title: t('replies.column.what'), render: row => <span className="clip">{row.reason ? t(reasonTexts[row.reason]) : row.subject || <span className="muted">{t('replies.noSubject')}</span>}</span> },
    { key: 'kind', title: t('replies.column.kind'), width: 190, phone: 'aside', render: row => <Kind mail={row} /> },
    { key: 'subject', title: t('replies.fact.subject'), width: 240, hidden: true, phone: 'hide', render: row => <span className="clip">{row.subject}</span> },
    { key: 'at', title: t('replies.column.at'), width: 150, render: row => <When at={row.receivedAt} /> },
  ]
}

export function Kind({ mail }: { mail: InboundMail }) {
  const t = useText()
  const { text, tone } = kindOf(mail)
  return <Tag tone={tone}>{t(text)}</Tag>
}
