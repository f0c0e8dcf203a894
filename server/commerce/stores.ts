import { sql } from 'kysely'
import type { z } from 'zod'
import type { createStore as createStoreRoute, Store, StoreChange } from '../../contracts/stores.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx, type Db } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'

export const storeNotFound = appError('stores.not_found', 404, 'There is no such store.')
export const storeKeyTaken = appError('stores.key_taken', 409, 'Another store has the key {key}.')
export const currencyFixed = appError('stores.currency_fixed', 409, 'The store has orders in {currency}; its currency stays. Add a store for another currency.')

/** The stores by name. */
export async function listStores({ db }: Ctx, { limit, after }: { limit: number; after?: string | undefined }): Promise<{ items: Store[]; next: string | null }> {
  const position = fromCursor(after, 2)
  const rows = await storesWhere(db, position ? sql`(lower(name), id) > (${position[0]}, ${position[1]}::uuid)` : sql`true`, limit + 1)
  return pageOf(rows, limit, store => [store.name.toLowerCase(), store.id])
}

/** @throws storeKeyTaken */
export const createStore = (ctx: Ctx, store: z.output<typeof createStoreRoute.body>): Promise<Store> =>
  inTransaction(ctx.db, async db => {
    const row = await db.insertInto('stores')
      .values({ key: store.key, name: store.name, currency: store.currency, time_zone: store.timeZone, country: store.country, cart_abandoned_minutes: store.cartAbandonedMinutes ?? 60, created_at: ctx.clock.now().toString() })
      .onConflict(c => c.column('key').doNothing()).returning('id').executeTakeFirst()
    if (!row) throw storeKeyTaken({ key: store.key }, [{ field: 'key', message: 'Another store has this key.' }])
    await audit(within(ctx, { db }), { action: 'stores.create', record: { kind: 'store', id: row.id, label: store.name } })
    return storeOf(db, row.id)
  })

/** @throws storeNotFound, currencyFixed */
export const editStore = (ctx: Ctx, { storeId, ...change }: StoreChange & { storeId: string }): Promise<Store> =>
  inTransaction(ctx.db, async db => {
    // Locked, so that no order is placed between the look and the change of currency.
    await db.selectFrom('stores').select('id').where('id', '=', storeId).forUpdate().executeTakeFirst()
    const before = await storeOf(db, storeId)
    const { name, currency, timeZone, country, cartAbandonedMinutes } = { ...before, ...change }
    if (before.hasOrders && currency !== before.currency) throw currencyFixed({ currency: before.currency }, [{ field: 'currency', message: 'Fixed since the first order.' }])
    const was = { name: before.name, currency: before.currency, timeZone: before.timeZone, country: before.country, cartAbandonedMinutes: before.cartAbandonedMinutes }
    const changes = changesBetween(was, { name, currency, timeZone, country, cartAbandonedMinutes })
    if (!Object.keys(changes).length) return before
    await db.updateTable('stores').set({ name, currency, time_zone: timeZone, country, cart_abandoned_minutes: cartAbandonedMinutes }).where('id', '=', storeId).execute()
    await audit(within(ctx, { db }), { action: 'stores.edit', record: { kind: 'store', id: storeId, label: name }, changes })
    return storeOf(db, storeId)
  })

async function storeOf(db: Db, storeId: string): Promise<Store> {
  const [store] = await storesWhere(db, sql`id = ${storeId}`, 1)
  if (!store) throw storeNotFound()
  return store
}

async function storesWhere(db: Db, condition: ReturnType<typeof sql>, limit: number): Promise<Store[]> {
  const { rows } = await sql<Store>`
    select id, key, name, currency, time_zone as "timeZone", country, cart_abandoned_minutes as "cartAbandonedMinutes", created_at as "createdAt", exists (select from orders where store_id = stores.id) as "hasOrders"
    from stores where ${condition} order by lower(name), id limit ${limit}`.execute(db)
  return rows
}
