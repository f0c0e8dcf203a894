import type { Policy } from '../../../collect/index.ts'
import type { Db } from '../../../platform/index.ts'
import { alone, cutIndex, inOrder, join, unite, usable, type Component, type Components, type Cut, type Identifier, type Observation } from './fold.ts'
import { membersById, membersOfComponents, observationsAround, type Member } from './queries.ts'
import { asObservation, cutsOf, idOf, nameOf, type Group, type Part } from './written.ts'

/** Past so many rounds, what came late has changed too much for parts to be looked at. */
const rounds = 4

/**
 * Takes observations that came late into clusters with a conflict, without folding all of these again: only the
 * components that they name, and those that take another course because of it.
 * @returns the parts that were folded, and groups in which it spread too far
 */
export async function foldLate(db: Db, groups: Group[], policy: Policy): Promise<{ folded: Part[]; wide: Group[] }> {
  const folded: Part[] = []
  let open = groups.map(group => ({ group, nodes: group.linking.flatMap(l => l.nodes) }))
  for (let round = 0; round < rounds && open.length; round++) {
    const [regions, wider] = [await regionsOf(db, open, policy), [] as typeof open]
    for (const { group, members, region } of regions) {
      const { components, needed } = foldRegion(region, policy)
      if (needed.size) wider.push({ group, nodes: [...members.map(m => m.id), ...[...needed].map(idOf)] })
      else folded.push({ group, members, components })
    }
    open = wider
  }
  return { folded, wide: open.map(o => o.group) }
}

async function regionsOf(db: Db, open: { group: Group; nodes: string[] }[], policy: Policy): Promise<{ group: Group; members: Member[]; region: Region }[]> {
  const sinceOf = new Map(open.map(({ group }) => [group, group.linking.map(l => l.at).sort()[0]!]))
  const members = await membersOfComponents(db, open.flatMap(o => o.nodes))
  const observations = await observationsAround(db, open.flatMap(({ group }) => [...group.clusters].map(cluster => ({ cluster, since: sinceOf.get(group)! }))), members.map(m => m.id))
  const known = new Set(members.map(m => m.id))
  const beyond = await membersById(db, [...new Set(observations.flatMap(o => o.nodes).filter(node => !known.has(node)))])
  // A value that was blocked since identifies nobody.
  const names = new Map([...members, ...beyond].filter(m => !policy.blocked.test(m.value)).map(m => [m.id, nameOf(m)]))
  const cuts = await cutsOf(db, members)
  const [membersBy, observationsBy] = [Map.groupBy(members, m => m.clusterId), Map.groupBy(observations, o => o.clusterId)]
  return open.map(({ group }) => {
    const own = [...group.clusters].flatMap(cluster => membersBy.get(cluster) ?? [])
    const stand = new Map(own.map(m => [nameOf(m), m.componentId ?? m.clusterId]))
    const around = [...group.clusters].flatMap(cluster => observationsBy.get(cluster) ?? [])
    return { group, members: own, region: { stand, observations: around.map(o => asObservation(o, names)), since: sinceOf.get(group)!, cuts: cuts.filter(([one]) => stand.has(one)) } }
  })
}

/** Some components of a cluster, whole, and what was observed of them. */
export type Region = {
  /** The components as they stand, without what came late. */
  stand: Map<Identifier, string>
  /** Those that have two of these identifiers, or happened since and have one; with others, which are not of the region. */
  observations: Observation[]
  /** When the first that came late happened, ISO 8601 in UTC. */
  since: string
  cuts: Cut[]
}

/**
 * Folds a region as `fold` would, given that the components around it stand as they are. An observation of both sides
 * was not joined across before (else the other side would be of the region). It would not be now either, as long as the
 * region's components have what they had at that moment and perhaps more: what did not fit then does not fit now.
 * @returns the components, and identifiers beyond whose components have to be known as well: if any, the rest is void
 */
export function foldRegion({ stand, observations, since, cuts }: Region, policy: Policy): { components: Components; needed: Set<Identifier> } {
  const cutsOfAll = cutIndex(cuts)
  const everybodyAlone = (): Components => new Map([...stand.keys()].map(name => [name, alone(name, cutsOfAll)]))
  const [components, before] = [everybodyAlone(), everybodyAlone()]
  const needed = new Set<Identifier>()
  const covers = coverage(components, before)
  const joinedByStaff = observations.some(o => o.byStaff)
  for (const observation of observations.toSorted(inOrder)) {
    const names = usable(policy, observation.identifiers)
    const beyond = names.findIndex(name => !stand.has(name))
    if (beyond >= 0 && observation.at >= since) {
      const inside = names.filter(name => stand.has(name))
      // Two that a person joined fit where they did not fit before.
      if (!inside.every(covers) || (joinedByStaff && inside.length > 1)) for (const name of names) if (!stand.has(name)) needed.add(name)
    }
    // What is stronger than the first from beyond may be joined; with that one it is not.
    const own = beyond < 0 ? names : names.slice(0, beyond)
    if (own.length < 2) continue
    unite(before, distinct(before, own.filter(name => stand.get(name) === stand.get(own[0]!))))
    join(components, { ...observation, identifiers: own }, cutsOfAll, policy)
  }
  return { components, needed }
}

const distinct = (components: Components, names: Identifier[]) => [...new Set(names.map(name => components.get(name)!))]

/** Whether the component of an identifier has at least what it had. Once it does, it does until that one grows. */
function coverage(components: Components, before: Components) {
  const covered = new Map<Component, number>()
  return (name: Identifier): boolean => {
    const [now, then] = [components.get(name)!, before.get(name)!]
    if (covered.get(then) === then.members.size) return true
    const covers = [...then.members].every(member => now.members.has(member))
    if (covers) covered.set(then, then.members.size)
    return covers
  }
}
