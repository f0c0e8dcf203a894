import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../platform/index.ts'
import type { Followed } from './followed.ts'
import type { Place, Position } from './positions.ts'

/** Rows of one followed table, as JSON lines, and the days whose figures they change. */
export type Batch = { rows: string; count: number; last: Place; storeIds: string[]; days: string[] }

// 50,000 orders are about 25 MB of JSON lines: large enough for ClickHouse, small enough for the memory of both sides.
export const batchRows = 50_000
const batchBytes = 32 * 1024 * 1024

/**
 * Reads what follows `position`, strictly below the oldest running transaction: whatever commits later has a
 * higher number, so nothing is ever skipped. A batch that was begun and not finished is read again exactly.
 */
export async function readBatch(db: Db, table: Followed, position: Position): Promise<Batch | undefined> {
  const { rows } = await sql<BatchRow>`
    with picked as materialized (${picked(table, position)}),
      lines as materialized (select ${sql.raw(table.columns)} from picked r ${sql.raw(table.joins)} where ${sql.raw(table.only ?? 'true')})
    select ${contentOf(table)}, (select count(*) from picked) as count,
      last.xid, last.key, touched.store_ids as "storeIds", touched.days
    from (select ${sql.ref(table.order.xid)}::text as xid, ${sql.ref(table.order.key)}::text as key from picked
        order by ${sql.ref(`picked.${table.order.xid}`)} desc, ${sql.ref(`picked.${table.order.key}`)} desc limit 1) as last,
      (${touchedDays(table)}) as touched`.execute(db)
  const found = rows[0]
  // What was begun may have changed meanwhile: it has moved behind `until` then, and nothing of it is left here.
  if (!found) return position.until.xid === '0' ? undefined : { rows: '', count: 0, last: position.until, storeIds: [], days: [] }
  return { rows: found.content ?? '', count: found.count, last: position.until.xid === '0' ? { xid: found.xid, key: found.key } : position.until, storeIds: found.storeIds ?? [], days: found.days ?? [] }
}

type BatchRow = { content: string | null; count: number; xid: string; key: string; storeIds: string[] | null; days: string[] | null }

function picked(table: Followed, { done, until }: Position) {
  const { xid, key, type } = table.order
  const place = ({ xid, key }: Place) => sql`(${xid}::xid8, ${key}::${sql.raw(type)})`
  const here = sql`(r.${sql.ref(xid)}, r.${sql.ref(key)})`
  const all = sql.raw(table.weight ? `r.*, sum(${table.weight}) over (order by r.${xid}, r.${key}) as running, row_number() over (order by r.${xid}, r.${key}) as nth` : 'r.*')
  const from = sql`from ${sql.table(table.table)} r where ${here} > ${place(done)}`
  if (until.xid !== '0') return sql`select r.* ${from} and ${here} <= ${place(until)}`
  const known = table.behindTheLog ? sql`and ${here} <= (select xid, seq from log_position)` : sql``
  const next = sql`${from} and r.${sql.ref(xid)} < pg_snapshot_xmin(pg_current_snapshot()) ${known} order by r.${sql.ref(xid)}, r.${sql.ref(key)} limit ${sql.lit(batchRows)}`
  return table.weight ? sql`select * from (select ${all} from (select r.* ${next}) r) as weighed where running <= ${sql.lit(batchBytes)} or nth = 1` : sql`select r.* ${next}`
}

/** Deletions go to several tables: their rows are grouped by table, `{"orders": "…lines…"}`. */
function contentOf(table: Followed): RawBuilder<unknown> {
  if (table.table !== 'deletions') return sql`(select string_agg(row_to_json(lines)::text, E'\\n') from lines) as content`
  return sql`(select json_object_agg(table_name, rows)::text from (select table_name, string_agg(tombstone::text, E'\\n') as rows from lines group by table_name) as grouped) as content`
}

function touchedDays({ table, days }: Followed) {
  const moments = table === 'deletions' ? ['placed_at', 'refunded_at', 'order_placed_at'] : days
  if (!moments.length) return sql`select null::text[] as store_ids, null::text[] as days`
  return sql`
    select array_agg(store_id) as store_ids, array_agg(day) as days from (
      select distinct s.id::text as store_id, ((moment.at at time zone s.time_zone)::date)::text as day
      from lines join stores s on s.id = lines.store_id::uuid, lateral (values ${sql.join(moments.map(m => sql`(lines.${sql.ref(m)})`))}) as moment (at)
      where moment.at is not null) as touched`
}
