import { sql } from 'kysely'
import { nowText, type Ctx } from '../../platform/index.ts'
import type { Change, Message } from './ledger.ts'

/**
 * Of messages that are ready those that may go now; the others get the next free time of their recipients' domain, each
 * once (`recipient_domains`). A time is taken from the domain's row, so that all processes and servers together keep to
 * it. A message whose time has come goes without taking another.
 */
export async function withSlots(ctx: Ctx, messages: Message[]): Promise<{ go: Message[]; later: Change[] }> {
  const byDomain = Map.groupBy(messages.filter(message => !message.hasSlot), message => message.address!.slice(message.address!.lastIndexOf('@') + 1).toLowerCase())
  const begins = await takeSlots(ctx, [...byDomain].map(([domain, own]) => ({ domain, count: own.length })))
  if (!begins.size) return { go: messages, later: [] }
  const now = ctx.clock.now().epochMilliseconds
  const slots = new Map([...byDomain].flatMap(([domain, own]) => {
    const begin = begins.get(domain)
    return begin ? own.map((message, i) => [message.id, begin.at + (i * 1000) / begin.perSecond] as const) : []
  }))
  const isLater = ({ id }: Message) => (slots.get(id) ?? now) > now
  return { go: messages.filter(message => !isLater(message)), later: messages.filter(isLater).map(({ id }) => ({ id, state: 'queued', slotAt: new Date(slots.get(id)!).toISOString(), sendAt: new Date(slots.get(id)!).toISOString() })) }
}

/** Takes the next times of domains that have a rate. @returns the first of each, in milliseconds */
async function takeSlots({ db, clock }: Ctx, wanted: { domain: string; count: number }[]): Promise<Map<string, { at: number; perSecond: number }>> {
  if (!wanted.length) return new Map()
  const now = nowText(clock)
  // In one order, so that two processes do not wait for one another.
  const { rows } = await sql<{ domain: string; at: string; perSecond: number }>`
    with wanted as materialized (
        select r.domain, greatest(coalesce(r.next_at, ${now}), ${now}::timestamptz) as at, r.per_second, t.count
        from recipient_domains as r join json_to_recordset(${JSON.stringify(wanted)}::json) as t (domain text, count int) on t.domain = r.domain order by r.domain for update of r)
    update recipient_domains as r set next_at = wanted.at + make_interval(secs => (wanted.count / wanted.per_second)::float8)
    from wanted where r.domain = wanted.domain returning r.domain, wanted.at, r.per_second::float8 as "perSecond"`.execute(db)
  return new Map(rows.map(row => [row.domain, { at: Date.parse(row.at), perSecond: row.perSecond }]))
}
