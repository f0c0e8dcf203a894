import { blocksOf, type BrandKit, type Content } from '../../../contracts/templates.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { plainKit } from './blocks/look.ts'
import { contrast } from './checks/colours.ts'
import type { Shared } from './engine/render.ts'
import { productsById, type Shelf } from './products.ts'

const noStore = appError('stores.not_found', 404, 'There is no such store.')
const hardToRead = appError('templates.hard_to_read', 400, 'Some of these colours are hard to read on each other (WCAG AA asks for 4.5).')

/** How a store looks: as it was chosen, else plain with the store's name. @throws stores.not_found */
export async function brandKit(db: Db, storeId: string): Promise<BrandKit> {
  const row = await db.selectFrom('stores as s').leftJoin('brand_kits as b', 'b.store_id', 's.id').select(['s.name', 'b.kit']).where('s.id', '=', storeId).executeTakeFirst()
  if (!row) throw noStore()
  return { ...plainKit(row.name), ...(row.kit as BrandKit | null) }
}

/** @throws stores.not_found, hardToRead naming the pairs */
export const saveBrandKit = (ctx: Ctx, { storeId, kit }: { storeId: string; kit: BrandKit }): Promise<BrandKit> =>
  inTransaction(ctx.db, async db => {
    const fields = (['light', 'dark'] as const).flatMap(theme => pairs.filter(([ink, ground]) => contrast(kit[theme][ink], kit[theme][ground]) < 4.5).map(([ink, ground]) => ({ field: `${theme}.${ink}`, message: `${contrast(kit[theme][ink], kit[theme][ground]).toFixed(1)} on ${ground}; at least 4.5` })))
    if (fields.length) throw hardToRead({}, fields)
    const before = await brandKit(db, storeId)
    const changes = changesBetween(before, kit)
    if (!Object.keys(changes).length) return before
    const row = { kit: JSON.stringify(kit), updated_at: ctx.clock.now().toString(), updated_by: ctx.actor.name }
    await db.insertInto('brand_kits').values({ store_id: storeId, ...row }).onConflict(c => c.column('store_id').doUpdateSet(row)).execute()
    await audit(within(ctx, { db }), { action: 'templates.brand', record: { kind: 'store', id: storeId, label: kit.name }, changes })
    return kit
  })

const pairs = [['ink', 'surface'], ['ink', 'soft'], ['ink', 'page'], ['muted', 'surface'], ['muted', 'page'], ['onBrand', 'brand'], ['link', 'surface']] as const

/** What a text of a store knows beside its reader. `base` stands before addresses of our own; nothing in the console's previews. */
export async function sharedOf(db: Db, { storeId, content, base }: { storeId: string; content: Content | undefined; base: string }): Promise<{ kit: BrandKit; shared: Shared; shelf: Shelf; country: string | null }> {
  const [kit, store] = await Promise.all([brandKit(db, storeId), db.selectFrom('stores').select(['name', 'currency', 'time_zone', 'country']).where('id', '=', storeId).executeTakeFirstOrThrow()])
  const shelf = { storeId, productLink: kit.productLink, base }
  const chosen = (content ? blocksOf(content) : []).filter(block => block.type === 'products').filter(block => block.from === 'chosen')
  const products = await productsById(db, shelf, chosen.flatMap(block => block.productIds))
  const picked = Object.fromEntries(chosen.map(block => [block.id, block.productIds.flatMap(id => products.get(id) ?? [])]))
  const scope = { store: { name: kit.name || store.name, website: kit.website || null, address: kit.address, currency: store.currency, time_zone: store.time_zone, country: store.country }, picked }
  return { kit, shelf, country: store.country, shared: { timeZone: store.time_zone, currency: store.currency, scope } }
}
