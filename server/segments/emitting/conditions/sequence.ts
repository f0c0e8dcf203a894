import type { Condition, Span } from '../../../../contracts/segments.ts'
import { and, least, never, type Emitted } from '../pass.ts'
import { happeningsOf, pastOf, type Around } from './happenings.ts'
import { needsOf } from './measures.ts'
import { due, spanAfter, windowOf } from './windows.ts'

type SequenceRule = Extract<Condition, { kind: 'sequence' }>

/**
 * `evaluating/sequence.ts` in SQL. What happened to a customer becomes one sorted array of numbers: eight times the
 * instant, plus a code that puts later steps first where instants are equal, because a step must be strictly later.
 * From the last step to the first, `good` has the instant of each good element, else 0. Arrays all the way: a fold
 * over the same rows took eight times as long.
 */
export function sequenceOf(around: Around, rule: SequenceRule): Emitted {
  const { pass, zone } = around
  const window = windowOf(pass, rule.window, zone)
  const codes = rule.steps.map((_, i) => rule.steps.length - i)
  const parts = [...rule.steps.map((step, i) => gather(around, step.of, codes[i]!, window.from)), ...(rule.without ? [gather(around, rule.without.of, 0, window.from)] : [])]
  const sorted = `arraySort(arrayConcat(${parts.map(part => part.rows).join(', ')}))`
  // Most customers lack a step. Due times are of each step by itself.
  const enough = and(parts.slice(0, rule.steps.length).map(({ found }) => `length(${found}) >= ${parts.filter((other, i) => i < rule.steps.length && other.found === found).length}`))
  const all = pass.name(pass.withNext ? sorted : `if(${enough}, ${sorted}, [])`)
  const { last, pending } = lastStep(around, rule, all)
  const good = rule.steps.slice(1).reduceRight((later, step, i) => {
    const next = pass.name(`arrayReverseFill(v -> v > 0, ${later})`)
    return pass.name(`arrayMap((k, b) -> if(bitAnd(k, 7) = ${codes[i]} and b > 0 and b < ${spanAfter(pass, at, step.within!, zone)}, ${at}, 0), ${all}, ${next})`)
  }, last)
  const lies = and([...(window.from ? [`v >= ${window.from}`] : ['v > 0']), `v < ${window.to}`])
  const start = pass.name(`arrayMax(arrayFilter(v -> ${lies}, ${good}))`)
  const holds = pass.name(`${start} > 0`)
  return { holds, next: least([`if(${holds}, ${window.leaves(start)}, ${pending})`, ...parts.map(part => part.comes)]) }
}

/** The instant of an element `k`. */
const at = 'bitShiftRight(k, 3)'

function gather(around: Around, of: SequenceRule['steps'][number]['of'], code: number, from: string | undefined) {
  const { pass, sources } = around
  const happenings = happeningsOf(around, of)
  const { source, condition } = happenings
  const past = pastOf(around, happenings)
  const looked = { needs: needsOf(around, happenings, { from, to: String(pass.now + 1) }), condition }
  const found = pass.name(sources.column(source, `groupArrayIf(${past}, ${past} ${from ? `>= ${from}` : '> 0'})`, looked))
  return { found, rows: `arrayMap(v -> v * 8 + ${code}, ${found})`, comes: pass.withNext ? due(pass.name(sources.column(source, `minIf(at, ${condition} and at > ${pass.now})`, looked))) : never }
}

/** The good ones of the last step, and when one could become good because nothing of `without` came. */
function lastStep({ pass, zone }: Around, { without }: SequenceRule, all: string): { last: string; pending: string } {
  if (!without) return { last: pass.name(`arrayMap(k -> if(bitAnd(k, 7) = 1, ${at}, 0), ${all})`), pending: never }
  const over = (span: Span) => spanAfter(pass, at, span, zone)
  const absent = pass.name(`arrayReverseFill(v -> v > 0, arrayMap(k -> if(bitAnd(k, 7) = 0, ${at}, 0), ${all}))`)
  const last = pass.name(`arrayMap((k, a) -> if(bitAnd(k, 7) = 1 and ${over(without.within)} <= ${pass.now} and (a = 0 or a >= ${over(without.within)}), ${at}, 0), ${all}, ${absent})`)
  const waiting = pass.name(`arrayFilter(v -> v > ${pass.now}, arrayMap((k, a) -> if(bitAnd(k, 7) = 1 and a = 0, ${over(without.within)}, 0), ${all}, ${absent}))`)
  return { last, pending: `if(empty(${waiting}), ${never}, arrayMin(${waiting}))` }
}
