import { sql, type RawBuilder } from 'kysely'
import type { sourceVolume, SourceFigures } from '../../../contracts/sources.ts'
import type { Db, Ctx } from '../../platform/index.ts'
import type { Answer } from '../../../contracts/route.ts'

/** A column of the statement that keeps rejected messages. */
export const countRejected = (sourceId: string, at: string, count: number): RawBuilder<unknown> => sql`count_messages(${sourceId}, ${at}::timestamptz, 0, 0, ${count}::bigint)`

/** Of each source over the last 24 hours, with the accepted ones hour by hour; the hour that runs is the last. */
export async function figuresOf({ db, clock }: Ctx, sourceIds: string[]): Promise<Map<string, SourceFigures>> {
  const now = clock.now().toString()
  const { rows } = await sql<SourceFigures & { sourceId: string }>`
    with hours as (select generate_series(0, 23) as ago),
    counted as (
      select source_id, floor(extract(epoch from date_trunc('hour', ${now}::timestamptz) + interval '1 hour' - minute - interval '1 microsecond') / 3600)::int as ago,
        sum(accepted) as accepted, sum(duplicate) as duplicate, sum(rejected) as rejected, max(last_accepted_at) as last
      from source_minutes where source_id = any(${sourceIds}::uuid[]) and minute > ${now}::timestamptz - interval '24 hours' group by 1, 2)
    select s.id as "sourceId", coalesce(sum(c.accepted), 0) as accepted, coalesce(sum(c.duplicate), 0) as duplicate, coalesce(sum(c.rejected), 0) as rejected,
      array_agg(coalesce(c.accepted, 0) order by h.ago desc) as hours,
      coalesce(max(c.last), (select max(last_accepted_at) from source_minutes as m where m.source_id = s.id), (select last_accepted_at from source_hours as o where o.source_id = s.id and last_accepted_at is not null order by hour desc limit 1)) as "lastAt"
    from unnest(${sourceIds}::uuid[]) as s(id) cross join hours as h left join counted as c on c.source_id = s.id and c.ago = h.ago
    group by s.id`.execute(db)
  return new Map(rows.map(({ sourceId, ...figures }) => [sourceId, { ...figures, hours: figures.hours.map(Number) }]))
}

type Span = 'hour' | 'day' | 'month'
const steps = { hour: { step: '1 minute', points: 60 }, day: { step: '15 minutes', points: 96 }, month: { step: '1 day', points: 30 } } as const satisfies Record<Span, unknown>

/** What a source sent in the last hour by minute, the last day by quarter of an hour, or the last 30 days by day of `timeZone`. */
export async function volumeOf({ db, clock }: Ctx, { sourceId, span, timeZone }: { sourceId: string; span: Span; timeZone: string }): Promise<Answer<typeof sourceVolume>> {
  const { step, points } = steps[span]
  const zone = span === 'month' ? timeZone : 'UTC'
  const stepOf = (at: RawBuilder<unknown>) => (span === 'month' ? sql`date_trunc('day', ${at} at time zone ${zone})` : sql`date_bin(${step}::interval, ${at} at time zone ${zone}, '2000-01-01')`)
  const last = stepOf(sql`${clock.now().toString()}::timestamptz`)
  const { rows } = await sql<Answer<typeof sourceVolume>['points'][number]>`
    with steps as (select generate_series(${last} - ${points - 1} * ${step}::interval, ${last}, ${step}::interval) as step),
    counted as (
      select minute as at, accepted, duplicate, rejected from source_minutes where source_id = ${sourceId} and minute >= (select min(step) from steps) at time zone ${zone}
      union all select hour, accepted, duplicate, rejected from source_hours where source_id = ${sourceId} and ${span} = 'month' and hour >= (select min(step) from steps) at time zone ${zone}),
    summed as (select ${stepOf(sql`at`)} as step, sum(accepted) as accepted, sum(duplicate) as duplicate, sum(rejected) as rejected from counted group by 1)
    select step at time zone ${zone} as at, coalesce(accepted, 0) as accepted, coalesce(duplicate, 0) as duplicate, coalesce(rejected, 0) as rejected
    from steps left join summed using (step) order by step`.execute(db)
  return { points: rows }
}

const added = sql`accepted = m.accepted + excluded.accepted, duplicate = m.duplicate + excluded.duplicate, rejected = m.rejected + excluded.rejected, last_accepted_at = greatest(m.last_accepted_at, excluded.last_accepted_at)`
const sums = sql`sum(accepted), sum(duplicate), sum(rejected), max(last_accepted_at)`

/**
 * Adds up what charts show together: the lanes of a minute that is over; after two hours its quarter of an hour; after
 * two days its hour. Each statement moves what it adds, so every message is counted once all the time.
 */
export async function rollUp(db: Db, now: string): Promise<void> {
  await sql`
    with gone as (delete from source_minutes where minute < ${now}::timestamptz - interval '48 hours' returning *)
    insert into source_hours as m (source_id, hour, accepted, duplicate, rejected, last_accepted_at)
    select source_id, date_trunc('hour', minute), ${sums} from gone group by 1, 2
    on conflict (source_id, hour) do update set ${added}`.execute(db)
  // Lane 0 is the sum, and one of the lanes in which connections count: it may still grow.
  const quarter = sql`date_bin('15 minutes', minute, '2000-01-01Z')`
  const isOld = sql`minute < ${now}::timestamptz - interval '2 hours'`
  await sql`
    with gone as (delete from source_minutes where minute < ${now}::timestamptz - interval '2 minutes' and (lane > 0 or (${isOld} and minute <> ${quarter})) returning *)
    insert into source_minutes as m (source_id, minute, lane, accepted, duplicate, rejected, last_accepted_at)
    select source_id, case when ${isOld} then ${quarter} else minute end, 0, ${sums} from gone group by 1, 2
    on conflict (source_id, minute, lane) do update set ${added}`.execute(db)
  await sql`delete from source_hours where hour < ${now}::timestamptz - interval '400 days'`.execute(db)
}
