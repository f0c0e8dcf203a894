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
