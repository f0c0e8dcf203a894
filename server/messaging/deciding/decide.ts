import { sql } from 'kysely'
import type { Channel, Purpose } from '../../../contracts/consent.ts'
import type { SendingRules, SendReason } from '../../../contracts/messaging.ts'
import { mayContact } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { quietUntil, zoneOf } from './quiet.ts'
import { sendingRulesOf } from './rules.ts'
import { standingWishes } from './wishes.ts'

export type Asked = { customerIds: string[]; channel: Extract<Channel, 'email' | 'sms' | 'whatsapp'>; purpose: Exclude<Purpose, 'profiling'>; storeZone: string; except?: string[] }

/** `nodeId` is that of the address, or the customer's where there is none. `waitUntil`: yes, but not now. */
export type Decision = { customerId: string; may: boolean; reason: SendReason; consentId: string | null; address: string | null; nodeId: string; language: string | null; zone: string; waitUntil: string | null }

/**
 * May these customers be written to now? The one function that everything that sends asks, when it considers somebody
 * and again when the message goes out. In this order: consent and what stands before it (`mayContact`), an address,
 * and, for marketing, what they chose themselves, the shop's caps, the sunset policy. Quiet hours only make it wait.
 * `except`: messages that do not count towards a cap, being the ones in question.
 */
export async function decide(ctx: Pick<Ctx, 'db' | 'clock'>, asked: Asked): Promise<Map<string, Decision>> {
  if (!asked.customerIds.length) return new Map()
  const rules = await sendingRulesOf(ctx.db)
  const contacts = await mayContact(ctx, asked)
  const rows = await circumstances(ctx.db, asked, rules, ctx.clock.now())
  const now = ctx.clock.now()
  const waits = new Map<string, string | null>()
  return new Map(rows.map(row => {
    const contact = contacts.get(row.id)!
    const zone = zoneOf({ said: row.zone, country: row.country, store: asked.storeZone })
    const no = whyNot(row, asked, rules, now)
    const may = contact.may && !no
    if (!waits.has(zone)) waits.set(zone, rules.quiet && asked.purpose === 'marketing' ? (quietUntil(rules.quiet, zone, now)?.toString() ?? null) : null)
    return [row.id, { customerId: row.id, may, reason: contact.may ? (no ?? contact.reason) : contact.reason, consentId: contact.consentId, address: row.address, nodeId: row.nodeId, language: row.language, zone, waitUntil: may ? waits.get(zone)! : null }]
  }))
}

type Circumstances = { id: string; address: string | null; nodeId: string; language: string | null; country: string | null; zone: string | null; pausedUntil: string | null; hasOwnFill: boolean | null; recent: number[]; sinceSign: number; lastSign: string | null }

function whyNot(row: Circumstances, { purpose }: Asked, { caps, sunset }: SendingRules, now: Temporal.Instant): SendReason | undefined {
  if (!row.address) return 'no_address'
  if (purpose !== 'marketing') return undefined
  if (row.pausedUntil && Temporal.Instant.compare(Temporal.Instant.from(row.pausedUntil), now) > 0) return 'paused'
  if (row.hasOwnFill) return 'own_cap'
  if (caps.some((cap, i) => row.recent[i]! >= cap.atMost)) return 'capped'
  if (sunset && row.sinceSign >= sunset.messages && Temporal.Instant.compare(Temporal.Instant.from(row.lastSign ?? '1970-01-01T00:00Z'), now.toZonedDateTimeISO('UTC').subtract({ months: sunset.months }).toInstant()) < 0) return 'sunset'
  return undefined
}

async function circumstances(db: Db, { customerIds, channel, purpose, except = [] }: Asked, { caps, sunset }: SendingRules, now: Temporal.Instant): Promise<Circumstances[]> {
  const kind = channel === 'email' ? 'email' : 'phone'
  const isMarketing = purpose === 'marketing'
  const counts = sql`m.purpose = 'marketing' and m.state in ('sent', 'handing', 'unknown') and m.id <> all(${except}::uuid[])`
  const since = (days: number) => sql`${now.subtract({ hours: days * 24 }).toString()}::timestamptz`
  const recent = caps.length ? sql`array[${sql.join(caps.map(cap => sql`count(*) filter (where ${counts} and m.handed_at > ${since(cap.days)})::int`))}]` : sql`'{}'::int[]`
  const unanswered = sunset ? sql`(select count(*)::int from unnest(past.sent) as at where at > sign.at)` : sql`0`
  // Each customer's messages are read once: the caps, the last sign of life and what came after it, in one pass.
  const { rows } = await sql<Circumstances>`
    select w.id, ${sql.ref(`c.${kind}`)} as address, coalesce(a.id, c.id, w.id) as "nodeId", c.language, c.country, c.traits ->> 'timezone' as zone, own.paused_until as "pausedUntil", own.is_full as "hasOwnFill",
      coalesce(past.recent, '{}') as recent, ${unanswered} as "sinceSign", sign.at as "lastSign"
    from unnest(${customerIds}::uuid[]) as w (id) left join customer_identifiers as i on i.id = w.id left join customers as c on c.id = coalesce(i.customer_id, w.id)
    left join customer_identifiers as a on a.kind = ${kind} and a.value = ${sql.ref(`c.${kind}`)}
    left join lateral (
      select max(s.paused_until) as paused_until, bool_or(s.at_most is not null and (
        select count(*) from messages as m where m.customer_id = c.id and m.channel = ${channel} and ${counts} and m.handed_at > ${now.toString()}::timestamptz - make_interval(days => s.at_most_days)) >= s.at_most) as is_full
      from (${standingWishes(sql`c.id`, channel)}) as s) as own on ${isMarketing}
    left join lateral (
      select ${recent} as recent, max(greatest(m.opened_at, m.clicked_at, m.replied_at)) as reacted_at, array_agg(m.sent_at) filter (where ${counts}) as sent
      from messages as m where m.customer_id = c.id and m.channel = ${channel}) as past on ${isMarketing && (caps.length > 0 || sunset !== null)}
    left join lateral (select greatest(past.reacted_at, c.last_seen_at, c.last_order_at, c.created_at) as at) as sign on true`.execute(db)
  return rows
}
