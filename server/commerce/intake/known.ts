import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { staged, type Intake } from './staging.ts'

/** The customer of a staged order, as `takeCustomers` recognises them. */
export const customerOf = (intake: Intake, row: ReturnType<typeof sql>) => sql`coalesce(
  (select customer_id from customer_identifiers where kind = ${`store:${intake.storeKey}`} and value = ${row}.customer_key),
  (select customer_id from customer_identifiers where kind = 'email' and value = ${row}.email),
  case when ${row}.customer_key is null and ${row}.email is null then (select customer_id from customer_identifiers where kind = 'phone' and value = ${row}.phone) end)`

export const rememberDigests = (db: Db, intake: Intake, chunk: number, kind: 'order' | 'order-lines' | 'refund') => sql`
  insert into intake_digests (store_id, kind, key, digest)
  select ${intake.storeId}::uuid, ${kind}, number, digest from ${staged(intake, 'orders')} where chunk = ${chunk} and refund = ${kind === 'refund'} and not same order by number
  on conflict (store_id, kind, key) do update set digest = excluded.digest`.execute(db)

export async function buyersOf(db: Db, intake: Intake, chunk: number, refund: boolean): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct customer_id from ${staged(intake, 'orders')} where chunk = ${chunk} and refund = ${refund} and not same and customer_id is not null`.execute(db)
  return rows.map(row => row.customer_id)
}

const naming = { customers: ['customer_key', 'email', 'phone', 'name', 'first_name', 'last_name'], orders: ['customer_key', 'email', 'phone', 'name', 'ship_name', 'address', 'postal_code', 'city', 'region'] }

/**
 * Staged rows of people who asked to be forgotten lose everything that names them before something is made of them; an
 * order stays as a number in the books. Where the shop's own number is that of somebody whom we know, only the erased
 * address or phone goes.
 */
export async function forgetErased(db: Db, intake: Intake, table: 'customers' | 'orders', chunk: number): Promise<void> {
  if (!(await sql`select from tombstones limit 1`.execute(db)).rows.length) return
  const kind = `store:${intake.storeKey}`
  const isErased = (node: ReturnType<typeof sql>) => sql`exists (select from tombstones where node_id = ${node})`
  const [key, email, phone] = [sql`node_id(${kind}, s.customer_key)`, sql`node_id('email', s.email)`, sql`node_id('phone', s.phone)`]
  const isOthers = sql`coalesce(exists (select from customer_identifiers where kind = ${kind} and value = s.customer_key) and not ${isErased(key)}, false)`
  await sql`
    update ${staged(intake, table)} as s set ${sql.join(naming[table].map(column => sql`${sql.id(column)} = null`))}
    where s.chunk = ${chunk} and (${isErased(key)} or ${isErased(email)} or ${isErased(phone)}) and not ${isOthers}`.execute(db)
  await sql`update ${staged(intake, table)} as s set email = case when not ${isErased(email)} then email end, phone = case when not ${isErased(phone)} then phone end where s.chunk = ${chunk} and (${isErased(email)} or ${isErased(phone)})`.execute(db)
  if (table === 'customers') await sql`delete from ${staged(intake, table)} where chunk = ${chunk} and num_nonnulls(customer_key, email, phone) = 0`.execute(db)
}
