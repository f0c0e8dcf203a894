import { z } from 'zod'
import { route } from './route.ts'
import { Currency, Day, Flag, Id, Instant, many, Minor } from './shapes.ts'

/**
 * The figures of the shop. Days are those of each store's own time zone. Voided orders never count.
 * - `gross` Σ subtotals · `discounts` Σ discounts · `refunds` Σ money that went back · `net` = gross − discounts − refunds
 * - `orders` how many · `aov` (gross − discounts) ÷ orders · `shipping`, `tax` apart, never in net
 * - `newCustomers` bought in the period and never before, in any store · `returningCustomers` bought in the period and before it
 * - `repeatRate` returning ÷ (new + returning); guests are left out
 */
export const figures = ['gross', 'discounts', 'refunds', 'net', 'orders', 'aov', 'shipping', 'tax', 'newCustomers', 'returningCustomers', 'repeatRate'] as const
export const Figure = z.enum(figures)
export type Figure = z.infer<typeof Figure>
export const granularities = ['day', 'week', 'month'] as const
export const Granularity = z.enum(granularities)
export type Granularity = z.infer<typeof Granularity>

const Days = z.object({ from: Day, to: Day })
export type Days = z.infer<typeof Days>

/** Which stores: those given, else all of the currency, else all of the currency with the most orders. Money is never converted. */
const Scope = z.object({ store: many(Id), currency: Currency.optional() })
/** Of the members of a segment alone, by its rule of now. */
const ofSegment = { segment: Id.optional() }
const Period = Scope.extend({
  ...ofSegment,
  from: Day, to: Day,
  /** With which days to compare: as many days before, or the same days a year earlier. */
  compare: z.enum(['previous', 'year', 'none']).default('previous'),
  /** Refunds count on the day they were made, or on the day of the order they belong to. */
  refundsOn: z.enum(['refund', 'order']).default('refund'),
})
export type ScopeQuery = z.output<typeof Scope>
export type PeriodQuery = z.output<typeof Period>

/** Money in minor units, a share from 0 to 1, or a count. Null where nothing can be said, e.g. an average of no orders. */
const Value = z.number().nullable()

export const summary = route({
  method: 'GET', path: '/v1/analytics/summary', may: 'analytics.read',
  summary: 'Every figure of a period with the one to compare, and a short series of each for a sparkline.',
  query: Period,
  answers: z.object({
    currency: Currency.nullable(), period: Days, previous: Days.nullable(), granularity: Granularity, buckets: z.array(Days),
    figures: z.record(Figure, z.object({ value: Value, previous: Value, series: z.array(Value) })),
  }),
})

export const series = route({
  method: 'GET', path: '/v1/analytics/series', may: 'analytics.read',
  summary: 'Figures by day, week (from Monday) or month. The comparison has its own days; the nth stands under the nth. First and last bucket may be cut by the period.',
  query: Period.extend({ figure: many(Figure), granularity: Granularity.default('day') }),
  answers: z.object({
    currency: Currency.nullable(), buckets: z.array(Days), previousBuckets: z.array(Days).nullable(),
    lines: z.array(z.object({ figure: Figure, values: z.array(Value), previous: z.array(Value).nullable() })),
  }),
})

export const topProducts = route({
  method: 'GET', path: '/v1/analytics/top-products', may: 'analytics.read',
  summary: 'What sold most, by what customers paid for the lines (before refunds), by pieces or by orders.',
  query: Period.extend({ by: z.enum(['amount', 'quantity', 'orders']).default('amount'), limit: z.coerce.number().int().min(1).max(100).default(10) }),
  answers: z.object({
    currency: Currency.nullable(),
    items: z.array(z.object({ productId: Id, title: z.string(), imageUrl: z.string().nullable(), amountMinor: Minor, quantity: z.number(), orders: z.int(), previousAmountMinor: Minor.nullable() })),
  }),
})

export const countries = route({
  method: 'GET', path: '/v1/analytics/countries', may: 'analytics.read',
  summary: 'Orders and money by the country they went to, most first. Null: not known.',
  query: Period,
  answers: z.object({ currency: Currency.nullable(), items: z.array(z.object({ country: z.string().nullable(), orders: z.int(), grossMinor: Minor, netMinor: Minor, previousNetMinor: Minor.nullable() })) }),
})

