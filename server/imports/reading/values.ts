import type { ImportSettings } from '../../../contracts/imports.ts'

/** An exact decimal: `digits` × 10^-`scale`. */
export type Decimal = { digits: number; scale: number }

const plain = /^-?\d{1,15}(?:\.(\d{1,6}))?$/
const grouping = { '.': /[,'\s\u00a0\u202f]/g, ',': /[.'\s\u00a0\u202f]/g }

/**
 * A number as people and programs write it: `1234.5`, `1.234,50 €`, `(12.00)`, `£ 5`. Null when it is none.
 * `decimal` says which sign parts the decimals; the other one, spaces and apostrophes group thousands.
 */
export function parseDecimal(text: string, decimal: ImportSettings['decimal']): Decimal | null {
  const quick = decimal === '.' ? plain.exec(text) : null
  if (quick) return exact(text, quick[1]?.length ?? 0)
  const trimmed = text.trim().replace(/^[A-Z]{3}\s*|\s*[A-Z]{3}$|\p{Sc}\s*/gu, '').trim()
  const negative = /^\(.*\)$/.test(trimmed) || /^[-−]|-$/.test(trimmed)
  const bare = trimmed.replace(/[()\-−+]/g, '').trim()
  if (!isGrouped(bare, decimal)) return null
  const number = bare.replace(grouping[decimal], '').replace(',', '.')
  const found = plain.exec(number)
  return found ? exact(negative ? `-${number}` : number, found[1]?.length ?? 0) : null
}

const exact = (text: string, scale: number): Decimal => ({ digits: Number(scale ? text.replace('.', '') : text), scale })

/** Groups have three digits (two in India's way of writing), so that `1,5` is not read as 15. */
const isGrouped = (text: string, decimal: string) => {
  const [whole = ''] = text.split(decimal)
  return /^\d*$/.test(whole) || /^\d{1,3}(?:[.,'\s\u00a0\u202f]\d{2,3})*[.,'\s\u00a0\u202f]\d{3}$/.test(whole)
}

/** As an integer of 10^-`decimals`, rounded half away from zero. */
export function toUnits({ digits, scale }: Decimal, decimals: number): number {
  if (scale <= decimals) return digits * 10 ** (decimals - scale)
  const divisor = 10 ** (scale - decimals)
  const size = Math.abs(digits)
  const units = Math.floor(size / divisor)
  return Math.sign(digits) * (units + ((size - units * divisor) * 2 >= divisor ? 1 : 0)) || 0
}

/** a × b, exact as long as the product has at most fifteen digits; beyond that to the nearest double. */
export const times = (a: Decimal, b: Decimal): Decimal => ({ digits: a.digits * b.digits, scale: a.scale + b.scale })

export const asText = ({ digits, scale }: Decimal): string => (scale ? (digits / 10 ** scale).toFixed(scale) : String(digits))

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(.+))?$/
const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[,T ]+(.+))?$/
const compact = /^(\d{4})(\d{2})(\d{2})$/
const time = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/

/** Reads instants. Equal texts are read once: the lines of an order share theirs. */
export function instantReader({ dates, timeZone }: Pick<ImportSettings, 'dates' | 'timeZone'>): (text: string) => string | null {
  const known = new Map<string, string | null>()
  return text => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size > 50_000) known.clear()
    const read = readInstant(text.trim(), dates, timeZone)
    known.set(text, read)
    return read
  }
}

function readInstant(text: string, dates: 'dmy' | 'mdy', timeZone: string): string | null {
  const day = readDay(text, dates)
  const clock = day && readTime(day.rest)
  if (!clock) return null
  try {
    const plainTime = Temporal.PlainDateTime.from({ ...day.date, ...clock.time }, { overflow: 'reject' })
    return (clock.offset ? Temporal.Instant.from(`${plainTime}${clock.offset}`) : plainTime.toZonedDateTime(timeZone).toInstant()).toString()
  } catch {
    return null
  }
}

function readDay(text: string, dates: 'dmy' | 'mdy') {
  const whole = iso.exec(text) ?? compact.exec(text)
  if (whole) return { date: { year: Number(whole[1]), month: Number(whole[2]), day: Number(whole[3]) }, rest: whole[4] }
  const parts = local.exec(text)
  if (!parts) return null
  const [first, second] = [Number(parts[1]), Number(parts[2])]
  const year = Number(parts[3]) + (parts[3]!.length === 2 ? 2000 : 0)
  return { date: { year, month: dates === 'dmy' ? second : first, day: dates === 'dmy' ? first : second }, rest: parts[4] }
}

function readTime(text: string | undefined) {
  if (!text) return { time: {}, offset: undefined }
  const parts = time.exec(text.trim())
  if (!parts) return null
  const [, hours, minute, second = '0', fraction = '', half, offset] = parts
  const hour = half ? (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hours)
  const [millisecond, microsecond] = [fraction.padEnd(6, '0').slice(0, 3), fraction.padEnd(6, '0').slice(3, 6)].map(Number)
  const sign = offset && (/^[A-Z]/.test(offset) ? 'Z' : offset.length === 3 ? `${offset}:00` : offset)
  return { time: { hour, minute: Number(minute), second: Number(second), millisecond: millisecond!, microsecond: microsecond! }, offset: sign || undefined }
}

/** A calendar day as YYYY-MM-DD; null when the text is none. */
export function parseDay(text: string, dates: 'dmy' | 'mdy'): string | null {
  const day = readDay(text.trim(), dates)
  try {
    return day ? Temporal.PlainDate.from(day.date, { overflow: 'reject' }).toString() : null
  } catch {
    return null
  }
}

/** `17850.0` is how spreadsheets write the number 17850. */
export function parseKey(text: string): string {
  const trimmed = text.trim()
  return trimmed.endsWith('0') && trimmed.includes('.') ? trimmed.replace(/^(\d+)\.0+$/, '$1') : trimmed
}

/** Text without the words by which programs write "nothing". */
export function parseText(text: string): string {
  const trimmed = text.trim()
  return trimmed.length < 5 && /^(nan|null|none|n\/a|#n\/a|-)$/i.test(trimmed) ? '' : trimmed
}
