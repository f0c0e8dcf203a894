import { z } from 'zod'

/** Shapes that all contracts share: ids, instants, days, money, pages, problems. */
export const Id = z.uuid()
/** An instant in UTC as ISO 8601, e.g. `2026-11-21T19:01:02.722Z`. */
export const Instant = z.iso.datetime()
/** A calendar day, e.g. `2026-11-21`; its time zone is always named beside it. */
export const Day = z.iso.date()
/** ISO 4217, upper case. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'Expected a currency code of three letters, e.g. EUR.')
/** ISO 3166-1 alpha-2, upper case. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'Expected a country code of two letters, e.g. NL.')
/** An amount of money as an integer of minor units (cents), always beside its currency. */
export const Minor = z.int()
export const languages = ['en', 'fil', 'ta', 'nl', 'ru', 'gu'] as const
export const Language = z.enum(languages)
export type Language = z.infer<typeof Language>

/** What every list takes: how many rows, and the cursor that the previous page gave. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(500).optional(),
})

/** What every list answers: rows and the cursor of the next page, null at the end. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })

/** Several values in one query parameter: `?tag=a&tag=b` or `?tag=a`. */
export const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(value => (value === undefined ? undefined : Array.isArray(value) ? value : [value]), z.array(item).max(100).optional())

/** A yes or no in a query string. */
export const Flag = z.enum(['true', 'false']).transform(value => value === 'true')

/** An error as RFC 9457 Problem Details, with Suki's stable code. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** Somebody else saved since the revision that was given: who, when, and which one stands now. */
  meanwhile: z.object({ by: z.string(), at: z.string(), revision: z.int() }).optional(),
})
export type Problem = z.infer<typeof Problem>

export const Done = z.object({ done: z.literal(true) })
