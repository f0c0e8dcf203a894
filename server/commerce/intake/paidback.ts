import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { factorOf } from './events.ts'
import { recountRefunded, tellOfRefunds } from './refunds.ts'
import { staged, type Intake } from './staging.ts'

/**
 * Files of orders say of an order how much was paid back, or that all was, or that it was cancelled: what the record does
 * not have of that yet becomes one refund of the order. An unpaid cancelled order is voided instead.
 */
export async function refundWhatWasPaidBack(db: Db, intake: Intake, chunk: number): Promise<void> {
  if (!['refunded', 'payment_state', 'cancelled_at'].some(column => intake.columns.includes(column))) return
  const changed = sql`${staged(intake, 'orders')} as s join orders as o on o.id = s.id where s.chunk = ${chunk} and not s.refund and not s.same`
  await sql`
    update orders as c set payment_state = 'voided' from ${changed} and c.id = o.id and o.cancelled_at is not null and o.payment_state = 'pending'`.execute(db)
  const { rows } = await sql<{ id: string; order_id: string }>`
    insert into refunds (store_id, number, order_id, customer_id, node_id, currency, amount_minor, country, reason, refunded_at, source_id, created_at)
    select o.store_id, o.number || '-R' || coalesce(nullif((select count(*) from refunds where order_id = o.id), 0)::text, ''), o.id, o.customer_id, o.node_id, o.currency, paid.back - o.refunded_minor, o.country, o.cancel_reason,
      coalesce(o.cancelled_at, o.placed_at), ${intake.sourceId}::uuid, ${intake.at}::timestamptz
    from (select o.*, least(o.total_minor, coalesce(s.refunded, case when s.payment_state = 'refunded' or s.cancelled_at is not null then o.total_minor else 0 end)) as back from ${changed}) as paid
      join orders as o on o.id = paid.id
    where o.payment_state not in ('pending', 'voided') and paid.back > o.refunded_minor order by o.number
    returning id, order_id`.execute(db)
  if (!rows.length) return
  await recountRefunded(db, sql`select unnest(${rows.map(row => row.order_id)}::uuid[])`, intake.at)
  await tellOfRefunds(db, intake, rows.map(row => row.id), await factorOf(db, intake, chunk))
}
