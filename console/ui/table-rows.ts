import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { DataTableProps } from './data-table.tsx'
import { useGo } from './link.tsx'
import { useTableKeys } from './table-keys.ts'
import { placeIn, remember } from './table-memory.ts'

/** Where a person is in a list and what they selected; both wait for when they come back. */
export function useRows<Row>(props: DataTableProps<Row>, name: string, scroller: RefObject<HTMLElement | null>, reveal: (index: number) => void) {
  const { list: { rows }, rowTo, bulkActions } = props
  const go = useGo()
  const [active, setActiveState] = useState(() => placeIn(name).active)
  const [moved, setMoved] = useState(0)
  const selection = useSelection(props, name)
  const setActive = useCallback((index: number) => {
    remember(name, { active: index })
    setActiveState(index)
  }, [name])
  const moveTo = (index: number) => {
    if (rows.length === 0) return
    const next = Math.max(0, Math.min(rows.length - 1, index))
    setActive(next)
    setMoved(moved + 1)
    reveal(next)
  }
  // The row is drawn only once the list has scrolled to it.
  useEffect(() => {
    if (moved === 0) return undefined
    const frame = requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true }))
    return () => cancelAnimationFrame(frame)
  }, [moved, active, scroller])
  const open = (inNewTab: boolean) => {
    const row = rows[active]
    if (!row || !rowTo) return
    if (inNewTab) window.open(rowTo(row))
    else go(rowTo(row))
  }
  const select = (range: boolean) => {
    if (bulkActions && active >= 0) selection.toggle(active, range)
  }
  const moves = { move: (by: number) => moveTo(active + by), edge: (end: 'first' | 'last') => moveTo(end === 'first' ? 0 : rows.length - 1), open, select, clear: selection.clear }
  useTableKeys(moves, () => scroller.current?.contains(document.activeElement) ?? false)
  return { active, setActive, ...selection }
}

function useSelection<Row>({ list: { rows }, keyOf, selected, onSelect }: DataTableProps<Row>, name: string) {
  const [own, setOwn] = useState(() => placeIn(name).selected)
  const keys = selected ?? own
  const picked = useMemo(() => new Set(keys), [keys])
  const anchor = useRef(-1)
  const pick = useCallback((next: Set<string>) => {
    const keys = [...next]
    remember(name, { selected: keys })
    setOwn(keys)
    onSelect?.(keys)
  }, [name, onSelect])
  const toggle = useCallback((index: number, range: boolean) => {
    const next = new Set(placeIn(name).selected)
    const row = rows[index]
    if (!row) return
    const isOn = !next.has(keyOf(row))
    const [from, to] = range && anchor.current >= 0 ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index]
    for (const one of rows.slice(from, to + 1)) next[isOn ? 'add' : 'delete'](keyOf(one))
    anchor.current = index
    pick(next)
  }, [name, rows, keyOf, pick])
  const clear = useCallback(() => pick(new Set()), [pick])
  return { picked, pick, toggle, clear }
}
