import type { Condition } from '../../../contracts/segments.ts'
import type { Calendar } from './calendar.ts'
import { firstAfter, pickerOf, type Catalogue, type Happening } from './happenings.ts'
import type { History } from './history.ts'
import type { Verdict } from './verdicts.ts'
import { boundsAt, never, passageOf, spanAfter } from './windows.ts'

type SequenceRule = Extract<Condition, { kind: 'sequence' }>

/**
 * Looks for the latest chain whose first step lies in the window. From the newest happening to the oldest: a step is
 * good when the nearest good one of the next step lies later, and before the span is over. `without`: the last step is
 * good when its span is over and nothing of `without` lies strictly within it.
 */
export function sequenceOf(rule: SequenceRule, catalogue: Catalogue, calendar: Calendar) {
  const steps = rule.steps.map(step => ({ pick: pickerOf(step.of, catalogue, calendar), within: step.within }))
  const absent = rule.without && { pick: pickerOf(rule.without.of, catalogue, calendar), within: rule.without.within }
  const passage = passageOf(rule.window, calendar)
  return (history: History, now: number): Verdict => {
    const lists = steps.map(step => step.pick(history))
    const absents = absent?.pick(history) ?? []
    const future = Math.min(...[...lists, absents].map(list => firstAfter(list, now)?.at ?? never))
    const past = (list: Happening[]) => list.filter(h => h.at <= now)
    const bounds = boundsAt(rule.window, now, calendar)
    let pending = never
    let follows = past(lists.at(-1)!).filter(h => {
      if (!absent) return true
      const over = spanAfter(h.at, absent.within, calendar)
      const first = firstAfter(absents, h.at)
      if (h.at >= bounds.from && over > now && !(first && first.at <= now)) pending = Math.min(pending, over)
      return over <= now && !(first && first.at < over)
    })
    let good = [follows]
    for (let i = steps.length - 2; i >= 0; i--) {
      const span = steps[i + 1]!.within!
      const later = follows
      follows = past(lists[i]!).filter(h => {
        const next = firstAfter(later, h.at)
        return next !== undefined && next.at < spanAfter(h.at, span, calendar)
      })
      good = [follows, ...good]
    }
    const start = follows.findLast(h => h.at >= bounds.from && h.at < bounds.to)
    const next = Math.min(start ? passage.leaves(start.at) : pending, future)
    return { holds: start !== undefined, next, found: () => ({ actual: start ? { startedAt: new Date(start.at).toISOString() } : null, behind: start ? chainFrom(start, good) : [] }) }
  }
}

/** The chain that was found, one of each step. */
function chainFrom(start: Happening, good: Happening[][]) {
  const chain = [start]
  for (const step of good.slice(1)) {
    const next = firstAfter(step, chain.at(-1)!.at)
    if (next) chain.push(next)
  }
  return chain.map(behindOf)
}

/** What people see of something that happened. */
export function behindOf({ at, event, order, refund, cart }: Happening) {
  if (event) return { kind: 'event' as const, id: event.id, at, name: event.name }
  if (order) return { kind: 'order' as const, id: order.id, at }
  return refund ? { kind: 'refund' as const, id: refund.id, at } : { kind: 'cart' as const, id: cart!.id, at }
}
