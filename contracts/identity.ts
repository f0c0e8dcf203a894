import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant } from './shapes.ts'

// Who is who: identifiers as nodes, what was seen together as edges, a customer as what hangs together. See docs/identity.md.

/** `customer` is a row that was merged into this one. */
export const IdentityNode = z.object({
  id: Id,
  kind: z.string(),
  value: z.string(),
  firstSeenAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  eventsCount: z.int(),
  /** What the customer is held by. */
  isAnchor: z.boolean(),
})
export type IdentityNode = z.infer<typeof IdentityNode>

/** Identifiers that were seen together for the first time: in an event, a file, or joined by a person. */
export const IdentityEdge = z.object({
  id: Id,
  nodes: z.array(Id),
  at: Instant,
  eventId: Id,
  /** The event's name, when it is an event. */
  eventName: z.string().nullable(),
  source: z.string(),
  /** Null for Suki's own, which have no page. */
  sourceId: Id.nullable(),
  byStaff: z.string().nullable(),
})
export type IdentityEdge = z.infer<typeof IdentityEdge>

export const MergedCustomer = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  mergedAt: Instant,
  /** Why: the event or person that linked them, and what was seen together. */
  because: z.object({ eventName: z.string().nullable(), source: z.string(), byStaff: z.string().nullable(), at: Instant, identifiers: z.array(z.object({ kind: z.string(), value: z.string() })) }).nullable(),
})
export type MergedCustomer = z.infer<typeof MergedCustomer>

export const customerIdentity = route({
  method: 'GET',
  path: '/v1/customers/:customerId/identity',
  may: 'customers.read',
  summary: 'The identity graph of a customer: identifiers, what linked them, and who was merged into them.',
  params: z.object({ customerId: Id }),
  answers: z.object({
    nodes: z.array(IdentityNode),
    edges: z.array(IdentityEdge),
    merged: z.array(MergedCustomer),
    /** More than 300 identifiers or links: the latest are shown. */
    isCut: z.boolean(),
  }),
})

export const mergeCustomers = route({
  method: 'POST',
  path: '/v1/customers/merge',
  may: 'customers.write',
  summary: 'These customers are one person. The oldest stays; it can be undone.',
  body: z.object({ customerIds: z.array(Id).min(2).max(50) }),
  answers: z.object({ customerId: Id }),
  audits: 'customers.merge',
})

export const separateCustomer = route({
  method: 'POST',
  path: '/v1/customers/:customerId/separate',
  may: 'customers.write',
  summary: 'Undoes a merge, or says that some identifiers are somebody else’s.',
  params: z.object({ customerId: Id }),
  body: z.union([z.object({ mergedId: Id }).strict(), z.object({ identifiers: z.array(Id).min(1).max(300) }).strict()]),
  /** Whom was parted from the customer: merged with them again, it is undone. Visitors whom nobody knows are not among them. */
  answers: z.object({ customerIds: z.array(Id) }),
  audits: 'customers.separate',
})

const Kind = z.object({ limit: z.int().min(1).max(100_000), priority: z.int().min(0).max(99) })

export const IdentityPolicy = z.object({
  /** Limit and priority by kind; `other` holds for every kind that is not named. */
  kinds: z.record(z.string(), Kind),
  other: Kind,
  /** Further values that identify nobody, e.g. a test address. */
  blocked: z.array(z.string().trim().min(1).max(200)).max(500),
})
export type IdentityPolicy = z.infer<typeof IdentityPolicy>

export const identityPolicy = route({ method: 'GET', path: '/v1/identity/policy', may: 'customers.read', summary: 'How many identifiers of a kind one customer may have, which count most, and which values identify nobody.', answers: IdentityPolicy })

export const changeIdentityPolicy = route({
  method: 'PUT',
  path: '/v1/identity/policy',
  may: 'system.write',
  summary: 'Changes how identifiers behave. Everything observed is folded again in the background.',
  body: z.object({ kinds: z.record(z.string().regex(/^[a-z0-9_.-]{1,60}$/), Kind), blocked: IdentityPolicy.shape.blocked }),
  answers: IdentityPolicy,
  audits: 'identity.policy',
})
