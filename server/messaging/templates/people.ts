import { sql } from 'kysely'
import type { BrandKit } from '../../../contracts/templates.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import type { Money } from './engine/filters.ts'
import type { Scope } from './engine/liquid.ts'

// What Liquid sees of a person. Read for many at once; only what a text asks for is read.

type Item = { id: string; title: string; quantity: number | null; price: Money | null; total: Money | null; image_url: string | null; url: string | null; sku: string }
type Line = { id?: string | null; key: string | null; sku: string; title: string; quantity: string | number; priceMinor: number | null; totalMinor: number | null; imageUrl: string | null }

export type Shelf = Pick<BrandKit, 'productLink'> & { storeId: string; /** Suki's own address, for pictures that it serves. */ base: string }

/**
 * The scope of each customer, in the order asked: `customer`, and where `needs` names them `order` (the last one of the store),
 * `cart` (the last one left) and `viewed`. Customers that are gone are left out.
 */
export async function scopesOf(ctx: Ctx, { shelf, customerIds, needs }: { shelf: Shelf; customerIds: string[]; needs: Set<string> }): Promise<Map<string, Scope>> {
  const { db } = ctx
  const none = new Map<string, unknown>()
  const [customers, orders, carts, viewed] = await Promise.all([
    customersOf(db, customerIds),
    needs.has('order') ? ordersOf(db, shelf, customerIds) : none,
    needs.has('cart') ? cartsOf(db, shelf, customerIds) : none,
    needs.has('viewed') ? viewedBy(db, shelf, customerIds) : none,
  ])
  const now = ctx.clock.now().toString()
  return new Map(customerIds.flatMap(id => (customers.has(id) ? [[id, { customer: customers.get(id), order: orders.get(id) ?? null, cart: carts.get(id) ?? null, viewed: viewed.get(id) ?? [], now }]] : [])))
}

async function customersOf(db: Db, ids: string[]): Promise<Map<string, Scope>> {
  const rows = await db.selectFrom('customers').select(['id', 'name', 'first_name', 'last_name', 'email', 'phone', 'language', 'country', 'city', 'birthday', 'gender', 'tags', 'traits', 'orders_count', 'spent_minor', 'currency', 'first_order_at', 'last_order_at', 'created_at']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, spent_minor, currency, ...row }) => [id, { ...row, birthday: row.birthday === null ? null : String(row.birthday).slice(0, 10), first_name: row.first_name || firstOf(row.name), spent: { minor: Number(spent_minor), currency: currency ?? 'EUR' } }]))
}

/** Who gave one name only is called by its first word. */
const firstOf = (name: string) => name.trim().split(/\s+/)[0] || null

