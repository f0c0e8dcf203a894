import { asksLines, type Condition, type EventsOf, type Happenings, type OrdersOf, type StillWindow, type Window } from '../../../contracts/segments.ts'
import type { Calendar } from './calendar.ts'
import { countBefore, firstAfter, pickerOf, type Catalogue, type Happening, type Picker } from './happenings.ts'
import type { History } from './history.ts'
import { behindOf } from './sequence.ts'
import { asNumber, asText, compares, tenThousandths, valuesAt } from './values.ts'
import { always, countIs, type Verdict } from './verdicts.ts'
import { boundsAt, never, passageOf } from './windows.ts'

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>
export type Ask = (history: History, now: number) => Verdict

/** What lies in a window now, what comes into it next, and when the oldest leaves it. */
type Seen = { from: number; before: Happening[]; inside: Happening[]; comes: number; leaves(at: number): number; anchorComes: number }

/** Looks at happenings through a window. `before` are all that lie before its end, also those too old for it. */
function look(pick: Picker, window: Window | undefined, catalogue: Catalogue, calendar: Calendar): (history: History, now: number) => Seen {
  const since = window?.kind === 'since' ? { which: window.which, pick: pickerOf(window.of, catalogue, calendar) } : undefined
  const still = window?.kind === 'since' ? undefined : window
  const passage = passageOf(still, calendar)
  return (history, now) => {
    const all = pick(history)
    const anchors = since?.pick(history)
    const anchor = anchors && (since?.which === 'first' ? anchors.slice(0, 1) : anchors).findLast(h => h.at <= now)
    const bounds = boundsAt(still, now, calendar)
    const from = anchors ? (anchor ? anchor.at + 1 : Infinity) : bounds.from
    const before = all.slice(0, countBefore(all, bounds.to))
    const coming = all[before.length]
    return {
      from, before, inside: before.slice(countBefore(before, from)), leaves: passage.leaves,
      comes: coming ? Math.max(now + 1, passage.enters(coming.at)) : never,
      anchorComes: anchors ? (firstAfter(anchors, now)?.at ?? never) : never,
    }
  }
}

const some = (list: Happening[]) => list.slice(-20).map(behindOf)

export function countOf({ of, window, compare }: Of<'count'>, catalogue: Catalogue, calendar: Calendar): Ask {
  const see = look(pickerOf(of, catalogue, calendar), window, catalogue, calendar)
  return (history, now) => {
    const { before, inside, from, comes, leaves, anchorComes } = see(history, now)
    const atLeast = (k: number): Verdict => {
      const kth = k > 0 ? before[before.length - k] : undefined
      if (k <= 0) return always(true)
      const holds = kth !== undefined && kth.at >= from
      return { holds, next: Math.min(holds ? leaves(kth.at) : comes, anchorComes) }
    }
    return { ...countIs(compare, atLeast), found: () => ({ actual: inside.length, behind: some(inside) }) }
  }
}

/** A number made of what lies in a window: it may change whenever something comes or leaves. */
function measured(pick: Picker, window: Window | undefined, compare: Of<'figure'>['compare'], catalogue: Catalogue, calendar: Calendar, valueOf: (inside: Happening[]) => number | undefined): Ask {
  const see = look(pick, window, catalogue, calendar)
  return (history, now) => {
    const { inside, comes, leaves, anchorComes } = see(history, now)
    const value = valueOf(inside)
    const next = Math.min(inside[0] ? leaves(inside[0].at) : never, comes, anchorComes)
    return { holds: compares(compare, value), next, found: () => ({ actual: value ?? null, behind: some(inside) }) }
  }
}

export function amountOf({ what, property, of, window, compare }: Of<'amount'>, catalogue: Catalogue, calendar: Calendar): Ask {
  const valuesIn = (inside: Happening[]) => inside.flatMap(({ event }) => valuesAt(event!.properties, property))
  return measured(pickerOf(of satisfies EventsOf as Happenings, catalogue, calendar), window, compare, catalogue, calendar, inside => {
    if (what === 'distinct') return new Set(valuesIn(inside).map(value => asText(value)).filter(text => text !== undefined)).size
    const numbers = valuesIn(inside).map(asNumber).filter(n => n !== undefined)
    if (what === 'smallest' || what === 'largest') return numbers.length ? numbers.reduce((a, b) => (what === 'smallest' ? Math.min(a, b) : Math.max(a, b))) : undefined
    const parts = numbers.map(tenThousandths).filter(n => n !== undefined)
    const sum = parts.reduce((a, b) => a + b, 0)
    return what === 'sum' ? sum / 10_000 : parts.length ? sum / parts.length / 10_000 : undefined
  })
}

