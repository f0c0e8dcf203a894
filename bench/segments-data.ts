import { Client } from 'pg'
import { storeIds } from './generate.ts'

// Customers' lives for bench/segments.ts: facts and events, set by set. Events are written twice by the same formulas, in
// the SQL of both stores, so that twenty million need not be copied; integers only, so that both come to the same rows.

export const categories = ['Shoes', 'Bags', 'Kitchen', 'Garden', 'Books', 'Toys', 'Lamps', 'Textile']
/** Of a hundred events, so many are of each name. */
export const shares = { 'Product Viewed': 45, 'Page Viewed': 25, 'Product Added': 12, 'Signed In': 8, 'Checkout Started': 5, 'Email Opened': 5 }

/** Traits, birthdays, consents and carts for customers that `generate` made. Triggers stay silent. */
export async function enrich(url: string): Promise<void> {
  const client = await connect(url)
  const number = `('x' || right(id::text, 12))::bit(48)::bigint`
  await client.query(`
    update customers set birthday = date '1950-01-01' + (n * 7919 % 20000)::int, gender = (array['f', 'm'])[n % 2 + 1],
      traits = jsonb_build_object('plan', jsonb_build_object('tier', (array['basic', 'silver', 'gold'])[n % 3 + 1]), 'points', n * 31 % 1000, 'trial', n % 4 = 0)
    from (select id as own, ${number} as n from customers) as c where c.own = customers.id`)
  await client.query(`insert into consent_states (customer_id, channel, purpose, state, consent_id, occurred_at)
    select id, channel, 'marketing', case when ${number} % 10 < 5 then 'granted' else 'withdrawn' end, gen_random_uuid(), now() - interval '100 days' from customers, (values ('email', 6), ('sms', 3)) as t (channel, part) where ${number} % 10 < part`)
  await client.query(`insert into carts (store_id, customer_id, node_id, state, currency, value_minor, items_count, started_at, active_at)
    select '${storeIds.main}', id, id, case when ${number} % 3 = 0 then 'abandoned' else 'open' end, 'EUR', 1000 + ${number} % 90 * 100, 2, at, at
    from customers, lateral (select now() - interval '1 hour' * (${number} % 1000) as at) as t where ${number} % 8 = 0`)
  await client.query('analyze customers, consent_states, carts')
  await client.end()
}

/** One formula in two dialects: `div` divides integers. */
type Dialect = { div(a: string, b: string): string; text(number: string): string; pick(list: string[], index: string): string; uuid(text: string): string; hex(number: string): string; object(of: [key: string, value: string, plain: boolean][]): string; at(milliseconds: string): string }

