import { sql } from 'kysely'
import type { Db } from '../../server/platform/index.ts'
import { sources } from '../../server/collect/index.ts'

/** A shop for tests of what follows: orders, lines and refunds as plain rows. */
export async function shop(db: Db, { key = 'shop', timeZone = 'Europe/Amsterdam', currency = 'EUR' } = {}) {
  const store = await db.insertInto('stores').values({ key, name: key, currency, time_zone: timeZone }).returning('id').executeTakeFirstOrThrow()
  const product = await db.insertInto('products').values({ store_id: store.id, external_id: 'p-1', title: 'Kettle' }).returning('id').executeTakeFirstOrThrow()
  const customer = await db.insertInto('customers').values({ name: 'Ana' }).returning('id').executeTakeFirstOrThrow()
  let numbers = 0

  async function order({ at, minor = 1000, lines = 1, customerId = customer.id as string | null, productId = product.id, country = 'NL' }: { at: string; minor?: number; lines?: number; customerId?: string | null; productId?: string; country?: string }) {
    const { id } = await db.insertInto('orders').values({
      store_id: store.id, number: `${key}-${++numbers}`, customer_id: customerId, currency, subtotal_minor: minor, total_minor: minor, country, placed_at: at, source_id: sources.suki,
    }).returning('id').executeTakeFirstOrThrow()
    await sql`insert into order_lines (order_id, position, product_id, quantity, unit_price_minor, total_minor)
      select ${id}, n, ${productId}, 1.5, ${minor}, ${minor} from generate_series(1, ${lines}::int) n`.execute(db)
    return id
  }

  async function refund(orderId: string | null, { at, minor }: { at: string; minor: number }) {
    const { id } = await db.insertInto('refunds').values({ store_id: store.id, number: `R-${key}-${++numbers}`, order_id: orderId, currency, amount_minor: minor, refunded_at: at, source_id: sources.suki }).returning('id').executeTakeFirstOrThrow()
    return id
  }

  return { storeId: store.id, productId: product.id, customerId: customer.id, order, refund }
}

/** A shop in three stores that changes in every way that a row can; each call is one change in a transaction of its own. */
export async function changeAtRandom(db: Db, random: () => number) {
  const stores = [await shop(db), await shop(db, { key: 'kyiv', timeZone: 'Europe/Kyiv' }), await shop(db, { key: 'honolulu', timeZone: 'Pacific/Honolulu' })]
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)]!
  const moment = () => new Date(Date.UTC(2025, 9, 1) + random() * 180 * 86_400_000).toISOString()
  const some = (table: 'orders' | 'order_lines' | 'refunds' | 'customers') => sql.raw(`(select id from ${table} order by md5(id::text || '${random()}') limit 1)`)
  const place = () => pick(stores).order({ at: moment(), minor: Math.floor(random() * 10_000), lines: 1 + Math.floor(random() * 3), customerId: random() < 0.2 ? null : pick(stores).customerId, country: pick(['NL', 'DE', 'UA']) })
  const changes = [
    place, place, place, place,
    () => pick(stores).refund(null, { at: moment(), minor: Math.floor(random() * 500) }),
    () => sql`insert into refunds (store_id, number, order_id, currency, amount_minor, country, refunded_at, source_id) select store_id, gen_random_uuid(), id, currency, 10, country, ${moment()}, source_id from orders where id = ${some('orders')}`.execute(db),
    () => sql`update orders set placed_at = ${moment()}, store_id = ${pick(stores).storeId} where id = ${some('orders')}`.execute(db),
    () => sql`update orders set payment_state = ${pick(['voided', 'paid'])}, customer_id = ${pick(stores).customerId} where id = ${some('orders')}`.execute(db),
    () => sql`update orders set subtotal_minor = subtotal_minor + 1 where id = ${some('orders')}`.execute(db),
    () => sql`update refunds set refunded_at = ${moment()}, order_id = ${some('orders')} where id = ${some('refunds')}`.execute(db),
    () => sql`update order_lines set quantity = quantity + 1 where id = ${some('order_lines')}`.execute(db),
    () => sql`update stores set time_zone = ${pick(['Europe/Kyiv', 'Asia/Kolkata', 'Pacific/Honolulu'])} where id = ${pick(stores).storeId}`.execute(db),
    () => sql`update customers set city = ${pick(['Kyiv', 'Gouda'])} where id = ${some('customers')}`.execute(db),
    () => sql`delete from order_lines where id = ${some('order_lines')}`.execute(db),
    () => sql`delete from refunds where id = ${some('refunds')}`.execute(db),
    () => sql`delete from orders where id = ${some('orders')}`.execute(db),
  ]
  return { stores, change: async () => void (await pick(changes)()) }
}

/** Mulberry32: the same numbers for the same seed. */
export function seeded(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
}
