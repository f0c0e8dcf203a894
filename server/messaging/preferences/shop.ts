import type { Db } from '../../platform/index.ts'
import { plainKit } from '../templates/blocks/look.ts'
import { brandKit } from '../templates/brand.ts'
import type { Shop } from './page/layout.ts'

/** In whose name the pages of a link speak: its store's, else the first store's. */
export async function shopOf(db: Db, storeId: string | null): Promise<Shop> {
  const store = await db.selectFrom('stores').select(['id', 'name', 'time_zone']).$if(storeId !== null, q => q.where('id', '=', storeId!)).orderBy('created_at').orderBy('id').limit(1).executeTakeFirst()
  if (!store) return { name: '', kit: plainKit(''), timeZone: 'UTC' }
  const kit = await brandKit(db, store.id)
  return { name: kit.name || store.name, kit, timeZone: store.time_zone }
}
