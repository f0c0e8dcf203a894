import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Ctx, Db } from '../../../platform/index.ts'
import { factsOfOrders, type OrderFacts } from '../../orders/facts.ts'
import { insertLines } from '../../placing/inserts.ts'
import type { Report } from '../understand.ts'
import type { Elsewhere, Refund } from './paidback.ts'
import type { States } from './reported.ts'
import type { ToldChanges, ToldOrder } from './told.ts'

export type Numbered = { storeId: string; number: string }
/** `last`: what reports told when they were last added up; undefined for an order that the record has from elsewhere. */
export type Kept = { order: OrderFacts; placedAt: string; cancelReason: string | null; last: Last | undefined }
type Last = { told: ToldOrder | null; changes: ToldChanges | null; refunds: KeptRefund[] }
type KeptRefund = Omit<Refund, 'lines'> & { lines: { id: string; quantity: number; amountMinor: number }[] }

/** Whether two tellings are the same once written down. */
export const isSame = (a: unknown, b: unknown) => isDeepStrictEqual(asKept(a), asKept(b))
const asKept = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as unknown

export async function keepReports(db: Db, reports: Report[]): Promise<void> {
  if (reports.length) await sql`
    insert into order_reports (event_id, store_id, number, kind, rank, source_id, node_id, names, at, said)
    select "eventId", "storeId", number, kind, rank, "sourceId", "nodeId", names, at, said
    from json_to_recordset(${JSON.stringify(reports)}::json) as t ("eventId" uuid, "storeId" uuid, number text, kind text, rank smallint, "sourceId" uuid, "nodeId" uuid, names boolean, at timestamptz, said jsonb)
    order by "eventId" on conflict (event_id) do nothing`.execute(db)
}

const listed = (numbered: Numbered[]) => sql`json_to_recordset(${JSON.stringify(numbered)}::json) as w ("storeId" uuid, number text)`

export async function reportsOf(db: Db, numbered: Numbered[]): Promise<Report[]> {
  if (!numbered.length) return []
  const { rows } = await sql<Report>`
    select r.event_id as "eventId", r.store_id as "storeId", r.number, r.kind, r.rank, r.source_id as "sourceId", r.node_id as "nodeId", r.names, r.at, r.said
    from (select distinct * from ${listed(numbered)}) as w, lateral (select * from order_reports where store_id = w."storeId" and number = w.number order by at limit 200) as r
    order by r.at, r.event_id`.execute(db)
  return rows
}

/** The orders with these numbers, locked in one order. */
export async function ordersNumbered(db: Db, numbered: Numbered[]): Promise<Kept[]> {
  if (!numbered.length) return []
  const { rows } = await sql<{ id: string; placedAt: string; cancelReason: string | null; derived: Last | null }>`
    select o.id, o.placed_at as "placedAt", o.cancel_reason as "cancelReason", r.derived
    from orders as o left join reported_orders as r on r.order_id = o.id
    where (o.store_id, o.number) in (select "storeId", number from ${listed(numbered)}) order by o.id for update of o`.execute(db)
  const facts = new Map((await factsOfOrders(db, rows.map(row => row.id))).map(order => [order.id, order]))
  return rows.map(({ id, placedAt, cancelReason, derived }) => ({ order: facts.get(id)!, placedAt, cancelReason, last: derived ?? undefined }))
}

type Refunded = { id: string; orderId: string; number: string; amount: number; lines: { id: string | null; quantity: number; amount: number }[] }

/** What went back of these orders, by order. */
export async function refundsOfOrders(db: Db, orderIds: string[]): Promise<Map<string, Refunded[]>> {
  if (!orderIds.length) return new Map()
  const { rows } = await sql<Refunded>`
    select f.id, f.order_id as "orderId", f.number, f.amount_minor as amount, coalesce((select json_agg(json_build_object('id', order_line_id, 'quantity', quantity, 'amount', amount_minor)) from refund_lines where refund_id = f.id), '[]') as lines
    from refunds as f where f.order_id = any(${orderIds}::uuid[])`.execute(db)
  return Map.groupBy(rows, row => row.orderId)
}

/** What of an order went back by other ways than reports. */
export function elsewhereOf(refunds: Refunded[], reported: KeptRefund[]): Elsewhere {
  const others = refunds.filter(refund => !reported.some(own => own.id === refund.id))
  const lines = new Map<string, { quantity: number; amount: number }>()
  for (const line of others.flatMap(refund => refund.lines)) if (line.id) lines.set(line.id, { quantity: (lines.get(line.id)?.quantity ?? 0) + line.quantity, amount: (lines.get(line.id)?.amount ?? 0) + line.amount })
  return { amountMinor: others.reduce((sum, refund) => sum + refund.amount, 0), numbers: others.map(refund => refund.number), lines }
}

export type Rewritten = OrderFacts & { placedAt: string }

