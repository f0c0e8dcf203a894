import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { chunksOf, contextOf } from './customers.ts'
import { countGroups, staged, type Intake, type Tally } from './staging.ts'

const perChunk = 5_000

/** Groups the staged rows to variants by stock code. @returns how many chunks they make */
export async function prepareProducts(db: Db, intake: Intake): Promise<number> {
  const table = staged(intake, 'products')
  if (intake.kind === 'order-lines') await describeSold(db, intake)
  await sql`drop table if exists ${table}`.execute(db)
  await sql`
    create unlogged table ${table} with (autovacuum_enabled = false) as
    select ((row_number() over (order by product_key, sku) - 1) / ${sql.lit(perChunk)})::int as chunk, null::uuid as product_id, grouped.*
    from (${intake.kind === 'products' ? ownRows(intake) : sold(intake)}) as grouped`.execute(db)
  await countGroups(db, table, ['product_id'])
  return chunksOf(db, table)
}

const ownRows = (intake: Intake) => sql`
  select distinct on (sku) coalesce(product_key, sku) as product_key, coalesce(sku, product_key) as sku, title, variant_title, brand, category, price, cost, barcode, status, image_url, tags
  from (select *, row_no as latest from ${staged(intake, 'rows')}) as rows where coalesce(product_key, sku) is not null order by sku, latest desc`

/** How often each stock code was sold under which description and price. */
async function describeSold(db: Db, intake: Intake) {
  const table = staged(intake, 'descriptions')
  await sql`drop table if exists ${table}`.execute(db)
  await sql`
    create unlogged table ${table} as
    select coalesce(sku, product_key) as sku, coalesce(product_key, sku) as product_key, title, unit_price, brand, category, count(*) as times, max(placed_at) as latest
    from ${staged(intake, 'rows')} where coalesce(sku, product_key) is not null group by 1, 2, 3, 4, 5, 6`.execute(db)
}

/** A stock code is called what it was mostly called, and costs what it cost last. */
const sold = (intake: Intake) => sql`
  select prices.sku, prices.product_key, titles.title, null::text as variant_title, prices.brand, prices.category, prices.unit_price as price, null::bigint as cost, null::text as barcode,
    null::text as status, null::text as image_url, null::text[] as tags
  from (select distinct on (sku) * from ${staged(intake, 'descriptions')} order by sku, latest desc, times desc, unit_price desc) as prices
    left join (select distinct on (sku) sku, title from (
      select sku, title, sum(times) as times, max(latest) as latest from ${staged(intake, 'descriptions')} where title is not null group by sku, title) as named
      order by sku, times desc, latest desc, title) as titles using (sku)`

/** Takes one chunk of variants with their products into the record, in the caller's transaction. */
export async function takeProducts(db: Db, intake: Intake, chunk: number): Promise<Tally> {
  const table = staged(intake, 'products')
  await sql`insert into categories (store_id, name) select distinct ${intake.storeId}::uuid, category from ${table} where chunk = ${chunk} and category is not null order by 2 on conflict do nothing`.execute(db)
  const created = await insertProducts(db, intake, chunk)
  await sql`update ${table} as s set product_id = p.id from products as p where p.store_id = ${intake.storeId}::uuid and p.external_id = s.product_key and s.chunk = ${chunk}`.execute(db)
  const updated = intake.kind === 'products' ? await updateProducts(db, intake, chunk) : 0
  await takeVariants(db, intake, chunk)
  const { rows } = await sql<{ all: number }>`select count(distinct product_key) as all from ${table} where chunk = ${chunk}`.execute(db)
  return { created, updated, unchanged: Math.max(0, rows[0]!.all - created - updated) }
}

const speakingRow = (intake: Intake, chunk: number) => sql`
  select distinct on (product_key) s.*, c.id as category_id from ${staged(intake, 'products')} as s
    left join categories as c on c.store_id = ${intake.storeId}::uuid and c.name = s.category
  where chunk = ${chunk} order by product_key, (s.title is null), sku`

async function insertProducts(db: Db, intake: Intake, chunk: number): Promise<number> {
  const result = await sql`
    with made as (
      insert into products (store_id, external_id, title, brand, category_id, status, image_url, tags, created_at, updated_at)
      select ${intake.storeId}::uuid, product_key, coalesce(title, product_key), brand, category_id, coalesce(status, 'active'), image_url, coalesce(tags, '{}'), ${intake.at}::timestamptz, ${intake.at}::timestamptz
      from (${speakingRow(intake, chunk)}) as speaking order by product_key
      on conflict (store_id, external_id) do nothing returning id, external_id, title, brand)
    insert into events (id, source_id, type, name, store_id, properties, context, occurred_at)
    select event_id(${intake.sourceId}::uuid, id || ':created'), ${intake.sourceId}::uuid, 'track', 'Product Created', ${intake.storeId}::uuid,
      jsonb_strip_nulls(jsonb_build_object('product_id', external_id, 'name', title, 'brand', brand)), ${contextOf(intake)}, ${intake.at}::timestamptz
    from made on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

const changeable = ['title', 'brand', 'category_id', 'status', 'image_url', 'tags'] as const

/** Fills in what the file knows; an empty cell leaves what is there. */
async function updateProducts(db: Db, intake: Intake, chunk: number): Promise<number> {
  const columns = changeable.map(column => sql.id(column))
  const result = await sql`
    with speaking as (${speakingRow(intake, chunk)}),
    changed as (
      update products as p set ${sql.join(columns.map(column => sql`${column} = coalesce(speaking.${column}, p.${column})`))}, updated_at = ${intake.at}::timestamptz
      from speaking where p.store_id = ${intake.storeId}::uuid and p.external_id = speaking.product_key
        and (${sql.join(columns.map(column => sql`p.${column}`))}) is distinct from (${sql.join(columns.map(column => sql`coalesce(speaking.${column}, p.${column})`))})
      returning p.id, p.external_id, p.title)
    insert into events (id, source_id, type, name, store_id, properties, context, occurred_at)
    select event_id(${intake.sourceId}::uuid, id || ':updated:' || ${intake.key}), ${intake.sourceId}::uuid, 'track', 'Product Updated', ${intake.storeId}::uuid,
      jsonb_build_object('product_id', external_id, 'name', title), ${contextOf(intake)}, ${intake.at}::timestamptz
    from changed on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** New variants; a file of products also changes known ones, sales do not: their prices are history. */
async function takeVariants(db: Db, intake: Intake, chunk: number) {
  const change = sql`
    do update set title = case when excluded.title = '' then variants.title else excluded.title end, barcode = coalesce(excluded.barcode, variants.barcode),
      price_minor = coalesce(excluded.price_minor, variants.price_minor), cost_minor = coalesce(excluded.cost_minor, variants.cost_minor), updated_at = excluded.updated_at
    where (variants.title, variants.barcode, variants.price_minor, variants.cost_minor) is distinct from
      (case when excluded.title = '' then variants.title else excluded.title end, coalesce(excluded.barcode, variants.barcode), coalesce(excluded.price_minor, variants.price_minor), coalesce(excluded.cost_minor, variants.cost_minor))`
  await sql`
    insert into variants (product_id, store_id, sku, title, barcode, price_minor, cost_minor, created_at, updated_at)
    select product_id, ${intake.storeId}::uuid, sku, coalesce(variant_title, ''), barcode, price, cost, ${intake.at}::timestamptz, ${intake.at}::timestamptz
    from ${staged(intake, 'products')} where chunk = ${chunk} order by sku
    on conflict (store_id, sku) ${intake.kind === 'products' ? change : sql`do nothing`}`.execute(db)
}
