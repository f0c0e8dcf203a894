import { figures, type Days, type Figure, type PeriodQuery } from '../../contracts/analytics.ts'
import type { Ctx } from '../platform/index.ts'
import type { DaysOf } from './days.ts'
import type { Scope } from './scope.ts'

/** What all figures of some days are made of. `buyers` are distinct customers, `returning` those of them who bought before. */
export type Sums = { orders: number; gross: number; discounts: number; shipping: number; tax: number; refunds: number; buyers: number; returning: number }

const nothing: Sums = { orders: 0, gross: 0, discounts: 0, shipping: 0, tax: 0, refunds: 0, buyers: 0, returning: 0 }

/**
 * Sums of several spans of days at once; they may overlap. Money and orders are added up over days. Distinct customers
 * are unions of the days' bitmaps; whoever stands in the union of all days before a span, of any store, has bought before.
 */
export async function sumsOf(ctx: Ctx, { scope, source }: { scope: Scope; source: DaysOf }, spans: Days[], refundsOn: PeriodQuery['refundsOn'], wanted: readonly Figure[] = figures): Promise<Sums[]> {
  if (!scope.storeIds.length || !spans.length) return spans.map(() => nothing)
  const starts = [...new Set(spans.map(s => s.from))].sort()
  const rows = await ctx.warehouse.rows<Sums & { span: number }>((wanted.some(figure => ofBuyers.has(figure)) ? sumsQuery : moneyQuery)(source.days), {
    ...source.params, stores: scope.storeIds, starts, froms: spans.map(s => s.from), tos: spans.map(s => s.to), startOf: spans.map(s => starts.indexOf(s.from) + 1), refundsOn,
    first: starts[0], last: spans.map(s => s.to).sort().at(-1),
  }, source.settings)
  const bySpan = new Map(rows.map(({ span, ...sums }) => [span, sums]))
  return spans.map((_, i) => bySpan.get(i + 1) ?? nothing)
}

// Why days: docs/decisions/0008-figures-are-made-of-days.md.
const sumsQuery = (days: string) => `
  with steps as (
    select step, groupBitmapMergeState(u) as customers from (
      select arrayFirstIndex(s -> day < s, {starts:Array(Date)}) as step, groupBitmapMergeState(buyers) as u from ${days}
      where day < {starts:Array(Date)}[-1] group by step
      union all select arrayJoin(arrayEnumerate({starts:Array(Date)})) as step, bitmapBuild(emptyArrayUInt32()) as u
    ) group by step),
  before as (select step, groupBitmapMergeState(customers) over (order by step) as customers from steps),
  summed as (
    select arrayJoin(arrayFilter(i -> day >= {froms:Array(Date)}[i] and day <= {tos:Array(Date)}[i], arrayEnumerate({froms:Array(Date)}))) as span,
      sum(known.orders) as n, sum(gross_minor) as g, sum(discount_minor) as d, sum(shipping_minor) as s, sum(tax_minor) as t,
      sum(if({refundsOn:String} = 'order', refunded_of_orders_minor, refunded_minor)) as r, groupBitmapMergeState(buyers) as customers
    from ${days} where store_id in {stores:Array(UUID)} and day >= {first:Date} and day <= {last:Date} group by span)
  select toUInt32(span) as span, toUInt32(n) as orders, g as gross, d as discounts, s as shipping, t as tax, r as refunds,
    bitmapCardinality(summed.customers) as buyers, bitmapAndCardinality(summed.customers, before.customers) as returning
  from summed join before on before.step = {startOf:Array(UInt32)}[span]`

const ofBuyers = new Set<Figure>(['newCustomers', 'returningCustomers', 'repeatRate'])

// Who bought before is the dear part: for a year by day beside another it is 730 unions. Money alone needs none of them.
const moneyQuery = (days: string) => `
  select toUInt32(arrayJoin(arrayFilter(i -> day >= {froms:Array(Date)}[i] and day <= {tos:Array(Date)}[i], arrayEnumerate({froms:Array(Date)})))) as span,
    toUInt32(sum(known.orders)) as orders, sum(gross_minor) as gross, sum(discount_minor) as discounts, sum(shipping_minor) as shipping, sum(tax_minor) as tax,
    sum(if({refundsOn:String} = 'order', refunded_of_orders_minor, refunded_minor)) as refunds, 0 as buyers, 0 as returning
  from ${days} where store_id in {stores:Array(UUID)} and day >= {first:Date} and day <= {last:Date} group by span`

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)

/** Every figure from the sums, each in one line: the definitions. */
const definitions: Record<Figure, (s: Sums) => number | null> = {
  gross: s => s.gross,
  discounts: s => s.discounts,
  refunds: s => s.refunds,
  net: s => s.gross - s.discounts - s.refunds,
  orders: s => s.orders,
  aov: s => (s.orders === 0 ? null : Math.round((s.gross - s.discounts) / s.orders)),
  shipping: s => s.shipping,
  tax: s => s.tax,
  newCustomers: s => s.buyers - s.returning,
  returningCustomers: s => s.returning,
  repeatRate: s => share(s.returning, s.buyers),
}

export const figureOf = (figure: Figure, sums: Sums): number | null => definitions[figure](sums)
