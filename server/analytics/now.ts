import { sql } from 'kysely'
import type { ScopeQuery } from '../../contracts/analytics.ts'
import { toMinor } from '../../contracts/money.ts'
import type { Ctx } from '../platform/index.ts'
import { scopeOf, type Scope } from './scope.ts'

// What a shop owner likes to see come in. Changes that Suki's own people make are in the history, not here.
const told = ['Order Completed', 'Order Refunded', 'Order Cancelled', 'Product Viewed', 'Product Added', 'Products Searched', 'Checkout Started', 'Product Reviewed', 'Customer Created']
const lookedAt = 1000

type Row = {
  id: string; name: string; occurred_at: string; store_id: string | null; customer_id: string | null; customer_name: string | null; country: string | null
  order_id: string | null; order_number: string | null; total: string | null; currency: string | null; title: string | null
}

/** The last things in the log that are worth telling, in the order in which they arrived. */
export async function lastHappenings(ctx: Ctx, query: ScopeQuery & { limit: number }, mayReadCustomers: boolean) {
  const { storeIds } = await scopeOf(ctx, query)
  const { rows } = await sql<Row>`
    select e.id, e.name, e.occurred_at, e.store_id, c.id as customer_id, c.name as customer_name, c.country, e.properties ->> 'suki_order_id' as order_id, e.properties ->> 'order_id' as order_number,
      coalesce(e.properties ->> 'total', e.properties ->> 'value', e.properties ->> 'price') as total, e.properties ->> 'currency' as currency, e.properties ->> 'name' as title
    from (select * from events order by xid desc, seq desc limit ${sql.lit(lookedAt)}) as e left join customer_identifiers as i on i.id = e.node_id left join customers c on c.id = coalesce(i.customer_id, e.node_id)
    where e.name = any(${told}) and (e.store_id is null or e.store_id = any(${storeIds}::uuid[]))
    order by e.xid desc, e.seq desc limit ${query.limit}`.execute(ctx.db)
  return { items: rows.map(row => happening(row, mayReadCustomers)) }
}

function happening(row: Row, mayReadCustomers: boolean) {
  const isCode = /^[A-Z]{3}$/.test(row.currency ?? '')
  const amount = row.total === null || !isCode ? NaN : Number(row.total)
  return {
    id: row.id, name: row.name, occurredAt: row.occurred_at, storeId: row.store_id, customerId: row.customer_id, customerName: mayReadCustomers ? row.customer_name : null, country: row.country,
    orderId: isUuid(row.order_id) ? row.order_id : null, orderNumber: row.order_number, amountMinor: Number.isFinite(amount) ? toMinor(amount, row.currency!) : null,
    currency: isCode ? row.currency : null, productTitle: row.title,
  }
}

const isUuid = (text: string | null) => text !== null && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)

const weeks = 8

/** Today up to this minute, beside what was usual on the same weekday up to the same time of day. */
export async function momentOf(ctx: Ctx, query: ScopeQuery) {
  const scope = await scopeOf(ctx, query)
  const spans = scope.stores.flatMap(store => sameHours(ctx, store))
  const now = ctx.clock.now()
  const recent = { first: now.subtract({ minutes: 10 }).toString(), last: now.toString() }
  const [counted, last] = await Promise.all([countOrders(ctx, [...spans, ...scope.stores.map(s => ({ storeId: s.id, week: -1, ...recent }))]), lastOrderAt(ctx, scope)])
  const of = (week: number) => counted.filter(c => c.week === week).reduce((sum, c) => ({ orders: sum.orders + c.orders, gross: sum.gross + c.gross }), { orders: 0, gross: 0 })
  const earlier = Array.from({ length: weeks }, (_, i) => of(i + 1))
  // Weeks before the shop began say nothing about what is usual.
  const known = earlier.slice(0, earlier.findLastIndex(week => week.orders > 0) + 1)
  const mean = (pick: (w: { orders: number; gross: number }) => number) => (known.length ? known.reduce((sum, w) => sum + pick(w), 0) / known.length : null)
  const today = of(0)
  return {
    currency: scope.currency, ordersLastTenMinutes: of(-1).orders, ordersToday: today.orders, grossTodayMinor: today.gross,
    usualOrdersByNow: mean(w => w.orders), usualGrossByNowMinor: mean(w => w.gross), lastOrderAt: last,
  }
}

type Span = { storeId: string; week: number; first: string; last: string }

/** From midnight to now, today (week 0) and on the same weekday of the weeks before, by the store's clock. */
function sameHours(ctx: Ctx, { id, timeZone }: Scope['stores'][number]): Span[] {
  const now = ctx.clock.now().toZonedDateTimeISO(timeZone)
  return Array.from({ length: weeks + 1 }, (_, week) => {
    const then = now.subtract({ weeks: week })
    return { storeId: id, week, first: then.startOfDay().toInstant().toString(), last: then.toInstant().toString() }
  })
}

async function countOrders({ db }: Ctx, spans: Span[]) {
  const { rows } = await sql<{ week: number; orders: number; gross: number }>`
    select span.week, found.orders, found.gross
    from unnest(${spans.map(s => s.storeId)}::uuid[], ${spans.map(s => s.week)}::int[], ${spans.map(s => s.first)}::timestamptz[], ${spans.map(s => s.last)}::timestamptz[]) as span (store_id, week, first, last),
      lateral (select count(*) as orders, coalesce(sum(subtotal_minor), 0)::bigint as gross from orders
        where store_id = span.store_id and placed_at >= span.first and placed_at <= span.last and payment_state <> 'voided') as found`.execute(db)
  return rows
}

async function lastOrderAt({ db }: Ctx, { storeIds }: Scope) {
  if (!storeIds.length) return null
  const { rows } = await sql<{ at: string | null }>`select max(found.placed_at) as at from unnest(${storeIds}::uuid[]) as s (id),
    lateral (select placed_at from orders where store_id = s.id and payment_state <> 'voided' order by placed_at desc limit 1) as found`.execute(db)
  return rows[0]?.at ?? null
}
