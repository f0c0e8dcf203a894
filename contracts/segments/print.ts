import { decimals } from '../money.ts'
import type { Condition, Happenings, PropertyTest, Rule, Window } from './rule.ts'
import { facts, type Compare, type MoneyTest, type Test } from './tests.ts'
import type { DayWindow, Span } from './time.ts'
import { isWord, quoted } from './tokens.ts'

/** A rule as text. `parseRule` gives exactly this rule back. */
export function printRule(rule: Rule): string {
  if (!('rules' in rule)) return printCondition(rule)
  const [first] = rule.rules
  if (!first) return 'everyone'
  if (rule.kind === 'none' && rule.rules.length === 1) return `not ${inParentheses(first)}`
  if (rule.kind === 'none' || rule.rules.length === 1) return `${rule.kind} of (${rule.rules.map(printRule).join(', ')})`
  return rule.rules.map(inParentheses).join(rule.kind === 'all' ? ' and ' : ' or ')
}

/** A group of several in another group keeps its parentheses. */
const inParentheses = (rule: Rule) => ('rules' in rule && rule.kind !== 'none' && rule.rules.length > 1 ? `(${printRule(rule)})` : printRule(rule))

function printCondition(c: Condition): string {
  switch (c.kind) {
    case 'fact': return `${c.fact} ${printTest(c.test, facts[c.fact] === 'code')}`
    case 'trait': return `trait ${printPath(c.path)} ${printTest(c.test)}`
    case 'count': return printCount(c)
    case 'amount': return call(c.what, [`${printPath(c.property)} of ${printHappenings(c.of)}`, printWindow(c.window)], printCompare(c.compare))
    case 'money': return call(moneyWords[c.what], [...partsOf(c.of), printWindow(c.window)], printMoney(c))
    case 'figure': return call(c.what, [...partsOf(c.of), printWindow(c.window)], printCompare(c.compare))
    case 'time': return `${c.which} ${printHappenings(c.of)} ${placed(printWindow(c.window))}`
    case 'sequence': return printSequence(c)
    case 'overdue': return c.percent === 100 ? 'overdue' : `overdue(${c.percent}%)`
    case 'consent': return `consent(${c.channel}, ${c.purpose}) is ${c.is}`
    case 'identified': return `identified by ${word(c.by)}`
    case 'seen': return `${c.at} in ${list(c.ids)}`
    case 'segment': return `in segment ${quoted(c.segmentId)}`
  }
}

export const moneyWords = { spend: 'spend', discounts: 'discounts', refunds: 'refunded', average: 'average_order' } as const

const word = (text: string) => (isWord(text) ? text : quoted(text))
const list = (values: string[], bare = false) => `(${values.map(bare ? word : quoted).join(', ')})`
const oneOrMore = (name: string, values: string[] | undefined) => (values ? [`${name} ${values.length === 1 ? quoted(values[0]!) : list(values)}`] : [])
const call = (name: string, inside: string[], then: string) => `${name}${brackets(inside)} ${then}`

/** Parts in parentheses, or nothing. */
function brackets(parts: string[]): string {
  const said = parts.filter(Boolean)
  return said.length ? `(${said.join(', ')})` : ''
}
/** "last 7 days" after a verb is "in last 7 days". */
const placed = (window: string) => (window.startsWith('last ') || window.startsWith('next ') ? `in ${window}` : window)

export const printPath = (path: string[]): string => path.map(word).join('.')

const timesWords = { '>=': 'at least', '<=': 'at most', '=': 'exactly', '>': 'more than', '<': 'fewer than', '!=': 'other than' } as const

function printCount({ of, window, compare }: Extract<Condition, { kind: 'count' }>): string {
  if (of.kind !== 'event') return call(`${of.kind}s`, [...partsOf(of), printWindow(window)], printCompare(compare))
  const times = compare.op === 'between' ? `between ${compare.from} and ${compare.to} times`
    : compare.op === '>=' && compare.value === 1 ? '' : `${timesWords[compare.op]} ${compare.value} times`
  return ['did', printHappenings(of), times, placed(printWindow(window))].filter(Boolean).join(' ')
}

