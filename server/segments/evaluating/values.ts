import type { Compare } from '../../../contracts/segments.ts'
import { dayFrom, type Calendar } from './calendar.ts'

/** What a path leads to: texts, numbers, yes/no and objects. Lists are looked into, one in another as well; null and empty texts are nothing. */
export type Value = string | number | boolean | object

export function valuesAt(root: unknown, path: string[]): Value[] {
  let found: Value[] = flat(root)
  for (const key of path) found = found.flatMap(value => (typeof value === 'object' && Object.hasOwn(value, key) ? flat((value as Record<string, unknown>)[key]) : []))
  return found
}

function flat(value: unknown): Value[] {
  if (Array.isArray(value)) return value.flatMap(flat)
  if (value === null || value === undefined || value === '') return []
  return [value as Value]
}

/** Texts as they are; numbers as JSON writes them. */
export const asText = (value: Value): string | undefined => (typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined)

/** JSON numbers, and texts that are a plain decimal number of at most 15 digits. */
export function asNumber(value: Value): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !/^-?\d{1,15}(\.\d{1,9})?$/.test(value)) return undefined
  return Number(value) + 0
}

export const asYesNo = (value: Value): boolean | undefined => (value === true || value === 'true' ? true : value === false || value === 'false' ? false : undefined)

const instantShape = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?$/

/** A day, or an instant as its day in the time zone; an instant without an offset is UTC. From 1900 to 2199. */
export function asDay(value: Value, calendar: Calendar): number | undefined {
  if (typeof value !== 'string') return undefined
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
