import { sql, type RawBuilder } from 'kysely'
import type { OrderFilter, OrderQuery, OrderRow } from '../../../contracts/orders.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'
import { conditionsOf } from './filter.ts'

const sorts = {
  '-placed': { column: sql.ref('o.placed_at'), cast: sql`timestamptz`, down: true },
  placed: { column: sql.ref('o.placed_at'), cast: sql`timestamptz`, down: false },
  '-total': { column: sql.ref('o.total_minor'), cast: sql`bigint`, down: true },
  total: { column: sql.ref('o.total_minor'), cast: sql`bigint`, down: false },
} as const

/** One page of orders. */
export async function listOrders({ db }: Ctx, { limit, after, sort, ...filter }: OrderQuery): Promise<{ items: OrderRow[]; next: string | null }> {
  const rows = await ordersAfter(db, { conditions: await conditionsOf(db, filter), sort, after: fromCursor(after, 2), limit: limit + 1 })
  return pageOf(rows, limit, row => [row.position, row.id])
}

type Reading = { conditions: RawBuilder<boolean>[]; sort: keyof typeof sorts; after: (string | number | null)[] | undefined; limit: number }

/** `position` is the value that the list is sorted by, at the database's full precision. */
export type ListedOrder = OrderRow & { position: string }

/** The orders of a filter after a position, in the order of a sort. */
export async function ordersAfter(db: Db, { conditions, sort, after, limit }: Reading): Promise<ListedOrder[]> {
  const { column, cast, down } = sorts[sort]
  const position = after ? [sql<boolean>`(${column}, o.id) ${down ? sql`<` : sql`>`} (${after[0]}::${cast}, ${after[1]}::uuid)`] : []
  const where = [...conditions, ...position]
  const { rows } = await sql<ListedOrder>`
    select o.id, o.store_id as "storeId", o.number, o.customer_id as "customerId", coalesce(nullif(c.name, ''), o.ship_name) as "customerName", coalesce(o.email, c.email) as email,
      o.channel, o.currency, o.total_minor as "totalMinor", o.refunded_minor as "refundedMinor", o.items_count as "itemsCount", o.payment_state as "paymentState",
      o.discount_codes as "discountCodes", o.country, o.placed_at as "placedAt", o.cancelled_at as "cancelledAt", ${column}::text as position
    from orders o left join customers c on c.id = o.customer_id
    ${where.length ? sql`where ${sql.join(where, sql` and `)}` : sql``}
    order by ${column} ${down ? sql`desc` : sql`asc`}, o.id ${down ? sql`desc` : sql`asc`} limit ${limit}`.execute(db)
  return rows
}

/** Above this cost PostgreSQL reads for more than some 100 ms, and its estimate is given instead. */
const cheap = 60_000

/** How many orders a filter has: counted where the plan is cheap, else as the planner estimates it. */
export async function countOrders({ db }: Ctx, filter: OrderFilter): Promise<{ count: number; exact: boolean }> {
  const conditions = await conditionsOf(db, filter)
  const from = sql`from orders o ${conditions.length ? sql`where ${sql.join(conditions, sql` and `)}` : sql``}`
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number; 'Plan Rows': number } }] }>`explain (format json) select 1 ${from}`.execute(db)
  const plan = rows[0]!['QUERY PLAN'][0].Plan
  if (plan['Total Cost'] > cheap) return { count: plan['Plan Rows'], exact: false }
  const counted = await sql<{ count: number }>`select count(*) as count ${from}`.execute(db)
  return { count: counted.rows[0]!.count, exact: true }
}
