import { kindPolicy, type Policy } from '../../../collect/index.ts'
import type { Db } from '../../../platform/index.ts'
import { alone, cutIndex, fits, fold, inOrder, join, unite, type Component, type Components, type CutIndex, type Observation } from './fold.ts'
import { foldLate } from './late.ts'
import { clustersOf, largestCluster, lastOf, membersOfClusters, membersOfComponents, observationsOf, writeMembership, type Linking, type Member, type Move } from './queries.ts'
import { asObservation, cutsOf, idOf, largest, nameOf, writeComponents, type Group, type Part, type Written } from './written.ts'

/**
 * Takes observations into the graph that PostgreSQL keeps, so that its components are those of `fold` over everything
 * ever observed, in whatever order it arrived:
 * - What fits together as a whole is one component, and the order cannot matter.
 * - Where something does not fit, later observations are joined to the components as they come;
 * - one that comes late changes what its components have become since (`foldLate`); only where that spreads too far,
 *   or a person has cut something, the whole cluster is folded again.
 * @param cut clusters in which a person has just cut something
 * @returns the components that changed, as lists of node ids
 */
export async function absorb(db: Db, linking: Linking[], policy: Policy, cut: string[] = []): Promise<string[][]> {
  const clusters = await clustersOf(db, [...new Set(linking.flatMap(l => l.nodes))])
  const groups = [...groupsOf(linking, clusters, cut)]
  const inConflict = (group: Group) => group.cut || group.linking.some(l => l.nodes.some(node => clusters.get(node)!.component !== null))
  const { changed, unfit } = await settleCalm(db, groups.filter(group => !inConflict(group) && group.clusters.size > 1), policy)
  const conflicts = groups.filter(inConflict)
  const { last, late } = await byTime(db, conflicts.filter(group => !group.cut))
  const { folded, wide } = await foldLate(db, late, policy)
  changed.push(...(await writeComponents(db, await intoLargest(db, [...(await joinOn(db, last, policy)), ...folded], clusters))))
  changed.push(...(await foldAgain(db, [...unfit, ...wide, ...conflicts.filter(group => group.cut)], policy)))
  return changed
}

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
  const cuts = cutIndex(await cutsOf(db, members))
  const byCluster = Map.groupBy(members, m => m.clusterId)
  const changed: string[][] = []
  const unfit: Group[] = []
  const moves: Move[] = []
  for (const group of groups) {
    const parts = [...group.clusters].map(cluster => byCluster.get(cluster)!)
    if (parts.flat().some(m => policy.blocked.test(m.value)) || !fits(componentsOf(parts, cuts), {}, policy)) {
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

async function foldAgain(db: Db, groups: Group[], policy: Policy): Promise<string[][]> {
  const clusters = groups.flatMap(g => [...g.clusters])
  const members = await membersOfClusters(db, clusters)
  const cuts = await cutsOf(db, members)
  const membersBy = Map.groupBy(members, m => m.clusterId)
  const observationsBy = Map.groupBy(await observationsOf(db, clusters), o => o.clusterId)
  return writeComponents(db, groups.map(group => {
    const own = [...group.clusters].flatMap(cluster => membersBy.get(cluster) ?? [])
    const names = new Map(own.map(m => [m.id, nameOf(m)]))
    // A value that was blocked since identifies nobody.
    const usable = new Map(own.filter(m => !policy.blocked.test(m.value)).map(m => [m.id, nameOf(m)]))
    const observations = [...group.clusters].flatMap(cluster => observationsBy.get(cluster) ?? [])
    const components = fold(observations.map(o => asObservation(o, usable)), cuts.filter(([one]) => names.has(idOf(one))), policy)
    for (const name of names.values()) if (!components.has(name)) components.set(name, alone(name, new Map()))
    return { group, members: own, components, clusterId: largest(own, m => m.clusterId)!, isCalm: isInOrder(own, components, policy) }
  }))
}

/** Of those whose news all happened after everything that their clusters know, what stands can be joined on. */
async function byTime(db: Db, groups: Group[]): Promise<{ last: Group[]; late: Group[] }> {
  const lasts = await lastOf(db, groups.flatMap(g => [...g.clusters]), groups.flatMap(g => g.linking.map(l => l.id)))
  const isLast = (group: Group) => {
    const first = group.linking.map(moment).toSorted(inOrder)[0]!
    return [...group.clusters].every(cluster => !lasts.has(cluster) || inOrder(moment(lasts.get(cluster)!), first) < 0)
  }
  return { last: groups.filter(isLast), late: groups.filter(group => !isLast(group)) }
}

const moment = ({ at, eventId }: { at: string; eventId: string }): Observation => ({ id: eventId, at, identifiers: [] })

async function joinOn(db: Db, groups: Group[], policy: Policy): Promise<Part[]> {
  if (!groups.length) return []
  const members = await membersOfComponents(db, groups.flatMap(g => g.linking.flatMap(l => l.nodes)))
  const byCluster = Map.groupBy(members, m => m.clusterId)
  const cuts = cutIndex(await cutsOf(db, members))
  return groups.map(group => {
    const own = [...group.clusters].flatMap(cluster => byCluster.get(cluster) ?? [])
    const names = new Map(own.map(m => [m.id, nameOf(m)]))
    const components: Components = new Map()
    for (const part of componentsOf([...Map.groupBy(own, m => m.componentId ?? m.clusterId).values()], cuts)) for (const member of part.members) components.set(member, part)
    for (const observation of group.linking.map(l => asObservation(l, names)).toSorted(inOrder)) join(components, observation, cuts, policy)
    return { group, members: own, components }
  })
}

/** Where clusters meet, those without a conflict move, and the smaller of the others. */
async function intoLargest(db: Db, parts: Part[], clusters: ClusterOf): Promise<Written[]> {
  const written: Written[] = []
  for (const part of parts) {
    const large = [...new Set(part.group.linking.flatMap(l => l.nodes.map(node => clusters.get(node)!)).filter(c => c.component !== null).map(c => c.cluster))]
    written.push({ ...part, clusterId: large.length === 1 ? large[0]! : await largestCluster(db, large), isCalm: false })
  }
  return written
}

/** Whether all of it is one customer within the limits, so that no order of observations would have made it otherwise. */
const isInOrder = (members: Member[], components: Components, policy: Policy) =>
  new Set(components.values()).size === 1 && [...Map.groupBy(members, m => m.kind)].every(([kind, of]) => of.length <= kindPolicy(policy, kind).limit)

const componentsOf = (parts: Member[][], cuts: CutIndex): Component[] =>
  parts.map(part => unite(new Map(), part.map(member => alone(nameOf(member), cuts))))
