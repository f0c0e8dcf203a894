import type { Span, StillWindow } from '../../../contracts/segments.ts'
import { dayAfter, dayBefore, dayNumber, exactly, type Calendar } from './calendar.ts'

/** Nothing lies beyond: rules are not asked later, and due times end here. 2200-01-01. */
export const endOfTime = Date.UTC(2200, 0, 1)
export const never = Infinity

/** A window at an instant: what happened at `from` or later and before `to` lies in it. */
export type Bounds = { from: number; to: number }

/** When something that happened comes into a window, and when it leaves it. */
export type Passage = { enters(at: number): number; leaves(at: number): number }

/** The window's ends at `now`. Nothing after `now` lies in any window. */
export function boundsAt(window: StillWindow | undefined, now: number, calendar: Calendar): Bounds {
  switch (window?.kind) {
    case undefined: return { from: -Infinity, to: now + 1 }
    case 'last': return { from: spanBefore(now, window.span, calendar), to: now + 1 }
    case 'ago': return { from: -Infinity, to: spanBefore(now, window.span, calendar) }
    case 'between': return { from: spanBefore(now, window.from, calendar), to: spanBefore(now, window.to, calendar) }
    case 'dates': {
      const { from, to } = datesOf(window, calendar)
      return { from, to: Math.min(to, now + 1) }
    }
  }
}

/** The first instant that still lies within the last `span`. */
export function spanBefore(now: number, span: Span, calendar: Calendar): number {
  const ms = exactly(span)
  return ms === undefined ? calendar.startOf(dayBefore(calendar.dayOf(now), span) + 1) : now - ms + 1
}

/** When something no longer lies within the last `span`. */
export function spanAfter(at: number, span: Span, calendar: Calendar): number {
  const ms = exactly(span)
  return ms === undefined ? calendar.startOf(dayAfter(calendar.dayOf(at), span)) : at + ms
}

/** Days, both included, as instants: from the start of the first to the start of the one after the last. */
export function datesOf({ from, to }: Extract<StillWindow, { kind: 'dates' }>, calendar: Calendar): Bounds {
  return { from: from ? calendar.startOf(dayNumber(from)) : -Infinity, to: to ? calendar.startOf(dayNumber(to) + 1) : Infinity }
}

export function passageOf(window: StillWindow | undefined, calendar: Calendar): Passage {
  const at = (at: number) => at
  const after = (span: Span) => (at: number) => spanAfter(at, span, calendar)
  switch (window?.kind) {
    case undefined: return { enters: at, leaves: () => never }
    case 'last': return { enters: at, leaves: after(window.span) }
    case 'ago': return { enters: after(window.span), leaves: () => never }
    case 'between': return { enters: after(window.to), leaves: after(window.from) }
    case 'dates': {
      const { to } = datesOf(window, calendar)
      return { enters: x => (x < to ? x : never), leaves: () => never }
    }
  }
}
