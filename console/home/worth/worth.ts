import type { Answer } from '../../../contracts/route.ts'
import type { countries, series, summary, topProducts } from '../../../contracts/analytics.ts'

type Facts = {
  /** Net revenue by day. */
  days: Answer<typeof series> | undefined
  summary: Answer<typeof summary> | undefined
  products: Answer<typeof topProducts> | undefined
  countries: Answer<typeof countries> | undefined
  /** Customers who bought three times or more and not for 90 days. */
  quiet: number | undefined
}

export type Notice =
  | { kind: 'refunds'; now: number; before: number }
  | { kind: 'quiet'; count: number }
  | { kind: 'day'; day: string; value: number; usual: number }
  | { kind: 'rising' | 'falling'; productId: string; title: string; by: number; amountMinor: number }
  | { kind: 'country'; country: string; by: number; netMinor: number }

/**
 * What deserves a look, the most pressing first, at most four. Everything said is computed from the figures on the
 * page; what could be chance is left out: small amounts, few days, changes that are usual for this shop.
 */
export function worthALook(facts: Facts): Notice[] {
  return [...refundsUp(facts), ...goneQuiet(facts), ...productsOnTheMove(facts), ...unusualDay(facts), ...countryRising(facts)].slice(0, 4)
}

function refundsUp({ summary }: Facts): Notice[] {
  const { gross, refunds, orders } = summary?.figures ?? {}
  if (!gross?.value || !gross.previous || !refunds || (orders?.value ?? 0) < 30 || (orders?.previous ?? 0) < 30) return []
  const [now, before] = [(refunds.value ?? 0) / gross.value, (refunds.previous ?? 0) / gross.previous]
  return now > 0.02 && now > before * 1.3 ? [{ kind: 'refunds', now, before }] : []
}

const goneQuiet = ({ quiet = 0 }: Facts): Notice[] => (quiet >= 5 ? [{ kind: 'quiet', count: quiet }] : [])

/** A product counts when it brings at least 2 % of what the best ones bring together. */
function productsOnTheMove({ products }: Facts): Notice[] {
  const items = products?.items ?? []
  const least = items.reduce((sum, item) => sum + item.amountMinor, 0) * 0.02
  const moved = items.flatMap(item => {
    const before = item.previousAmountMinor ?? 0
    return before > least && item.amountMinor > least ? [{ productId: item.productId, title: item.title, by: item.amountMinor / before - 1, amountMinor: item.amountMinor }] : []
  })
  const up = moved.filter(item => item.by > 0.4).sort((a, b) => b.by - a.by)[0]
  const down = moved.filter(item => item.by < -0.3).sort((a, b) => a.by - b.by)[0]
  return [...(up ? [{ kind: 'rising' as const, ...up }] : []), ...(down ? [{ kind: 'falling' as const, ...down }] : [])]
}

/** A day far from the median of its own weekday-free neighbours, by the median absolute deviation (Iglewicz and Hoaglin 1993: |z| > 3.5). */
function unusualDay({ days }: Facts): Notice[] {
  // The day that still runs is no day to judge.
  const values = (days?.lines[0]?.values ?? []).slice(0, -1)
  const known = values.filter(value => value !== null)
  if (known.length < 14) return []
  const usual = median(known)
  const spread = median(known.map(value => Math.abs(value - usual)))
  if (!spread || usual <= 0) return []
  const scored = values.map((value, i) => ({ i, value: value ?? usual, z: (0.6745 * ((value ?? usual) - usual)) / spread }))
  const top = scored.sort((a, b) => Math.abs(b.z) - Math.abs(a.z))[0]
  const day = top && days?.buckets[top.i]?.from
  return top && day && Math.abs(top.z) > 3.5 ? [{ kind: 'day', day, value: top.value, usual }] : []
}

function countryRising({ countries }: Facts): Notice[] {
  const items = (countries?.items ?? []).filter(item => item.country && item.orders >= 10 && (item.previousNetMinor ?? 0) > 0)
  const best = items.map(item => ({ kind: 'country' as const, country: item.country!, by: item.netMinor / item.previousNetMinor! - 1, netMinor: item.netMinor })).sort((a, b) => b.by - a.by)[0]
  return best && best.by > 0.3 ? [best] : []
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
