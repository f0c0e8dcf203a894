import { z } from 'zod'
import { channels, decisions, purposes } from '../consent.ts'
import { Currency } from '../shapes.ts'
import { CountCompare, factNames, facts, MinorCompare, MoneyTest, NumberCompare, Test, testsFor, Values } from './tests.ts'
import { PastWindow, Span } from './time.ts'

/** The keys that lead to a value in an event's properties or a customer's traits. Lists on the way are looked into. */
export const Path = z.array(z.string().min(1).max(100)).min(1).max(8)
const Id = z.uuid({ error: 'Expected an id such as 0198c0de-7a3e-7000-8000-000000000001.' })
const Ids = z.array(Id).min(1).max(200)
const Name = z.string().min(1).max(200)

/** Days in properties are compared with fixed days: what an event says does not change while time goes by. */
export const PropertyTest = z.strictObject({ path: Path, test: Test }).refine(({ test }) => test.kind !== 'anniversary' && (test.kind !== 'day' || test.window.kind === 'dates'), {
  error: 'In "where", a day is compared with fixed days: from 2026-01-01 to 2026-01-31. Relative ones are asked of a trait.', path: ['test'],
})
export type PropertyTest = z.infer<typeof PropertyTest>

/** Of the catalogue, by what the product is in now. All that is given holds for one product. */
const inCatalogue = { products: Ids.optional(), categories: Values.optional(), brands: Values.optional() }
/** All that is given holds for one line of the order. `title` is contained in the line's, whatever its letters' case. */
const inLine = { ...inCatalogue, variants: Ids.optional(), skus: Values.optional(), title: Name.optional() }

/** Events of a name. `products`, `categories`, `brands`: an event about such a product (`product_id`, alone or in `products`). */
export const EventsOf = z.strictObject({
  kind: z.literal('event'), name: Name, where: z.array(PropertyTest).min(1).max(20).optional(),
  ...inCatalogue, stores: Ids.optional(), sources: Ids.optional(),
})
/** Orders that are not voided, at the moment they were placed. `value` is what was paid for the goods: subtotal − discount. */
export const OrdersOf = z.strictObject({
  kind: z.literal('order'), ...inLine, stores: Ids.optional(), channels: Values.optional(), codes: Values.optional(),
  discounted: z.boolean().optional(), refunded: z.boolean().optional(), value: MoneyTest.optional(),
})
/** Whether an order's lines are looked at. */
export const asksLines = (of: z.infer<typeof OrdersOf>): boolean => [of.products, of.categories, of.brands, of.variants, of.skus, of.title].some(part => part !== undefined)

/** Money that went back, at the moment it did. */
const RefundsOf = z.strictObject({ kind: z.literal('refund'), stores: Ids.optional(), value: MoneyTest.optional() })
/** Carts that hold something and were neither ordered nor emptied, at the moment they were last touched. */
const CartsOf = z.strictObject({ kind: z.literal('cart'), stores: Ids.optional(), value: MoneyTest.optional() })

/** Things that happened, each at an instant. */
export const Happenings = z.discriminatedUnion('kind', [EventsOf, OrdersOf, RefundsOf, CartsOf])
export type Happenings = z.infer<typeof Happenings>
export type EventsOf = z.infer<typeof EventsOf>
export type OrdersOf = z.infer<typeof OrdersOf>
export type CartsOf = z.infer<typeof CartsOf>

/** Later than the first or last of something else; without one, nothing is in the window. */
const SinceWindow = z.strictObject({ kind: z.literal('since'), which: z.enum(['first', 'last']), of: Happenings })
export const Window = z.discriminatedUnion('kind', [...PastWindow, SinceWindow])
export type Window = z.infer<typeof Window>
const StillWindow = z.discriminatedUnion('kind', [...PastWindow])
export type StillWindow = z.infer<typeof StillWindow>

/** Left out, a window is all the past. */
const window = Window.optional()

const FactCondition = z.strictObject({ kind: z.literal('fact'), fact: z.enum(factNames), test: Test }).superRefine(({ fact, test }, context) => {
  const allowed: readonly string[] = testsFor[facts[fact]]
  if (!allowed.includes(test.kind)) context.addIssue({ code: 'custom', path: ['test', 'kind'], message: `"${fact}" may be asked: ${allowed.join(', ')}.` })
})

/**
 * Numbers of an event's property: JSON numbers, and texts that are one. Sums and averages count in ten-thousandths.
 * Without a value, `sum` and `distinct` are 0 and the others are missing.
 */
const AmountCondition = z.strictObject({
  kind: z.literal('amount'), what: z.enum(['sum', 'average', 'smallest', 'largest', 'distinct']), property: Path, of: EventsOf, window, compare: NumberCompare,
})
/** Money of orders. Of lines, where products are asked for. `average`: what was paid / orders; missing without orders. */
const MoneyCondition = z.strictObject({ kind: z.literal('money'), what: z.enum(['spend', 'discounts', 'refunds', 'average']), of: OrdersOf, window, currency: Currency, compare: MinorCompare })
  .refine(({ what, of }) => what !== 'refunds' || !asksLines(of), { error: 'What went back is known of orders, not of their products.', path: ['of'] })
