import { sql } from 'kysely'
import { gauge, inTransaction, within, type Ctx, type Db } from '../platform/index.ts'
import { audit } from '../staff/index.ts'
import { deletions, followed } from './following/followed.ts'
import { beginGeneration, generationsOf, type Generation } from './generations.ts'

// Counting what waits stops here: beyond it the number only says "far behind".
const countUpTo = 100_000

/** Both stores, the jobs, and how far the warehouse has followed. */
export async function statusOf(ctx: Ctx) {
  const [postgres, clickhouse, jobs, warehouse] = await Promise.all([postgresOf(ctx), clickhouseOf(ctx), jobsOf(ctx), followingOf(ctx)])
  return { postgres, clickhouse, jobs, warehouse }
}

/** Asks the follower to copy everything anew. */
export async function rebuild(ctx: Ctx) {
  await inTransaction(ctx.db, async db => {
    const id = await beginGeneration(within(ctx, { db }), 'requested')
    await audit(within(ctx, { db }), { action: 'warehouse.rebuild', record: { kind: 'warehouse', id, label: 'ClickHouse' } })
  })
  return { done: true as const }
}

async function followingOf(ctx: Ctx) {
  const { serving, filling } = await generationsOf(ctx.db)
  const shown = serving ?? filling
  const tables = shown ? await tablesOf(ctx.db, shown) : []
  const rowsBehind = tables.reduce((sum, t) => sum + t.rowsBehind, 0)
  const completeAt = shown ? (await ctx.db.selectFrom('warehouse_generations').select('complete_at').where('id', '=', shown.id).executeTakeFirst())?.complete_at ?? null : null
  return { completeAt, lagSeconds: rowsBehind === 0 || !completeAt ? 0 : Math.max(0, Temporal.Instant.from(completeAt).until(ctx.clock.now()).total('seconds')), rowsBehind, tables, rebuild: filling ? await progressOf(ctx.db, filling) : null }
}

async function tablesOf(db: Db, { id }: Generation) {
  return Promise.all([...followed, deletions].map(async ({ table, order }) => {
    const { rows } = await sql<{ rowsCopied: number; rowsBehind: number; movedAt: string | null }>`
      select p.rows_copied as "rowsCopied", case when p.rows_copied > 0 then p.moved_at end as "movedAt", (select count(*) from (
        select 1 from ${sql.table(table)} r where (r.${sql.ref(order.xid)}, r.${sql.ref(order.key)}) > (p.done_xid, p.done_key::${sql.raw(order.type)}) limit ${sql.lit(countUpTo)}) as waiting) as "rowsBehind"
      from warehouse_positions p where p.generation_id = ${id} and p.table_name = ${table}`.execute(db)
    return { name: table, ...rows[0]! }
  }))
}

async function progressOf(db: Db, { id }: Generation) {
  const { rows } = await sql<{ reason: Generation['reason']; begunAt: string; rowsExpected: number; rowsCopied: number }>`
    select g.reason, g.begun_at as "begunAt", g.expected_rows as "rowsExpected", (select coalesce(sum(rows_copied), 0)::bigint from warehouse_positions p where p.generation_id = g.id) as "rowsCopied"
    from warehouse_generations g where g.id = ${id}`.execute(db)
  const progress = rows[0]!
  return { ...progress, share: progress.rowsExpected > 0 ? Math.min(1, progress.rowsCopied / progress.rowsExpected) : 0 }
}

async function postgresOf({ db }: Ctx) {
  const { rows } = await sql<{ version: string; bytes: number; connections: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes, (select count(*) from pg_stat_activity where datname = current_database()) as connections`.execute(db)
  return rows[0]!
}

async function clickhouseOf({ warehouse }: Ctx) {
  const [found] = await warehouse.rows<{ version: string; bytes: number; rows: number }>(
    'select version() as version, toInt64(sum(bytes_on_disk)) as bytes, toInt64(sum(rows)) as rows from system.parts where database = currentDatabase() and active')
  return found!
}

async function jobsOf({ db }: Ctx) {
  const { rows } = await sql<{ job: string; attempts: number; error: string | null; at: string; failed: boolean }>`
    select task_identifier as job, attempts, last_error as error, updated_at as at, attempts >= max_attempts as failed from graphile_worker.jobs where last_error is not null order by updated_at desc limit 20`.execute(db)
  const { rows: counts } = await sql<{ waiting: number; failed: number }>`select count(*) filter (where attempts < max_attempts) as waiting, count(*) filter (where attempts >= max_attempts) as failed from graphile_worker.jobs`.execute(db)
  // Only the first line: what follows may quote data.
  return { ...counts[0]!, failures: rows.map(r => ({ job: r.job, attempts: r.attempts, error: (r.error ?? '').split('\n')[0]!.slice(0, 300), at: r.at })) }
}

export const warehouseGauges = [
  gauge('suki_warehouse_lag_seconds', 'How long ago the warehouse last held everything, 0 while it does.', async ctx => (await followingOf(ctx)).lagSeconds),
  gauge('suki_warehouse_rows_behind', 'Rows that the warehouse has not copied yet, counted up to 100,000 a table.', async ctx => (await followingOf(ctx)).rowsBehind),
]
