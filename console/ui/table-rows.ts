import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { DataTableProps } from './data-table.tsx'
import { useGo } from './link.tsx'
import { useTableKeys } from './table-keys.ts'
import type { placeOf } from './table-memory.ts'

/** Where a person is in a list and what they selected; both wait in `place` for when they come back. */
export function useRows<Row>({ list, keyOf, rowTo, selected, onSelect, bulkActions }: DataTableProps<Row>, place: ReturnType<typeof placeOf>, scroller: RefObject<HTMLElement | null>, reveal: (index: number) => void) {
  const go = useGo()
  const [active, setActiveState] = useState(place.active)
  const [own, setOwn] = useState(place.selected)
  const keys = selected ?? own
  const picked = useMemo(() => new Set(keys), [keys])
  const anchor = useRef(-1)
  const wantsFocus = useRef(false)
  const { rows } = list
  const setActive = useCallback((index: number) => {
    place.active = index
    setActiveState(index)
  }, [place])
  const pick = useCallback((next: Set<string>) => {
    place.selected = [...next]
    setOwn(place.selected)
    onSelect?.(place.selected)
  }, [place, onSelect])
  const toggle = useCallback((index: number, range: boolean) => {
    const next = new Set(place.selected)
    const row = rows[index]
    if (!row) return
    const isOn = !next.has(keyOf(row))
    const [from, to] = range && anchor.current >= 0 ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index]
    for (const one of rows.slice(from, to + 1)) next[isOn ? 'add' : 'delete'](keyOf(one))
    anchor.current = index
    pick(next)
  }, [place, rows, keyOf, pick])
  const clear = useCallback(() => pick(new Set()), [pick])
  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index))
    if (rows.length === 0) return
    wantsFocus.current = true
    setActive(next)
    reveal(next)
  }
  // The row is drawn only once the list has scrolled to it.
  useEffect(() => {
    if (!wantsFocus.current) return undefined
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)?.focus({ preventScroll: true })
      wantsFocus.current = false
    })
    return () => cancelAnimationFrame(frame)
  }, [active, scroller])
  const isMine = useCallback(() => scroller.current?.contains(document.activeElement) ?? false, [scroller])
  useTableKeys({
    move: by => moveTo(active + by),
    edge: end => moveTo(end === 'first' ? 0 : rows.length - 1),
    open: newTab => {
      const row = rows[active]
      if (row && rowTo) newTab ? window.open(rowTo(row)) : go(rowTo(row))
    },
    select: range => void (bulkActions && active >= 0 && toggle(active, range)),
    clear,
  }, isMine)
  return { active, setActive, picked, pick, toggle, clear }
}
