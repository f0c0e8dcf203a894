import type { Ctx } from '../platform/index.ts'
import { leaveOutErased } from './forgetting/forget.ts'
import type { Groups } from './groups.ts'
import { identifiersIn, nodeIds, type Identifier, type NodeIds } from './identifiers/index.ts'
import type { NewEvent } from './log.ts'
import type { Deviation, Violation } from '../../contracts/debugger.ts'
import type { Expected } from '../../contracts/tracking-plan.ts'
import { toEvent, type Arrival, type Message } from './message.ts'
import { brokenPlan, planAtDoor } from './plan/door.ts'
import { keepRejected } from './queries.ts'
import type { KnownSource } from './sources.ts'
import { recorderOf } from './watching/recorder.ts'

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
  const arrival: Arrival = { sourceId: source.id, storeId: source.storeId, receivedAt: ctx.clock.now(), sentAt: body['sentAt'], ...(type ? {} : { context: body['context'], integrations: body['integrations'] }), ip: envelope.ip }
  if (!Array.isArray(messages)) return refuseWhole(ctx, envelope, arrival, { status: 400, message: 'A batch needs "batch": a list of messages.', violation: 'not_a_batch' })
  const tooLarge = sizeProblem(messages, dialect)
  if (tooLarge) return refuseWhole(ctx, envelope, arrival, tooLarge)
  const { taken, rejected } = await leaveOutErased(ctx, source, sort(messages, envelope, arrival, { source, plan: await planAtDoor(ctx, source), nodeId: await nodeIds(ctx) }))
  if (rejected.length) await keepRejected(ctx.db, { sourceId: source.id, receivedAt: arrival.receivedAt.toString(), rejected, envelope: keptOf(arrival, type) })
  if (dialect === 'rudder' && !taken.length && rejected.some(r => r.violation === 'no_id')) return { status: 400, message: 'Request neither has anonymousId nor userId' }
  if (!taken.length) return undefined
  const events = taken.map(one => one.event)
  const repeats = await groups.add(events)
  recorderOf(ctx).note(source, { events, messages: taken.map(one => one.message), repeats, at: arrival.receivedAt })
  return undefined
}

export type Refused = { violation: Violation; details: Deviation[] }
export type Rejected = Refused & { message: unknown; type?: string | null; name?: string | null }
/** What is kept of a request, so that a rejected message can be read again as it came. */
export type Kept = { type?: string } & Pick<Arrival, 'sentAt' | 'context' | 'integrations' | 'ip'>
export type Reading = { source: KnownSource; plan: Map<string, Expected[]> | undefined; nodeId: NodeIds }

const keptOf = ({ sentAt, context, integrations, ip }: Arrival, type: string | undefined): Kept => ({ ...(type && { type }), sentAt, context, integrations, ...(ip && { ip }) })

/** Makes an event of one message, or says what is wrong with it: by itself, or against the tracking plan where that blocks. */
export function readMessage(message: unknown, type: string | undefined, arrival: Arrival, { source, plan, nodeId }: Reading): NewEvent | Refused {
  const made = toEvent(message, type, arrival)
  if (typeof made === 'string') return { violation: made, details: [] }
  const broken = plan && brokenPlan(plan, made)
  return broken || { ...made, nodeId: nodeOf(identifiersIn(made, source)[0], nodeId) }
}

function sort(messages: unknown[], { type, anonymousId, dialect }: Envelope, arrival: Arrival, reading: Reading) {
  const taken: { event: NewEvent; message: unknown }[] = []
  const rejected: Rejected[] = []
  for (const message of messages) {
    const named = dialect === 'rudder' && anonymousId && typeof message === 'object' && message !== null && !('anonymousId' in message) && !('userId' in message) ? { ...message, anonymousId } : message
    const made = readMessage(named, type, arrival, reading)
    if ('violation' in made) rejected.push({ message: made.violation === 'too_deep' ? null : named, ...made, ...callOf(named, type) })
    else taken.push({ event: made, message: named })
  }
  return { taken, rejected }
}

/** What a rejected message calls itself, as far as it does. */
function callOf(message: unknown, type: string | undefined) {
  const { type: own, event } = (typeof message === 'object' ? (message ?? {}) : {}) as { type?: unknown; event?: unknown }
  return { type: type ?? (typeof own === 'string' ? own.slice(0, 60) : null), name: typeof event === 'string' ? event.slice(0, 512) : null }
}

const mostShown = 2_000

/** A client gives up on what is refused as a whole: the debugger must show it, in part. */
async function refuseWhole({ db }: Ctx, { source, body }: Envelope, { receivedAt }: Arrival, { violation, ...refusal }: Refusal & { violation: Violation }): Promise<Refusal> {
  const message = { beginning: JSON.stringify(body).slice(0, mostShown), problem: refusal.message }
  await keepRejected(db, { sourceId: source.id, receivedAt: receivedAt.toString(), rejected: [{ message, violation, details: [] }], envelope: {} })
  return refusal
}

/** The same for what is no JSON, when its key came in the header. */
export async function keepUnreadable({ db, clock }: Ctx, source: KnownSource | undefined, body: unknown): Promise<void> {
  if (!source) return
  const message = { beginning: Buffer.isBuffer(body) ? body.toString('utf8').slice(0, mostShown) : '' }
  await keepRejected(db, { sourceId: source.id, receivedAt: clock.now().toString(), rejected: [{ message, violation: 'not_json', details: [] }], envelope: {} })
}

const nodeOf = (strongest: Identifier | undefined, nodeId: NodeIds) => (strongest ? nodeId(strongest) : null)

/** In bytes of JSON; 0 for one that is nested too deep to be written, which is refused by itself. */
function sizeOf(message: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(message) ?? '')
  } catch {
    return 0
  }
}

function sizeProblem(messages: unknown[], dialect: Dialect): (Refusal & { violation: Violation }) | undefined {
  const { event, batch, status } = limits[dialect]
  let total = 0
  for (const message of messages) {
    const size = sizeOf(message)
    if (size > event) return { status, message: `An event holds at most ${event / 1024} KB; one has ${Math.ceil(size / 1024)} KB.`, violation: 'event_too_large' }
    total += size
  }
  return total > batch ? { status, message: `A batch holds at most ${batch / 1024} KB; this one has ${Math.ceil(total / 1024)} KB.`, violation: 'batch_too_large' } : undefined
}
