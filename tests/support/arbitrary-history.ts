import fc from 'fast-check'
import { rfmGroups } from '../../contracts/segments.ts'
import { calendarOf } from '../../server/segments/evaluating/calendar.ts'
import type { Facts, History, ProductRow } from '../../server/segments/evaluating/history.ts'
import { spanBefore } from '../../server/segments/evaluating/windows.ts'
import type { Words } from './arbitrary-rules.ts'

/** A few words that rules and histories share, so that most questions are close ones. */
const id = (kind: number, n: number) => `${String(kind).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
const stores = [id(1, 1), id(1, 2)]
const sources = [id(2, 1), id(2, 2)]
const variants = [id(4, 1), id(4, 2)]
export const segmentIds = [id(5, 1), id(5, 2)]
const texts = ['Shoes', 'Bags', 'shoes & bags', 'Größe "42"', 'ΟΔΥΣΣΕΥΣ', '42', '12.5', 'true', '2026-02-28', '2026-02-30', '2024-02-29T23:30:00-08:00', '1990-03-02', 'es', '["Shoes", 42]', '[x', '{es', '1e3', `it's \\ "`]
const categories = ['Shoes', 'Bags', 'Größe "42"']
const brands = ['Acme', 'Zed']
const currencies = ['EUR', 'JPY']
const countries = ['NL', 'BE', 'PH']

export const catalogue: ProductRow[] = Array.from({ length: 6 }, (_, i) => ({ id: id(3, i), storeId: stores[i % 2]!, externalId: `p${i >> 1}`, category: categories[i % 3]!, brand: brands[i % 2]! }))

const span = fc.constantFrom(
  { n: 1, unit: 'minutes' }, { n: 90, unit: 'minutes' }, { n: 2, unit: 'hours' }, { n: 1, unit: 'days' }, { n: 7, unit: 'days' }, { n: 30, unit: 'days' }, { n: 1, unit: 'weeks' },
  { n: 1, unit: 'months' }, { n: 3, unit: 'months' }, { n: 1, unit: 'years' },
) as Words['span']
const constant = <T>(values: readonly T[]) => fc.constantFrom(...values)

/** Windows and days near `now`, so that things lie exactly at their edges. */
export function wordsAt(now: number, zone: string): Words {
  const calendar = calendarOf(zone)
  const today = calendar.dayOf(now)
  const day = fc.integer({ min: -40, max: 10 }).map(n => new Date((today + n) * 86_400_000).toISOString().slice(0, 10))
  return {
    event: constant(['Product Viewed', 'Product Added', 'Signed In']), path: constant([['category'], ['price'], ['product_id'], ['products', 'price'], ['products', 'category'], ['deep', 'er'], ['flag']]),
    text: constant(texts), factText: constant([...countries, ...texts, 'nl', 'Gent', 'shop.example', 'm', 'vip', rfmGroups[0]]), number: constant([-1, 0, 1, 2, 3, 4, 5, 12.5, 25, 33.3, 42, 50, 100, 0.1]), minor: constant([0, 1, 500, 1000, 1500, 2000, 3000, -500]),
    currency: constant(currencies), day, span,
    ids: { product: constant(catalogue.map(p => p.id)), variant: constant(variants), store: constant(stores), source: constant(sources), segment: constant([...segmentIds, id(5, 9)]) },
    names: { category: constant(categories), brand: constant(brands), sku: constant(['a', 'b']), title: constant(['shoe', 'GRÖSSE', 'x']), channel: constant(['web', 'app']), code: constant(['TEN', 'FREE']), identifier: constant(['email', 'user_id', 'store:main']) },
  }
}

/** Instants at, just before and just after the edges of windows, and a span before one another. `late`: some lie in the future. */
function instants(now: number, zone: string, late: boolean) {
  const calendar = calendarOf(zone)
  const near = fc.constantFrom(-1, 0, 0, 1)
  const edge = fc.tuple(span, near).map(([s, ms]) => spanBefore(now, s, calendar) - 1 + ms)
  const midnight = fc.tuple(fc.integer({ min: -40, max: 1 }), near).map(([n, ms]) => Math.min(calendar.startOf(calendar.dayOf(now) + n) + ms, now))
  const any = fc.integer({ min: 0, max: 400 * 86_400_000 }).map(ms => now - ms)
  const future = fc.tuple(span, near).map(([s, ms]) => now + (now - spanBefore(now, s, calendar)) + 1 + ms)
  const one = fc.oneof({ weight: 5, arbitrary: edge }, { weight: 2, arbitrary: midnight }, { weight: 2, arbitrary: any }, fc.constant(now), ...(late ? [future] : []))
  /** Others lie a span before the one before them. */
  const chain = fc.tuple(one, fc.array(fc.tuple(span, fc.constantFrom(-1, 0, 1)), { maxLength: 3 })).map(([last, steps]) => {
    const found = [last]
    for (const [s, ms] of steps) found.push(spanBefore(found.at(-1)!, s, calendar) - 1 + ms)
    return found
  })
  return fc.array(fc.oneof(one.map(at => [at]), chain), { maxLength: 6 }).map(all => all.flat().filter(at => at > Date.UTC(1971, 0, 1)).slice(0, 12).sort((a, b) => a - b))
}

