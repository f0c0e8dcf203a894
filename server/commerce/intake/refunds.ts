import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { contextOf } from './customers.ts'
import { factorOf, major } from './events.ts'
import { buyersOf, customerOf, forgetErased, rememberDigests } from './known.ts'
import { matchReturns, type ReturnedLine, type SoldLine } from './returns.ts'
import { staged, type Intake, type Tally } from './staging.ts'

/**
 * Takes one chunk of refunds into the record, in the caller's transaction. A refund whose lines undo several orders
 * becomes one refund for each: `C1001`, `C1001-2`, …
 */
export async function takeRefunds(db: Db, intake: Intake, chunk: number): Promise<Tally> {
  await forgetErased(db, intake, 'orders', chunk)
  const known = await recogniseRefunds(db, intake, chunk)
  if (known.updated) await forgetFormer(db, intake, chunk)
  if (!known.created && !known.updated) return known
  await matchLines(db, intake, chunk)
  await insertRefunds(db, intake, chunk)
  await recountRefunded(db, sql`select distinct undone from (${parts(intake, chunk)}) as parts`, intake.at)
  await tellRefunds(db, intake, chunk)
  await rememberDigests(db, intake, chunk, 'refund')
  await recountCustomers(db, await buyersOf(db, intake, chunk, true))
  return known
}

async function recogniseRefunds(db: Db, intake: Intake, chunk: number): Promise<Tally> {
  const table = staged(intake, 'orders')
  await sql`
    update ${table} as o set id = uuidv7(), fresh = d.digest is null, same = coalesce(d.digest = n.digest, false), currency = coalesce(n.currency, ${intake.currency}), customer_id = ${customerOf(intake, sql`n`)}
    from ${table} as n left join intake_digests as d on d.store_id = ${intake.storeId}::uuid and d.kind = 'refund' and d.key = n.number
    where n.ctid = o.ctid and o.chunk = ${chunk} and o.refund and n.chunk = ${chunk} and n.refund`.execute(db)
  const { rows } = await sql<Tally>`
    select count(*) filter (where fresh) as created, count(*) filter (where same) as unchanged, count(*) filter (where not fresh and not same) as updated
    from ${table} where chunk = ${chunk} and refund`.execute(db)
  return rows[0]!
}

/** A refund that the file now tells otherwise is written anew. */
async function forgetFormer(db: Db, intake: Intake, chunk: number) {
  const { rows } = await sql<{ order_id: string | null }>`
    delete from refunds as f using ${staged(intake, 'orders')} as s
    where s.chunk = ${chunk} and s.refund and not s.fresh and not s.same and f.store_id = ${intake.storeId}::uuid and f.source_id = ${intake.sourceId}::uuid
      and (f.number = s.number or (starts_with(f.number, s.number || '-') and substr(f.number, length(s.number) + 2) ~ '^[0-9]+$'))
    returning f.order_id`.execute(db)
  if (rows.length) await recountRefunded(db, sql`select unnest(${rows.map(row => row.order_id)}::uuid[])`, intake.at)
}

const changedLines = (intake: Intake, chunk: number) => sql`
  ${staged(intake, 'orders')} as s join ${staged(intake, 'rows')} as r on r.number = s.number and r.refund
  where s.chunk = ${chunk} and s.refund and not s.same`

/** Whose article at what price: returns and sales of the same key belong together. */
const articleKey = sql`concat_ws('|', coalesce('n' || r.of_number, s.customer_id::text), coalesce(r.sku, r.product_key), r.unit_price)`

/** Decides which sold line each returned line undoes, and keeps it beside the staged row. */
async function matchLines(db: Db, intake: Intake, chunk: number) {
  const { rows: returned } = await sql<ReturnedLine>`
    select r.row_no as "rowNo", ${articleKey} as article, (r.quantity * 1000)::bigint as quantity, s.placed_at as at
    from ${changedLines(intake, chunk)} and (s.customer_id is not null or r.of_number is not null)`.execute(db)
  if (!returned.length) return
  const matches = matchReturns(returned, await soldLines(db, intake, chunk))
  await sql`
    update ${staged(intake, 'rows')} as r set sold_line = match.line_id
    from unnest(${[...matches.keys()]}::bigint[], ${[...matches.values()]}::uuid[]) as match (row_no, line_id)
    where r.row_no = match.row_no and r.number in (select number from ${staged(intake, 'orders')} where chunk = ${chunk} and refund)`.execute(db)
}

/** Every line that the returned lines of a chunk may undo, with what is left of it. */
async function soldLines(db: Db, intake: Intake, chunk: number): Promise<SoldLine[]> {
  const sold = sql`l.sku = w.sku and l.unit_price_minor = w.unit_price and l.product_id = w.product_id`
  const { rows } = await sql<SoldLine>`
    with w as materialized (
      select distinct ${articleKey} as article, s.customer_id, r.of_number, coalesce(r.sku, r.product_key) as sku, r.unit_price,
        (select product_id from variants where store_id = ${intake.storeId}::uuid and sku = coalesce(r.sku, r.product_key)) as product_id
      from ${changedLines(intake, chunk)}),
    candidates as (
      select w.article, l.id, l.quantity, o.placed_at from w join orders as o on o.customer_id = w.customer_id and o.store_id = ${intake.storeId}::uuid join order_lines as l on l.order_id = o.id and ${sold} where w.of_number is null
      union all
      select w.article, l.id, l.quantity, o.placed_at from w join orders as o on o.store_id = ${intake.storeId}::uuid and o.number = w.of_number join order_lines as l on l.order_id = o.id and ${sold})
    select id as "lineId", article, placed_at as at, ((quantity - coalesce((select sum(quantity) from refund_lines where order_line_id = candidates.id), 0)) * 1000)::bigint as left from candidates`.execute(db)
  return rows
}

