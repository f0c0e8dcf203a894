import { randomUUIDv7 } from 'node:crypto'
import { kindPolicy, type Policy } from '../../../collect/index.ts'
import type { Db } from '../../../platform/index.ts'
import { alone, cutIndex, fits, fold, inOrder, join, unite, type Component, type Components, type Cut, type CutIndex, type Identifier, type Observation } from './fold.ts'
import { clustersOf, cutsAmong, largestCluster, lastOf, membersOfClusters, membersOfComponents, observationsOf, writeMembership, type Linking, type Member, type Move } from './queries.ts'

/**
 * Takes observations into the graph that PostgreSQL keeps, so that its components are those of `fold` over everything
 * ever observed, in whatever order it arrived:
 * - What fits together as a whole is one component, and the order cannot matter.
 * - Where something does not fit, later observations are joined to the components as they come;
 * - one that comes late makes its cluster be folded again.
 * @param cut clusters in which a person has just cut something
 * @returns the components that changed, as lists of node ids
 */
export async function absorb(db: Db, linking: Linking[], policy: Policy, cut: string[] = []): Promise<string[][]> {
  const clusters = await clustersOf(db, [...new Set(linking.flatMap(l => l.nodes))])
  const groups = [...groupsOf(linking, clusters, cut)]
  const inConflict = (group: Group) => group.cut || group.linking.some(l => l.nodes.some(node => clusters.get(node)!.component !== null))
  const calm = groups.filter(group => !inConflict(group) && group.clusters.size > 1)
  const { changed, unfit } = await settleCalm(db, calm, policy)
  for (const group of unfit) changed.push(...(await foldAgain(db, group, policy)))
  for (const group of groups.filter(inConflict)) changed.push(...(!group.cut && (await comesLast(db, group)) ? await joinOn(db, group, clusters, policy) : await foldAgain(db, group, policy)))
  return changed
}

type Group = { clusters: Set<string>; linking: Linking[]; cut: boolean }
type ClusterOf = Map<string, { cluster: string; component: string | null }>

/** Observations that share a cluster, directly or through others, are worked through together. */
function groupsOf(linking: Linking[], clusters: ClusterOf, cut: string[]): Set<Group> {
  const groups = new Map<string, Group>()
  for (const cluster of cut) groups.set(cluster, { clusters: new Set([cluster]), linking: [], cut: true })
  for (const one of linking) {
    const own = new Set(one.nodes.map(node => clusters.get(node)!.cluster))
    const [whole, ...parts] = [...new Set([...own].map(cluster => groups.get(cluster)).filter(g => g !== undefined))].toSorted((a, b) => b.clusters.size - a.clusters.size)
    const group = whole ?? { clusters: new Set<string>(), linking: [], cut: false }
    for (const part of parts) {
      for (const cluster of part.clusters) own.add(cluster)
      group.linking.push(...part.linking)
      group.cut ||= part.cut
    }
    for (const cluster of own) {
      group.clusters.add(cluster)
      groups.set(cluster, group)
    }
    group.linking.push(one)
  }
  return new Set(groups.values())
}

/** Where everything fits it is one customer. The smaller clusters move into the largest: n nodes move at most n log n times. */
async function settleCalm(db: Db, groups: Group[], policy: Policy): Promise<{ changed: string[][]; unfit: Group[] }> {
  const members = await membersOfClusters(db, groups.flatMap(g => [...g.clusters]))
  const cuts = await cutsOf(db, members)
  const byCluster = Map.groupBy(members, m => m.clusterId)
  const changed: string[][] = []
  const unfit: Group[] = []
  const moves: Move[] = []
  for (const group of groups) {
    const parts = [...group.clusters].map(cluster => byCluster.get(cluster)!)
    if (parts.flat().some(m => policy.blocked.test(m.value)) || !fits(componentsOf(parts, cutIndex(cuts)), {}, policy)) {
      unfit.push(group)
      continue
    }
    const [whole, ...rest] = parts.toSorted((a, b) => b.length - a.length)
    moves.push(...rest.map(part => ({ from: part[0]!.clusterId, to: whole![0]!.clusterId })))
    changed.push(parts.flat().map(m => m.id))
  }
  await writeMembership(db, { moves })
  return { changed, unfit }
}

