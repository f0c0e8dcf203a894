import type { Condition, EventsOf, Window } from '../../../../contracts/segments.ts'
import { takesOrphans } from '../../evaluating/measures.ts'
import { before, happeningsOf, notBefore, pastOf, propertyOf, type Around, type SqlHappenings } from './happenings.ts'
import { and, least, never, opposite, allOf, type Emitted } from '../pass.ts'
import { compares } from './tests.ts'
import { either, keysOf, numberOf, tenThousandths } from './values.ts'
import { due, windowOf, type SqlWindow } from './windows.ts'

// `evaluating/measures.ts` in SQL. An instant of 0 is "there is none".

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>

/**
 * Happenings through a window. `past` is a column of the rows: when it happened, 0 for other rows and for the future.
 * Windows that end now share what is found over it, however many there are: "in the last 7 days" and "in the last 90"
 * are one maximum.
 */
type Seen = { source: SqlHappenings['source']; looked: { needs: string | undefined; condition: string }; past: string; inside: string; window: SqlWindow; anchor?: string; comes: string; anchorComes: string }

function look(around: Around, of: SqlHappenings, window: Window | undefined): Seen {
  const { pass, sources, zone } = around
  const sql = windowOf(pass, window?.kind === 'since' ? undefined : window, zone)
  const looked = { needs: needsOf(around, of, sql), condition: of.condition }
  if (around.alone) return { source: of.source, looked, past: 'at', inside: '1', window: sql, comes: never, anchorComes: never }
  const firstAfter = (h: SqlHappenings, to: string) => (pass.withNext ? pass.name(sources.column(h.source, `minIf(at, ${and([h.condition, `at >= ${to}`])})`, h)) : '0')
  const coming = firstAfter({ ...of, needs: looked.needs }, sql.to)
  const past = pastOf(around, of)
  const inside = and([sql.from ? `${past} >= ${sql.from}` : `${past} > 0`, ...(sql.endsNow ? [] : [`${past} < ${sql.to}`])])
  const seen = { source: of.source, looked, past, inside, window: sql, comes: due(coming, sql.endsNow ? sql.enters(coming) : `greatest(toInt64(${pass.now + 1}), ${sql.enters(coming)})`), anchorComes: never }
  if (window?.kind !== 'since') return seen
  const other = happeningsOf(around, window.of)
  return { ...seen, anchor: extremeOf(around, other, window.which), anchorComes: due(firstAfter(other, String(pass.now + 1))) }
}

/** When the first or last of it happened; 0 if never. */
function extremeOf(around: Around, of: SqlHappenings, which: 'first' | 'last'): string {
  const past = pastOf(around, of)
  return around.pass.name(around.sources.column(of.source, which === 'first' ? `minIf(${past}, ${past} > 0)` : `max(${past})`, of))
}

/** Rows before a window's beginning are never looked at; those after its end only to know when they come into it. */
export function needsOf({ pass, among }: Around, { needs }: SqlHappenings, { from, to }: Pick<SqlWindow, 'from' | 'to'>): string | undefined {
  const parts = [...(needs ? [needs] : []), ...(from ? [notBefore(from)] : []), ...(pass.withNext ? [] : [before(to)]), ...(among ? [`bitmapContains(${among}, customer_ordinal)`] : [])]
  return parts.length ? and(parts) : undefined
}

export function countOf(around: Around, { of, window, compare }: Of<'count'>): Emitted {
  const { pass, sources } = around
  const seen = look(around, happeningsOf(around, of), window)
  const { past, anchor, inside, window: { from, to, endsNow, leaves } } = seen
  const atLeast = (k: number): Emitted => {
    if (k <= 0) return { holds: '1', next: never }
    if (k > 1 && !pass.withNext && !anchor) return { holds: pass.name(`${pass.name(sources.column(seen.source, `countIf(${inside})`, seen.looked))} >= ${k}`), next: never }
    const kth = pass.name(sources.newest(seen.source, past, endsNow ? undefined : `${past} < ${to}`, k, seen.looked))
    const holds = pass.name(anchor ? `(${anchor} > 0 and ${kth} > ${anchor})` : from ? `${kth} >= ${from}` : `${kth} > 0`)
    const left = anchor ? never : leaves(kth)
    return { holds, next: pass.due(least([left === seen.comes ? left : `if(${holds}, ${left}, ${seen.comes})`, seen.anchorComes])) }
  }
  const between = (least: number, most: number) => allOf(pass, [pass.emitted(atLeast(least)), opposite(pass, pass.emitted(atLeast(most + 1)))])
  switch (compare.op) {
    case '>=': return atLeast(compare.value)
    case '>': return atLeast(compare.value + 1)
    case '<': return opposite(pass, atLeast(compare.value))
    case '<=': return opposite(pass, atLeast(compare.value + 1))
    case '=': return between(compare.value, compare.value)
    case '!=': return opposite(pass, between(compare.value, compare.value))
    case 'between': return between(compare.from, compare.to)
  }
}

