import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { chunksOf } from './customers.ts'
import { tellOrders } from './events.ts'
import { buyersOf, customerOf, forgetErased, rememberDigests } from './known.ts'
import { refundWhatWasPaidBack } from './paidback.ts'
import { countGroups, staged, stagedColumns, type Intake, type Tally } from './staging.ts'

/** Orders of one transaction: some 40,000 lines of Online Retail, about two seconds. */
const perChunk = 2_000

const ofOrder = ['customer_key', 'email', 'phone', 'name', 'currency', 'discount', 'shipping', 'total', 'refunded', 'payment_state', 'cancelled_at', 'cancel_reason', 'discount_code', 'channel', 'ship_name', 'address', 'postal_code', 'city', 'region', 'country', 'country_name']

/**
 * Groups the staged rows to orders and refunds by number. `digest` is the content of each, whatever the order of its
 * lines and their descriptions, so that the same content is recognised.
 */
export async function groupOrders(db: Db, intake: Intake): Promise<void> {
  const table = staged(intake, 'orders')
  const lines = intake.kind === 'order-lines'
  const has = (column: string) => intake.columns.includes(column)
  const header = ofOrder.map(column => (has(column) ? sql`max(${sql.id(column)}) as ${sql.id(column)}` : sql`null::${sql.raw(stagedColumns.orders[column]!)} as ${sql.id(column)}`))
  const content = sql`sum(hashtextextended(concat_ws('|', sku, product_key, quantity, unit_price, worth, line_discount, line_tax), 0))`
  const heading = ofOrder.filter(has).map(column => sql`max(${sql.id(column)})`)
  await sql`drop table if exists ${table}`.execute(db)
  await sql`
    create unlogged table ${table} with (autovacuum_enabled = false) as
    select ((row_number() over (partition by refund order by first_row) - 1) / ${sql.lit(perChunk)})::int as chunk, grouped.*, null::uuid as id, null::uuid as customer_id, false as fresh, false as same, true as tax_included
    from (
      select number, refund, min(of_number) as of_number, min(row_no) as first_row, min(placed_at) as placed_at, ${sql.join(header)},
        ${lines ? sql`sum(worth)::bigint` : sql`max(subtotal)`} as subtotal, coalesce(sum(line_discount), 0)::bigint as line_discount, ${has('line_tax') ? sql`coalesce(max(tax), sum(line_tax)::bigint)` : sql`max(tax)`} as tax,
        ${lines ? sql`sum(case when quantity = trunc(quantity) then quantity else 1 end)::int` : sql`null::int`} as items,
        md5(concat_ws('|', count(*), ${content}, min(placed_at), max(subtotal), max(tax), ${sql.join([sql`min(of_number)`, ...heading.map(h => sql`coalesce(${h}::text, '')`)])}))::uuid as digest
      from ${staged(intake, 'rows')} group by number, refund) as grouped`.execute(db)
  await countGroups(db, table, ['id', 'customer_id', 'fresh', 'same'])
}

export const prepareOrders = (db: Db, intake: Intake) => chunksOf(db, staged(intake, 'orders'), sql`not refund`)
export const prepareRefunds = (db: Db, intake: Intake) => chunksOf(db, staged(intake, 'orders'), sql`refund`)

/** Takes one chunk of orders with their lines into the record, tells the log and recounts the buyers, in the caller's transaction. */
export async function takeOrders(db: Db, intake: Intake, chunk: number): Promise<Tally> {
  await forgetErased(db, intake, 'orders', chunk)
  await recogniseOrders(db, intake, chunk)
  await settleAmounts(db, intake, chunk)
  const buyersBefore = await buyersOfKnown(db, intake, chunk)
  const created = await insertOrders(db, intake, chunk)
  const updated = await updateOrders(db, intake, chunk)
  if (created + updated > 0) {
    if (intake.kind === 'order-lines') await (updated ? takeLines(db, intake, chunk) : withoutForeignKeyChecks(db, intake, chunk, () => takeLines(db, intake, chunk)))
    await refundWhatWasPaidBack(db, intake, chunk)
    await tellOrders(db, intake, chunk)
    await rememberDigests(db, intake, chunk, intake.kind === 'orders' ? 'order' : 'order-lines')
    await recountCustomers(db, [...buyersBefore, ...(await buyersOf(db, intake, chunk, false))])
  }
  const { rows } = await sql<{ all: number }>`select count(*) as all from ${staged(intake, 'orders')} where chunk = ${chunk} and not refund`.execute(db)
  return { created, updated, unchanged: rows[0]!.all - created - updated }
}

