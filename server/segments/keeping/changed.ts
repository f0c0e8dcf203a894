import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'

/** Whoever may have changed in a transaction from `fence` on; an event is of whoever has its node now. */
const changed = (fence: string) => sql`
  select id from customers where changed_xid >= ${fence}::xid8
  union select customer_id from orders where changed_xid >= ${fence}::xid8 and customer_id is not null
  union select customer_id from refunds where changed_xid >= ${fence}::xid8 and customer_id is not null
  union select customer_id from carts where changed_xid >= ${fence}::xid8 and customer_id is not null
  union select id from scores where changed_xid >= ${fence}::xid8
  union select i.customer_id from events as e join customer_identifiers as i on i.id = e.node_id where e.xid >= ${fence}::xid8
  union select e.node_id from events as e join customers as c on c.id = e.node_id where e.xid >= ${fence}::xid8`

/** Has everybody asked again who changed since the warehouse was asked. */
export const touchSince = (db: Db, fence: string) => sql`insert into segment_touched (customer_id) ${changed(fence)}`.execute(db)

/** Who of these changed. */
export async function changedSince(db: Db, fence: string, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select id from (${changed(fence)}) as c (id) where id = any(${ids}::uuid[])`.execute(db)
  return new Set(rows.map(row => row.id))
}
