import { sql } from 'kysely'
import type { Ctx } from '../../platform/index.ts'

/**
 * Counts anew what each product sold in the 90 days up to its store's last order: pieces, and what customers paid for them
 * before refunds. Up to the last order, so that an imported shop of years ago can be sorted as well; for a shop that sells it is today.
 * Only rows that differ are written.
 */
export async function recountProductSales({ db }: Ctx): Promise<void> {
  await sql`
    update product_sales s set sold = now.sold, revenue_minor = now.revenue_minor
    from (
      select p.product_id, coalesce(sum(l.quantity), 0) as sold, coalesce(sum(l.total_minor), 0)::bigint as revenue_minor
      from product_sales p left join (
        select l.product_id, l.quantity, l.total_minor from stores st
        cross join lateral (select placed_at from orders where store_id = st.id order by placed_at desc, id desc limit 1) as latest
        join orders o on o.store_id = st.id and o.placed_at > latest.placed_at - interval '90 days' and o.payment_state <> 'voided'
        join order_lines l on l.order_id = o.id) as l using (product_id)
      group by 1) as now
    where now.product_id = s.product_id and (s.sold, s.revenue_minor) is distinct from (now.sold, now.revenue_minor)`.execute(db)
}
