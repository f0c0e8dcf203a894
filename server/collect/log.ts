import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'
import { storable } from './queries.ts'

/** The sources that every installation has. */
export const sources = { suki: '00000000-0000-7000-8000-000000000001', import: '00000000-0000-7000-8000-000000000002' }

export type NewEvent = {
  sourceId: string
  /** The source's own id of the message; a repeat with the same id is the same event. */
  messageId: string
  type?: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'
  name: string
  customerId?: string | null
  storeId?: string | null
  anonymousId?: string | null
  userId?: string | null
  properties?: Record<string, unknown>
  context?: Record<string, unknown>
  /** ISO 8601. */
  occurredAt: string
}

/**
 * Appends events to the log in one statement, in the caller's transaction. Repeats are left out.
 * @returns how many were new
 */
export async function append(db: Db, events: NewEvent[]): Promise<number> {
  if (!events.length) return 0
  // One JSON document costs Node 0.6 s of CPU for 100,000 events, arrays of columns 1.5 s; PostgreSQL takes both equally fast.
  const rows = events.map(event => ({ ...event, id: eventId(event), type: event.type ?? 'track', properties: event.properties ?? {}, context: event.context ?? {} }))
  const result = await sql`
    insert into events (id, source_id, type, name, customer_id, store_id, anonymous_id, user_id, properties, context, occurred_at)
    select id, "sourceId", type, name, "customerId", "storeId", "anonymousId", "userId", properties, context, "occurredAt"
    from json_to_recordset(${storable(JSON.stringify(rows))}::json) as row(id uuid, "sourceId" uuid, type text, name text, "customerId" uuid, "storeId" uuid,
      "anonymousId" text, "userId" text, properties jsonb, context jsonb, "occurredAt" timestamptz)
    on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** A name-based UUID (RFC 9562, version 8, SHA-256) of source and message id. In SQL: `event_id(source_id, message_id)`. */
export function eventId({ sourceId, messageId }: Pick<NewEvent, 'sourceId' | 'messageId'>): string {
  const hex = hash('sha256', `${sourceId}:${messageId}`, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