/** Writes an order anew with its lines; those that stay keep their id. */
export async function rewriteOrders(ctx: Ctx, order: Rewritten): Promise<void> {
  const { db } = ctx
  const pieces = order.lines.reduce((count, { quantity }) => count + (Number.isInteger(quantity) ? quantity : 1), 0)
  await db.updateTable('orders').where('id', '=', order.id).set({
    channel: order.channel, currency: order.currency, subtotal_minor: order.subtotalMinor, discount_minor: order.discountMinor, shipping_minor: order.shippingMinor, tax_minor: order.taxMinor,
    tax_included: order.taxIncluded, total_minor: order.totalMinor, items_count: pieces, discount_codes: order.discountCodes, email: order.email, phone: order.phone, ship_name: order.shipTo.name,
    address: order.shipTo.address, postal_code: order.shipTo.postalCode, city: order.shipTo.city, region: order.shipTo.region, country: order.shipTo.country, placed_at: order.placedAt, updated_at: ctx.clock.now().toString(),
  }).execute()
  const before = new Map((await db.selectFrom('order_lines').selectAll().where('order_id', '=', order.id).execute()).map(line => [line.id, line]))
  const ids = new Set(order.lines.map(line => line.id))
  const gone = [...before.keys()].filter(id => !ids.has(id))
  if (gone.length) await db.deleteFrom('order_lines').where('id', 'in', gone).execute()
  // Positions are unique: those that stay step aside first.
  await sql`update order_lines set position = -position where order_id = ${order.id}`.execute(db)
  for (const [i, line] of order.lines.entries()) if (before.has(line.id)) await db.updateTable('order_lines').where('id', '=', line.id).set({
    position: i + 1, product_id: line.productId, variant_id: line.variantId, sku: line.sku, title: line.title, quantity: line.quantity, unit_price_minor: line.unitPriceMinor, discount_minor: line.discountMinor, tax_minor: line.taxMinor, total_minor: line.totalMinor,
  }).execute()
  await insertLines(db, [order], line => !before.has(line.id))
}

/** Brings the refunds that reports tell to what they tell now. */
export async function writeRefunds({ db }: Ctx, order: OrderFacts, refunds: Refund[], last: KeptRefund[]): Promise<void> {
  if (isSame(refunds.map(keptOf), last)) return
  // Written over, never deleted and written again: a follower of the table could see the deletion last.
  const gone = last.filter(was => !refunds.some(refund => refund.id === was.id))
  if (gone.length) await db.deleteFrom('refunds').where('id', 'in', gone.map(refund => refund.id)).execute()
  const rows = refunds.map(({ lines: _, ...refund }) => ({ ...refund, storeId: order.storeId, orderId: order.id, customerId: order.customerId, nodeId: order.nodeId, currency: order.currency, country: order.shipTo.country }))
  await sql`
    insert into refunds as f (id, store_id, number, order_id, customer_id, node_id, currency, amount_minor, country, reason, refunded_at, source_id)
    select id, "storeId", number, "orderId", "customerId", "nodeId", currency, "amountMinor", country, reason, "refundedAt", "sourceId"
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, "storeId" uuid, number text, "orderId" uuid, "customerId" uuid, "nodeId" uuid, currency text, "amountMinor" bigint, country text, reason text, "refundedAt" timestamptz, "sourceId" uuid)
    on conflict (id) do update set amount_minor = excluded.amount_minor, reason = excluded.reason, refunded_at = excluded.refunded_at, source_id = excluded.source_id`.execute(db)
  const ids = refunds.map(refund => refund.id)
  const lines = refunds.flatMap(refund => refund.lines.map(({ id, line, quantity, amountMinor }, i) => ({ id, refundId: refund.id, position: i + 1, orderLineId: line.id, productId: line.productId, variantId: line.variantId, sku: line.sku, title: line.title, quantity, amountMinor })))
  await sql`delete from refund_lines where refund_id = any(${ids}::uuid[]) and id <> all(${lines.map(line => line.id)}::uuid[])`.execute(db)
  await sql`update refund_lines set position = -position where refund_id = any(${ids}::uuid[])`.execute(db)
  await sql`
    insert into refund_lines (id, refund_id, position, order_line_id, product_id, variant_id, sku, title, quantity, amount_minor)
    select id, "refundId", position, "orderLineId", "productId", "variantId", sku, title, quantity, "amountMinor"
    from json_to_recordset(${JSON.stringify(lines)}::json) as t (id uuid, "refundId" uuid, position int, "orderLineId" uuid, "productId" uuid, "variantId" uuid, sku text, title text, quantity numeric, "amountMinor" bigint)
    on conflict (id) do update set position = excluded.position, order_line_id = excluded.order_line_id, quantity = excluded.quantity, amount_minor = excluded.amount_minor`.execute(db)
}

const keptOf = ({ lines, ...refund }: Refund): KeptRefund => ({ ...refund, lines: lines.map(({ id, quantity, amountMinor }) => ({ id, quantity, amountMinor })) })

type Written = { order: OrderFacts; states: States; remembered: { isReported: boolean; told: ToldOrder | null; changes: ToldChanges; refunds: Refund[] } }

/** Writes how an order stands, whose it is, and what was told of it. */
export async function writeStates({ db, clock }: Ctx, { order, states, remembered: { isReported, refunds, ...rest } }: Written): Promise<void> {
  await db.updateTable('orders').where('id', '=', order.id).set({
    payment_state: states.paymentState, refunded_minor: states.refundedMinor, cancelled_at: states.cancelledAt, cancel_reason: states.cancelReason, node_id: order.nodeId, customer_id: order.customerId, updated_at: clock.now().toString(),
  }).execute()
  await sql`update refunds set node_id = ${order.nodeId}, customer_id = ${order.customerId} where order_id = ${order.id} and (node_id, customer_id) is distinct from (${order.nodeId}::uuid, ${order.customerId}::uuid)`.execute(db)
  if (isReported) await remember(db, [{ orderId: order.id, derived: { ...rest, refunds: refunds.map(keptOf) } }])
}

/** Keeps what reports told of orders, to be compared with what they tell next. */
export async function remember(db: Db, told: { orderId: string; derived: Last }[]): Promise<void> {
  if (told.length) await sql`
    insert into reported_orders (order_id, derived) select "orderId", derived from json_to_recordset(${JSON.stringify(told)}::json) as t ("orderId" uuid, derived jsonb)
    on conflict (order_id) do update set derived = excluded.derived`.execute(db)
}
