import { rowsBehind, type Figure, type summary } from '../../contracts/analytics.ts'
import type { Answer } from '../../contracts/route.ts'
import type { Comparison, Days, Scope } from '../scope.ts'
import { stringifySearch } from '../ui/link.tsx'

/** All figures of the chosen days. */
export type Summary = Answer<typeof summary>
export type RefundsOn = 'refund' | 'order'

/** The part of the top bar's choice that the figures are asked with. */
export const asked = ({ store, currency, segment, days, compare }: Scope, refundsOn: RefundsOn) => ({ ...storesOf({ store, currency }), segment, from: days.from, to: days.to, compare, refundsOn })
export const storesOf = ({ store, currency }: Pick<Scope, 'store' | 'currency'>) => ({ store: store ? [store.id] : undefined, currency })

/** The list that holds exactly the rows of a figure; of a segment, its members. */
export function rowsOf(figure: Figure, scope: Scope, refundsOn: RefundsOn, days: Days = scope.days): string {
  if (scope.segment) return `/segments/${scope.segment}`
  const { path, search } = rowsBehind(figure, { ...days, refundsOn, storeIds: scope.storeIds })
  return `${path}${stringifySearch(search)}`
}

/** How much more or less than before, as a share; null where there is nothing to compare with. */
export const changeOf = (now: number | null | undefined, before: number | null | undefined): number | null => (now === null || now === undefined || !before ? null : (now - before) / Math.abs(before))

/** Days with an order in the last of a shop's history, when the chosen ones have none. */
export const lastThirty = (lastDay: string, addDays: (day: string, days: number) => string, compare: Comparison) => `?period=${addDays(lastDay, -29)}..${lastDay}${compare === 'previous' ? '' : `&compare=${compare}`}`

export const figureNames: Record<Figure, string> = {
  net: 'home.figures.net', gross: 'home.figures.gross', discounts: 'home.figures.discounts', refunds: 'home.figures.refunds', orders: 'home.figures.orders', aov: 'home.figures.aov',
  shipping: 'home.figures.shipping', tax: 'home.figures.tax', newCustomers: 'home.figures.newCustomers', returningCustomers: 'home.figures.returningCustomers', repeatRate: 'home.figures.repeatRate',
}

export const definitions: Record<Figure, string> = {
  net: 'home.means.net', gross: 'home.means.gross', discounts: 'home.means.discounts', refunds: 'home.means.refunds', orders: 'home.means.orders', aov: 'home.means.aov',
  shipping: 'home.means.shipping', tax: 'home.means.tax', newCustomers: 'home.means.newCustomers', returningCustomers: 'home.means.returningCustomers', repeatRate: 'home.means.repeatRate',
}

export const isMoney = (figure: Figure) => !['orders', 'newCustomers', 'returningCustomers', 'repeatRate'].includes(figure)