export function moneyOf({ what, of, window, currency, compare }: Of<'money'>, catalogue: Catalogue, calendar: Calendar): Ask {
  const orders = pickerOf(of, catalogue, calendar)
  const pick: Picker = history => {
    const own = orders(history).filter(h => h.order!.currency === currency)
    const orphans = takesOrphans(of) && (what === 'spend' || what === 'refunds') ? history.refunds.filter(r => !r.orderId && r.currency === currency).map(refund => ({ at: refund.at, refund })) : []
    return orphans.length ? [...own, ...orphans].sort((a, b) => a.at - b.at) : own
  }
  return measured(pick, window, compare, catalogue, calendar, inside => {
    const sum = inside.reduce((total, happening) => total + amountIn(happening, what), 0)
    if (what !== 'average') return sum
    return inside.length ? sum / inside.length : undefined
  })
}

/** Refunds of orders that nobody knows count where no kind of order is asked for. */
export const takesOrphans = (of: OrdersOf) => Object.values(of).filter(part => part !== undefined).length === 1

function amountIn({ order, lines, refund }: Happening, what: Of<'money'>['what']): number {
  if (refund) return what === 'refunds' ? refund.amountMinor : -refund.amountMinor
  if (lines) return lines.reduce((sum, line) => sum + (what === 'discounts' ? line.discountMinor : line.totalMinor), 0)
  const { subtotalMinor, discountMinor, refundedMinor } = order!
  switch (what) {
    case 'discounts': return discountMinor
    case 'refunds': return refundedMinor
    case 'average': return subtotalMinor - discountMinor
    case 'spend': return subtotalMinor - discountMinor - refundedMinor
  }
}

export function figureOf({ what, of, window, compare }: Of<'figure'>, catalogue: Catalogue, calendar: Calendar): Ask {
  return measured(pickerOf(of, catalogue, calendar), window, compare, catalogue, calendar, inside => {
    if (what === 'items') return inside.reduce((sum, h) => sum + piecesIn(h, asksLines(of)), 0) / 1000
    const counted = inside.filter(({ order }) => (what === 'discounted_share' ? order!.discountMinor : order!.refundedMinor) > 0).length
    return inside.length ? (100 * counted) / inside.length : undefined
  })
}

const piecesIn = ({ order, lines }: Happening, ofLines: boolean) => (ofLines ? lines!.reduce((sum, line) => sum + line.quantityMilli, 0) : order!.itemsCount * 1000)

export function timeOf({ which, of, window }: Of<'time'>, catalogue: Catalogue, calendar: Calendar): Ask {
  const pick = pickerOf(of, catalogue, calendar)
  const passage = passageOf(window as StillWindow, calendar)
  return (history, now) => {
    const all = pick(history)
    const past = all.slice(0, countBefore(all, now + 1))
    const found = which === 'first' ? past[0] : past.at(-1)
    const bounds = boundsAt(window as StillWindow, now, calendar)
    const holds = found !== undefined && found.at >= bounds.from && found.at < bounds.to
    const own = found ? [passage.enters(found.at), passage.leaves(found.at)].filter(at => at > now) : []
    return { holds, next: Math.min(...own, all[past.length]?.at ?? never), found: () => ({ actual: found ? new Date(found.at).toISOString() : null, behind: found ? [behindOf(found)] : [] }) }
  }
}

/** The average time between orders, once more and `percent` of it, after the last one. */
export function overdueOf({ percent }: Of<'overdue'>): Ask {
  return ({ orders }, now) => {
    const past = orders.filter(o => o.at <= now)
    const coming = orders[past.length]?.at ?? never
    const [first, last] = [past[0], past.at(-1)]
    const between = first && last ? last.at - first.at : 0
    if (!last || between === 0) return { holds: false, next: coming, found: () => ({ actual: null, behind: [] }) }
    const due = last.at + Math.floor((between * percent) / ((past.length - 1) * 100))
    return { holds: now >= due, next: Math.min(due > now ? due : never, coming), found: () => ({ actual: { expectedAt: new Date(due).toISOString() }, behind: some(past.map(order => ({ at: order.at, order }))) }) }
  }
}
