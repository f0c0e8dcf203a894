import { sql } from 'kysely'
import { nowText, type Ctx } from '../../platform/index.ts'

const days = 30

/** How many were in at the end of each of the last thirty days, counted back from now, the last day unfinished. */
export async function trendsOf({ db, clock }: Ctx, { ids }: { ids: string[] }): Promise<{ segmentId: string; sizes: number[] }[]> {
  const { rows } = await sql<{ segmentId: string; size: number; moved: Record<string, number> }>`
    select s.id as "segmentId", s.members_count as size, coalesce((
      select jsonb_object_agg(ago, net) from (
        select (${nowText(clock)}::timestamptz at time zone s.time_zone)::date - (m.at at time zone s.time_zone)::date as ago, count(*) filter (where m.entered) - count(*) filter (where not m.entered) as net
        from segment_moves as m where m.segment_id = s.id and m.at >= ${nowText(clock)}::timestamptz - make_interval(days => ${days + 1}) group by 1) as day), '{}') as moved
    from segments as s where s.id = any(${ids}::uuid[])`.execute(db)
  return rows.map(({ segmentId, size, moved }) => {
    const sizes = [size]
    for (let ago = 0; ago < days - 1; ago++) sizes.unshift(sizes[0]! - (moved[ago] ?? 0))
    return { segmentId, sizes }
  })
}
