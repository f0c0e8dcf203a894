import { printPath } from '../../../contracts/segments.ts'
import type { PropertyType } from '../../../contracts/tracking-plan.ts'
import type { Ctx } from '../../platform/index.ts'
import type { Asked, Suggested } from './suggest.ts'

/** So many rows say what is common; all of 20 million would take seconds. */
const mostRows = 2000
/** A value seen fewer times may be of a single customer. */
const seenEnough = 3
/** What may say who somebody is. */
const personal = /@|\d{7,}/

type Seen = { count: number; types: Map<PropertyType, number>; values: Map<string, number> }

/** Which traits or properties there are, of which types, and their common values: from a sample, any depth. */
export async function sampledSuggestions(ctx: Ctx, { of, event = '', path, q = '', values, limit }: Asked): Promise<Suggested> {
  const rows = await sampleOf(ctx, of === 'traits' || of === 'trait' ? undefined : event)
  const seen = lookAt(rows)
  const sampled = rows.length
  const fits = (text: string) => text.toLowerCase().includes(q.toLowerCase()) && (!values?.length || values.includes(text))
  const byCount = <T extends { count: number; value: string }>(items: T[]) => items.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, limit)
  if (of === 'traits' || of === 'properties') {
    const items = [...seen].filter(([name]) => fits(name)).map(([value, one]) => ({ value, label: value, count: one.count, share: one.count / sampled, types: [...one.types].sort((a, b) => b[1] - a[1]).map(([type]) => type) }))
    return { items: byCount(items), sampled }
  }
  const own = seen.get(path ?? '')
  const items = [...(own?.values ?? [])].filter(([value, count]) => fits(value) && count >= seenEnough && !personal.test(value)).map(([value, count]) => ({ value, label: value, count, share: count / own!.count, types: [] }))
  return { items: byCount(items), sampled }
}

async function sampleOf({ warehouse }: Ctx, event: string | undefined): Promise<Record<string, unknown>[]> {
  const query = event === undefined
    ? `select traits as said from customers final where not deleted and traits not in ('', '{}') limit {limit:UInt32}`
    : 'select properties as said from events where name = {event:String} limit {limit:UInt32}'
  const rows = await warehouse.rows<{ said: string }>(query, { limit: mostRows, event: event ?? '' })
  return rows.map(row => JSON.parse(row.said) as Record<string, unknown>)
}

function lookAt(rows: Record<string, unknown>[]): Map<string, Seen> {
  const found = new Map<string, Seen>()
  for (const row of rows) {
    const once = new Set<string>()
    walk(row, [], (path, value) => {
      const seen = found.get(path) ?? found.set(path, { count: 0, types: new Map(), values: new Map() }).get(path)!
      if (!once.has(path)) seen.count++
      once.add(path)
      const type = typeOf(value)
      seen.types.set(type, (seen.types.get(type) ?? 0) + 1)
      if (type !== 'object' && once.size < 500 && seen.values.size < 5000) seen.values.set(String(value), (seen.values.get(String(value)) ?? 0) + 1)
    })
  }
  return found
}

/** Lists are looked into, as rules do; what an object holds stands under its own path. */
function walk(value: unknown, path: string[], tell: (path: string, value: unknown) => void): void {
  if (value === null || value === undefined || path.length > 8) return
  if (Array.isArray(value)) return value.slice(0, 50).forEach(one => walk(one, path, tell))
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) if (key && key.length <= 100) walk(inner, [...path, key], tell)
    return
  }
  if (path.length && String(value).length <= 200 && value !== '') tell(printPath(path), value)
}

function typeOf(value: unknown): PropertyType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return /^\d{4}-\d\d-\d\d(T|$)/.test(String(value)) ? 'date' : 'string'
}
