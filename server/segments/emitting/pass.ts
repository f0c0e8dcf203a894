import { endOfTime } from '../evaluating/windows.ts'
import { Layers } from './layers.ts'

/** SQL for "only news can change it": no due time lies beyond. */
export const never = `toInt64(${endOfTime})`

/** Whether a rule holds, and until when that surely stays so, as SQL over the columns of one customer. */
export type Emitted = { holds: string; next: string }

/**
 * What one query asks: the instant, the values as parameters, and each expression once under a name of its own,
 * however many rules need it.
 */
export class Pass {
  readonly now: number
  /** Whether due times are asked for; without them rows of the future need not be read. */
  readonly withNext: boolean
  readonly params: Record<string, unknown>
  readonly #layers = new Layers('x', /\b(?:customers|scores|events|orders|refunds|carts)\.\w+/)
  readonly #params: Map<string, string>
  readonly #scalars = new Map<string, string>()

  /** `within`: the query that this is a part of; they share their parameters. */
  constructor(now: number, withNext: boolean, within?: Pass) {
    this.now = now
    this.withNext = withNext
    this.params = within?.params ?? {}
    this.#params = within ? within.#params : new Map<string, string>()
  }

  /** An expression over the columns of one customer, worked out once. */
  name = (expression: string): string => this.#layers.name(expression)
  /** A due time, worked out once, where due times are asked for. */
  due = (next: string): string => (this.withNext ? this.name(next) : never)
  /** The subquery that has all that was named. */
  over = (from: string, kept: string): string => this.#layers.over(from, kept)

  /** A subquery that gives one value, under a name that all of the query sees. */
  scalar(subquery: string): string {
    let name = this.#scalars.get(subquery)
    if (!name) this.#scalars.set(subquery, (name = `s${this.#scalars.size}`))
    return name
  }
  /** The subquery that has all that was named, with the scalars before it. */
  overScalars = (from: string, kept: string): string => `${this.#scalars.size ? `with ${[...this.#scalars].map(([subquery, name]) => `${subquery} as ${name}`).join(',\n')} ` : ''}${this.over(from, kept)}`

  emitted({ holds, next }: Emitted): Emitted {
    return { holds: this.name(holds), next: this.due(next) }
  }

  text = (value: string): string => this.#param('String', value)
  texts = (values: string[]): string => this.#param('Array(String)', values)
  id = (value: string): string => this.#param('UUID', value)
  ids = (values: string[]): string => this.#param('Array(UUID)', values)

  #param(type: string, value: unknown): string {
    const key = `${type} ${JSON.stringify(value)}`
    let name = this.#params.get(key)
    if (!name) {
      name = `p${this.#params.size}`
      this.#params.set(key, name)
      this.params[name] = value
    }
    return `{${name}:${type}}`
  }
}

export const and = (conditions: string[]): string => (conditions.length > 1 ? `(${conditions.join(' and ')})` : (conditions[0] ?? '1'))
export const or = (conditions: string[]): string => (conditions.length > 1 ? `(${conditions.join(' or ')})` : (conditions[0] ?? '0'))
export const least = (values: string[]): string => {
  const sooner = [...new Set(values)].filter(value => value !== never)
  return sooner.length > 1 ? `least(${sooner.join(', ')})` : (sooner[0] ?? never)
}
const greatest = (values: string[]) => (values.length > 1 ? `greatest(${values.join(', ')})` : (values[0] ?? '0'))

/** `verdicts.ts` as SQL: see there why the last of the false parts decides. */
export function allOf(pass: Pass, parts: Emitted[]): Emitted {
  if (parts.length === 1) return parts[0]!
  const holds = pass.name(and(parts.map(part => part.holds)))
  if (!parts.length) return { holds: '1', next: never }
  return { holds, next: pass.due(`if(${holds}, ${least(parts.map(part => part.next))}, ${greatest(parts.map(part => `if(${part.holds}, 0, ${part.next})`))})`) }
}

export const anyOf = (pass: Pass, parts: Emitted[]): Emitted => opposite(pass, allOf(pass, parts.map(part => opposite(pass, part))))
export const noneOf = (pass: Pass, parts: Emitted[]): Emitted => allOf(pass, parts.map(part => opposite(pass, part)))
export const opposite = (pass: Pass, { holds, next }: Emitted): Emitted => ({ holds: holds === '1' ? '0' : holds === '0' ? '1' : pass.name(`not ${holds}`), next })
