import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import type { ToldProduct } from './spec/products.ts'

export type Article = { productId: string; variantId: string | null; sku: string; externalId: string; title: string; variantTitle: string | null; category: string | null; brand: string | null; imageUrl: string | null; priceMinor: number | null }

/** The article that a told product means in a store; undefined where the catalogue has none. */
export type Find = (storeId: string, product: Pick<ToldProduct, 'sku' | 'key'>) => Article | undefined

type Row = Article & { storeId: string; variants: number }

/** Looks up articles by SKU, else by the shop's id of the product, in one statement. A product with several variants is found without one. */
export async function findArticles(db: Db, wanted: { storeId: string; product: Pick<ToldProduct, 'sku' | 'key'> }[]): Promise<Find> {
  const names = [...new Map(wanted.flatMap(({ storeId, product: { sku, key } }) => [sku, key].flatMap(name => (name ? [[`${storeId} ${name}`, { storeId, name }] as const] : [])))).values()]
  if (!names.length) return () => undefined
  const { rows } = await sql<Row>`
    with wanted as materialized (select * from json_to_recordset(${JSON.stringify(names)}::json) as t ("storeId" uuid, name text)),
    found as (
      select v.id from wanted w join variants v on v.store_id = w."storeId" and v.sku = w.name
      union select v.id from wanted w join products p on p.store_id = w."storeId" and p.external_id = w.name join variants v on v.product_id = p.id)
    select p.store_id as "storeId", p.id as "productId", v.id as "variantId", v.sku, p.external_id as "externalId", p.title, nullif(v.title, '') as "variantTitle", c.name as category, p.brand, p.image_url as "imageUrl",
      v.price_minor as "priceMinor", count(*) over (partition by p.id)::int as variants
    from found join variants v on v.id = found.id join products p on p.id = v.product_id left join categories c on c.id = p.category_id order by v.created_at, v.id`.execute(db)
  const bySku = new Map(rows.map(row => [`${row.storeId} ${row.sku}`, row]))
  const byKey = Map.groupBy(rows, row => `${row.storeId} ${row.externalId}`)
  return (storeId, { sku, key }) => {
    const exact = (sku ? bySku.get(`${storeId} ${sku}`) : undefined) ?? (key ? bySku.get(`${storeId} ${key}`) : undefined)
    if (exact) return exact
    const [only, other] = (key ? byKey.get(`${storeId} ${key}`) : undefined) ?? []
    return only && other ? { ...only, variantId: null, sku: sku ?? '', variantTitle: null } : only
  }
}
