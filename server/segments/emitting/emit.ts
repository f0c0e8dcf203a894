import { consentStates, type Condition, type FactName } from '../../../contracts/segments.ts'
import { segmentInCircle, type Zoned } from '../evaluating/evaluate.ts'
import type { Around } from './conditions/happenings.ts'
import { happened } from './conditions/happened.ts'
import { allOf, and, anyOf, never, noneOf, or, Pass, type Emitted } from './pass.ts'
import { setOf } from './sets.ts'
import { Lists } from './said.ts'
import { Sources, type Tables } from './sources.ts'
import { testOf, type Asked } from './conditions/tests.ts'
import { traitAt } from './conditions/values.ts'

/** From this id, before that one; the last slice has no end. */
export type Between = { from: string; to: string | undefined }

/** What one pass over the warehouse is to find out. `only`: of these customers alone. `between`: of those from an id, up to another. `withNext`: also until when each answer stays. `columns` of `customers` that are wanted beside. `byOrdinal`: of everybody, by the small number that customers have: less to gather and to join than by id. `bySets`: so too, and each condition by itself, without due times: the fastest way to one answer. `most`: the greatest ordinal, if it is known. `listed`: of which properties some event says a list; any may, where that is not known. */
export type Question = { rules: Zoned[]; segments: Map<string, Zoned>; now: number; only?: string[] | undefined; between?: Between; tables: Tables; withNext?: boolean; columns?: string[]; byOrdinal?: boolean; bySets?: boolean; most?: number | undefined; listed?: ReadonlySet<string> | undefined }

/** A query over customers: `from` has `customer_id` and what `holds` and `nexts` are made of, the answer of each rule in their order. `properties`: those of events that are read as the warehouse has them ready. */
export type Emission = { params: Record<string, unknown>; from: string; holds: string[]; nexts: string[]; columns: string[]; properties: ReadonlySet<string> }

/**
 * Writes the SQL that answers rules for all customers at once: one scan of each table, however many rules. It means
 * what `evaluating/evaluate.ts` means.
 * @throws segmentInCircle
 */
export function emit({ rules, segments, now, only, between, tables, withNext = false, columns = [], byOrdinal = false, bySets = false, most, listed }: Question): Emission {
  const pass = new Pass(now, withNext)
  const sources = new Sources()
  const lists = new Lists(listed)
  const emitter = new Emitter({ pass, sources, tables, zone: 'UTC', most, lists }, segments, bySets)
  const answers = rules.map(rule => emitter.rule(rule, []))
  const beside = columns.map(column => pass.name(`customers.${column}`))
  const whose = whoseIds(pass, only, between)
  const from = `${tables.customers} as customers ${emitter.usesScores ? `left join ${tables.scores} as scores on scores.customer_id = customers.id` : ''}
    ${sources.joins(tables, byOrdinal ? 'ordinal' : 'id', whose?.('customer_id'))} ${whose ? `where ${whose('customers.id')}` : ''}`
  return { params: pass.params, from: `(${pass.overScalars(from, 'customers.id as customer_id')})`, holds: answers.map(a => a.holds), nexts: answers.map(a => a.next), columns: beside, properties: lists.asked }
}

function whoseIds(pass: Pass, only: string[] | undefined, between: Between | undefined): ((column: string) => string) | undefined {
  if (only) return column => `${column} in ${pass.ids(only)}`
  return between && (column => and([`${column} >= ${pass.id(between.from)}`, ...(between.to ? [`${column} < ${pass.id(between.to)}`] : [])]))
}

class Emitter {
  readonly #around: Around
  readonly #segments: Map<string, Zoned>
  readonly #bySets: boolean
  usesScores = false

  constructor(around: Around, segments: Map<string, Zoned>, bySets: boolean) {
    this.#around = around
    this.#segments = segments
    this.#bySets = bySets
  }

