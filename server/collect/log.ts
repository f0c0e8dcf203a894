import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'

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
  const column = <T>(pick: (event: NewEvent) => T) => events.map(pick)
  const result = await sql`
    insert into events (id, source_id, type, name, customer_id, store_id, anonymous_id, user_id, properties, context, occurred_at)
    select * from unnest(${column(eventId)}::uuid[], ${column(e => e.sourceId)}::uuid[], ${column(e => e.type ?? 'track')}::text[], ${column(e => e.name)}::text[],
      ${column(e => e.customerId ?? null)}::uuid[], ${column(e => e.storeId ?? null)}::uuid[], ${column(e => e.anonymousId ?? null)}::text[], ${column(e => e.userId ?? null)}::text[],
      ${column(e => JSON.stringify(e.properties ?? {}))}::jsonb[], ${column(e => JSON.stringify(e.context ?? {}))}::jsonb[], ${column(e => e.occurredAt)}::timestamptz[])
    on conflict (id) do nothing`.execute(db)
  return Number(result.numAffectedRows ?? 0n)
}

/** A name-based UUID (RFC 9562, version 8, SHA-256) of source and message id. In SQL: `event_id(source_id, message_id)`. */
export function eventId({ sourceId, messageId }: Pick<NewEvent, 'sourceId' | 'messageId'>): string {
  const hex = hash('sha256', `${sourceId}:${messageId}`, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-b${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
