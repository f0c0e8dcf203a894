import fc from 'fast-check'
import { facts, Rule, testsFor, type Condition, type Test } from '../../contracts/segments.ts'

/** The words that random rules are made of: any text at all, or the few that random histories know. */
export type Words = {
  event: fc.Arbitrary<string>
  path: fc.Arbitrary<string[]>
  text: fc.Arbitrary<string>
  /** What a fact may be compared with. */
  factText: fc.Arbitrary<string>
  number: fc.Arbitrary<number>
  minor: fc.Arbitrary<number>
  currency: fc.Arbitrary<string>
  day: fc.Arbitrary<string>
  span: fc.Arbitrary<{ n: number; unit: 'minutes' | 'hours' | 'days' | 'weeks' | 'months' | 'years' }>
  ids: Record<'product' | 'variant' | 'store' | 'source' | 'segment', fc.Arbitrary<string>>
  names: Record<'category' | 'brand' | 'sku' | 'title' | 'channel' | 'code' | 'identifier', fc.Arbitrary<string>>
}

/** There once in so many times. */
const optional = <T>(key: string, value: fc.Arbitrary<T>, once = 3): fc.Arbitrary<object> => fc.oneof({ weight: once - 1, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: value.map(v => ({ [key]: v })) })
const merged = (...parts: fc.Arbitrary<object>[]) => fc.tuple(...parts).map(all => Object.assign({}, ...all) as object)
const some = <T>(value: fc.Arbitrary<T>, maxLength = 3) => fc.uniqueArray(value, { minLength: 1, maxLength })

function compare(value: fc.Arbitrary<number>) {
  return fc.oneof(
    fc.record({ op: fc.constantFrom('=', '!=', '<', '<=', '>', '>='), value }),
    fc.tuple(value, value).map(([a, b]) => ({ op: 'between' as const, from: Math.min(a, b), to: Math.max(a, b) })),
  )
}

const nominal = { minutes: 1, hours: 60, days: 1440, weeks: 10_080, months: 43_829, years: 525_949 }
type Spanned = { n: number; unit: keyof typeof nominal }
const length = ({ n, unit }: Spanned) => n * nominal[unit]

/** Random rules of the whole language, in the given words. */
export function arbitraryRule(words: Words, { conditions = 6, segments = true } = {}): fc.Arbitrary<Rule> {
  const condition = arbitraryCondition(words, segments)
  const { rule } = fc.letrec<{ rule: Rule }>(tie => ({
    rule: fc.oneof({ maxDepth: 3, depthSize: 'small' }, condition, fc.oneof(
      fc.record({ kind: fc.constant('all' as const), rules: fc.array(tie('rule'), { maxLength: conditions / 2 }) }),
      fc.record({ kind: fc.constantFrom('any' as const, 'none' as const), rules: fc.array(tie('rule'), { minLength: 1, maxLength: conditions / 2 }) }),
    )),
  }))
  return rule
}

function windowsOf(words: Words) {
  const spans = fc.tuple(words.span, words.span).filter(([a, b]) => length(a) !== length(b)).map(([a, b]) => (length(a) > length(b) ? { from: a, to: b } : { from: b, to: a }))
  const dates = fc.oneof(
    fc.record({ kind: fc.constant('dates'), from: words.day }), fc.record({ kind: fc.constant('dates'), to: words.day }),
    fc.tuple(words.day, words.day).map(([a, b]) => ({ kind: 'dates', from: a < b ? a : b, to: a < b ? b : a })),
  )
  const still = fc.oneof({ weight: 4, arbitrary: fc.record({ kind: fc.constant('last'), span: words.span }) }, fc.record({ kind: fc.constant('ago'), span: words.span }), spans.map(s => ({ kind: 'between', ...s })), dates)
  const days = { ...words, span: words.span.filter(s => s.unit !== 'minutes' && s.unit !== 'hours') }
  const next = days.span.filter(s => s.unit === 'days' || s.unit === 'weeks').map(span => ({ kind: 'next', span }))
  const daySpans = fc.tuple(days.span, days.span).filter(([a, b]) => length(a) !== length(b)).map(([a, b]) => (length(a) > length(b) ? { kind: 'between', from: a, to: b } : { kind: 'between', from: b, to: a }))
  const day = fc.oneof(fc.record({ kind: fc.constant('last'), span: days.span }), fc.record({ kind: fc.constant('ago'), span: days.span }), daySpans, next, dates)
  return { still, day, spans }
}

function testsOfWords(words: Words, text: fc.Arbitrary<string>): Record<Test['kind'], fc.Arbitrary<Test>> {
  const { day } = windowsOf(words)
  const values = some(text)
  const made: Record<Test['kind'], fc.Arbitrary<object>> = {
    set: fc.constant({}), missing: fc.constant({}), yes: fc.constant({}), no: fc.constant({}),
    in: fc.record({ values }), not_in: fc.record({ values }),
    contains: fc.record({ value: text }), not_contains: fc.record({ value: text }), starts_with: fc.record({ value: text }), ends_with: fc.record({ value: text }),
    number: fc.record({ compare: compare(words.number) }), day: fc.record({ window: day }),
    anniversary: fc.record({ in: fc.constantFrom('next', 'last'), days: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(1, 7, 364, 365)) }),
  }
  return Object.fromEntries(Object.entries(made).map(([kind, rest]) => [kind, rest.map(r => ({ kind, ...r }) as Test)])) as Record<Test['kind'], fc.Arbitrary<Test>>
}

