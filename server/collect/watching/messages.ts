import { sql } from 'kysely'
import type { Outcome, SeenMessage } from '../../../contracts/debugger.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'
import { recorderOf } from './recorder.ts'

type Wanted = { sourceId: string; limit: number; after?: string | undefined; outcome?: Outcome | undefined; name?: string | undefined }

/** What came in and what became of it, the latest first. Who reads it watches the source: for a minute everything is kept. */
export async function listMessages(ctx: Ctx, wanted: Wanted): Promise<{ items: SeenMessage[]; next: string | null }> {
  await recorderOf(ctx).flush()
  await watch(ctx, wanted.sourceId)
  const rows = await messagesWhere(ctx.db, { ...wanted, from: fromCursor(wanted.after, 2), limit: wanted.limit + 1 })
  const { items, next } = pageOf(rows, wanted.limit, row => [row.key, row.id])
  return { items: items.map(({ key: _, ...message }) => message), next }
}

const watch = ({ db, clock }: Ctx, sourceId: string) =>
  db.updateTable('sources').set({ watched_until: clock.now().add({ seconds: 60 }).toString() })
    .where('id', '=', sourceId).where(q => q.or([q('watched_until', 'is', null), q('watched_until', '<', clock.now().add({ seconds: 30 }).toString())])).execute()

type Where = { sourceId?: string; id?: string; from?: (string | number | null)[] | undefined; limit: number; outcome?: Outcome | undefined; name?: string | undefined }

/** Both kinds come from an index of their own in this order, so each gives at most `limit` rows. */
export async function messagesWhere(db: Db, { sourceId, id, from, limit, outcome, name }: Where): Promise<(SeenMessage & { key: string })[]> {
  const own = sql`${id ? sql`id = ${id}` : sql`source_id = ${sourceId}`} and ${from ? sql`(received_at, id) < (${from[0]}::timestamptz, ${from[1]}::uuid)` : sql`true`}
    and ${name ? sql`coalesce(name, message ->> 'event', type, '') ilike ${`%${name.replace(/[\\%_]/g, '\\$&')}%`}` : sql`true`}`
  const newest = sql`order by received_at desc, id desc limit ${limit}`
  const { rows } = await sql<SeenMessage & { key: string }>`
    with taken as (select id, received_at, outcome, type, name, null as violation, '[]'::jsonb as details, message, event_id from recent_messages
      where ${own} and ${outcome ? sql`outcome = ${outcome}` : sql`true`} ${newest}),
    refused as (select id, received_at, case when mended_at is null then 'rejected' else 'mended' end as outcome, coalesce(type, message ->> 'type') as type, coalesce(name, message ->> 'event') as name, violation, details, message, event_id
      from rejected_messages where ${own} and ${outcome === 'mended' ? sql`mended_at is not null` : outcome === 'rejected' ? sql`mended_at is null` : outcome ? sql`false` : sql`true`} ${newest}),
    found as (select * from taken union all select * from refused ${newest})
    select m.id, m.received_at as at, m.outcome, m.type, m.name, m.violation, m.details, m.message, m.event_id as "eventId", m.received_at::text as key,
      case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as customer
    from found as m left join events as e on e.id = m.event_id left join customer_identifiers as i on i.id = e.node_id left join customers as c on c.id = i.customer_id
    order by m.received_at desc, m.id desc`.execute(db)
  return rows
}
