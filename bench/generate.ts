import { Client } from 'pg'
import { nameLists } from '../seeds/story/names.ts'

/** How many rows a bench generates; 1 is 1 M customers, 5 M orders, 10 M lines, 1.4 M events. */
export type Size = { customers: number; orders: number; products: number; busy: number }
export const sizeOf = (scale: number): Size => ({ customers: Math.round(1_000_000 * scale), orders: Math.round(5_000_000 * scale), products: Math.max(50, Math.round(5000 * Math.min(1, scale * 4))), busy: Math.round(2000 * scale) })

/** Where the last generated order lies in time, so that periods of a bench are the same every day. */
export const lastDay = '2026-11-20T22:00:00Z'
export const storeIds = { main: '0190a000-0000-7000-8000-000000000001', outlet: '0190a000-0000-7000-8000-000000000002' }

// Ids of one kind grow with their number, as version 7 does with time; a number gives its id without a look-up.
const id = (kind: string, number: string) => `('${kind}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`
/** A repeatable chance from 0 to 1. */
const chance = (number: string, seed: number) => `((hashint8extended((${number})::bigint, ${seed}) & 4294967295)::float8 / 4294967296)`

const customerOf = (n: string) => `case when ${chance(n, 1)} < 0.65 then floor(($customers / 4) * power(${chance(n, 2)}, 1.5)) else floor($customers * ${chance(n, 3)}) end::bigint + 1`
const linesOf = (n: string) => `(array[1, 1, 2, 4])[${n} % 4 + 1]`
const placedAt = (n: string) => `date_trunc('second', timestamptz '${lastDay}' - interval '730 days' * (1 - power(${n}::float8 / $orders, 0.8)))`

/** The lines of order i: which product, how many, at what price. */
const lines = `generate_series(1, ${linesOf('i')}) as p
  cross join lateral (select floor($products * power(${chance('i * 8 + p', 4)}, 2))::bigint + 1 as product, 1 + floor(3 * power(${chance('i * 8 + p', 5)}, 3))::int as pieces) as a
  join bench_shelf as shelf on shelf.number = product
  cross join lateral (select pieces * price as worth, case when p = 1 and i % 5 = 0 and i % 25 <> 0 then pieces * price / 10 else 0 end as off) as c`

const isRefunded = (n: string) => `(${n} % 25 = 0 and ${n} % 200 <> 7)`

/** A step is one statement; `$customers`, `$orders`, `$products`, `$busy` are put in by number. */
type Step = [what: string, statement: string]

const shelf: Step[] = [
  ['stores', `insert into stores (id, key, name, currency, time_zone, country, created_at) values
    ('${storeIds.main}', 'main', 'Main street', 'EUR', 'Europe/Amsterdam', 'NL', timestamptz '${lastDay}' - interval '800 days'),
    ('${storeIds.outlet}', 'outlet', 'Outlet', 'EUR', 'Europe/Amsterdam', 'BE', timestamptz '${lastDay}' - interval '800 days')`],
  ['products', `insert into products (id, store_id, external_id, title, brand, created_at)
    select ${id('0190b000', 'i')}, '${storeIds.main}', 'P' || i, (array['Linen', 'Blue', 'Rattan', 'Oak', 'Wool', 'Glass', 'Walnut', 'Clay'])[i % 8 + 1] || ' ' || (array['apron', 'mug', 'basket', 'board', 'throw', 'carafe', 'spoon', 'plate', 'bowl'])[i % 9 + 1] || ' ' || i, 'Brand ' || i % 40, timestamptz '${lastDay}' - interval '800 days'
    from generate_series(1, $products) as i`],
  ['variants', `insert into variants (id, product_id, store_id, sku, price_minor, cost_minor)
    select ${id('0190b100', 'i')}, ${id('0190b000', 'i')}, '${storeIds.main}', 'SKU-' || i, 500 + i * 7919 % 90 * 100, 200 + i * 7919 % 90 * 40 from generate_series(1, $products) as i`],
  ['product_sales', 'insert into product_sales (product_id) select id from products on conflict do nothing'],
  ['shelf', `create unlogged table bench_shelf as select i as number, ${id('0190b000', 'i')} as product_id, ${id('0190b100', 'i')} as variant_id, 'SKU-' || i as sku, 'Thing ' || i as title, 500 + i * 7919 % 90 * 100 as price
    from generate_series(1::bigint, $products) as i`],
  ['analyze', 'analyze bench_shelf'],
]

