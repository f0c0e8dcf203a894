import { decimals } from '../money.ts'
import type { Reader } from './reader.ts'
import { comparisons, type Compare, type MoneyTest, type Test } from './tests.ts'
import { units, type DayWindow, type Span, type Unit } from './time.ts'

/** A text in quotes or a single word. */
export const readText = (r: Reader, meant = 'a text in quotes'): string => r.read(['text', 'word'], meant).value

export function readPath(r: Reader): string[] {
  const path = [readText(r, 'a name')]
  while (r.takes('.')) path.push(readText(r, 'a name'))
  return path
}

export const readDay = (r: Reader): string => r.read(['day'], 'a day such as 2026-01-31').value
export const readNumber = (r: Reader): number => Number(r.read(['number'], 'a number').text)

export function readWhole(r: Reader): number {
  const token = r.read(['number'], 'a whole number')
  return /^-?\d+$/.test(token.text) ? Number(token.text) : r.wrong('Expected a whole number.', token)
}

export function readSpan(r: Reader): Span {
  const n = readWhole(r)
  return { n, unit: readUnit(r) }
}

function readUnit(r: Reader): Unit {
  for (const unit of units) if (r.here.text === unit || r.here.text === unit.slice(0, -1)) return r.advance(), unit
  return r.fail(...units.map(unit => `"${unit}"`))
}

/** Whether what follows `between` or `more than` is a span of time and not a number. */
const seesSpan = (r: Reader, at: number) => r.ahead(at).kind === 'number' && units.some(unit => [unit, unit.slice(0, -1)].includes(r.ahead(at + 1).text))

/** What facts and happenings share; `undefined` when no window comes next. */
export function readDays(r: Reader, { next = false } = {}): DayWindow | undefined {
  if (r.takes('in', 'last') || r.takes('last')) return { kind: 'last', span: readSpan(r) }
  if (next && (r.takes('in', 'next') || r.takes('next'))) return { kind: 'next', span: readSpan(r) as Extract<DayWindow, { kind: 'next' }>['span'] }
  if (seesSpan(r, 2) && r.takes('more', 'than')) return ago(r, { kind: 'ago', span: readSpan(r) as Extract<DayWindow, { kind: 'ago' }>['span'] })
  if (seesSpan(r, 1) && r.takes('between')) return readBetween(r)
  if (r.takes('until')) return { kind: 'dates', to: readDay(r) }
  if (!r.takes(`from`)) return undefined
  const from = readDay(r)
  return r.takes('to') ? { kind: 'dates', from, to: readDay(r) } : { kind: 'dates', from }
}

function readBetween(r: Reader): DayWindow {
  const from = readSpan(r)
  r.needs('and')
  return ago(r, { kind: 'between', from, to: readSpan(r) } as DayWindow)
}

function ago<T>(r: Reader, window: T): T {
  r.needs('ago')
  return window
}

/** `>= 3`, `between 3 and 5`; `undefined` when none comes next. */
export function readCompare(r: Reader, read = readNumber): Compare | undefined {
  if (r.takes('between')) {
    const from = read(r)
    r.needs('and')
    return { op: 'between', from, to: read(r) }
  }
  const op = r.oneOf(comparisons)
  return op && { op, value: read(r) }
}

export const needCompare = (r: Reader, read = readNumber): Compare => readCompare(r, read) ?? r.fail()

/** `>= 50.00 EUR`: the currency at the end says how many decimals there are. */
export function readMoney(r: Reader): MoneyTest {
  const amounts: { text: string; from: number; to: number }[] = []
  const compare = needCompare(r, () => amounts.push(r.read(['number'], 'an amount such as 50.00')))
  const token = r.here
  const currency = r.read(['word'], 'a currency such as EUR').text
  if (!/^[A-Z]{3}$/.test(currency)) r.wrong('Expected a currency code of three letters, e.g. EUR.', token)
  const [first = 0, second = 0] = amounts.map(amount => minorOf(r, amount, currency))
  return { currency, compare: compare.op === 'between' ? { op: 'between', from: first, to: second } : { op: compare.op, value: first } }
}

function minorOf(r: Reader, amount: { text: string; from: number; to: number }, currency: string): number {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount.text) ?? r.wrong('Expected an amount such as 50.00.', amount)
  const digits = decimals(currency)
  if (fraction.length > digits) r.wrong(digits ? `${currency} has ${digits} decimals.` : `${currency} has no decimals.`, amount)
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  return sign && minor ? -minor : minor
}

/** What one value is asked. */
export function readTest(r: Reader): Test {
  if (r.takes('is')) return { kind: r.oneOf(['set', 'missing', 'yes', 'no']) ?? r.fail() }
  if (r.takes('in', '(')) return { kind: 'in', values: readRest(r) }
  if (r.takes('not', 'in', '(')) return { kind: 'not_in', values: readRest(r) }
  if (r.takes('anniversary')) return readAnniversary(r)
  const matching = readMatching(r)
  if (matching) return matching
  const window = r.part(() => readDays(r, { next: true }))
  if (window) return { kind: 'day', window }
  if (/^!?=$/.test(r.here.text) && ['text', 'word'].includes(r.ahead(1).kind)) return { kind: r.advance().text === '=' ? 'in' : 'not_in', values: [readText(r)] }
  const compare = r.part(() => readCompare(r, oneNumber))
  return compare ? { kind: 'number', compare } : r.fail()
}

function readMatching(r: Reader): Test | undefined {
  if (r.takes('contains')) return { kind: 'contains', value: readText(r) }
  if (r.takes('not', 'contains')) return { kind: 'not_contains', value: readText(r) }
  if (r.takes('starts', 'with')) return { kind: 'starts_with', value: readText(r) }
  if (r.takes('ends', 'with')) return { kind: 'ends_with', value: readText(r) }
  return undefined
}

function oneNumber(r: Reader): number {
  r.hopes('a text in quotes')
  return readNumber(r)
}

/** Values up to the closing parenthesis. */
function readRest(r: Reader): string[] {
  const values = [readText(r)]
  while (r.takes(',')) values.push(readText(r))
  r.needs(')')
  return values
}

function readAnniversary(r: Reader): Test {
  r.needs('in')
  const which = r.oneOf(['next', 'last']) ?? r.fail()
  const days = readWhole(r)
  if (!r.takes('day')) r.needs('days')
  return { kind: 'anniversary', in: which, days }
}
