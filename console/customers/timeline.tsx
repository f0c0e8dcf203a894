import { Button } from '@mantine/core'
import { IconArrowBackUp, IconEye, IconHeadset, IconMail, IconNote, IconPencil, IconReceipt, IconSearch, IconShoppingCart, IconTag, IconUserPlus, IconX } from '@tabler/icons-react'
import { z } from 'zod'
import { customerTimeline, EventKind, eventKinds, type TimelineEntry } from '../../contracts/customers.ts'
import { toMinor } from '../../contracts/money.ts'
import type { BounceReason } from '../../contracts/returns.ts'
import { useList } from '../api.ts'
import { useIsLive } from '../live.ts'
import { Card, Link, Problem, Skeleton, Timeline, useFormat, useSearchState, useText, type Format, type TimelineEvent } from '../ui/index.ts'
import type { Text } from '../ui/text.ts'
import css from './customers.module.css'
import { reasonTexts } from '../replies/words.ts'
import { channelNames, eventNames, factNames, kindNames } from './words.ts'

const Search = z.object({ kind: EventKind.optional() })

/** Everything that happened, newest first, as it happens. */
export function TimelineCard({ customerId }: { customerId: string }) {
  const t = useText()
  const isLive = useIsLive()
  const [{ kind }, set] = useSearchState(Search)
  const list = useList(customerTimeline, { params: { customerId }, query: { kind, limit: 40 } })
  const events = useEvents(list.rows)
  return (
    <Card title={t('customers.timeline.title')} note={isLive && <span className={css.live}>{t('customers.timeline.live')}</span>}>
      <div className={css.kinds} role="group" aria-label={t('customers.timeline.show')}>
        <button type="button" className={css.kind} aria-pressed={!kind} onClick={() => set({ kind: undefined }, { replace: true })}>{t('customers.timeline.all')}</button>
        {eventKinds.map(one => <button key={one} type="button" className={css.kind} aria-pressed={kind === one} onClick={() => set({ kind: one }, { replace: true })}>{t(kindNames[one])}</button>)}
      </div>
      {list.problem && <Problem error={list.problem} retry={list.refresh} />}
      {list.loading && <Skeleton shape="list" />}
      {!list.loading && !list.problem && !events.length && <p className="muted" style={{ padding: '16px 0' }}>{kind ? t('customers.timeline.noneOfKind') : t('customers.timeline.none')}</p>}
      <Timeline events={events} />
      {list.stale && <Button className={css.more} size="compact-sm" variant="filled" onClick={list.refresh}>{t('customers.timeline.news')}</Button>}
      {list.more && <Button className={css.more} onClick={list.loadMore} loading={list.loadingMore}>{t('customers.timeline.older')}</Button>}
    </Card>
  )
}

function useEvents(entries: TimelineEntry[]): TimelineEvent[] {
  const t = useText()
  const format = useFormat()
  return entries.map(entry => {
    const { icon, tone } = look(entry)
    return { id: entry.id, at: entry.at, icon, tone: tone ?? 'plain', title: <EntryTitle entry={entry} />, text: <EntryText entry={entry} />, children: entry.kind === 'orders' ? bought(entry, format, t('customers.timeline.moreLines')) : undefined }
  })
}

const looks: Record<string, Pick<TimelineEvent, 'icon' | 'tone'> | undefined> = {
  'Order Completed': { icon: IconReceipt, tone: 'brand' }, 'Order Refunded': { icon: IconArrowBackUp, tone: 'amber' }, 'Order Cancelled': { icon: IconX, tone: 'bad' },
  'Product Added': { icon: IconShoppingCart }, 'Cart Viewed': { icon: IconShoppingCart }, 'Checkout Started': { icon: IconShoppingCart }, 'Products Searched': { icon: IconSearch },
  'Cart Abandoned': { icon: IconShoppingCart, tone: 'amber' }, 'Checkout Abandoned': { icon: IconShoppingCart, tone: 'amber' },
  'Customer Created': { icon: IconUserPlus, tone: 'brand' }, 'Note Added': { icon: IconNote, tone: 'amber' }, 'Note Updated': { icon: IconNote }, 'Note Removed': { icon: IconNote }, 'Note Restored': { icon: IconNote },
  'Tag Added': { icon: IconTag }, 'Tag Removed': { icon: IconTag },
}
const kindLooks: Record<EventKind, Pick<TimelineEvent, 'icon' | 'tone'>> = { orders: { icon: IconReceipt }, visits: { icon: IconEye }, service: { icon: IconHeadset, tone: 'amber' }, messages: { icon: IconMail, tone: 'info' }, changes: { icon: IconPencil } }
const look = ({ kind, name, count }: TimelineEntry) => (count > 1 ? kindLooks[kind] : (looks[name] ?? kindLooks[kind]))

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

