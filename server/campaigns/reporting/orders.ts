import { sql } from 'kysely'
import type { CampaignOrder } from '../../../contracts/campaigns.ts'
import { fromCursor, pageOf, type Ctx } from '../../platform/index.ts'
import { campaignOf } from '../campaigns.ts'
import { attributedOrders } from './attribution.ts'
import { currencyOf } from './variants.ts'

type Wanted = { limit: number; after?: string | undefined; letter?: string | undefined }

/** The orders behind the revenue of the report, the latest first. @throws campaignNotFound */
export async function ordersOf({ db }: Ctx, campaignId: string, { limit, after, letter }: Wanted): Promise<{ items: CampaignOrder[]; next: string | null }> {
  const campaign = await campaignOf(db, campaignId)
  const currency = await currencyOf(db, campaign.storeId)
  const [at, id] = fromCursor(after, 2) ?? []
  const { rows } = await sql<CampaignOrder & { position: string }>`
    select a.order_id as id, a.number, a.placed_at as "placedAt", a.placed_at::text as position, a.customer_id as "customerId", coalesce(c.name, '') as name, c.email, a.message_id as "messageId", a.letter, a.touched_at as "touchedAt",
      ${currency}::text as currency, a.net_minor + a.refunded_minor as "goodsMinor", a.refunded_minor as "refundedMinor", a.net_minor as "netMinor"
    from (${attributedOrders(campaign, currency)}) as a left join customers as c on c.id = a.customer_id
    where true ${letter ? sql`and a.letter = ${letter}` : sql``} ${after ? sql`and (a.placed_at, a.order_id) < (${at}::timestamptz, ${id}::uuid)` : sql``}
    order by a.placed_at desc, a.order_id desc limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}