/** How a number is made of rows: as an aggregate over those in the window, or over an array of what each row gives. */
type Measure = { aggregate(condition: string): string; row: string; ofRows(rows: string): string }

const sumOf = (row: string): Measure => ({ aggregate: condition => (condition === '1' ? `sum(${row})` : `sumIf(${row}, ${condition})`), row, ofRows: rows => `arraySum(${rows})` })
const countRows: Measure = { aggregate: condition => (condition === '1' ? 'count()' : `countIf(${condition})`), row: '1', ofRows: rows => `length(${rows})` }

/** Reads measures through a window. With an anchor, which each customer has their own of, rows are kept with their instants. */
function read(around: Around, of: SqlHappenings, seen: Seen) {
  const { pass, sources } = around
  const { past, inside } = seen
  const rowsSince = (row: string) => {
    const all = pass.name(sources.column(of.source, `groupArrayIf((${past}, ${row}), ${inside})`, seen.looked))
    return `if(${seen.anchor} = 0, [], arrayMap(r -> r.2, arrayFilter(r -> r.1 > ${seen.anchor}, ${all})))`
  }
  const value = ({ aggregate, row, ofRows }: Measure) => pass.name(seen.anchor ? ofRows(pass.name(rowsSince(row))) : sources.column(of.source, aggregate(inside), seen.looked))
  const oldest = seen.anchor || !pass.withNext ? '0' : pass.name(sources.column(of.source, `minIf(${past}, ${inside})`, seen.looked))
  return { value, next: pass.due(least([oldest === '0' || seen.window.leaves(oldest) === never ? never : due(oldest, seen.window.leaves(oldest)), seen.comes, seen.anchorComes])) }
}

export function amountOf(around: Around, c: Of<'amount'>): Emitted {
  const happenings = happeningsOf(around, c.of)
  const { value, next } = read(around, happenings, look(around, happenings, c.window))
  return { holds: compares(c.compare, valueOf(around, c, value)), next }
}

function valueOf(around: Around, { what, property, of }: Of<'amount'>, value: (measure: Measure) => string): string {
  const { pass } = around
  switch (what) {
    case 'sum': return `(${value(sumOf(numbersOf(around, of, property).sum()))} / 10000)`
    case 'average': {
      const { sum, count } = numbersOf(around, of, property)
      return pass.name(`if(${value(sumOf(count()))} = 0, null, ${value(sumOf(sum()))} / ${value(sumOf(count()))} / 10000)`)
    }
    case 'smallest': case 'largest': {
      const row = numbersOf(around, of, property)[what]()
      const [aggregate, ofArray] = what === 'smallest' ? ['minIf', 'arrayMin'] : ['maxIf', 'arrayMax']
      return value({ aggregate: c => `${aggregate}(${row}, ${c})`, row, ofRows: rows => `if(empty(${present(rows)}), null, ${ofArray}(${present(rows)}))` })
    }
    case 'distinct': {
      const keys = around.sources.row('events', keysOf(propertyOf(around, of, property)))
      return value({ aggregate: c => (c === '1' ? `length(arrayDistinct(groupArrayArray(${keys})))` : `uniqExactArrayIf(${keys}, ${c})`), row: keys, ofRows: rows => `length(arrayDistinct(arrayFlatten(${rows})))` })
    }
  }
}

const present = (numbers: string) => `arrayMap(n -> assumeNotNull(n), arrayFilter(n -> isNotNull(n), ${numbers}))`

/** What the numbers of an event's property come to, for each row. Most rows say one: a list of numbers is made of those alone that have a list. */
export function numbersOf(around: Around, of: EventsOf, property: string[]) {
  const row = (expression: string) => around.sources.row('events', expression)
  const said = propertyOf(around, of, property)
  const oneOrList = (one: (number: string) => string, list: (numbers: string) => string) =>
    row(either(said, all => list(row(present(`arrayMap(v -> ${numberOf('v')}, ${all})`))), text => one(row(numberOf(text)))))
  const exact = (numbers: string) => row(present(`arrayMap(n -> ${tenThousandths('n')}, ${numbers})`))
  return {
    sum: () => oneOrList(one => `ifNull(${tenThousandths(one)}, 0)`, list => `arraySum(${exact(list)})`),
    count: () => oneOrList(one => `toUInt64(isNotNull(${tenThousandths(one)}))`, list => `length(${exact(list)})`),
    smallest: () => oneOrList(one => one, list => `if(empty(${list}), null, arrayMin(${list}))`),
    largest: () => oneOrList(one => one, list => `if(empty(${list}), null, arrayMax(${list}))`),
  }
}

