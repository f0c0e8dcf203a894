import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { uuidOf } from '../../../collect/index.ts'
import { lockIdentity } from '../../../customers/index.ts'
import type { Ctx, Db } from '../../../platform/index.ts'
import type { OrderFacts } from '../../orders/facts.ts'
import { recountCustomers } from '../../recount.ts'
import { allStores } from '../spec/stores.ts'
import type { Report } from '../understand.ts'
import { keepReports } from './keep.ts'
import { settleOrders } from './reported.ts'

type Placed = OrderFacts & { placedAt: string; sourceId: string }

/**
 * Orders that are placed over the API and that events reported before: what the API says is surest, and completes them.
 * Those that the record has from elsewhere stay as they are. The same words again change nothing.
 */
export async function confirmReported(ctx: Ctx, orders: Placed[]): Promise<void> {
  const reported = await reportedAmong(ctx.db, orders)
  if (!reported.length) return
  await lockIdentity(ctx.db)
  await keepReports(ctx.db, reported.map(asReport))
  const buyers = await settleOrders(ctx, await allStores(ctx.db), reported.map(({ storeId, number }) => ({ storeId, number })))
  await recountCustomers(ctx.db, buyers)
}

async function reportedAmong(db: Db, orders: Placed[]): Promise<Placed[]> {
  if (!orders.length) return []
  const { rows } = await sql<{ name: string }>`
    select o.store_id || ' ' || o.number as name from orders as o join reported_orders as r on r.order_id = o.id
    where (o.store_id, o.number) in (select "storeId", number from json_to_recordset(${JSON.stringify(orders.map(({ storeId, number }) => ({ storeId, number })))}::json) as t ("storeId" uuid, number text))`.execute(db)
  const names = new Set(rows.map(row => row.name))
  return orders.filter(({ storeId, number }) => names.has(`${storeId} ${number}`))
}

const asReport = (order: Placed): Report => ({
  eventId: uuidOf(hash('sha256', `${order.storeId} ${order.number} placed over the API`, 'hex')), storeId: order.storeId, number: order.number, kind: 'completed', rank: 2, sourceId: order.sourceId, nodeId: order.nodeId, names: order.nodeId !== null, at: order.placedAt,
  said: {
    currency: order.currency, totalMinor: order.totalMinor, shippingMinor: order.shippingMinor, taxMinor: order.taxMinor, discountMinor: order.discountMinor, taxIncluded: order.taxIncluded, channel: order.channel, isPending: order.paymentState === 'pending',
    products: order.lines.map(line => ({ ...(line.sku && { sku: line.sku }), ...(line.externalId && { key: line.externalId }), title: line.title, quantity: line.quantity, priceMinor: line.unitPriceMinor, ...(line.discountMinor > 0 && { discountMinor: line.discountMinor }) })),
    ...(order.discountCodes.length && { codes: order.discountCodes }), ...(order.email && { email: order.email }), ...(order.phone && { phone: order.phone }),
    shipTo: Object.fromEntries(Object.entries(order.shipTo).filter(([, value]) => value !== null)) as NonNullable<Report['said']['shipTo']>,
  },
})
