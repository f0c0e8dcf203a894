import { sql } from 'kysely'
import type { Expected, Plan, TrackedEventDetail } from '../../../contracts/tracking-plan.ts'
import { appError, inTransaction, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { trackedEvent } from './tracked.ts'

export const eventNotTracked = appError('tracking_plan.not_found', 404, 'There is no such event.')
export const alreadyTracked = appError('tracking_plan.exists', 409, 'There is an event of this name already. Open it and plan it there.')
export const samePathTwice = appError('tracking_plan.same_path', 400, 'The property {path} stands there twice. Give it all its types in one line.')

/** Says what is expected of an event. What differed from the plan before is no warning any more. @throws eventNotTracked, samePathTwice */
export const planEvent = (ctx: Ctx, eventId: string, { note, expected }: Plan): Promise<TrackedEventDetail> =>
  inTransaction(ctx.db, async db => {
    refuseTwins(expected)
    const before = await db.selectFrom('tracked_events').select(['name', 'note', 'expected']).where('id', '=', eventId).forUpdate().executeTakeFirst()
    if (!before) throw eventNotTracked()
    await writePlan(within(ctx, { db }), eventId, { note, expected })
    await audit(within(ctx, { db }), { action: 'tracking_plan.plan', record: { kind: 'tracked_event', id: eventId, label: before.name }, changes: changesBetween({ note: before.note, expected: before.expected as Expected[] }, { note, expected }) })
    return eventOf(db, eventId)
  })

/** @throws alreadyTracked, samePathTwice */
export const planNewEvent = (ctx: Ctx, { name, note, expected }: Plan & { name: string }): Promise<TrackedEventDetail> =>
  inTransaction(ctx.db, async db => {
    refuseTwins(expected)
    const made = await db.insertInto('tracked_events').values({ name }).onConflict(same => same.column('name').doNothing()).returning('id').executeTakeFirst()
    if (!made) throw alreadyTracked({}, [{ field: 'name', message: 'There is an event of this name already.' }])
    await writePlan(within(ctx, { db }), made.id, { note, expected })
    await audit(within(ctx, { db }), { action: 'tracking_plan.plan', record: { kind: 'tracked_event', id: made.id, label: name }, changes: changesBetween({ note: '', expected: [] as Expected[] }, { note, expected }) })
    return eventOf(db, made.id)
  })

/** Plans events as they were seen. Those that are planned already get what is new. */
export const approveEvents = (ctx: Ctx, { eventIds }: { eventIds: string[] }): Promise<{ planned: number }> =>
  inTransaction(ctx.db, async db => {
    const events = await db.selectFrom('tracked_events').select(['id', 'name', 'note', 'expected']).where('id', 'in', eventIds).orderBy('id').forUpdate().execute()
    for (const { id, name, note, expected } of events) {
      const seen = expectedOf((await trackedEvent(db, id))!)
      const kept = (expected as Expected[]).filter(one => !seen.some(other => other.path === one.path))
      await writePlan(within(ctx, { db }), id, { note, expected: [...kept, ...seen] })
      await audit(within(ctx, { db }), { action: 'tracking_plan.approve', record: { kind: 'tracked_event', id, label: name } })
    }
    return { planned: events.length }
  })

export const unplanEvents = (ctx: Ctx, { eventIds }: { eventIds: string[] }): Promise<{ unplanned: number }> =>
  inTransaction(ctx.db, async db => {
    const events = await db.updateTable('tracked_events').set({ planned_at: null, planned_by: null, expected: '[]' }).where('id', 'in', eventIds).where('planned_at', 'is not', null).returning(['id', 'name']).execute()
    await db.deleteFrom('drift_warnings').where('event_id', 'in', eventIds).execute()
    for (const { id, name } of events) await audit(within(ctx, { db }), { action: 'tracking_plan.unplan', record: { kind: 'tracked_event', id, label: name } })
    return { unplanned: events.length }
  })

/** Changes the plan so that it fits what came, or puts the warnings aside. */
export const settleWarnings = (ctx: Ctx, { warningIds, how }: { warningIds: string[]; how: 'accept' | 'dismiss' }): Promise<{ settled: number }> =>
  inTransaction(ctx.db, async db => {
    const warnings = await db.selectFrom('drift_warnings').select(['id', 'event_id', 'kind', 'path', 'found']).where('id', 'in', warningIds).where('dismissed_at', 'is', null).orderBy('event_id').forUpdate().execute()
    const own = within(ctx, { db })
    for (const [eventId, drift] of Map.groupBy(warnings, warning => warning.event_id)) {
      const event = await db.selectFrom('tracked_events').select(['name', 'note', 'expected']).where('id', '=', eventId).forUpdate().executeTakeFirstOrThrow()
      if (how === 'accept') await accept(own, eventId, event, drift)
      else await db.updateTable('drift_warnings').set({ dismissed_at: nowText(ctx.clock), dismissed_by: ctx.actor.name }).where('id', 'in', drift.map(one => one.id)).execute()
      await audit(own, { action: 'tracking_plan.settle', record: { kind: 'tracked_event', id: eventId, label: event.name }, changes: { how: { from: null, to: how }, warnings: { from: drift.length, to: 0 } } })
    }
    return { settled: warnings.length }
  })

type Warned = { id: string; kind: string; path: string; found: string }

async function accept(ctx: Ctx, eventId: string, { note, expected }: { note: string; expected: unknown }, drift: Warned[]) {
  const plan = drift.some(one => one.kind === 'new_event') ? expectedOf((await trackedEvent(ctx.db, eventId))!) : drift.reduce(fitted, expected as Expected[])
  await ctx.db.updateTable('tracked_events').set({ note, expected: JSON.stringify(plan), planned_at: sql<string>`coalesce(planned_at, ${nowText(ctx.clock)})`, planned_by: ctx.actor.name }).where('id', '=', eventId).execute()
  // The same difference may stand there once more for another source.
  const paths = drift.map(one => `${one.kind} ${one.path} ${one.found}`)
  await sql`delete from drift_warnings where event_id = ${eventId} and (kind = 'new_event' or kind || ' ' || path || ' ' || found = any(${paths}))`.execute(ctx.db)
}

function fitted(expected: Expected[], { kind, path, found }: Warned): Expected[] {
  const type = found as Expected['types'][number]
  if (kind === 'new_property' && !expected.some(one => one.path === path)) return [...expected, { path, types: [type], required: false }]
  return expected.map(one => {
    if (one.path !== path) return one
    if (kind === 'missing_required') return { ...one, required: false }
    return one.types.includes(type) ? one : { ...one, types: [...one.types, type] }
  })
}

/** A type that one event in a hundred has is no slip. What stands inside of something is not required by itself. */
const rareShare = 0.01

function expectedOf({ seen, seenCount }: TrackedEventDetail): Expected[] {
  return seen.flatMap(({ path, types, seenCount: count }) => {
    const common = types.filter(one => one.type !== 'null' && (one.share >= rareShare || types.length === 1)).map(one => one.type as Expected['types'][number])
    if (!common.length) return []
    const isAlways = count >= seenCount && !types.some(one => one.type === 'null')
    return [{ path, types: common, required: isAlways && !/[.[]/.test(path) }]
  })
}

async function writePlan(ctx: Ctx, eventId: string, { note, expected }: Plan) {
  await ctx.db.updateTable('tracked_events').set({ note, expected: JSON.stringify(expected), planned_at: nowText(ctx.clock), planned_by: ctx.actor.name }).where('id', '=', eventId).execute()
  await ctx.db.deleteFrom('drift_warnings').where('event_id', '=', eventId).execute()
}

function refuseTwins(expected: Expected[]) {
  const twin = expected.find((one, i) => expected.findIndex(other => other.path === one.path) !== i)
  if (twin) throw samePathTwice({ path: twin.path }, [{ field: 'expected', message: `The property ${twin.path} stands there twice.` }])
}

async function eventOf(db: Db, eventId: string): Promise<TrackedEventDetail> {
  const event = await trackedEvent(db, eventId)
  if (!event) throw eventNotTracked()
  return event
}

/** @throws eventNotTracked */
export const getTracked = ({ db }: Ctx, eventId: string) => eventOf(db, eventId)
