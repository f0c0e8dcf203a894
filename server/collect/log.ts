import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'
import { uuidOf } from './identifiers/index.ts'
import { storable } from './queries.ts'

/** The sources that every installation has. */
export const sources = { suki: '00000000-0000-7000-8000-000000000001', import: '00000000-0000-7000-8000-000000000002' }

export type NewEvent = {
  sourceId: string
  /** The source's own id of the message; a repeat with the same id is the same event. */
  messageId: string
  type?: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'
  name: string
  /** Whose it is: the node of its strongest identifier, or a customer's id. */
  nodeId?: string | null
  storeId?: string | null
  anonymousId?: string | null
  userId?: string | null
  properties?: Record<string, unknown>
  context?: Record<string, unknown>
  /** ISO 8601. */
  occurredAt: string
}

/** `repeats` are the positions, in what was given, of events that the log already held. */
export type Appended = { added: number; repeats: number[] }

/**
 * Appends events to the log in one statement, in the caller's transaction. Repeats are left out.
 * With `countedAt` each source's figures of that minute are kept in the same statement.
 */
export async function append(db: Db, events: NewEvent[], { countedAt }: { countedAt?: string } = {}): Promise<Appended> {
  if (!events.length) return { added: 0, repeats: [] }
  const ids = events.map(eventId)
  // In the order of sources, so that two commits that count the same ones never wait for each other in a circle.
  const counted = countedAt ? [...Map.groupBy(events, event => event.sourceId)].sort(([one], [other]) => (one < other ? -1 : 1)) : []
  const column = (valueOf: (event: NewEvent) => string | null | undefined) => parted(events.map(valueOf))
  const { rows } = await sql<{ added: number; ids: string[] | null }>`
    select added, ids from append_events(${events.length}, ${ids.join(separator)}, ${column(e => e.sourceId)}, ${column(e => e.type ?? 'track')}, ${column(e => e.name)},
      ${column(e => e.nodeId)}, ${column(e => e.storeId)}, ${column(e => e.anonymousId)}, ${column(e => e.userId)},
      ${json(events, e => e.properties)}, ${json(events, e => e.context)}, ${column(e => e.occurredAt)},
      ${countedAt ?? null}::timestamptz, ${counted.map(([id]) => id)}::uuid[], ${counted.map(([, own]) => own.length)}::bigint[])`.execute(db)
  const { added, ids: fresh } = rows[0]!
  return { added, repeats: fresh ? repeatsAmong(ids, fresh) : [] }
}

const separator = '\x1e'

/** The values of a column as `append_events` takes them, where the separator cannot stand within one, nor NUL in PostgreSQL. */
const parted = (values: (string | null | undefined)[]) => values.map(value => value?.replaceAll('\0', '\ufffd').replaceAll(separator, '\ufffd') ?? '').join(separator)

/** JSON writes control characters as escapes, so the separator cannot stand in it. */
const json = (events: NewEvent[], valueOf: (event: NewEvent) => Record<string, unknown> | undefined) => storable(events.map(event => JSON.stringify(valueOf(event) ?? {})).join(separator))

/** Where the log held the event already, or an earlier one of the same call has the same id. */
function repeatsAmong(ids: string[], added: string[]): number[] {
  const isNew = new Set(added)
  return ids.flatMap((id, position) => (isNew.delete(id) ? [] : [position]))
}

/** A name-based UUID (RFC 9562, version 8, SHA-256) of source and message id. In SQL: `event_id(source_id, message_id)`. */
export function eventId({ sourceId, messageId }: Pick<NewEvent, 'sourceId' | 'messageId'>): string {
  return uuidOf(hash('sha256', `${sourceId}:${messageId}`, 'hex'))
}
