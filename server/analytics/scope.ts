import type { Days, Granularity, PeriodQuery, ScopeQuery } from '../../contracts/analytics.ts'
import { appError, type Ctx } from '../platform/index.ts'

export const mixedCurrencies = appError('analytics.mixed_currencies', 400, 'These stores sell in several currencies ({currencies}). Ask for those of one currency at a time.')
export const periodBackwards = appError('analytics.period_backwards', 400, 'The period ends on {to}, before it begins on {from}.')
export const periodTooLong = appError('analytics.period_too_long', 400, 'A period has up to 20 years, and a series up to 1,000 steps. Take longer steps or a shorter period.')

/** The stores whose figures are asked for, all of one currency. */
export type Scope = { currency: string | null; stores: { id: string; timeZone: string }[]; storeIds: string[] }

/** Resolves the stores of a question: those named, else those of the currency, else those of the busiest currency. */
export async function scopeOf(ctx: Ctx, { store, currency }: ScopeQuery): Promise<Scope> {
  const all = await ctx.db.selectFrom('stores').select(['id', 'currency', 'time_zone as timeZone']).orderBy('created_at').orderBy('id').execute()
  const wanted = all.filter(s => (store ? store.includes(s.id) : true) && (currency ? s.currency === currency : true))
  const found = [...new Set(wanted.map(s => s.currency))]
  if (found.length > 1 && store) throw mixedCurrencies({ currencies: found.join(', ') })
  const chosen = found.length > 1 ? await busiest(ctx, wanted) : found[0]
  const stores = wanted.filter(s => s.currency === chosen)
  return { currency: chosen ?? currency ?? null, stores, storeIds: stores.map(s => s.id) }
}

async function busiest(ctx: Ctx, stores: { id: string; currency: string }[]) {
  const orders = await ordersByStore(ctx)
  const total = (currency: string) => stores.filter(s => s.currency === currency).reduce((sum, s) => sum + (orders.get(s.id)?.orders ?? 0), 0)
  return [...new Set(stores.map(s => s.currency))].sort((a, b) => total(b) - total(a) || a.localeCompare(b))[0]
}

export async function ordersByStore(ctx: Ctx) {
  const rows = await ctx.warehouse.rows<{ store_id: string; placed: number; first: string; last: string }>('select store_id, toUInt32(sum(orders)) as placed, min(day) as first, max(day) as last from days final where orders > 0 group by store_id')
  return new Map(rows.map(({ store_id, placed, first, last }) => [store_id, { orders: placed, first, last }]))
}

const day = (text: string) => Temporal.PlainDate.from(text)
const longest = 20 * 366

/** The days to compare with: as many days before, or the same days a year earlier. @throws periodBackwards, periodTooLong */
export function previousOf({ from, to, compare }: Pick<PeriodQuery, 'from' | 'to' | 'compare'>): Days | null {
  if (from > to) throw periodBackwards({ from, to })
  const length = day(from).until(day(to)).days
  if (length > longest) throw periodTooLong()
  if (compare === 'none') return null
  if (compare === 'year') return { from: day(from).subtract({ years: 1 }).toString(), to: day(to).subtract({ years: 1 }).toString() }
  return { from: day(from).subtract({ days: length + 1 }).toString(), to: day(from).subtract({ days: 1 }).toString() }
}

/** Cuts days into calendar steps; the first and the last may be cut short by the period. */
export function bucketsOf({ from, to }: Days, granularity: Granularity): Days[] {
  const buckets: Days[] = []
  for (let start = day(from); Temporal.PlainDate.compare(start, day(to)) <= 0;) {
    const next = nextStep(start, granularity)
    const end = next.subtract({ days: 1 })
    buckets.push({ from: start.toString(), to: Temporal.PlainDate.compare(end, day(to)) > 0 ? to : end.toString() })
    if (buckets.length > 1000) throw periodTooLong()
    start = next
  }
  return buckets
}

function nextStep(start: Temporal.PlainDate, granularity: Granularity) {
  if (granularity === 'day') return start.add({ days: 1 })
  if (granularity === 'week') return start.add({ days: 8 - start.dayOfWeek })
  return start.with({ day: 1 }).add({ months: 1 })
}

/** Steps that make a line of a readable number of points. */
export function readableGranularity({ from, to }: Days): Granularity {
  const days = day(from).until(day(to)).days
  return days <= 92 ? 'day' : days <= 550 ? 'week' : 'month'
}
