import type { Compare, DayWindow, Test } from '../../../../contracts/segments.ts'
import { calendarOf, dayAfter, dayText, exactly } from '../../evaluating/calendar.ts'
import { and, never, type Emitted, type Pass } from '../pass.ts'
import { dayAfterMonths, dayOf, either, isOpaque, isSet, numberOf, textsOf, type Said } from './values.ts'
import { startOf } from './windows.ts'

/** `number` satisfies a comparison; where it is null, none but `!=`. */
export function compares(compare: Compare, value: string): string {
  if (compare.op === 'between') return `ifNull(${value} >= ${number(compare.from)} and ${value} <= ${number(compare.to)}, 0)`
  return compare.op === '!=' ? `ifNull(${value} != ${number(compare.value)}, 1)` : `ifNull(${value} ${compare.op} ${number(compare.value)}, 0)`
}

/** A number as ClickHouse reads it: with a point it is the nearest double, as in JavaScript. */
const number = (value: number) => (Number.isInteger(value) && Math.abs(value) < 2 ** 53 ? String(value) : `toFloat64('${value}')`)

/** What is asked: JSON as plain text, or the array of a fact's texts, numbers or days. */
export type Asked = { said: Said } | { values: string; as: 'text' | 'number' | 'day' }

/** `evaluating/tests.ts` in SQL. */
export function testOf(pass: Pass, test: Test, asked: Asked, zone: string): Emitted {
  const still = (holds: string): Emitted => ({ holds, next: never })
  const any = (holds: (v: string) => string) => still('said' in asked ? anySaid(asked.said, holds) : `arrayExists(v -> ${holds('v')}, ${asked.values})`)
  switch (test.kind) {
    case 'set': return still('said' in asked ? isSet(asked.said) : `notEmpty(${asked.values})`)
    case 'missing': return negated(testOf(pass, { kind: 'set' }, asked, zone))
    case 'yes': return any(v => `${v} = 'true'`)
    case 'no': return any(v => `${v} = 'false'`)
    case 'not_in': return negated(testOf(pass, { kind: 'in', values: test.values }, asked, zone))
    case 'not_contains': return negated(testOf(pass, { kind: 'contains', value: test.value }, asked, zone))
    case 'number': {
      if (test.compare.op === '!=') return negated(testOf(pass, { kind: 'number', compare: { op: '=', value: test.compare.value } }, asked, zone))
      return any(v => compares(test.compare, 'said' in asked ? numberOf(v) : v))
    }
    case 'day': return dayTest(pass, asked, zone, day => dayVerdict(pass, test.window, day, zone))
    case 'anniversary': return dayTest(pass, asked, zone, day => anniversaryVerdict(pass, test, day, zone))
    default: return any(v => textTest(pass, test, v, 'said' in asked))
  }
}

/** A condition that no empty text satisfies. */
const anySaid = (said: Said, holds: (v: string) => string) => either(said, list => `arrayExists(v -> ${holds('v')}, ${list})`, holds)

const negated = ({ holds, next }: Emitted): Emitted => ({ holds: `not ${holds}`, next })

