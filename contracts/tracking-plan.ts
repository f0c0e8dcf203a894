import { z } from 'zod'
import { route } from './route.ts'
import { Flag, Id, Instant, page, PageQuery } from './shapes.ts'

export const propertyTypes = ['string', 'number', 'boolean', 'date', 'array', 'object', 'null'] as const
export const PropertyType = z.enum(propertyTypes)
export type PropertyType = z.infer<typeof PropertyType>

/** What a plan expects of a property. `path` is as in `products[].price`. */
export const Expected = z.object({
  path: z.string().trim().min(1, 'Give the property a name.').max(200),
  types: z.array(PropertyType.exclude(['null'])).min(1, 'Choose a type.').max(6),
  required: z.boolean(),
})
export type Expected = z.infer<typeof Expected>

export const driftKinds = ['new_event', 'new_property', 'changed_type', 'missing_required'] as const
export const DriftKind = z.enum(driftKinds)
export type DriftKind = z.infer<typeof DriftKind>

export const TrackedEvent = z.object({
  id: Id,
  name: z.string(),
  type: z.string(),
  seenCount: z.int(),
  firstSeenAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  plannedAt: Instant.nullable(),
  /** Properties that were seen, and that are planned. */
  properties: z.int(),
  /** Warnings that nobody has put aside. */
  warnings: z.int(),
})
export type TrackedEvent = z.infer<typeof TrackedEvent>

const SeenProperty = z.object({
  path: z.string(),
  seenCount: z.int(),
  lastSeenAt: Instant,
  /** In what share of the events that have it, it came as which type. */
  types: z.array(z.object({ type: PropertyType, share: z.number() })),
  /** The most common values of a property that has few; never those that may say who somebody is. */
  values: z.array(z.object({ value: z.string(), share: z.number() })),
})
export type SeenProperty = z.infer<typeof SeenProperty>

export const Warning = z.object({
  id: Id,
  kind: DriftKind,
  event: z.object({ id: Id, name: z.string() }),
  source: z.object({ id: Id, name: z.string() }),
  path: z.string(),
  found: z.string(),
  /** The planned types, where the property is planned. */
  expected: z.array(z.string()),
  seenCount: z.int(),
  firstSeenAt: Instant,
  lastSeenAt: Instant,
})
export type Warning = z.infer<typeof Warning>

export const TrackedEventDetail = TrackedEvent.extend({
  note: z.string(),
  plannedBy: z.string().nullable(),
  expected: z.array(Expected),
  seen: z.array(SeenProperty),
  /** Since when no further properties are noted, because there are too many. */
  crowdedAt: Instant.nullable(),
  sources: z.array(z.object({ id: Id, name: z.string(), seenCount: z.int(), lastSeenAt: Instant })),
})
export type TrackedEventDetail = z.infer<typeof TrackedEventDetail>

export const trackedSorts = ['-seen', 'name', '-lastSeen'] as const
const Ids = z.array(Id).min(1).max(500)
const Plan = z.object({ note: z.string().trim().max(1000).default(''), expected: z.array(Expected).max(300) })
export type Plan = z.output<typeof Plan>

export const listTracked = route({
  method: 'GET', path: '/v1/tracking-plan/events', may: 'sources.read',
  summary: 'Every event name that was seen or is planned.',
  query: PageQuery.extend({ q: z.string().trim().max(200).optional(), planned: Flag.optional(), sort: z.enum(trackedSorts).default('-seen') }), answers: page(TrackedEvent),
})

export const getTracked = route({
  method: 'GET', path: '/v1/tracking-plan/events/:eventId', may: 'sources.read',
  summary: 'An event: what its properties looked like, who sends it, and what is planned.',
  params: z.object({ eventId: Id }), answers: TrackedEventDetail,
})

export const planNewEvent = route({
  method: 'POST', path: '/v1/tracking-plan/events', may: 'sources.write', audits: 'tracking_plan.plan',
  summary: 'Plans an event that has not been seen yet.',
  body: Plan.extend({ name: z.string().trim().min(1, 'Give the event a name.').max(512) }), answers: TrackedEventDetail,
})

export const planEvent = route({
  method: 'PUT', path: '/v1/tracking-plan/events/:eventId', may: 'sources.write', audits: 'tracking_plan.plan',
  summary: 'Says what is expected of an event. Its warnings so far are put aside.',
  params: z.object({ eventId: Id }), body: Plan, answers: TrackedEventDetail,
})

export const approveEvents = route({
  method: 'POST', path: '/v1/tracking-plan/approve', may: 'sources.write', audits: 'tracking_plan.approve',
  summary: 'Plans events as they were seen: each property with its types, required where every event had it.',
  body: z.object({ eventIds: Ids }), answers: z.object({ planned: z.int() }),
})

export const unplanEvents = route({
  method: 'POST', path: '/v1/tracking-plan/unplan', may: 'sources.write', audits: 'tracking_plan.unplan',
  summary: 'Takes events out of the plan. What was seen of them stays.',
  body: z.object({ eventIds: Ids }), answers: z.object({ unplanned: z.int() }),
})

export const listWarnings = route({
  method: 'GET', path: '/v1/tracking-plan/warnings', may: 'sources.read',
  summary: 'Where what comes in differs from the plan, the latest first.',
  query: PageQuery.extend({ event: Id.optional() }), answers: page(Warning),
})

export const settleWarnings = route({
  method: 'POST', path: '/v1/tracking-plan/warnings/settle', may: 'sources.write', audits: 'tracking_plan.settle',
  summary: 'Settles warnings: `accept` changes the plan so that it fits what came, `dismiss` puts them aside.',
  body: z.object({ warningIds: Ids, how: z.enum(['accept', 'dismiss']) }), answers: z.object({ settled: z.int() }),
})
