import { z } from 'zod'
import { Currency } from '../shapes.ts'
import { DayWindow } from './time.ts'

/** At most so many values in one list. */
export const mostValues = 1000
const Text = z.string().min(1).max(200)
export const Values = z.array(Text).min(1).max(mostValues, { error: `Expected at most ${mostValues.toLocaleString('en')} values. Longer lists are tags: import them, and ask for the tag.` })

export const comparisons = ['=', '!=', '<', '<=', '>', '>='] as const


/** `between` includes both ends. */
const compared = (value: z.ZodNumber) =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(comparisons), value }),
    z.strictObject({ op: z.literal('between'), from: value, to: value }).refine(({ from, to }) => from <= to, { error: 'Expected the smaller value first.', path: ['to'] }),
  ])

const aCount = 'Expected a whole number from 0 to 1,000.'
/** A count of things: a thousand at most, so that it is known to the instant when the last of them leaves its window. */
export const CountCompare = compared(z.int({ error: aCount }).min(0, { error: aCount }).max(1000, { error: aCount }))
export const NumberCompare = compared(z.number().min(-1e12).max(1e12))
/** Minor units. */
export const MinorCompare = compared(z.int().min(-1e12).max(1e12))
export type Compare = z.infer<typeof NumberCompare>
/** Of things in this currency alone. */
export const MoneyTest = z.strictObject({ currency: Currency, compare: MinorCompare })
export type MoneyTest = z.infer<typeof MoneyTest>

/**
 * What one value is asked. A value that is missing satisfies no question but `missing`; `not_in`, `not_contains` and
 * `!=` are the opposites of `in`, `contains` and `=` and so are satisfied by it.
 * Of a list (tags, a list in a trait, products of an event) any value may satisfy the question; the opposites ask that none does.
 * `in` takes values exactly as written; `contains`, `starts_with` and `ends_with` take capital and small letters as one.
 */
const testsOf = {
  set: z.strictObject({ kind: z.literal('set') }),
  missing: z.strictObject({ kind: z.literal('missing') }),
  in: z.strictObject({ kind: z.literal('in'), values: Values }),
  not_in: z.strictObject({ kind: z.literal('not_in'), values: Values }),
  contains: z.strictObject({ kind: z.literal('contains'), value: Text }),
  not_contains: z.strictObject({ kind: z.literal('not_contains'), value: Text }),
  starts_with: z.strictObject({ kind: z.literal('starts_with'), value: Text }),
  ends_with: z.strictObject({ kind: z.literal('ends_with'), value: Text }),
  number: z.strictObject({ kind: z.literal('number'), compare: NumberCompare }),
  yes: z.strictObject({ kind: z.literal('yes') }),
  no: z.strictObject({ kind: z.literal('no') }),
  day: z.strictObject({ kind: z.literal('day'), window: DayWindow }),
  /** The day and month of a date, in the days that come or have just been: 1 is today. 29 February is 28 February in other years. */
  anniversary: z.strictObject({ kind: z.literal('anniversary'), in: z.enum(['next', 'last']), days: z.int().min(1).max(365) }),
}
export const Test = z.discriminatedUnion('kind', Object.values(testsOf) as [typeof testsOf.set, ...(typeof testsOf)[TestKind][]])
export type Test = z.infer<(typeof testsOf)[TestKind]>
export type TestKind = keyof typeof testsOf

/** Which questions a value of a type may be asked. */
export const testsFor = {
  presence: ['set', 'missing'],
  /** A code of a known list, e.g. a country. */
  code: ['set', 'missing', 'in', 'not_in'],
  text: ['set', 'missing', 'in', 'not_in', 'contains', 'not_contains', 'starts_with', 'ends_with'],
  number: ['set', 'missing', 'number'],
  date: ['set', 'missing', 'day', 'anniversary'],
} as const satisfies Record<string, readonly TestKind[]>
export type FactType = keyof typeof testsFor

/** What is known of a customer. Dates that are instants count as their day in the rule's time zone. */
export const facts = {
  country: 'code', language: 'code', city: 'text', gender: 'text', tags: 'text', email_domain: 'text',
  name: 'presence', first_name: 'presence', last_name: 'presence', email: 'presence', phone: 'presence',
  birthday: 'date', created: 'date', last_seen: 'date', first_order: 'date', last_order: 'date',
  /** 1 to 5, 5 is best, and the groups they make; 1 is the tenth that brought most. docs/segments.md has the rule. */
  rfm_recency: 'number', rfm_frequency: 'number', rfm_monetary: 'number', rfm_group: 'code', value_decile: 'number',
} as const satisfies Record<string, FactType>
export type FactName = keyof typeof facts
export const factNames = Object.keys(facts) as [FactName, ...FactName[]]

export const rfmGroups = ['champions', 'loyal', 'potential_loyal', 'new', 'promising', 'need_attention', 'about_to_sleep', 'at_risk', 'cannot_lose', 'hibernating', 'lost'] as const
