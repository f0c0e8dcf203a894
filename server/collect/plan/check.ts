import type { Deviation } from '../../../contracts/debugger.ts'
import type { Expected, PropertyType } from '../../../contracts/tracking-plan.ts'
import type { Shape } from './shape.ts'

export type Drift = { changed: Deviation[]; missing: string[]; unknown: { path: string; type: PropertyType }[] }

/** How an event differs from what is planned. Null is as if the property were not there; a date is a string as well. */
export function driftOf(expected: Expected[], shape: Shape): Drift {
  const planned = new Map(expected.map(one => [one.path, one]))
  const changed: Deviation[] = []
  const unknown: Drift['unknown'] = []
  for (const [path, types] of shape) {
    const wanted = planned.get(path)
    if (!wanted && !isFree(planned, path)) for (const type of types) if (type !== 'null') unknown.push({ path, type })
    const wrong = wanted && [...types].find(type => !fits(type, wanted.types))
    if (wrong) changed.push({ path, expected: wanted.types, found: wrong })
  }
  return { changed, unknown, missing: expected.filter(one => one.required && isMissing(shape, one.path)).map(one => one.path) }
}

const fits = (type: PropertyType, wanted: readonly string[]) => type === 'null' || wanted.includes(type) || (type === 'date' && wanted.includes('string'))

const parentOf = (path: string) => path.replace(/(?:\[\])?\.[^.]*$|\[\]$/, '')

/** Inside an object or a list of which nothing is planned, anything may stand. */
function isFree(planned: Map<string, Expected>, path: string): boolean {
  for (let at = path, parent = parentOf(at); parent !== at; at = parent, parent = parentOf(at)) {
    if (planned.has(parent)) return ![...planned.keys()].some(other => other !== parent && parentOf(other) === parent)
  }
  return false
}

/** What stands inside of something is only missed where that is there; in a list, where it has elements. */
function isMissing(shape: Shape, path: string): boolean {
  const types = shape.get(path)
  if (types) return types.size === 1 && types.has('null')
  const parent = parentOf(path)
  if (parent === path) return true
  if (path.startsWith(`${parent}[]`)) return [...shape.keys()].some(other => other.startsWith(`${parent}[]`))
  return shape.has(parent) && !shape.get(parent)!.has('null')
}
