import type { Condition, Span } from '../../../../contracts/segments.ts'
import { happeningsOf, type Around, type SqlHappenings } from './happenings.ts'
import { and, least, never, or, type Emitted } from '../pass.ts'
import type { SourceName } from '../sources.ts'
import { due, spanAfter, windowOf } from './windows.ts'

type SequenceRule = Extract<Condition, { kind: 'sequence' }>
type Step = { of: SqlHappenings; bit: number }

/**
 * `evaluating/sequence.ts` in SQL: what happened to a customer is gathered with the steps that it may be, and folded
 * from the newest to the oldest. Instants are 0 where there is none.
 */
export function sequenceOf(around: Around, rule: SequenceRule): Emitted {
  const { pass, zone } = around
  const steps = rule.steps.map((step, i): Step => ({ of: happeningsOf(around, step.of), bit: i }))
  const all = rule.without ? [...steps, { of: happeningsOf(around, rule.without.of), bit: steps.length }] : steps
  const bySource = [...Map.groupBy(all, step => step.of.source)].map(([source, own]) => gather(around, source, own))
  const window = windowOf(pass, rule.window, zone)
  const lies = and([...(window.from ? [`e.1 >= ${window.from}`] : []), `e.1 < ${window.to}`])
  const found = pass.name(fold(around, rule, lies, bySource.map(s => s.rows)))
  const size = rule.steps.length
  const [start, pending] = [`${found}.${2 * size + 4}`, `${found}.${2 * size + 5}`]
  const holds = pass.name(`${start} > 0`)
  return { holds, next: least([`if(${holds}, ${window.leaves(start)}, if(${pending} = 0, ${never}, ${pending}))`, ...bySource.map(s => s.comes)]) }
}

/** Instants of one source with the steps that each may be, as bits; and the first one of the future. */
function gather({ pass, sources }: Around, source: SourceName, steps: Step[]) {
  const any = or([...new Set(steps.map(step => step.of.condition))])
  const needs = steps.every(step => step.of.needs !== undefined) ? or([...new Set(steps.map(step => step.of.needs!))]) : undefined
  const bits = steps.map(({ of, bit }) => `toUInt8(${of.condition}) * ${2 ** bit}`).join(' + ')
  const rows = pass.name(sources.column(source, `groupArrayIf((at, toUInt64(${bits})), ${any} and at <= ${pass.now})`, needs))
  return { rows, comes: due(pass.name(sources.column(source, `minIf(at, ${any} and at > ${pass.now})`, needs))) }
}

/**
 * The accumulator: the instant at hand; per step the nearest good one so far, and the nearest strictly later than the
 * instant at hand; the same two of what must not follow; the start that was found; when one could be good by then.
 */
function fold({ pass, zone }: Around, { steps, without }: SequenceRule, lies: string, rows: string[]): string {
  const size = steps.length
  const is = (bit: number) => `bitTest(e.2, ${bit})`
  const after = (span: Span) => spanAfter(pass, 'e.1', span, zone)
  const later = (near: number, strictly: number) => `if(e.1 = a.1, a.${strictly}, a.${near})`
  const laterStep = (i: number) => later(2 + i, 2 + size + i)
  const absent = later(2 * size + 2, 2 * size + 3)
  const good = steps.map((_, i) => {
    if (i < size - 1) return `(${is(i)} and ${laterStep(i + 1)} > 0 and ${laterStep(i + 1)} < ${after(steps[i + 1]!.within!)})`
    if (!without) return is(i)
    return `(${is(i)} and ${after(without.within)} <= ${pass.now} and (${absent} = 0 or ${absent} >= ${after(without.within)}))`
  })
  const pending = without ? `if(${is(size - 1)} and ${after(without.within)} > ${pass.now} and ${absent} = 0, ${after(without.within)}, a.${2 * size + 5})` : 'toInt64(0)'
  const step = [
    'e.1',
    ...steps.map((_, i) => `if(${good[i]}, e.1, a.${2 + i})`),
    ...steps.map((_, i) => laterStep(i)),
    without ? `if(${is(size)}, e.1, a.${2 * size + 2})` : 'toInt64(0)', absent,
    `if(a.${2 * size + 4} = 0 and ${good[0]} and ${lies}, e.1, a.${2 * size + 4})`, pending,
  ]
  return `arrayFold((a, e) -> (${step.join(', ')}), arrayReverseSort(arrayConcat(${rows.join(', ')})), (${step.map(() => 'toInt64(0)').join(', ')}))`
}

