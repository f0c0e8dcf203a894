import { sources } from '../../server/collect/index.ts'
import { seeded, shop } from './raw-shop.ts'
import type { world } from './world.ts'

type World = Awaited<ReturnType<typeof world>>
const zone = 'Europe/Amsterdam'

/** Sixty customers of three shops in two currencies who order, void, give back and are merged; many of them equally good. */
export async function seededCrowd(w: World, seed: number) {
  const { ctx, clock } = w
  const random = seeded(seed)
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)]!
  const shops = [await shop(ctx.db, { timeZone: zone }), await shop(ctx.db, { key: 'kyiv', timeZone: 'Europe/Kyiv' }), await shop(ctx.db, { key: 'praha', currency: 'CZK', timeZone: 'Europe/Prague' })]
  const made = await ctx.db.insertInto('customers').values(Array.from({ length: 60 }, (_, i) => ({ name: `c${i}` }))).returning('id').execute()
  const ids = made.map(row => row.id)
  const now = clock.now().epochMilliseconds
  const when = (most: number) => new Date(now - Math.floor(random() * most) * 43_200_000 - (random() < 0.2 ? 3_600_000 : 0)).toISOString()
  const placed: string[] = []
  for (let i = 0; i < 220; i++) placed.push(await pick(shops).order({ at: random() < 0.03 ? new Date(now + 3_600_000).toISOString() : when(200), minor: pick([1000, 2000, 2500]), customerId: pick([null, ...ids.slice(0, 50)]) }))
  for (const id of placed.filter(() => random() < 0.1)) await ctx.db.updateTable('orders').set({ payment_state: 'voided' }).where('id', '=', id).execute()
  for (const id of placed.filter(() => random() < 0.2)) {
    const order = await ctx.db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    if (order.customer_id) await ctx.db.insertInto('refunds').values({ store_id: order.store_id, number: `R-${id}`, order_id: id, customer_id: order.customer_id, currency: order.currency, amount_minor: 500, refunded_at: when(60), source_id: sources.suki }).execute()
  }
  // For whom it was recorded: it goes along when customers are merged.
  for (const table of ['orders', 'refunds'] as const) await ctx.db.updateTable(table).set(({ ref }) => ({ node_id: ref('customer_id') })).execute()
  return { pick }
}
