import { z } from 'zod'
import { route } from './route.ts'
import { many } from './shapes.ts'
import { PropertyType } from './tracking-plan.ts'

/** What the builder of rules asks for. `trait` and `property` have the values at `path`; `property` needs `event`. */
export const suggestible = [
  'country', 'language', 'city', 'gender', 'tags', 'email_domain', 'traits', 'trait', 'events', 'properties', 'property',
  'product', 'variant', 'sku', 'category', 'brand', 'channel', 'code', 'store', 'source', 'identifier', 'segment',
] as const
export type Suggestible = (typeof suggestible)[number]

export const Suggestion = z.object({
  /** As it stands in the rule. Paths are keys joined by dots, as in text. */
  value: z.string(),
  label: z.string(),
  /** How many customers, events, orders or products have it; null where that is not counted. */
  count: z.int().nullable(),
  /** Of all that were looked at, or of those that have any. */
  share: z.number().nullable(),
  /** Of traits and properties, the most frequent first. */
  types: z.array(PropertyType),
})
export type Suggestion = z.infer<typeof Suggestion>

export const suggestForRule = route({
  method: 'GET', path: '/v1/segments/suggestions', may: 'segments.read',
  summary: 'Values that real data has, for a rule: of facts, traits, events and their properties, the catalogue, stores, sources and segments. The most frequent first.',
  query: z.object({
    of: z.enum(suggestible),
    /** Contained in the value or its label. */
    q: z.string().trim().max(100).optional(),
    event: z.string().max(200).optional(),
    path: z.string().max(900).optional(),
    /** Of these alone: their labels. */
    values: many(z.string().max(200)),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answers: z.object({
    items: z.array(Suggestion),
    /** How many rows were looked at, where not all were. */
    sampled: z.int().nullable(),
  }),
  limitPerMinute: 600,
})
