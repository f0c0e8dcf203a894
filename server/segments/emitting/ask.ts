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

/** `moved`: some events are another's than when they were copied. `most`: the greatest ordinal of a customer, if it is known. */
export type Known = { moved: boolean; most?: number }

export async function knownOf(warehouse: Warehouse): Promise<Known> {
  const [row] = await warehouse.rows<{ moved: number }>('select count() as moved from (select 1 from customer_identifiers limit 1)')
  return { moved: row!.moved > 0 }
}

/** Of which of these properties some event says a list: an index knows (migration 0007). */
async function listedOf(warehouse: Warehouse, properties: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  if (!properties.size) return properties
  const isListed = (property: string) => `if((select count() from (select 1 from events where startsWith(said.${property}, '[') = 1 limit 1)) > 0, '${property}', '')`
  // The index says "none" of the whole table; a projection has no such index, and is looked through.
  const [row] = await warehouse.rows<{ listed: string[] }>(`select [${[...properties].map(isListed).join(', ')}] as listed`, {}, { optimize_use_projections: 0, use_skip_indexes_on_data_read: 0 })
  return new Set(row!.listed)
}

/** Runs a query over what rules emitted. `write` gets its parts and gives the SQL. @throws ruleTooHeavy */
export async function ask<Row>(warehouse: Warehouse, { known, ...question }: Omit<Question, 'tables' | 'byOrdinal' | 'most'> & { known?: Known }, write: (emission: Emission) => string, settings: Record<string, number> = {}): Promise<Row[]> {
  const byOrdinal = !question.only && !question.between
  const tables = byOrdinal ? tablesByOrdinal : tablesOf
  const { moved, most } = known ?? (await knownOf(warehouse))
  const whole = { ...question, byOrdinal, most, tables: tables(moved) }
  const { properties } = emit(whole)
  const emission = emit({ ...whole, listed: question.only ? undefined : await listedOf(warehouse, properties) })
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
