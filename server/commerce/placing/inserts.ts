import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import type { LineFacts, OrderFacts } from '../orders/facts.ts'

/**
 * Inserts orders whose number their store does not know yet, in one order of numbers so that two batches never wait for each other in a circle.
 * @returns the ids of those inserted
 */
export async function insertOrders(db: Db, orders: (OrderFacts & { placedAt: string; sourceId: string })[], now: string): Promise<Set<string>> {
  const rows = orders.map(({ lines, shipTo, ...order }) => ({ ...order, ...shipTo, itemsCount: piecesOf(lines) }))
  const { rows: inserted } = await sql<{ id: string }>`
    insert into orders (id, store_id, number, customer_id, node_id, channel, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, tax_included, total_minor,
      items_count, payment_state, discount_codes, email, phone, ship_name, address, postal_code, city, region, country, placed_at, source_id, created_at, updated_at)
    select id, "storeId", number, "customerId", "nodeId", channel, currency, "subtotalMinor", "discountMinor", "shippingMinor", "taxMinor", "taxIncluded", "totalMinor",
      "itemsCount", "paymentState", "discountCodes", email, phone, name, address, "postalCode", city, region, country, "placedAt", "sourceId", ${now}::timestamptz, ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, "storeId" uuid, number text, "customerId" uuid, "nodeId" uuid, channel text, currency text,
      "subtotalMinor" bigint, "discountMinor" bigint, "shippingMinor" bigint, "taxMinor" bigint, "taxIncluded" boolean, "totalMinor" bigint, "itemsCount" int,
      "paymentState" text, "discountCodes" text[], email text, phone text, name text, address text, "postalCode" text, city text, region text, country text,
      "placedAt" timestamptz, "sourceId" uuid)
    order by "storeId", number
    on conflict (store_id, number) do nothing returning id`.execute(db)
  return new Set(inserted.map(row => row.id))
}

/** Inserts the lines of orders, or those of them that are wanted. */
export async function insertLines(db: Db, orders: OrderFacts[], isWanted: (line: LineFacts) => boolean = () => true): Promise<void> {
  const rows = orders.flatMap(order => order.lines.map((line, i) => ({ ...line, orderId: order.id, position: i + 1 }))).filter(isWanted)
  if (!rows.length) return
  await sql`
    insert into order_lines (id, order_id, position, product_id, variant_id, sku, title, quantity, unit_price_minor, discount_minor, tax_minor, total_minor)
    select id, "orderId", position, "productId", "variantId", sku, title, quantity, "unitPriceMinor", "discountMinor", "taxMinor", "totalMinor"
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, "orderId" uuid, position int, "productId" uuid, "variantId" uuid, sku text, title text,
      quantity numeric, "unitPriceMinor" bigint, "discountMinor" bigint, "taxMinor" bigint, "totalMinor" bigint)`.execute(db)
}

/** How many pieces, for lists; what is sold by weight counts as one. */
const piecesOf = (lines: { quantity: number }[]) => lines.reduce((pieces, { quantity }) => pieces + (Number.isInteger(quantity) ? quantity : 1), 0)
