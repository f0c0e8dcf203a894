import { Button } from '@mantine/core'
import { IconAlertTriangle, IconMail } from '@tabler/icons-react'
import { z } from 'zod'
import { decideMessages, listMessages, MessageFilter, undecidedMessages, type MessageLine } from '../../contracts/messages.ts'
import { messageStates, streams } from '../../contracts/messaging.ts'
import { useCall, useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import css from '../sending/sending.module.css'
import { DataTable, Empty, FilterBar, None, Page, Tag, toast, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { MessagePanel } from './message.tsx'
import { cameTo, reasonTexts, stateNames, streamNames } from './words.ts'

const Search = MessageFilter.extend({ open: z.string().optional() })

/** Every message that was considered: sent or not, why, and what happened to it. */
export function MessagesPage() {
  const t = useText()
  const go = useGo()
  const maySend = useMay()('messages.send')
  const [{ open, ...filter }, set] = useSearchState(Search)
  const list = useList(listMessages, { query: filter })
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  const areUndecided = filter.state?.length === 1 && filter.state[0] === 'unknown'
  return (
    <Page title={t('messages.title')} subtitle={t('messages.subtitle')}>
      <Undecided />
      <FilterBar filters={useFilters(filter)} value={filter} onChange={set} />
      <DataTable name={t('messages.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => panelOf(row.id)} {...(areUndecided && maySend ? { bulkActions: (keys: string[], clear: () => void) => <Decide messageIds={keys} onDone={clear} /> } : {})}
        empty={isFiltered ? <Empty icon={IconMail} title={t('messages.nothingFound')} text={t('messages.nothingFoundText')}><Button onClick={() => go('/messages')}>{t('messages.showAll')}</Button></Empty> : <Empty icon={IconMail} title={t('messages.none')} text={t('messages.noneText')} />} />
      {open && <MessagePanel messageId={open} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function panelOf(messageId: string) {
  const search = new URLSearchParams(window.location.search)
  search.set('open', messageId)
  return `/messages?${search}`
}

/** Messages of which nobody can know whether they were sent wait for a person. */
function Undecided() {
  const t = useText()
  const go = useGo()
  const maySend = useMay()('messages.send')
  const { data } = useCall(undecidedMessages, {})
  if (!data?.total) return null
  const [only] = data.mailings
  return (
    <div className={css.banner} role="status">
      <IconAlertTriangle size={18} aria-hidden />
      <p>{t('messages.undecided', { count: data.total })}</p>
      <Button size="compact-sm" onClick={() => go('/messages?state=unknown')}>{t('messages.lookAtThem')}</Button>
      {maySend && data.mailings.length === 1 && only && <Decide mailingId={only.mailingId} />}
    </div>
  )
}

/** Sent again, or counted as sent: of those chosen or of all of a mailing. */
export function Decide({ messageIds, mailingId, onDone }: { messageIds?: string[]; mailingId?: string; onDone?: () => void }) {
  const t = useText()
  const decide = useChange(decideMessages, { done: [listMessages, undecidedMessages] })
  const make = (decision: 'send_again' | 'count_as_sent') => void decide.mutateAsync({ body: { ...(messageIds ? { messageIds } : {}), ...(mailingId ? { mailingId } : {}), decision } }).then(({ decided }) => { toast.done(t('messages.decided', { count: decided })); onDone?.() }, () => undefined)
  return (
    <span className={css.tags}>
      <Button size="compact-sm" loading={decide.isPending} onClick={() => make('count_as_sent')}>{t('messages.countAsSent')}</Button>
      <Button size="compact-sm" loading={decide.isPending} onClick={() => make('send_again')}>{t('messages.sendAgain')}</Button>
    </span>
  )
}

function useColumns(): Column<MessageLine>[] {
  const t = useText()
  return [
    { key: 'who', title: t('messages.column.who'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.customerName || row.address || <span className="muted">{t('messages.nobody')}</span>}</span> },
    { key: 'mailing', title: t('messages.column.mailing'), render: row => <span className="clip">{row.mailing}</span> },
    { key: 'state', title: t('messages.column.state'), width: 150, phone: 'aside', render: row => <CameTo message={row} /> },
    { key: 'why', title: t('messages.column.why'), width: 280, phone: 'hide', render: row => <span className="clip muted">{row.reason ? t(reasonTexts[row.reason] ?? 'messages.reason.other', { reason: row.reason }) : <None />}</span> },
    { key: 'stream', title: t('messages.column.stream'), width: 140, hidden: true, phone: 'hide', render: row => t(streamNames[row.stream]) },
    { key: 'at', title: t('messages.column.at'), width: 150, render: row => <When at={row.sentAt ?? row.createdAt} /> },
  ]
}

export function CameTo({ message }: { message: MessageLine }) {
  const t = useText()
  const { text, tone } = cameTo(message)
  return <Tag tone={tone}>{t(text)}</Tag>
}

function useFilters({ mailing, customer }: z.output<typeof MessageFilter>): Filter[] {
  const t = useText()
  return [
    { key: 'state', label: t('messages.column.state'), kind: 'many', options: messageStates.map(value => ({ value, label: t(stateNames[value]) })) },
    { key: 'reason', label: t('messages.column.why'), kind: 'choice', options: Object.entries(reasonTexts).filter(([value]) => value !== 'granted' && value !== 'assumed').map(([value, text]) => ({ value, label: t(text) })) },
    { key: 'stream', label: t('messages.column.stream'), kind: 'choice', options: streams.map(value => ({ value, label: t(streamNames[value]) })) },
    ...(mailing ? [{ key: 'mailing', label: t('messages.column.mailing'), kind: 'choice' as const, options: [{ value: mailing, label: t('messages.chosen') }] }] : []),
    ...(customer ? [{ key: 'customer', label: t('messages.column.who'), kind: 'choice' as const, options: [{ value: customer, label: t('messages.chosen') }] }] : []),
  ]
}
