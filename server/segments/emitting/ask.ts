import type { Rule } from '../../../contracts/segments.ts'
import { appError, type Warehouse } from '../../platform/index.ts'
import { emit, type Emission, type Question } from './emit.ts'
import { tablesByOrdinal, tablesOf } from './tables.ts'

export const ruleTooHeavy = appError('segments.too_heavy', 422, 'This rule takes more than the {limit} that one question may take. Narrow it: a shorter window, fewer conditions on properties, or a product instead of a title.')

/**
 * What one question may take of the machine. The engine ends it by itself when it wants more; nothing else slows down
 * for long. Floats are read exactly, as JavaScript reads them.
 */
export const planLimits = {
  max_execution_time: 30, max_memory_usage: 6_000_000_000, max_rows_in_set: 2_000_000, max_query_size: 4_000_000, max_ast_elements: 500_000, max_expanded_ast_elements: 2_000_000, max_ast_depth: 5_000, max_parser_depth: 5_000,
  precise_float_parsing: 1, join_use_nulls: 0,
} as const

/** `moved`: some events are another's than when they were copied. `listed`: of which of the properties `asked` about some event says a list. */
export type Known = { moved: boolean; listed: ReadonlySet<string>; asked: ReadonlySet<string> }

/** What is asked before a rule is written as SQL, so that it looks for nothing that is not there. An index knows where lists are (migration 0007). */
export async function knownOf(warehouse: Warehouse, asked: ReadonlySet<string> = new Set()): Promise<Known> {
  const isListed = (property: string) => `if((select count() from (select 1 from events where startsWith(said.${property}, '[') = 1 limit 1)) > 0, '${property}', '')`
  // The index says "none" of the whole table; a projection has no such index, and is looked through.
  const [row] = await warehouse.rows<{ moved: number; listed: string[] }>(`select (select count() from (select 1 from customer_identifiers limit 1)) as moved, [${[...asked].map(isListed).join(', ')}] as listed`, {}, { optimize_use_projections: 0, use_skip_indexes_on_data_read: 0 })
  return { moved: row!.moved > 0, listed: new Set(row!.listed), asked }
}

/** The properties of events that a rule itself reads as the warehouse has them ready. */
export const propertiesOf = (rule: Rule): ReadonlySet<string> => emit({ rules: [{ rule, zone: 'UTC' }], segments: new Map(), now: 0, tables: tablesByOrdinal(false) }).properties

/** Runs a query over what rules emitted. `known` may be asked ahead. `write` gets the parts and gives the SQL. @throws ruleTooHeavy */
export async function ask<Row>(warehouse: Warehouse, { known, ...question }: Omit<Question, 'tables' | 'byOrdinal' | 'listed'> & { known?: Known }, write: (emission: Emission) => string, settings: Record<string, number> = {}): Promise<Row[]> {
  const byOrdinal = !question.only && !question.between
  const tables = byOrdinal ? tablesByOrdinal : tablesOf
  const { properties } = emit({ ...question, byOrdinal, tables: tables(false) })
  const { moved, listed } = known?.asked.isSupersetOf(properties) ? known : await knownOf(warehouse, question.only ? undefined : properties)
  const emission = emit({ ...question, byOrdinal, tables: tables(moved), listed: question.only ? undefined : listed })
  try {
    return await warehouse.rows<Row>(write(emission), emission.params, { ...planLimits, ...settings })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === '159' || /TIMEOUT_EXCEEDED/.test(message)) throw ruleTooHeavy({ limit: 'time' })
    if (code === '241' || /MEMORY_LIMIT_EXCEEDED/.test(message)) throw ruleTooHeavy({ limit: 'memory' })
    throw error
  }
}

/** Of each customer: which rules hold, and until when each answer surely stays so (milliseconds). */
export const answersOf = (warehouse: Warehouse, question: Omit<Question, 'tables' | 'byOrdinal'>) =>
  ask<{ customer_id: string; holds: number[]; nexts: number[] }>(warehouse, { ...question, withNext: true }, ({ from, holds, nexts }) =>
    `select customer_id, [${holds.map(h => `toUInt8(${h})`).join(', ')}] as holds, [${nexts.map(n => `toInt64(${n})`).join(', ')}] as nexts from ${from}`)
