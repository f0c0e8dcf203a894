import { sql } from 'kysely'
import type { DriftKind, Expected } from '../../../contracts/tracking-plan.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { sources } from '../log.ts'
import { driftOf } from './check.ts'
import { observe, type Seen, type SeenEvent, type Told } from './observed.ts'
import { mostPaths, type Shape } from './shape.ts'
import { mostValues } from './values.ts'

/** More event names are made of data; those that come later are not noted. */
const mostNames = 2_000

type Tracked = { id: string; name: string; plannedAt: string | null; expected: Expected[] }

/** Notes what events look like, and where they differ from the plan. Suki's own are its own affair. */
export const trackingPlanReader = {
  name: 'tracking_plan',
  read: async ({ db }: Ctx, events: Told[]): Promise<void> => {
    const told = events.filter(event => event.sourceId !== sources.suki && event.sourceId !== sources.import)
    if (!told.length) return
    const shapes = new Map<Told, Shape>()
    const seen = observe(told, shapes)
    const tracked = await noteEvents(db, seen)
    const known = [...seen].flatMap(([name, one]) => (tracked.has(name) ? [{ ...one, eventId: tracked.get(name)!.id }] : []))
    await noteSources(db, known)
    await noteProperties(db, known)
    await noteValues(db, known)
    await warn(db, shapes, tracked)
  },
}

type Known = SeenEvent & { eventId: string }

async function noteEvents(db: Db, seen: Map<string, SeenEvent>): Promise<Map<string, Tracked>> {
  const rows = [...seen].map(([name, { type, count, first, last }]) => ({ name, type, count, first, last }))
  const { rows: tracked } = await sql<Tracked>`
    with given as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as row(name text, type text, count bigint, first timestamptz, last timestamptz)),
    fresh as (select given.* from given where not exists (select from tracked_events as e where e.name = given.name) order by count desc, name
      limit greatest(0, ${mostNames} - (select count(*) from tracked_events)))
    insert into tracked_events as e (name, type, seen_count, first_seen_at, last_seen_at)
    select name, type, count, first, last from given where name in (select name from fresh) or exists (select from tracked_events as t where t.name = given.name)
    on conflict (name) do update set type = excluded.type, seen_count = e.seen_count + excluded.seen_count,
      first_seen_at = least(e.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(e.last_seen_at, excluded.last_seen_at)
    returning id, name, planned_at as "plannedAt", expected`.execute(db)
  return new Map(tracked.map(event => [event.name, event]))
}

async function noteSources(db: Db, known: Known[]) {
  const rows = known.flatMap(({ eventId, sources: own }) => [...own].map(([sourceId, { count, last }]) => ({ eventId, sourceId, count, last })))
  await sql`
    insert into tracked_sources as t (event_id, source_id, seen_count, last_seen_at)
    select "eventId", "sourceId", count, last from json_to_recordset(${JSON.stringify(rows)}::json) as row("eventId" uuid, "sourceId" uuid, count bigint, last timestamptz)
    on conflict (event_id, source_id) do update set seen_count = t.seen_count + excluded.seen_count, last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at)`.execute(db)
}

/** An event that has its full share of properties gets no new ones, only higher counts. */
async function noteProperties(db: Db, known: Known[]) {
  const rows = known.flatMap(({ eventId, properties }) => [...properties].flatMap(([path, types]) => [...types].map(([type, seen]) => ({ eventId, path, type, ...seen }))))
  if (!rows.length) return
  await sql`
    with given as (select * from json_to_recordset(${JSON.stringify(rows)}::json) as row("eventId" uuid, path text, type text, count bigint, first timestamptz, last timestamptz)),
    held as (select event_id, path from tracked_properties where event_id in (select "eventId" from given) group by 1, 2),
    fresh as (select g."eventId", g.path, row_number() over (partition by g."eventId" order by g.path) + (select count(*) from held where held.event_id = g."eventId") as place
      from (select distinct "eventId", path from given) as g where not exists (select from held where held.event_id = g."eventId" and held.path = g.path)),
    crowded as (update tracked_events set crowded_at = now() where crowded_at is null and id in (select "eventId" from fresh where place > ${mostPaths}))
    insert into tracked_properties as p (event_id, path, type, seen_count, first_seen_at, last_seen_at)
    select "eventId", path, type, count, first, last from given
    where ("eventId", path) not in (select "eventId", path from fresh where place > ${mostPaths})
    on conflict (event_id, path, type) do update set seen_count = p.seen_count + excluded.seen_count, last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)`.execute(db)
}

