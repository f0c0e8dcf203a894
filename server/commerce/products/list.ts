import { sql, type RawBuilder } from 'kysely'
import type { Product, ProductQuery, ProductRow, Variant } from '../../../contracts/products.ts'
import { appError, fromCursor, inTransaction, pageOf, type Ctx, type Db } from '../../platform/index.ts'

export const productNotFound = appError('products.not_found', 404, 'There is no such product.')

const sorts = {
  title: { column: sql`lower(p.title)`, cast: sql`text`, down: false },
  '-title': { column: sql`lower(p.title)`, cast: sql`text`, down: true },
  '-created': { column: sql`p.created_at`, cast: sql`timestamptz`, down: true },
  '-sold': { column: sql`s.sold`, cast: sql`numeric`, down: true },
  '-revenue': { column: sql`s.revenue_minor`, cast: sql`bigint`, down: true },
} as const

type Row = ProductRow & { position?: string }

/** One page of products. */
export async function listProducts({ db }: Ctx, { limit, after, sort, ...filter }: ProductQuery): Promise<{ items: ProductRow[]; next: string | null }> {
  const { column, cast, down } = sorts[sort]
  const position = fromCursor(after, 2)
  // The products' sales have the product's id in their index: the sort by sales reads it from there.
  const id = sort === '-sold' || sort === '-revenue' ? sql`s.product_id` : sql`p.id`
  const where = [...(await conditionsOf(db, filter)), ...(position ? [sql<boolean>`(${column}, ${id}) ${down ? sql`<` : sql`>`} (${position[0]}::${cast}, ${position[1]}::uuid)`] : [])]
  const { rows } = await sql<Row>`
    ${productColumns(sql`${column}::text`)} ${where.length ? sql`where ${sql.join(where, sql` and `)}` : sql``}
    order by ${column} ${down ? sql`desc` : sql`asc`}, ${id} ${down ? sql`desc` : sql`asc`} limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.position ?? null, row.id])
}

const productColumns = (position: RawBuilder<unknown>) => sql`
  select p.id, p.store_id as "storeId", p.external_id as "externalId", p.title, p.brand,
    case when c.id is null then null else json_build_object('id', c.id, 'name', c.name) end as category, p.status, p.image_url as "imageUrl", p.tags,
    st.currency, v.count as "variantsCount", v.low as "priceFromMinor", v.high as "priceToMinor", s.sold as "sold90", s.revenue_minor as "revenue90Minor",
    p.created_at as "createdAt", p.updated_at as "updatedAt", ${position} as position
  from product_sales s join products p on p.id = s.product_id join stores st on st.id = p.store_id left join categories c on c.id = p.category_id
  left join lateral (select count(*)::int as count, min(price_minor) as low, max(price_minor) as high from variants where product_id = p.id) as v on true`

async function conditionsOf(db: Db, { q, store, category, brand, status, tag, priceFrom, priceTo }: Omit<ProductQuery, 'limit' | 'after' | 'sort'>): Promise<RawBuilder<boolean>[]> {
  return [
    ...(q ? [await searched(db, q)] : []),
    ...(store ? [sql<boolean>`p.store_id = any(${store}::uuid[])`] : []),
    ...(category ? [sql<boolean>`p.category_id = any(${category}::uuid[])`] : []),
    ...(brand ? [sql<boolean>`p.brand = any(${brand}::text[])`] : []),
    ...(status ? [sql<boolean>`p.status = any(${status}::text[])`] : []),
    ...(tag ? [sql<boolean>`p.tags && ${tag}::text[]`] : []),
    ...(priceFrom === undefined && priceTo === undefined ? [] : [priced(priceFrom, priceTo)]),
  ]
}

const priced = (from = 0, to = Number.MAX_SAFE_INTEGER) => sql<boolean>`exists (select from variants v where v.product_id = p.id and v.price_minor between ${from} and ${to})`

/** Every word somewhere in title, brand, shop's id or SKU; where that finds nothing, the words nearly as typed. */
async function searched(db: Db, q: string): Promise<RawBuilder<boolean>> {
  const words = q.split(/\s+/).filter(Boolean).slice(0, 8)
  const like = (word: string) => sql`'%' || fold(${word.replace(/[\\%_]/g, '\\$&')}) || '%'`
  const all = sql.join(words.map(word => sql`p.search like ${like(word)}`), sql` and `)
  const asTyped = sql<boolean>`((${all}) or p.id in (select product_id from variants where fold(sku) like ${like(q)}))`
  const { rows } = await sql`select from products p where ${asTyped} limit 1`.execute(db)
  return rows.length ? asTyped : sql`p.id = any(${await similar(db, words)}::uuid[])`
}

/** Products that have a word like each of these, by trigrams; two letters swapped in a short word score 0.5. */
const similar = (db: Db, words: string[]): Promise<string[]> =>
  inTransaction(db, async trx => {
    await sql`set local pg_trgm.word_similarity_threshold = 0.45`.execute(trx)
    const { rows } = await sql<{ id: string }>`
      select id from products p where ${sql.join(words.map(word => sql`fold(${word}) <% p.search`), sql` and `)}
      order by word_similarity(fold(${words.join(' ')}), p.search) desc, id limit 500`.execute(trx)
    return rows.map(row => row.id)
  })

/** @throws productNotFound */
export async function getProduct(db: Db, productId: string): Promise<Product> {
  const { rows } = await sql<Row>`${productColumns(sql`null`)} where p.id = ${productId}`.execute(db)
  if (!rows[0]) throw productNotFound()
  const { position: _, ...product } = rows[0]
  const store = await db.selectFrom('stores').select('name').where('id', '=', product.storeId).executeTakeFirstOrThrow()
  return { ...product, storeName: store.name, variants: await variantsOf(db, productId) }
}

/** In the order they were added. */
export async function variantsOf(db: Db, productId: string): Promise<Variant[]> {
  const { rows } = await sql<Variant>`
    select id, sku, title, barcode, price_minor as "priceMinor", cost_minor as "costMinor",
      exists (select from order_lines l where l.product_id = ${productId} and l.variant_id = v.id) as "wasOrdered"
    from variants v where product_id = ${productId} order by created_at, id`.execute(db)
  return rows
}

/** The brands that products name. */
export async function listBrands({ db }: Ctx, { store }: { store?: string[] | undefined }): Promise<{ items: string[] }> {
  const { rows } = await sql<{ brand: string }>`
    select distinct brand from products where brand is not null ${store ? sql`and store_id = any(${store}::uuid[])` : sql``} order by brand limit 200`.execute(db)
  return { items: rows.map(row => row.brand) }
}
