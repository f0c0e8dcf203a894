import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { append, sources } from '../../collect/index.ts'
import { lockIdentity } from '../../customers/index.ts'
import { appError, type Ctx, type Db, type Kept, type Person, type PersonalTable } from '../../platform/index.ts'
import { personOf, textsOf, type Texts } from '../person.ts'
import { rulesOf } from '../keeping/rules.ts'

export const nobodyToErase = appError('privacy.nobody', 404, 'There is no such customer. They may have been erased before.')

/** What the later steps of an erasure need; kept sealed between them. */
export type Wanted = { person: Person; texts: Texts; namesake: boolean; xid: string }
export type Counted = Record<string, { deleted: number; blanked: number }>

/**
 * The first step, in the caller's transaction: their rows go or are blanked in every table that says whose its rows are,
 * and from now on nobody comes in by their identifiers. Holds up whoever reads the log and whoever decides who is who.
 * @throws nobodyToErase
 */
export async function eraseRows(ctx: Ctx, { id, customerId }: { id: string; customerId: string }, kept: Kept[]): Promise<{ wanted: Wanted; counted: Counted }> {
  const { db } = ctx
  await sql`select from log_position for update`.execute(db)
  await lockIdentity(db)
  const person = await personOf(db, customerId)
  if (!person) throw nobodyToErase()
  const texts = await textsOf(db, person)
  const namesake = await hasNamesake(db, person, texts.names)
  const now = ctx.clock.now().toString()
  await sql`insert into tombstones (node_id, request_id, erased_at) select unnest(${person.nodes}::uuid[]), ${id}, ${now}::timestamptz on conflict (node_id) do update set request_id = excluded.request_id, erased_at = excluded.erased_at`.execute(db)
  await beginErasing(db)
  const { orders } = await rulesOf(db)
  const counted: Counted = {}
  // From the last module to the first: what refers to others goes before them.
  for (const table of kept.toReversed().flatMap(k => k.personal)) counted[table.table] = await eraseTable(db, table, person, orders === 'delete')
  await forgetRequests(db, person)
  await append(db, [{ sourceId: sources.suki, messageId: randomUUIDv7(), name: 'Customer Erased', properties: { request_id: id }, occurredAt: now }])
  const { rows } = await sql<{ xid: string }>`select pg_current_xact_id()::text as xid`.execute(db)
  return { wanted: { person, texts: namesake ? { ...texts, names: [] } : texts, namesake, xid: rows[0]!.xid }, counted: Object.fromEntries(Object.entries(counted).filter(([, c]) => c.deleted + c.blanked > 0)) }
}

/** What is append-only may be erased in this transaction, and nothing else may be done to it. */
export const beginErasing = (db: Db) => sql`select set_config('suki.erasing', 'on', true)`.execute(db)

async function eraseTable(db: Db, { table, whose, erase, books }: PersonalTable, person: Person, withBooks: boolean): Promise<{ deleted: number; blanked: number }> {
  const none = { deleted: 0, blanked: 0 }
  if (!whose) return none
  const [name, where] = [sql.table(table), whose(person)]
  if (erase === 'delete' || (books && withBooks)) return { ...none, deleted: Number((await sql`delete from ${name} as t where ${where}`.execute(db)).numAffectedRows ?? 0) }
  if (erase === 'keep') return none
  const change = sql.join(Object.entries(erase).map(([column, value]) => sql`${sql.id(column)} = ${value}`))
  return { ...none, blanked: Number((await sql`update ${name} as t set ${change} where ${where}`.execute(db)).numAffectedRows ?? 0) }
}

/** Two people of one name cannot be told apart by it: a text with that name may be about the other. */
async function hasNamesake(db: Db, { customers }: Person, names: string[]): Promise<boolean> {
  if (!names.length) return false
  const { rows } = await sql`select from customers where id <> all(${customers}::uuid[]) and lower(name) = any(${names}::text[]) and sort_name = any(select left(btrim(search_text(name)), 60) from unnest(${names}::text[]) as name) limit 1`.execute(db)
  return rows.length > 0
}

/** Requests of theirs stay, as numbers: what they asked for, without who they are; the archives that they were given go. */
async function forgetRequests(db: Db, { customers }: Person) {
  await sql`delete from privacy_file_chunks where request_id in (select id from privacy_requests where customer_id = any(${customers}::uuid[]))`.execute(db)
  await sql`update privacy_requests set label = null, note = '', file_bytes = null, file_expires_at = null where customer_id = any(${customers}::uuid[])`.execute(db)
}
