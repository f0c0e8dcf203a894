import { asksLines, type EventsOf, type Happenings, type MoneyTest, type OrdersOf } from '../../../../contracts/segments.ts'
import { asksProducts } from '../../evaluating/happenings.ts'
import { and, type Pass } from '../pass.ts'
import type { SourceName, Sources, Tables } from '../sources.ts'
import { compares, testOf } from './tests.ts'
import { textOf, valuesAt } from './values.ts'

export type Around = { pass: Pass; sources: Sources; tables: Tables; zone: string }

/** Things that happened, as a condition on the rows of one source. `needs`: a cheaper condition that lets through at least as much. */
export type SqlHappenings = { source: SourceName; condition: string; needs: string | undefined; line?: (aggregate: string) => string }

/** `evaluating/happenings.ts` in SQL. */
export function happeningsOf(around: Around, of: Happenings): SqlHappenings {
  const found = conditionOf(around, of)
  return { ...found, condition: around.sources.row(found.source, found.condition) }
}

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

/** An event's values at a path, worked out once for all conditions on events of this name. */
export const propertyOf = ({ pass, sources }: Around, of: EventsOf, path: string[]): string =>
  valuesAt(pass, 'properties', path, { name: expression => sources.row('events', expression) }, `name = ${pass.text(of.name)}`)

function eventsOf(around: Around, of: EventsOf): SqlHappenings {
  const { pass, zone } = around
  const name = `name = ${pass.text(of.name)}`
  const tests = (of.where ?? []).map(({ path, test }) => testOf(pass, test, { values: propertyOf(around, of, path), as: 'json' }, zone).holds)
  const sources = of.sources ? [`source_id in ${pass.ids(of.sources)}`] : []
  const products = asksProducts(of) ? [mentions(around, of)] : []
  return { source: 'events', condition: and([name, ...storeIs(pass, of.stores), ...sources, ...products, ...tests]), needs: name }
}

type Wanted = { products?: string[] | undefined; categories?: string[] | undefined; brands?: string[] | undefined }

const productsOf = (pass: Pass, { products, categories, brands }: Wanted, tables: Tables, columns: string) =>
  `(select ${columns} from ${tables.products} where ${and([...(products ? [`id in ${pass.ids(products)}`] : []), ...(categories ? [`category in ${pass.texts(categories)}`] : []), ...(brands ? [`brand in ${pass.texts(brands)}`] : [])])})`

const noId = `toUUID('00000000-0000-0000-0000-000000000000')`

/** An array with the products wanted is made once; an event's own are looked up in it. */
function mentions(around: Around, of: EventsOf): string {
  const { pass, sources, tables } = around
  const array = (columns: string) => `(select groupUniqArray(${columns}) from ${productsOf(pass, of, tables, 'store_id, external_id')})`
  const own = [['product_id'], ['products', 'product_id']].map(path => propertyOf(around, of, path))
  const references = sources.row('events', `arrayMap(v -> ${textOf('v')}, arrayConcat(${own.join(', ')}))`)
  return `if(store_id = ${noId}, hasAny(${references}, ${array('external_id')}), hasAny(arrayMap(r -> (store_id, r), ${references}), ${array('(store_id, external_id)')}))`
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
  return { source: 'orders', condition: and([`${sources.perOrder(`countIf(${line})`)} > 0`, ...own]), needs: undefined, line: value => sources.perOrder(`sumIf(${value}, ${line})`) }
}
