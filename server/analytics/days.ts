import type { Ctx } from '../platform/index.ts'
import { membersQuery } from '../segments/index.ts'

/** What figures are read from, as `… as known` after `from`; what it asks with and may take. `members`: their ids as a subquery, where a segment was chosen. */
export type DaysOf = { days: string; products: string; members: string | undefined; params: Record<string, unknown>; settings: Record<string, number> }

const everybody: DaysOf = { days: 'days as known final', products: 'days as known final', members: undefined, params: {}, settings: {} }

/**
 * The days of the shop; of a segment, rows of the same columns made of what its members of now ordered and gave back,
 * ever. @throws segmentNotFound
 */
export async function daysOf(ctx: Ctx, segmentId: string | undefined): Promise<DaysOf> {
  if (!segmentId) return everybody
  const { ids, params, limits } = await membersQuery(ctx, segmentId)
  const stores = await ctx.db.selectFrom('stores').select(['id', 'time_zone as zone']).orderBy('id').execute()
  const zones = Object.fromEntries(stores.map(({ zone }, i) => [`zone${i}`, zone]))
  const day = (moment: string) => `multiIf(${stores.map(({ id }, i) => `store_id = toUUID('${id}'), toDate(${moment}, {zone${i}:String}), `).join('')}toDate(${moment}, 'UTC'))`
  return { days: `(${moneyOf(ids, day)}) as known`, products: `(${productsOf(ids, day)}) as known`, members: ids, params: { ...params, ...zones }, settings: { ...limits, do_not_merge_across_partitions_select_final: 1 } }
}

// The columns of `days` (server/warehouse/days.ts), a row for each country as well.
const moneyOf = (members: string, day: (moment: string) => string) => `
  select store_id, day, toUInt32(sum(one)) as orders, sum(subtotal) as gross_minor, sum(discount) as discount_minor, sum(shipping) as shipping_minor, sum(tax) as tax_minor,
    sum(refunded) as refunded_minor, sum(refunded_of_orders) as refunded_of_orders_minor, groupBitmapStateIf(ordinal, ordinal > 0) as buyers,
    [(country, toUInt32(sum(one)), sum(subtotal), sum(discount), sum(refunded), sum(refunded_of_orders))] as countries
  from (
    select store_id, ${day('placed_at')} as day, customer_id, customer_ordinal as ordinal, toString(country) as country, 1 as one, subtotal_minor as subtotal, discount_minor as discount, shipping_minor as shipping, tax_minor as tax, 0::Int64 as refunded, 0::Int64 as refunded_of_orders
    from orders final where not deleted and payment_state != 'voided'
    union all select store_id, ${day('refunded_at')}, customer_id, 0, toString(country), 0, 0, 0, 0, 0, amount_minor, 0 from refunds final where not deleted
    union all select store_id, ${day('order_placed_at')}, customer_id, 0, toString(country), 0, 0, 0, 0, 0, 0, amount_minor from refunds final where not deleted
  ) where customer_id in ${members} group by store_id, day, country`

const productsOf = (members: string, day: (moment: string) => string) => `
  select store_id, day, [(product_id, toUInt32(uniqExact(order_id)), sum(quantity), sum(total_minor))] as products
  from (select store_id, ${day('placed_at')} as day, customer_id, product_id, order_id, quantity, total_minor from order_lines final where not deleted and not voided and product_id != toUUID('00000000-0000-0000-0000-000000000000'))
  where customer_id in ${members} group by store_id, day, product_id`