function printSequence({ steps, without, window }: Extract<Condition, { kind: 'sequence' }>): string {
  const within = (span: Span | undefined) => (span ? ` within ${printSpan(span)}` : '')
  const chain = steps.map(step => printHappenings(step.of) + within(step.within)).join(' then ')
  const absent = without ? ` without ${printHappenings(without.of)}${within(without.within)}` : ''
  return `sequence${brackets([chain + absent, printWindow(window)])}`
}

/** Things that happened, as a noun: `"Product Viewed"(category "Shoes") where (price > 10)`, `order(discounted)`. */
function printHappenings(of: Happenings): string {
  const name = of.kind === 'event' ? quoted(of.name) : of.kind
  const where = of.kind === 'event' && of.where ? ` where (${of.where.map(printProperty).join(', ')})` : ''
  return name + brackets(partsOf(of)) + where
}

const printProperty = ({ path, test }: PropertyTest) => `${printPath(path)} ${printTest(test)}`
const flag = (name: string, value: boolean | undefined) => (value === undefined ? [] : [value ? name : `not ${name}`])

function partsOf(of: Happenings): string[] {
  const value = 'value' in of && of.value ? [`value ${printMoney(of.value)}`] : []
  const stores = oneOrMore('store', of.stores)
  if (of.kind === 'refund' || of.kind === 'cart') return [...stores, ...value]
  const catalogue = [...oneOrMore('product', of.products), ...oneOrMore('category', of.categories), ...oneOrMore('brand', of.brands)]
  if (of.kind === 'event') return [...catalogue, ...stores, ...oneOrMore('source', of.sources)]
  return [
    ...catalogue, ...oneOrMore('variant', of.variants), ...oneOrMore('sku', of.skus), ...(of.title === undefined ? [] : [`title ${quoted(of.title)}`]),
    ...stores, ...oneOrMore('channel', of.channels), ...oneOrMore('code', of.codes), ...flag('discounted', of.discounted), ...flag('refunded', of.refunded), ...value,
  ]
}

function printTest(test: Test, bare = false): string {
  switch (test.kind) {
    case 'set': case 'missing': case 'yes': case 'no': return `is ${test.kind}`
    case 'in': return test.values.length === 1 ? `= ${bare ? word(test.values[0]!) : quoted(test.values[0]!)}` : `in ${list(test.values, bare)}`
    case 'not_in': return test.values.length === 1 ? `!= ${bare ? word(test.values[0]!) : quoted(test.values[0]!)}` : `not in ${list(test.values, bare)}`
    case 'contains': case 'starts_with': case 'ends_with': case 'not_contains': return `${test.kind.replace('_', ' ')} ${quoted(test.value)}`
    case 'number': return printCompare(test.compare)
    case 'day': return placed(printWindow(test.window))
    case 'anniversary': return `anniversary in ${test.in} ${test.days} days`
  }
}

const printCompare = (c: Compare) => (c.op === 'between' ? `between ${c.from} and ${c.to}` : `${c.op} ${c.value}`)

function printMoney({ currency, compare }: MoneyTest): string {
  const amount = (minor: number) => {
    const digits = decimals(currency)
    const all = String(Math.abs(minor)).padStart(digits + 1, '0')
    return (minor < 0 ? '-' : '') + (digits ? `${all.slice(0, -digits)}.${all.slice(-digits)}` : all)
  }
  return `${compare.op === 'between' ? `between ${amount(compare.from)} and ${amount(compare.to)}` : `${compare.op} ${amount(compare.value)}`} ${currency}`
}

/** One of a thing is written in the singular. */
const printSpan = ({ n, unit }: Span) => `${n} ${n === 1 ? unit.slice(0, -1) : unit}`

function printWindow(window: Window | DayWindow | undefined): string {
  switch (window?.kind) {
    case undefined: return ''
    case 'last': case 'next': return `${window.kind} ${printSpan(window.span)}`
    case 'ago': return `more than ${printSpan(window.span)} ago`
    case 'between': return `between ${printSpan(window.from)} and ${printSpan(window.to)} ago`
    case 'since': return `since ${window.which} ${printHappenings(window.of)}`
    case 'dates': return !window.from ? `until ${window.to}` : window.to ? `from ${window.from} to ${window.to}` : `from ${window.from}`
  }
}