  rule({ rule, zone }: Zoned, above: string[]): Emitted {
    const { pass } = this.#around
    if (!('rules' in rule)) {
      const { holds, next } = this.#condition(rule, { ...this.#around, zone }, above)
      return pass.emitted({ holds, next: next === never ? never : `least(${next}, ${never})` })
    }
    const parts = rule.rules.map(part => this.rule({ rule: part, zone }, above))
    return { all: allOf, any: anyOf, none: noneOf }[rule.kind](pass, parts)
  }

  #condition(c: Condition, around: Around, above: string[]): Emitted {
    const { pass } = around
    switch (c.kind) {
      case 'fact': return testOf(pass, c.test, this.#fact(c.fact, around), around.zone)
      case 'trait': return testOf(pass, c.test, { said: traitAt(pass, c.path) }, around.zone)
      case 'consent': return { holds: consentIs(pass, c), next: never }
      case 'identified': return { holds: `has(customers.identifiers, ${pass.text(c.by)})`, next: never }
      case 'segment': return this.#segment(c.segmentId, above)
      default: return this.#bySets ? { holds: setOf(around, c), next: never } : happened(around, c)
    }
  }

  #segment(segmentId: string, above: string[]): Emitted {
    if (above.includes(segmentId)) throw segmentInCircle({ names: [...above.slice(above.indexOf(segmentId)), segmentId].join(' → ') })
    const segment = this.#segments.get(segmentId)
    return segment ? this.rule(segment, [...above, segmentId]) : { holds: '0', next: never }
  }

  #fact(fact: FactName, { pass, zone }: Around): Asked {
    if (fact.startsWith('rfm_') || fact === 'value_decile') this.usesScores = true
    const [column, as] = facts[fact]
    const sql = { text: `if(${column} = '', [], [toString(${column})])`, texts: column, number: `if(${column} = 0, [], [${column}])`, flag: `if(${column}, [1], [])`, day: `if(isNull(${column}), [], [assumeNotNull(${column})])`, instant: `if(isNull(${column}), [], [toDate32(assumeNotNull(${column}), ${pass.text(zone)})])` }
    return { values: pass.name(sql[as]), as: as === 'day' || as === 'instant' ? 'day' : as === 'number' ? 'number' : 'text' }
  }
}

const known = (fact: string) => [`has(customers.known, '${fact}')`, 'flag'] as const

/** The columns of facts, and how they say that nothing is known. */
const facts: Record<FactName, readonly [column: string, as: 'text' | 'texts' | 'number' | 'flag' | 'day' | 'instant']> = {
  country: ['customers.country', 'text'], language: ['customers.language', 'text'], city: ['customers.city', 'text'], gender: ['customers.gender', 'text'],
  tags: ['customers.tags', 'texts'], email_domain: ['customers.email_domain', 'text'],
  name: known('name'), first_name: known('first_name'), last_name: known('last_name'), email: ['customers.has_email', 'flag'], phone: ['customers.has_phone', 'flag'],
  birthday: ['customers.birthday', 'day'], created: ['customers.created_at', 'instant'], last_seen: ['customers.last_seen_at', 'instant'],
  first_order: ['customers.first_order_at', 'instant'], last_order: ['customers.last_order_at', 'instant'],
  rfm_recency: ['scores.recency', 'number'], rfm_frequency: ['scores.frequency', 'number'], rfm_monetary: ['scores.monetary', 'number'],
  rfm_group: ['scores.rfm_group', 'text'], value_decile: ['scores.value_decile', 'number'],
}

/** `what` with a space at either side, as SQL. */
export const saysConsent = (consents: string, what: string): string => `(position(${consents}, ${what}) > 0)`

function consentIs(pass: Pass, { channel, purpose, is }: Extract<Condition, { kind: 'consent' }>): string {
  const has = (state: string) => pass.name(saysConsent('customers.consents_said', pass.text(` ${channel}:${purpose}:${state} `)))
  return is === 'unknown' ? `not ${or(consentStates.filter(state => state !== 'unknown').map(has))}` : has(is)
}
