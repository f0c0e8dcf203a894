import { sql } from 'kysely'
import { conditionsOf, type Rule } from '../../contracts/segments.ts'
import { appError, inTransaction, nowText, within, type Ctx, type Db } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'
import { segmentInCircle } from './evaluating/evaluate.ts'
import { buildSegment } from './keeping/build.ts'

export const segmentNotFound = appError('segments.not_found', 404, 'There is no segment {segmentId}.')
export const segmentNameTaken = appError('segments.name_taken', 409, 'There is a segment called "{name}" already. Choose another name, or change that one.')
export const segmentUnknown = appError('segments.unknown_segment', 400, 'The rule asks for a segment that does not exist or is archived: {ids}.')
export const segmentInUse = appError('segments.in_use', 409, 'This segment is needed by {names}. Change or cancel that first.')

export type NewSegment = { name: string; description?: string; rule: Rule; storeId?: string | null }

/** Makes a segment and has its membership found. @throws segmentNameTaken, segmentUnknown */
export const makeSegment = (ctx: Ctx, { name, description = '', rule, storeId = null }: NewSegment): Promise<string> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    await refuseUnknown(db, rule)
    await refuseTaken(db, name)
    const at = nowText(ctx.clock)
    const zone = await zoneOf(db, storeId)
    const { id } = await db.insertInto('segments').values({ name, description, store_id: storeId, time_zone: zone, created_at: at, created_by: ctx.actor.name }).returning('id').executeTakeFirstOrThrow()
    await define(own, id, 1, rule, zone)
    await audit(own, { action: 'segments.create', record: { kind: 'segment', id, label: name } })
    return id
  })

/** Gives a segment a new definition; the old membership serves until that of the new one stands. @throws segmentNotFound, segmentInCircle, segmentUnknown */
export const redefineSegment = (ctx: Ctx, { segmentId, rule }: { segmentId: string; rule: Rule }): Promise<number> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const segment = await db.selectFrom('segments').selectAll().where('id', '=', segmentId).where('archived_at', 'is', null).forUpdate().executeTakeFirst()
    if (!segment) throw segmentNotFound({ segmentId })
    await refuseUnknown(db, rule)
    await refuseCircle(db, segmentId, rule)
    const { number } = await db.selectFrom('segment_versions').select(({ fn }) => fn.max('number').as('number')).where('segment_id', '=', segmentId).executeTakeFirstOrThrow()
    await db.updateTable('segment_versions').set({ state: 'past' }).where('segment_id', '=', segmentId).where('state', 'in', ['building', 'failed']).execute()
    const next = (number ?? 0) + 1
    await define(own, segmentId, next, rule, await zoneOf(db, segment.store_id))
    await audit(own, { action: 'segments.edit', record: { kind: 'segment', id: segmentId, label: segment.name }, changes: { version: { from: number, to: next } } })
    return next
  })

/** Ends a segment: its membership is not kept any more. `needed`: names of what else would break. @throws segmentNotFound, segmentInUse */
export const archiveSegment = (ctx: Ctx, { segmentId, needed = async () => [] }: { segmentId: string; needed?: (own: Ctx) => Promise<string[]> }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const segment = await db.updateTable('segments').set({ archived_at: nowText(ctx.clock), archived_by: ctx.actor.name }).where('id', '=', segmentId).where('archived_at', 'is', null).returning('name').executeTakeFirst()
    if (!segment) throw segmentNotFound({ segmentId })
    const names = [...(await usersOf(db, segmentId)).map(u => u.name), ...(await needed(within(ctx, { db })))]
    if (names.length) throw segmentInUse({ names: [...new Set(names)].join(', ') })
    await audit(within(ctx, { db }), { action: 'segments.archive', record: { kind: 'segment', id: segmentId, label: segment.name } })
  })

/**
 * Takes a segment out of the archive. Nobody kept it meanwhile: nothing serves until its newest rule is found anew, and
 * who came or went in the meantime is told as by a definition. @throws segmentNotFound, segmentNameTaken, segmentUnknown
 */
