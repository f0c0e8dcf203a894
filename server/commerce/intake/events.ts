import { sql } from 'kysely'
import { decimals } from '../../../contracts/money.ts'
import type { Db } from '../../platform/index.ts'
import { contextOf } from './customers.ts'
import { staged, type Intake } from './staging.ts'

/**
 * Writes into the log what taking in a chunk of orders did: "Order Completed" when the order was placed, "Order Updated"
 * now, "Order Cancelled" when it was. The properties are those of server/commerce/orders/events.ts, made in SQL.
 */
export async function tellOrders(db: Db, intake: Intake, chunk: number): Promise<void> {
  const factor = await factorOf(db, intake, chunk)
  await sql`
    with bought as materialized (${productsOf(intake, chunk, factor)})
    insert into events (id, source_id, type, name, node_id, store_id, properties, context, occurred_at)
    select event_id(${intake.sourceId}::uuid, o.id || message), ${intake.sourceId}::uuid, 'track', happened.name, coalesce(o.node_id, o.customer_id), o.store_id, ${orderProperties(intake, factor)}, ${contextOf(intake)}, happened.at
    from ${staged(intake, 'orders')} as s join orders as o on o.id = s.id left join bought on bought.order_id = o.id
      cross join lateral (values
        (case when s.fresh then 'Order Completed' else 'Order Updated' end, case when s.fresh then ':completed' else ':updated:' || s.digest end, case when s.fresh then o.placed_at else ${intake.at}::timestamptz end),
        (case when s.cancelled_at is not null then 'Order Cancelled' end, ':cancelled', s.cancelled_at)) as happened (name, message, at)
    where s.chunk = ${chunk} and not s.refund and not s.same and happened.name is not null
    order by happened.at, o.id
    on conflict (id) do nothing`.execute(db)
}

/** Minor units per unit of an order's currency, as SQL over `o.currency`. */
export async function factorOf(db: Db, intake: Intake, chunk: number) {
  const { rows } = await sql<{ currency: string }>`select distinct coalesce(currency, ${intake.currency}) as currency from ${staged(intake, 'orders')} where chunk = ${chunk}`.execute(db)
  const unusual = rows.filter(({ currency }) => decimals(currency) !== 2)
  return unusual.length ? sql`case o.currency ${sql.join(unusual.map(({ currency }) => sql`when ${currency} then ${sql.lit(10 ** decimals(currency))}`), sql` `)} else 100 end` : sql`100`
}

type Factor = Awaited<ReturnType<typeof factorOf>>

/** What was bought, per order of a chunk: one pass over its lines. */
const productsOf = (intake: Intake, chunk: number, factor: Factor) => sql`
  select l.order_id, jsonb_agg(jsonb_build_object('product_id', p.external_id, 'sku', l.sku, 'name', l.title, 'price', ${major(sql`l.unit_price_minor`, factor)}, 'quantity', trim_scale(l.quantity), 'position', l.position)
    || case when l.discount_minor = 0 then '{}' else jsonb_build_object('discount', ${major(sql`l.discount_minor`, factor)}) end order by l.position) as products
  from ${staged(intake, 'orders')} as s join orders as o on o.id = s.id join order_lines as l on l.order_id = s.id left join products as p on p.id = l.product_id
  where s.chunk = ${chunk} and not s.refund and not s.same group by l.order_id`

export const major = (amount: ReturnType<typeof sql>, factor: Factor) => sql`trim_scale(${amount}::numeric / ${factor})`

const orderProperties = (intake: Intake, factor: Factor) => sql`jsonb_strip_nulls(jsonb_build_object(
  'order_id', o.number, 'suki_order_id', o.id, 'affiliation', ${intake.storeName}::text, 'channel', o.channel, 'currency', o.currency,
  'subtotal', ${major(sql`(o.subtotal_minor - o.discount_minor)`, factor)}, 'revenue', ${major(sql`(o.subtotal_minor - o.discount_minor)`, factor)}, 'discount', ${major(sql`o.discount_minor`, factor)},
  'shipping', ${major(sql`o.shipping_minor`, factor)}, 'tax', ${major(sql`o.tax_minor`, factor)}, 'tax_included', o.tax_included, 'total', ${major(sql`o.total_minor`, factor)},
  'refunded', ${major(sql`o.refunded_minor`, factor)}, 'payment_state', o.payment_state, 'coupon', nullif(array_to_string(o.discount_codes, ','), ''),
  'country', coalesce(o.country, s.country_name))) || jsonb_build_object('products', coalesce(bought.products, '[]'))`
