import { sql } from 'kysely'
import type { UnusableEvent } from '../../../contracts/carts.ts'
import { fromCursor, pageOf, type Ctx } from '../../platform/index.ts'

/** Events about carts and orders that could not be used, newest first. */
export async function listUnusable({ db }: Ctx, { limit, after }: { limit: number; after?: string | undefined }): Promise<{ items: UnusableEvent[]; next: string | null }> {
  const position = fromCursor(after, 2)
  const { rows } = await sql<UnusableEvent & { position: string }>`
    select u.event_id as "eventId", u.source_id as "sourceId", s.name as "sourceName", u.name, u.reason, u.occurred_at as "occurredAt", u.occurred_at::text as position
    from unusable_events u left join sources s on s.id = u.source_id
    where ${position ? sql`(u.occurred_at, u.event_id) < (${position[0]}::timestamptz, ${position[1]}::uuid)` : sql`true`}
    order by u.occurred_at desc, u.event_id desc limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.eventId])
  return { items: items.map(({ position: _, ...row }) => row), next }
}
