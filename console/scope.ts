import { useLocation } from '@tanstack/react-router'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { z } from 'zod'
import { listStores, type Store } from '../contracts/stores.ts'
import { Day, Id } from '../contracts/shapes.ts'
import { useCall } from './api.ts'
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
})

/** Days are calendar days of `timeZone`, both ends included. */
export type Days = { from: string; to: string }
export type Scope = { stores: Store[]; store: Store | undefined; currency: string | undefined; timeZone: string; period: string; days: Days; compare: Comparison; before: Days | undefined; ready: boolean }

const day = (date: Temporal.PlainDate) => date.toString()

/** From a period's name to its days, today included. */
export function daysOf(period: string, today: Temporal.PlainDate): Days {
  const [from, to] = period.split('..')
  if (from && to && Day.safeParse(from).success) return from <= to ? { from, to } : { from: to, to: from }
  const start = { '7d': today.subtract({ days: 6 }), '30d': today.subtract({ days: 29 }), '90d': today.subtract({ days: 89 }), '12m': today.subtract({ months: 12 }).add({ days: 1 }), month: today.with({ day: 1 }), year: today.with({ day: 1, month: 1 }) }[period] ?? today.subtract({ days: 29 })
  return { from: day(start), to: day(today) }
}

/** The days to compare with: as many before, or the same days a year earlier. */
export function daysBefore({ from, to }: Days, compare: Comparison): Days | undefined {
  if (compare === 'none') return undefined
  const [start, end] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)]
  if (compare === 'year') return { from: day(start.subtract({ years: 1 })), to: day(end.subtract({ years: 1 })) }
  const length = start.until(end).days + 1
  return { from: day(start.subtract({ days: length })), to: day(start.subtract({ days: 1 })) }
}

const users = new Set<object>()
const hearers = new Set<() => void>()

/** Store, period and comparison as chosen in the top bar, which shows the choice on pages that use this. */
export function useScope(): Scope {
  useEffect(() => {
    const user = {}
    const tell = () => hearers.forEach(hear => hear())
    users.add(user)
    tell()
    return () => {
      users.delete(user)
      tell()
    }
  }, [])
  return useChosenScope()
}

export function useChosenScope(): Scope {
  const [{ store: storeId, period, compare, currency: wanted }] = useSearchState(ScopeSearch)
  const may = useMay()
  const answer = useCall(listStores, { query: { limit: 200 } }, { enabled: may('stores.read'), staleTime: 5 * 60_000 })
  return useMemo(() => {
    const stores = answer.data?.items ?? []
    const store = stores.find(one => one.id === storeId)
    const currencies = [...new Set(stores.map(one => one.currency))]
    const currency = store?.currency ?? currencies.find(one => one === wanted) ?? currencies[0]
    const timeZone = (store ?? stores.find(one => one.currency === currency))?.timeZone ?? 'UTC'
    const days = daysOf(period, Temporal.Now.plainDateISO(timeZone))
    return { stores, store, currency, timeZone, period, days, compare, before: daysBefore(days, compare), ready: !answer.isPending }
  }, [answer.data, answer.isPending, storeId, period, compare, wanted])
}

/** Whether the page in view uses the choice. */
export const useScopeInUse = () => useSyncExternalStore(hear => (hearers.add(hear), () => void hearers.delete(hear)), () => users.size > 0)

/** The choice as the tail of a link, so that it stays when a person moves on. */
export function useScopeTail(): string {
  const { search } = useLocation() as unknown as { search: Record<string, string> }
  const kept = new URLSearchParams(['store', 'currency', 'period', 'compare'].flatMap(key => (search[key] ? [[key, search[key]]] : [])))
  return kept.size ? `?${kept}` : ''
}
