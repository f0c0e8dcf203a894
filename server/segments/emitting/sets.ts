import { isDeepStrictEqual } from 'node:util'
import type { Happenings, Window } from '../../../contracts/segments.ts'
import { evaluatorOf } from '../evaluating/evaluate.ts'
import type { History } from '../evaluating/history.ts'
import { compares as holdsFor } from '../evaluating/values.ts'
import { happened, type Happened } from './conditions/happened.ts'
import { before, happeningsOf, notBefore, type Around } from './conditions/happenings.ts'
import { compares } from './conditions/tests.ts'
import { numbersOf } from './conditions/measures.ts'
import { windowOf } from './conditions/windows.ts'
import { and, Pass } from './pass.ts'
import { atPlaces, rowsOfPlaces } from './places.ts'
import { Sources, type SourceName } from './sources.ts'

// A condition as a set of customers that is found by itself, as a bitmap of ordinals: nothing is joined with everybody, and
// where a window ends the condition need not read on. For the sets of tables/`tablesByOrdinal`.

const nobody: History = { customerId: '', facts: {}, traits: {}, events: [], orders: [], refunds: [], carts: [], consents: [], identifiers: [] }

/** For a condition that is asked by itself. */
const apart = (around: Around, more: Partial<Around>): Around => ({ ...around, pass: new Pass(around.pass.now, false, around.pass), sources: new Sources(), most: undefined, ...more })

/** Whether a condition holds of a customer, as SQL over `customers.ordinal`. Those to whom nothing happened have one answer; the set is of who differs from it. */
export function setOf(around: Around, c: Happened): string {
  const { pass, zone } = around
  const isSince = 'window' in c && c.window?.kind === 'since'
  const own = c.kind === 'sequence' ? apart(around, { among: lastSteps(around, c) }) : apart(around, { alone: !isSince, most: mostOf(around, c) })
  const otherwise = evaluatorOf({ rule: c, zone }, { segments: new Map(), catalogue: { products: [] } })(nobody, pass.now).holds
  const found = c.kind === 'count' && !isSince ? countSet(own, c, otherwise)
    : c.kind === 'time' ? timeSet(own, c) : c.kind === 'seen' ? seenSet(own, c) : c.kind === 'amount' && isOfOneRow(c) ? rowSet(own, c) : anySet(own, c, otherwise)
  if (found === undefined) return String(Number(otherwise))
  return `${otherwise ? 'not ' : ''}bitmapContains(${pass.scalar(`(${found})`)}, customers.ordinal)`
}

/** Who did the last step of a sequence: mostly the fewest, and of nobody else anything need be gathered. Undefined where all steps are the same. */
function lastSteps(around: Around, { steps, window }: Extract<Happened, { kind: 'sequence' }>): string | undefined {
  const last = steps.at(-1)!.of
  if (steps.every(({ of }) => isDeepStrictEqual(of, last))) return undefined
  const { from } = windowOf(around.pass, window, around.zone)
  return around.pass.scalar(`(select groupBitmapState(customer_ordinal) from ${between(apart(around, { alone: true }), last, from, String(around.pass.now + 1))})`)
}

/** Of a few weeks there are few customers: then arrays for everybody do not pay. */
const longMs = 45 * 86_400_000

function mostOf({ pass, zone, most }: Around, c: Happened): number | undefined {
  const { from } = windowOf(pass, 'window' in c && c.window?.kind !== 'since' ? c.window : undefined, zone)
  return !from || pass.now - Number(from) > longMs ? most : undefined
}

/** The set of any condition: everything about a customer in one row. */
function anySet(around: Around, c: Happened, otherwise: boolean): string | undefined {
  const { holds } = happened(around, c)
  const from = around.sources.alone(around.tables, around.most)
  return from && `select groupBitmapState(customer_ordinal) from (select customer_ordinal, ${holds} as holds from (${around.pass.over(from, 'customer_ordinal')})) where ${otherwise ? 'not holds' : 'holds'}`
}

/** The rows of a window that satisfy one more condition, and no others. */
function rowsOf(around: Around, of: Happenings, window: Window | undefined, more: string[] = []): string {
  const { from, to } = windowOf(around.pass, window?.kind === 'since' ? undefined : window, around.zone)
  return between(around, of, from, to, more)
}

function between(around: Around, of: Happenings, from: string | undefined, to: string, more: string[] = []): string {
  const { source, condition, needs } = happeningsOf(around, of)
  return around.sources.rows(source, around.tables, and([...(needs ? [needs] : []), ...(from ? [notBefore(from)] : []), before(to)]), and([condition, ...more]))
}

/** Rows that are counted are read and nothing else; "at least once" needs no count. */
function countSet(around: Around, { of, window, compare }: Extract<Happened, { kind: 'count' }>, otherwise: boolean): string {
  const rows = rowsOf(around, of, window)
  const numbers = compare.op === 'between' ? [compare.from, compare.to] : [compare.value]
  const counts = [1, 2, 1e9, ...numbers.flatMap(n => [n - 1, n, n + 1])].filter(n => n >= 1)
  if (counts.every(n => holdsFor(compare, n) !== otherwise)) return `select groupBitmapState(customer_ordinal) from ${rows}`
  const holds = compares(compare, 'n')
  const placed = around.most && atPlaces('count()', around.most)
  const counted = placed ? rowsOfPlaces(['n'], `(select ${placed} as n from ${rows})`) : `select customer_ordinal, count() as n from ${rows} group by customer_ordinal`
  return `select groupBitmapState(customer_ordinal) from (${counted}) where ${otherwise ? `not ${holds}` : holds}`
}

type Amount = Extract<Happened, { kind: 'amount' }>

/** The largest is at least so much where any is. */
const isOfOneRow = ({ what, window, compare: { op } }: Amount) => window?.kind !== 'since' && ((what === 'largest' && (op === '>=' || op === '>')) || (what === 'smallest' && (op === '<=' || op === '<')))

function rowSet(around: Around, { what, of, property, window, compare }: Amount): string {
  const number = numbersOf(around, of, property)[what === 'largest' ? 'largest' : 'smallest']()
  return `select groupBitmapState(customer_ordinal) from ${rowsOf(around, of, window, [compares(compare, number)])}`
}

/** The last lies in a window when one does and none comes after it; the first, when none comes before. */
function timeSet(around: Around, { which, of, window }: Extract<Happened, { kind: 'time' }>): string {
  const { source, condition, needs } = happeningsOf(around, of)
  const { from, to } = windowOf(around.pass, window, around.zone)
  const read = which === 'last' ? [...(from ? [notBefore(from)] : []), before(String(around.pass.now + 1))] : [before(to)]
  const rows = around.sources.rows(source, around.tables, and([...(needs ? [needs] : []), ...read]), condition)
  const outside = which === 'last' ? `at >= ${to}` : from ? `at < ${from}` : '0'
  return `select bitmapAndnot(groupBitmapStateIf(customer_ordinal, not (${outside})), groupBitmapStateIf(customer_ordinal, ${outside})) from ${rows}`
}

/** Whoever has an event or an order there. */
function seenSet({ pass, sources, tables }: Around, { at, ids }: Extract<Happened, { kind: 'seen' }>): string {
  const there = `${at}_id in ${pass.ids(ids)}`
  const of = (source: SourceName) => `select groupBitmapState(customer_ordinal) as those from ${sources.rows(source, tables, before(String(pass.now + 1)), there)}`
  return at === 'source' ? of('events') : `select groupBitmapMergeState(those) from (${of('events')} union all ${of('orders')})`
}
