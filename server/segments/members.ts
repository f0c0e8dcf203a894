import type { Ctx } from '../platform/index.ts'
import { emit } from './emitting/emit.ts'
import { knownOf, planLimits } from './emitting/ask.ts'
import { tablesByOrdinal } from './emitting/tables.ts'
import { servingRules } from './keeping/rules.ts'
import { segmentNotFound } from './segments.ts'

/** A subquery of `customer_id`s for the warehouse, what it asks with, and what it may take of the machine. */
export type MembersQuery = { ids: string; params: Record<string, unknown>; limits: Record<string, number> }

/** Who is in a segment now, by its rule, for queries over the warehouse. @throws segmentNotFound */
export async function membersQuery({ db, warehouse, clock }: Ctx, segmentId: string): Promise<MembersQuery> {
  const segments = await servingRules(db)
  const segment = segments.get(segmentId)
  if (!segment) throw segmentNotFound({ segmentId })
  const { from, holds: [holds], params } = emit({ rules: [segment], segments, now: clock.now().epochMilliseconds, byOrdinal: true, tables: tablesByOrdinal((await knownOf(warehouse)).moved) })
  return { ids: `(select customer_id from ${from} where ${holds})`, params, limits: planLimits }
}