/** Values are noted until there are too many different ones; then the property is no choice, and none are kept. */
async function noteValues(db: Db, known: Known[]) {
  const many = known.flatMap(({ eventId, values }) => [...values].flatMap(([path, own]) => (own === 'many' ? [{ eventId, path }] : [])))
  const rows = known.flatMap(({ eventId, values }) => [...values].flatMap(([path, own]) => (typeof own === 'string' ? [] : [...own].map(([value, count]) => ({ eventId, path, value, count })))))
  if (rows.length) await sql`
    insert into tracked_values as v (event_id, path, value, seen_count)
    select "eventId", path, value, count from json_to_recordset(${JSON.stringify(rows)}::json) as row("eventId" uuid, path text, value text, count bigint)
    where not exists (select from tracked_many_values as m where m.event_id = "eventId" and m.path = row.path)
    on conflict (event_id, path, value) do update set seen_count = v.seen_count + excluded.seen_count`.execute(db)
  await sql`
    with crowded as (
      select "eventId" as event_id, path from json_to_recordset(${JSON.stringify(many)}::json) as row("eventId" uuid, path text)
      union select event_id, path from tracked_values where event_id = any(${known.map(one => one.eventId)}::uuid[]) group by 1, 2 having count(*) > ${mostValues}),
    said as (insert into tracked_many_values select event_id, path from crowded on conflict do nothing)
    delete from tracked_values where (event_id, path) in (select event_id, path from crowded)`.execute(db)
}

type Warned = Seen & { eventId: string; sourceId: string; kind: DriftKind; path: string; found: string }

/** Only what came since it was planned can differ from the plan; a new event only once there is one. */
async function warn(db: Db, shapes: Map<Told, Shape>, tracked: Map<string, Tracked>) {
  const { plannedSince } = await db.selectFrom('tracked_events').select(q => q.fn.min('planned_at').as('plannedSince')).executeTakeFirstOrThrow()
  if (!plannedSince) return
  const warnings = new Map<string, Warned>()
  for (const [event, shape] of shapes) {
    const known = tracked.get(event.name)
    if (!known || event.receivedAt < (known.plannedAt ?? plannedSince)) continue
    for (const { kind, path, found } of differences(event, shape, known)) {
      const key = [known.id, event.sourceId, kind, path, found].join('\n')
      const warning = warnings.get(key) ?? warnings.set(key, { eventId: known.id, sourceId: event.sourceId, kind, path, found, count: 0, first: event.receivedAt, last: event.receivedAt }).get(key)!
      warning.count++
      if (event.receivedAt > warning.last) warning.last = event.receivedAt
    }
  }
  if (warnings.size) await noteWarnings(db, [...warnings.values()])
}

function differences(event: Told, shape: Shape, { plannedAt, expected }: Tracked): { kind: DriftKind; path: string; found: string }[] {
  if (!plannedAt) return event.type === 'track' ? [{ kind: 'new_event', path: '', found: '' }] : []
  const { changed, unknown, missing } = driftOf(expected, shape)
  return [
    ...changed.map(({ path, found }) => ({ kind: 'changed_type' as const, path, found })),
    ...unknown.map(({ path, type }) => ({ kind: 'new_property' as const, path, found: type })),
    ...missing.map(path => ({ kind: 'missing_required' as const, path, found: '' })),
  ]
}

const noteWarnings = (db: Db, warnings: Warned[]) => sql`
  insert into drift_warnings as w (event_id, source_id, kind, path, found, seen_count, first_seen_at, last_seen_at)
  select "eventId", "sourceId", kind, path, found, count, first, last
  from json_to_recordset(${JSON.stringify(warnings)}::json) as row("eventId" uuid, "sourceId" uuid, kind text, path text, found text, count bigint, first timestamptz, last timestamptz)
  on conflict (event_id, source_id, kind, path, found) do update set seen_count = w.seen_count + excluded.seen_count, last_seen_at = greatest(w.last_seen_at, excluded.last_seen_at)`.execute(db)
