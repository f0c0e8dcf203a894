import { useCallback, useEffect, useState } from 'react'
import type { Group } from './tree.ts'

type Past = { past: Group[]; now: Group; future: Group[] }

/** What was made, with the way back: Ctrl-Z, and Ctrl-Shift-Z or Ctrl-Y forward again. */
export function useHistory(first: () => Group) {
  const [{ past, now, future }, set] = useState<Past>(() => ({ past: [], now: first(), future: [] }))
  const change = useCallback((next: Group) => set(had => (next === had.now ? had : { past: [...had.past.slice(-199), had.now], now: next, future: [] })), [])
  const undo = useCallback(() => set(had => (had.past.length ? { past: had.past.slice(0, -1), now: had.past.at(-1)!, future: [had.now, ...had.future] } : had)), [])
  const redo = useCallback(() => set(had => (had.future.length ? { past: [...had.past, had.now], now: had.future[0]!, future: had.future.slice(1) } : had)), [])
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      // A longer text has its own way back.
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.target as Element | null)?.closest('textarea, [role="dialog"]')) return
      const key = event.key.toLowerCase()
      const back = key === 'z' && !event.shiftKey
      if (!back && key !== 'y' && key !== 'z') return
      event.preventDefault()
      if (back) undo()
      else redo()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [undo, redo])
  return { root: now, change, undo, redo, mayUndo: past.length > 0, mayRedo: future.length > 0 }
}
