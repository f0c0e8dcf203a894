import { sql } from 'kysely'
import type { Campaign } from '../../../contracts/campaigns.ts'
import type { Db } from '../../platform/index.ts'
import { attributedOrders } from './attribution.ts'

export type VariantFigures = { letter: string; sent: number; opened: number; clicked: number; unsubscribed: number; bounced: number; orders: number; revenueMinor: number; /** What went back, and is taken off already. */ refundedMinor: number; /** Of each person who bought, in minor units. */ amounts: number[] }

/** What each variant reached so far. */
export async function variantFigures(db: Db, campaign: Campaign): Promise<VariantFigures[]> {
  const currency = await currencyOf(db, campaign.storeId)
  const { rows } = await sql<VariantFigures>`
    with bought as materialized (select letter, customer_id, count(*) as orders, sum(net_minor) as net, sum(refunded_minor) as refunded from (${attributedOrders(campaign, currency)}) as a group by letter, customer_id),
      sold as (select letter, sum(orders) as orders, sum(net) as net, sum(refunded) as refunded, array_agg(net::float8) as amounts from bought group by letter),
      reached as (select letter, count(*) filter (where sent_at is not null) as sent, count(opened_at) as opened, count(clicked_at) as clicked, count(unsubscribed_at) as unsubscribed, count(bounced_at) as bounced
        from messages where mailing_id = ${campaign.id} and state not in ('skipped', 'held_out') group by letter)
    select r.letter, r.sent, r.opened, r.clicked, r.unsubscribed, r.bounced, coalesce(s.orders, 0)::int8 as orders, coalesce(s.net, 0)::int8 as "revenueMinor", coalesce(s.refunded, 0)::int8 as "refundedMinor", coalesce(s.amounts, '{}') as amounts
    from reached as r left join sold as s using (letter) where r.letter <> '-' order by r.letter`.execute(db)
  return rows
}

/** The currency in which a campaign's sales are counted: its store's, else that of the first store. */
export async function currencyOf(db: Db, storeId: string | null): Promise<string | null> {
  const row = await db.selectFrom('stores').select('currency').$if(storeId !== null, q => q.where('id', '=', storeId!)).orderBy('created_at').orderBy('id').limit(1).executeTakeFirst()
  return row?.currency ?? null
}
