import { hash, randomUUIDv7 } from 'node:crypto'
import { uuidOf } from '../../../collect/index.ts'
import { homesOf, type Home } from '../../../customers/index.ts'
import { announce, type Ctx } from '../../../platform/index.ts'
import type { OrderFacts } from '../../orders/facts.ts'
import { insertLines, insertOrders } from '../../placing/inserts.ts'
import { findArticles, type Find } from '../shelf.ts'
import { productKey } from '../spec/products.ts'
import type { Store } from '../spec/stores.ts'
import type { Report } from '../understand.ts'
import { elsewhereOf, isSame, ordersNumbered, refundsOfOrders, remember, reportsOf, rewriteOrders, writeRefunds, writeStates, type Kept, type Numbered, type Rewritten } from './keep.ts'
import { refundsOf, type Elsewhere, type Refund } from './paidback.ts'
import { changesOf, orderOf, type ToldChanges, type ToldOrder } from './told.ts'

/**
 * Brings the orders with these numbers to what all reports of them say: places those that are new, completes those that
 * were placed because of a report, and gives back what went back. An order that the record has from elsewhere (the API,
 * a file, a person) keeps its amounts. The caller holds the identity lock.
 * @returns the customers whose orders changed
 */
export async function settleOrders(ctx: Ctx, stores: Store[], numbered: Numbered[]): Promise<string[]> {
  const reports = Map.groupBy(await reportsOf(ctx.db, numbered), nameOf)
  if (!reports.size) return []
  const find = await findArticles(ctx.db, [...reports.values()].flat().flatMap(report => (report.said.products ?? []).map(product => ({ storeId: report.storeId, product }))))
  const homes = await homesOf(ctx.db, [...reports.values()].flat().map(report => report.nodeId))
  const wanted = [...reports.values()].map(of => {
    const store = stores.find(s => s.id === of[0]!.storeId)!
    return { name: nameOf(of[0]!), number: of[0]!.number, store, of, told: orderOf(of, product => priceIn(find, store, of, product)) }
  })
  const known = new Map((await ordersNumbered(ctx.db, numbered)).map(kept => [nameOf(kept.order), kept]))
  const placed = await placeNew(ctx, wanted.filter(w => w.told && !known.has(w.name)), find, homes)
  const again = wanted.filter(w => w.told && !known.has(w.name) && !placed.has(w.name))
  if (again.length) for (const kept of await ordersNumbered(ctx.db, again.map(({ store, number }) => ({ storeId: store.id, number })))) known.set(nameOf(kept.order), kept)
  const changes = new Map(wanted.map(({ name, of }) => [name, changesOf(of, known.has(name) && !known.get(name)!.last)]))
  const isPlain = ({ name }: Wanted) => placed.has(name) && !changes.get(name)!.refunds.length && !changes.get(name)!.cancelled
  await remember(ctx.db, wanted.filter(isPlain).map(({ name, told }) => ({ orderId: placed.get(name)!.order.id, derived: { told: told!, changes: changes.get(name)!, refunds: [] } })))
  const others = wanted.filter(w => !isPlain(w)).flatMap(w => {
    const kept = placed.get(w.name) ?? known.get(w.name)
    return kept ? [{ kept, store: w.store, told: kept.last ? w.told : undefined, changes: changes.get(w.name)!, find, homes }] : []
  }).filter(isNews)
  const refunded = await refundsOfOrders(ctx.db, others.map(({ kept }) => kept.order.id))
  const touched: string[] = []
  for (const one of others) touched.push(...(await change(ctx, one, elsewhereOf(refunded.get(one.kept.order.id) ?? [], one.kept.last?.refunds ?? []))))
  if (placed.size + others.length > 0) await announce(ctx.db, { topic: 'orders', count: placed.size + others.length })
  return [...touched, ...[...placed.values()].flatMap(({ order }) => order.customerId ?? [])]
}

const nameOf = ({ storeId, number }: Numbered) => `${storeId} ${number}`

/** The catalogue's prices are in the store's currency. */
const priceIn = (find: Find, store: Store, reports: Report[], product: Parameters<Find>[1]) => (reports.every(report => report.said.currency === store.currency) ? (find(store.id, product)?.priceMinor ?? undefined) : undefined)

type Wanted = { name: string; number: string; store: Store; of: Report[]; told: ToldOrder | undefined }

/** Places what nobody has placed meanwhile. */
async function placeNew(ctx: Ctx, wanted: Wanted[], find: Find, homes: Map<string, Home>): Promise<Map<string, Kept>> {
  if (!wanted.length) return new Map()
  const orders = wanted.map(({ store, number, told }) => ({ ...factsOf(randomUUIDv7(), number, store, told!, find, homes), placedAt: told!.placedAt, sourceId: told!.sourceId }))
  const inserted = await insertOrders(ctx.db, orders, ctx.clock.now().toString())
  const fresh = orders.filter(order => inserted.has(order.id))
  await insertLines(ctx.db, fresh)
  return new Map(fresh.map(order => [nameOf(order), { order, placedAt: order.placedAt, cancelReason: null, last: { told: null, changes: null, refunds: [] } }]))
}

