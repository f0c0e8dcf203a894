import { asksLines, type EventsOf, type Happenings, type MoneyTest, type OrdersOf, type PropertyTest } from '../../../contracts/segments.ts'
import type { CartRow, EventRow, History, LineRow, OrderRow, ProductRow, RefundRow } from './history.ts'
import { testOf } from './tests.ts'
import { compares, folded, scalarText, valuesAt } from './values.ts'
import type { Calendar } from './calendar.ts'

/** Something that happened, with what it counts for. `lines` are those of an order that were asked for. */
export type Happening = { at: number; event?: EventRow; order?: OrderRow; lines?: LineRow[]; refund?: RefundRow; cart?: CartRow }

/** Picks from a history, in the order of time; also what lies in the future. */
export type Picker = (history: History) => Happening[]

/** How many of a list in the order of time lie before an instant. */
export function countBefore(list: Happening[], at: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (list[middle]!.at < at) low = middle + 1
    else high = middle
  }
  return low
}

export const firstAfter = (list: Happening[], at: number): Happening | undefined => list[countBefore(list, at + 1)]

export type Catalogue = { products: ProductRow[] }

export function pickerOf(of: Happenings, catalogue: Catalogue, calendar: Calendar): Picker {
  switch (of.kind) {
    case 'event': return pickEvents(of, catalogue, calendar)
    case 'order': return pickOrders(of, catalogue)
    case 'refund': return ({ refunds }) => refunds.filter(r => isOf(of.stores, r.storeId) && moneyIs(of.value, r.currency, r.amountMinor)).map(refund => ({ at: refund.at, refund }))
    case 'cart': return ({ carts }) => carts.filter(c => isOf(of.stores, c.storeId) && moneyIs(of.value, c.currency, c.valueMinor)).map(cart => ({ at: cart.at, cart }))
  }
}

const isOf = (wanted: string[] | undefined, value: string | null) => !wanted || (value !== null && wanted.includes(value))
const moneyIs = (wanted: MoneyTest | undefined, currency: string, minor: number) => !wanted || (wanted.currency === currency && compares(wanted.compare, minor))

function pickEvents(of: EventsOf, catalogue: Catalogue, calendar: Calendar): Picker {
  const products = asksProducts(of) ? referencesOf(productsOf(of, catalogue)) : undefined
  const properties = (of.where ?? []).map(test => propertyTest(test, calendar))
  return ({ events }) => events.filter(e => e.name === of.name && isOf(of.stores, e.storeId) && isOf(of.sources, e.sourceId) && (!products || mentions(e, products)) && properties.every(holds => holds(e))).map(event => ({ at: event.at, event }))
}

/** What is asked of a property does not depend on the time: rule.ts sees to it. */
function propertyTest({ path, test }: PropertyTest, calendar: Calendar) {
  const ask = testOf(test, calendar)
  return (event: EventRow) => ask(valuesAt(event.properties, path), 0).holds
}

type WantedProducts = { products?: string[] | undefined; categories?: string[] | undefined; brands?: string[] | undefined }

export const asksProducts = (of: { products?: unknown; categories?: unknown; brands?: unknown }) => Boolean(of.products ?? of.categories ?? of.brands)

const productsOf = ({ products, categories, brands }: WantedProducts, catalogue: Catalogue) =>
  catalogue.products.filter(p => (!products || products.includes(p.id)) && (!categories || categories.includes(p.category)) && (!brands || brands.includes(p.brand)))

/** An event names a product as its shop does; one without a store may mean that of any shop. */
function referencesOf(products: ProductRow[]) {
  return { ofStore: new Set(products.map(p => `${p.storeId} ${p.externalId}`)), anywhere: new Set(products.map(p => p.externalId)) }
}

/** How an event names its products: `product_id`, and that of each of `products`. */
function referencesIn({ product_id, products }: Record<string, unknown>): string[] {
  const listed = Array.isArray(products) ? products.map(item => scalarText((item as Record<string, unknown> | null)?.['product_id'])) : []
  return [scalarText(product_id), ...listed].filter(Boolean)
}

const mentions = ({ storeId, properties }: EventRow, { ofStore, anywhere }: ReturnType<typeof referencesOf>): boolean =>
  referencesIn(properties).some(reference => (storeId ? ofStore.has(`${storeId} ${reference}`) : anywhere.has(reference)))

function pickOrders(of: OrdersOf, catalogue: Catalogue): Picker {
  const products = asksProducts(of) ? new Set(productsOf(of, catalogue).map(p => p.id)) : undefined
  const title = of.title === undefined ? undefined : folded(of.title)
  const wantedLine = (line: LineRow) =>
    (!products || (line.productId !== null && products.has(line.productId))) && isOf(of.variants, line.variantId) && isOf(of.skus, line.sku) && (title === undefined || folded(line.title).includes(title))
  const wanted = (order: OrderRow) =>
    isOf(of.stores, order.storeId) && isOf(of.channels, order.channel) && (!of.codes || of.codes.some(code => order.discountCodes.includes(code))) &&
    (of.discounted === undefined || of.discounted === order.discountMinor > 0) && (of.refunded === undefined || of.refunded === order.refundedMinor > 0) &&
    moneyIs(of.value, order.currency, order.subtotalMinor - order.discountMinor)
  if (!asksLines(of)) return ({ orders }) => orders.filter(wanted).map(order => ({ at: order.at, order }))
  return ({ orders }) => orders.filter(wanted).map(order => ({ at: order.at, order, lines: order.lines.filter(wantedLine) })).filter(({ lines }) => lines.length)
}
