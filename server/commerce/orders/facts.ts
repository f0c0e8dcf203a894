import { sql } from 'kysely'
import { appError, type Db } from '../../platform/index.ts'
import type { PaymentState } from '../../../contracts/orders.ts'

export const orderNotFound = appError('orders.not_found', 404, 'There is no such order.')

export type LineFacts = {
  id: string
  externalId: string | null
  sku: string
  title: string
  variantTitle: string | null
  category: string | null
  brand: string | null
  imageUrl: string | null
  productId: string | null
  variantId: string | null
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
  totalMinor: number
}

/** An order as the verbs and the log see it. */
export type OrderFacts = {
  id: string
  storeId: string
  storeName: string
  number: string
  customerId: string | null
  /** For whom it was recorded; see docs/identity.md. */
  nodeId: string | null
  channel: string
  currency: string
  subtotalMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  taxIncluded: boolean
  totalMinor: number
  refundedMinor: number
  paymentState: PaymentState
  discountCodes: string[]
  email: string | null
  phone: string | null
  shipTo: { name: string | null; address: string | null; postalCode: string | null; city: string | null; region: string | null; country: string | null }
  cancelledAt: string | null
  lines: LineFacts[]
}

/**
 * An order, locked until the transaction ends: whoever changes it waits for the other, so that no money goes back twice.
 * @throws orderNotFound
 */
export async function lockOrder(db: Db, orderId: string): Promise<OrderFacts> {
  const order = await db.selectFrom('orders').select('id').where('id', '=', orderId).forUpdate().executeTakeFirst()
  if (!order) throw orderNotFound()
  return (await factsOfOrders(db, [orderId]))[0]!
}

/** Orders as they stand. */
export async function factsOfOrders(db: Db, ids: string[]): Promise<OrderFacts[]> {
  if (!ids.length) return []
  const orders = await db.selectFrom('orders as o').innerJoin('stores as s', 's.id', 'o.store_id').selectAll('o').select('s.name as store_name').where('o.id', 'in', ids).execute()
  const lines = Map.groupBy(await linesOf(db, ids), line => line.orderId)
  return orders.map(order => ({
    id: order.id, storeId: order.store_id, storeName: order.store_name, number: order.number, customerId: order.customer_id, nodeId: order.node_id, channel: order.channel, currency: order.currency,
    subtotalMinor: order.subtotal_minor, discountMinor: order.discount_minor, shippingMinor: order.shipping_minor, taxMinor: order.tax_minor, taxIncluded: order.tax_included,
    totalMinor: order.total_minor, refundedMinor: order.refunded_minor, paymentState: order.payment_state as PaymentState, discountCodes: order.discount_codes,
    email: order.email, phone: order.phone, cancelledAt: order.cancelled_at,
    shipTo: { name: order.ship_name, address: order.address, postalCode: order.postal_code, city: order.city, region: order.region, country: order.country },
    lines: (lines.get(order.id) ?? []).map(({ orderId: _, ...line }) => line),
  }))
}

const linesOf = async (db: Db, orderIds: string[]): Promise<(LineFacts & { orderId: string })[]> => {
  const { rows } = await sql<LineFacts & { orderId: string }>`
    select l.order_id as "orderId", l.id, p.external_id as "externalId", l.sku, l.title, v.title as "variantTitle", c.name as category, p.brand, p.image_url as "imageUrl",
      l.product_id as "productId", l.variant_id as "variantId", l.quantity, l.unit_price_minor as "unitPriceMinor",
      l.discount_minor as "discountMinor", l.tax_minor as "taxMinor", l.total_minor as "totalMinor"
    from order_lines l left join products p on p.id = l.product_id left join variants v on v.id = l.variant_id left join categories c on c.id = p.category_id
    where l.order_id = any(${orderIds}::uuid[]) order by l.order_id, l.position`.execute(db)
  return rows
}
