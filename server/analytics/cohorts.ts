import type { ScopeQuery } from '../../contracts/analytics.ts'
import type { Ctx } from '../platform/index.ts'
import { daysOf, type DaysOf } from './days.ts'
import { scopeOf } from './scope.ts'

type Cell = { cohort: string; month: string; bought: number }

/**
 * Customers by the month of their first order in the scope, and how many of each cohort ordered in each month since.
 * |cohort ∩ month| = |month ∩ everyone so far| − |month ∩ everyone before the cohort|: bitmaps, no join.
 */
export async function cohortsOf(ctx: Ctx, query: ScopeQuery & { segment?: string | undefined; to: string; months: number; value?: boolean | undefined }) {
  const scope = await scopeOf(ctx, query)
  const last = Temporal.PlainDate.from(query.to).with({ day: 1 })
  const months = Array.from({ length: query.months }, (_, i) => last.subtract({ months: query.months - 1 - i }).toString())
  const source = await daysOf(ctx, query.segment)
  const params = { ...source.params, stores: scope.storeIds, months, end: query.to }
  const [cells, values] = await Promise.all([ctx.warehouse.rows<Cell>(cellsQuery(source.days), params, source.settings), query.value ? valuesOf(ctx, scope, source, params) : undefined])
  const at = new Map(cells.map(cell => [`${cell.cohort} ${cell.month}`, cell.bought]))
  return {
    currency: scope.currency, months,
    cohorts: months.map((month, i) => {
      const since = months.slice(i)
      const bought = since.map(m => at.get(`${month} ${m}`) ?? 0)
      return { month, size: bought[0] ?? 0, bought, valueMinor: values ? since.map(m => values.get(`${month} ${m}`) ?? 0) : null }
    }),
  }
}

// Months before the first asked for are one, so that whoever bought then belongs to no cohort shown.
const cellsQuery = (days: string) => `
  with months as (
    select month, groupBitmapMergeState(b) as buyers from (
      select if(day < {months:Array(Date)}[1], toDate('1970-01-01'), toStartOfMonth(day)) as month, groupBitmapMergeState(buyers) as b from ${days}
      where store_id in {stores:Array(UUID)} and day <= {end:Date} group by month
      union all select arrayJoin(arrayPushFront({months:Array(Date)}, toDate('1970-01-01'))) as month, bitmapBuild(emptyArrayUInt32()) as b
    ) group by month),
  so_far as (select month, groupBitmapMergeState(buyers) over (order by month) as customers from months)
  select cohort, month, toUInt32(met - lagInFrame(met, 1, 0) over (partition by month order by cohort rows between 1 preceding and current row)) as bought
  from (select s.month as cohort, m.month as month, bitmapAndCardinality(m.buyers, s.customers) as met from so_far s cross join months m where m.month >= s.month)
  where month > toDate('1970-01-01')`

/** What each cohort paid in each month: this needs every order with its customer's first month. */
async function valuesOf(ctx: Ctx, scope: Awaited<ReturnType<typeof scopeOf>>, { members, settings }: DaysOf, params: { stores: string[]; months: string[]; end: string }) {
  const zones = scope.stores.map(s => s.timeZone)
  const rows = await ctx.warehouse.rows<{ cohort: string; month: string; value: number }>(`
    with transform(store_id, {stores:Array(UUID)}, arrayEnumerate({stores:Array(UUID)}), 0) as nth,
      multiIf(${zones.map((_, i) => `nth = ${i + 1}, toDate(placed_at, {own${i}:String})`).join(', ')}${zones.length ? ', ' : ''}toDate(placed_at)) as day
    select cohort, part.1 as month, sum(part.2) as value from (
      select min(month) as cohort, groupArray((month, paid)) as parts from (
        select customer_ordinal, toStartOfMonth(day) as month, sum(subtotal_minor - discount_minor) as paid from orders final
        where store_id in {stores:Array(UUID)} and not deleted and payment_state <> 'voided' and customer_ordinal > 0 ${members ? `and customer_id in ${members}` : ''} and day <= {end:Date} group by customer_ordinal, month
      ) group by customer_ordinal
    ) array join parts as part group by cohort, month`, { ...params, ...Object.fromEntries(zones.map((zone, i) => [`own${i}`, zone])) }, { ...settings, do_not_merge_across_partitions_select_final: 1 })
  return new Map(rows.map(row => [`${row.cohort} ${row.month}`, row.value]))
}
