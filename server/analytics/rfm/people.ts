import type { ScopeQuery } from '../../../contracts/analytics.ts'
import type { Ctx } from '../../platform/index.ts'
import { scopeOf, type Scope } from '../scope.ts'

/** Customers of the scope as a subquery of (customer_id, orders, revenue), with the last order of each. */
export type People = { scope: Scope; rows: string; params: Record<string, unknown>; isEverybody: boolean }

const everybody = `(select id as customer_id, orders_count as orders, spent_minor as revenue, last_order_at from customers final where not deleted and orders_count > 0)`

// Two sums a customer, then one: orders and refunds are never multiplied by one another.
const ofStores = `(
  select customer_id, sum(n) as orders, sum(paid) as revenue, max(last) as last_order_at from (
    select customer_id, count() as n, sum(subtotal_minor - discount_minor) as paid, max(placed_at) as last from orders final
    where store_id in {stores:Array(UUID)} and not deleted and payment_state != 'voided' group by customer_id
    union all select customer_id, 0, -sum(amount_minor), toDateTime64(0, 3, 'UTC') from refunds final where store_id in {stores:Array(UUID)} and not deleted group by customer_id
  ) where customer_id in (select id from customers final where not deleted) group by customer_id having orders > 0)`

/** Who ordered in the scope, and what they brought there. Where it is all there is, the customers themselves know. */
export async function peopleOf(ctx: Ctx, query: ScopeQuery): Promise<People> {
  const scope = await scopeOf(ctx, query)
  const { stores } = await ctx.db.selectFrom('stores').select(({ fn }) => fn.countAll<number>().as('stores')).executeTakeFirstOrThrow()
  const isEverybody = scope.storeIds.length === stores
  return { scope, isEverybody, rows: isEverybody ? everybody : ofStores, params: isEverybody ? {} : { stores: scope.storeIds } }
}
