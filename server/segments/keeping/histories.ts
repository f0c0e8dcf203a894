import { sql, type RawBuilder } from 'kysely'
import type { Ctx, Db } from '../../platform/index.ts'
import type { CartRow, EventRow, Facts, History, LineRow, OrderRow, RefundRow } from '../evaluating/history.ts'
import type { Interests } from './rules.ts'

/**
 * The histories of customers as PostgreSQL has them now, as far as rules look at them. Who is no customer any more
 * (merged into another, erased) is not among them.
 */
export async function historiesOf(ctx: Ctx, customerIds: string[], interests: Interests): Promise<History[]> {
  const customers = await customersOf(ctx.db, customerIds)
  const ids = customers.map(c => c.id)
  const [events, orders, refunds, carts, scores] = [
    await byCustomer(eventsOf(ctx.db, ids, interests)), await byCustomer(ordersOf(ctx.db, ids, interests.lines)), await byCustomer(refundsOf(ctx.db, ids)), await byCustomer(cartsOf(ctx.db, ids)),
    interests.scores ? await scoresOf(ctx.db, ids) : new Map<string, Facts>(),
  ]
  return customers.map(({ id, facts, traits, consents, identifiers }) => ({
    customerId: id, facts: { ...withoutNull(facts), ...scores.get(id) }, traits, consents, identifiers,
    events: events(id), orders: orders(id), refunds: refunds(id), carts: carts(id),
  }))
}

type CustomerRow = { id: string; facts: Facts; traits: Record<string, unknown>; consents: History['consents']; identifiers: string[] }

const withoutNull = (facts: Facts): Facts => Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== ''))

/** Instants as the warehouse has them: no earlier than 1970-01-02, to the millisecond. */
const ms = (column: string): RawBuilder<number> => sql`floor(extract(epoch from warehouse_instant(${sql.ref(column)})) * 1000)::bigint`
const iso = (column: string) => sql`to_char(warehouse_instant(${sql.ref(column)}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

async function customersOf(db: Db, ids: string[]): Promise<CustomerRow[]> {
  const flag = (column: string) => sql`case when coalesce(${sql.ref(column)}, '') <> '' then 'known' end`
  const { rows } = await sql<CustomerRow>`
    select c.id, c.traits, jsonb_build_object('country', c.country, 'language', c.language, 'city', c.city, 'gender', c.gender, 'tags', case when c.tags <> '{}' then c.tags end, 'email_domain', lower(split_part(c.email, '@', 2)),
        'name', ${flag('c.name')}, 'first_name', ${flag('c.first_name')}, 'last_name', ${flag('c.last_name')}, 'email', ${flag('c.email')}, 'phone', ${flag('c.phone')}, 'birthday', c.birthday,
        'created', ${iso('c.created_at')}, 'last_seen', ${iso('c.last_seen_at')}, 'first_order', ${iso('c.first_order_at')}, 'last_order', ${iso('c.last_order_at')}) as facts,
      coalesce((select jsonb_agg(jsonb_build_object('channel', s.channel, 'purpose', s.purpose, 'state', s.state)) from consent_states as s where s.customer_id = c.id), '[]') as consents,
      array(select distinct i.kind from customer_identifiers as i where i.customer_id = c.id) as identifiers
    from customers as c where c.id = any(${ids}::uuid[]) and c.merged_into is null`.execute(db)
  return rows
}

type Owned<T> = T & { customerId: string }

async function byCustomer<T>(rows: Promise<Owned<T>[]>): Promise<(id: string) => T[]> {
  const grouped = Map.groupBy(await rows, row => row.customerId)
  return id => grouped.get(id) ?? []
}

async function eventsOf(db: Db, ids: string[], { names }: Interests): Promise<Owned<EventRow>[]> {
  if (names && !names.length) return []
  const { rows } = await sql<Owned<EventRow>>`
    select n.customer_id as "customerId", e.id, ${ms('e.occurred_at')} as at, e.name, e.source_id as "sourceId", e.store_id as "storeId", e.properties
    from (select id, customer_id from customer_identifiers where customer_id = any(${ids}::uuid[]) union select id, id from unnest(${ids}::uuid[]) as own (id)) as n
    join events as e on e.node_id = n.id ${names ? sql`where e.name = any(${names})` : sql``}
    order by e.occurred_at, e.seq`.execute(db)
  return rows
}

async function ordersOf(db: Db, ids: string[], withLines: boolean): Promise<Owned<OrderRow>[]> {
  const { rows } = await sql<Owned<OrderRow>>`
    select o.customer_id as "customerId", o.id, ${ms('o.placed_at')} as at, o.store_id as "storeId", o.channel, o.currency, o.subtotal_minor as "subtotalMinor", o.discount_minor as "discountMinor",
      o.refunded_minor as "refundedMinor", o.items_count as "itemsCount", o.discount_codes as "discountCodes", ${withLines ? linesOfOrder : sql`'[]'::jsonb`} as lines
    from orders as o where o.customer_id = any(${ids}::uuid[]) and o.payment_state <> 'voided' order by o.placed_at, o.id`.execute(db)
  return rows
}

const linesOfOrder = sql<LineRow[]>`coalesce((select jsonb_agg(jsonb_build_object('productId', l.product_id, 'variantId', l.variant_id, 'sku', l.sku, 'title', l.title,
  'quantityMilli', (l.quantity * 1000)::bigint, 'discountMinor', l.discount_minor, 'totalMinor', l.total_minor)) from order_lines as l where l.order_id = o.id), '[]')`

async function refundsOf(db: Db, ids: string[]): Promise<Owned<RefundRow>[]> {
  const { rows } = await sql<Owned<RefundRow>>`
    select r.customer_id as "customerId", r.id, ${ms('r.refunded_at')} as at, r.store_id as "storeId", r.order_id as "orderId", ${ms('r.refunded_at')} as "orderAt", r.currency, r.amount_minor as "amountMinor"
    from refunds as r where r.customer_id = any(${ids}::uuid[]) order by r.refunded_at, r.id`.execute(db)
  return rows
}

async function cartsOf(db: Db, ids: string[]): Promise<Owned<CartRow>[]> {
  const { rows } = await sql<Owned<CartRow>>`
    select c.customer_id as "customerId", c.id, ${ms('c.active_at')} as at, c.store_id as "storeId", c.currency, c.value_minor as "valueMinor"
    from carts as c where c.customer_id = any(${ids}::uuid[]) and c.state <> 'ordered' and (c.items_count > 0 or c.value_minor > 0) order by c.active_at, c.id`.execute(db)
  return rows
}

async function scoresOf(db: Db, ids: string[]): Promise<Map<string, Facts>> {
  const rows = ids.length ? await db.selectFrom('scores').select(['id', 'recency', 'frequency', 'monetary', 'rfm_group', 'value_decile']).where('id', 'in', ids).execute() : []
  return new Map(rows.map(r => [r.id, { rfm_recency: r.recency, rfm_frequency: r.frequency, rfm_monetary: r.monetary, rfm_group: r.rfm_group, value_decile: r.value_decile }]))
}