async function ordersOf(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Scope>> {
  const { rows } = await sql<{ customerId: string; number: string; placedAt: string; currency: string; totalMinor: string; itemsCount: number; city: string | null; lines: Line[] }>`
    select wanted.id as "customerId", o.number, o.placed_at as "placedAt", o.currency, o.total_minor as "totalMinor", o.items_count as "itemsCount", o.city,
      (select coalesce(json_agg(json_build_object('key', p.external_id, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity, 'priceMinor', l.unit_price_minor, 'totalMinor', l.total_minor, 'imageUrl', p.image_url) order by l.position), '[]')
       from order_lines as l left join products as p on p.id = l.product_id where l.order_id = o.id) as lines
    from unnest(${ids}::uuid[]) as wanted(id) cross join lateral (
      select * from orders where customer_id = wanted.id and store_id = ${shelf.storeId} and cancelled_at is null order by placed_at desc limit 1) as o`.execute(db)
  return new Map(rows.map(row => [row.customerId, { number: row.number, placed_at: row.placedAt, total: { minor: Number(row.totalMinor), currency: row.currency }, items_count: row.itemsCount, city: row.city, items: row.lines.map(line => itemOf(line, row.currency, shelf)) }]))
}

async function cartsOf(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Scope>> {
  type Kept = { productId: string | null; sku: string; title: string; imageUrl: string | null; quantity: number; unitPriceMinor: number | null }
  const { rows } = await sql<{ customerId: string; currency: string; valueMinor: string; itemsCount: number; activeAt: string; lines: Kept[]; keys: Record<string, string> | null }>`
    select wanted.id as "customerId", k.currency, k.value_minor as "valueMinor", k.items_count as "itemsCount", k.active_at as "activeAt", k.lines,
      (select json_object_agg(p.id, p.external_id) from products as p where p.id in (select (line ->> 'productId')::uuid from jsonb_array_elements(k.lines) as line)) as keys
    from unnest(${ids}::uuid[]) as wanted(id) cross join lateral (
      select * from carts where customer_id = wanted.id and store_id = ${shelf.storeId} and state <> 'ordered' and lines <> '[]' order by active_at desc limit 1) as k`.execute(db)
  return new Map(rows.map(row => [row.customerId, {
    total: { minor: Number(row.valueMinor), currency: row.currency }, items_count: row.itemsCount, left_at: row.activeAt,
    items: row.lines.map(line => itemOf({ ...line, key: row.keys?.[line.productId ?? ''] ?? null, priceMinor: line.unitPriceMinor, totalMinor: null }, row.currency, shelf)),
  }]))
}

/** The last things looked at, out of the latest 100 events of each identifier: what lies further back says little of today. */
async function viewedBy(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Item[]>> {
  const { rows } = await sql<{ customerId: string; product: ProductRow }>`
    select distinct on (wanted.id, p.id) wanted.id as "customerId", e.occurred_at as at, ${productJson} as product
    from unnest(${ids}::uuid[]) as wanted(id)
    cross join lateral (select wanted.id as node_id union all select i.id from customer_identifiers as i where i.customer_id = wanted.id and i.id <> wanted.id) as nodes
    cross join lateral (select name, properties, occurred_at from events where node_id = nodes.node_id order by occurred_at desc, seq desc limit 100) as e
    join products as p on p.store_id = ${shelf.storeId} and p.external_id = coalesce(e.properties ->> 'product_id', e.properties ->> 'id') and p.status = 'active'
    join stores as s on s.id = p.store_id
    where e.name = 'Product Viewed' order by wanted.id, p.id, e.occurred_at desc`.execute(db)
  const latest = (rows as { customerId: string; at: string; product: ProductRow }[]).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return new Map([...Map.groupBy(latest, row => row.customerId)].map(([id, of]) => [id, of.slice(0, 12).map(({ product }) => productItem(product, shelf))]))
}

type ProductRow = { id: string; key: string; title: string; imageUrl: string | null; priceMinor: number | null; currency: string }
const productJson = sql`json_build_object('id', p.id, 'key', p.external_id, 'title', p.title, 'imageUrl', p.image_url, 'currency', s.currency, 'priceMinor', (select min(v.price_minor) from variants as v where v.product_id = p.id))`
const productItem = (row: ProductRow, shelf: Shelf) => itemOf({ id: row.id, key: row.key, sku: row.key, title: row.title, quantity: 1, priceMinor: row.priceMinor, totalMinor: null, imageUrl: row.imageUrl }, row.currency, shelf)

/** Products by their id, as a text shows them now. */
export async function productsById(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Item>> {
  if (!ids.length) return new Map()
  const { rows } = await sql<{ product: ProductRow }>`select ${productJson} as product from products as p join stores as s on s.id = p.store_id where p.id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ product }) => [product.id, productItem(product, shelf)]))
}

/** What sells best, to show an example with. */
export async function bestSellers(db: Db, shelf: Shelf, limit: number): Promise<Item[]> {
  const { rows } = await sql<{ product: ProductRow }>`
    select ${productJson} as product from products as p join stores as s on s.id = p.store_id left join product_sales as sales on sales.product_id = p.id
    where p.store_id = ${shelf.storeId} and p.status = 'active' order by sales.sold desc nulls last, p.id limit ${limit}`.execute(db)
  return rows.map(({ product }) => productItem(product, shelf))
}

function itemOf(line: Line, currency: string, shelf: Shelf): Item {
  const price = line.priceMinor === null ? null : { minor: Number(line.priceMinor), currency }
  const total = line.totalMinor === null ? null : { minor: Number(line.totalMinor), currency }
  const image = line.imageUrl && (URL.canParse(line.imageUrl) ? line.imageUrl : `${shelf.base}${line.imageUrl}`)
  return { id: line.id ?? '', title: line.title, quantity: Number(line.quantity), price, total, image_url: image, url: line.key && shelf.productLink ? shelf.productLink.replace('{id}', encodeURIComponent(line.key)) : null, sku: line.sku }
}

type Example = { currency: string; language: string; country: string | null; name: { first: string; last: string } }

/** Somebody who never was, to show a text with. */
export function exampleScope(ctx: Ctx, items: Item[], { currency, language, country, name }: Example): Scope {
  const now = ctx.clock.now()
  const at = (days: number) => now.subtract({ hours: 24 * days }).toString()
  const lines = items.slice(0, 3).map(item => ({ ...item, quantity: 1, total: item.price }))
  const total = { minor: lines.reduce((sum, { price }) => sum + (price?.minor ?? 0), 0), currency }
  return {
    customer: { name: `${name.first} ${name.last}`, first_name: name.first, last_name: name.last, email: 'reader@example.com', phone: null, language, country, city: null, birthday: at(11_000).slice(0, 10), gender: null, tags: [], traits: {}, orders_count: 2, spent: { minor: total.minor * 2, currency }, first_order_at: at(400), last_order_at: at(21), created_at: at(420) },
    order: { number: '1042', placed_at: at(21), total, items_count: lines.length, city: null, items: lines },
    cart: { total, items_count: lines.length, left_at: at(1), items: lines },
    viewed: items, now: now.toString(), data: {},
  }
}