/** The refunds that a staged one becomes: one for each order that its lines undo, numbered from the first line on. */
const parts = (intake: Intake, chunk: number) => sql`
  select number || case when part = 1 then '' else '-' || part end as refund_number, *
  from (select *, dense_rank() over (partition by number order by first_of_part) as part from (
    select s.number, s.customer_id, s.currency, s.country, s.placed_at, s.cancel_reason, r.row_no, r.quantity, r.worth, r.sku, r.product_key, r.title, l.id as line_id, coalesce(l.order_id, named.id) as undone,
      min(r.row_no) over (partition by s.number, coalesce(l.order_id, named.id)) as first_of_part
    from ${staged(intake, 'orders')} as s join ${staged(intake, 'rows')} as r on r.number = s.number and r.refund
      left join order_lines as l on l.id = r.sold_line left join orders as named on named.store_id = ${intake.storeId}::uuid and named.number = r.of_number
    where s.chunk = ${chunk} and s.refund and not s.same) as lines) as numbered`

async function insertRefunds(db: Db, intake: Intake, chunk: number) {
  await sql`
    insert into refunds (store_id, number, order_id, customer_id, node_id, currency, amount_minor, country, reason, refunded_at, source_id, created_at)
    select ${intake.storeId}::uuid, refund_number, undone, customer_id, coalesce((select o.node_id from orders as o where o.id = undone), customer_id), currency, sum(worth)::bigint, country, max(cancel_reason), placed_at, ${intake.sourceId}::uuid, ${intake.at}::timestamptz
    from (${parts(intake, chunk)}) as parts group by refund_number, undone, customer_id, currency, country, placed_at order by refund_number`.execute(db)
  await sql`
    insert into refund_lines (refund_id, position, order_line_id, product_id, variant_id, sku, title, quantity, amount_minor)
    select f.id, row_number() over (partition by f.id order by parts.row_no), parts.line_id, v.product_id, v.id, coalesce(parts.sku, parts.product_key, ''), coalesce(parts.title, p.title, parts.sku, ''), parts.quantity, parts.worth
    from (${parts(intake, chunk)}) as parts join refunds as f on f.store_id = ${intake.storeId}::uuid and f.number = parts.refund_number
      left join variants as v on v.store_id = ${intake.storeId}::uuid and v.sku = coalesce(parts.sku, parts.product_key) left join products as p on p.id = v.product_id`.execute(db)
}

/** What was refunded of orders, from their refunds. */
export const recountRefunded = (db: Db, orderIds: ReturnType<typeof sql>, at: string) => sql`
  update orders as o set refunded_minor = facts.refunded, updated_at = ${at}::timestamptz,
    payment_state = case when o.payment_state in ('pending', 'voided') then o.payment_state when facts.refunded <= 0 then 'paid' when facts.refunded >= o.total_minor then 'refunded' else 'partially_refunded' end
  from (select wanted.id, coalesce(sum(f.amount_minor), 0)::bigint as refunded from (${orderIds}) as wanted (id) left join refunds as f on f.order_id = wanted.id where wanted.id is not null group by wanted.id) as facts
  where o.id = facts.id and o.refunded_minor <> facts.refunded`.execute(db)

const ofChunk = (intake: Intake, chunk: number) => sql`
  select distinct f.id from (${parts(intake, chunk)}) as parts join refunds as f on f.store_id = ${intake.storeId}::uuid and f.number = parts.refund_number`

async function tellRefunds(db: Db, intake: Intake, chunk: number) {
  const { rows } = await sql<{ id: string }>`${ofChunk(intake, chunk)}`.execute(db)
  await tellOfRefunds(db, intake, rows.map(row => row.id), await factorOf(db, intake, chunk))
}

/** "Order Refunded" for refunds, as it happened then. A refund without an order names none. */
export const tellOfRefunds = (db: Db, intake: Intake, refundIds: string[], factor: Awaited<ReturnType<typeof factorOf>>) => sql`
  insert into events (id, source_id, type, name, node_id, store_id, properties, context, occurred_at)
  select event_id(${intake.sourceId}::uuid, o.id || ':refunded'), ${intake.sourceId}::uuid, 'track', 'Order Refunded', o.node_id, o.store_id,
    jsonb_strip_nulls(jsonb_build_object('order_id', placed.number, 'suki_order_id', placed.id, 'refund_id', o.number, 'affiliation', ${intake.storeName}::text, 'currency', o.currency,
      'refund', ${major(sql`o.amount_minor`, factor)}, 'total', ${major(sql`placed.total_minor`, factor)}, 'refunded', ${major(sql`placed.refunded_minor`, factor)}, 'payment_state', placed.payment_state, 'reason', o.reason,
      'products', returned.products)), ${contextOf(intake)}, o.refunded_at
  from refunds as o left join orders as placed on placed.id = o.order_id
    left join lateral (select jsonb_agg(jsonb_build_object('line_id', l.order_line_id, 'product_id', p.external_id, 'sku', l.sku, 'name', l.title, 'quantity', trim_scale(l.quantity), 'refund', ${major(sql`l.amount_minor`, factor)}) order by l.position) as products
      from refund_lines as l left join products as p on p.id = l.product_id where l.refund_id = o.id) as returned on true
  where o.id = any(${refundIds}::uuid[]) order by o.refunded_at, o.id
  on conflict (id) do nothing`.execute(db)