export const cohorts = route({
  method: 'GET', path: '/v1/analytics/cohorts', may: 'analytics.read',
  summary: 'Customers by the month of their first order in these stores, and how many of them ordered in each month since. `bought[0]` is the size; `valueMinor` is what they paid then (gross less discounts).',
  query: Scope.extend({ ...ofSegment, to: Day, months: z.coerce.number().int().min(2).max(60).default(12), value: Flag.optional() }),
  answers: z.object({
    currency: Currency.nullable(), months: z.array(Day),
    cohorts: z.array(z.object({ month: Day, size: z.int(), bought: z.array(z.int()), valueMinor: z.array(Minor).nullable() })),
  }),
})

export const currencies = route({
  method: 'GET', path: '/v1/analytics/currencies', may: 'analytics.read',
  summary: 'Which stores have figures, by currency; the one with the most orders first, which is the default.',
  answers: z.object({
    items: z.array(z.object({ currency: Currency, orders: z.int(), firstDay: Day.nullable(), lastDay: Day.nullable(), stores: z.array(z.object({ id: Id, name: z.string(), timeZone: z.string(), orders: z.int() })) })),
  }),
})

export const happenings = route({
  method: 'GET', path: '/v1/analytics/live', may: 'analytics.read',
  summary: 'The last things that happened, newest first. Names of customers come only to those who may read customers.',
  query: Scope.extend({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  answers: z.object({
    items: z.array(z.object({
      id: Id, name: z.string(), occurredAt: Instant, storeId: Id.nullable(), customerId: Id.nullable(), customerName: z.string().nullable(), country: z.string().nullable(),
      orderId: Id.nullable(), orderNumber: z.string().nullable(), amountMinor: Minor.nullable(), currency: Currency.nullable(), productTitle: z.string().nullable(),
    })),
  }),
})

export const moment = route({
  method: 'GET', path: '/v1/analytics/moment', may: 'analytics.read',
  summary: 'What is true right now, for one sentence: today up to this minute, and the usual of the last eight same weekdays up to the same time. Null when there is no usual yet.',
  query: Scope,
  answers: z.object({
    currency: Currency.nullable(), ordersLastTenMinutes: z.int(), ordersToday: z.int(), grossTodayMinor: Minor,
    usualOrdersByNow: z.number().nullable(), usualGrossByNowMinor: z.number().nullable(), lastOrderAt: Instant.nullable(),
  }),
})

export const productSales = route({
  method: 'GET', path: '/v1/products/:productId/sales', may: 'products.read',
  summary: 'How a product sells over time, who buys it, and what is bought with it. Lift: how many times more often than by chance; over 1 they go together.',
  params: z.object({ productId: Id }),
  query: z.object({ from: Day, to: Day, granularity: Granularity.default('week') }),
  answers: z.object({
    currency: Currency, buckets: z.array(z.object({ from: Day, to: Day, quantity: z.number(), amountMinor: Minor, orders: z.int() })),
    orders: z.int(), quantity: z.number(), amountMinor: Minor, buyers: z.int(), repeatBuyers: z.int(),
    boughtWith: z.array(z.object({ productId: Id, title: z.string(), imageUrl: z.string().nullable(), orders: z.int(), share: z.number(), lift: z.number() })),
  }),
})

type Behind = { path: '/orders' | '/customers'; search: Record<string, string | string[]> }

/**
 * Where the rows behind a figure are: a path of the console with the search that gives exactly them.
 * `storeIds` are the stores of the scope; without a choice, all of the currency.
 */
export function rowsBehind(figure: Figure, { storeIds, from, to, refundsOn = 'refund' }: Days & { storeIds: string[]; refundsOn?: 'refund' | 'order' }): Behind {
  if (figure === 'newCustomers') return { path: '/customers', search: { store: storeIds, boughtFrom: from, boughtTo: to, buyer: 'new' } }
  if (figure === 'returningCustomers' || figure === 'repeatRate') return { path: '/customers', search: { store: storeIds, boughtFrom: from, boughtTo: to, buyer: 'returning' } }
  if (figure === 'refunds' && refundsOn === 'refund') return { path: '/orders', search: { store: storeIds, refundedFrom: from, refundedTo: to } }
  if (figure === 'refunds') return { path: '/orders', search: { store: storeIds, from, to, state: ['partially_refunded', 'refunded'] } }
  return { path: '/orders', search: { store: storeIds, from, to, counted: 'true' } }
}
