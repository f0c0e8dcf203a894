import { sql } from 'kysely'
import type { Segment, SegmentRow, SegmentUse } from '../../contracts/segment-routes.ts'
import { printRule, type Rule } from '../../contracts/segments.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../platform/index.ts'
import { segmentNotFound } from './segments.ts'

type Page = { limit: number; after?: string | undefined }
type Raw = Omit<SegmentRow, 'text'> & { rule: Rule; storeId: string | null; watch: Segment['watch'] }

const columns = sql`s.id, s.name, s.description, s.store_id as "storeId", s.members_count as "membersCount", s.time_zone as "timeZone", s.created_at as "createdAt", s.created_by as "createdBy", s.archived_at as "archivedAt",
  jsonb_build_object('watched', s.watched, 'threshold', s.watch_threshold) as watch,
  (select jsonb_build_object('day', d.day, 'measure', d.measure, 'value', d.value, 'usual', d.usual) from segment_drifts as d where d.segment_id = s.id and d.day > s.watched_until - 7 order by d.day desc, d.measure limit 1) as drift,
  coalesce(serving.rule, newest.rule) as rule,
  case when newest.state in ('building', 'failed') then jsonb_build_object('version', newest.number, 'step', newest.step, 'rowsDone', newest.rows_done, 'rowsExpected', newest.rows_expected, 'problem', newest.problem) end as building`
const source = sql`segments as s left join segment_versions as serving on serving.segment_id = s.id and serving.state = 'serving'
  join lateral (select * from segment_versions where segment_id = s.id order by number desc limit 1) as newest on true`

const shown = ({ rule, storeId: _, watch: __, ...row }: Raw): SegmentRow => ({ ...row, text: printRule(rule) })

export async function listSegments({ db }: Ctx, { limit, after, q, archived }: Page & { q?: string | undefined; archived: 'yes' | 'no' }) {
  const [name, id] = fromCursor(after, 2) ?? []
  const { rows } = await sql<Raw>`
    select ${columns} from ${source} where (s.archived_at is not null) = ${archived === 'yes'} ${q ? sql`and strpos(lower(s.name), lower(${q})) > 0` : sql``}
      ${after ? sql`and (lower(s.name), s.id) > (${name}, ${id}::uuid)` : sql``}
    order by lower(s.name), s.id limit ${limit + 1}`.execute(db)
  return pageOf(rows.map(shown), limit, row => [row.name.toLowerCase(), row.id])
}

/** @throws segmentNotFound */
export async function segmentOf(db: Db, segmentId: string, usedBy: SegmentUse[]): Promise<Segment> {
  const { rows } = await sql<Raw>`select ${columns} from ${source} where s.id = ${segmentId}`.execute(db)
  const row = rows[0]
  if (!row) throw segmentNotFound({ segmentId })
  const versions = await db.selectFrom('segment_versions').select(['number', 'rule', 'state', 'made_by as madeBy', 'made_at as madeAt', 'built_at as builtAt']).where('segment_id', '=', segmentId).orderBy('number', 'desc').limit(100).execute()
  return {
    ...shown(row), rule: row.rule, storeId: row.storeId, watch: row.watch,
    versions: versions.map(v => ({ ...v, state: v.state as 'past', text: printRule(v.rule as unknown as Rule) })), usedBy,
  }
}

export async function membersOf({ db }: Ctx, { segmentId, limit, after }: Page & { segmentId: string }) {
  const [at, id] = fromCursor(after, 2) ?? []
  const { rows } = await sql<{ id: string; name: string; email: string | null; country: string | null; enteredAt: string; position: string }>`
    select c.id, c.name, c.email, c.country, m.entered_at as "enteredAt", m.entered_at::text as position from segment_members as m join customers as c on c.id = m.customer_id
    where m.segment_id = ${segmentId} ${after ? sql`and (m.entered_at, m.customer_id) < (${at}::timestamptz, ${id}::uuid)` : sql``}
    order by m.entered_at desc, m.customer_id desc limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}

export async function movesOf({ db }: Ctx, { segmentId, limit, after }: Page & { segmentId: string }) {
  const [at, id] = fromCursor(after, 2) ?? []
  const { rows } = await sql<{ id: string; customerId: string; name: string; entered: boolean; at: string; cause: 'news'; eventId: string | null; eventName: string | null; position: string }>`
    select m.id, m.customer_id as "customerId", coalesce(c.name, '') as name, m.entered, m.at, m.cause, m.event_id as "eventId", e.name as "eventName", m.at::text as position
    from segment_moves as m left join customers as c on c.id = m.customer_id left join events as e on e.id = m.event_id
    where m.segment_id = ${segmentId} ${after ? sql`and (m.at, m.id) < (${at}::timestamptz, ${id}::uuid)` : sql``}
    order by m.at desc, m.id desc limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}

/** Sizes are counted back from the present one. @throws segmentNotFound */
export async function historyOf({ db, clock }: Ctx, { segmentId, days }: { segmentId: string; days: number }) {
  const segment = await db.selectFrom('segments').select(['time_zone', 'members_count']).where('id', '=', segmentId).executeTakeFirst()
  if (!segment) throw segmentNotFound({ segmentId })
  const today = clock.now().toZonedDateTimeISO(segment.time_zone).toPlainDate()
  const first = today.subtract({ days: days - 1 })
  const { rows } = await sql<{ day: string; entered: number; left: number }>`
    select day::text as day, entered, left_then as left from (
      select (at at time zone ${segment.time_zone})::date as day, count(*) filter (where entered) as entered, count(*) filter (where not entered) as left_then
      from segment_moves where segment_id = ${segmentId} and at >= ${first.toZonedDateTime(segment.time_zone).toInstant().toString()} group by 1) as days`.execute(db)
  const byDay = new Map(rows.map(row => [row.day, row]))
  let size = segment.members_count
  const counted = Array.from({ length: days }, (_, i) => {
    const day = today.subtract({ days: i }).toString()
    const { entered, left } = byDay.get(day) ?? { entered: 0, left: 0 }
    const row = { day, entered, left, size }
    size += left - entered
    return row
  })
  return { timeZone: segment.time_zone, days: counted.reverse() }
}

export const segmentsOf = ({ db }: Ctx, customerId: string) =>
  db.selectFrom('segment_members as m').innerJoin('segments as s', 's.id', 'm.segment_id').select(['s.id', 's.name', 'm.entered_at as enteredAt']).where('m.customer_id', '=', customerId).where('s.archived_at', 'is', null).orderBy('s.name').execute()
