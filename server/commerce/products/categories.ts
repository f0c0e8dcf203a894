import { sql } from 'kysely'
import type { z } from 'zod'
import type { Category } from '../../../contracts/products.ts'
import { fromCursor, inTransaction, pageOf, within, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { storeNotFound } from '../stores.ts'

type CategoryRow = z.infer<typeof Category>

/** The categories of products by name. */
export async function listCategories({ db }: Ctx, { limit, after, store }: { limit: number; after?: string | undefined; store?: string[] | undefined }): Promise<{ items: CategoryRow[]; next: string | null }> {
  const position = fromCursor(after, 2)
  const { rows } = await sql<CategoryRow>`
    select id, store_id as "storeId", name, (select count(*)::int from products where category_id = c.id) as "productsCount" from categories c
    where ${store ? sql`store_id = any(${store}::uuid[])` : sql`true`} and ${position ? sql`(name, id) > (${position[0]}, ${position[1]}::uuid)` : sql`true`}
    order by name, id limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.name, row.id])
}

/**
 * Adds a category; the store's category of this name when there is one.
 * @throws storeNotFound
 */
export const createCategory = (ctx: Ctx, { storeId, name }: { storeId: string; name: string }): Promise<CategoryRow> =>
  inTransaction(ctx.db, async db => {
    const store = await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst()
    if (!store) throw storeNotFound()
    const added = await db.insertInto('categories').values({ store_id: storeId, name, created_at: ctx.clock.now().toString() }).onConflict(c => c.columns(['store_id', 'name']).doNothing()).returning('id').executeTakeFirst()
    if (added) await audit(within(ctx, { db }), { action: 'products.create_category', record: { kind: 'category', id: added.id, label: name } })
    const { id } = await db.selectFrom('categories').select('id').where('store_id', '=', storeId).where('name', '=', name).executeTakeFirstOrThrow()
    const { count } = await db.selectFrom('products').select(e => e.fn.countAll<number>().as('count')).where('category_id', '=', id).executeTakeFirstOrThrow()
    return { id, storeId, name, productsCount: count }
  })
