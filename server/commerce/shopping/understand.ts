import { nodeIds, sources, type LogEvent, type NodeIds } from '../../collect/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { currencyIn, minorIn, numberIn, textIn } from './spec/amounts.ts'
import { meaningOf, type DoingKind, type Meaning, type ReportKind } from './spec/names.ts'
import { productIn, productsIn, type ToldProduct } from './spec/products.ts'
import { couponIn, numberFor, orderNumberIn, saidOfOrder, type SaidOfOrder } from './spec/reports.ts'
import { allStores, storeOf, type Store } from './spec/stores.ts'

/** What somebody did with a cart. `isOwn`: an order that the record itself told of. */
export type Doing = { eventId: string; storeId: string; nodeId: string | null; cartKey: string | null; kind: DoingKind; at: string; said: SaidOfCart; isOwn?: boolean }
export type SaidOfCart = { products?: ToldProduct[]; code?: string; step?: number; number?: string; currency?: string; valueMinor?: number }

/** What a source reported about an order. `rank`: 0 a browser or an app, 1 a server or a till, 2 Suki's own API. */
export type Report = { eventId: string; storeId: string; number: string; kind: ReportKind; rank: number; sourceId: string; nodeId: string | null; names: boolean; at: string; said: SaidOfOrder }

export type Wish = { eventId: string; storeId: string; nodeId: string; product: ToldProduct; wished: boolean; at: string }

export const unusableReasons = ['store_unknown', 'nobody', 'no_product', 'nothing_bought', 'negative_total', 'no_order_number'] as const
export type UnusableReason = (typeof unusableReasons)[number]
export type Unusable = { event: LogEvent; storeId: string | null; reason: UnusableReason }

export type Understood = { stores: Store[]; doings: Doing[]; reports: Report[]; wishes: Wish[]; unusable: Unusable[] }

/** Makes of a batch of events what it says of carts, orders and wishes. What commerce wrote itself only ends carts. */
export async function understand(ctx: Ctx, events: LogEvent[]): Promise<Understood> {
  const meant = events.flatMap(event => {
    const meaning = event.type === 'track' ? meaningOf(event.name) : undefined
    return meaning ? [{ event, meaning }] : []
  })
  const understood: Understood = { stores: [], doings: [], reports: [], wishes: [], unusable: [] }
  if (!meant.length) return understood
  understood.stores = await allStores(ctx.db)
  const own = await ownAmong(ctx.db, meant.map(m => m.event))
  const nodeId = await nodeIds(ctx)
  for (const { event, meaning } of meant) {
    const store = storeOf(understood.stores, event)
    if (own(event)) {
      if (store && meaning.about === 'order' && meaning.kind === 'completed') understood.doings.push({ ...doingOf(event, store, 'ordered'), isOwn: true })
    } else if (!store) understood.unusable.push({ event, storeId: null, reason: 'store_unknown' })
    else hear(understood, event, meaning, store, nodeId)
  }
  return understood
}

/** Events that the record wrote itself when it changed: Suki's, those of imports, and those that name an order by Suki's id. */
async function ownAmong(db: Db, events: LogEvent[]): Promise<(event: LogEvent) => boolean> {
  const named = events.flatMap(({ properties }) => sukiIdIn(properties) ?? [])
  const known = named.length ? new Set((await db.selectFrom('orders').select('id').where('id', 'in', [...new Set(named)]).execute()).map(row => row.id)) : new Set<string>()
  return ({ sourceId, sourceKind, properties }) => sourceId === sources.suki || sourceKind === 'import' || sourceKind === 'suki' || known.has(sukiIdIn(properties) ?? '')
}

const sukiIdIn = (properties: Record<string, unknown>) => {
  const id = properties['suki_order_id']
  return typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined
}

