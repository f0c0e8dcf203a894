import { readDays, readMoney, readPath, readTest, readText } from './parts.ts'
import type { Reader } from './reader.ts'
import type { EventsOf, Happenings, PropertyTest, StillWindow, Window } from './rule.ts'

/** When; `undefined` when no window comes next. */
export function readWindow(r: Reader): Window | undefined {
  return r.part(() => {
    if (!r.takes('since')) return readDays(r) as Window | undefined
    return { kind: 'since', which: r.oneOf(['first', 'last']) ?? r.fail(), of: readHappenings(r) }
  })
}

export const needWindow = (r: Reader): Window => readWindow(r) ?? r.fail()
export const needStill = (r: Reader) => r.part(() => readDays(r) ?? r.fail()) as StillWindow

/** Things that happened, as a noun. */
export function readHappenings(r: Reader): Happenings {
  return r.part(() => {
    const kind = r.oneOf(['order', 'refund', 'cart'])
    if (!kind) return readEvents(r)
    return { kind, ...readArguments(r, kind, false).parts } as Happenings
  })
}

export function readEvents(r: Reader): EventsOf {
  return r.part(() => {
    const name = r.read(['text'], 'the name of an event in quotes').value
    const { parts } = readArguments(r, 'event', false)
    const where = r.takes('where') ? { where: r.inParentheses(() => r.part((): PropertyTest => ({ path: readPath(r), test: r.part(() => readTest(r)) }))) } : {}
    return { kind: 'event', name, ...where, ...parts }
  })
}

const catalogue = { product: 'products', category: 'categories', brand: 'brands' }
const stores = { store: 'stores' }
const lists: Record<string, Record<string, string>> = {
  event: { ...catalogue, ...stores, source: 'sources' },
  order: { ...catalogue, variant: 'variants', sku: 'skus', ...stores, channel: 'channels', code: 'codes' },
  refund: stores, cart: stores,
}

/** `(category "Shoes", discounted, last 90 days)` or nothing. */
export function readArguments(r: Reader, kind: string, withWindow: boolean): { parts: Record<string, unknown>; window: { window?: Window } } {
  const parts: Record<string, unknown> = {}
  let window: { window?: Window } = {}
  const read = () => {
    const part = readArgument(r, kind)
    if (part && !(part[0] in parts)) return void (parts[part[0]] = part[1])
    if (part) return r.wrong('This was said already. Several values go into one list: category ("A", "B").', r.here)
    const found = withWindow && !window.window ? readWindow(r) : undefined
    if (!found) return r.fail()
    window = { window: found }
  }
  // Empty ones say nothing: `orders()` is `orders`.
  if (r.here.text === '(' && r.ahead(1).text === ')') r.takes('(', ')')
  else if (r.sees('(')) r.inParentheses(read)
  return { parts, window }
}

function readArgument(r: Reader, kind: string): [string, unknown] | undefined {
  for (const [word, name] of Object.entries(lists[kind]!)) if (r.takes(word)) return [name, r.sees('(') ? r.inParentheses(() => readText(r)) : [readText(r)]]
  if (kind !== 'event' && r.takes('value')) return ['value', r.part(() => readMoney(r))]
  if (kind !== 'order') return undefined
  for (const flag of ['discounted', 'refunded']) {
    if (r.takes('not', flag)) return [flag, false]
    if (r.takes(flag)) return [flag, true]
  }
  return r.takes('title') ? ['title', readText(r)] : undefined
}

