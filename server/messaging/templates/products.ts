import { sql } from 'kysely'
import type { BrandKit } from '../../../contracts/templates.ts'
import type { Db } from '../../platform/index.ts'
import type { Money } from './engine/filters.ts'

// Products as Liquid sees them. Read for many at once.

export type Item = { id: string; title: string; quantity: number | null; price: Money | null; total: Money | null; image_url: string | null; url: string | null; sku: string }
export type Line = { id?: string | null; key: string | null; sku: string; title: string; quantity: string | number; priceMinor: number | null; totalMinor: number | null; imageUrl: string | null }

export type Shelf = Pick<BrandKit, 'productLink'> & { storeId: string; /** Suki's own address, for pictures that it serves. */ base: string }

/** The last things looked at, out of the latest 100 events of each identifier: what lies further back says little of today. */
export async function viewedBy(db: Db, shelf: Shelf, ids: string[]): Promise<Map<string, Item[]>> {
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

/** Products by their id, as a text shows them now; with `onSale` only those that can be bought. */
export async function productsById(db: Db, shelf: Shelf, ids: string[], { onSale = false } = {}): Promise<Map<string, Item>> {
  if (!ids.length) return new Map()
  const { rows } = await sql<{ product: ProductRow }>`select ${productJson} as product from products as p join stores as s on s.id = p.store_id where p.id = any(${ids}::uuid[]) ${onSale ? sql`and p.status = 'active'` : sql``}`.execute(db)
  return new Map(rows.map(({ product }) => [product.id, productItem(product, shelf)]))
}

/** What sells best, to show an example with. */
export async function bestSellers(db: Db, shelf: Shelf, limit: number): Promise<Item[]> {
  const { rows } = await sql<{ product: ProductRow }>`
    select ${productJson} as product from products as p join stores as s on s.id = p.store_id left join product_sales as sales on sales.product_id = p.id
    where p.store_id = ${shelf.storeId} and p.status = 'active' order by sales.sold desc nulls last, p.id limit ${limit}`.execute(db)
  return rows.map(({ product }) => productItem(product, shelf))
}

export function itemOf(line: Line, currency: string, shelf: Shelf): Item {
  const price = line.priceMinor === null ? null : { minor: Number(line.priceMinor), currency }
  const total = line.totalMinor === null ? null : { minor: Number(line.totalMinor), currency }
  const image = line.imageUrl && (URL.canParse(line.imageUrl) ? line.imageUrl : `${shelf.base}${line.imageUrl}`)
  return { id: line.id ?? '', title: line.title, quantity: Number(line.quantity), price, total, image_url: image, url: line.key && shelf.productLink ? shelf.productLink.replace('{id}', encodeURIComponent(line.key)) : null, sku: line.sku }
}
