import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Ctx } from '../../server/platform/index.ts'
import { followed } from '../../server/warehouse/following/followed.ts'

/** Asserts that the warehouse holds exactly the rows of PostgreSQL: not one more, not one less, not one older. */
export async function assertCopied(ctx: Ctx) {
  for (const { table, columns, joins, appended, only = 'true' } of followed) {
    const wanted = `${table}_wanted`
    const { rows } = await sql<{ rows: string | null }>`select string_agg(row_to_json(x)::text, E'\n') as rows from (select ${sql.raw(columns)} from ${sql.table(table)} r ${sql.raw(joins)} where ${sql.raw(only)}) as x`.execute(ctx.db)
    await ctx.warehouse.command(`drop table if exists ${wanted}`)
    await ctx.warehouse.command(`create table ${wanted} as ${table}`)
    await ctx.warehouse.insertText(wanted, rows[0]?.rows ?? '')
    if (!appended) await ctx.warehouse.command(`delete from ${wanted} where deleted`)
    const held = appended ? `select * from ${table}` : `select * from ${table} final where not deleted`
    assert.deepEqual(await ctx.warehouse.rows(`select * from (${held} except select * from ${wanted}) limit 3`), [], `${table}: rows that PostgreSQL does not have`)
    assert.deepEqual(await ctx.warehouse.rows(`select * from (select * from ${wanted} except ${held}) limit 3`), [], `${table}: rows that are missing`)
    const [counts] = await ctx.warehouse.rows<{ held: number; wanted: number }>(`select (select count() from (${held})) as held, (select count() from ${wanted}) as wanted`)
    assert.equal(counts?.held, counts?.wanted, `${table}: every row once`)
    await ctx.warehouse.command(`drop table ${wanted}`)
  }
}

/** The figures of all days, as rows to compare. */
export const daysOf = (ctx: Ctx, table = 'days') =>
  ctx.warehouse.rows(`select * except (buyers, version), bitmapToArray(buyers) as buyers from ${table} final where orders > 0 or refunded_minor <> 0 or refunded_of_orders_minor <> 0 or notEmpty(products) order by store_id, day`)