const orderLines: Step[] = [
  ['order_lines', `insert into order_lines (id, order_id, position, product_id, variant_id, sku, title, quantity, unit_price_minor, discount_minor, total_minor)
    select ${id('0190e000', 'i * 8 + p')}, ${id('0190d000', 'i')}, p, product_id, variant_id, sku, title, pieces, price, off, worth - off
    from generate_series(1::bigint, $orders) as i cross join lateral ${lines}`],
]

const ordersAndCustomers: Step[] = [
  ['orders', `insert into orders (id, store_id, number, customer_id, channel, currency, subtotal_minor, discount_minor, shipping_minor, total_minor, refunded_minor, items_count, payment_state, discount_codes, country, city, placed_at, source_id)
    select ${id('0190d000', 'i')}, case when i % 4 = 0 then '${storeIds.outlet}' else '${storeIds.main}' end::uuid, (1000000 + i)::text,
      case when i % 12 <> 5 then ${id('0190c000', `(${customerOf('i')})`)} end, (array['web', 'web', 'web', 'app', 'shop_floor'])[i % 5 + 1], 'EUR',
      worth, off, 0, worth - off, case when ${isRefunded('i')} then first else 0 end, pieces,
      case when i % 200 = 7 then 'voided' when ${isRefunded('i')} then case when first = worth then 'refunded' else 'partially_refunded' end else 'paid' end,
      case when off > 0 then array['AUTUMN10'] else '{}' end, (array['NL', 'NL', 'NL', 'BE', 'DE', 'PH', 'IN'])[i % 7 + 1], 'Utrecht', ${placedAt('i')}, '00000000-0000-7000-8000-000000000001'
    from generate_series(1::bigint, $orders) as i
    cross join lateral (select sum(worth)::bigint as worth, sum(off)::bigint as off, sum(pieces)::int as pieces, sum(worth) filter (where p = 1)::bigint as first from ${lines}) as t`],
  ['refunds', `insert into refunds (id, store_id, number, order_id, customer_id, currency, amount_minor, country, refunded_at, source_id)
    select ${id('0190f000', 'n')}, store_id, number || '-R1', id, customer_id, currency, refunded_minor, country, least(placed_at + interval '9 days', timestamptz '${lastDay}'), source_id
    from (select row_number() over (order by id) as n, orders.* from orders where refunded_minor > 0) as o`],
  ['customers', `insert into customers (id, name, first_name, last_name, email, phone, language, country, city, tags, orders_count, spent_minor, currency, first_order_at, last_order_at, last_seen_at, created_at)
    select ${id('0190c000', 'i')}, first || ' ' || last, first, last, first_latin || '.' || last_latin || i || '@example.com', case when i % 4 <> 0 then '+316' || lpad((i * 7919 % 100000000)::text, 8, '0') end,
      (array['nl', 'en', 'fil', 'ta', 'gu', 'ru'])[list % 6 + 1], (array['NL', 'NL', 'NL', 'BE', 'DE', 'PH', 'IN'])[i % 7 + 1], (array['Utrecht', 'Gent', 'Köln', 'Cebu City', 'Madurai', 'Surat', 'Рига'])[i % 7 + 1],
      case when i % 50 = 0 then array['vip'] when i % 9 = 0 then array['newsletter'] else '{}' end,
      coalesce(o.n, 0), coalesce(o.spent, 0), case when o.n > 0 then 'EUR' end, o.first_at, o.last_at, o.last_at, coalesce(o.first_at, timestamptz '${lastDay}' - interval '1 day' * (i % 700))
    from generate_series(1::bigint, $customers) as i
    cross join lateral (select i % 7 as list) as l
    cross join lateral (select $first[list + 1][(i * 31 % 16) + 1] as first, $first_latin[list + 1][(i * 31 % 16) + 1] as first_latin, $last[list + 1][(i / 7 * 17 % 20) + 1] as last, $last_latin[list + 1][(i / 7 * 17 % 20) + 1] as last_latin) as names
    left join (select customer_id, count(*)::int as n, sum(subtotal_minor - discount_minor - refunded_minor)::bigint as spent, min(placed_at) as first_at, max(placed_at) as last_at
      from orders where payment_state <> 'voided' and customer_id is not null group by 1) as o on o.customer_id = ${id('0190c000', 'i')}`],
  ['customer_identifiers', `insert into customer_identifiers (kind, value, customer_id, id, cluster_id) select kind, value, customer_id, node_id(kind, value), node_id(kind, value) from (select 'email' as kind, email as value, id as customer_id from customers union all select 'phone', phone, id from customers where phone is not null) as i`],
  ['customer_words', 'insert into customer_words (word, customer_id) select word, id from customers, words_of(search, phone) as word order by 1, 2 on conflict do nothing'],
  ['tags', `insert into tags (name) values ('vip'), ('newsletter') on conflict do nothing`],
  ['events', `insert into events (id, source_id, name, node_id, store_id, properties, occurred_at)
    select event_id('00000000-0000-7000-8000-000000000001', 'c' || i), '00000000-0000-7000-8000-000000000001', 'Customer Created', ${id('0190c000', 'i')}, '${storeIds.main}', '{}', created_at
    from generate_series(1::bigint, $customers) as i join customers on id = ${id('0190c000', 'i')}`],
  ['events of busy customers', `insert into events (id, source_id, name, node_id, store_id, properties, occurred_at)
    select event_id('00000000-0000-7000-8000-000000000001', 'v' || i || '-' || n), '00000000-0000-7000-8000-000000000001', (array['Product Viewed', 'Product Viewed', 'Product Added', 'Order Completed'])[n % 4 + 1], ${id('0190c000', 'i')}, '${storeIds.main}',
      jsonb_build_object('product_id', 'P' || n, 'name', 'Linen apron', 'order_id', 'x' || i || '-' || n), timestamptz '${lastDay}' - interval '3 hours' * n
    from generate_series(1, $busy) as i, generate_series(1, 200) as n`],
]

