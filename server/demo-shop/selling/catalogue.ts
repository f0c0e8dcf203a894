import { sql } from 'kysely'
import { listCategories, listProducts } from '../../commerce/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import type { Shop } from '../shop.ts'

export type Article = { id: string; sku: string; title: string; priceMinor: number }

/** Something to buy, with its kinds; the first is what a card in a list sells. */
export type Item = { id: string; key: string; title: string; brand: string | null; category: string | null; imageUrl: string | null; tags: string[]; articles: [Article, ...Article[]] }

export const sorts = ['-sold', '-created', 'title'] as const
export type Sort = (typeof sorts)[number]

export type Wanted = { q?: string | undefined; category?: string | undefined; brand?: string | undefined; sort?: Sort; after?: string | undefined; limit?: number }

/** A page of the shop's things. */
export async function browse(ctx: Ctx, { storeId }: Shop, { q, category, brand, sort = '-sold', after, limit = 24 }: Wanted): Promise<{ items: Item[]; next: string | null }> {
  const { items, next } = await listProducts(ctx, { store: [storeId], status: ['active'], q, category: category ? [category] : undefined, brand: brand ? [brand] : undefined, sort, after, limit })
  return { items: await withArticles(ctx.db, items.map(row => row.id)), next }
}

/** The thing with the shop's own id. */
export async function itemNamed({ db }: Ctx, { storeId }: Shop, key: string): Promise<Item | undefined> {
  const row = await db.selectFrom('products').select('id').where('store_id', '=', storeId).where('external_id', '=', key).where('status', '=', 'active').executeTakeFirst()
  return row && (await withArticles(db, [row.id]))[0]
}

export async function itemsNamed({ db }: Ctx, { storeId }: Shop, keys: string[]): Promise<Item[]> {
  if (!keys.length) return []
  const rows = await db.selectFrom('products').select('id').where('store_id', '=', storeId).where('external_id', 'in', keys).where('status', '=', 'active').execute()
  return withArticles(db, rows.map(row => row.id))
}

export type Choice = { item: Item; article: Article }

/** What SKUs stand for, in their order; what is no longer sold is left out. */
export async function choicesOf({ db }: Ctx, { storeId }: Shop, skus: string[]): Promise<Choice[]> {
  if (!skus.length) return []
  const rows = await db.selectFrom('variants').select('product_id').where('store_id', '=', storeId).where('sku', 'in', skus).execute()
  const items = await withArticles(db, [...new Set(rows.map(row => row.product_id))])
  return skus.flatMap(sku => items.flatMap(item => item.articles.filter(article => article.sku === sku).map(article => ({ item, article }))))
}

/** The things with these ids that have a price, in the order of the ids. */
async function withArticles(db: Db, ids: string[]): Promise<Item[]> {
  if (!ids.length) return []
  const { rows } = await sql<Item>`
    select p.id, p.external_id as key, p.title, p.brand, c.name as category, p.image_url as "imageUrl", p.tags,
      json_agg(json_build_object('id', v.id, 'sku', v.sku, 'title', v.title, 'priceMinor', v.price_minor) order by v.price_minor, v.sku) as articles
    from unnest(${ids}::uuid[]) with ordinality as wanted (id, position)
      join products p on p.id = wanted.id and p.status = 'active' join variants v on v.product_id = p.id and v.price_minor is not null
      left join categories c on c.id = p.category_id
    group by wanted.position, p.id, c.name order by wanted.position`.execute(db)
  return rows
}

export type Category = { id: string; name: string }

/** The shop's categories that hold something. */
export async function categoriesOf(ctx: Ctx, { storeId }: Shop): Promise<Category[]> {
  const { items } = await listCategories(ctx, { store: [storeId], limit: 40 })
  return items.filter(category => category.productsCount > 0).slice(0, 12).map(({ id, name }) => ({ id, name }))
}

/** The brands of a category, for choosing among them. */
export async function brandsOf({ db }: Ctx, { storeId }: Shop, category: string): Promise<string[]> {
  const rows = await db.selectFrom('products').select('brand').distinct().where('store_id', '=', storeId).where('category_id', '=', category).where('status', '=', 'active').where('brand', 'is not', null).orderBy('brand').limit(12).execute()
  return rows.map(row => row.brand!)
}
