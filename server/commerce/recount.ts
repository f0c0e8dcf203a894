import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'

/**
 * Computes the order facts of customers anew, in the caller's transaction: how many orders stand (voided ones do not),
 * what they spent net of discounts and refunds in the currency that they mostly buy in, their first and last order.
 * Rows that would not change are left alone, so that a repeat is no change for those who follow the table.
 */
export async function recountCustomers(db: Db, customerIds: Iterable<string | null | undefined>): Promise<void> {
  const ids = [...new Set(customerIds)].filter(id => id != null).sort()
  if (!ids.length) return
  // Locked in one order, so that two recounts never wait for each other in a circle.
  await sql`select id from customers where id = any(${ids}::uuid[]) order by id for no key update`.execute(db)
  await sql`
    update customers set orders_count = facts.orders_count, spent_minor = facts.spent_minor, currency = facts.currency,
      first_order_at = facts.first_order_at, last_order_at = facts.last_order_at
    from (${factsOf(ids)}) as facts
    where customers.id = facts.id
      and (customers.orders_count, customers.spent_minor, customers.currency, customers.first_order_at, customers.last_order_at)
        is distinct from (facts.orders_count, facts.spent_minor, facts.currency, facts.first_order_at, facts.last_order_at)`.execute(db)
}

const factsOf = (ids: string[]) => sql`
  select wanted.id, coalesce(placed.orders_count, 0) as orders_count, coalesce(main.currency, back.currency) as currency,
    coalesce(main.spent, 0) - coalesce(back.amount, 0) as spent_minor, placed.first_order_at, placed.last_order_at
  from unnest(${ids}::uuid[]) as wanted (id)
  left join lateral (select count(*)::int as orders_count, min(placed_at) as first_order_at, max(placed_at) as last_order_at
    from orders where customer_id = wanted.id and payment_state <> 'voided') as placed on true
  left join lateral (select currency, sum(subtotal_minor - discount_minor)::bigint as spent
    from orders where customer_id = wanted.id and payment_state <> 'voided' group by currency order by count(*) desc, currency limit 1) as main on true
  left join lateral (select currency, sum(amount_minor)::bigint as amount
    from refunds where customer_id = wanted.id and currency = coalesce(main.currency, currency) group by currency order by count(*) desc, currency limit 1) as back on true`