function factsOf(id: string, number: string, store: Store, told: ToldOrder, find: Find, homes: Map<string, Home>): OrderFacts {
  const { lines, ...totals } = told.amounts
  const times = new Map<string, number>()
  return {
    id, storeId: store.id, storeName: store.name, number, customerId: customerOf(homes, told.nodeId), nodeId: told.nodeId, channel: told.channel, currency: told.currency,
    ...totals, taxIncluded: told.taxIncluded, refundedMinor: 0, paymentState: told.isPending ? 'pending' : 'paid', discountCodes: told.codes, email: told.email, phone: told.phone, cancelledAt: null,
    shipTo: { name: told.shipTo.name ?? null, address: told.shipTo.address ?? null, postalCode: told.shipTo.postalCode ?? null, city: told.shipTo.city ?? null, region: told.shipTo.region ?? null, country: told.shipTo.country ?? null },
    lines: told.products.map((product, i) => {
      const article = find(store.id, product)
      const key = productKey(product)
      times.set(key, (times.get(key) ?? 0) + 1)
      return {
        // The same article keeps its line when an order is completed, so that what was returned of it stays known.
        id: uuidOf(hash('sha256', `${id} line ${key} ${times.get(key)}`, 'hex')),
        productId: article?.productId ?? null, variantId: article?.variantId ?? null, externalId: article?.externalId ?? product.key ?? null, sku: product.sku ?? article?.sku ?? product.key ?? '',
        title: product.title ?? article?.title ?? product.sku ?? product.key ?? '', variantTitle: product.variant ?? article?.variantTitle ?? null, category: article?.category ?? null, brand: article?.brand ?? null, imageUrl: article?.imageUrl ?? null,
        quantity: product.quantity, unitPriceMinor: product.priceMinor, ...lines[i]!,
      }
    }),
  }
}

const customerOf = (homes: Map<string, Home>, nodeId: string | null) => {
  const home = nodeId ? homes.get(nodeId) : undefined
  return home?.known ? home.customerId : null
}

type Change = { kept: Kept; store: Store; told: ToldOrder | undefined; changes: ToldChanges; find: Find; homes: Map<string, Home> }

/** Whether reports tell anything else than when they were last added up. */
function isNews({ kept: { last, order }, told, changes }: Change): boolean {
  if (!last) return changes.refunds.length > 0 || changes.cancelled !== null || (!order.nodeId && changes.nodeId !== null)
  return !isSame(told, last.told) || !isSame(changes, last.changes)
}

/** Writes what differs from what was told before; what people changed since then stays. */
async function change(ctx: Ctx, { kept, store, told, changes, find, homes }: Change, elsewhere: Elsewhere): Promise<string[]> {
  const { last } = kept
  const isRetold = !!last && !!told && !isSame(told, last.told)
  const order = isRetold ? { ...factsOf(kept.order.id, kept.order.number, store, told, find, homes), ...stillOpen(kept, told) } : withBuyer(kept.order, changes, homes)
  const isPaid = order.paymentState !== 'pending' && order.paymentState !== 'voided' && order.totalMinor > 0
  const refunds = refundsOf(order, changes, isPaid, elsewhere, kept.order.id)
  const states = statesOf(order, kept, changes, refunds, elsewhere.amountMinor, isPaid)
  if (isRetold && last.told) await rewriteOrders(ctx, { ...order, placedAt: told.placedAt } satisfies Rewritten)
  await writeRefunds(ctx, order, refunds, last?.refunds ?? [])
  await writeStates(ctx, { order, states, remembered: { isReported: !!last, told: told ?? null, changes, refunds } })
  return [kept.order.customerId, order.customerId].filter(id => id !== null)
}

/** What the record knows better than a report: its payment, when somebody has noted it by hand, and the cancellation. */
function stillOpen({ order, last }: Kept, told: ToldOrder): Pick<OrderFacts, 'paymentState' | 'cancelledAt' | 'refundedMinor'> {
  const wasPending = last?.told?.isPending
  const paymentState = wasPending === told.isPending || wasPending === undefined ? order.paymentState : told.isPending ? 'pending' : 'paid'
  return { paymentState, cancelledAt: order.cancelledAt, refundedMinor: order.refundedMinor }
}

/** Whoever is known to have bought it, where the record did not know. */
const withBuyer = (order: OrderFacts, { nodeId }: ToldChanges, homes: Map<string, Home>): OrderFacts =>
  order.nodeId || !nodeId ? order : { ...order, nodeId, customerId: order.customerId ?? customerOf(homes, nodeId) }

export type States = { paymentState: OrderFacts['paymentState']; refundedMinor: number; cancelledAt: string | null; cancelReason: string | null }

function statesOf(order: OrderFacts, kept: Kept, { cancelled }: ToldChanges, refunds: Refund[], elsewhereMinor: number, isPaid: boolean): States {
  const refundedMinor = elsewhereMinor + refunds.reduce((sum, refund) => sum + refund.amountMinor, 0)
  const before = kept.last?.changes?.cancelled ?? null
  const isOurs = order.cancelledAt === null || (before !== null && Date.parse(before.at) === Date.parse(order.cancelledAt))
  const [cancelledAt, cancelReason] = isOurs ? [cancelled?.at ?? null, cancelled?.reason ?? null] : [order.cancelledAt, kept.cancelReason]
  const unpaid = cancelledAt ? 'voided' : order.paymentState === 'voided' ? 'pending' : order.paymentState
  const paymentState = isPaid ? (refundedMinor <= 0 ? 'paid' : refundedMinor >= order.totalMinor ? 'refunded' : 'partially_refunded') : order.totalMinor === 0 && !cancelledAt ? 'paid' : unpaid
  return { paymentState, refundedMinor, cancelledAt, cancelReason }
}
