import type { Span, Unit } from '../../../contracts/segments.ts'

/** Days are counted from 1970-01-01, which is day 0; instants are milliseconds. */
export type Calendar = { zone: string; startOf(day: number): number; dayOf(at: number): number }

const dayMs = 86_400_000
const calendars = new Map<string, Calendar>()

/** The days of a time zone. Where midnight is skipped by a change of the clocks, a day starts at its first instant. */
export function calendarOf(zone: string): Calendar {
  let found = calendars.get(zone)
  if (!found) calendars.set(zone, (found = makeCalendar(zone)))
  return found
}

function makeCalendar(zone: string): Calendar {
  const starts = new Map<number, number>()
  const startOf = (day: number) => {
    let start = starts.get(day)
    if (start === undefined) {
      if (starts.size > 50_000) starts.clear()
      starts.set(day, (start = Temporal.PlainDate.from(dayText(day)).toZonedDateTime(zone).epochMilliseconds))
    }
    return start
  }
  const dayOf = (at: number) => {
    let day = Math.floor(at / dayMs)
    while (startOf(day) > at) day--
    while (startOf(day + 1) <= at) day++
    return day
  }
  return { zone, startOf, dayOf }
}

export const dayText = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** The day of a text that surely is one. */
export const dayNumber = (text: string): number => Date.parse(`${text}T00:00:00Z`) / dayMs

/** The day of a text such as 2026-01-31; undefined when there is no such day from 1900 to 2199. */
export function dayFrom(text: string): number | undefined {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return undefined
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : at / dayMs
}

const exactMs: Partial<Record<Unit, number>> = { minutes: 60_000, hours: 3_600_000, days: dayMs, weeks: 7 * dayMs }

/** How long a span is, unless it is one of the calendar. */
export const exactly = ({ n, unit }: Span): number | undefined => (exactMs[unit] === undefined ? undefined : n * exactMs[unit])

export const monthsOf = ({ n, unit }: Span): number => (unit === 'years' ? 12 * n : n)

/** The first day on which something of `day` no longer lies within the last `span`: 31 January + 1 month is 1 March. */
export function dayAfter(day: number, span: Span): number {
  const ms = exactly(span)
  if (ms !== undefined) return day + ms / dayMs
  const date = new Date(day * dayMs)
  const moved = addMonths(date, monthsOf(span))
  return moved.getTime() / dayMs + Number(moved.getUTCDate() < date.getUTCDate())
}

/** The last day that no longer lies within the last `span` of `today`. */
export function dayBefore(today: number, span: Span): number {
  return addMonths(new Date(today * dayMs), -monthsOf(span)).getTime() / dayMs
}

/** The same day some months later, or that month's last. */
function addMonths(date: Date, months: number): Date {
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date.getUTCDate(), last))
  return first
}

/** The anniversary of `day` in the year of `today` or so many years later. */
function anniversary(day: number, today: number, later: number): number {
  const years = new Date(today * dayMs).getUTCFullYear() - new Date(day * dayMs).getUTCFullYear() + later
  return addMonths(new Date(day * dayMs), 12 * years).getTime() / dayMs
}

/** The first anniversary that is today or later. */
export function nextAnniversary(day: number, today: number): number {
  const thisYear = anniversary(day, today, 0)
  return thisYear >= today ? thisYear : anniversary(day, today, 1)
}

/** The latest anniversary that is today or earlier. */
export function lastAnniversary(day: number, today: number): number {
  const thisYear = anniversary(day, today, 0)
  return thisYear <= today ? thisYear : anniversary(day, today, -1)
}
