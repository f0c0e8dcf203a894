import { sql } from 'kysely'
import type { SeenMessage, Violation } from '../../../contracts/debugger.ts'
import { appError, inTransaction, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { nodeIds, type NodeIds } from '../identifiers/index.ts'
import { readMessage, type Kept, type Refused } from '../intake.ts'
import { append, eventId, type NewEvent } from '../log.ts'
import { plannedEvents } from '../plan/tracked.ts'
import { sourceBy } from '../queries.ts'
import { sourceNotFound, type KnownSource } from '../sources.ts'
import { messagesWhere } from './messages.ts'

export const messageNotFound = appError('sources.no_such_message', 404, 'There is no such rejected message. It may have been taken in by now, or be older than 30 days.')
export const stillNotValid = appError('sources.message_not_valid', 422, 'The message still cannot be an event.')

const atOnce = 1_000
/** Of these only the beginning was kept. */
const beyondMending = ['not_json', 'not_a_batch', 'event_too_large', 'batch_too_large']

type Replayed = { accepted: number; duplicate: number; stillRejected: number; left: boolean; after: string | null }
type Row = { id: string; received_at: string; message: unknown; envelope: Kept }

/** Takes in what is valid by now. The time corrected for the client's clock is that of the first arrival. @throws sourceNotFound */
export const replayMessages = (ctx: Ctx, { sourceId, violation, after }: { sourceId: string; violation?: Violation | undefined; after?: string | undefined }): Promise<Replayed> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const source = await known(db, sourceId)
    const rows = await db.selectFrom('rejected_messages').select(['id', 'received_at', 'message', 'envelope'])
      .where('source_id', '=', sourceId).where('mended_at', 'is', null).where('violation', 'not in', beyondMending)
      .$if(violation !== undefined, query => query.where('violation', '=', violation!)).$if(after !== undefined, query => query.where('id', '>', after!))
      .orderBy('id').limit(atOnce).forUpdate().skipLocked().execute()
    const read = await reader(own, source)
    const valid = rows.flatMap(row => {
      const made = read(row)
      return 'violation' in made ? [] : [{ row, event: made }]
    })
    const { added, repeats } = await takeIn(own, valid)
    if (rows.length) await audit(own, { action: 'sources.replay', record: { kind: 'source', id: sourceId, label: source.name }, changes: { accepted: { from: 0, to: added } } })
    return { accepted: added, duplicate: repeats.length, stillRejected: rows.length - valid.length, left: rows.length === atOnce, after: rows.at(-1)?.id ?? null }
  })

/** @throws sourceNotFound, messageNotFound, stillNotValid */
export const mendMessage = (ctx: Ctx, { sourceId, messageId, message }: { sourceId: string; messageId: string; message?: Record<string, unknown> | undefined }): Promise<SeenMessage> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const source = await known(db, sourceId)
    const row = await db.selectFrom('rejected_messages').select(['id', 'received_at', 'message', 'envelope']).where('id', '=', messageId).where('source_id', '=', sourceId).where('mended_at', 'is', null).forUpdate().executeTakeFirst()
    if (!row) throw messageNotFound()
    const made = (await reader(own, source))({ ...row, message: message ?? row.message })
    if ('violation' in made) throw stillNotValid({}, [{ field: 'message', message: made.violation }])
    await takeIn(own, [{ row, event: made }])
    await audit(own, { action: 'sources.replay', record: { kind: 'source', id: sourceId, label: source.name }, changes: { message: { from: messageId, to: eventId(made) } } })
    const [{ key: _, ...shown }] = await messagesWhere(db, { id: messageId, limit: 1 }) as [SeenMessage & { key: string }]
    return shown
  })

async function known(db: Db, sourceId: string): Promise<KnownSource> {
  const source = await sourceBy(db, { id: sourceId })
  if (!source) throw sourceNotFound()
  return source
}

/** Reads a message as the door would have, with the plan and the policy of now. */
async function reader(ctx: Ctx, source: KnownSource): Promise<(row: Row) => NewEvent | Refused> {
  const nodeId: NodeIds = await nodeIds(ctx)
  const plan = source.enforcement === 'block' ? await plannedEvents(ctx.db) : undefined
  return ({ id, received_at, message, envelope: { type, ...arrived } }) => {
    // Without an id of its own it gets that of its row, so that sending it again twice makes one event.
    const named = typeof message === 'object' && message !== null && !('messageId' in message) ? { ...message, messageId: id } : message
    return readMessage(named, type, { ...arrived, sourceId: source.id, storeId: source.storeId, receivedAt: Temporal.Instant.from(received_at) }, { source, plan, nodeId })
  }
}

async function takeIn(ctx: Ctx, valid: { row: Row; event: NewEvent }[]) {
  const at = nowText(ctx.clock)
  const result = await append(ctx.db, valid.map(one => one.event), { countedAt: at })
  const mended = valid.map(({ row, event }) => ({ id: row.id, eventId: eventId(event) }))
  await sql`update rejected_messages as r set mended_at = ${at}, event_id = m."eventId" from json_to_recordset(${JSON.stringify(mended)}::json) as m(id uuid, "eventId" uuid) where r.id = m.id`.execute(ctx.db)
  return result
}