/** Which orders and customers are known, and whether an order was taken in before with the same content. */
async function recogniseOrders(db: Db, intake: Intake, chunk: number) {
  const kind = intake.kind === 'orders' ? 'order' : 'order-lines'
  await sql`
    update ${staged(intake, 'orders')} as o set id = coalesce(known.id, uuidv7()), fresh = known.id is null, same = (known.id is not null and coalesce(d.digest = o.digest, false)), customer_id = ${customerOf(intake, sql`n`)}
    from ${staged(intake, 'orders')} as n left join orders as known on known.store_id = ${intake.storeId}::uuid and known.number = n.number
      left join intake_digests as d on d.store_id = ${intake.storeId}::uuid and d.kind = ${kind} and d.key = n.number
    where n.ctid = o.ctid and o.chunk = ${chunk} and not o.refund and n.chunk = ${chunk} and not n.refund`.execute(db)
}

/**
 * subtotal − discount + shipping (+ tax where prices exclude it) = total. Of lines the sum is known and the total is
 * checked against it; of a bare order the total is what was paid, and the subtotal follows from it.
 */
async function settleAmounts(db: Db, intake: Intake, chunk: number) {
  const table = staged(intake, 'orders')
  await sql`
    update ${table} as o set discount = coalesce(o.discount, case when o.line_discount = 0 then known.discount_minor - coalesce((select sum(discount_minor) from order_lines where order_id = known.id), 0) end, 0) + o.line_discount,
      shipping = coalesce(o.shipping, known.shipping_minor, 0), tax = coalesce(o.tax, known.tax_minor, 0), currency = coalesce(o.currency, known.currency, ${intake.currency})
    from ${table} as n left join orders as known on known.id = n.id
    where n.ctid = o.ctid and o.chunk = ${chunk} and not o.refund and not o.same and n.chunk = ${chunk}`.execute(db)
  const excluded = intake.kind === 'orders' ? sql`coalesce(total in (subtotal + shipping + tax, subtotal - discount + shipping + tax), false)` : sql`coalesce(total = subtotal - discount + shipping + tax, false)`
  await sql`update ${table} set tax_included = not (tax > 0 and ${excluded}) where chunk = ${chunk} and not refund and not same`.execute(db)
  const result = intake.kind === 'orders' ? sql`subtotal = total + discount - shipping - case when tax_included then 0 else tax end` : sql`total = subtotal - discount + shipping + case when tax_included then 0 else tax end`
  await sql`update ${table} set ${result} where chunk = ${chunk} and not refund and not same`.execute(db)
}

/** The node of the strongest identifier that a staged row has. */
const buyerNode = ({ storeKey }: Intake) => sql`coalesce(node_id(${`store:${storeKey}`}, customer_key), node_id('email', email), node_id('phone', phone))`

