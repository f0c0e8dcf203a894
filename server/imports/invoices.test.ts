import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { from as copyFrom } from 'pg-copy-streams'
import { importFile, shop } from '../../tests/support/imports.ts'
import { world } from '../../tests/support/world.ts'

const real = ['online_retail_II_2009_2010.csv.gz', 'online_retail_2010_2011.csv.gz'].map(name => new URL(`../../../shared/data/online_retail/${name}`, import.meta.url))
const made = ['invoice-lines-1.csv', 'invoice-lines-2.csv'].map(name => new URL(`../../tests/fixtures/${name}`, import.meta.url))

/** The end of the first file and the beginning of the second: nine days stand in both. */
function slices(): string[] {
  const [first, second] = real.map(file => gunzipSync(readFileSync(file)).toString().split('\n'))
  return [[first![0], ...first!.slice(-12_000)].join('\n'), second!.slice(0, 30_000).join('\n') + '\n']
}

/**
 * What both files together come to, by PostgreSQL's own CSV reader and four sums, nothing of ours between:
 * an invoice that stands in both counts as the second file tells it.
 */
async function independentSums({ pool }: Awaited<ReturnType<typeof world>>, files: string[]) {
  const client = await pool.connect()
  try {
    for (const [i, text] of files.entries()) {
      await client.query(`create temp table raw${i} (invoice text, code text, description text, quantity numeric, at timestamp, price numeric, customer text, country text)`)
      await pipeline(Readable.from([text]), client.query(copyFrom(`copy raw${i} from stdin (format csv, header true)`)))
    }
    const { rows } = await client.query(`
      with lines as (select *, round(quantity * price * 100) as minor from (select * from raw1 union all select * from raw0 where invoice not in (select invoice from raw1)) as raw),
        sales as (select * from lines where invoice ~ '^[0-9]' and quantity > 0 and (price > 0 or customer is not null)),
        returns as (select * from lines where invoice like 'C%' and quantity < 0 and price > 0)
      select (select sum(minor)::bigint from sales) as gross, (select count(*)::int from sales) as lines, (select count(distinct invoice)::int from sales) as orders, (select sum(-minor)::bigint from returns) as refunds,
        (select sum(minor)::bigint from sales where customer is null) as guests, (select count(distinct split_part(customer, '.', 1))::int from (select customer from sales union all select customer from returns) as buyers) as customers,
        (select json_object_agg(day, minor) from (select at::date as day, sum(minor)::bigint as minor from (select invoice, min(at) as at, sum(minor) as minor from sales group by invoice) as o group by 1 order by 1) as days) as days`)
    return rows[0]
  } finally {
    client.release()
  }
}

const ourSums = async ({ pool }: Awaited<ReturnType<typeof world>>) =>
  (await pool.query(`
    select (select sum(subtotal_minor)::bigint from orders) as gross, (select count(*)::int from order_lines) as lines, (select count(*)::int from orders) as orders, (select sum(amount_minor)::bigint from refunds) as refunds,
      (select sum(subtotal_minor)::bigint from orders where customer_id is null) as guests, (select count(*)::int from customers) as customers,
      (select json_object_agg(day, minor) from (select (placed_at at time zone 'Europe/London')::date as day, sum(subtotal_minor)::bigint as minor from orders group by 1 order by 1) as days) as days`)).rows[0]

async function sumsAgree(t: TestContext, files: string[]) {
  const w = await world(t)
  const store = await shop(w.ctx)
  for (const text of files) assert.equal((await importFile(w.ctx, store, text)).state, 'done')
  assert.deepEqual(await ourSums(w), await independentSums(w, files))
  const consistent = await w.pool.query(`
    select (select sum(total_minor) from order_lines) = (select sum(subtotal_minor - discount_minor) from orders) as lines, (select coalesce(sum(amount_minor), 0) from refund_lines) = (select coalesce(sum(amount_minor), 0) from refunds) as refund_lines,
      (select sum(spent_minor) from customers) = (select sum(subtotal_minor) from orders where customer_id is not null) - (select sum(amount_minor) from refunds where customer_id is not null) as spent,
      not exists (select from orders where refunded_minor <> (select coalesce(sum(amount_minor), 0) from refunds where order_id = orders.id)) as refunded,
      not exists (select from order_lines as l where l.quantity < (select coalesce(sum(quantity), 0) from refund_lines where order_line_id = l.id)) as returned,
      (select count(*) from events where name = 'Order Completed') = (select count(*) from orders) as told`)
  assert.deepEqual(consistent.rows[0], { lines: true, refund_lines: true, spent: true, refunded: true, returned: true, told: true })
}

test('two files of invoices that overlap come to exactly what an independent sum over them says', t => sumsAgree(t, made.map(file => readFileSync(file, 'utf8'))))

test('so do nine days of Online Retail II that stand in both of its files', { skip: real.every(file => existsSync(file)) ? false : 'Online Retail II is not in ../shared/data' }, t => sumsAgree(t, slices()))