function textTest(pass: Pass, test: Extract<Test, { kind: 'in' | 'contains' | 'starts_with' | 'ends_with' }>, text: string, json: boolean): string {
  if (test.kind === 'in') {
    const values = json ? test.values.filter(value => !/^[[{]/.test(value)) : test.values
    return !values.length ? '0' : values.length === 1 ? `${text} = ${pass.text(values[0]!)}` : `${text} in ${pass.texts(values)}`
  }
  const part = pass.text(test.value.toLowerCase())
  const holds = { contains: `position(lowerUTF8(${text}), ${part}) > 0`, starts_with: `startsWith(lowerUTF8(${text}), ${part})`, ends_with: `endsWith(lowerUTF8(${text}), ${part})` }[test.kind]
  return json ? `(${holds} and not ${isOpaque(text)})` : holds
}

/** Of several days any may satisfy; it stays true until the last of the true ones turns false. */
function dayTest(pass: Pass, asked: Asked, zone: string, verdict: (day: string) => Emitted): Emitted {
  const days = 'values' in asked ? asked.values : `arrayMap(d -> assumeNotNull(d), arrayFilter(d -> isNotNull(d), arrayMap(v -> ${dayOf(pass, 'v', zone)}, ${textsOf(asked.said)})))`
  const { holds, next } = verdict('d')
  const verdicts = `arrayMap(d -> tuple(${holds}, toInt64(${next})), ${days})`
  const any = `arrayExists(t -> t.1, ${verdicts})`
  return { holds: any, next: `multiIf(${any}, arrayMax(t -> if(t.1, t.2, 0), ${verdicts}), empty(${verdicts}), ${never}, arrayMin(t -> t.2, ${verdicts}))` }
}

const date = (day: number) => `toDate32('${dayText(day)}')`

function dayVerdict(pass: Pass, window: DayWindow, day: string, zone: string): Emitted {
  if (window.kind === 'dates') return { holds: and([...(window.from ? [`${day} >= ${ruleDate(window.from)}`] : []), ...(window.to ? [`${day} <= ${ruleDate(window.to)}`] : [])]), next: never }
  const moved = (span: Exclude<DayWindow, { kind: 'dates' | 'between' }>['span']) => (exactly(span) === undefined ? dayAfterMonths(day, span) : `addDays(${day}, ${dayAfter(0, span)})`)
  switch (window.kind) {
    case 'last': return stay(pass, day, moved(window.span), zone)
    case 'ago': return stay(pass, moved(window.span), undefined, zone)
    case 'between': return stay(pass, moved(window.to), moved(window.from), zone)
    case 'next': return stay(pass, `addDays(${day}, ${1 - dayAfter(0, window.span)})`, `addDays(${day}, 1)`, zone)
  }
}

/** A Date32 holds 1900 to 2299. */
const ruleDate = (day: string) => `toDate32('${day < '1900-01-01' ? '1900-01-01' : day > '2299-12-31' ? '2299-12-31' : day}')`

function stay(pass: Pass, enters: string, leaves: string | undefined, zone: string): Emitted {
  const today = date(calendarOf(zone).dayOf(pass.now))
  const start = (day: string) => startOf(pass, day, zone)
  if (!leaves) return { holds: `${enters} <= ${today}`, next: `if(${today} < ${enters}, ${start(enters)}, ${never})` }
  return {
    holds: `(${enters} <= ${today} and ${today} < ${leaves})`,
    next: `multiIf(${today} < ${enters}, if(${enters} < ${leaves}, ${start(enters)}, ${never}), ${today} < ${leaves}, ${start(leaves)}, ${never})`,
  }
}

function anniversaryVerdict(pass: Pass, { in: side, days }: Extract<Test, { kind: 'anniversary' }>, day: string, zone: string): Emitted {
  const day0 = calendarOf(zone).dayOf(pass.now)
  const coming = (from: number) => {
    const [today, year] = [date(from), dayText(from).slice(0, 4)]
    const inYear = (later: number) => `addYears(${day}, ${Number(year) + later} - toYear(${day}))`
    return { next: `if(${inYear(0)} >= ${today}, ${inYear(0)}, ${inYear(1)})`, last: `if(${inYear(0)} <= ${today}, ${inYear(0)}, ${inYear(-1)})` }
  }
  const { next, last } = coming(day0)
  if (side === 'next') return stay(pass, `addDays(${next}, ${1 - days})`, `addDays(${next}, 1)`, zone)
  const over = `addDays(${last}, ${days})`
  return { holds: `${date(day0)} < ${over}`, next: `if(${date(day0)} < ${over}, ${startOf(pass, over, zone)}, ${startOf(pass, coming(day0 + 1).next, zone)})` }
}
