import { useLocation } from '@tanstack/react-router'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { z } from 'zod'
import { currencies } from '../contracts/analytics.ts'
import { listStores, type Store } from '../contracts/stores.ts'
import { Day, Id } from '../contracts/shapes.ts'
import { useCall, type ApiProblem } from './api.ts'
import { useMay } from './session.tsx'
import { useSearchState } from './ui/link.tsx'

export const periods = ['7d', '30d', '90d', '12m', 'month', 'year'] as const
export const comparisons = ['previous', 'year', 'none'] as const
export type Comparison = (typeof comparisons)[number]

/** The choice of the top bar, as it stands in the address. */
export const ScopeSearch = z.object({
  store: Id.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  period: z.union([z.enum(periods), z.string().regex(/^\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d$/)]).default('30d'),
  compare: z.enum(comparisons).default('previous'),
  /** Figures of its members alone. */
  segment: Id.optional(),
})

/** Days are calendar days of `timeZone`, both ends included. */
export type Days = { from: string; to: string }
export type Scope = {
  stores: Store[]
  /** The chosen store; without one, all stores of the currency are meant. */
  store: Store | undefined
  storeIds: string[]
  currencies: string[]
  currency: string | undefined
  timeZone: string
  period: string
  days: Days
  compare: Comparison
  segment: string | undefined
  before: Days | undefined
  /** The last day with an order. */
  lastDay: string | undefined
  ready: boolean
  problem: ApiProblem | null
}

// Days are reckoned in UTC, where each has 24 hours. (Temporal is not in every browser yet.)
const at = (day: string) => new Date(`${day}T00:00:00Z`)
const dayOf = (date: Date) => date.toISOString().slice(0, 10)
export const addDays = (day: string, days: number) => dayOf(new Date(at(day).getTime() + days * 86_400_000))
export const daysBetween = (from: string, to: string) => Math.round((at(to).getTime() - at(from).getTime()) / 86_400_000)

/** The same day so many months away, or the month's last where it has none such. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayOf(new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))))
}

export const todayIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())

/** From a period's name to its days, today included. */
export function daysOf(period: string, today: string): Days {
  const [from, to] = period.split('..')
  if (from && to && Day.safeParse(from).success && Day.safeParse(to).success) return from <= to ? { from, to } : { from: to, to: from }
  const start = { '7d': addDays(today, -6), '30d': addDays(today, -29), '90d': addDays(today, -89), '12m': addDays(addMonths(today, -12), 1), month: `${today.slice(0, 7)}-01`, year: `${today.slice(0, 4)}-01-01` }[period]
  return { from: start ?? addDays(today, -29), to: today }
}

/** The days to compare with: as many before, or the same days a year earlier. */
export function daysBefore({ from, to }: Days, compare: Comparison): Days | undefined {
  if (compare === 'none') return undefined
  if (compare === 'year') return { from: addMonths(from, -12), to: addMonths(to, -12) }
  return { from: addDays(from, -1 - daysBetween(from, to)), to: addDays(from, -1) }
}

const users = new Set<{ withPeriod: boolean }>()
const hearers = new Set<() => void>()

/** Store, period and comparison as chosen in the top bar, which shows the choice on pages that use this. `withPeriod: false`: the stores alone. */
export function useScope({ withPeriod = true } = {}): Scope {
  useEffect(() => {
    const user = { withPeriod }
    const tell = () => hearers.forEach(hear => hear())
    users.add(user)
    tell()
    return () => {
      users.delete(user)
      tell()
    }
  }, [withPeriod])
  return useChosenScope()
}

export function useChosenScope(): Scope {
  const [{ store: storeId, period, compare, currency: wanted, segment }] = useSearchState(ScopeSearch)
  const may = useMay()
  const known = useCall(listStores, { query: { limit: 200 } }, { enabled: may('stores.read'), staleTime: 5 * 60_000 })
  const busiest = useCall(currencies, {}, { enabled: may('analytics.read') })
  return useMemo(() => {
    const stores = known.data?.items ?? []
    const store = stores.find(one => one.id === storeId)
    // The currency with the most orders comes first and is the default, as the server has it.
    const codes = [...new Set([...(busiest.data?.items ?? []).map(one => one.currency), ...stores.map(one => one.currency)])]
    const currency = store?.currency ?? codes.find(one => one === wanted) ?? codes[0]
    const own = store ? [store] : stores.filter(one => one.currency === currency)
    const timeZone = own[0]?.timeZone ?? 'UTC'
    const days = daysOf(period, todayIn(timeZone))
    const facts = busiest.data?.items.find(one => one.currency === currency)
    return { stores, store, storeIds: own.map(one => one.id), currencies: codes, currency, timeZone, period, days, compare, segment, before: daysBefore(days, compare), lastDay: facts?.lastDay ?? undefined, ready: !known.isLoading && !busiest.isLoading, problem: known.error ?? busiest.error }
  }, [known.data, known.isLoading, known.error, busiest.data, busiest.isLoading, busiest.error, storeId, period, compare, wanted, segment])
}

/** Whether the page in view uses the choice. */
export const useScopeInUse = () => useSyncExternalStore(hear => (hearers.add(hear), () => void hearers.delete(hear)), () => users.size > 0)

export const usePeriodInUse = () => useSyncExternalStore(hear => (hearers.add(hear), () => void hearers.delete(hear)), () => [...users].some(user => user.withPeriod))

/** The choice as the tail of a link, so that it stays when a person moves on. */
export function useScopeTail(): string {
  const { search } = useLocation() as unknown as { search: Record<string, string> }
  const kept = new URLSearchParams(['store', 'currency', 'period', 'compare', 'segment'].flatMap(key => (search[key] ? [[key, search[key]]] : [])))
  return kept.size ? `?${kept}` : ''
}
