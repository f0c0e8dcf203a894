import type { PropertyType } from '../../../contracts/tracking-plan.ts'
import { shapeOf, walk, type Shape } from './shape.ts'
import { mostValues, notable } from './values.ts'

export type Seen = { count: number; first: string; last: string }
export type SeenEvent = Seen & {
  type: string
  sources: Map<string, Seen>
  properties: Map<string, Map<PropertyType, Seen>>
  /** How often each value came; `many` once there are too many different ones. */
  values: Map<string, Map<string, number> | 'many'>
}

/** What the plan's reader needs of an event of the log. */
export type Told = { sourceId: string; type: string; name: string; properties: Record<string, unknown>; receivedAt: string }

/** What a batch of the log shows of each event name. */
export function observe(events: Told[]): Map<string, SeenEvent> {
  const found = new Map<string, SeenEvent>()
  for (const event of events) {
    const { name, type, sourceId, receivedAt: at } = event
    const seen = found.get(name) ?? found.set(name, { count: 0, first: at, last: at, type, sources: new Map(), properties: new Map(), values: new Map() }).get(name)!
    note(seen, at)
    note(seen.sources.get(sourceId) ?? seen.sources.set(sourceId, { count: 0, first: at, last: at }).get(sourceId)!, at)
    noteProperties(seen, shapeOf(event.properties), at)
    noteValues(seen, event)
  }
  return found
}

function note(seen: Seen, at: string) {
  seen.count++
  if (at < seen.first) seen.first = at
  if (at > seen.last) seen.last = at
}

function noteProperties({ properties }: SeenEvent, shape: Shape, at: string) {
  for (const [path, types] of shape) {
    const own = properties.get(path) ?? properties.set(path, new Map()).get(path)!
    for (const type of types) note(own.get(type) ?? own.set(type, { count: 0, first: at, last: at }).get(type)!, at)
  }
}

function noteValues({ values }: SeenEvent, { properties, type: call }: Told) {
  walk(properties, (path, type, value) => {
    const text = notable(path, type, value, call)
    const own = values.get(path)
    if (text === undefined || own === 'many') return
    const counts = own ?? new Map<string, number>()
    counts.set(text, (counts.get(text) ?? 0) + 1)
    values.set(path, counts.size > mostValues ? 'many' : counts)
  })
}
