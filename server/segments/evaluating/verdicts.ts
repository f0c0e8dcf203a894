import type { Compare, Rule } from '../../../contracts/segments.ts'
import { never } from './windows.ts'

/** One thing behind an answer: an event, order, refund or cart. */
export type Behind = { kind: 'event' | 'order' | 'refund' | 'cart'; id: string; at: number; name?: string }

/** What was found, for people: `actual` is JSON. */
export type Found = { actual: unknown; behind: Behind[] }

/**
 * Whether a rule holds, and `next`: until then it surely stays so, unless something new happens.
 * `never` when nothing but news can change it. `found` is only called when somebody asks why.
 */
export type Verdict = { holds: boolean; next: number; rule?: Rule; parts?: Verdict[]; found?: () => Found }

export const always = (holds: boolean): Verdict => ({ holds, next: never })

/** All hold. It stays true until the first part turns false, and false until the last of the false parts turns true. */
export function allOf(parts: Verdict[]): Verdict {
  let [first, last, holds] = [never, 0, true]
  for (const part of parts) {
    holds &&= part.holds
    first = Math.min(first, part.next)
    if (!part.holds) last = Math.max(last, part.next)
  }
  return { holds, next: holds ? first : last, parts }
}

export function anyOf(parts: Verdict[]): Verdict {
  const { holds, next } = allOf(parts.map(opposite))
  return { holds: !holds, next, parts }
}

export const noneOf = (parts: Verdict[]): Verdict => ({ ...allOf(parts.map(opposite)), parts })

export const opposite = ({ holds, ...rest }: Verdict): Verdict => ({ ...rest, holds: !holds })

/** Every comparison with a count is made of "at least k". */
export function countIs(compare: Compare, atLeast: (k: number) => Verdict): Verdict {
  switch (compare.op) {
    case '>=': return atLeast(compare.value)
    case '>': return atLeast(compare.value + 1)
    case '<': return opposite(atLeast(compare.value))
    case '<=': return opposite(atLeast(compare.value + 1))
    case '=': return exactly(compare.value, compare.value, atLeast)
    case '!=': return opposite(exactly(compare.value, compare.value, atLeast))
    case 'between': return exactly(compare.from, compare.to, atLeast)
  }
}

const exactly = (from: number, to: number, atLeast: (k: number) => Verdict) => allOf([atLeast(from), opposite(atLeast(to + 1))])
