import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant } from './shapes.ts'

export const ProfileFact = z.object({
  /** A field of the profile, or `traits.` with the name that a source gave it. */
  trait: z.string(),
  value: z.unknown(),
  sourceName: z.string(),
  sourceKind: z.string(),
  at: Instant,
  /** Whether this is the word that stands in the profile. */
  wins: z.boolean(),
})
export type ProfileFact = z.infer<typeof ProfileFact>

export const customerFacts = route({
  method: 'GET',
  path: '/v1/customers/:customerId/facts',
  may: 'customers.read',
  summary: 'Everything that sources tell of a customer: each fact with its source and time, the word that stands first.',
  params: z.object({ customerId: Id }),
  answers: z.object({ items: z.array(ProfileFact) }),
})

export const sourcePrecedence = route({
  method: 'GET',
  path: '/v1/profile/precedence',
  may: 'customers.read',
  summary: 'Which source’s word counts more: the lower number, and of equal ones the later word.',
  answers: z.object({ items: z.array(z.object({ sourceId: Id, name: z.string(), kind: z.string(), precedence: z.int() })) }),
})

export const changeSourcePrecedence = route({
  method: 'PUT',
  path: '/v1/profile/precedence',
  may: 'system.write',
  summary: 'Ranks sources. Every profile is derived again in the background.',
  body: z.object({ items: z.array(z.object({ sourceId: Id, precedence: z.int().min(0).max(1000) })).min(1).max(1000) }),
  answers: Done,
  audits: 'profile.precedence',
})
