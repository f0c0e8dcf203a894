import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { appError, type Ctx, type Person, type PersonalCopy } from '../../platform/index.ts'
import { deletions, followed } from '../followed.ts'
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

/**
 * Takes the rows of a person out of the copy. Only after `waitForCopy`. That a row was deleted stays, by its id alone:
 * it tells how far the copy has come.
 * @returns how many rows went, by table
 */
export async function forgetInWarehouse(ctx: Ctx, { customers, nodes }: Person, kept: PersonalCopy[]): Promise<Record<string, number>> {
  const gone: Record<string, number> = {}
  for (const { table, whose } of kept) {
    const where = records.has(table) ? `(${whose}) and not deleted` : whose
    for (const name of await everyTable(ctx, table)) {
      const [found] = await ctx.warehouse.rows<{ count: number }>(`select count() as count from ${name} where ${where}`, { customers, nodes })
      if (!found?.count) continue
      await ctx.warehouse.command(`delete from ${name} where ${where} ${atOnce}`, { customers, nodes })
      gone[table] = (gone[table] ?? 0) + found.count
    }
  }
  return gone
}

const named = 'multiSearchAnyCaseInsensitiveUTF8(properties, {texts:Array(String)}) or multiSearchAnyCaseInsensitiveUTF8(context, {texts:Array(String)}) or lower(user_id) in {texts:Array(String)} or lower(anonymous_id) in {texts:Array(String)}'

/** Events in which one of these texts stands, e.g. those of somebody else who shared an address. The texts in small letters. */
export async function eventsNaming(ctx: Ctx, texts: string[]): Promise<string[]> {
  if (!texts.length) return []
  const rows = await ctx.warehouse.rows<{ id: string }>(`select id from events where ${named}`, { texts })
  return rows.map(row => row.id)
}

/** Copies events anew whose content was changed in PostgreSQL, and takes out those that are gone there. */
export async function copyEventsAgain(ctx: Ctx, ids: string[]): Promise<void> {
  if (!ids.length) return
  const { columns, joins } = followed.find(f => f.table === 'events')!
  const { rows } = await sql<{ content: string | null }>`
    select string_agg(row_to_json(lines)::text, E'\\n') as content from (select ${sql.raw(columns)} from events as r ${sql.raw(joins)} where r.id = any(${ids}::uuid[])) as lines`.execute(ctx.db)
  for (const table of await everyTable(ctx, 'events')) {
    await ctx.warehouse.command(`delete from ${table} where id in {ids:Array(UUID)} ${atOnce}`, { ids })
    if (rows[0]?.content) await ctx.warehouse.insertText(table, rows[0].content)
  }
}

/** Events of a name that happened before, the next of them: what a retention rule deletes. */
export async function eventsBefore(ctx: Ctx, { name, before, limit }: { name: string; before: string; limit: number }): Promise<string[]> {
  const rows = await ctx.warehouse.rows<{ id: string }>(`select id from events where name = {name:String} and occurred_at < parseDateTime64BestEffort({before:String}, 3, 'UTC') limit {limit:UInt32}`, { name, before, limit })
  return rows.map(row => row.id)
}

export async function forgetEvents(ctx: Ctx, ids: string[]): Promise<void> {
  for (const table of await everyTable(ctx, 'events')) await ctx.warehouse.command(`delete from ${table} where id in {ids:Array(UUID)} ${atOnce}`, { ids })
}

/** Rewrites the parts in which hidden rows still lie on disk. @returns the tables that had some */
export async function compactWarehouse(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.warehouse.rows<{ table: string }>('select distinct table from system.parts where database = currentDatabase() and active and has_lightweight_delete')
  for (const { table } of rows) await ctx.warehouse.command(`alter table ${table} apply deleted mask settings mutations_sync = 2`)
  return rows.map(row => row.table)
}
