import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '../../../platform/index.ts'
import type { Components, Cut, Identifier, Observation } from './fold.ts'
import { cutsAmong, writeMembership, type Linking, type Member } from './queries.ts'

/** Observations that share a cluster, directly or through others, and the clusters that they name. */
export type Group = { clusters: Set<string>; linking: Linking[]; cut: boolean }

/** What became of these members, which are all of their components before and after. */
export type Part = { group: Group; members: Member[]; components: Components }

export type Written = Part & { clusterId: string; isCalm: boolean }

/** Writes which member belongs to which component now; a component keeps the id that most of it has. @returns those that are not what they were */
export async function writeComponents(db: Db, written: Written[]): Promise<string[][]> {
  const rows: { id: string; componentId: string | null }[] = []
  const changed: string[][] = []
  for (const { members, components, isCalm } of written) {
    const byName = new Map(members.map(m => [nameOf(m), m]))
    const before = Map.groupBy(members, m => m.componentId ?? m.clusterId)
    const taken = new Set<string>()
    for (const component of [...new Set(components.values())].toSorted((a, b) => b.members.size - a.members.size)) {
      const own = [...component.members].map(name => byName.get(name)!)
      const componentId = isCalm ? null : (largest(own.filter(m => m.componentId && !taken.has(m.componentId)), m => m.componentId!) ?? randomUUIDv7())
      if (componentId) taken.add(componentId)
      rows.push(...own.filter(m => m.componentId !== componentId).map(m => ({ id: m.id, componentId })))
      const same = new Set(before.get(own[0]!.componentId ?? own[0]!.clusterId))
      if (same.size !== own.length || own.some(m => !same.has(m))) changed.push(own.map(m => m.id))
    }
  }
  await writeMembership(db, { rows, moves: written.flatMap(({ group, clusterId }) => [...group.clusters].filter(from => from !== clusterId).map(from => ({ from, to: clusterId }))) })
  return changed
}

export const nameOf = ({ kind, id }: Member): Identifier => `${kind}|${id}`

export const idOf = (name: Identifier) => name.slice(name.indexOf('|') + 1)

export const asObservation = ({ eventId, at, nodes, byStaff }: Pick<Linking, 'eventId' | 'at' | 'nodes' | 'byStaff'>, names: Map<string, string>): Observation =>
  ({ id: eventId, at, identifiers: nodes.flatMap(node => names.get(node) ?? []), ...(byStaff ? { byStaff: true } : {}) })

export async function cutsOf(db: Db, members: Member[]): Promise<Cut[]> {
  const names = new Map(members.map(m => [m.id, nameOf(m)]))
  return (await cutsAmong(db, members.map(m => m.id))).map(([one, other]) => [names.get(one)!, names.get(other)!] as const)
}

/** The key that most have; the smallest of equals. */
export const largest = <T>(items: T[], keyOf: (item: T) => string): string | undefined =>
  [...Map.groupBy(items, keyOf)].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0]
