import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Section } from '../../../../contracts/templates.ts'
import { moveSection, moveTo } from './tree.ts'

/** Where it would land: in a column, or before a section. Both count before what is carried is taken out. */
type Place = { columnId: string; index: number } | { section: number }
type Carried = { id: string; pointer: number; over?: Place }

/** Blocks and sections are carried by their grip with mouse, finger or pen; Escape puts them back. Columns have `data-column`, sections `data-section`. */
export function useDragging(sections: Section[], change: (sections: Section[], id: string) => void) {
  const [carried, setCarried] = useState<Carried>()
  const isSection = (id: string) => sections.some(section => section.id === id)
  const grip = (id: string) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => { if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId) },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) setCarried({ id, pointer: event.pointerId, over: isSection(id) ? sectionAt(event) : placeAt(event) })
    },
    onPointerUp: () => {
      const over = carried?.over
      setCarried(undefined)
      if (!over) return
      const moved = 'section' in over ? moveSection(sections, id, over.section) : moveTo(sections, id, over)
      if (moved !== sections) change(moved, id)
    },
    onPointerCancel: () => setCarried(undefined),
    onLostPointerCapture: () => setCarried(undefined),
  })
  const putBack = (event: KeyboardEvent) => { if (carried) event.currentTarget.releasePointerCapture(carried.pointer) }
  return { grip, putBack, carried: carried?.id, over: carried?.over }
}

function placeAt(event: PointerEvent): Place | undefined {
  const column = under<HTMLElement>(event, '[data-column]')
  return column && { columnId: column.dataset['column']!, index: rowAt(event, [...column.querySelectorAll(':scope > [data-block]')]) }
}

const sectionAt = (event: PointerEvent): Place | undefined => under(event, '[data-section]') && { section: rowAt(event, [...document.querySelectorAll('[data-section]')]) }

const under = <T extends Element>({ clientX, clientY }: PointerEvent, what: string) => document.elementFromPoint(clientX, clientY)?.closest<T>(what) ?? undefined

/** The first row whose middle lies below the pointer. It is brought into view, so that a long mail goes along. */
function rowAt({ clientY }: PointerEvent, rows: Element[]) {
  const index = rows.findIndex(row => { const { top, height } = row.getBoundingClientRect(); return clientY < top + height / 2 })
  const at = index < 0 ? rows.length : index
  rows[at]?.scrollIntoView({ block: 'nearest' })
  return at
}
