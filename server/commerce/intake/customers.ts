import { sql, type RawBuilder } from 'kysely'
import type { Identifier } from '../../collect/index.ts'
import { identify, lockIdentity } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { forgetErased } from './known.ts'
import { countGroups, staged, type Intake, type Tally } from './staging.ts'

const perChunk = 5_000

/**
 * Groups the staged rows to customers: by their number, else by e-mail, else by phone. Of several rows the latest
 * speaks; the earliest says since when the customer is one.
 * @returns how many chunks they make
 */
export async function prepareCustomers(db: Db, intake: Intake): Promise<number> {
  const table = staged(intake, 'customers')
  const speaking = intake.kind === 'customers' ? ownRows(intake) : rowsOfOrders(intake)
  await sql`drop table if exists ${table}`.execute(db)
  await sql`
    create unlogged table ${table} with (autovacuum_enabled = false) as
    select ((row_number() over (order by ident) - 1) / ${sql.lit(perChunk)})::int as chunk, null::uuid as customer_id, false as fresh, grouped.* from (${speaking}) as grouped`.execute(db)
  await countGroups(db, table, ['customer_id', 'fresh'])
  return chunksOf(db, table)
}

export async function chunksOf(db: Db, table: RawBuilder<unknown>, where = sql`true`): Promise<number> {
  const { rows } = await sql<{ chunks: number }>`select coalesce(max(chunk) + 1, 0) as chunks from ${table} where ${where}`.execute(db)
  return rows[0]?.chunks ?? 0
}

const ident = sql`coalesce('k' || customer_key, 'e' || email, 'p' || phone)`

const ownRows = (intake: Intake) => sql`
  select distinct on (ident) ${ident} as ident, customer_key, email, phone, coalesce(name, nullif(concat_ws(' ', first_name, last_name), '')) as name, first_name, last_name,
    country, country_name, city, language, birthday, gender, tags, created_at
  from ${staged(intake, 'rows')} where ${ident} is not null order by ident, row_no desc`

const rowsOfOrders = (intake: Intake) => sql`
  select distinct on (ident) ${ident} as ident, customer_key, email, phone, name, null::text as first_name, null::text as last_name, country, country_name, city,
    null::text as language, null::date as birthday, null::text as gender, null::text[] as tags, min(placed_at) over (partition by ${ident}) as created_at
  from ${staged(intake, 'orders')} where ${ident} is not null order by ident, placed_at desc`

/** Takes one chunk of customers into the record, with their identifiers and events, in the caller's transaction. */
export async function takeCustomers(ctx: Ctx, intake: Intake, chunk: number): Promise<Tally> {
  const { db } = ctx
  await lockIdentity(db)
  await forgetErased(db, intake, 'customers', chunk)
  await recogniseCustomers(db, intake, chunk)
  const updated = intake.kind === 'customers' ? await updateCustomers(db, intake, chunk) : 0
  const created = await insertCustomers(db, intake, chunk)
  await insertIdentifiers(db, intake, chunk)
  await seeTogether(ctx, intake, chunk)
  const { rows } = await sql<{ all: number }>`select count(*) as all from ${staged(intake, 'customers')} where chunk = ${chunk}`.execute(db)
  return { created, updated, unchanged: rows[0]!.all - created - updated }
}

/**
 * Who is known already; who is new gets an id. An e-mail recognises whoever has no other number of this shop: two
 * accounts with one e-mail are two customers. Rows without a number that share an e-mail are one.
 */
async function recogniseCustomers(db: Db, intake: Intake, chunk: number) {
  const table = staged(intake, 'customers')
  const kind = `store:${intake.storeKey}`
  const hasOtherNumber = sql`c.customer_key is not null and exists (select from customer_identifiers as n where n.customer_id = i.customer_id and n.kind = ${kind} and n.value <> c.customer_key)`
  await sql`
    update ${table} as c set fresh = false, customer_id = coalesce(
      (select customer_id from customer_identifiers where kind = ${kind} and value = c.customer_key),
      (select customer_id from customer_identifiers as i where kind = 'email' and value = c.email and not (${hasOtherNumber})),
      case when c.customer_key is null and c.email is null then (select customer_id from customer_identifiers where kind = 'phone' and value = c.phone) end)
    where chunk = ${chunk}`.execute(db)
  await sql`
    with strangers as (select ident, customer_key is null as nameless, coalesce('k' || customer_key,
        (select min(k.ident) from ${table} as k where k.chunk = ${chunk} and k.email = c.email and k.customer_key is not null and k.customer_id is null), email, ident) as known_by
      from ${table} as c where chunk = ${chunk} and customer_id is null),
      leaders as materialized (select distinct on (known_by) known_by, ident as leader, uuidv7() as id from strangers order by known_by, nameless, ident)
    update ${table} as c set customer_id = leaders.id, fresh = (c.ident = leaders.leader)
    from strangers join leaders using (known_by) where c.chunk = ${chunk} and c.ident = strangers.ident`.execute(db)
}