export const restoreSegment = (ctx: Ctx, { segmentId }: { segmentId: string }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const segment = await db.selectFrom('segments').select(['name', 'store_id']).where('id', '=', segmentId).where('archived_at', 'is not', null).forUpdate().executeTakeFirst()
    if (!segment) throw segmentNotFound({ segmentId })
    await refuseTaken(db, segment.name)
    const newest = await db.selectFrom('segment_versions').select(['number', 'rule']).where('segment_id', '=', segmentId).orderBy('number', 'desc').executeTakeFirstOrThrow()
    const rule = newest.rule as unknown as Rule
    await refuseUnknown(db, rule)
    await db.updateTable('segments').set({ archived_at: null, archived_by: null, serving: null }).where('id', '=', segmentId).execute()
    await db.updateTable('segment_versions').set({ state: 'past' }).where('segment_id', '=', segmentId).where('state', '<>', 'past').execute()
    await define(own, segmentId, newest.number + 1, rule, await zoneOf(db, segment.store_id))
    await audit(own, { action: 'segments.restore', record: { kind: 'segment', id: segmentId, label: segment.name } })
  })

/** Changes what a segment is called. @throws segmentNotFound, segmentNameTaken */
export const renameSegment = (ctx: Ctx, { segmentId, name, description }: { segmentId: string; name?: string | undefined; description?: string | undefined }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const before = await db.selectFrom('segments').select(['name', 'description']).where('id', '=', segmentId).where('archived_at', 'is', null).forUpdate().executeTakeFirst()
    if (!before) throw segmentNotFound({ segmentId })
    const after = { name: name ?? before.name, description: description ?? before.description }
    if (after.name.toLowerCase() !== before.name.toLowerCase()) await refuseTaken(db, after.name)
    await db.updateTable('segments').set(after).where('id', '=', segmentId).execute()
    await audit(within(ctx, { db }), { action: 'segments.edit', record: { kind: 'segment', id: segmentId, label: after.name }, changes: changesBetween(before, after) })
  })

async function define(ctx: Ctx, segmentId: string, number: number, rule: Rule, zone: string) {
  await ctx.db.insertInto('segment_versions').values({ segment_id: segmentId, number, rule: JSON.stringify(rule), time_zone: zone, state: 'building', made_by: ctx.actor.name, made_at: nowText(ctx.clock) }).execute()
  await buildSegment.later(ctx.db, { segmentId }, { key: `segments.build ${segmentId}`, queue: 'segments' })
}

/** The time zone whose days a rule counts: its store's, else the first store's. */
export async function zoneOf(db: Db, storeId: string | null): Promise<string> {
  const store = await db.selectFrom('stores').select('time_zone').$if(storeId !== null, q => q.where('id', '=', storeId!)).orderBy('created_at').orderBy('id').executeTakeFirst()
  return store?.time_zone ?? 'UTC'
}

async function refuseTaken(db: Db, name: string) {
  const { rows } = await sql`select from segments where lower(name) = lower(${name}) and archived_at is null`.execute(db)
  if (rows.length) throw segmentNameTaken({ name })
}

const referencesIn = (rule: Rule): string[] => [...new Set(conditionsOf(rule).flatMap(c => (c.kind === 'segment' ? [c.segmentId] : [])))]

async function refuseUnknown(db: Db, rule: Rule) {
  const wanted = referencesIn(rule)
  if (!wanted.length) return
  const known = await db.selectFrom('segments').select('id').where('id', 'in', wanted).where('archived_at', 'is', null).execute()
  const unknown = wanted.filter(id => !known.some(k => k.id === id))
  if (unknown.length) throw segmentUnknown({ ids: unknown.join(', ') })
}

/** The newest rule of each segment that is not archived. */
async function newestRules(db: Db): Promise<Map<string, { name: string; rule: Rule }>> {
  const { rows } = await sql<{ id: string; name: string; rule: Rule }>`
    select distinct on (s.id) s.id, s.name, v.rule from segments as s join segment_versions as v on v.segment_id = s.id where s.archived_at is null order by s.id, v.number desc`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

/** Segments whose rules ask for this one. */
export async function usersOf(db: Db, segmentId: string): Promise<{ id: string; name: string }[]> {
  return [...(await newestRules(db))].filter(([, { rule }]) => referencesIn(rule).includes(segmentId)).map(([id, { name }]) => ({ id, name }))
}

/** Two changes at once could close a circle that neither sees: they are made one after another. */
async function refuseCircle(db: Db, segmentId: string, rule: Rule) {
  await sql`select pg_advisory_xact_lock(7257)`.execute(db)
  const rules = await newestRules(db)
  const walk = (id: string, path: string[]): void => {
    const names = [...path, rules.get(id)?.name ?? id]
    if (id === segmentId && path.length) throw segmentInCircle({ names: names.join(' → ') })
    for (const next of referencesIn(id === segmentId ? rule : (rules.get(id)?.rule ?? { kind: 'all', rules: [] }))) walk(next, names)
  }
  walk(segmentId, [])
}
