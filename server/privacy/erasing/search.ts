import { sql } from 'kysely'
import type { Certificate } from '../../../contracts/privacy.ts'
import type { Ctx, Db, Kept } from '../../platform/index.ts'
import { searchWarehouse } from '../../warehouse/index.ts'
import type { Texts } from '../person.ts'
import { mentions, patternOf, textColumns, type Column } from './texts.ts'

export type Found = Certificate['search']['found']
export type Searched = Pick<Certificate['search'], 'tables' | 'columns' | 'found'>

/** Blocks of 8 kB that are read at once: a few seconds, so that progress is seen and no snapshot is held for long. */
const blocksAtOnce = 25_000

/**
 * Looks for what is left of somebody: for each of their identifiers and their name, in every column of both stores in
 * which text can stand, whoever made the table. Only people of the team are not searched: they may be customers as well.
 */
export async function searchEverywhere(ctx: Ctx, texts: Pick<Texts, 'identifiers' | 'names'>, kept: Kept[], tell: (done: number, total: number) => Promise<void>): Promise<Searched> {
  const team = new Set(kept.flatMap(k => k.team ?? []))
  // What is still to be looked for lies here sealed, until this is over.
  const inPostgres = Map.groupBy((await textColumns(ctx.db)).filter(c => !team.has(c.table) && !(c.table === 'privacy_requests' && c.column === 'wanted')), c => c.table)
  const found: Found = []
  const blocks = await blocksOf(ctx.db, [...inPostgres.keys()])
  const total = [...blocks.values()].reduce((sum, count) => sum + count, 1)
  let done = 0
  for (const [table, columns] of inPostgres) {
    const rowsOf = new Map<string, number>()
    for (let from = 0; from <= blocks.get(table)!; from += blocksAtOnce) {
      await tell(done + from, total)
      await searchBlocks(ctx.db, table, from, columns, texts, column => rowsOf.set(column, (rowsOf.get(column) ?? 0) + 1))
    }
    done += blocks.get(table)!
    found.push(...[...rowsOf].map(([column, rows]) => ({ store: 'postgres' as const, table, column, rows })))
  }
  await tell(done, total)
  const inClickhouse = await searchWarehouse(ctx, [...texts.identifiers, ...texts.names], patternOf(texts))
  found.push(...inClickhouse.found.map(hit => ({ store: 'clickhouse' as const, ...hit })))
  return { tables: inPostgres.size + inClickhouse.tables.length, columns: [...inPostgres.values()].flat().length + inClickhouse.columns, found }
}

async function blocksOf(db: Db, tables: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ table: string; blocks: number }>`select t as "table", pg_relation_size(t::regclass) / 8192 as blocks from unnest(${tables}::text[]) as t`.execute(db)
  return new Map(rows.map(row => [row.table, row.blocks]))
}

async function searchBlocks(db: Db, table: string, from: number, columns: Column[], texts: Pick<Texts, 'identifiers' | 'names'>, hit: (column: string) => void): Promise<void> {
  const range = sql`t.ctid >= ${`(${from},0)`}::tid and t.ctid < ${`(${from + blocksAtOnce},0)`}::tid`
  const { rows } = await sql<Record<string, boolean>>`select ${sql.join(columns.map(c => sql`coalesce(${mentions([c], texts)}, false) as ${sql.id(c.column)}`))} from ${sql.table(table)} as t where ${range} and ${mentions(columns, texts)}`.execute(db)
  for (const row of rows) for (const [column, isHit] of Object.entries(row)) if (isHit) hit(column)
}
