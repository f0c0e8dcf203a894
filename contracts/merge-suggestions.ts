import { z } from 'zod'
import { route } from './route.ts'
import { Currency, Day, Done, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

// Customers who may be one person. Suki finds them, a person decides. See docs/identity.md.

/** What two customers share. `name_…`: the names are much alike as well. */
export const suggestionReasons = ['email', 'phone', 'phone_ending', 'name_birthday', 'name_address', 'name_city'] as const
export const SuggestionReason = z.enum(suggestionReasons)
export type SuggestionReason = z.infer<typeof SuggestionReason>

export const suggestionStates = ['open', 'accepted', 'dismissed'] as const
const State = z.enum(suggestionStates)

/** What helps a person to compare. */
export const ComparedCustomer = z.object({
  id: Id,
  name: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  /** Where the last order went. */
  address: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  birthday: Day.nullable(),
  tags: z.array(z.string()),
  ordersCount: z.int(),
  spentMinor: Minor,
  currency: Currency.nullable(),
  lastOrderAt: Instant.nullable(),
  createdAt: Instant,
})
export type ComparedCustomer = z.infer<typeof ComparedCustomer>

export const MergeSuggestion = z.object({
  id: Id,
  /** The one that stays when they are merged comes first. */
  one: ComparedCustomer,
  other: ComparedCustomer,
  reasons: z.array(SuggestionReason),
  /** How likely it is that they are one, 0 to 100. A judgement, not a probability. */
  score: z.int(),
  state: State,
  foundAt: Instant,
  decidedAt: Instant.nullable(),
  decidedBy: z.string().nullable(),
})
export type MergeSuggestion = z.infer<typeof MergeSuggestion>

export const listMergeSuggestions = route({
  method: 'GET',
  path: '/v1/customers/merge-suggestions',
  may: 'customers.read',
  summary: 'Pairs of customers who may be one person, the likeliest first.',
  query: PageQuery.extend({ state: State.default('open'), reason: many(SuggestionReason), minScore: z.coerce.number().int().min(0).max(100).optional() }),
  answers: page(MergeSuggestion),
})

export const countMergeSuggestions = route({
  method: 'GET',
  path: '/v1/customers/merge-suggestions/count',
  may: 'customers.read',
  summary: 'How many pairs wait for a decision, at most 1,000 are counted, and when Suki last looked.',
  answers: z.object({ open: z.int(), lookedAt: Instant.nullable(), isLooking: z.boolean() }),
})

export const compareCustomers = route({
  method: 'GET',
  path: '/v1/customers/compare',
  may: 'customers.read',
  summary: 'Customers side by side, before they are merged.',
  query: z.object({ id: many(Id).refine(ids => ids !== undefined && ids.length >= 2 && ids.length <= 50, 'Expected 2 to 50 customers.') }),
  answers: z.object({ items: z.array(ComparedCustomer) }),
})

const ids = z.object({ ids: z.array(Id).min(1).max(200) })

export const decideMergeSuggestions = route({
  method: 'POST',
  path: '/v1/customers/merge-suggestions/decide',
  may: 'customers.write',
  summary: 'Accepts pairs, which merges them, or dismisses them for good. Pairs that were decided already are left as they are.',
  body: ids.extend({ decision: z.enum(['accept', 'dismiss']) }),
  answers: z.object({ decided: z.array(Id) }),
  audits: 'suggestions.decide',
})

export const undoMergeSuggestions = route({
  method: 'POST',
  path: '/v1/customers/merge-suggestions/undo',
  may: 'customers.write',
  summary: 'Takes decisions back: who was merged is parted again, and the pairs wait as before.',
  body: ids,
  answers: z.object({ undone: z.array(Id) }),
  audits: 'suggestions.undo',
})

export const lookForDuplicates = route({
  method: 'POST',
  path: '/v1/customers/merge-suggestions/look',
  may: 'customers.write',
  summary: 'Looks for pairs now, in the background; Suki does so every night.',
  answers: Done,
  audits: 'suggestions.look',
})