const refundLines: Step[] = [
  ['refund_lines', `insert into refund_lines (refund_id, position, order_line_id, product_id, variant_id, sku, title, quantity, amount_minor)
    select r.id, 1, l.id, l.product_id, l.variant_id, l.sku, l.title, l.quantity, l.total_minor from refunds r join order_lines l on l.order_id = r.order_id and l.position = 1`],
]

/**
 * Fills an empty, migrated PostgreSQL, two connections at a time. Indexes are built afterwards and triggers stay silent,
 * because what they would write is written here set by set. Needs a superuser, as the embedded server's own is.
 */
export async function generate(url: string, size: Size, say: (line: string) => void): Promise<void> {
  const connections = await Promise.all([connect(url), connect(url)])
  const [one, other] = connections
  const run = (client: Client, steps: Step[]) => steps.reduce((before, [what, text]) => before.then(() => timed(what, say, () => client.query(filled(text, size)))), Promise.resolve())
  const rebuild = await takeIndexes(one)
  await run(one, shelf)
  await Promise.all([run(one, orderLines), run(other, ordersAndCustomers)])
  await run(one, refundLines)
  await timed('indexes', say, () => Promise.all(connections.map(async client => {
    for (let statement = rebuild.pop(); statement; statement = rebuild.pop()) await client.query(statement)
  })))
  await timed('vacuum analyze', say, () => one.query('vacuum analyze'))
  await one.query('drop table bench_shelf')
  await Promise.all(connections.map(client => client.end()))
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: '-c timezone=UTC -c jit=off -c session_replication_role=replica -c work_mem=256MB -c maintenance_work_mem=512MB -c synchronous_commit=off' })
  await client.connect()
  return client
}

async function takeIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; statement: string }>(`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as statement from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relnamespace = 'public'::regnamespace and t.relname in ('customers', 'customer_identifiers', 'customer_words', 'orders', 'order_lines', 'refunds', 'refund_lines', 'events')
      and not i.indisprimary and not exists (select from pg_constraint where conindid = i.indexrelid)`)
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map(row => row.statement)
}

function filled(text: string, size: Size): string {
  const lists = Object.values(nameLists)
  const table = (pick: (list: (typeof lists)[number]) => string[]) => `(array[${lists.map(list => `array[${pick(list).map(name => `'${name.replace(/'/g, "''")}'`).join(', ')}]`).join(', ')}])`
  const firsts = (key: 'written' | 'latin') => table(list => list.women.slice(0, 16).map(name => name[key]))
  const lasts = (key: 'written' | 'latin') => table(list => list.last.slice(0, 20).map(name => name[key]))
  return text.replaceAll('$customers', String(size.customers)).replaceAll('$orders', String(size.orders)).replaceAll('$products', String(size.products)).replaceAll('$busy', String(size.busy))
    .replaceAll('$first_latin', firsts('latin')).replaceAll('$last_latin', lasts('latin')).replaceAll('$first', firsts('written')).replaceAll('$last', lasts('written'))
}

async function timed(what: string, say: (line: string) => void, work: () => Promise<unknown>) {
  const begun = performance.now()
  await work()
  say(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}
