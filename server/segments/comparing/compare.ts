import type { Comparison, Overlap } from '../../../contracts/segment-routes.ts'
import { appError, type Ctx } from '../../platform/index.ts'
import { ask } from '../emitting/ask.ts'
import { servingRules, type Kept } from '../keeping/rules.ts'

export const segmentNotStanding = appError('segments.not_standing', 409, 'The segment {segmentId} has no members yet: it is archived, or found for the first time just now. Try again in a moment, or choose another.')

type Part = { part: number; currency: string; customers: number; spent: number }

/** Who is in one segment alone, in both, in the other alone, and what they spent: one question to the warehouse. @throws segmentNotStanding */
export async function compareSegments(ctx: Ctx, { a, b }: { a: string; b: string }): Promise<Comparison> {
  const segments = await servingRules(ctx.db)
  const rules = [standing(segments, a), standing(segments, b)]
  const rows = await ask<Part>(ctx.warehouse, { rules, segments, now: ctx.clock.now().epochMilliseconds, columns: ['spent_minor', 'currency'] }, ({ from, holds: [first, second], columns: [spent, currency] }) => `
    select part, currency, count() as customers, sum(spent) as spent
    from (select toUInt8(${first}) + 2 * toUInt8(${second}) as part, ${spent} as spent, toString(${currency}) as currency from ${from}) where part > 0 group by part, currency`)
  const of = (part: number) => {
    const own = rows.filter(row => row.part === part)
    const spent = own.filter(row => row.currency).map(row => ({ currency: row.currency, spentMinor: row.spent })).sort((x, y) => y.spentMinor - x.spentMinor)
    return { customers: own.reduce((sum, row) => sum + row.customers, 0), spent }
  }
  return { a: shown(rules[0]!), b: shown(rules[1]!), onlyA: of(1), both: of(3), onlyB: of(2) }
}

/** How many of a segment's members are in each other segment, the largest share first. @throws segmentNotStanding */
export async function overlapOf(ctx: Ctx, { segmentId }: { segmentId: string }): Promise<Overlap> {
  const segments = await servingRules(ctx.db)
  const own = standing(segments, segmentId)
  const others = [...segments.values()].filter(segment => segment.id !== segmentId)
  const [counted] = await ask<{ size: number; sizes: number[]; shared: number[] }>(ctx.warehouse, { rules: [own, ...others], segments, now: ctx.clock.now().epochMilliseconds }, ({ from, holds: [mine, ...theirs] }) => `
    select countIf(${mine}) as size, [${theirs.map(h => `countIf(${h})`).join(', ')}]::Array(UInt64) as sizes, [${theirs.map(h => `countIf((${mine}) and (${h}))`).join(', ')}]::Array(UInt64) as shared from ${from}`)
  const { size, sizes, shared } = counted!
  const overlaps = others.map((segment, i) => ({ ...shown(segment), size: sizes[i]!, shared: shared[i]! }))
  return { size, others: overlaps.sort((x, y) => y.shared - x.shared || x.name.localeCompare(y.name)) }
}

const shown = ({ id, name }: Kept) => ({ id, name })

function standing(segments: Map<string, Kept>, segmentId: string): Kept {
  const segment = segments.get(segmentId)
  if (!segment) throw segmentNotStanding({ segmentId })
  return segment
}
