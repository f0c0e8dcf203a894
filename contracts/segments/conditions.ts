import { readArguments, readEvents, readHappenings, needStill, needWindow, readWindow } from './happenings.ts'
import { needCompare, readCompare, readMoney, readPath, readSpan, readTest, readText, readWhole } from './parts.ts'
import { moneyWords } from './print.ts'
import type { Reader } from './reader.ts'
import { channels, purposes } from '../consent.ts'
import { consentStates, type Condition, type Happenings, type OrdersOf, type Window } from './rule.ts'
import { facts, type Compare, type FactName } from './tests.ts'

const starts: Record<string, (r: Reader, word: string) => Condition> = {
  did: readDid,
  trait: r => ({ kind: 'trait', path: readPath(r), test: r.part(() => readTest(r)) }),
  orders: readCount, refunds: readCount, carts: readCount,
  first: readTime, last: readTime,
  sequence: readSequence,
  overdue: r => ({ kind: 'overdue', percent: r.takes('(') ? readPercent(r) : 100 }),
  consent: readConsent,
  identified: r => (r.needs('by'), { kind: 'identified', by: readText(r) }),
  in: r => (r.needs('segment'), { kind: 'segment', segmentId: readText(r) }),
  source: readSeen, store: readSeen,
  ...Object.fromEntries(['sum', 'average', 'smallest', 'largest', 'distinct'].map(what => [what, readAmount])),
  ...Object.fromEntries(Object.values(moneyWords).map(what => [what, readMoneyOf])),
  ...Object.fromEntries(['items', 'discounted_share', 'refunded_share'].map(what => [what, readFigure])),
  ...Object.fromEntries(Object.keys(facts).map(fact => [fact, readFact])),
}

/** One condition; its first word says which. */
export function readCondition(r: Reader): Condition {
  const start = r.here.kind === 'word' && Object.hasOwn(starts, r.here.text) ? starts[r.here.text] : undefined
  if (!start) return failCondition(r)
  const { text } = r.advance()
  return start(r, text)
}

function failCondition(r: Reader): never {
  const meant = 'a condition such as country = NL, orders(last 90 days) >= 2 or did "Product Viewed"'
  if (r.here.kind !== 'word') return r.fail(meant)
  const near = nearest(r.here.text, Object.keys(starts))
  return r.wrong(`"${r.here.text}" is no condition.${near ? ` Did you mean ${near}?` : ` Expected ${meant}. A customer's own trait is written trait ${r.here.text}.`}`, r.here)
}

/** The word that at most two changes of a letter lead to. */
function nearest(word: string, words: string[]): string | undefined {
  const distance = (a: string, b: string) => {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i)
    for (let i = 1; i <= a.length; i++) row = row.reduce<number[]>((made, above, j) => (made.push(j ? Math.min(above + 1, made[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])) : i), made), [])
    return row[b.length]!
  }
  const [best] = words.map(w => ({ w, d: distance(word.toLowerCase().slice(0, 30), w) })).sort((a, b) => a.d - b.d)
  return best && best.d <= Math.min(2, word.length - 2) ? best.w : undefined
}

function readFact(r: Reader, fact: string): Condition {
  return { kind: 'fact', fact: fact as FactName, test: r.part(() => readTest(r)) }
}

function readDid(r: Reader): Condition {
  const of = readEvents(r)
  const compare = r.part(() => readTimes(r)) ?? { op: '>=', value: 1 }
  return { kind: 'count', of, compare, ...windowOf(readWindow(r)) }
}

const timesWords = [['at', 'least', '>='], ['at', 'most', '<='], ['more', 'than', '>'], ['fewer', 'than', '<'], ['other', 'than', '!=']] as const

/** `at least 3 times`; `more than 3 days ago` and `between 3 days and 1 day ago` are windows. */
function readTimes(r: Reader): Compare | undefined {
  const compare = readTimesCompare(r)
  if (compare && !r.takes('time')) r.needs('times')
  return compare
}

function readTimesCompare(r: Reader): Compare | undefined {
  for (const [first, second, op] of timesWords) {
    if ((op !== '>' || isTimes(r, 3)) && r.takes(first, second)) return { op, value: readWhole(r) }
  }
  if (r.takes('exactly')) return { op: '=', value: readWhole(r) }
  return r.ahead(2).text === 'and' ? readCompare(r, readWhole) : undefined
}

const isTimes = (r: Reader, at: number) => /^times?$/.test(r.ahead(at).text)

function readCount(r: Reader, word: string): Condition {
  const { parts, window } = readArguments(r, word.slice(0, -1), true)
  return { kind: 'count', of: { kind: word.slice(0, -1), ...parts } as Happenings, ...window, compare: r.part(() => needCompare(r, readWhole)) }
}

function readMoneyOf(r: Reader, word: string): Condition {
  const what = Object.entries(moneyWords).find(([, said]) => said === word)![0] as keyof typeof moneyWords
  const { parts, window } = readArguments(r, 'order', true)
  return { kind: 'money', what, of: { kind: 'order', ...parts } as OrdersOf, ...window, ...r.part(() => readMoney(r)) }
}

function readFigure(r: Reader, what: string): Condition {
  const { parts, window } = readArguments(r, 'order', true)
  return { kind: 'figure', what: what as 'items', of: { kind: 'order', ...parts } as OrdersOf, ...window, compare: r.part(() => needCompare(r)) }
}

function readAmount(r: Reader, what: string): Condition {
  r.needs('(')
  const property = readPath(r)
  r.needs('of')
  const of = readEvents(r)
  const window = r.takes(',') ? needWindow(r) : undefined
  r.needs(')')
  return { kind: 'amount', what: what as 'sum', property, of, ...windowOf(window), compare: r.part(() => needCompare(r)) }
}

function readTime(r: Reader, which: string): Condition {
  return { kind: 'time', which: which as 'first', of: readHappenings(r), window: needStill(r) }
}

function readSequence(r: Reader): Condition {
  r.needs('(')
  const steps = [{ of: readHappenings(r), ...within(r) }]
  while (r.takes('then')) steps.push(r.part(() => ({ of: readHappenings(r), ...within(r) })))
  const without = r.takes('without') ? { without: r.part(() => ({ of: readHappenings(r), within: (r.needs('within'), readSpan(r)) })) } : {}
  const window = r.takes(',') ? { window: needStill(r) } : {}
  r.needs(')')
  return { kind: 'sequence', steps, ...without, ...window }
}

const within = (r: Reader) => (r.takes('within') ? { within: r.part(() => readSpan(r)) } : {})

function readPercent(r: Reader): number {
  const percent = readWhole(r)
  r.needs('%')
  r.needs(')')
  return percent
}

function readConsent(r: Reader): Condition {
  r.needs('(')
  const channel = r.oneOf(channels) ?? r.fail()
  r.needs(',')
  const purpose = r.oneOf(purposes) ?? r.fail()
  r.needs(')')
  r.needs('is')
  return { kind: 'consent', channel, purpose, is: r.oneOf(consentStates) ?? r.fail() }
}

function readSeen(r: Reader, at: string): Condition {
  r.needs('in')
  return { kind: 'seen', at: at as 'store', ids: r.inParentheses(() => readText(r)) }
}

const windowOf = (window: Window | undefined) => (window ? { window } : {})