function hear(into: Understood, event: LogEvent, meaning: Meaning, store: Store, nodeId: NodeIds) {
  const unusable = (reason: UnusableReason) => void into.unusable.push({ event, storeId: store.id, reason })
  if (meaning.about === 'order') {
    const report = reportOf(event, store, meaning.kind, nodeId)
    if (typeof report === 'string') return unusable(report)
    into.reports.push(report)
    if (meaning.kind !== 'completed') return undefined
    const doing = doingOf(event, store, 'ordered')
    if (doing.nodeId || doing.cartKey) into.doings.push(doing)
    return isEmpty(report.said) ? unusable('nothing_bought') : undefined
  }
  if (!event.nodeId) return unusable('nobody')
  const currency = currencyIn(event.properties['currency']) ?? store.currency
  const product = productIn(event.properties, currency)
  if (meaning.about === 'wish') {
    if (!product) return unusable('no_product')
    into.wishes.push({ eventId: event.id, storeId: store.id, nodeId: event.nodeId, product, wished: meaning.wished, at: event.occurredAt })
    if (!meaning.toCart) return undefined
    return void into.doings.push(doingOf(event, store, 'added'))
  }
  const doing = doingOf(event, store, meaning.kind)
  if ((meaning.kind === 'added' || meaning.kind === 'removed') && !doing.said.products?.length) return unusable('no_product')
  return void into.doings.push(doing)
}

/** A browser's or an app's key is public: whoever holds it can say anything. */
const rankOf = ({ sourceKind }: LogEvent) => (sourceKind === 'web' || sourceKind === 'app' ? 0 : 1)

function reportOf(event: LogEvent, store: Store, kind: ReportKind, nodeId: NodeIds): Report | UnusableReason {
  const number = orderNumberIn(event.properties)
  if (!number && kind !== 'completed') return 'no_order_number'
  const total = numberIn(event.properties['total'] ?? event.properties['value'] ?? event.properties['revenue'])
  if (kind === 'completed' && total !== undefined && total < 0) return 'negative_total'
  const said = saidOfOrder(event, store.currency)
  return { eventId: event.id, storeId: store.id, number: number ?? numberFor(event), kind, rank: rankOf(event), sourceId: event.sourceId, nodeId: event.nodeId, names: namesSomebody(event, nodeId), at: event.occurredAt, said: { channel: channelOf(event), ...said } }
}

const channelOf = ({ sourceKind }: LogEvent) => (sourceKind === 'app' || sourceKind === 'shop_floor' ? sourceKind : 'web')

const isEmpty = ({ products, totalMinor, revenueMinor, subtotalMinor }: SaidOfOrder) => !products?.length && totalMinor === undefined && revenueMinor === undefined && subtotalMinor === undefined

/** Whether the node is more than a browser or a device. */
function namesSomebody({ nodeId, anonymousId, context }: LogEvent, nodeIdOf: NodeIds): boolean {
  const device = (context['device'] as { id?: unknown } | undefined)?.id
  const of = (kind: string, value: unknown) => typeof value === 'string' && nodeIdOf({ kind, value: value.trim() }) === nodeId
  return nodeId !== null && !of('anonymous_id', anonymousId) && !of('device_id', device)
}

/** Ids that shops send where they have none. */
const noKey = /^([0-]*|null|undefined|none|cart|basket|default|\[object object\])$/i

function doingOf({ id, nodeId, properties, occurredAt }: LogEvent, store: Store, kind: DoingKind): Doing {
  const currency = currencyIn(properties['currency']) ?? store.currency
  const cartKey = textIn(properties['cart_id'] ?? properties['cartId'], 200)
  const products = kind === 'added' || kind === 'removed' ? productAlone(properties, currency, kind) : productsIn(properties, currency)
  const code = kind === 'coupon' || kind === 'coupon_off' ? couponIn(properties) : undefined
  const step = kind === 'step' ? numberIn(properties['step']) : undefined
  const number = kind === 'ordered' ? (orderNumberIn(properties) ?? numberFor({ id })) : undefined
  const value = minorIn(properties['value'] ?? properties['revenue'] ?? properties['total'], currency)
  const said: SaidOfCart = { currency, ...(products && { products }), ...(code && { code }), ...(number && { number }), ...(step !== undefined && step > 0 && step < 100 && { step: Math.floor(step) }), ...(value !== undefined && value >= 0 && { valueMinor: value }) }
  return { eventId: id, storeId: store.id, nodeId, cartKey: cartKey && !noKey.test(cartKey) ? cartKey : null, kind, at: occurredAt, said }
}

/** Without a quantity one is added, and all are removed, which is written as 0. */
function productAlone(properties: Record<string, unknown>, currency: string, kind: DoingKind): ToldProduct[] {
  const product = productIn(properties, currency)
  if (!product) return productsIn(properties, currency) ?? []
  return [kind === 'removed' && properties['quantity'] === undefined ? { ...product, quantity: 0 } : product]
}
