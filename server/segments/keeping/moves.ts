import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { append, sources, type NewEvent } from '../../collect/index.ts'
import { announce, nowText, type Ctx } from '../../platform/index.ts'

export type Cause = 'news' | 'time' | 'definition' | 'rebuild' | 'merge'
export type Move = { segmentId: string; name: string; customerId: string; entered: boolean; cause: Cause; eventId?: string | null }

/**
 * Writes who entered and who left: the membership, the row that says when and why, and the event in the log for
 * whatever reacts to it. A customer who was merged into another leaves without an event: nothing happened to them.
 */
export async function move(ctx: Ctx, moves: Move[]): Promise<void> {
  if (!moves.length) return
  const at = nowText(ctx.clock)
  const rows = moves.map(m => ({ ...m, id: randomUUIDv7(), eventId: m.eventId ?? null }))
  const told = sql`json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, "segmentId" uuid, "customerId" uuid, entered boolean, cause text, "eventId" uuid)`
  await sql`delete from segment_members as m using ${told} where not t.entered and m.segment_id = t."segmentId" and m.customer_id = t."customerId"`.execute(ctx.db)
  await sql`insert into segment_members (segment_id, customer_id, entered_at) select "segmentId", "customerId", ${at} from ${told} where entered on conflict do nothing`.execute(ctx.db)
  await sql`insert into segment_moves (id, segment_id, customer_id, entered, at, cause, event_id) select id, "segmentId", "customerId", entered, ${at}, cause, "eventId" from ${told}`.execute(ctx.db)
  await sql`
    update segments as s set members_count = members_count + d.delta from (select "segmentId" as id, sum(case when entered then 1 else -1 end) as delta from ${told} group by 1) as d where d.id = s.id`.execute(ctx.db)
  await append(ctx.db, rows.filter(m => m.cause !== 'merge').map((m): NewEvent => ({
    sourceId: sources.suki, messageId: m.id, name: m.entered ? 'Segment Entered' : 'Segment Left', nodeId: m.customerId, properties: { segment_id: m.segmentId, segment: m.name, cause: m.cause }, occurredAt: at,
  })))
  for (const id of new Set(moves.map(m => m.segmentId))) await announce(ctx.db, { topic: 'segments', id })
}
