import { sql } from 'kysely'
import { toMinor } from '../../../contracts/money.ts'
import type { Order, OrderLine, OrderMoment } from '../../../contracts/orders.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { orderNotFound } from './facts.ts'
import { leftOf } from './refund.ts'

type Head = Omit<Order, 'lines' | 'refunds' | 'customer' | 'history' | 'shipTo'> & Order['shipTo'] & { shipName: string | null }

/** @throws orderNotFound */
export async function getOrder({ db }: Ctx, { orderId }: { orderId: string }): Promise<Order> {
  const head = await headOf(db, orderId)
  if (!head) throw orderNotFound()
  const [lines, refunds, customer, history] = await Promise.all([linesOf(db, orderId, head.taxIncluded), refundsOf(db, orderId), customerOf(db, head.customerId), historyOf(db, head)])
  const { shipName, address, postalCode, city, region, ...rest } = head
  return { ...rest, customerName: customer?.name || shipName, email: head.email ?? customer?.email ?? null, shipTo: { name: shipName, address, postalCode, city, region, country: head.country }, lines, refunds, customer, history }
}

async function headOf(db: Db, orderId: string): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    select o.id, o.store_id as "storeId", o.number, o.customer_id as "customerId", null as "customerName", o.email, o.channel, o.currency,
      o.total_minor as "totalMinor", o.refunded_minor as "refundedMinor", o.items_count as "itemsCount", o.payment_state as "paymentState",
      o.discount_codes as "discountCodes", o.country, o.placed_at as "placedAt", o.cancelled_at as "cancelledAt", s.name as "storeName", s.time_zone as "timeZone",
      o.subtotal_minor as "subtotalMinor", o.discount_minor as "discountMinor", o.shipping_minor as "shippingMinor", o.tax_minor as "taxMinor",
      o.tax_included as "taxIncluded", o.phone, o.cancel_reason as "cancelReason", o.ship_name as "shipName", o.address, o.postal_code as "postalCode", o.city, o.region
    from orders o join stores s on s.id = o.store_id where o.id = ${orderId}`.execute(db)
  return rows[0]
}

async function linesOf(db: Db, orderId: string, taxIncluded: boolean): Promise<OrderLine[]> {
  const { rows } = await sql<Omit<OrderLine, 'leftQuantity' | 'leftMinor'> & { backQuantity: number; backMinor: number }>`
    select l.id, l.product_id as "productId", l.variant_id as "variantId", l.sku, l.title, p.image_url as "imageUrl", l.quantity, l.unit_price_minor as "unitPriceMinor",
      l.discount_minor as "discountMinor", l.tax_minor as "taxMinor", l.total_minor as "totalMinor", coalesce(b.quantity, 0) as "backQuantity", coalesce(b.amount, 0) as "backMinor"
    from order_lines l left join products p on p.id = l.product_id
    left join (select rl.order_line_id, sum(rl.quantity) as quantity, sum(rl.amount_minor) as amount
      from refunds r join refund_lines rl on rl.refund_id = r.id where r.order_id = ${orderId} group by 1) as b on b.order_line_id = l.id
    where l.order_id = ${orderId} order by l.position`.execute(db)
  return rows.map(({ backQuantity, backMinor, ...line }) => ({ ...line, ...leftOf(line, taxIncluded, { quantity: backQuantity, amount: backMinor }) }))
}

async function refundsOf(db: Db, orderId: string): Promise<Order['refunds']> {
  const { rows } = await sql<Order['refunds'][number]>`
    select r.id, r.number, r.amount_minor as "amountMinor", r.reason, r.refunded_at as "refundedAt",
      coalesce((select json_agg(json_build_object('id', l.id, 'orderLineId', l.order_line_id, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity, 'amountMinor', l.amount_minor) order by l.position)
        from refund_lines l where l.refund_id = r.id), '[]') as lines
    from refunds r where r.order_id = ${orderId} order by r.refunded_at, r.id`.execute(db)
  return rows
}

async function customerOf(db: Db, customerId: string | null): Promise<Order['customer']> {
  if (!customerId) return null
  const row = await db.selectFrom('customers').select(['id', 'name', 'email', 'orders_count', 'spent_minor', 'currency', 'first_order_at']).where('id', '=', customerId).executeTakeFirst()
  return row ? { id: row.id, name: row.name, email: row.email, ordersCount: row.orders_count, spentMinor: row.spent_minor, currency: row.currency, firstOrderAt: row.first_order_at } : null
}

type Told = { id: string; name: string; occurredAt: string; properties: Record<string, unknown>; context: { actor?: { name?: string } } }

/** The newest first. The log's amounts are major units. */
async function historyOf(db: Db, { number, storeId, currency }: Head): Promise<OrderMoment[]> {
  const { rows } = await sql<Told>`
    select id, name, occurred_at as "occurredAt", properties, context from events
    where properties ->> 'order_id' = ${number} and (store_id = ${storeId} or store_id is null) order by occurred_at desc, seq desc limit 200`.execute(db)
  return rows.map(({ id, name, occurredAt, properties, context }) => ({ id, name, occurredAt, by: context.actor?.name ?? null, amountMinor: amountOf(name, properties, currency), reason: textOf(properties['reason']), changes: changesOf(properties['changes']) }))
}

function amountOf(name: string, properties: Record<string, unknown>, currency: string) {
  const major = name === 'Order Refunded' ? (properties['refund_amount'] ?? properties['total']) : name === 'Order Completed' ? properties['total'] : null
  return typeof major === 'number' ? toMinor(major, currency) : null
}

const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null)

/** Events of foreign sources may hold anything here. */
function changesOf(changes: unknown): OrderMoment['changes'] {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return []
  return Object.entries(changes).map(([field, change]) => ({ field, from: textOf((change as { from?: unknown } | null)?.from), to: textOf((change as { to?: unknown } | null)?.to) }))
}
