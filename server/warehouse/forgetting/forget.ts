import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { appError, type Ctx, type Person, type PersonalCopy } from '../../platform/index.ts'
import { deletions, followed } from '../following/followed.ts'
import { catchUpIfFree } from '../follower.ts'
import { generationsOf, tableOf, type Generation } from '../generations.ts'

// Rows are hidden at once by a mask; a mutation that rewrites whole parts would take minutes at 20 M events.
const atOnce = 'settings lightweight_deletes_sync = 2'
const records = new Set(followed.filter(f => !f.appended).map(f => f.table))

export const copyIsBehind = appError('warehouse.behind', 503, 'The warehouse has not caught up for ten minutes. It is tried again later.')

/**
 * Waits until the copy holds everything that transactions up to `xid` wrote, in every filling that is under way, so that
 * nothing older can come after. Follows by itself where nobody does. @throws copyIsBehind
 */
export async function waitForCopy(ctx: Ctx, xid: string): Promise<void> {
  const until = performance.now() + 600_000
  while (await isBehind(ctx, xid)) {
    if (performance.now() > until) throw copyIsBehind()
    await catchUpIfFree(ctx)
    await pause(50)
  }
}

async function isBehind({ db }: Ctx, xid: string): Promise<boolean> {
  const { serving, filling } = await generationsOf(db)
  for (const generation of [serving, filling]) {
    if (!generation) continue
    for (const { table, order } of [...followed, deletions]) {
      const { rows } = await sql`
        select from warehouse_positions as p where p.generation_id = ${generation.id} and p.table_name = ${table} and exists (
          select from ${sql.table(table)} as r where (r.${sql.ref(order.xid)}, r.${sql.ref(order.key)}) > (p.done_xid, p.done_key::${sql.raw(order.type)}) and r.${sql.ref(order.xid)} <= ${xid}::xid8)`.execute(db)
      if (rows.length) return true
    }
  }
  return !serving && !filling
}

async function everyTable(ctx: Ctx, table: string): Promise<string[]> {
  const { serving, filling } = await generationsOf(ctx.db)
  const names = [serving, filling].filter((g): g is Generation => g !== undefined).map(generation => tableOf(generation, table))
  const there = await ctx.warehouse.rows<{ name: string }>('select name from system.tables where database = currentDatabase() and name in {names:Array(String)}', { names: [table, ...names] })
  return there.map(row => row.name)
}

// Parameters travel in the address of a request, which is short; lists of ids and texts stand in the query itself.
const uuids = (ids: string[]) => `[${ids.filter(id => /^[0-9a-f-]{36}$/.test(id)).map(id => `toUUID('${id}')`).join(', ')}]`
const strings = (texts: string[]) => `[${texts.map(text => `'${text.replace(/[\\']/g, '\\$&')}'`).join(', ')}]`

const conditionOf = (whose: string, { customers, nodes }: Person) => whose.replaceAll('{customers:Array(UUID)}', uuids(customers)).replaceAll('{nodes:Array(UUID)}', uuids(nodes))

/** What only the warehouse holds of a person. */
export const rowsInWarehouse = (ctx: Ctx, { table, whose }: PersonalCopy, person: Person): Promise<Record<string, unknown>[]> => ctx.warehouse.rows(`select * from ${table} where ${conditionOf(whose, person)} limit 100000`)

/**
 * Takes the rows of a person out of the copy. Only after `waitForCopy`. That a row was deleted stays, by its id alone:
 * it tells how far the copy has come.
 * @returns how many rows went, by table
 */
export async function forgetInWarehouse(ctx: Ctx, person: Person, kept: PersonalCopy[]): Promise<Record<string, number>> {
  const gone: Record<string, number> = {}
  for (const { table, whose } of kept) {
    const theirs = conditionOf(whose, person)
    const where = records.has(table) ? `(${theirs}) and not deleted` : theirs
    for (const name of await everyTable(ctx, table)) {
      const [found] = await ctx.warehouse.rows<{ count: number }>(`select count() as count from ${name} where ${where}`)
      if (!found?.count) continue
      await ctx.warehouse.command(`delete from ${name} where ${where} ${atOnce}`)
      gone[table] = (gone[table] ?? 0) + found.count
    }
  }
  return gone
}

/** ClickHouse looks for at most 255 texts at a time. */
const containsAny = (column: string, texts: string[]) =>
  Array.from({ length: Math.ceil(texts.length / 200) }, (_, i) => `multiSearchAnyCaseInsensitiveUTF8(${column}, ${strings(texts.slice(i * 200, i * 200 + 200))})`).join(' or ')

/** Events in which one of these texts stands, e.g. those of somebody else who shared an address. The texts in small letters. */
export async function eventsNaming(ctx: Ctx, texts: string[]): Promise<string[]> {
  if (!texts.length) return []
  const rows = await ctx.warehouse.rows<{ id: string }>(`select id from events where ${['properties', 'context', 'user_id', 'anonymous_id'].map(column => containsAny(column, texts)).join(' or ')}`)
  return rows.map(row => row.id)
}