const scalar = fc.oneof(constant(texts), constant([0, 1, 2, 12.5, 33.3, 42, -1, 0.1, 1e10]), fc.boolean(), fc.constant(null), fc.constant(''))
const value = fc.oneof({ weight: 4, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }), fc.constant({}), fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }))
const item = fc.record({ product_id: constant(['p0', 'p1', 'p2', 42]), price: value, category: scalar }, { requiredKeys: [] })
const properties = fc.record({ category: value, price: value, product_id: constant(['p0', 'p1', 'p2', 42]), products: fc.oneof(fc.array(item, { maxLength: 3 }), item, scalar), deep: fc.oneof(fc.record({ er: value }), fc.array(fc.record({ er: value }), { maxLength: 2 }), scalar), flag: fc.oneof(fc.boolean(), scalar) }, { requiredKeys: [] })

const line = fc.record({ productId: fc.option(constant(catalogue.map(p => p.id))), variantId: fc.option(constant(variants)), sku: constant(['a', 'b', '']), title: constant(['Shoe', 'Größe', 'größe x', '']), quantityMilli: constant([1000, 2000, 500]), discountMinor: constant([0, 500]), totalMinor: constant([500, 1000]) })

function order(at: number, n: number, customerId: string) {
  return fc.record({
    id: fc.constant(rowId(customerId, 6, n)), at: fc.constant(at), storeId: constant(stores), channel: constant(['web', 'app']), currency: constant(currencies), subtotalMinor: constant([1000, 2000, 3000]), discountMinor: constant([0, 0, 500]),
    refundedMinor: constant([0, 0, 1000]), itemsCount: constant([1, 2, 3]), discountCodes: fc.subarray(['TEN', 'FREE']), lines: fc.array(line, { maxLength: 3 }),
  })
}

const rowId = (customerId: string, kind: number, n: number) => `${customerId.slice(0, 24)}${kind}${customerId.slice(-6)}${String(n).padStart(5, '0')}`
const listed = <T>(times: fc.Arbitrary<number[]>, each: (at: number, n: number) => fc.Arbitrary<T>) => times.chain(all => fc.tuple(...all.map(each)) as unknown as fc.Arbitrary<T[]>)

function factsAt(now: number, zone: string): fc.Arbitrary<Facts> {
  const today = calendarOf(zone).dayOf(now)
  const dayAt = (n: number) => new Date((today + n) * 86_400_000).toISOString().slice(0, 10)
  const instant = instants(now, zone, false).map(all => new Date(all[0] ?? now).toISOString())
  const score = fc.integer({ min: 1, max: 5 })
  return fc.record({
    country: constant(countries), language: constant(['nl', 'en']), city: constant(['Gent', 'gent', 'ΟΔΥΣΣΕΥΣ']), gender: constant(['m', 'f']), tags: fc.subarray(['vip', 'Shoes', 'es']), email_domain: constant(['shop.example', 'es']),
    name: fc.constant('known'), first_name: fc.constant('known'), last_name: fc.constant('known'), email: fc.constant('known'), phone: fc.constant('known'),
    birthday: fc.oneof(fc.integer({ min: -45, max: 45 }).chain(n => constant([dayAt(n), `${1950 + Math.abs(n)}${dayAt(n).slice(4)}`, '1996-02-29'])), constant(['2000-02-29', '1990-02-28', '1980-12-31'])).map(day => (Number.isNaN(Date.parse(day)) || !new Date(day).toISOString().startsWith(day) ? '1990-02-28' : day)),
    created: instant, last_seen: instant, first_order: instant, last_order: instant,
    rfm_recency: score, rfm_frequency: score, rfm_monetary: score, rfm_group: constant(rfmGroups), value_decile: fc.integer({ min: 1, max: 10 }),
  }, { requiredKeys: ['created'] })
}

/** A random customer, seen at `now`. With `late`, some of what happened is dated in the future. */
export function arbitraryHistory(customerId: string, now: number, zone: string, late: boolean): fc.Arbitrary<History> {
  const times = instants(now, zone, late)
  return fc.record({
    customerId: fc.constant(customerId), facts: factsAt(now, zone), traits: properties as fc.Arbitrary<Record<string, unknown>>,
    events: listed(times, (at, n) => fc.record({ id: fc.constant(rowId(customerId, 7, n)), at: fc.constant(at), name: constant(['Product Viewed', 'Product Viewed', 'Product Added', 'Signed In']), sourceId: constant(sources), storeId: fc.option(constant(stores)), properties: properties as fc.Arbitrary<Record<string, unknown>> })),
    orders: listed(times, (at, n) => order(at, n, customerId)),
    refunds: listed(times, (at, n) => fc.record({ id: fc.constant(rowId(customerId, 8, n)), at: fc.constant(at), storeId: constant(stores), orderId: fc.option(fc.constant(rowId(customerId, 6, n))), orderAt: fc.constant(at), currency: constant(currencies), amountMinor: constant([500, 1000]) })),
    carts: listed(times.map(all => all.slice(0, 2)), (at, n) => fc.record({ id: fc.constant(rowId(customerId, 9, n)), at: fc.constant(at), storeId: constant(stores), currency: constant(currencies), valueMinor: constant([500, 1000, 2000]) })),
    consents: fc.uniqueArray(fc.record({ channel: constant(['email', 'sms'] as const), purpose: fc.constant('marketing' as const), state: constant(['granted', 'denied', 'withdrawn'] as const) }), { maxLength: 2, selector: c => c.channel }),
    identifiers: fc.subarray(['email', 'user_id', 'store:main']),
  })
}
