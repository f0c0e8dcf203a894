import { sql, type RawBuilder } from 'kysely'
import type { CampaignFilter, CampaignRow, CampaignSort } from '../../contracts/campaigns.ts'
import { campaignStates } from '../../contracts/campaigns.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../platform/index.ts'
import { zoneOf } from '../segments/index.ts'

const when = sql`coalesce(c.started_at, c.starts_at, '-infinity'::timestamptz)`
const count = (column: 'sent' | 'opened' | 'clicked' | 'revenue_minor') => sql`coalesce(f.${sql.ref(column)}, 0)`

/** What the list is ordered by, without nulls, so that one row comparison continues it. */
const keys: Record<string, { by: RawBuilder<unknown>; type: string }> = {
  created: { by: sql`c.created_at`, type: 'timestamptz' },
  name: { by: sql`lower(c.name)`, type: 'text' },
  state: { by: sql`array_position(${sql.lit(`{${campaignStates.join(',')}}`)}::text[], c.state)`, type: 'int' },
  when: { by: when, type: 'timestamptz' },
  sent: { by: count('sent'), type: 'bigint' }, opened: { by: count('opened'), type: 'bigint' }, clicked: { by: count('clicked'), type: 'bigint' }, revenue: { by: count('revenue_minor'), type: 'bigint' },
}

type Wanted = Partial<CampaignFilter> & { limit: number; after?: string | undefined; sort?: CampaignSort | undefined }

/** Campaigns with what the report said last: one statement however many there are. */
export async function listCampaigns({ db }: Ctx, { limit, after, sort = '-created', ...filter }: Wanted) {
  const [position, id] = fromCursor(after, 2) ?? []
  const isDown = sort.startsWith('-')
  const { by, type } = keys[sort.replace('-', '')]!
  const direction = isDown ? sql`desc` : sql`asc`
  const beyond = after ? [sql`(${by}, c.id) ${isDown ? sql`<` : sql`>`} (${position}::${sql.raw(type)}, ${id}::uuid)`] : []
  const { rows } = await sql<CampaignRow & { position: string }>`
    select c.id, c.name, c.state, c.store_id as "storeId", c.created_at as "createdAt", c.created_by as "createdBy", c.starts_at as "startsAt", c.started_at as "startedAt", c.finished_at as "finishedAt", c.archived_at as "archivedAt", c.considered,
      case when f.campaign_id is not null then json_build_object('at', ${instant('f.at')}, 'currency', f.currency, 'sent', f.sent, 'delivered', f.delivered, 'opened', f.opened, 'clicked', f.clicked, 'orders', f.orders, 'revenueMinor', f.revenue_minor,
        'verdict', f.verdict, 'broughtMinor', f.brought_minor, 'broughtFromMinor', f.brought_from_minor, 'broughtToMinor', f.brought_to_minor) end as figures, (${by})::text as position
    from campaigns as c left join campaign_figures as f on f.campaign_id = c.id
    where ${sql.join([...(await conditionsOf(db, filter)), ...beyond], sql` and `)}
    order by ${by} ${direction}, c.id ${direction} limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}

/** As every other instant is written. */
const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

async function conditionsOf(db: Db, { q, state, segment, template, whenFrom, whenTo, archived = 'no' }: Partial<CampaignFilter>): Promise<RawBuilder<unknown>[]> {
  const zone = whenFrom || whenTo ? await zoneOf(db, null) : 'UTC'
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(zone).toInstant().toString()
  return [
    sql`(c.archived_at is not null) = ${archived === 'yes'}`,
    ...(q ? [sql`strpos(lower(c.name), lower(${q})) > 0`] : []),
    ...(state ? [sql`c.state = any(${state}::text[])`] : []),
    ...(segment ? [asksFor(segment)] : []),
    ...(template ? [sql`jsonb_path_exists(c.variants, '$.*.templateId ? (@ == $id)', jsonb_build_object('id', ${template}::text))`] : []),
    ...(whenFrom ? [sql`${when} >= ${startOf(Temporal.PlainDate.from(whenFrom))}::timestamptz`] : []),
    ...(whenTo ? [sql`${when} > '-infinity' and ${when} < ${startOf(Temporal.PlainDate.from(whenTo).add({ days: 1 }))}::timestamptz`] : []),
  ]
}

const asksFor = (segmentId: string) => sql`(c.audience -> 'include' ? ${segmentId} or c.audience -> 'exclude' ? ${segmentId})`

/** Campaigns that are not over and go to a segment or leave it out. */
export async function campaignsUsing({ db }: Ctx, { segmentId }: { segmentId: string }) {
  const { rows } = await sql<Pick<CampaignRow, 'id' | 'name' | 'state'>>`
    select c.id, c.name, c.state from campaigns as c where c.archived_at is null and c.state not in ('done', 'cancelled') and ${asksFor(segmentId)} order by c.created_at desc, c.id desc limit 100`.execute(db)
  return rows.map(row => ({ kind: 'campaign' as const, ...row }))
}
