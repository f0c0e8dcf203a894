import { sql, type RawBuilder } from 'kysely'
import type { Expected, SeenProperty, TrackedEvent, TrackedEventDetail, trackedSorts, Warning } from '../../../contracts/tracking-plan.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'
import { seenEnough } from './values.ts'

const summary = sql`e.id, e.name, e.type, e.seen_count as "seenCount", e.first_seen_at as "firstSeenAt", e.last_seen_at as "lastSeenAt", e.planned_at as "plannedAt",
  (select count(*) from (select path from tracked_properties where event_id = e.id union select p ->> 'path' from jsonb_array_elements(e.expected) as p) as paths) as properties,
  (select count(*) from drift_warnings as w where w.event_id = e.id and w.dismissed_at is null) as warnings`

type Sort = (typeof trackedSorts)[number]
type Listed = { limit: number; after?: string | undefined; q?: string | undefined; planned?: boolean | undefined; sort: Sort }
type Row = TrackedEvent & { sortedBy: string | number }

// There are at most 2,000 names, so that no order needs an index of its own.
const orders: Record<Sort, { by: RawBuilder<unknown>; type: RawBuilder<unknown>; down: boolean }> = {
  '-seen': { by: sql`e.seen_count`, type: sql`bigint`, down: true },
  '-lastSeen': { by: sql`coalesce(extract(epoch from e.last_seen_at), 0)`, type: sql`numeric`, down: true },
  name: { by: sql`lower(e.name)`, type: sql`text`, down: false },
}

export async function listTracked({ db }: Ctx, { limit, after, q, planned, sort }: Listed): Promise<{ items: TrackedEvent[]; next: string | null }> {
  const { by, type, down } = orders[sort]
  const from = fromCursor(after, 2)
  const { rows } = await sql<Row>`
    select ${summary}, ${by} as "sortedBy" from tracked_events as e
    where ${q ? sql`e.name ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}` : sql`true`}
      and ${planned === undefined ? sql`true` : planned ? sql`e.planned_at is not null` : sql`e.planned_at is null`}
      and ${from ? (down ? sql`(${by}, e.id) < (${from[0]}::${type}, ${from[1]}::uuid)` : sql`(${by}, e.id) > (${from[0]}::${type}, ${from[1]}::uuid)`) : sql`true`}
    order by ${by} ${down ? sql`desc` : sql`asc`}, e.id ${down ? sql`desc` : sql`asc`} limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.sortedBy, row.id])
  return { items: items.map(({ sortedBy: _, ...event }) => event), next }
}

export async function trackedEvent(db: Db, id: string): Promise<TrackedEventDetail | undefined> {
  const { rows } = await sql<TrackedEvent & { note: string; plannedBy: string | null; expected: Expected[]; crowdedAt: string | null }>`
    select ${summary}, e.note, e.planned_by as "plannedBy", e.expected, e.crowded_at as "crowdedAt" from tracked_events as e where e.id = ${id}`.execute(db)
  const [event] = rows
  if (!event) return undefined
  const { rows: sources } = await sql<TrackedEventDetail['sources'][number]>`
    select s.id, s.name, t.seen_count as "seenCount", t.last_seen_at as "lastSeenAt" from tracked_sources as t join sources as s on s.id = t.source_id where t.event_id = ${id} order by t.seen_count desc, s.id`.execute(db)
  return { ...event, sources, seen: await propertiesOf(db, id) }
}

async function propertiesOf(db: Db, eventId: string): Promise<SeenProperty[]> {
  const types = await db.selectFrom('tracked_properties').select(['path', 'type', 'seen_count', 'last_seen_at']).where('event_id', '=', eventId).orderBy('path').orderBy('seen_count', 'desc').execute()
  const values = await db.selectFrom('tracked_values').select(['path', 'value', 'seen_count']).where('event_id', '=', eventId).orderBy('seen_count', 'desc').orderBy('value').execute()
  return [...Map.groupBy(types, row => row.path)].map(([path, own]) => {
    // An event whose list holds both kinds has the path as both; the shares are then of what was seen.
    const count = own.reduce((sum, row) => sum + row.seen_count, 0)
    const all = values.filter(row => row.path === path)
    const valued = all.reduce((sum, row) => sum + row.seen_count, 0)
    return {
      path, seenCount: count, lastSeenAt: own.map(row => row.last_seen_at).sort().at(-1)!,
      types: own.map(row => ({ type: row.type as SeenProperty['types'][number]['type'], share: row.seen_count / count })),
      values: all.filter(row => row.seen_count >= seenEnough).slice(0, 10).map(row => ({ value: row.value, share: row.seen_count / valued })),
    }
  })
}

export async function listWarnings({ db }: Ctx, { limit, after, event }: { limit: number; after?: string | undefined; event?: string | undefined }): Promise<{ items: Warning[]; next: string | null }> {
  const from = fromCursor(after, 2)
  const { rows } = await sql<Warning & { key: string }>`
    select w.id, w.kind, json_build_object('id', e.id, 'name', e.name) as event, json_build_object('id', s.id, 'name', s.name) as source, w.path, w.found,
      coalesce((select p -> 'types' from jsonb_array_elements(e.expected) as p where p ->> 'path' = w.path), '[]') as expected,
      w.seen_count as "seenCount", w.first_seen_at as "firstSeenAt", w.last_seen_at as "lastSeenAt", w.last_seen_at::text as key
    from drift_warnings as w join tracked_events as e on e.id = w.event_id join sources as s on s.id = w.source_id
    where w.dismissed_at is null and ${event ? sql`w.event_id = ${event}` : sql`true`} and ${from ? sql`(w.last_seen_at, w.id) < (${from[0]}::timestamptz, ${from[1]}::uuid)` : sql`true`}
    order by w.last_seen_at desc, w.id desc limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.key, row.id])
  return { items: items.map(({ key: _, ...warning }) => warning), next }
}

/** What is planned, by name; for the door. */
export async function plannedEvents(db: Db): Promise<Map<string, Expected[]>> {
  const rows = await db.selectFrom('tracked_events').select(['name', 'expected']).where('planned_at', 'is not', null).execute()
  return new Map(rows.map(row => [row.name, row.expected as Expected[]]))
}
