import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant, page, PageQuery } from './shapes.ts'

/** What became of a message. `mended`: it was rejected, and was sent again since. */
export const outcomes = ['accepted', 'duplicate', 'rejected', 'mended'] as const
export const Outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof Outcome>

/** Why a message was not taken in. */
export const violations = [
  'not_json', 'not_a_batch', 'event_too_large', 'batch_too_large', 'not_an_object', 'unknown_type', 'no_id', 'no_event', 'no_group', 'no_previous_id',
  'properties_not_an_object', 'too_many_properties', 'too_deep', 'not_planned', 'property_type', 'erased',
] as const
export const Violation = z.enum(violations)
export type Violation = z.infer<typeof Violation>

/** Where a message breaks the tracking plan: the property's path, the types that are planned, the one that came. */
export const Deviation = z.object({ path: z.string(), expected: z.array(z.string()), found: z.string() })
export type Deviation = z.infer<typeof Deviation>

export const SeenMessage = z.object({
  id: Id,
  at: Instant,
  outcome: Outcome,
  type: z.string().nullable(),
  name: z.string().nullable(),
  violation: Violation.nullable(),
  details: z.array(Deviation),
  /** As it was received. Of what was too large or no JSON, the beginning. */
  message: z.unknown(),
  eventId: Id.nullable(),
  /** Whose event it is, when Suki knows them. */
  customer: z.object({ id: Id, name: z.string() }).nullable(),
})
export type SeenMessage = z.infer<typeof SeenMessage>

const params = z.object({ sourceId: Id })

export const listMessages = route({
  method: 'GET', path: '/v1/sources/:sourceId/messages', may: 'sources.read',
  summary: 'Messages as a source sent them and what became of each, the latest first. Rejected ones are kept for 30 days; of the others a sample of the last 24 hours, and all of them while this is being asked.',
  params, query: PageQuery.extend({ outcome: Outcome.optional(), name: z.string().trim().max(200).optional() }), answers: page(SeenMessage),
})

const Replayed = z.object({ accepted: z.int(), duplicate: z.int(), stillRejected: z.int(), left: z.boolean() })

export const replayMessages = route({
  method: 'POST', path: '/v1/sources/:sourceId/replay', may: 'sources.write', audits: 'sources.replay',
  summary: 'Takes in up to 1,000 rejected messages that are valid by now, e.g. since the tracking plan knows them; `left` says that there are more to try, from `after`.',
  params, body: z.object({ violation: Violation.optional(), after: Id.optional() }), answers: Replayed.extend({ after: Id.nullable() }),
})

export const mendMessage = route({
  method: 'POST', path: '/v1/sources/:sourceId/messages/:messageId/replay', may: 'sources.write', audits: 'sources.replay',
  summary: 'Takes in one rejected message, as it came or mended by hand.',
  params: params.extend({ messageId: Id }), body: z.object({ message: z.record(z.string(), z.unknown()).optional() }), answers: SeenMessage,
})
