import type { Compare } from '../../../contracts/segments.ts'
import { dayFrom, type Calendar } from './calendar.ts'

/**
 * What JSON says, as plain text: texts as they are, numbers and true and false as JSON writes them. A list says what
 * its values say, one list in another as well; so does a text that holds a JSON list. Objects, and other texts that begin
 * with a bracket, are there but say nothing. Null and empty texts are not there.
 */
export type Value = string

export function valuesAt(root: unknown, path: string[]): Value[] {
  const found = path.reduce((values: unknown[], key, i) => (i ? values.flatMap(items) : values).flatMap(value => (value && typeof value === 'object' && !Array.isArray(value) && Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : [])), [root])
  return found.flatMap(value => plain(value, 2))
}

/** What lies on the way to the next key: a list's values, and those of a list in it. */
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(item => (Array.isArray(item) ? (item as unknown[]) : [item])) : [value])

function plain(value: unknown, lists: number): Value[] {
  const list = lists > 0 ? asList(value) : undefined
  if (list) return list.flatMap(item => plain(item, lists - 1))
  if (value === null || value === undefined || value === '') return []
  return [typeof value === 'object' ? (Array.isArray(value) ? '[' : '{') : String(value)]
}

function asList(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string' || !value.startsWith('[')) return undefined
  try {
    return JSON.parse(value) as unknown[]
  } catch {
    return undefined
  }
}

/** The text of a value; undefined for objects. */
export const asText = (value: Value): string | undefined => (value.startsWith('{') || value.startsWith('[') ? undefined : value)

/** What a scalar says as text; empty for others. */
export const scalarText = (value: unknown): string => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '')

export const numberShape = '^-?[0-9]{1,40}([.][0-9]{1,40})?(e[+-]?[0-9]{1,3})?$'
const shape = new RegExp(numberShape)

/** Numbers, and texts that are written like one. */
export function asNumber(value: Value): number | undefined {
  if (!shape.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number + 0 : undefined
}

const instantShape = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?$/

/** A day, or an instant as its day in the time zone; an instant without an offset is UTC. From 1900 to 2199. */
export function asDay(value: Value, calendar: Calendar): number | undefined {
  const day = dayFrom(value)
  if (day !== undefined) return day
  const match = instantShape.exec(value)
  if (!match || dayFrom(match[1]!) === undefined) return undefined
  const at = Date.parse(value.replace(' ', 'T') + (match[5] ? '' : 'Z'))
  return Number.isNaN(at) ? undefined : calendar.dayOf(at)
}

export function compares(compare: Compare, value: number | undefined): boolean {
  if (compare.op === '!=') return value !== compare.value
  if (value === undefined) return false
  switch (compare.op) {
    case 'between': return value >= compare.from && value <= compare.to
    case '=': return value === compare.value
    case '<': return value < compare.value
    case '<=': return value <= compare.value
    case '>': return value > compare.value
    case '>=': return value >= compare.value
  }
}

/** Capital and small letters as one. */
export const folded = (text: string): string => text.toLowerCase()

/** A number in ten-thousandths, as sums count it; undefined beyond a thousand million. */
export function tenThousandths(value: number): number | undefined {
  return Math.abs(value) > 1e9 ? undefined : Math.floor(value * 10_000 + 0.5)
}