/** `items`: pieces bought. Shares: orders with a discount, or from which something went back, in per cent of orders; missing without orders. */
const FigureCondition = z.strictObject({ kind: z.literal('figure'), what: z.enum(['items', 'discounted_share', 'refunded_share']), of: OrdersOf, window, compare: NumberCompare })

/**
 * Did the first, then each next within a span after the one before it: strictly later, and before the span is over.
 * `without`: and then not this within a span, which must be over. `window` says when the first step may lie.
 */
const SequenceCondition = z.strictObject({
  kind: z.literal('sequence'),
  steps: z.array(z.strictObject({ of: Happenings, within: Span.optional() })).min(1).max(5),
  without: z.strictObject({ of: Happenings, within: Span }).optional(),
  window: StillWindow.optional(),
}).superRefine(({ steps, without, window: when }, context) => {
  if (steps.length < 2 && !without) context.addIssue({ code: 'custom', path: ['steps'], message: 'Expected a second step, or what did not follow.' })
  if (steps[0]?.within) context.addIssue({ code: 'custom', path: ['steps', 0, 'within'], message: 'The first step follows nothing. Leave "within" out.' })
  steps.forEach((step, i) => { if (i > 0 && !step.within) context.addIssue({ code: 'custom', path: ['steps', i, 'within'], message: 'Expected how long after the step before.' }) })
  if (when?.kind === 'ago' || when?.kind === 'between') context.addIssue({ code: 'custom', path: ['window'], message: 'A sequence takes "last …" or days.' })
})

/** What somebody decided last; `unknown` when they were never asked. */
export const consentStates = [...decisions, 'unknown'] as const
export const identifierKind = z.string().min(1).max(100)

const conditions = [
  FactCondition,
  z.strictObject({ kind: z.literal('trait'), path: Path, test: Test }),
  z.strictObject({ kind: z.literal('count'), of: Happenings, window, compare: CountCompare }),
  AmountCondition, MoneyCondition, FigureCondition,
  /** The first or last of something lies in the window. */
  z.strictObject({ kind: z.literal('time'), which: z.enum(['first', 'last']), of: Happenings, window: StillWindow }),
  SequenceCondition,
  /** Two orders or more, and since the last one more than `percent` of the average time between orders has passed. */
  z.strictObject({ kind: z.literal('overdue'), percent: z.int().min(10).max(1000) }),
  z.strictObject({ kind: z.literal('consent'), channel: z.enum(channels), purpose: z.enum(purposes), is: z.enum(consentStates) }),
  /** Recognised by an identifier of this kind, e.g. `email`, `phone`, `user_id` or `store:<key>`. */
  z.strictObject({ kind: z.literal('identified'), by: identifierKind }),
  /** An event came from one of these sources, or an event or order belongs to one of these stores; ever, up to now. */
  z.strictObject({ kind: z.literal('seen'), at: z.enum(['source', 'store']), ids: Ids }),
  /** In that segment, by its rule of now. */
  z.strictObject({ kind: z.literal('segment'), segmentId: Id }),
] as const
export type Condition = z.infer<(typeof conditions)[number]>

/** Which customers. `all` of nothing is everyone. */
export type Rule = { kind: 'all' | 'any' | 'none'; rules: Rule[] } | Condition

const RuleTree: z.ZodType<Rule> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all'), get rules(): z.ZodArray<z.ZodType<Rule>> { return z.array(RuleTree).max(100) } }),
  z.strictObject({ kind: z.enum(['any', 'none']), get rules(): z.ZodArray<z.ZodType<Rule>> { return z.array(RuleTree).min(1).max(100) } }),
  ...conditions,
])

/** Groups within groups, and conditions in all. */
export const deepest = 10
export const mostConditions = 100

/** How deep JSON is nested, without recursion: what a stranger sends may be a million brackets deep. */
function depthOf(value: unknown): number {
  let depth = 0
  for (let level = [value]; level.length; depth++) {
    const next: unknown[] = []
    for (const item of level) if (item && typeof item === 'object') for (const part of Object.values(item)) if (part && typeof part === 'object') next.push(part)
    level = next
    if (depth > 100) return depth
  }
  return depth
}

/** Groups above the deepest condition. */
export function depthOfRule(rule: Rule): number {
  return 'rules' in rule ? 1 + Math.max(0, ...rule.rules.map(depthOfRule)) : 0
}

/** Every condition of a rule. */
export function conditionsOf(rule: Rule): Condition[] {
  return 'rules' in rule ? rule.rules.flatMap(conditionsOf) : [rule]
}

export const Rule: z.ZodType<Rule> = z.unknown()
  .refine(value => depthOf(value) <= 60, { error: `Expected groups within groups at most ${deepest} deep.`, abort: true })
  .pipe(RuleTree)
  .refine(rule => depthOfRule(rule) <= deepest, { error: `Expected groups within groups at most ${deepest} deep.` })
  .refine(rule => conditionsOf(rule).length <= mostConditions, { error: `Expected at most ${mostConditions} conditions. Parts of a long rule can be segments of their own.` }) as unknown as z.ZodType<Rule>
