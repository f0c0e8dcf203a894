import { useCallback, useState } from 'react'

type Remembered = { readonly scroll: number; readonly active: number; readonly selected: string[] }
// By address: coming back to a list finds it as it was left. The rows themselves wait in the query cache.
const places = new Map<string, Remembered>()

const keyOf = (name: string) => `${name} ${window.location.pathname}${window.location.search}`

export const placeIn = (name: string): Remembered => places.get(keyOf(name)) ?? { scroll: 0, active: -1, selected: [] }
export const remember = (name: string, change: Partial<Remembered>) => void places.set(keyOf(name), { ...placeIn(name), ...change })

export type Layout = { hidden: string[]; widths: Record<string, number> }

/** Which columns a person shows and how wide, kept on this machine. */
export function useLayout(name: string, initiallyHidden: string[]): [Layout, (change: Partial<Layout>) => void] {
  const key = `suki.table.${name}`
  const [layout, setLayout] = useState<Layout>(() => read(key) ?? { hidden: initiallyHidden, widths: {} })
  const change = useCallback((part: Partial<Layout>) => setLayout(now => {
    const next = { ...now, ...part }
    localStorage.setItem(key, JSON.stringify(next))
    return next
  }), [key])
  return [layout, change]
}

function read(key: string): Layout | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Layout | null
    return Array.isArray(kept?.hidden) && typeof kept.widths === 'object' ? kept : undefined
  } catch {
    return undefined
  }
}
