import { sql, type RawBuilder } from 'kysely'
import type { Campaign } from '../../../contracts/campaigns.ts'

/** When a message was touched, as a campaign counts it. */
const touchOf = ({ touch }: Pick<Campaign, 'touch'>, alias: string): RawBuilder<unknown> => sql.ref(`${alias}.${{ sent: 'sent_at', open: 'opened_at', click: 'clicked_at' }[touch]}`)

/** Paid for goods, less what went back (minor units). */
export const netOf = (alias: string): RawBuilder<unknown> => sql`(${sql.ref(`${alias}.subtotal_minor`)} - ${sql.ref(`${alias}.discount_minor`)} - ${sql.ref(`${alias}.refunded_minor`)})`

/**
 * Orders that a campaign's messages are credited with: placed within the window after the touch, by the same customer,
 * in the campaign's currency, and with no later touched message of any mailing in between (last touch).
 * Rows: message_id, customer_id, letter, touched_at, order_id, number, placed_at, net_minor, refunded_minor.
 */
export const attributedOrders = (campaign: Pick<Campaign, 'id' | 'touch' | 'attributionDays'>, currency: string | null) => sql`
  select m.id as message_id, m.customer_id, m.letter, ${touchOf(campaign, 'm')} as touched_at, o.id as order_id, o.number, o.placed_at, ${netOf('o')} as net_minor, o.refunded_minor
  from messages as m join orders as o on o.customer_id = m.customer_id and o.payment_state <> 'voided' and o.currency = ${currency}
    and o.placed_at >= ${touchOf(campaign, 'm')} and o.placed_at < ${touchOf(campaign, 'm')} + make_interval(days => ${campaign.attributionDays})
  where m.mailing_id = ${campaign.id} and ${touchOf(campaign, 'm')} is not null
    and not exists (select from messages as later where later.customer_id = m.customer_id and later.id <> m.id and later.stream = 'campaign'
      and ${touchOf(campaign, 'later')} > ${touchOf(campaign, 'm')} and ${touchOf(campaign, 'later')} <= o.placed_at)`

/** What each person of a campaign who might have got it spent while its days counted; who spent nothing has no row. Rows: message_id, held_out, amount. */
export const spentWhileCounted = ({ id, attributionDays }: Pick<Campaign, 'id' | 'attributionDays'>, currency: string | null) => sql`
  select m.id as message_id, m.state = 'held_out' as held_out, sum(${netOf('o')})::float8 as amount
  from messages as m join orders as o on o.customer_id = m.customer_id and o.payment_state <> 'voided' and o.currency = ${currency}
    and o.placed_at >= m.planned_at and o.placed_at < m.planned_at + make_interval(days => ${attributionDays})
  where m.mailing_id = ${id} and m.eligible and m.letter <> '-' group by m.id, m.state having sum(${netOf('o')}) <> 0`