async function insertCustomers(db: Db, intake: Intake, chunk: number): Promise<number> {
  const result = await sql`
    with made as (
      insert into customers (id, anchor_id, name, first_name, last_name, email, phone, country, city, language, birthday, gender, tags, traits, created_at, updated_at)
      select customer_id, coalesce(node_id(${`store:${intake.storeKey}`}, customer_key), node_id('email', email), node_id('phone', phone)), coalesce(name, case when email is null and phone is null then customer_key end, ''), first_name, last_name, email, phone, country, city, language, birthday, gender,
        coalesce(tags, '{}'), case when country is null and country_name is not null then jsonb_build_object('country', country_name) else '{}' end,
        least(coalesce(created_at, ${intake.at}::timestamptz), ${intake.at}::timestamptz), ${intake.at}::timestamptz
      from ${staged(intake, 'customers')} where chunk = ${chunk} and fresh order by customer_id
      returning id, created_at, name, country, city)
    insert into events (id, source_id, type, name, node_id, store_id, properties, context, occurred_at)
    select event_id(${intake.sourceId}::uuid, made.id || ':created'), ${intake.sourceId}::uuid, 'track', 'Customer Created', made.id, ${intake.storeId}::uuid,
      jsonb_strip_nulls(jsonb_build_object('country', country, 'city', city)), ${contextOf(intake)}, created_at
    from made on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** Where an event comes from, for whoever asks why it is there. */
export const contextOf = ({ key }: Intake) => sql`jsonb_build_object('import', ${key}::text)`

const insertIdentifiers = (db: Db, intake: Intake, chunk: number) => sql`
  insert into customer_identifiers (kind, value, customer_id, id, cluster_id)
  select distinct on (kind, value) kind, value, customer_id, node_id(kind, value), node_id(kind, value) from ${staged(intake, 'customers')} as c
    cross join lateral (values (${`store:${intake.storeKey}`}, c.customer_key), ('email', c.email), ('phone', c.phone)) as identifiers (kind, value)
  where c.chunk = ${chunk} and value is not null order by kind, value
  on conflict (kind, value) do nothing`.execute(db)

/** What one row names belongs together, within the limits of who may be one; see docs/identity.md. */
async function seeTogether(ctx: Ctx, intake: Intake, chunk: number) {
  const { rows } = await sql<{ id: string; at: string; identifiers: { kind: string; value: string | null }[] }>`
    select event_id(${intake.sourceId}::uuid, 'seen ' || ${intake.storeKey}::text || ' ' || ident) as id, coalesce(created_at, ${intake.at}::timestamptz) as at,
      json_build_array(json_build_object('kind', ${`store:${intake.storeKey}`}::text, 'value', customer_key), json_build_object('kind', 'email', 'value', email), json_build_object('kind', 'phone', 'value', phone)) as identifiers
    from ${staged(intake, 'customers')} where chunk = ${chunk} and num_nonnulls(customer_key, email, phone) > 1`.execute(ctx.db)
  const together = rows.map(row => ({ ...row, sourceId: intake.sourceId, identifiers: row.identifiers.filter((i): i is Identifier => i.value !== null) }))
  await identify(ctx, together)
}

const changeable = ['name', 'first_name', 'last_name', 'email', 'phone', 'country', 'city', 'language', 'birthday', 'gender', 'tags']

/** Fills in what the file knows; an empty cell leaves what is there. */
async function updateCustomers(db: Db, intake: Intake, chunk: number): Promise<number> {
  const named = changeable.filter(column => intake.columns.includes(column) || (column === 'name' && intake.columns.includes('first_name')))
  if (!named.length) return 0
  const columns = named.map(column => sql.id(column))
  const result = await sql`
    with latest as (select distinct on (customer_id) * from ${staged(intake, 'customers')} where chunk = ${chunk} and not fresh order by customer_id, ident),
    changed as (
      update customers as c set ${sql.join(columns.map(column => sql`${column} = coalesce(latest.${column}, c.${column})`))}, updated_at = ${intake.at}::timestamptz
      from latest where c.id = latest.customer_id
        and (${sql.join(columns.map(column => sql`c.${column}`))}) is distinct from (${sql.join(columns.map(column => sql`coalesce(latest.${column}, c.${column})`))})
      returning c.id)
    insert into events (id, source_id, type, name, node_id, store_id, properties, context, occurred_at)
    select event_id(${intake.sourceId}::uuid, id || ':updated:' || ${intake.key}), ${intake.sourceId}::uuid, 'track', 'Customer Updated', id, ${intake.storeId}::uuid, '{}', ${contextOf(intake)}, ${intake.at}::timestamptz
    from changed on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}
