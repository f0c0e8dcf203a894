import type { Condition, Rule } from '../../../contracts/segments.ts'
import { appError } from '../../platform/index.ts'
import { calendarOf, type Calendar } from './calendar.ts'
import type { Catalogue } from './happenings.ts'
import type { History } from './history.ts'
import { amountOf, countOf, figureOf, moneyOf, overdueOf, timeOf, type Ask } from './measures.ts'
import { sequenceOf } from './sequence.ts'
import { testOf } from './tests.ts'
import { valuesAt } from './values.ts'
import { allOf, always, anyOf, noneOf, type Verdict } from './verdicts.ts'
import { endOfTime, never } from './windows.ts'

/** A rule and the time zone whose days it counts. */
export type Zoned = { rule: Rule; zone: string }

/** What rules refer to: other segments by id, and the catalogue. */
export type Surroundings = { segments: Map<string, Zoned>; catalogue: Catalogue }

export const segmentInCircle = appError('segments.circle', 400, 'This segment would depend on itself: {names}.')

export type Evaluator = Ask

/**
 * Makes a rule ready to be asked of one customer after another. The answer says whether it holds at `now`, and until
 * when that surely stays so if nothing new happens (`next`; `never` if only news can change it). This and
 * `emitting/` are the two meanings of the language; `agree.test.ts` holds them equal.
 * @throws segmentInCircle
 */
export function evaluatorOf({ rule, zone }: Zoned, around: Surroundings, above: string[] = []): Evaluator {
  const calendar = calendarOf(zone)
  if (!('rules' in rule)) {
    const ask = conditionOf(rule, calendar, around, above, zone)
    return (history, now) => ({ ...withinTime(ask(history, now)), rule })
  }
  const parts = rule.rules.map(part => evaluatorOf({ rule: part, zone }, around, above))
  const together = rule.kind === 'all' ? allOf : rule.kind === 'any' ? anyOf : noneOf
  return (history, now) => ({ ...together(parts.map(ask => ask(history, now))), rule })
}

const withinTime = (verdict: Verdict): Verdict => (verdict.next > endOfTime ? { ...verdict, next: never } : verdict)

function conditionOf(c: Condition, calendar: Calendar, around: Surroundings, above: string[], zone: string): Ask {
  const { catalogue } = around
  switch (c.kind) {
    case 'fact': return factOf(c, calendar)
    case 'trait': return traitOf(c, calendar)
    case 'count': return countOf(c, catalogue, calendar)
    case 'amount': return amountOf(c, catalogue, calendar)
    case 'money': return moneyOf(c, catalogue, calendar)
    case 'figure': return figureOf(c, catalogue, calendar)
    case 'time': return timeOf(c, catalogue, calendar)
    case 'sequence': return sequenceOf(c, catalogue, calendar)
    case 'overdue': return overdueOf(c)
    case 'consent': return consentOf(c)
    case 'identified': return ({ identifiers }) => ({ ...always(identifiers.includes(c.by)), found: () => ({ actual: identifiers, behind: [] }) })
    case 'seen': return seenOf(c)
    case 'segment': return segmentOf(c.segmentId, around, above, zone)
  }
}

function factOf({ fact, test }: Extract<Condition, { kind: 'fact' }>, calendar: Calendar): Ask {
  const ask = testOf(test, calendar)
  return ({ facts }, now) => {
    const known = facts[fact]
    const values = known === undefined ? [] : Array.isArray(known) ? known : [String(known)]
    return { ...ask(values, now), found: () => ({ actual: known ?? null, behind: [] }) }
  }
}

function traitOf({ path, test }: Extract<Condition, { kind: 'trait' }>, calendar: Calendar): Ask {
  const ask = testOf(test, calendar)
  return ({ traits }, now) => {
    const values = valuesAt(traits, path)
    return { ...ask(values, now), found: () => ({ actual: values.length > 1 ? values : (values[0] ?? null), behind: [] }) }
  }
}

function consentOf({ channel, purpose, is }: Extract<Condition, { kind: 'consent' }>): Ask {
  return ({ consents }) => {
    const state = consents.find(c => c.channel === channel && c.purpose === purpose)?.state ?? 'unknown'
    return { ...always(state === is), found: () => ({ actual: state, behind: [] }) }
  }
}

function seenOf({ at, ids }: Extract<Condition, { kind: 'seen' }>): Ask {
  return ({ events, orders }, now) => {
    const wanted = [...events.filter(e => ids.includes((at === 'source' ? e.sourceId : e.storeId) ?? '')), ...(at === 'store' ? orders.filter(o => ids.includes(o.storeId)) : [])]
    const holds = wanted.some(row => row.at <= now)
    return { holds, next: holds ? never : Math.min(never, ...wanted.map(row => row.at)), found: () => ({ actual: holds, behind: [] }) }
  }
}

function segmentOf(segmentId: string, around: Surroundings, above: string[], zone: string): Ask {
  if (above.includes(segmentId)) throw segmentInCircle({ names: [...above.slice(above.indexOf(segmentId)), segmentId].join(' → ') })
  const segment = around.segments.get(segmentId)
  if (!segment) return () => always(false)
  const ask = evaluatorOf({ rule: segment.rule, zone: segment.zone || zone }, around, [...above, segmentId])
  return (history, now) => {
    const verdict = ask(history, now)
    return { holds: verdict.holds, next: verdict.next, parts: [verdict], found: () => ({ actual: verdict.holds, behind: [] }) }
  }
}

/**
 * When the answer really changes if nothing new happens: from one possible change to the next, up to 1,000 of them.
 * `never`: not before the end of time.
 */
export function changesAt(ask: Evaluator, history: History, now: number): number {
  const { holds, next } = ask(history, now)
  let at = next
  for (let steps = 0; at < never && steps < 1000; steps++) {
    const verdict = ask(history, at)
    if (verdict.holds !== holds) return at
    at = verdict.next
  }
  return at
}
