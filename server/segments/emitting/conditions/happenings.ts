import { asksLines, type EventsOf, type Happenings, type MoneyTest, type OrdersOf } from '../../../../contracts/segments.ts'
import { asksProducts } from '../../evaluating/happenings.ts'
import { and, type Pass } from '../pass.ts'
import { said, type Lists } from '../said.ts'
import type { SourceName, Sources, Tables } from '../sources.ts'
import { compares, testOf } from './tests.ts'
import { plain, saidAt, type Said } from './values.ts'

/** `alone`: the sources are read for one condition through one window, so that what is read is what is asked for. `most`: the greatest ordinal of a customer, where figures may be arrays of that size. `among`: nobody is asked about but those in this bitmap. `lists`: of which properties events may say lists. */
export type Around = { pass: Pass; sources: Sources; tables: Tables; zone: string; lists: Lists; alone?: boolean; most?: number | undefined; among?: string | undefined }

/** Things that happened, as a condition on the rows of one source. `needs`: a cheaper condition that lets through at least as much. */
export type SqlHappenings = { source: SourceName; condition: string; needs: string | undefined; line?: (aggregate: string) => string }

const stored = (milliseconds: string) => `fromUnixTimestamp64Milli(toInt64(${milliseconds}))`
/** Rows of an instant or later, and before one, by the column that they may lie in the order of. */
export const notBefore = (from: string): string => `happened_at >= ${stored(from)}`
export const before = (to: string): string => `happened_at < ${stored(to)}`

/** `evaluating/happenings.ts` in SQL. */
export function happeningsOf(around: Around, of: Happenings): SqlHappenings {
  const found = conditionOf(around, of)
  return { ...found, condition: around.sources.row(found.source, found.condition) }
}

/** A column of the rows: when it happened, 0 for other rows and for the future. */
export const pastOf = ({ pass, sources }: Around, { source, condition }: SqlHappenings): string => sources.row(source, `if(${condition} and at <= ${pass.now}, at, 0)`)

function conditionOf(around: Around, of: Happenings): SqlHappenings {
  const { pass } = around
  switch (of.kind) {
    case 'event': return eventsOf(around, of)
    case 'order': return ordersOf(around, of)
    case 'refund': return { source: 'refunds', condition: and([...storeIs(pass, of.stores), ...moneyIs(pass, of.value, 'amount_minor')]), needs: undefined }
    case 'cart': return { source: 'carts', condition: and([...storeIs(pass, of.stores), ...moneyIs(pass, of.value, 'value_minor')]), needs: undefined }
  }
}

const storeIs = (pass: Pass, stores: string[] | undefined) => (stores ? [`store_id in ${pass.ids(stores)}`] : [])
const moneyIs = (pass: Pass, wanted: MoneyTest | undefined, minor: string) => (wanted ? [`currency = ${pass.text(wanted.currency)}`, compares(wanted.compare, minor)] : [])

/** An event's value at a path, worked out once for all conditions on events of this name. */
export function propertyOf({ pass, sources, lists }: Around, of: EventsOf, path: string[]): Said {
  const namer = { name: (expression: string) => sources.row('events', expression) }
  const ready = path.length === 1 && said.has(path[0]!) ? `said_${path[0]}` : undefined
  if (ready && !lists.mayHold(path[0]!)) return plain(ready)
  return saidAt(pass, 'properties', path, namer, ready ? { ready } : { only: `name = ${pass.text(of.name)}` })
}

function eventsOf(around: Around, of: EventsOf): SqlHappenings {
  const { pass, zone, alone } = around
  const name = `name = ${pass.text(of.name)}`
  const tests = (of.where ?? []).map(({ path, test }) => testOf(pass, test, { said: propertyOf(around, of, path) }, zone).holds)
  const sources = of.sources ? [`source_id in ${pass.ids(of.sources)}`] : []
  const products = asksProducts(of) ? [mentions(around, of)] : []
  return { source: 'events', condition: and([...(alone ? [] : [name]), ...storeIs(pass, of.stores), ...sources, ...products, ...tests]), needs: name }
}

type Wanted = { products?: string[] | undefined; categories?: string[] | undefined; brands?: string[] | undefined }

const productsOf = (pass: Pass, { products, categories, brands }: Wanted, tables: Tables, columns: string) =>
  `(select ${columns} from ${tables.products} where ${and([...(products ? [`id in ${pass.ids(products)}`] : []), ...(categories ? [`category in ${pass.texts(categories)}`] : []), ...(brands ? [`brand in ${pass.texts(brands)}`] : [])])})`

const noId = `toUUID('00000000-0000-0000-0000-000000000000')`

/** The products that an event names, alone or in a list, are looked up among those wanted. */
function mentions({ pass, tables }: Around, of: EventsOf): string {
  const among = (columns: string) => `(${productsOf(pass, of, tables, columns)})`
  const listed = (one: string) => `(notEmpty(listed_products) and arrayExists(p -> ${one}, listed_products))`
  const [anywhere, ofStore] = [among('external_id'), among('store_id, external_id')]
  return `if(store_id = ${noId}, said_product_id in ${anywhere} or ${listed(`p in ${anywhere}`)}, (store_id, said_product_id) in ${ofStore} or ${listed(`(store_id, p) in ${ofStore}`)})`
}

function ordersOf({ pass, sources, tables }: Around, of: OrdersOf): SqlHappenings {
  const own = [
    ...storeIs(pass, of.stores),
    ...(of.channels ? [`channel in ${pass.texts(of.channels)}`] : []),
    ...(of.codes ? [`hasAny(discount_codes, ${pass.texts(of.codes)})`] : []),
    ...(of.discounted === undefined ? [] : [of.discounted ? 'discount_minor > 0' : 'discount_minor <= 0']),
    ...(of.refunded === undefined ? [] : [of.refunded ? 'refunded_minor > 0' : 'refunded_minor <= 0']),
    ...moneyIs(pass, of.value, '(subtotal_minor - discount_minor)'),
  ]
  if (!asksLines(of)) return { source: 'orders', condition: and([...own]), needs: undefined }
  const line = and([
    ...(asksProducts(of) ? [`product_id in ${productsOf(pass, of, tables, 'id')}`] : []),
    ...(of.variants ? [`variant_id in ${pass.ids(of.variants)}`] : []),
    ...(of.skus ? [`sku in ${pass.texts(of.skus)}`] : []),
    ...(of.title === undefined ? [] : [`position(lowerUTF8(title), ${pass.text(of.title.toLowerCase())}) > 0`]),
  ])
  return { source: 'orders', condition: and([`${sources.perOrder(`countIf(${line})`, line)} > 0`, ...own]), needs: undefined, line: value => sources.perOrder(`sumIf(${value}, ${line})`, line) }
}
