import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { append, sources } from '../../collect/index.ts'
import { announce, inTransaction, job, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { segmentNotFound } from '../segments.ts'
import { departure, median } from './departure.ts'

const comparedDays = 28

type Watched = { id: string; name: string; threshold: number; day: string; first: string; zone: string }
type Day = { entered: number; grown: number; traffic: number }

/** Looks at yesterday of every segment once it is over there. */
export const watchSegments = job('segments.watch', z.object({}).loose(), async ctx => {
  for (const segment of await unwatched(ctx)) await watch(ctx, segment)
}, { cron: '7 * * * *' })

/** Segments whose yesterday was not looked at, with the first day that can be compared: whole days by the definition of now. */
async function unwatched({ db, clock }: Ctx): Promise<Watched[]> {
  const { rows } = await sql<Watched>`
    select s.id, s.name, s.watch_threshold as threshold, s.time_zone as zone, y.day::text as day,
      greatest(y.day - ${comparedDays}::int, (v.built_at at time zone s.time_zone)::date + 1)::text as first
    from segments as s join segment_versions as v on v.segment_id = s.id and v.state = 'serving', lateral (select (${nowText(clock)}::timestamptz at time zone s.time_zone)::date - 1 as day) as y
    where s.archived_at is null and s.watched and s.watched_until is distinct from y.day`.execute(db)
  return rows
}

const watch = (ctx: Ctx, segment: Watched): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const days = await daysOf(db, segment)
    const last = days.pop()
    const traffic = median(days.map(day => day.traffic).concat(days.length ? [] : [0]))
    for (const measure of ['entered', 'grown'] as const) {
      const found = last && departure(last[measure], days.map(day => day[measure]), { threshold: segment.threshold, traffic })
      if (found) await tell(own, segment, { measure, value: last[measure], ...found })
    }
    await db.updateTable('segments').set({ watched_until: segment.day }).where('id', '=', segment.id).execute()
  })

/** Each whole day, oldest first. Who came or went because the definition changed did not come or go. */
async function daysOf(db: Db, { id, first, day, zone }: Watched): Promise<Day[]> {
  const { rows } = await sql<Day>`
    select count(m.id) filter (where m.entered)::int as entered, (count(m.id) filter (where m.entered) - count(m.id) filter (where not m.entered))::int as grown, count(m.id)::int as traffic
    from generate_series(${first}::date, ${day}::date, interval '1 day') as d (day)
      left join segment_moves as m on m.segment_id = ${id} and m.cause in ('news', 'time') and m.at >= d.day::date::timestamp at time zone ${zone} and m.at < (d.day::date + 1)::timestamp at time zone ${zone}
    group by d.day order by d.day`.execute(db)
  return rows
}

type Found = { measure: 'entered' | 'grown'; value: number; usual: number; spread: number }

/** A row, an event in the log for whatever reacts to it, and news for the console. */
async function tell(ctx: Ctx, { id, name, day }: Watched, { measure, value, usual, spread }: Found) {
  const at = nowText(ctx.clock)
  const added = await ctx.db.insertInto('segment_drifts').values({ segment_id: id, day, measure, value, usual, spread, found_at: at }).onConflict(conflict => conflict.doNothing()).returning('day').execute()
  if (!added.length) return
  await append(ctx.db, [{ sourceId: sources.suki, messageId: randomUUIDv7(), name: 'Segment Drifted', properties: { segment_id: id, segment: name, day, measure, value, usual, spread }, occurredAt: at }])
  await announce(ctx.db, { topic: 'segments', id })
}

/** Whether a segment is watched, and how far a day may depart. @throws segmentNotFound */
export const changeWatch = (ctx: Ctx, { segmentId, watched, threshold }: { segmentId: string; watched: boolean; threshold: number }): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const before = await db.selectFrom('segments').select(['name', 'watched', 'watch_threshold']).where('id', '=', segmentId).forUpdate().executeTakeFirst()
    if (!before) throw segmentNotFound({ segmentId })
    await db.updateTable('segments').set({ watched, watch_threshold: threshold }).where('id', '=', segmentId).execute()
    await audit(within(ctx, { db }), { action: 'segments.watch', record: { kind: 'segment', id: segmentId, label: before.name }, changes: changesBetween({ watched: before.watched, threshold: before.watch_threshold }, { watched, threshold }) })
  })