/** In how many rows of each text column of the copy one of these texts stands, and the expression matches. */
export async function searchWarehouse({ warehouse }: Ctx, texts: string[], pattern: string): Promise<{ columns: number; tables: string[]; found: { table: string; column: string; rows: number }[] }> {
  const columns = await warehouse.rows<{ table: string; column: string }>(`
    select c.table as table, c.name as column from system.columns as c join system.tables as t on t.database = c.database and t.name = c.table
    where c.database = currentDatabase() and t.engine like '%MergeTree%' and c.type like '%String%' and c.type not like 'AggregateFunction%'`)
  const found: { table: string; column: string; rows: number }[] = []
  const byTable = Map.groupBy(columns, c => c.table)
  for (const [table, own] of texts.length ? byTable : []) {
    const counts = own.map(({ column }) => `countIf(if(${containsAny(`toString(${column})`, texts)}, match(toString(${column}), ${strings([`(?i)${pattern}`]).slice(1, -1)}), 0)) as ${column}`)
    const [row] = await warehouse.rows<Record<string, number>>(`select ${counts.join(', ')} from ${table}`)
    found.push(...Object.entries(row ?? {}).filter(([, rows]) => rows > 0).map(([column, rows]) => ({ table, column, rows })))
  }
  return { columns: columns.length, tables: [...byTable.keys()], found }
}

/** Copies events anew whose content was changed in PostgreSQL, and takes out those that are gone there. */
export async function copyEventsAgain(ctx: Ctx, ids: string[]): Promise<void> {
  const { columns, joins } = followed.find(f => f.table === 'events')!
  for (let i = 0; i < ids.length; i += 1000) {
    const some = ids.slice(i, i + 1000)
    const { rows } = await sql<{ content: string | null }>`
      select string_agg(row_to_json(lines)::text, E'\\n') as content from (select ${sql.raw(columns)} from events as r ${sql.raw(joins)} where r.id = any(${some}::uuid[])) as lines`.execute(ctx.db)
    for (const table of await everyTable(ctx, 'events')) {
      await ctx.warehouse.command(`delete from ${table} where id in ${uuids(some)} ${atOnce}`)
      if (rows[0]?.content) await ctx.warehouse.insertText(table, rows[0].content)
    }
  }
}

type Place = { xid: number; seq: number }
type Expiring = { name: string; before: string }
const expiring = `name = {name:String} and occurred_at < parseDateTime64BestEffort({before:String}, 3, 'UTC')`

/** Events of a name that happened before, in the order of the log: what a retention rule deletes. */
export const eventsBefore = (ctx: Ctx, { name, before, after, limit }: Expiring & { after: Place; limit: number }): Promise<(Place & { id: string })[]> =>
  ctx.warehouse.rows(`select id, xid, seq from events where ${expiring} and (xid, seq) > ({xid:UInt64}, {seq:UInt64}) order by xid, seq limit {limit:UInt32}`, { name, before, ...after, limit })

/** The same in the copy, as far as they were deleted in PostgreSQL. */
export async function forgetEventsBefore(ctx: Ctx, { name, before, upTo }: Expiring & { upTo: Place }): Promise<void> {
  for (const table of await everyTable(ctx, 'events')) await ctx.warehouse.command(`delete from ${table} where ${expiring} and (xid, seq) <= ({xid:UInt64}, {seq:UInt64}) ${atOnce}`, { name, before, ...upTo })
}

/**
 * Rewrites the parts in which hidden rows still lie on disk, and those in which rows lie that newer ones replace: in a
 * partition that is one part `final` has nothing to do (50 in place of 120 ms for 1.5 M orders, ClickHouse 26.7).
 * @returns the tables that had hidden rows
 */
export async function compactWarehouse(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.warehouse.rows<{ table: string }>('select distinct table from system.parts where database = currentDatabase() and active and has_lightweight_delete')
  for (const { table } of rows) {
    await ctx.warehouse.command(`alter table ${table} apply deleted mask settings mutations_sync = 2`)
    // Their order by name went with what was taken out of them.
    if (/^events(_next)?$/.test(table)) await ctx.warehouse.command(`alter table ${table} materialize projection if exists by_name`)
  }
  const replaced = await ctx.warehouse.rows<{ table: string; partition_id: string }>(`select table, partition_id from system.parts where database = currentDatabase() and active
    and table in (select name from system.tables where database = currentDatabase() and engine = 'ReplacingMergeTree') group by table, partition_id having count() > 1`)
  for (const { table, partition_id } of replaced) await ctx.warehouse.command(`optimize table ${table} partition id '${partition_id}' final`)
  return rows.map(row => row.table)
}
