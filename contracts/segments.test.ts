import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { arbitraryRule, type Words } from '../tests/support/arbitrary-rules.ts'
import { parseRule, printRule, Rule } from './segments.ts'

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' })
const uuid = fc.uuid()
const number = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1e12, max: 1e12, noNaN: true })).map(n => n + 0)
const anything: Words = {
  event: text, path: fc.array(text, { minLength: 1, maxLength: 3 }), text, factText: fc.oneof(text, fc.constantFrom('NL', 'is', 'last', 'and')), number, minor: fc.integer({ min: -1e12, max: 1e12 }),
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'), day: fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true }).map(d => d.toISOString().slice(0, 10)),
  span: fc.record({ n: fc.integer({ min: 1, max: 100 }), unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks', 'months', 'years') }),
  ids: { product: uuid, variant: uuid, store: uuid, source: uuid, segment: uuid },
  names: { category: text, brand: text, sku: text, title: text, channel: text, code: text, identifier: text },
}

test('every rule printed as text and read again is the same rule', () => {
  fc.assert(fc.property(arbitraryRule(anything), rule => {
    const valid = Rule.parse(rule)
    const { rule: read, problem } = parseRule(printRule(valid))
    assert.equal(problem, undefined)
    assert.deepEqual(read, valid)
  }), { numRuns: 2000 })
})

const reads: Record<string, string> = {
  'orders(last 90 days) >= 2 and not did "Product Added" in last 7 days and country in (NL, BE)': '',
  'not (country = NL or country = BE)': '',
  'country=NL and country = BE or country = DE': '(country = NL and country = BE) or country = DE',
  'spend(category ("Shoes","Bags"), last 12 months) between 50 and 99.5 EUR': 'spend(category ("Shoes", "Bags"), last 12 months) between 50.00 and 99.50 EUR',
  'did "Product Viewed"(category "Shoes") where (price > 10, utm.source = "ad") at least 3 times since last order': '',
  'did "A" between 2 and 5 times between 60 days and 30 days ago': '',
  'did "A" more than 3 times more than 3 days ago': '',
  'did "A" more than 1 day ago': '',
  'sequence(order then order within 30 days without order within 90 days, last 2 years)': '',
  'last order(discounted) more than 90 days ago\nand carts(value >= 50 JPY, more than 4 hours ago) >= 1': 'last order(discounted) more than 90 days ago and carts(value >= 50 JPY, more than 4 hours ago) >= 1',
  'birthday anniversary in next 7 days and trait "loyalty level".tier != gold': 'birthday anniversary in next 7 days and trait "loyalty level".tier != "gold"',
  'consent(email, marketing) is granted and identified by "store:main" and overdue(150%)': '',
  'sum(price of "Product Added" where (quantity > 1), last 30 days) >= 99.5': '',
  'all of (everyone) and none of (email is set, phone is missing)': '',
  'orders() >= 2 and did "A"() and last order( ) in last 2 days': 'orders >= 2 and did "A" and last order in last 2 days',
}

test('the text form reads as documented', () => {
  for (const [written, printed] of Object.entries(reads)) {
    const { rule, problem } = parseRule(written)
    assert.equal(problem?.message, undefined, written)
    assert.equal(printRule(rule!), printed || written)
  }
})

const wrong: [text: string, line: number, column: number, length: number, message: RegExp][] = [
  ['countri = NL', 1, 1, 7, /Did you mean country\?/],
  ['loyalty = 3', 1, 1, 7, /trait loyalty/],
  ['country = NL and\n  orders(last 90 dys) >= 2', 2, 18, 3, /Expected "minutes".*but there is "dys"/],
  ['orders(last 90 days) >=', 1, 24, 0, /Expected a whole number, but the text ends/],
  ['country in (NL,', 1, 16, 0, /but the text ends/],
  ['country = NL everyone', 1, 14, 8, /Expected "and", "or" or the end/],
  ['city = "Gent', 1, 8, 5, /has no end/],
  ['email = "x"', 1, 7, 5, /"email" may be asked: set, missing/],
  ['spend >= 1.234 EUR', 1, 10, 5, /EUR has 2 decimals/],
  ['did "A" at least 5000 times', 1, 9, 19, /0 to 1,000/],
  ['orders(discounted, discounted) >= 1', 1, 30, 1, /said already/],
  ['orders(between 30 days and 60 days ago) >= 1', 1, 8, 31, /longer span first/],
  ['created from 2026-02-01 to 2026-01-01', 1, 9, 29, /first day before the last/],
  ['country = NL; drop table customers', 1, 13, 1, /has no meaning here/],
  [`${'('.repeat(5000)}everyone`, 1, 51, 1, /nested too deeply/],
  [`${'not '.repeat(11)}everyone`, 1, 1, 52, /at most 10 deep/],
  ['consent(fax, marketing) is granted', 1, 9, 3, /"email", "sms"/],
  ['', 1, 1, 0, /a condition such as/],
]

test('a mistake is shown at its line and column, with what was expected', () => {
  for (const [written, line, column, length, message] of wrong) {
    const { problem } = parseRule(written)
    assert.deepEqual([problem?.line, problem?.column, problem?.length], [line, column, length], written)
    assert.match(problem!.message, message)
  }
})

test('absurd trees are refused at once and say why', () => {
  let deep: unknown = { kind: 'overdue', percent: 100 }
  for (let i = 0; i < 100_000; i++) deep = { kind: 'all', rules: [deep] }
  const overdue = { kind: 'overdue', percent: 100 }
  const refused: [unknown, RegExp][] = [
    [deep, /at most 10 deep/],
    [{ kind: 'all', rules: Array.from({ length: 11 }, () => ({ kind: 'all', rules: Array.from({ length: 10 }, () => overdue) })) }, /at most 100 conditions/],
    [{ kind: 'fact', fact: 'city', test: { kind: 'in', values: Array(1_000_000).fill('x') } }, /at most 1,000 values/],
    [{ kind: 'fact', fact: 'shoe_size', test: { kind: 'set' } }, /Invalid option/],
    [{ kind: 'count', of: { kind: 'order', colour: 'red' }, compare: { op: '>=', value: 1 } }, /Unrecognized key: "colour"/],
    [{ kind: 'sequence', steps: [{ of: { kind: 'order' } }] }, /Expected a second step/],
    [null, /expected object/],
  ]
  for (const [tree, message] of refused) assert.match(Rule.safeParse(tree).error?.issues[0]?.message ?? 'accepted', message)
})
