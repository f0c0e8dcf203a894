import { sql } from 'kysely'
import { inTransaction, type Ctx, type Db } from '../../platform/index.ts'
import { deletions, followed } from './followed.ts'
import type { Batch } from './batch.ts'

/** A row of a followed table in the order of reading: the transaction that wrote it, and its id or sequence. */
export type Place = { xid: string; key: string }
/** ClickHouse surely holds everything up to `done`, and perhaps what lies up to `until`; `until.xid` is '0' when no batch is under way. */
export type Position = { done: Place; until: Place }

const nowhere = (first: string): Place => ({ xid: '0', key: first })

/**
 * Sets every table to its beginning. Deletions begin now: whoever reads the tables from here on sees what they did.
 */
export async function beginPositions(db: Db, generationId: string): Promise<void> {
  for (const { table, order } of followed) await insertPosition(db, generationId, table, sql`'0'::xid8`, order.first)
  await insertPosition(db, generationId, 'deletions', sql`pg_snapshot_xmin(pg_current_snapshot())`, deletions.order.first)
}

const insertPosition = (db: Db, generationId: string, table: string, xid: ReturnType<typeof sql>, first: string) =>
  sql`insert into warehouse_positions (generation_id, table_name, done_xid, done_key, until_key) values (${generationId}, ${table}, ${xid}, ${first}, ${first})
    on conflict (generation_id, table_name) do update set done_xid = excluded.done_xid, done_key = excluded.done_key, until_xid = '0', rows_copied = 0`.execute(db)

export async function positionsOf(db: Db, generationId: string): Promise<Map<string, Position>> {
  const rows = await db.selectFrom('warehouse_positions').selectAll().where('generation_id', '=', generationId).execute()
  return new Map(rows.map(r => [r.table_name, { done: { xid: r.done_xid, key: r.done_key }, until: { xid: r.until_xid, key: r.until_key } }]))
}

/** Says what is about to be written, before it is, with the days whose figures it changes: a retry repeats exactly this. */
export const beginBatch = (db: Db, generationId: string, table: string, { last, storeIds, days }: Batch) =>
  inTransaction(db, async trx => {
    await sql`update warehouse_positions set until_xid = ${last.xid}::xid8, until_key = ${last.key} where generation_id = ${generationId} and table_name = ${table}`.execute(trx)
    if (days.length) await sql`
      insert into warehouse_days (generation_id, store_id, day) select ${generationId}, * from unnest(${storeIds}::uuid[], ${days}::date[])
      on conflict (generation_id, store_id, day) do update set noted = excluded.noted`.execute(trx)
  })

/** ClickHouse has it. */
export async function finishBatch({ db, clock }: Ctx, generationId: string, table: string, { last, count }: Batch): Promise<Position> {
  await sql`update warehouse_positions set done_xid = until_xid, done_key = until_key, until_xid = '0', rows_copied = rows_copied + ${count}, moved_at = ${clock.now().toString()}::timestamptz
    where generation_id = ${generationId} and table_name = ${table}`.execute(db)
  return { done: last, until: nowhere(last.key) }
}
