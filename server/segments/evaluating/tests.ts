import type { DayWindow, Test } from '../../../contracts/segments.ts'
import { dayAfter, dayNumber, lastAnniversary, nextAnniversary, type Calendar } from './calendar.ts'
import { asDay, asNumber, asText, compares, folded, type Value } from './values.ts'
import { always, anyOf, opposite, type Verdict } from './verdicts.ts'
import { never } from './windows.ts'

/** Asks values a question; of several, any may satisfy it. The opposites ask that none does. */
export function testOf(test: Test, calendar: Calendar): (values: Value[], now: number) => Verdict {
  switch (test.kind) {
    case 'set': return values => always(values.length > 0)
    case 'missing': return values => always(values.length === 0)
    case 'yes': case 'no': return values => always(values.includes(test.kind === 'yes' ? 'true' : 'false'))
    case 'not_in': return negated({ kind: 'in', values: test.values }, calendar)
    case 'not_contains': return negated({ kind: 'contains', value: test.value }, calendar)
    case 'number': return numberTest(test.compare, calendar)
    case 'day': return dayTest((day, now) => dayVerdict(test.window, day, now, calendar), calendar)
    case 'anniversary': return dayTest((day, now) => anniversaryVerdict(test, day, now, calendar), calendar)
    default: return textTest(test)
  }
}

function negated(test: Test, calendar: Calendar) {
  const ask = testOf(test, calendar)
  return (values: Value[], now: number) => opposite(ask(values, now))
}

function numberTest(compare: Extract<Test, { kind: 'number' }>['compare'], calendar: Calendar) {
  if (compare.op === '!=') return negated({ kind: 'number', compare: { op: '=', value: compare.value } }, calendar)
  return (values: Value[]) => always(values.some(value => compares(compare, asNumber(value))))
}

type TextTest = Extract<Test, { kind: 'in' | 'contains' | 'starts_with' | 'ends_with' }>

function textTest(test: TextTest): (values: Value[]) => Verdict {
  const holds = textHolds(test)
  return values => always(values.some(value => {
    const text = asText(value)
    return text !== undefined && holds(text)
  }))
}

function textHolds(test: TextTest): (text: string) => boolean {
  if (test.kind === 'in') {
    const wanted = new Set(test.values)
    return text => wanted.has(text)
  }
  const part = folded(test.value)
  switch (test.kind) {
    case 'contains': return text => folded(text).includes(part)
    case 'starts_with': return text => folded(text).startsWith(part)
    case 'ends_with': return text => folded(text).endsWith(part)
  }
}

const dayTest = (verdict: (day: number, now: number) => Verdict, calendar: Calendar) => (values: Value[], now: number) =>
  anyOf(values.map(value => asDay(value, calendar)).filter(day => day !== undefined).map(day => verdict(day, now)))

/** A day lies in a window from the start of one day to the start of another: `[enters, leaves)`. */
function dayVerdict(window: DayWindow, day: number, now: number, calendar: Calendar): Verdict {
  if (window.kind === 'dates') return always((!window.from || day >= dayNumber(window.from)) && (!window.to || day <= dayNumber(window.to)))
  const { enters, leaves } = daysOf(window, day)
  return stay(enters, leaves, now, calendar)
}

function daysOf(window: Exclude<DayWindow, { kind: 'dates' }>, day: number): { enters: number; leaves: number } {
  switch (window.kind) {
    case 'last': return { enters: day, leaves: dayAfter(day, window.span) }
    case 'ago': return { enters: dayAfter(day, window.span), leaves: never }
    case 'between': return { enters: dayAfter(day, window.to), leaves: dayAfter(day, window.from) }
    case 'next': return { enters: day - dayAfter(0, window.span) + 1, leaves: day + 1 }
  }
}

function stay(enters: number, leaves: number, now: number, calendar: Calendar): Verdict {
  const today = calendar.dayOf(now)
  if (today < enters) return { holds: false, next: enters < leaves ? calendar.startOf(enters) : never }
  return today < leaves ? { holds: true, next: leaves === never ? never : calendar.startOf(leaves) } : always(false)
}

function anniversaryVerdict({ in: side, days }: Extract<Test, { kind: 'anniversary' }>, day: number, now: number, calendar: Calendar): Verdict {
  const today = calendar.dayOf(now)
  const coming = nextAnniversary(day, today)
  if (side === 'next') return stay(coming - days + 1, coming + 1, now, calendar)
  const past = lastAnniversary(day, today)
  if (today < past + days) return { holds: true, next: calendar.startOf(past + days) }
  return { holds: false, next: calendar.startOf(nextAnniversary(day, today + 1)) }
}