export function moneyOf(around: Around, { what, of, window, currency, compare }: Of<'money'>): Emitted {
  const { pass } = around
  const orders = happeningsOf(around, of)
  const own = { ...orders, condition: and([`currency = ${pass.text(currency)}`, orders.condition]) }
  const { value, next } = read(around, own, look(around, own, window))
  const sum = value(sumOf(amountIn(what, orders.line)))
  if (what === 'average') {
    const count = value(countRows)
    return { holds: compares(compare, `if(${count} = 0, null, ${sum} / ${count})`), next }
  }
  if (!takesOrphans(of) || what === 'discounts') return { holds: compares(compare, sum), next }
  const orphans: SqlHappenings = { source: 'refunds', condition: and([`order_id = toUUID('00000000-0000-0000-0000-000000000000')`, `currency = ${pass.text(currency)}`]), needs: undefined }
  const back = read(around, orphans, look(around, orphans, window))
  const refunds = back.value(sumOf('amount_minor'))
  return { holds: compares(compare, what === 'refunds' ? `(${sum} + ${refunds})` : `(${sum} - ${refunds})`), next: least([next, back.next]) }
}

function amountIn(what: Of<'money'>['what'], line: SqlHappenings['line']): string {
  if (line) return line(what === 'discounts' ? 'discount_minor' : 'total_minor')
  return { spend: '(subtotal_minor - discount_minor - refunded_minor)', average: '(subtotal_minor - discount_minor)', discounts: 'discount_minor', refunds: 'refunded_minor' }[what]
}

export function figureOf(around: Around, { what, of, window, compare }: Of<'figure'>): Emitted {
  const orders = happeningsOf(around, of)
  const { value, next } = read(around, orders, look(around, orders, window))
  if (what === 'items') return { holds: compares(compare, `(${value(sumOf(orders.line ? orders.line('quantity_milli') : 'toInt64(items_count) * 1000'))} / 1000)`), next }
  // Two counts as one figure, which takes three quarters of the time of two: all in the upper half of 64 bits.
  const both = value(sumOf(`(toInt64(${what === 'discounted_share' ? 'discount_minor' : 'refunded_minor'} > 0) + ${2 ** 32})`))
  const [count, counted] = [`bitShiftRight(${both}, 32)`, `bitAnd(${both}, ${2 ** 32 - 1})`]
  return { holds: compares(compare, `if(${count} = 0, null, 100 * ${counted} / ${count})`), next }
}

export function timeOf(around: Around, { which, of, window }: Of<'time'>): Emitted {
  const { pass, sources, zone } = around
  const happenings = happeningsOf(around, of)
  const { source, condition } = happenings
  const sql = windowOf(pass, window, zone)
  const found = extremeOf(around, happenings, which)
  const coming = pass.withNext ? pass.name(sources.column(source, `minIf(at, ${and([condition, `at > ${pass.now}`])})`, happenings)) : '0'
  const later = (at: string) => (at === found || at === never ? never : `if(${found} > 0 and ${at} > ${pass.now}, ${at}, ${never})`)
  return {
    holds: and([`${found} > 0`, ...(sql.from ? [`${found} >= ${sql.from}`] : []), `${found} < ${sql.to}`]),
    next: least([later(sql.enters(found)), later(sql.leaves(found)), due(coming)]),
  }
}

export function overdueOf(around: Around, { percent }: Of<'overdue'>): Emitted {
  const { pass, sources } = around
  const past = `at <= ${pass.now}`
  const column = (aggregate: string) => pass.name(sources.column('orders', aggregate, { needs: around.alone ? before(String(pass.now + 1)) : undefined, condition: undefined }))
  const [count, first, last] = around.alone ? [column('count()'), column('min(at)'), column('max(at)')] : [column(`countIf(${past})`), column(`minIf(at, ${past})`), column(`maxIf(at, ${past})`)]
  const at = pass.name(`if(${last} > ${first}, ${last} + intDiv((${last} - ${first}) * ${percent}, greatest(toInt64(${count}) - 1, 1) * 100), 0)`)
  return { holds: `(${at} > 0 and ${at} <= ${pass.now})`, next: pass.withNext ? least([`if(${at} > ${pass.now}, ${at}, ${never})`, due(column(`minIf(at, at > ${pass.now})`))]) : never }
}
