import { useState, type PointerEvent } from 'react'
import { isWithin, moved, type Group, type Path } from './tree.ts'

/** Where a part would go: before what stands there, or at the end of a group. `over`: the line that shows it, and on which side. */
type Target = { to: Path; over: string; side: 'before' | 'after' }

/** Parts are carried by their handle with mouse, finger or pen: lines have `data-path`, the ends of groups `data-end`. */
export function useDragging(root: Group, change: (root: Group) => void) {
  const [target, setTarget] = useState<Target>()
  const carried = (event: PointerEvent<HTMLElement>, from: Path) => {
    const found = event.currentTarget.hasPointerCapture(event.pointerId) ? targetAt(event) : undefined
    return found && !isWithin(found.to, from) ? found : undefined
  }
  const grip = (from: Path) => ({
    onPointerDown: (event: PointerEvent<HTMLElement>) => { if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId) },
    onPointerMove: (event: PointerEvent<HTMLElement>) => setTarget(carried(event, from)),
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const found = carried(event, from)
      setTarget(undefined)
      if (found) change(moved(root, from, found.to).root)
    },
    onPointerCancel: () => setTarget(undefined),
  })
  return { grip, sideOf: (path: Path) => (target?.over === path.join('.') ? target.side : undefined) }
}

function targetAt({ clientX, clientY }: PointerEvent): Target | undefined {
  const under = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-path], [data-end]')
  if (!under) return undefined
  const { path, end } = under.dataset
  if (path === undefined) return { to: pathOf(end!), over: lineBefore(pathOf(end!)), side: 'after' }
  const { top, height } = under.getBoundingClientRect()
  const line = pathOf(path)
  return clientY < top + height / 2 ? { to: line, over: path, side: 'before' } : { to: [...line.slice(0, -1), line.at(-1)! + 1], over: path, side: 'after' }
}

const pathOf = (text: string): Path => text.split('.').map(Number)

/** The last line of the group that ends here; of an empty one the group itself. */
const lineBefore = (end: Path) => (end.at(-1) ? [...end.slice(0, -1), end.at(-1)! - 1] : end.slice(0, -1)).join('.')
