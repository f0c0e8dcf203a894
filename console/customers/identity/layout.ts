import type { IdentityEdge, IdentityNode } from '../../../contracts/identity.ts'

export const size = { width: 208, height: 52 }
const gap = { x: 108, y: 18, inside: 22 }

/** Two identifiers that were seen together, as often as they were. */
export type Tie = { id: string; one: string; other: string; edges: IdentityEdge[] }
type At = { x: number; y: number }
export type Layout = { at: Map<string, At>; paths: Map<string, string>; height: number }

/** Devices, addresses, and numbers that a shop gives: what is read from left to right. */
export const classOf = (kind: string): 0 | 1 | 2 => (kind === 'anonymous_id' || kind === 'device_id' ? 0 : kind === 'user_id' || kind === 'customer' || kind.startsWith('store:') ? 2 : 1)

/** What was seen together at once hangs on the strongest of it, which comes first. */
export function tiesOf(edges: IdentityEdge[]): Tie[] {
  const ties = new Map<string, Tie>()
  for (const edge of edges) {
    const [hub, ...others] = edge.nodes
    for (const node of others) {
      const [one, other] = hub! < node ? [hub!, node] : [node, hub!]
      const id = `${one} ${other}`
      const known = ties.get(id)
      if (known) known.edges.push(edge)
      else ties.set(id, { id, one, other, edges: [edge] })
    }
  }
  return [...ties.values()]
}

/**
 * Places identifiers in one column a class, or in blocks one under another where it is narrow. Within a class they stand
 * by the middle of what they are tied to, so that few lines cross: the barycentre heuristic of Sugiyama et al., 1981.
 */
export function layOut(nodes: IdentityNode[], ties: Tie[], isNarrow: boolean): Layout {
  const classes = [0, 1, 2].map(c => nodes.filter(node => classOf(node.kind) === c)).filter(own => own.length)
  const tied = new Map<string, string[]>()
  for (const { one, other } of ties) for (const [a, b] of [[one, other], [other, one]] as const) tied.set(a, [...(tied.get(a) ?? []), b])
  const at = new Map<string, At>()
  let offset = 0
  // Addresses are what most hangs on: they are placed by number of ties, the others around them.
  const order = new Map(nodes.toSorted((a, b) => (tied.get(b.id)?.length ?? 0) - (tied.get(a.id)?.length ?? 0)).map((node, i) => [node.id, i]))
  const middle = (id: string) => {
    const ys = (tied.get(id) ?? []).flatMap(other => at.get(other)?.y ?? [])
    return ys.length ? ys.reduce((sum, y) => sum + y, 0) / ys.length : (order.get(id) ?? 0) * 1000
  }
  const most = Math.max(7, Math.ceil(Math.sqrt(nodes.length) * 1.4))
  for (const own of classes) {
    const sorted = own.toSorted((a, b) => middle(a.id) - middle(b.id) || order.get(a.id)! - order.get(b.id)!)
    offset = isNarrow ? placeBlock(sorted, offset, at) : placeColumns(sorted, most, offset, at)
  }
  const ys = [...at.values()].map(place => place.y)
  const lanes = { above: Math.min(...ys), below: Math.max(...ys) + size.height, taken: 0 }
  return { at, paths: new Map(ties.map(tie => [tie.id, isNarrow ? straight(at, tie) : curved(at, tie, lanes)])), height: lanes.below - lanes.above }
}

function placeColumns(nodes: IdentityNode[], most: number, x: number, at: Map<string, At>): number {
  const columns = Math.ceil(nodes.length / most)
  const rows = Math.ceil(nodes.length / columns)
  nodes.forEach(({ id }, i) => {
    const [column, row] = [Math.floor(i / rows), i % rows]
    const inColumn = Math.min(rows, nodes.length - column * rows)
    at.set(id, { x: x + column * (size.width + gap.inside), y: (row - (inColumn - 1) / 2) * (size.height + gap.y) })
  })
  return x + columns * size.width + (columns - 1) * gap.inside + gap.x
}

function placeBlock(nodes: IdentityNode[], y: number, at: Map<string, At>): number {
  nodes.forEach(({ id }, i) => {
    const isAlone = i === nodes.length - 1 && i % 2 === 0
    at.set(id, { x: isAlone ? (size.width + gap.inside) / 2 : (i % 2) * (size.width + gap.inside), y: y + Math.floor(i / 2) * (size.height + gap.y) })
  })
  return y + Math.ceil(nodes.length / 2) * (size.height + gap.y) + 44
}

const centre = ({ x, y }: At) => ({ x: x + size.width / 2, y: y + size.height / 2 })

function straight(at: Map<string, At>, { one, other }: Tie): string {
  const [a, b] = [centre(at.get(one)!), centre(at.get(other)!)]
  return `M ${a.x} ${a.y} L ${b.x} ${b.y}`
}

/** From the right side of the left one to the left side of the right one; two of one column by an arc at their right. */
function curved(at: Map<string, At>, { one, other }: Tie, lanes: Lanes): string {
  const [left, right] = [at.get(one)!, at.get(other)!].toSorted((a, b) => a.x - b.x) as [At, At]
  const [y1, y2] = [left.y + size.height / 2, right.y + size.height / 2]
  if (left.x === right.x) {
    const x = left.x + size.width
    const bend = x + Math.min(70, 26 + Math.abs(y2 - y1) / 6)
    return `M ${x} ${y1} C ${bend} ${y1} ${bend} ${y2} ${x} ${y2}`
  }
  const [x1, x2] = [left.x + size.width, right.x]
  const between = [...at.values()].filter(place => place.x > left.x && place.x < right.x)
  if (between.length) return around(x1, y1, x2, y2, between, lanes)
  const bend = Math.max(40, (x2 - x1) / 2)
  return `M ${x1} ${y1} C ${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}

type Lanes = { above: number; below: number; taken: number }

/** Over or under what stands between, whichever is nearer, each on a lane of its own: a line behind an identifier would seem to end there. */
function around(x1: number, y1: number, x2: number, y2: number, between: At[], lanes: Lanes): string {
  const [top, bottom] = [Math.min(...between.map(b => b.y)), Math.max(...between.map(b => b.y)) + size.height]
  const aside = 22 + (lanes.taken++ % 8) * 7
  const y = (y1 + y2) / 2 < (top + bottom) / 2 ? top - aside : bottom + aside
  const [from, to] = [Math.min(...between.map(b => b.x)), Math.max(...between.map(b => b.x)) + size.width]
  const [a, b] = [(from - x1) * 0.6, (x2 - to) * 0.6]
  return `M ${x1} ${y1} C ${x1 + a} ${y1} ${from - a} ${y} ${from} ${y} L ${to} ${y} C ${to + b} ${y} ${x2 - b} ${y2} ${x2} ${y2}`
}
