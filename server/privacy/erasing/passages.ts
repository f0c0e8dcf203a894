import { sql } from 'kysely'
import { inTransaction, type Ctx, type Db, type Kept, type PersonalTable } from '../../platform/index.ts'
import { copyEventsAgain, eventsNaming } from '../../warehouse/index.ts'
import type { Texts } from '../person.ts'
import { beginErasing, type Counted } from './rows.ts'
import { mentions, textColumns, withoutTexts, type Column } from './texts.ts'

/**
 * Rows of nobody, and of others, in which one of their identifiers or their name stands: technical ones are deleted,
 * of all others the passage is taken out.
 */
export async function erasePassages(ctx: Ctx, texts: Texts, kept: Kept[], tell: (done: number, total: number) => Promise<void>): Promise<Counted> {
  const columns = Map.groupBy(await textColumns(ctx.db), c => c.table)
  const tables = kept.flatMap(k => k.personal).filter(t => t.table !== 'events' && t.texts?.length !== 0)
  const counted: Counted = {}
  for (const [i, table] of tables.entries()) {
    await tell(i, tables.length + 1)
    const own = (columns.get(table.table) ?? []).filter(c => !c.isGenerated && (!table.texts || table.texts.includes(c.column)))
    if (own.length) counted[table.table] = await inTransaction(ctx.db, db => inTable(db, table, own, texts))
  }
  await tell(tables.length, tables.length + 1)
  counted['events'] = await inEvents(ctx, texts)
  return Object.fromEntries(Object.entries(counted).filter(([, c]) => c.deleted + c.blanked > 0))
}

async function inTable(db: Db, { table, elsewhere }: PersonalTable, columns: Column[], texts: Texts) {
  await beginErasing(db)
  const [name, where] = [sql.table(table), mentions(columns, texts)]
  if (elsewhere === 'delete') return { deleted: Number((await sql`delete from ${name} as t where ${where}`.execute(db)).numAffectedRows ?? 0), blanked: 0 }
  const readable = columns.filter(c => c.type !== 'bytea')
  if (!readable.length) return { deleted: 0, blanked: 0 }
  const change = sql.join(readable.map(c => sql`${sql.id(c.column)} = ${withoutTexts(c, texts)}`))
  return { deleted: 0, blanked: Number((await sql`update ${name} as t set ${change} where ${mentions(readable, texts)}`.execute(db)).numAffectedRows ?? 0) }
}

/** A name that stands in more events than this is not only a person's: a brand or an article is called so, too. */
const mostNamed = 1_000

/**
 * Events of others in which one of their identifiers or their name stands. The copy in ClickHouse finds them in seconds
 * where PostgreSQL would read for minutes; what it does not hold yet is read in PostgreSQL.
 */
async function inEvents(ctx: Ctx, { identifiers, names }: Texts): Promise<Counted[string]> {
  const columns = (await textColumns(ctx.db)).filter(c => c.table === 'events' && ['properties', 'context', 'user_id', 'anonymous_id'].includes(c.column))
  const named = await eventsNaming(ctx, names)
  const texts = { identifiers, names: named.length > mostNamed ? [] : names }
  const { rows: recent } = await sql<{ id: string }>`
    select t.id from events as t where (t.xid, t.seq) > (select coalesce(max(done_xid::text::bigint)::text, '0')::xid8, 0::bigint from warehouse_positions as p join warehouse_generations as g on g.id = p.generation_id where p.table_name = 'events' and g.serving_since is not null)
      and ${mentions(columns, texts)}`.execute(ctx.db)
  const ids = [...new Set([...(await eventsNaming(ctx, identifiers)), ...(texts.names.length ? named : []), ...recent.map(row => row.id)])]
  if (!ids.length) return { deleted: 0, blanked: 0 }
  const { rows: changed } = await sql<{ id: string }>`
    update events as t set ${sql.join(columns.map(c => sql`${sql.id(c.column)} = ${withoutTexts(c, texts)}`))} where t.id = any(${ids}::uuid[]) and ${mentions(columns, texts)} returning t.id`.execute(ctx.db)
  await copyEventsAgain(ctx, changed.map(row => row.id))
  return { deleted: 0, blanked: changed.length }
}
