import type { PropertyType } from '../../../contracts/tracking-plan.ts'

/** What one event looks like: each path, e.g. `products[].price`, with the types it came as. */
export type Shape = Map<string, Set<PropertyType>>

const deepest = 4
/** Beyond so many paths the names are made of data. */
export const mostPaths = 300
const mostElements = 50

/** Walks through properties; `visit` hears of every value with its path. */
export function walk(properties: Record<string, unknown>, visit: (path: string, type: PropertyType, value: unknown) => void): void {
  let left = mostPaths
  const into = (value: unknown, path: string, depth: number) => {
    if (left-- <= 0) return
    const type = typeOf(value)
    visit(path, type, value)
    if (depth >= deepest) return
    if (type === 'object') for (const [name, inner] of Object.entries(value as object)) into(inner, `${path}.${name}`, depth + 1)
    // Elements of one list look alike; a long one is not looked through to its end.
    if (type === 'array') for (const element of (value as unknown[]).slice(0, mostElements)) elementOf(element, path, depth)
  }
  const elementOf = (element: unknown, path: string, depth: number) => {
    if (typeOf(element) !== 'object') return into(element, `${path}[]`, depth + 1)
    for (const [name, inner] of Object.entries(element as object)) into(inner, `${path}[].${name}`, depth + 1)
  }
  for (const [name, value] of Object.entries(properties)) into(value, name, 1)
}

export function shapeOf(properties: Record<string, unknown>): Shape {
  const shape: Shape = new Map()
  walk(properties, (path, type) => void addType(shape, path, type))
  return shape
}

/** @returns whether the path had not come as this type yet */
export function addType(shape: Shape, path: string, type: PropertyType): boolean {
  const types = shape.get(path)
  if (!types) shape.set(path, new Set([type]))
  else if (types.has(type)) return false
  else types.add(type)
  return true
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

export function typeOf(value: unknown): PropertyType {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'string') return value.length >= 10 && value.length <= 40 && isoDate.test(value) ? 'date' : 'string'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'object') return typeof value as PropertyType
  return 'string'
}
