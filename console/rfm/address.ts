import type { Standing } from '../../contracts/rfm.ts'
import type { Chosen } from './rule.ts'

/** The customers of a cell, a group or a flow, over the page as it is. */
export function addressOf(chosen: Chosen & { fromGroup?: Standing; toGroup?: Standing; from?: string; to?: string }): string {
  const search = new URLSearchParams(window.location.search)
  for (const key of ['recency', 'value', 'group', 'fromGroup', 'toGroup', 'from', 'to']) search.delete(key)
  for (const [key, value] of Object.entries(chosen)) if (value !== undefined) search.set(key, String(value))
  return `/rfm?${search}`
}
