import { sql } from 'kysely'
import { createSource } from '../collect/index.ts'
import { inTransaction, within, type Ctx, type Db } from '../platform/index.ts'

/** A store as the demo shop sells from it, with the sources that its browser and its server report through. */
export type Shop = { storeId: string; key: string; name: string; currency: string; country: string | null; web: Keyed; server: Keyed }
type Keyed = { id: string; writeKey: string }
type SourceIds = Record<string, { web: string; server: string }>

const setting = 'demo_shop'

/** Whether the demo shop is served: as the setting says, else where the demo was filled in. */
export async function isOpen({ db, config }: Ctx): Promise<boolean> {
  return config.demoShop ?? (config.demo || (await settingOf(db)) !== undefined)
}

/** Opens the shop on the stores that there are: from now on it is served, unless the setting says no. */
export async function openDemoShop(ctx: Ctx): Promise<void> {
  const stores = await shelves(ctx.db)
  for (const { key } of stores) await shopOf(ctx, stores, key)
}

export type Shelf = { storeId: string; key: string; name: string; currency: string; country: string | null }

/** The stores with something to sell, the oldest first. */
export const shelves = async (db: Db): Promise<Shelf[]> =>
  (await sql<Shelf>`
    select id as "storeId", key, name, currency, country from stores
    where exists (select from products where store_id = stores.id and status = 'active') order by created_at, id limit 20`.execute(db)).rows

/** The shop of a store's key, else the first; undefined where nothing is for sale. Its sources are made when they are missing. */
export async function shopOf(ctx: Ctx, stores: Shelf[], key?: string): Promise<Shop | undefined> {
  const store = stores.find(one => one.key === key) ?? stores[0]
  if (!store) return undefined
  const known = await sourcesOf(ctx.db, (await settingOf(ctx.db))?.[store.storeId])
  return { ...store, ...(known ?? (await connect(ctx, store, store === stores[0]))) }
}

async function settingOf(db: Db): Promise<SourceIds | undefined> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', setting).executeTakeFirst()
  return row?.value as SourceIds | undefined
}

async function sourcesOf(db: Db, ids: SourceIds[string] | undefined) {
  if (!ids) return undefined
  const rows = await db.selectFrom('sources').select(['id', 'write_key']).where('id', 'in', [ids.web, ids.server]).execute()
  const keyed = (id: string): Keyed | undefined => rows.filter(row => row.id === id).map(row => ({ id, writeKey: row.write_key! }))[0]
  const [web, server] = [keyed(ids.web), keyed(ids.server)]
  return web && server ? { web, server } : undefined
}

/** Two first visitors at once make one pair of sources. */
const connect = (ctx: Ctx, { storeId, name }: Shelf, isFirst: boolean) =>
  inTransaction(ctx.db, async db => {
    await sql`select pg_advisory_xact_lock(hashtext(${setting}))`.execute(db)
    const all = await settingOf(db)
    const known = await sourcesOf(db, all?.[storeId])
    if (known) return known
    const called = isFirst ? 'Demo shop' : `Demo shop, ${name}`
    const own = within(ctx, { db })
    const [web, server] = [await createSource(own, { kind: 'web', name: called, storeId }), await createSource(own, { kind: 'server', name: `${called}, server`, storeId })]
    const value = JSON.stringify({ ...all, [storeId]: { web: web.id, server: server.id } })
    await db.insertInto('settings').values({ name: setting, value }).onConflict(c => c.column('name').doUpdateSet({ value })).execute()
    return { web: { id: web.id, writeKey: web.writeKey }, server: { id: server.id, writeKey: server.writeKey } }
  })