async function insertOrders(db: Db, intake: Intake, chunk: number): Promise<number> {
  const result = await sql`
    insert into orders (id, store_id, number, customer_id, node_id, channel, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, tax_included, total_minor, items_count, payment_state,
      discount_codes, email, phone, ship_name, address, postal_code, city, region, country, placed_at, cancelled_at, cancel_reason, source_id, created_at, updated_at)
    select id, ${intake.storeId}::uuid, number, customer_id, ${buyerNode(intake)}, coalesce(channel, 'web'), currency, subtotal, discount, shipping, tax, tax_included, total, coalesce(items, 0),
      case when payment_state in ('refunded', 'partially_refunded') then 'paid' else coalesce(payment_state, 'paid') end,
      coalesce(discount_code, '{}'), email, phone, ship_name, address, postal_code, city, region, country, placed_at, cancelled_at, cancel_reason, ${intake.sourceId}::uuid, ${intake.at}::timestamptz, ${intake.at}::timestamptz
    from ${staged(intake, 'orders')} where chunk = ${chunk} and not refund and fresh order by number`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** Changes known orders to what the file says; an empty cell leaves what is there. */
async function updateOrders(db: Db, intake: Intake, chunk: number): Promise<number> {
  const kept = { channel: 'channel', email: 'email', phone: 'phone', ship_name: 'ship_name', address: 'address', postal_code: 'postal_code', city: 'city', region: 'region', country: 'country', cancelled_at: 'cancelled_at', cancel_reason: 'cancel_reason', customer_id: 'customer_id', placed_at: 'placed_at', items_count: 'items' }
  const result = await sql`
    update orders as o set subtotal_minor = s.subtotal, discount_minor = s.discount, shipping_minor = s.shipping, tax_minor = s.tax, tax_included = s.tax_included, total_minor = s.total, currency = s.currency,
      discount_codes = coalesce(s.discount_code, o.discount_codes), payment_state = case when s.payment_state in ('pending', 'paid', 'voided') and o.refunded_minor = 0 then s.payment_state else o.payment_state end,
      ${sql.join(Object.entries(kept).map(([column, from]) => sql`${sql.id(column)} = coalesce(s.${sql.id(from)}, o.${sql.id(column)})`))}, updated_at = ${intake.at}::timestamptz
    from ${staged(intake, 'orders')} as s where s.chunk = ${chunk} and not s.refund and not s.fresh and not s.same and o.id = s.id`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/**
 * PostgreSQL checks the three foreign keys of every new line by a query each; here the products are locked once instead
 * and the orders are new in this transaction. Only where the account may say so (a superuser, as in the embedded store).
 * For rows that are only inserted: it silences every trigger.
 */
async function withoutForeignKeyChecks(db: Db, intake: Intake, chunk: number, insert: () => Promise<void>) {
  const { rows } = await sql<{ may: boolean }>`select has_parameter_privilege('session_replication_role', 'SET') as may`.execute(db)
  if (!rows[0]?.may) return insert()
  await sql`
    with named as (select distinct coalesce(r.sku, r.product_key) as sku from ${staged(intake, 'orders')} as o join ${staged(intake, 'rows')} as r on r.number = o.number and not r.refund where o.chunk = ${chunk} and not o.refund and not o.same)
    select count(*) from (select v.id from named join variants as v on v.store_id = ${intake.storeId}::uuid and v.sku = named.sku join products as p on p.id = v.product_id order by v.sku for key share of v, p) as locked`.execute(db)
  await sql`set local session_replication_role = replica`.execute(db)
  await insert()
  await sql`set local session_replication_role = origin`.execute(db)
}

/** Lines keep their place and id when an order changes; what the file no longer has goes. */
async function takeLines(db: Db, intake: Intake, chunk: number) {
  const onOrder = intake.columns.includes('discount') ? sql`coalesce(round(given * upto / nullif(whole, 0)) - round(given * (upto - own) / nullif(whole, 0)), 0)::bigint` : sql`0`
  const changing = sql`o.chunk = ${chunk} and not o.refund and not o.same`
  await sql`
    with sold as (
      select o.id as order_id, row_number() over each_order as position, r.*, o.discount - o.line_discount as given, r.worth - coalesce(r.line_discount, 0) as own,
        sum(r.worth - coalesce(r.line_discount, 0)) over each_order as upto, sum(r.worth - coalesce(r.line_discount, 0)) over (partition by o.id) as whole
      from ${staged(intake, 'orders')} as o join ${staged(intake, 'rows')} as r on r.number = o.number and not r.refund where ${changing}
      window each_order as (partition by o.id order by r.row_no))
    insert into order_lines (order_id, position, product_id, variant_id, sku, title, quantity, unit_price_minor, discount_minor, tax_minor, total_minor)
    select order_id, position, v.product_id, v.id, coalesce(sold.sku, product_key, ''), coalesce(sold.title, p.title, sold.sku, ''), quantity, unit_price, off, coalesce(line_tax, 0), worth - off
    from sold cross join lateral (select coalesce(line_discount, 0) + ${onOrder} as off) as given_up
      left join variants as v on v.store_id = ${intake.storeId}::uuid and v.sku = coalesce(sold.sku, product_key) left join products as p on p.id = v.product_id
    on conflict (order_id, position) do update set product_id = excluded.product_id, variant_id = excluded.variant_id, sku = excluded.sku, title = excluded.title, quantity = excluded.quantity,
      unit_price_minor = excluded.unit_price_minor, discount_minor = excluded.discount_minor, tax_minor = excluded.tax_minor, total_minor = excluded.total_minor`.execute(db)
  await sql`
    delete from order_lines as l using ${staged(intake, 'orders')} as o where ${changing} and not o.fresh and l.order_id = o.id
      and l.position > (select count(*) from ${staged(intake, 'rows')} as r where r.number = o.number and not r.refund)`.execute(db)
}

/** Whose orders these were before: an order may change hands. */
async function buyersOfKnown(db: Db, intake: Intake, chunk: number): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select distinct o.customer_id from ${staged(intake, 'orders')} as s join orders as o on o.id = s.id
    where s.chunk = ${chunk} and not s.refund and not s.fresh and not s.same and o.customer_id is not null`.execute(db)
  return rows.map(row => row.customer_id)
}
