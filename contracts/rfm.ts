import { z } from 'zod'
import { route } from './route.ts'
import type { Rule } from './segments/rule.ts'
import { rfmGroups } from './segments/tests.ts'
import { Currency, Day, Done, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

/**
 * Scores: how customers who ordered stand among one another, computed every night (docs/segments.md, "Scores").
 * `recency`, `frequency`, `monetary`: 1 to 5, 5 is best. `value`: the mean of frequency and monetary, rounded half up.
 */
const Part = z.int().min(1).max(5)
const PartAsked = z.coerce.number().int().min(1).max(5).optional()
export const RfmGroup = z.enum(rfmGroups)
export type RfmGroup = z.infer<typeof RfmGroup>

/** The group of each recency (5 first) and value (1 first). */
export const rfmGrid: RfmGroup[][] = [
  ['new', 'promising', 'potential_loyal', 'loyal', 'champions'],
  ['promising', 'promising', 'potential_loyal', 'loyal', 'champions'],
  ['about_to_sleep', 'need_attention', 'need_attention', 'loyal', 'loyal'],
  ['hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'],
  ['lost', 'lost', 'at_risk', 'cannot_lose', 'cannot_lose'],
]
export const valueOf = (frequency: number, monetary: number): number => Math.floor((frequency + monetary + 1) / 2)
export const groupOf = (recency: number, value: number): RfmGroup => rfmGrid[5 - recency]![value - 1]!

const exactly = (fact: 'rfm_recency' | 'rfm_frequency' | 'rfm_monetary', value: number): Rule => ({ kind: 'fact', fact, test: { kind: 'number', compare: { op: '=', value } } })
const between = (fact: 'rfm_monetary', from: number, to: number): Rule => (from === to ? exactly(fact, from) : { kind: 'fact', fact, test: { kind: 'number', compare: { op: 'between', from, to } } })

/** The rule of one cell of the grid, exactly: recency, and every frequency with the monetary parts that make the value. */
export function ruleOfCell(recency: number, value: number): Rule {
  const pairs = [1, 2, 3, 4, 5].flatMap((frequency): Rule[] => {
    const [from, to] = [Math.max(1, 2 * value - 1 - frequency), Math.min(5, 2 * value - frequency)]
    return from > to ? [] : [{ kind: 'all', rules: [exactly('rfm_frequency', frequency), between('rfm_monetary', from, to)] }]
  })
  return { kind: 'all', rules: [exactly('rfm_recency', recency), pairs.length > 1 ? { kind: 'any', rules: pairs } : pairs[0]!] }
}
export const ruleOfGroup = (group: RfmGroup): Rule => ({ kind: 'fact', fact: 'rfm_group', test: { kind: 'in', values: [group] } })

/** Whose customers and whose money: stores, else all of the currency. Everybody stands where they stand among all. */
const Scope = z.object({ store: many(Id), currency: Currency.optional() })

/** What some customers came to: their net revenue (gross − discounts − refunds) and orders in the scope, ever. */
const Figures = { customers: z.int(), revenueMinor: Minor, orders: z.int() }
const Run = z.object({
  reason: z.enum(['night', 'hand', 'import']), state: z.enum(['waiting', 'running', 'done', 'failed']), startedAt: Instant, finishedAt: Instant.nullable(),
  /** How customers stood at this instant. */
  asOf: Instant.nullable(), customers: z.int().nullable(), changed: z.int().nullable(), startedBy: z.string(), problem: z.string().nullable(),
})
export type ScoresRun = z.infer<typeof Run>

export const rfm = route({
  method: 'GET', path: '/v1/rfm', may: 'segments.read',
  summary: 'The grid of recency and value: how many customers of the scope stand where, and what they brought.',
  query: Scope,
  answers: z.object({
    currency: Currency.nullable(), timeZone: z.string(), ...Figures,
    /** Cells with customers alone. */
    cells: z.array(z.object({ recency: Part, value: Part, group: RfmGroup, ...Figures })),
    groups: z.array(z.object({ group: RfmGroup, ...Figures, daysSinceLastOrder: z.number().nullable(), ordersEach: z.number().nullable() })),
    /** The last computation that ended well, and the one that runs or failed since. */
    computed: Run.nullable(), current: Run.nullable(),
  }),
})
export type Rfm = z.infer<typeof rfm.answers>

/** The end of a month as the first day of the next one, or `now`: how they stood when the scores were computed last. */
const Moment = z.union([Day, z.literal('now')])
/** A group, or `none`: had not ordered yet. */
export const Standing = z.enum([...rfmGroups, 'none'])
export type Standing = z.infer<typeof Standing>
const Span = { from: Moment, to: Moment }

export const rfmMigration = route({
  method: 'GET', path: '/v1/rfm/migration', may: 'segments.read',
  summary: 'How many customers went from which group to which between two ends of months. Everybody is scored as of then, from what was ordered and given back until then.',
  query: Scope.extend(Span),
  answers: z.object({
    from: Instant, to: Instant, customers: z.int(),
    flows: z.array(z.object({ from: Standing, to: Standing, customers: z.int() })),
    /** Ends of months that can be asked for, newest first. */
    months: z.array(Day),
  }),
})
export type RfmMigration = z.infer<typeof rfmMigration.answers>

/** Customers of a cell, of a group, or who went from one group to another. */
const Whose = Scope.extend({ recency: PartAsked, value: PartAsked, group: RfmGroup.optional(), from: Moment.optional(), to: Moment.optional(), fromGroup: Standing.optional(), toGroup: Standing.optional() })

export const rfmMembers = route({
  method: 'GET', path: '/v1/rfm/members', may: 'customers.read',
  summary: 'Customers of a cell, of a group, or who went from one group to another; who spent most first.',
  query: Whose.extend(PageQuery.shape),
  answers: page(z.object({ id: Id, name: z.string(), email: z.string().nullable(), country: z.string().nullable(), ordersCount: z.int(), spentMinor: Minor, currency: Currency.nullable(), lastOrderAt: Instant.nullable() })),
})
export type RfmMember = z.infer<typeof rfmMembers.answers>['items'][number]

export const exportRfm = route({
  method: 'GET', path: '/v1/rfm/members.csv', may: 'customers.export', audits: 'rfm.export',
  summary: 'The same as a file, with the scores of each.',
  query: Whose, answers: 'text/csv',
})

export const computeScores = route({
  method: 'POST', path: '/v1/rfm/compute', may: 'segments.write', audits: 'scores.compute',
  summary: 'Computes all scores now, in the background.', answers: Done,
})

export const customerScores = route({
  method: 'GET', path: '/v1/customers/:customerId/scores', may: 'customers.read',
  summary: 'How a customer stands among all, and when the next order is expected. Null for who was not scored yet or never ordered.',
  params: z.object({ customerId: Id }),
  answers: z.object({
    scores: z.object({ recency: Part, frequency: Part, monetary: Part, value: Part, group: RfmGroup, valueDecile: z.int(), currency: Currency, asOf: Instant }).nullable(),
    /** The average time between orders after the last one; null with fewer than two. */
    nextOrder: z.object({ expectedAt: Instant, daysBetween: z.number(), isOverdue: z.boolean() }).nullable(),
  }),
})
export type CustomerScores = z.infer<typeof customerScores.answers>

/** `revenueMinor`: what they spent, of those who buy in this currency. `key`: null where it is not known. */
const Row = z.object({ key: z.string().nullable(), customers: z.int(), revenueMinor: Minor, currency: Currency.nullable() })
export const segmentBreakdown = route({
  method: 'GET', path: '/v1/segments/:segmentId/breakdown', may: 'segments.read',
  summary: 'Who is in a segment now: by country, language, group and tenth of value; the most customers first, the tenths from the first. Money is in the currency that most of them buy in.',
  params: z.object({ segmentId: Id }),
  answers: z.object({ customers: z.int(), currency: Currency.nullable(), byCountry: z.array(Row), byLanguage: z.array(Row), byRfmGroup: z.array(Row), byValueDecile: z.array(Row) }),
})
export type SegmentBreakdown = z.infer<typeof segmentBreakdown.answers>
