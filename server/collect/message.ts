import { randomUUID } from 'node:crypto'
import type { Violation } from '../../contracts/debugger.ts'
import type { NewEvent } from './log.ts'

/** The calls of the Segment HTTP tracking API. https://segment.com/docs/connections/spec/ */
export const callTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const
export type CallType = (typeof callTypes)[number]

/** A message as a client sent it: nothing about it is certain. */
export type Message = Record<string, unknown>


export type Arrival = { sourceId: string; storeId: string | null; receivedAt: Temporal.Instant; sentAt?: unknown; context?: unknown; integrations?: unknown; ip?: string }

const maxProperties = 10_000
/** PostgreSQL and JSON.stringify both give up at some thousand levels, with an error that would come again at each repeat. */
const maxLevels = 100

/**
 * Makes an event of a message: ids as text, the time corrected for the client's clock, the batch's context under the
 * message's own.
 * @returns the event, or what is wrong with the message
 */
export function toEvent(message: unknown, type: string | undefined, arrival: Arrival): NewEvent | Violation {
  if (!isObject(message)) return 'not_an_object'
  const call = callTypes.find(known => known === (type ?? message['type']))
  if (!call) return 'unknown_type'
  const violation = isDeeper(message, maxLevels) ? 'too_deep' : violationOf(message, call)
  if (violation) return violation
  return {
    sourceId: arrival.sourceId,
    // Whole, however long: a repeat must be known again, and two that differ must not be taken for one.
    messageId: messageIdOf(message) ?? randomUUID(),
    type: call,
    name: nameOf(message, call),
    storeId: arrival.storeId,
    anonymousId: idText(message['anonymousId']),
    userId: idText(message['userId']),
    properties: { ...given(message, call), ...particulars(message, call) },
    context: contextOf(message, arrival),
    occurredAt: occurredAt(message, arrival),
  }
}

function violationOf(message: Message, call: CallType): Violation | undefined {
  if (!idText(message['userId']) && !idText(message['anonymousId']) && !(call === 'alias' && idText(message['previousId']))) return 'no_id'
  if (call === 'track' && !idText(message['event'])) return 'no_event'
  if (call === 'group' && !idText(message['groupId'])) return 'no_group'
  if (call === 'alias' && (!idText(message['previousId']) || !idText(message['userId']))) return 'no_previous_id'
  const own = message[speaksOfTraits(call) ? 'traits' : 'properties']
  if (own !== undefined && own !== null && !isObject(own)) return 'properties_not_an_object'
  if (isObject(own) && Object.keys(own).length > maxProperties) return 'too_many_properties'
  return undefined
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const key in value) if (isDeeper((value as Message)[key], levels - 1)) return true
  return false
}

const speaksOfTraits = (call: CallType) => call === 'identify' || call === 'group'

/** The properties or traits. RudderStack's browser client puts the traits of an identify call into its context. */
function given(message: Message, call: CallType): Message {
  const { traits, properties, context } = message
  const besides = call === 'identify' && isObject(context) && isObject(context['traits']) ? context['traits'] : {}
  const own = speaksOfTraits(call) ? traits : properties
  return { ...besides, ...(isObject(own) ? own : {}) }
}

const messageIdOf = ({ messageId }: Message) => (typeof messageId === 'string' && messageId ? messageId : idText(messageId))

/** Ids come as text or as numbers; an empty one is none. */
const idText = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value.trim().slice(0, 512) : typeof value === 'number' && Number.isFinite(value) ? String(value) : null)

const isObject = (value: unknown): value is Message => typeof value === 'object' && value !== null && !Array.isArray(value)

const names: Record<Exclude<CallType, 'track'>, string> = { identify: 'Identified', page: 'Page Viewed', screen: 'Screen Viewed', group: 'Group Joined', alias: 'Alias Given' }

const nameOf = (message: Message, call: CallType) => (call === 'track' ? idText(message['event'])! : names[call])

/** What a call says outside of its properties. */
function particulars(message: Message, call: CallType): Message {
  if (call === 'group') return { group_id: idText(message['groupId']) }
  if (call === 'alias') return { previous_id: idText(message['previousId']) }
  if (call !== 'page' && call !== 'screen') return {}
  const name = idText(message['name'])
  const category = idText(message['category'])
  return { ...(name && { name }), ...(category && { category }) }
}

/** The context of the batch lies under that of the message, and so do its `integrations`, which are kept within it. */
function contextOf(message: Message, { context, integrations, ip }: Arrival): Message {
  const chosen = { ...(isObject(integrations) ? integrations : {}), ...(isObject(message['integrations']) ? message['integrations'] : {}) }
  return { ...(ip && { ip }), ...(isObject(context) ? context : {}), ...(isObject(message['context']) ? message['context'] : {}), ...(Object.keys(chosen).length > 0 && { integrations: chosen }) }
}

/**
 * When it happened: received − (sent − client's timestamp), which takes out a wrong clock of the client.
 * RudderStack's clients send both timestamps, and theirs is kept. Nothing happens in the future.
 * In milliseconds: with Temporal this alone took 11 µs of an event.
 */
function occurredAt(message: Message, { receivedAt, sentAt }: Arrival): string {
  const received = receivedAt.epochMilliseconds
  const original = millisecondsOf(message['originalTimestamp'])
  const given = millisecondsOf(message['timestamp'])
  const sent = millisecondsOf(message['sentAt'] ?? sentAt)
  const client = original ?? given
  const isCorrected = original !== undefined && given !== undefined
  const happened = isCorrected ? given : client !== undefined && sent !== undefined ? received - (sent - client) : (client ?? received)
  return new Date(Math.max(0, Math.min(happened, received))).toISOString()
}

/** Clients write instants as ISO 8601 or as milliseconds. What cannot be read, or lies before 1970, is as if it were not there. */
function millisecondsOf(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN
  return ms >= 0 && ms < 8e15 ? Math.round(ms) : undefined
}
