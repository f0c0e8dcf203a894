import { randomUUIDv7 } from 'node:crypto'
import type { z } from 'zod'
import { NewOrder } from '../../../contracts/orders.ts'
import { sources } from '../../collect/index.ts'
import type { Recognised } from '../../customers/index.ts'
import { announce, appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { amountsOf, type Amounts, type FieldProblem } from '../orders/amounts.ts'
import { buyersOf, withoutErased } from './buyers.ts'
import { articlesOf, shelvesOf, type Article, type Shelf } from './catalogue.ts'
import { note, tell } from '../orders/events.ts'
import { type OrderFacts } from '../orders/facts.ts'
import { insertLines, insertOrders } from './inserts.ts'
import { confirmReported } from '../shopping/orders/confirm.ts'

export const orderNotUsable = appError('orders.not_usable', 422, 'The order cannot be placed as it is: {problems}')

/** An order to place; `sourceId` says where it comes from when that is not Suki itself. */
export type PlacedOrder = NewOrder & { sourceId?: string }
type Order = z.output<typeof NewOrder> & { sourceId: string; placedAt: string }
export type Placed = { id: string; storeId: string; number: string; created: boolean }

/** Written at once; more would only make larger statements. */
const batchSize = 2_000

/**
 * Places orders in one transaction, set by set: orders, lines, "Order Completed" events, the customers' facts.
 * An order whose number its store knows already is answered with `created: false` and left as it is, unless it is known
 * from events alone: then what is placed here completes it.
 * @throws orderNotUsable naming every field, `orders.3.totalMinor` where there are several
 */
export async function placeOrders(ctx: Ctx, orders: PlacedOrder[]): Promise<Placed[]> {
  const now = ctx.clock.now().toString()
  const parsed = orders.map(order => ({ ...NewOrder.parse(order), sourceId: order.sourceId ?? sources.suki, placedAt: order.placedAt ?? now }))
  return inTransaction(ctx.db, async db => {
    const placed: Placed[] = []
    for (let i = 0; i < parsed.length; i += batchSize) placed.push(...(await placeBatch(within(ctx, { db }), parsed.slice(i, i + batchSize), now)))
    return placed
  })
}

async function placeBatch(ctx: Ctx, given: Order[], now: string): Promise<Placed[]> {
  const orders = await withoutErased(ctx, given)
  const shelves = await shelvesOf(ctx.db, orders)
  const articleOf = await articlesOf(ctx.db, orders)
  const amounts = checkedAmounts(orders, shelves, articleOf, now)
  const buyers = await buyersOf(ctx, orders)
  const facts = orders.map((order, i) => factsOf(order, amounts[i]!, shelves.get(order.storeId)!, buyers[i] ?? null, line => articleOf(order.storeId, line)))
  const placing = facts.map((order, i) => ({ ...order, placedAt: orders[i]!.placedAt, sourceId: orders[i]!.sourceId }))
  const inserted = await insertOrders(ctx.db, placing, now)
  const fresh = facts.filter(order => inserted.has(order.id))
  await insertLines(ctx.db, fresh)
  const placedAt = new Map(facts.map((order, i) => [order.id, orders[i]!]))
  await tell(ctx, fresh.map(order => ({ name: 'Order Completed', order, occurredAt: placedAt.get(order.id)!.placedAt, messageId: `${order.id}:completed`, sourceId: placedAt.get(order.id)!.sourceId })))
  await recountCustomers(ctx.db, fresh.map(order => order.customerId))
  for (const order of fresh) await note(ctx, order, 'orders.place')
  if (fresh.length) await announce(ctx.db, { topic: 'orders', count: fresh.length, ...(fresh.length === 1 ? { id: fresh[0]!.id } : {}) })
  await confirmReported(ctx, placing.filter(order => !inserted.has(order.id)))
  return answers(ctx.db, facts, inserted)
}

function checkedAmounts(orders: Order[], shelves: Map<string, Shelf>, articleOf: (storeId: string, line: Order['lines'][number]) => Article | undefined, now: string): Amounts[] {
  const problems: FieldProblem[] = []
  const latest = Temporal.Instant.from(now).add({ hours: 24 }).epochMilliseconds
  const amounts = orders.map((order, i) => {
    const claim = amountsOf(order)
    const at = orders.length === 1 ? '' : `orders.${i}.`
    const found = [...claim.problems]
    if (!shelves.has(order.storeId)) found.push({ field: 'storeId', message: 'There is no such store.' })
    if (Date.parse(order.placedAt) > latest) found.push({ field: 'placedAt', message: 'An order is not placed in the future.' })
    order.lines.forEach((line, j) => {
      const article = articleOf(order.storeId, line)
      if (line.variantId && !article) found.push({ field: `lines.${j}.variantId`, message: 'The store has no such variant.' })
      else if (!article && !line.title && !line.sku) found.push({ field: `lines.${j}.title`, message: 'Name what was bought: by variant, SKU or title.' })
    })
    problems.push(...found.map(({ field, message }) => ({ field: at + field, message })))
    return claim.amounts
  })
  if (problems.length) throw orderNotUsable({ problems: problems.slice(0, 3).map(p => `${p.field}: ${p.message}`).join(' ') }, problems.slice(0, 100))
  return amounts
}

function factsOf(order: Order, amounts: Amounts, shelf: Shelf, buyer: Recognised | null, articleOf: (line: Order['lines'][number]) => Article | undefined): OrderFacts {
  const { lines, ...totals } = amounts
  const ship = order.shipTo
  return {
    id: randomUUIDv7(), storeId: order.storeId, storeName: shelf.storeName, number: order.number, customerId: buyer?.customerId ?? null, nodeId: buyer?.nodeId ?? null, channel: order.channel, currency: shelf.currency,
    ...totals, taxIncluded: order.taxIncluded, refundedMinor: 0, paymentState: order.paymentState, discountCodes: order.discountCodes,
    email: order.email ?? order.customer?.email ?? null, phone: order.phone ?? order.customer?.phone ?? null, cancelledAt: null,
    shipTo: { name: ship.name ?? order.customer?.name ?? null, address: ship.address ?? null, postalCode: ship.postalCode ?? null, city: ship.city ?? null, region: ship.region ?? null, country: ship.country ?? null },
    lines: order.lines.map((line, i) => {
      const article = articleOf(line)
      return {
        id: randomUUIDv7(), productId: article?.productId ?? null, variantId: article?.variantId ?? null, externalId: article?.externalId ?? null,
        sku: line.sku ?? article?.sku ?? '', title: line.title ?? article?.title ?? line.sku ?? '', variantTitle: article?.variantTitle ?? null,
        category: article?.category ?? null, brand: article?.brand ?? null, imageUrl: article?.imageUrl ?? null,
        quantity: line.quantity, unitPriceMinor: line.unitPriceMinor, ...lines[i]!,
      }
    }),
  }
}

async function answers(db: Db, facts: OrderFacts[], inserted: Set<string>): Promise<Placed[]> {
  const known = facts.filter(order => !inserted.has(order.id))
  const ids = new Map<string, string>()
  for (const [storeId, orders] of Map.groupBy(known, order => order.storeId)) {
    const rows = await db.selectFrom('orders').select(['id', 'number']).where('store_id', '=', storeId).where('number', 'in', orders.map(o => o.number)).execute()
    for (const row of rows) ids.set(`${storeId} ${row.number}`, row.id)
  }
  return facts.map(({ id, storeId, number }) => ({ id: ids.get(`${storeId} ${number}`) ?? id, storeId, number, created: inserted.has(id) }))
}