async function foldAgain(db: Db, group: Group, policy: Policy): Promise<string[][]> {
  const members = await membersOfClusters(db, [...group.clusters])
  const names = new Map(members.map(m => [m.id, nameOf(m)]))
  // A value that was blocked since identifies nobody.
  const usable = new Map(members.filter(m => !policy.blocked.test(m.value)).map(m => [m.id, nameOf(m)]))
  const observations = await observationsOf(db, [...group.clusters])
  const components = fold(observations.map(o => asObservation(o, usable)), await cutsOf(db, members), policy)
  for (const name of names.values()) if (!components.has(name)) components.set(name, alone(name, new Map()))
  await writeComponents(db, group, members, components, largest(members, m => m.clusterId)!, isInOrder(members, components, policy))
  // One that only lost a member may have lost its customer with it.
  return [...new Set(components.values())].map(component => [...component.members].map(idOf))
}

/** Whether all of it happened after everything that these clusters know; then it can be joined to what stands. */
async function comesLast(db: Db, group: Group): Promise<boolean> {
  const last = await lastOf(db, [...group.clusters], group.linking.map(l => l.id))
  const first = group.linking.map(l => ({ id: l.eventId, at: l.at, identifiers: [] })).toSorted(inOrder)[0]!
  return !last || inOrder({ id: last.eventId, at: last.at, identifiers: [] }, first) < 0
}

async function joinOn(db: Db, group: Group, clusters: ClusterOf, policy: Policy): Promise<string[][]> {
  const members = await membersOfComponents(db, group.linking.flatMap(l => l.nodes))
  const names = new Map(members.map(m => [m.id, nameOf(m)]))
  const cuts = cutIndex(await cutsOf(db, members))
  const components: Components = new Map()
  for (const part of componentsOf([...Map.groupBy(members, m => m.componentId ?? m.clusterId).values()], cuts)) for (const member of part.members) components.set(member, part)
  for (const observation of group.linking.map(l => asObservation(l, names)).toSorted(inOrder)) join(components, observation, cuts, policy)
  const large = [...new Set(group.linking.flatMap(l => l.nodes.map(node => clusters.get(node)!)).filter(c => c.component !== null).map(c => c.cluster))]
  return writeComponents(db, group, members, components, large.length === 1 ? large[0]! : await largestCluster(db, large), false)
}

/** Whether all of it is one customer within the limits, so that no order of observations would have made it otherwise. */
const isInOrder = (members: Member[], components: Components, policy: Policy) =>
  new Set(components.values()).size === 1 && [...Map.groupBy(members, m => m.kind)].every(([kind, of]) => of.length <= kindPolicy(policy, kind).limit)

/** Writes which member belongs to which component now; a component keeps the id that most of it has. */
async function writeComponents(db: Db, group: Group, members: Member[], components: Components, clusterId: string, isCalm: boolean): Promise<string[][]> {
  const byName = new Map(members.map(m => [nameOf(m), m]))
  const taken = new Set<string>()
  const rows: { id: string; componentId: string | null }[] = []
  const changed: string[][] = []
  const distinct = new Set(components.values())
  for (const component of [...distinct].toSorted((a, b) => b.members.size - a.members.size)) {
    const own = [...component.members].map(name => byName.get(name)!)
    const componentId = isCalm ? null : (largest(own.filter(m => m.componentId && !taken.has(m.componentId)), m => m.componentId!) ?? randomUUIDv7())
    if (componentId) taken.add(componentId)
    const moved = own.filter(m => m.componentId !== componentId)
    rows.push(...moved.map(m => ({ id: m.id, componentId })))
    if (moved.length) changed.push(own.map(m => m.id))
  }
  await writeMembership(db, { rows, moves: [...group.clusters].filter(from => from !== clusterId).map(from => ({ from, to: clusterId })) })
  return changed
}

const nameOf = ({ kind, id }: Member): Identifier => `${kind}|${id}`

const idOf = (name: Identifier) => name.slice(name.indexOf('|') + 1)

const asObservation = ({ eventId, at, nodes, byStaff }: Linking, names: Map<string, string>): Observation =>
  ({ id: eventId, at, identifiers: nodes.flatMap(node => names.get(node) ?? []), ...(byStaff ? { byStaff: true } : {}) })

async function cutsOf(db: Db, members: Member[]): Promise<Cut[]> {
  const names = new Map(members.map(m => [m.id, nameOf(m)]))
  return (await cutsAmong(db, members.map(m => m.id))).map(([one, other]) => [names.get(one)!, names.get(other)!] as const)
}

const componentsOf = (parts: Member[][], cuts: CutIndex): Component[] =>
  parts.map(part => unite(new Map(), part.map(member => alone(nameOf(member), cuts))))

/** The key that most have; the smallest of equals. */
const largest = <T>(items: T[], keyOf: (item: T) => string): string | undefined =>
  [...Map.groupBy(items, keyOf)].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0]
