import { sql } from 'kysely'
import type { Certificate } from '../../../contracts/privacy.ts'
import type { Ctx, Db, Kept } from '../../platform/index.ts'
import { searchWarehouse } from '../../warehouse/index.ts'
import type { Texts } from '../person.ts'
import { mentions, patternOf, textColumns, type Column } from './texts.ts'

export type Found = Certificate['search']['found']
export type Searched = Pick<Certificate['search'], 'tables' | 'columns' | 'found'>

/** Blocks of 8 kB that are read at once: about a second, so that progress is seen and no snapshot is held for long. */
const blocksAtOnce = 25_000

/**
 * Looks for what is left of somebody: for each of their identifiers and their name, in every column of both stores in
 * which text can stand, whoever made the table. Only people of the team are not searched: they may be customers as well.
 */
export async function searchEverywhere(ctx: Ctx, texts: Pick<Texts, 'identifiers' | 'names'>, kept: Kept[], tell: (done: number, total: number) => Promise<void>): Promise<Searched> {
  const team = new Set(kept.flatMap(k => k.team ?? []))
  // What is still to be looked for lies here sealed, until this is over.
  const inPostgres = Map.groupBy((await textColumns(ctx.db)).filter(c => !team.has(c.table) && !(c.table === 'privacy_requests' && c.column === 'wanted')), c => c.table)
  const total = inPostgres.size + 1
  const found: Found = []
  let done = 0
  for (const [table, columns] of inPostgres) {
    await tell(done++, total)
    found.push(...(await searchTable(ctx.db, table, columns, texts)))
  }
  await tell(done, total)
  const inClickhouse = await searchWarehouse(ctx, [...texts.identifiers, ...texts.names], patternOf(texts))
  found.push(...inClickhouse.found.map(hit => ({ store: 'clickhouse' as const, ...hit })))
  return { tables: inPostgres.size + inClickhouse.tables.length, columns: [...inPostgres.values()].flat().length + inClickhouse.columns, found }
}

async function searchTable(db: Db, table: string, columns: Column[], texts: Pick<Texts, 'identifiers' | 'names'>): Promise<Found> {
  const { rows: sizes } = await sql<{ blocks: number }>`select pg_relation_size(${table}::regclass) / 8192 as blocks`.execute(db)
  const rowsOf = new Map<string, number>()
  for (let from = 0; from <= sizes[0]!.blocks; from += blocksAtOnce) {
    const range = sql`t.ctid >= ${`(${from},0)`}::tid and t.ctid < ${`(${from + blocksAtOnce},0)`}::tid`
    const { rows: hits } = await sql<Record<string, boolean>>`select ${sql.join(columns.map(c => sql`coalesce(${mentions([c], texts)}, false) as ${sql.id(c.column)}`))} from ${sql.table(table)} as t where ${range} and ${mentions(columns, texts)}`.execute(db)
    for (const hit of hits) for (const [column, isHit] of Object.entries(hit)) if (isHit) rowsOf.set(column, (rowsOf.get(column) ?? 0) + 1)
  }
  return [...rowsOf].map(([column, rows]) => ({ store: 'postgres' as const, table, column, rows }))
}