const quoted = (text: string) => `'${text.replaceAll(`'`, `''`)}'`

const postgres: Dialect = {
  div: (a, b) => `((${a}) / (${b}))`, text: n => `(${n})::text`, pick: (list, index) => `(array[${list.map(quoted).join(', ')}])[${index} + 1]`, uuid: text => `(${text})::uuid`, hex: n => `lpad(to_hex(${n}), 12, '0')`,
  object: parts => `(${objectText(parts)})::jsonb`, at: ms => `to_timestamp((${ms}) / 1000.0)`,
}
const clickhouse: Dialect = {
  div: (a, b) => `intDiv(${a}, ${b})`, text: n => `toString(${n})`, pick: (list, index) => `[${list.map(quoted).join(', ')}][${index} + 1]`, uuid: text => `toUUID(${text})`, hex: n => `lower(leftPad(hex(${n}), 16, '0'))`,
  object: parts => `(${objectText(parts)})`, at: ms => `fromUnixTimestamp64Milli(toInt64(${ms}), 'UTC')`,
}

const objectText = (parts: [key: string, value: string, plain: boolean][]) => `'{' || ${parts.map(([key, value, plain]) => `'"${key}": ${plain ? '' : '"'}' || ${value} || '${plain ? '' : '"'}'`).join(` || ', ' || `)} || '}'`

/** The columns of event `i`: a quarter belongs to the twentieth of customers who come often. */
function columnsOf({ div, text, pick, uuid, hex, object, at }: Dialect, { customers, until }: { customers: number; until: number }) {
  const mixed = 'mod(i * 2654435761, 4294967296)'
  const customer = `(1 + case when mod(${mixed}, 4) = 0 then mod(${div(mixed, '4')}, ${Math.ceil(customers / 20)}) else mod(${div(mixed, '4')}, ${customers}) end)`
  const hundred = 'mod(i * 40503, 100)'
  let below = 0
  const name = `case ${Object.entries(shares).map(([n, share]) => `when ${hundred} < ${(below += share)} then ${quoted(n)}`).join(' ')} end`
  const product = 'mod(i * 7919, 5000)'
  const shop = object([['product_id', `'P' || ${text(product)}`, false], ['name', `'Thing ' || ${text(product)}`, false], ['category', pick(categories, `mod(${product}, 8)`), false], ['brand', `'Brand ' || ${text(`mod(${product}, 40)`)}`, false], ['price', `${text(`5 + mod(${product}, 90)`)} || '.5'`, true], ['list', pick(['home', 'search', 'sale'], 'mod(i, 3)'), false]])
  const page = object([['url', `'https://shop.example/p/' || ${text(product)}`, false], ['title', `'Thing ' || ${text(product)}`, false]])
  return {
    id: uuid(`'0190e500-0000-7000-8000-' || right(${hex('i')}, 12)`), name, customer: uuid(`'0190c000-0000-7000-8000-' || right(${hex(customer)}, 12)`), ordinal: customer,
    properties: `case when ${hundred} < 45 or (${hundred} >= 70 and ${hundred} < 82) then ${shop} when ${hundred} < 70 then ${page} else ${object([['list', `'none'`, false]])} end`,
    at: at(`${until} - mod(i * 1103515245 + 12345, 31536000) * 1000 - mod(i, 1000)`),
  }
}

const sourceId = '00000000-0000-7000-8000-000000000001'
type Wanted = { customers: number; events: number; until: number }

/** Into PostgreSQL, in one transaction. @returns its number and the sequence of event 1 */
export async function eventsIntoPostgres(url: string, wanted: Wanted): Promise<{ xid: string; seq: number }> {
  const client = await connect(url)
  const { rows: indexes } = await client.query<{ name: string; statement: string }>(`select indexname as name, indexdef as statement from pg_indexes where schemaname = 'public' and tablename = 'events' and indexname <> 'events_pkey'`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  const { id, name, customer, properties, at } = columnsOf(postgres, wanted)
  await client.query('begin')
  const { rows: [begun] } = await client.query<{ xid: string; seq: string }>(`select pg_current_xact_id()::text as xid, (nextval(pg_get_serial_sequence('events', 'seq')) + 1)::text as seq`)
  await client.query(`insert into events (id, source_id, name, node_id, store_id, properties, occurred_at, received_at)
    select ${id}, '${sourceId}', ${name}, ${customer}, '${storeIds.main}', ${properties}, ${at}, ${at} from generate_series(1::bigint, ${wanted.events}) as i`)
  await client.query('commit')
  for (const { statement } of indexes) await client.query(statement)
  await client.query('vacuum (freeze, analyze) events')
  await client.end()
  return { xid: begun!.xid, seq: Number(begun!.seq) }
}

/** The same rows for ClickHouse, of events `from` up to `to`. Customers were made in the order of their numbers. */
export function eventsForClickhouse(wanted: Wanted, { xid, seq }: { xid: string; seq: number }, [from, to]: [number, number]): string {
  const { id, name, customer, ordinal, properties, at } = columnsOf(clickhouse, wanted)
  return `insert into events (id, seq, xid, source_id, type, name, node_id, customer_id, customer_ordinal, store_id, properties, context, occurred_at, received_at)
    select id, seq, xid, source_id, type, name, customer, customer, ordinal, store_id, properties, context, at, at from (
      select ${id} as id, toUInt64(i + ${seq - 1}) as seq, toUInt64(${xid}) as xid, toUUID('${sourceId}') as source_id, 'track' as type, ${name} as name, ${customer} as customer, toUInt32(${ordinal}) as ordinal, toUUID('${storeIds.main}') as store_id, ${properties} as properties, '{}' as context, ${at} as at
      from (select toInt64(number) as i from numbers(${from}, ${to - from})))
    settings max_insert_threads = 1, min_insert_block_size_rows = 1000000, max_partitions_per_insert_block = 0`
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: '-c timezone=UTC -c jit=off -c session_replication_role=replica -c work_mem=256MB -c maintenance_work_mem=1GB -c synchronous_commit=off' })
  await client.connect()
  return client
}