function amountOf({ name, properties }: TimelineEntry, format: Format) {
  const amount = name === 'Order Refunded' ? (properties['refund'] ?? properties['refund_amount'] ?? properties['total']) : (properties['total'] ?? properties['value'])
  const currency = text(properties['currency'])
  return typeof amount === 'number' && currency ? format.money(toMinor(amount, currency), currency) : ''
}

function EntryTitle({ entry }: { entry: TimelineEntry }) {
  const t = useText()
  const format = useFormat()
  const { count, name, properties, at, from, seen } = entry
  if (count > 1) return t('customers.timeline.session', { count, minutes: t('customers.timeline.minutes', { count: Math.max(1, Math.round((Date.parse(at) - Date.parse(from)) / 60_000)) }) })
  const key = eventNames[name]
  const title = key ? t(key, { number: text(properties['order_id']), amount: amountOf(entry, format), tag: text(properties['tag']), title: seen[0] ?? '', query: text(properties['query']) }).replace(/[\s·:]+$/, '') : entry.kind === 'visits' && seen[0] ? t('customers.event.pageViewed', { title: seen[0] }) : name
  const to = placeOf(entry)
  return to ? <Link className="textlink" style={{ color: 'inherit' }} to={to}>{title}</Link> : title
}

const reasonOf = (name: string, properties: Record<string, unknown>, t: Text) => (name === 'Email Bounced' ? t(reasonTexts[properties['reason'] as BounceReason] ?? 'replies.reason.unknown') : text(properties['reason']))

/** Where one reads more of it: the order, the reply, the message that it happened to. */
function placeOf({ name, properties }: TimelineEntry): string | undefined {
  const [orderId, messageId, mailId] = [text(properties['suki_order_id']), text(properties['message_id']), text(properties['mail_id'])]
  if (orderId) return `/orders/${orderId}`
  if (name === 'Email Replied') return mailId ? `/replies?open=${mailId}` : `/replies?messageId=${messageId}`
  return name.startsWith('Email ') && /^[0-9a-f-]{36}$/.test(messageId) ? `/messages?open=${messageId}` : undefined
}

function EntryText({ entry: { name, count, seen, by, properties } }: { entry: TimelineEntry }) {
  const t = useText()
  const changes = name === 'Customer Created' ? [] : Object.keys((properties['changes'] as Record<string, unknown> | undefined) ?? {}).map(field => t(factNames[field] ?? 'customers.fact.other'))
  const via = name.startsWith('Consent ') && Array.isArray(properties['channels']) ? (properties['channels'] as string[]).map(channel => t(channelNames[channel] ?? 'customers.fact.other')).join(', ') : ''
  const parts = [count > 1 && seen.join(' · '), via, text(properties['body']), changes.join(', '), reasonOf(name, properties, t), properties['is_machine'] === true && t('replies.event.byMachine'), text(properties['affiliation']), by && t('customers.timeline.by', { name: by })]
  return parts.filter(Boolean).join(' · ') || null
}

type Line = { name?: string; quantity?: number; price?: number; discount?: number }
const mostLines = 5

/** What was in the order: the first lines. */
function bought({ name, properties }: TimelineEntry, format: Format, more: string) {
  const lines = Array.isArray(properties['products']) ? (properties['products'] as Line[]) : []
  const currency = text(properties['currency'])
  if (!lines.length || !currency || name !== 'Order Completed') return undefined
  return (
    <table className={css.bought}>
      <tbody>
        {lines.slice(0, mostLines).map((line, i) => (
          <tr key={i}><td>{line.name}</td><td>× {format.number(line.quantity ?? 1, { maximumFractionDigits: 3 })}</td><td>{line.price === undefined ? '' : format.money(toMinor(line.price * (line.quantity ?? 1) - (line.discount ?? 0), currency), currency)}</td></tr>
        ))}
        {lines.length > mostLines && <tr><td className="muted">+{format.number(lines.length - mostLines)} {more}</td><td /><td /></tr>}
      </tbody>
    </table>
  )
}
