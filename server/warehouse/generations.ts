import { sql } from 'kysely'
import { inTransaction, type Ctx, type Db } from '../platform/index.ts'
import { followed, warehouseTables } from './following/followed.ts'
import { beginPositions, positionsOf } from './following/positions.ts'

/** One filling of ClickHouse. While it is filled its tables end in `_next`, and the old ones serve. */
export type Generation = { id: string; cluster: string; reason: Reason; swapping: boolean; serving: boolean }
export type Reason = 'first' | 'requested' | 'another_postgres' | 'another_clickhouse' | 'diverged'

export const tableOf = (generation: Generation, table: string) => (generation.serving ? table : `${table}_next`)

export async function generationsOf(db: Db): Promise<{ serving: Generation | undefined; filling: Generation | undefined }> {
  const rows = await db.selectFrom('warehouse_generations').select(['id', 'cluster', 'reason', 'swapping_since', 'serving_since']).orderBy('begun_at').orderBy('id').execute()
  const all = rows.map(r => ({ id: r.id, cluster: r.cluster, reason: r.reason as Reason, swapping: r.swapping_since !== null, serving: r.serving_since !== null }))
  return { serving: all.findLast(g => g.serving), filling: all.find(g => !g.serving) }
}

/** Asks for a new filling; the follower does it. One that is under way already is enough, unless it is of no use. */
export async function beginGeneration({ db, clock }: Ctx, reason: Reason): Promise<string> {
  return inTransaction(db, async trx => {
    await sql`select pg_advisory_xact_lock(7256)`.execute(trx)
    const { filling } = await generationsOf(trx)
    if (filling) return filling.id
    const cluster = await clusterOf(trx)
    const expected = sql<number>`(select coalesce(sum(greatest(reltuples, 0)), 0)::bigint from pg_class where oid = any(${followed.map(f => f.table)}::regclass[]))`
    const { id } = await trx.insertInto('warehouse_generations').values({ cluster, reason, expected_rows: expected, begun_at: clock.now().toString() }).returning('id').executeTakeFirstOrThrow()
    await beginPositions(trx, id)
    return id
  })
}

/** Names the PostgreSQL whose transaction numbers the stamps are: another cluster, or a database restored into the same, differs. */
async function clusterOf(db: Db): Promise<string> {
  const { rows } = await sql<{ cluster: string }>`select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as cluster from pg_control_system()`.execute(db)
  return rows[0]!.cluster
}

/**
 * Looks whether the serving tables are what this PostgreSQL filled. A restored backup of either store, or a
 * ClickHouse that belongs to someone else, is noticed here and everything is copied anew beside it.
 */
export async function findFault(ctx: Ctx, serving: Generation): Promise<Reason | undefined> {
  if (serving.cluster !== (await clusterOf(ctx.db))) return 'another_postgres'
  const labels = await labelsOf(ctx)
  if (warehouseTables.some(table => labels.get(tableOf(serving, table)) !== serving.id)) return 'another_clickhouse'
  const positions = await positionsOf(ctx.db, serving.id)
  for (const { table, appended, only } of followed) {
    const { done, until } = positions.get(table)!
    const [held] = await ctx.warehouse.rows<{ any: string; live: string }>(
      appended ? `select toString(max(xid)) as any, any as live from ${tableOf(serving, table)}`
        : `select toString(intDiv(max(version), 2)) as any, toString(intDiv(maxIf(version, not deleted), 2)) as live from ${tableOf(serving, table)}`)
    const reached = until.xid === '0' ? done.xid : until.xid
    // Of a table that is copied in part, the last rows read may be among those that are left out.
    const holdsLess = !only && BigInt(held!.any) < BigInt(done.xid)
    if (holdsLess || BigInt(held!.live) > BigInt(reached)) return 'diverged'
  }
  return undefined
}

async function labelsOf(ctx: Ctx) {
  const rows = await ctx.warehouse.rows<{ name: string; comment: string }>('select name, comment from system.tables where database = currentDatabase()')
  return new Map(rows.map(row => [row.name, row.comment]))
}

/** Makes the tables of a filling, empty and with its label, unless they are there and sound. */
export async function prepareTables(ctx: Ctx, filling: Generation): Promise<void> {
  if (!(await findFault(ctx, filling))) return
  for (const table of warehouseTables) {
    const next = tableOf(filling, table)
    await ctx.warehouse.command(`drop table if exists ${next}`)
    await ctx.warehouse.command(`create table ${next} as ${table}`)
    await ctx.warehouse.command(`alter table ${next} modify comment '${filling.id}'`)
  }
  await sql`update warehouse_generations set cluster = ${await clusterOf(ctx.db)} where id = ${filling.id}`.execute(ctx.db)
  await sql`delete from warehouse_days where generation_id = ${filling.id}`.execute(ctx.db)
  await beginPositions(ctx.db, filling.id)
}

/**
 * Puts the filled tables in the place of the old ones. Each exchange is atomic and the label tells which are done,
 * so that a killed swap is simply finished; meanwhile both hold the same rows.
 */
export async function swap(ctx: Ctx, filled: Generation): Promise<void> {
  await sql`update warehouse_generations set swapping_since = coalesce(swapping_since, ${ctx.clock.now().toString()}::timestamptz) where id = ${filled.id}`.execute(ctx.db)
  const labels = await labelsOf(ctx)
  for (const table of warehouseTables) if (labels.get(table) !== filled.id) await ctx.warehouse.command(`exchange tables ${table} and ${table}_next`)
  await inTransaction(ctx.db, async trx => {
    await sql`update warehouse_generations set serving_since = ${ctx.clock.now().toString()}::timestamptz, complete_at = ${ctx.clock.now().toString()}::timestamptz where id = ${filled.id}`.execute(trx)
    await sql`delete from warehouse_generations where id <> ${filled.id} and serving_since is not null`.execute(trx)
  })
  for (const table of warehouseTables) await ctx.warehouse.command(`drop table if exists ${table}_next`)
}

/** The first filling goes into the tables that the migrations made, when they are empty. */
export async function adoptTables(ctx: Ctx, generationId: string): Promise<void> {
  for (const table of warehouseTables) if ((await ctx.warehouse.rows(`select 1 from ${table} limit 1`)).length) return
  for (const table of warehouseTables) await ctx.warehouse.command(`alter table ${table} modify comment '${generationId}'`)
  await sql`update warehouse_generations set serving_since = ${ctx.clock.now().toString()}::timestamptz where id = ${generationId}`.execute(ctx.db)
}

/**
 * After a restore from a dump, rows carry numbers of the old cluster. Those that lie in this one's future would
 * be waited for; they get a number of now.
 */
export const restamp = (db: Db) =>
  inTransaction(db, async trx => {
    await sql`set local suki.restamp = 'on'`.execute(trx)
    const future = sql`>= pg_snapshot_xmax(pg_current_snapshot())`
    // What was read of the log stays read, what was not comes after the position.
    await sql`update events set xid = '3' where xid ${future} and (xid, seq) <= (select xid, seq from log_position)`.execute(trx)
    for (const { table, appended } of followed) {
      if (appended) await sql`update ${sql.table(table)} set xid = pg_current_xact_id() where xid ${future}`.execute(trx)
      else await sql`update ${sql.table(table)} set id = id where changed_xid ${future}`.execute(trx)
    }
    await sql`update log_position set xid = pg_current_xact_id(), seq = 0 where xid ${future}`.execute(trx)
    await sql`delete from deletions`.execute(trx)
  })
