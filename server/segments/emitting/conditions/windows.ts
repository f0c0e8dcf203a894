import type { Span, StillWindow } from '../../../../contracts/segments.ts'
import { calendarOf, exactly } from '../../evaluating/calendar.ts'
import { boundsAt, datesOf } from '../../evaluating/windows.ts'
import { never, type Pass } from '../pass.ts'
import { dayAfterMonths } from './values.ts'

/** The first instant after which something of instant `at` no longer lies within the last `span`; `evaluating/windows.ts` in SQL. */
export function spanAfter(pass: Pass, at: string, span: Span, zone: string): string {
  const ms = exactly(span)
  if (ms !== undefined) return `(${at} + ${ms})`
  return startOf(pass, dayAfterMonths(dayOf(pass, at, zone), span), zone)
}

/** The Date32 of an instant in milliseconds. */
export const dayOf = (pass: Pass, at: string, zone: string): string => `toDate32(fromUnixTimestamp64Milli(${at}, ${pass.text(zone)}))`
/** When a Date32 begins, in milliseconds. */
export const startOf = (pass: Pass, day: string, zone: string): string => `toUnixTimestamp64Milli(toDateTime64(${day}, 3, ${pass.text(zone)}))`

export type SqlWindow = {
  /** `from` and `to` as SQL, undefined where open. */
  from: string | undefined
  to: string
  /** The end is now: what lies beyond is the future. */
  endsNow: boolean
  enters(at: string): string
  leaves(at: string): string
}

export function windowOf(pass: Pass, window: StillWindow | undefined, zone: string): SqlWindow {
  const calendar = calendarOf(zone)
  const { from, to } = boundsAt(window, pass.now, calendar)
  const after = (span: Span) => (at: string) => spanAfter(pass, at, span, zone)
  const same = (at: string) => at
  const stays = () => never
  const ends = { from: Number.isFinite(from) ? String(Math.max(1, from)) : undefined, to: String(to), endsNow: to === pass.now + 1 }
  switch (window?.kind) {
    case undefined: return { ...ends, enters: same, leaves: stays }
    case 'last': return { ...ends, enters: same, leaves: after(window.span) }
    case 'ago': return { ...ends, enters: after(window.span), leaves: stays }
    case 'between': return { ...ends, enters: after(window.to), leaves: after(window.from) }
    case 'dates': {
      const end = datesOf(window, calendar).to
      return { ...ends, enters: Number.isFinite(end) ? at => `if(${at} < ${end}, ${at}, ${never})` : same, leaves: stays }
    }
  }
}

/** An instant of the future as a due time; 0 is "there is none". */
export const due = (at: string, when = at): string => (at === '0' ? never : `if(${at} = 0, ${never}, ${when})`)
