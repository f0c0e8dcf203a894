import { useEffect, useEffectEvent } from 'react'

export type Moves = { move(by: number): void; edge(end: 'first' | 'last'): void; open(newTab: boolean): void; select(range: boolean): void; clear(): void }

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && (target as HTMLInputElement).type !== 'checkbox'
const isCovered = () => document.querySelector('.mantine-Modal-content, .mantine-Menu-dropdown, .mantine-Popover-dropdown, [data-palette]') !== null

/** j/k and arrows move, enter opens, x selects, escape lets go; anywhere on the page unless a person is typing. */
export function useTableKeys(moves: Moves, isMine: () => boolean) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isCovered()) return
    const inGrid = isMine()
    const { move, edge, open, select, clear } = moves
    const act = { j: () => move(1), k: () => move(-1), x: () => select(false), X: () => select(true), Escape: clear }[event.key]
      ?? (inGrid ? { ArrowDown: () => move(1), ArrowUp: () => move(-1), Home: () => edge('first'), End: () => edge('last'), PageDown: () => move(10), PageUp: () => move(-10) }[event.key] : undefined)
    if (act) {
      if (event.key !== 'Escape') event.preventDefault()
      return act()
    }
    const onControl = event.target instanceof HTMLElement && event.target.closest('a, button, input, [role=separator]') !== null
    if (event.key === 'Enter' && !onControl) open(event.shiftKey)
  })
  useEffect(() => {
    const hear = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}
