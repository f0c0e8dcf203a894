import { sql, type RawBuilder } from 'kysely'
import type { Campaign, CampaignPerson, PeopleFilter } from '../../../contracts/campaigns.ts'
import { findCustomers } from '../../customers/index.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { attributedOrders, spentWhileCounted } from './attribution.ts'
import { messagesThatLed } from './links.ts'
import { currencyOf } from './variants.ts'

type Person = CampaignPerson & { position: string }
type Place = { position: string; messageId: string }
type Asked = { campaign: Campaign; currency: string | null; filter: PeopleFilter }

/** The people behind a number of the report, whoever was considered last first: which message, why, what happened. @throws campaignNotFound */
export async function peopleOf(ctx: Ctx, campaignId: string, { limit, after, ...filter }: PeopleFilter & { limit: number; after?: string | undefined }): Promise<{ items: CampaignPerson[]; next: string | null }> {
  const campaign = await campaignOf(ctx.db, campaignId)
  const asked: Asked = { campaign, currency: await currencyOf(ctx.db, campaign.storeId), filter }
  const [position, messageId] = (fromCursor(after, 2) ?? []) as [string?, string?]
  const place = position && messageId ? { position, messageId } : undefined
  const rows = filter.link ? await whoFollowed(ctx, asked, place, limit + 1) : await rowsOf(ctx.db, asked, place, limit + 1)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.messageId])
  const orders = await ordersBy(ctx.db, asked, items.map(row => row.messageId))
  return { items: items.map(({ position: _, ...row }) => ({ ...row, orders: orders.get(row.messageId) ?? [] })), next }
}

/** The warehouse knows which links were followed; who that was, and the rest of the filter, stands here. */
async function whoFollowed(ctx: Ctx, asked: Asked, place: Place | undefined, limit: number): Promise<Person[]> {
  const { link = '', byMachine = false } = asked.filter
  const rows: Person[] = []
  const batch = 1000
  for (let before = place?.messageId; rows.length < limit;) {
    const ids = await messagesThatLed(ctx, asked.campaign.id, { link, byMachine, before, limit: batch })
    if (ids.length) rows.push(...(await rowsOf(ctx.db, asked, undefined, limit - rows.length, ids)))
    if (ids.length < batch) break
    before = ids.at(-1)
  }
  return rows
}

async function rowsOf(db: Db, { campaign, currency, filter }: Asked, place: Place | undefined, limit: number, ids?: string[]): Promise<Person[]> {
  const found = filter.q ? await findCustomers(db, filter.q) : undefined
  const conditions = [
    sql`m.mailing_id = ${campaign.id}`, ...statesOf(filter), ...whatTheyDid(filter, campaign, currency), ...(found ? [found.where] : []),
    ...(ids ? [sql`m.id = any(${ids}::uuid[])`] : []), ...(place ? [sql`(m.created_at, m.id) < (${place.position}::timestamptz, ${place.messageId}::uuid)`] : []),
  ]
  const { rows } = await sql<Person>`
    select m.id as "messageId", m.created_at::text as position, m.customer_id as "customerId", coalesce(c.name, '') as name, coalesce(c.email, m.address) as email, c.country, m.letter, m.language, m.state, m.reason,
      m.created_at as "createdAt", m.send_at as "sendAt", m.sent_at as "sentAt", m.delivered_at as "deliveredAt", m.opened_at as "openedAt", m.clicked_at as "clickedAt", m.replied_at as "repliedAt", m.unsubscribed_at as "unsubscribedAt", m.bounced_at as "bouncedAt", m.complained_at as "complainedAt",
      case when k.id is not null then json_build_object('decision', k.decision, 'source', k.source, 'occurredAt', to_char(k.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as consent
    from ${found?.few ? sql`(${found.rows}) as found join messages as m on m.customer_id = found.id` : sql`messages as m`} left join customers as c on c.id = m.customer_id left join consents as k on k.id = m.consent_id
    where ${sql.join(conditions, sql` and `)}
    order by ${ids ? sql`m.id desc` : sql`m.created_at desc, m.id desc`} limit ${limit}`.execute(db)
  return rows
}

const statesOf = ({ state, reason, letter }: PeopleFilter): RawBuilder<unknown>[] => [
  ...(state ? [sql`m.state = any(${state}::text[])`] : []), ...(reason ? [sql`m.reason = ${reason}`] : []), ...(letter ? [sql`m.letter = ${letter} and m.state not in ('skipped', 'held_out')`] : []),
]

// As the index `messages_returned` says it: three of a million are found at once.
const somethingRare = sql`(m.bounced_at is not null or m.complained_at is not null or m.unsubscribed_at is not null or m.replied_at is not null)`
const isRare = (did: string) => ['bounced', 'complained', 'unsubscribed', 'replied'].includes(did)

function whatTheyDid({ did, bought }: PeopleFilter, campaign: Campaign, currency: string | null): RawBuilder<unknown>[] {
  const happened = did && did !== 'ordered' ? [sql`${sql.ref(`m.${did}_at`)} is not null`, ...(isRare(did) ? [somethingRare] : [])] : []
  const ordered = did === 'ordered' ? [sql`m.id in (select message_id from (${attributedOrders(campaign, currency)}) as a)`] : []
  const spent = bought ? [sql`m.id in (select message_id from (${spentWhileCounted(campaign, currency)}) as s where s.held_out = ${bought === 'held_out'})`] : []
  return [...happened, ...ordered, ...spent]
}

async function ordersBy(db: Db, { campaign, currency }: Asked, messageIds: string[]): Promise<Map<string, CampaignPerson['orders']>> {
  if (!currency || !messageIds.length) return new Map()
  const { rows } = await sql<{ messageId: string; id: string; number: string; netMinor: number }>`
    select message_id as "messageId", order_id as id, number, net_minor as "netMinor" from (${attributedOrders(campaign, currency)}) as a where message_id = any(${messageIds}::uuid[]) order by placed_at, order_id`.execute(db)
  return new Map([...Map.groupBy(rows, row => row.messageId)].map(([id, own]) => [id, own.map(({ id: orderId, number, netMinor }) => ({ id: orderId, number, netMinor, currency }))]))
}
