import type { PropertyType } from '../../../contracts/tracking-plan.ts'
import { addType, walk, type Shape } from './shape.ts'
import { looksLikeChoice, mayHaveValues, mostValues } from './values.ts'

export type Seen = { count: number; first: string; last: string }
export type SeenEvent = Seen & {
  type: string
  sources: Map<string, Seen>
  properties: Map<string, Map<PropertyType, Seen>>
  /** How often each value came; `many` once there are too many different ones, `never` where none may be noted. */
  values: Map<string, Map<string, number> | 'many' | 'never'>
}

/** What the plan's reader needs of an event of the log. */
export type Told = { sourceId: string; type: string; name: string; properties: Record<string, unknown>; receivedAt: string }

/** What a batch of the log shows of each event name. Each event's shape is put into `shapes`, so that it is looked at once. */
export function observe(events: Told[], shapes = new Map<Told, Shape>()): Map<string, SeenEvent> {
  const found = new Map<string, SeenEvent>()
  for (const event of events) {
    const { name, type, sourceId, receivedAt: at } = event
    const seen = found.get(name) ?? found.set(name, { count: 0, first: at, last: at, type, sources: new Map(), properties: new Map(), values: new Map() }).get(name)!
    note(seen, at)
    note(seen.sources.get(sourceId) ?? seen.sources.set(sourceId, { count: 0, first: at, last: at }).get(sourceId)!, at)
    shapes.set(event, lookAt(event, seen))
  }
  return found
}

function note(seen: Seen, at: string) {
  seen.count++
  if (at < seen.first) seen.first = at
  if (at > seen.last) seen.last = at
}

/** Its shape; each property is noted once for each type, and what values may be, are. */
function lookAt({ properties, type: call, receivedAt: at }: Told, { properties: seen, values }: SeenEvent): Shape {
  const shape: Shape = new Map()
  walk(properties, (path, type, value) => {
    if (addType(shape, path, type)) noteType(seen, path, type, at)
    if (type === 'string' || type === 'boolean') noteValue(values, path, type, value, call)
  })
  return shape
}

function noteType(seen: SeenEvent['properties'], path: string, type: PropertyType, at: string) {
  const own = seen.get(path) ?? seen.set(path, new Map()).get(path)!
  const one = own.get(type)
  if (one) note(one, at)
  else own.set(type, { count: 1, first: at, last: at })
}

function noteValue(values: SeenEvent['values'], path: string, type: 'string' | 'boolean', value: unknown, call: string) {
  let own = values.get(path)
  if (own === undefined) values.set(path, (own = mayHaveValues(path, call) ? new Map() : 'never'))
  if (typeof own === 'string') return
  const text = type === 'boolean' ? String(value) : (value as string)
  const count = own.get(text)
  if (count !== undefined) own.set(text, count + 1)
  else if (type === 'boolean' || looksLikeChoice(text)) own.set(text, 1)
  if (own.size > mostValues) values.set(path, 'many')
}
