import { sql } from 'kysely'
import { announce, inTransaction, within, type Ctx, type Db } from '../../../platform/index.ts'
import { audit } from '../../../staff/index.ts'
import { mergeCustomers, separateMerged } from '../decisions.ts'
import { lockIdentity } from '../graph/queries.ts'

type Suggestion = { id: string; one: string; other: string; state: string; mergedId: string | null }

/**
 * Merges these pairs. Each is a transaction of its own, so that the identity lock is never held for long.
 * @returns those that were decided now
 */
export async function accept(ctx: Ctx, ids: string[]): Promise<string[]> {
  const decided: string[] = []
  for (const id of ids) if (await inTransaction(ctx.db, db => acceptOne(within(ctx, { db }), id))) decided.push(id)
  return decided
}

async function acceptOne(ctx: Ctx, id: string): Promise<boolean> {
  await lockIdentity(ctx.db)
  const pair = await locked(ctx.db, id)
  if (pair?.state !== 'open') return false
  const mergedId = await mergePair(ctx, pair)
  await decide(ctx, [id], 'accepted', mergedId)
  return true
}

/** @returns the customer that was merged, null where both were one already */
async function mergePair(ctx: Ctx, { one, other }: Suggestion): Promise<string | null> {
  if (one === other) return null
  const stays = await mergeCustomers(ctx, [one, other])
  return stays === one ? other : one
}

/** These are different people, and stay so in the eyes of whoever looks next. */
export const dismiss = (ctx: Ctx, ids: string[]): Promise<string[]> =>
  inTransaction(ctx.db, async db => {
    const decided = await decide(within(ctx, { db }), ids, 'dismissed', null)
    if (decided.length) await announce(db, { topic: 'customers', count: decided.length })
    return decided
  })

async function decide(ctx: Ctx, ids: string[], state: 'accepted' | 'dismissed', mergedId: string | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update merge_suggestions set state = ${state}, decided_at = ${ctx.clock.now().toString()}, decided_by = ${ctx.actor.name}, merged_id = ${mergedId}
    where id = any(${ids}::uuid[]) and state = 'open' returning id`.execute(ctx.db)
  if (rows.length) await audit(ctx, { action: 'suggestions.decide', record: record(rows), changes: { state: { from: 'open', to: state } } })
  return rows.map(row => row.id)
}

const record = (rows: { id: string }[]) => ({ kind: 'suggestions', id: rows.length === 1 ? rows[0]!.id : '', label: null })

/**
 * Takes decisions back. Who was merged because of one is parted again, unless somebody parted them already.
 * @returns those that wait again
 */
export async function undo(ctx: Ctx, ids: string[]): Promise<string[]> {
  const undone: string[] = []
  for (const id of ids) if (await inTransaction(ctx.db, db => undoOne(within(ctx, { db }), id))) undone.push(id)
  return undone
}

async function undoOne(ctx: Ctx, id: string): Promise<boolean> {
  await lockIdentity(ctx.db)
  const pair = await locked(ctx.db, id)
  if (!pair || pair.state === 'open') return false
  const merged = pair.mergedId && (await ctx.db.selectFrom('customers').select('merged_into').where('id', '=', pair.mergedId).executeTakeFirst())
  if (merged && merged.merged_into) await separateMerged(ctx, merged.merged_into, pair.mergedId!)
  await sql`update merge_suggestions set state = 'open', merged_id = null, decided_at = ${ctx.clock.now().toString()}, decided_by = ${ctx.actor.name} where id = ${id}`.execute(ctx.db)
  await audit(ctx, { action: 'suggestions.undo', record: record([pair]), changes: { state: { from: pair.state, to: 'open' } } })
  return true
}

/** A suggestion with the customers that its two are now. */
async function locked(db: Db, id: string): Promise<Suggestion | undefined> {
  const { rows } = await sql<Suggestion>`
    select s.id, s.state, s.merged_id as "mergedId", coalesce(a.merged_into, a.id) as one, coalesce(b.merged_into, b.id) as other
    from merge_suggestions as s join customers as a on a.id = s.one_id join customers as b on b.id = s.other_id where s.id = ${id} for update of s`.execute(db)
  return rows[0]
}
