import type { Ctx } from '../platform/index.ts'
import type { Groups } from './groups.ts'
import type { NewEvent } from './log.ts'
import { toEvent, type Arrival, type Message, type Violation } from './message.ts'
import { keepRejected } from './queries.ts'
import type { KnownSource } from './sources.ts'

/** Segment's and RudderStack's gateways differ in what they refuse. */
export type Dialect = 'segment' | 'rudder'

export type Envelope = { source: KnownSource; body: Message; type?: string | undefined; ip: string; dialect: Dialect; anonymousId?: string | undefined }
export type Refusal = { status: 400 | 413; message: string }

const limits = { segment: { event: 32 * 1024, batch: 500 * 1024, status: 400 }, rudder: { event: 4_000 * 1024, batch: 4_000 * 1024, status: 413 } } as const

/**
 * Takes in what one request brought. When this resolves, every event of it is committed.
 * What cannot be an event is kept for the debugger; the request as a whole is refused only where the wire contract says so.
 */
export async function takeIn(ctx: Ctx, groups: Groups, envelope: Envelope): Promise<Refusal | undefined> {
  const { body, type, source, dialect } = envelope
  const messages = type ? [body] : body['batch']
  if (!Array.isArray(messages)) return { status: 400, message: 'A batch needs "batch": a list of messages.' }
  const tooLarge = sizeProblem(messages, dialect)
  if (tooLarge) return tooLarge
  const arrival: Arrival = { sourceId: source.id, storeId: source.storeId, receivedAt: ctx.clock.now(), sentAt: body['sentAt'], context: type ? undefined : body['context'], ip: envelope.ip }
  const { events, rejected } = sort(messages, type, arrival, envelope)
  if (dialect === 'rudder' && !events.length && rejected.some(r => r.violation === 'no_id')) return { status: 400, message: 'Request neither has anonymousId nor userId' }
  if (rejected.length) await keepRejected(ctx.db, { sourceId: source.id, receivedAt: arrival.receivedAt.toString(), rejected })
  if (events.length) await groups.add(events)
  return undefined
}

export type Rejected = { message: unknown; violation: Violation }

function sort(messages: unknown[], type: string | undefined, arrival: Arrival, { anonymousId, dialect }: Envelope) {
  const events: NewEvent[] = []
  const rejected: Rejected[] = []
  for (const message of messages) {
    const named = dialect === 'rudder' && anonymousId && typeof message === 'object' && message !== null && !('anonymousId' in message) && !('userId' in message) ? { ...message, anonymousId } : message
    const made = toEvent(named, type, arrival)
    if (typeof made === 'string') rejected.push({ message, violation: made })
    else events.push(made)
  }
  return { events, rejected }
}

function sizeProblem(messages: unknown[], dialect: Dialect): Refusal | undefined {
  const { event, batch, status } = limits[dialect]
  let total = 0
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message) ?? '')
    if (size > event) return { status, message: `An event holds at most ${event / 1024} KB; one has ${Math.ceil(size / 1024)} KB.` }
    total += size
  }
  return total > batch ? { status, message: `A batch holds at most ${batch / 1024} KB; this one has ${Math.ceil(total / 1024)} KB.` } : undefined
}