function happeningsOf(words: Words) {
  const { ids, names } = words
  const money = fc.record({ currency: words.currency, compare: compare(words.minor) })
  const tests = testsOfWords(words, words.text)
  const catalogue = [optional('products', some(ids.product), 12), optional('categories', some(names.category), 12), optional('brands', some(names.brand), 12)]
  const stores = optional('stores', some(ids.store), 12)
  const property = fc.record({ path: words.path, test: fc.oneof(...Object.values(tests)).filter(test => test.kind !== 'anniversary' && (test.kind !== 'day' || test.window.kind === 'dates')) })
  const event = merged(words.event.map(name => ({ kind: 'event', name })), optional('where', fc.array(property, { minLength: 1, maxLength: 2 })), ...catalogue, stores, optional('sources', some(ids.source), 12))
  const order = merged(fc.constant({ kind: 'order' }), ...catalogue, optional('variants', some(ids.variant), 12), optional('skus', some(names.sku), 12), optional('title', names.title, 12), stores,
    optional('channels', some(names.channel), 12), optional('codes', some(names.code), 12), optional('discounted', fc.boolean(), 5), optional('refunded', fc.boolean(), 12), optional('value', money, 5))
  const other = (kind: string) => merged(fc.constant({ kind }), stores, optional('value', money))
  return { event, order, any: fc.oneof({ weight: 4, arbitrary: event }, { weight: 4, arbitrary: order }, other('refund'), other('cart')) }
}

function arbitraryCondition(words: Words, segments: boolean): fc.Arbitrary<Condition> {
  const { event, order, any } = happeningsOf(words)
  const { still } = windowsOf(words)
  const since = fc.record({ kind: fc.constant('since'), which: fc.constantFrom('first', 'last'), of: any })
  const window = optional('window', fc.oneof({ weight: 4, arbitrary: still }, since), 2)
  const is = <K extends string>(kind: K) => fc.constant({ kind })
  const conditions: fc.Arbitrary<object>[] = Object.entries(facts).map(([fact, type]) => fc.oneof(...testsFor[type].map(kind => testsOfWords(words, words.factText)[kind])).map(test => ({ kind: 'fact', fact, test })))
  const sequence = fc.record({ first: any, rest: fc.array(fc.record({ of: any, within: words.span }), { maxLength: 2 }), without: fc.option(fc.record({ of: any, within: words.span }), { nil: undefined, freq: 2 }), when: optional('window', still.filter(w => w.kind === 'last' || w.kind === 'dates')) })
    .filter(s => s.rest.length > 0 || s.without !== undefined)
    .map(({ first, rest, without, when }) => ({ kind: 'sequence', steps: [{ of: first }, ...rest], ...(without ? { without } : {}), ...when }))
  return fc.oneof(
    { weight: 3, arbitrary: fc.oneof(...conditions) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('trait'), path: words.path, test: fc.oneof(...Object.values(testsOfWords(words, words.text))) }) },
    { weight: 8, arbitrary: merged(is('count'), any.map(of => ({ of })), window, compare(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(1))).map(c => ({ compare: c }))) },
    { weight: 3, arbitrary: merged(is('amount'), fc.constantFrom('sum', 'average', 'smallest', 'largest', 'distinct').map(what => ({ what })), words.path.map(property => ({ property })), event.map(of => ({ of })), window, compare(words.number).map(c => ({ compare: c }))) },
    { weight: 3, arbitrary: merged(is('money'), fc.constantFrom('spend', 'discounts', 'refunds', 'average').map(what => ({ what })), order.map(of => ({ of })), window, words.currency.map(currency => ({ currency })), compare(words.minor).map(c => ({ compare: c }))).filter(c => Rule.safeParse(c).success) },
    { weight: 2, arbitrary: merged(is('figure'), fc.constantFrom('items', 'discounted_share', 'refunded_share').map(what => ({ what })), order.map(of => ({ of })), window, compare(words.number).map(c => ({ compare: c }))) },
    { weight: 3, arbitrary: merged(is('time'), fc.constantFrom('first', 'last').map(which => ({ which })), any.map(of => ({ of })), still.map(w => ({ window: w }))) },
    { weight: 4, arbitrary: sequence },
    fc.record({ kind: fc.constant('overdue'), percent: fc.integer({ min: 10, max: 1000 }) }),
    fc.record({ kind: fc.constant('consent'), channel: fc.constantFrom('email', 'sms'), purpose: fc.constantFrom('marketing'), is: fc.constantFrom('granted', 'denied', 'withdrawn', 'unknown') }),
    fc.record({ kind: fc.constant('identified'), by: words.names.identifier }),
    fc.oneof(some(words.ids.source).map(ids => ({ kind: 'seen', at: 'source', ids })), some(words.ids.store).map(ids => ({ kind: 'seen', at: 'store', ids }))),
    ...(segments ? [words.ids.segment.map(segmentId => ({ kind: 'segment', segmentId }))] : []),
  ) as fc.Arbitrary<Condition>
}
