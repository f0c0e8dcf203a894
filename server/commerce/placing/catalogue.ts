import { sql } from 'kysely'
import type { NewOrder } from '../../../contracts/orders.ts'
import type { Db } from '../../platform/index.ts'

export type Shelf = { storeId: string; storeName: string; currency: string }
export type Article = { variantId: string; productId: string; storeId: string; sku: string; title: string; variantTitle: string; externalId: string; brand: string | null; imageUrl: string | null; category: string | null }

/** The stores that orders name, by id. */
export async function shelvesOf(db: Db, orders: NewOrder[]): Promise<Map<string, Shelf>> {
  const ids = [...new Set(orders.map(order => order.storeId))]
  const rows = await db.selectFrom('stores').select(['id as storeId', 'name as storeName', 'currency']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.storeId, row]))
}

/** The articles that lines name by variant or by SKU of their store, in one statement for the whole batch. */
export async function articlesOf(db: Db, orders: NewOrder[]) {
  const lines = orders.flatMap(order => order.lines.map(line => ({ storeId: order.storeId, ...line })))
  const variantIds = [...new Set(lines.flatMap(line => line.variantId ?? []))]
  const skus = [...new Set(lines.flatMap(line => (!line.variantId && line.sku ? [line.sku] : [])))]
  const storeIds = [...new Set(orders.map(order => order.storeId))]
  const { rows } = await sql<Article>`
    select v.id as "variantId", v.product_id as "productId", v.store_id as "storeId", v.sku, p.title, v.title as "variantTitle",
      p.external_id as "externalId", p.brand, p.image_url as "imageUrl", c.name as category
    from variants v join products p on p.id = v.product_id left join categories c on c.id = p.category_id
    where v.id = any(${variantIds}::uuid[]) or (v.store_id = any(${storeIds}::uuid[]) and v.sku = any(${skus}::text[]))`.execute(db)
  const byId = new Map(rows.map(row => [row.variantId, row]))
  const bySku = new Map(rows.map(row => [`${row.storeId} ${row.sku}`, row]))
  return (storeId: string, line: { variantId?: string | undefined; sku?: string | undefined }): Article | undefined => {
    const found = line.variantId ? byId.get(line.variantId) : line.sku ? bySku.get(`${storeId} ${line.sku}`) : undefined
    return found?.storeId === storeId ? found : undefined
  }
}
