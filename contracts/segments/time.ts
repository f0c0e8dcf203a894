import { z } from 'zod'
import { Day } from '../shapes.ts'

/**
 * Windows of time. Each is half-open: what lies exactly at its end is in it, what lies exactly at its beginning is not.
 * "The last 7 days" of an instant T is (T − 7 × 24 h, T]. Nothing in the future of T is ever in a window of the past.
 */
export const units = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const
export type Unit = (typeof units)[number]

/** How many of each unit at most: about a hundred years. */
export const most: Record<Unit, number> = { minutes: 100_000, hours: 100_000, days: 36_500, weeks: 5_200, months: 1_200, years: 100 }

/**
 * Minutes, hours, days (24 h) and weeks (7 × 24 h) are exact. Months and years are of the calendar, and count in
 * whole days of the rule's time zone: what happened on 15 January is in "the last 1 month" until 15 February begins;
 * what happened on 31 January, until 1 March begins.
 */
const span = (allowed: readonly Unit[]) =>
  z.strictObject({ n: z.int().min(1), unit: z.enum(allowed) })
    .refine(({ n, unit }) => n <= most[unit], { error: 'Expected a span of at most a hundred years.' })
export const Span = span(units)
export type Span = z.infer<typeof Span>
/** Days of the calendar, for facts that are dates. */
export const DaySpan = span(['days', 'weeks', 'months', 'years'])
/** What lies ahead is counted in days and weeks. */
export const AheadSpan = span(['days', 'weeks']).refine(({ n, unit }) => n * (unit === 'weeks' ? 7 : 1) <= 3650, { error: 'Expected at most ten years ahead.' })

const nominal: Record<Unit, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000, months: 2_629_746_000, years: 31_556_952_000 }
/** About how long a span is, in milliseconds; only to compare spans. */
export const nominalMs = ({ n, unit }: Span): number => n * nominal[unit]

const longer = { error: 'Expected the longer span first, as in "between 60 days and 30 days ago".' }
const ordered = { error: 'Expected the first day before the last.', path: ['to'] }
const dates = z.strictObject({ kind: z.literal('dates'), from: Day.optional(), to: Day.optional() })
  .refine(w => w.from !== undefined || w.to !== undefined, { error: 'Expected a first day, a last day, or both.' })
  .refine(w => !w.from || !w.to || w.from <= w.to, ordered)

/** A window for things that happened, except "since another event", which `rule.ts` adds. */
export const PastWindow = [
  /** (T − span, T] */
  z.strictObject({ kind: z.literal('last'), span: Span }),
  /** (−∞, T − span]: more than so long ago. */
  z.strictObject({ kind: z.literal('ago'), span: Span }),
  /** (T − from, T − to] */
  z.strictObject({ kind: z.literal('between'), from: Span, to: Span }).refine(w => nominalMs(w.from) > nominalMs(w.to), longer),
  /** Days of the rule's time zone, both included. */
  dates,
] as const

/** A window for facts that are dates; all in whole days of the rule's time zone, today is the first of "the last n days". */
export const DayWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('last'), span: DaySpan }),
  z.strictObject({ kind: z.literal('ago'), span: DaySpan }),
  z.strictObject({ kind: z.literal('between'), from: DaySpan, to: DaySpan }).refine(w => nominalMs(w.from) > nominalMs(w.to), longer),
  /** Today and the days after it, n in all. */
  z.strictObject({ kind: z.literal('next'), span: AheadSpan }),
  dates,
])
export type DayWindow = z.infer<typeof DayWindow>
