import { alone, cutIndex, fits, inOrder, join, unite, usable, type Components, type Cut, type CutIndex, type Identifier, type Observation } from './graph.ts'
import type { Policy } from './policy.ts'

/**
 * Everything that is linked in any way, limits aside. Without a conflict it is one customer and the order of
 * its observations cannot matter; with one, the observations are kept in order and folded.
 */
type Cluster = { identifiers: Set<Identifier>; observations: Map<string, Observation>; conflict: boolean; last: Observation | undefined }

/**
 * Keeps the components of a growing set of observations, whatever order they arrive in, equal to `fold` of them all.
 * The usual observation costs as much as it has identifiers; only one that comes late into a cluster with a conflict
 * makes that cluster be folded again.
 */
export class Clusters {
  readonly components: Components = new Map()
  readonly #policy: Policy
  readonly #clusters = new Map<Identifier, Cluster>()
  #cuts: Cut[] = []
  #cutsOf: CutIndex = new Map()

  constructor(policy: Policy) {
    this.#policy = policy
  }

  observe(observation: Observation): void {
    const identifiers = usable(this.#policy, observation.identifiers)
    if (!identifiers.length) return
    const cluster = this.#clusterOf(identifiers)
    const late = cluster.last !== undefined && inOrder(observation, cluster.last) < 0
    if (!keep(cluster, observation, identifiers)) return
    if (!late) cluster.last = observation
    // Clusters without a conflict are one component each, so these parts are all of it.
    const parts = [...new Set(identifiers.map(i => this.components.get(i)!))]
    if (!cluster.conflict && fits(parts, {}, this.#policy)) return void unite(this.components, parts)
    const wasCalm = !cluster.conflict
    cluster.conflict = true
    // A cluster that was in order until now has the right components already, unless this observation comes late.
    if (late || wasCalm) this.#fold(cluster)
    else join(this.components, observation, this.#cutsOf, this.#policy)
  }

  /** A person says that two identifiers are not of one customer. */
  cut(cut: Cut): void {
    this.#cuts = [...this.#cuts, cut]
    this.#cutsOf = cutIndex(this.#cuts)
    for (const [one, other] of [cut, [cut[1], cut[0]] as const]) {
      if (!this.#clusters.has(one)) this.#clusterOf([one])
      this.components.get(one)!.cuts.add(other)
    }
    const cluster = this.#clusters.get(cut[0])!
    if (!cluster.identifiers.has(cut[1])) return
    cluster.conflict = true
    this.#fold(cluster)
  }

  /** The cluster of these identifiers; those that were apart become one, the smaller moving into the larger. */
  #clusterOf(identifiers: Identifier[]): Cluster {
    for (const identifier of identifiers) this.#meet(identifier)
    const [whole, ...rest] = [...new Set(identifiers.map(i => this.#clusters.get(i)!))].toSorted((a, b) => b.identifiers.size - a.identifiers.size) as [Cluster, ...Cluster[]]
    for (const part of rest) {
      for (const identifier of part.identifiers) {
        whole.identifiers.add(identifier)
        this.#clusters.set(identifier, whole)
      }
      for (const [key, observation] of part.observations) whole.observations.set(key, observation)
      whole.conflict ||= part.conflict
      if (part.last && (!whole.last || inOrder(whole.last, part.last) < 0)) whole.last = part.last
    }
    return whole
  }

  #meet(identifier: Identifier) {
    if (this.#clusters.has(identifier)) return
    this.#clusters.set(identifier, { identifiers: new Set([identifier]), observations: new Map(), conflict: false, last: undefined })
    this.components.set(identifier, alone(identifier, this.#cutsOf))
  }

  #fold(cluster: Cluster) {
    for (const identifier of cluster.identifiers) this.components.set(identifier, alone(identifier, this.#cutsOf))
    for (const observation of [...cluster.observations.values()].toSorted(inOrder)) join(this.components, observation, this.#cutsOf, this.#policy)
  }
}

/** Of observations of the same identifiers only the first can change anything. Answers whether this one is it. */
function keep(cluster: Cluster, observation: Observation, identifiers: Identifier[]): boolean {
  const key = JSON.stringify([observation.byStaff === true, ...identifiers])
  const known = cluster.observations.get(key)
  if (known && inOrder(known, observation) <= 0) return false
  cluster.observations.set(key, observation)
  return true
}
