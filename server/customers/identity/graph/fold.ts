import { kindPolicy, type Policy } from '../../../collect/index.ts'

/** An identifier as `kind|value`, e.g. `email|ana@example.com`. */
export type Identifier = string

/** Identifiers that were seen together: in one event, or joined by a person of the team. */
export type Observation = {
  id: string
  /** When it happened, ISO 8601 in UTC. The order of the fold, with `id`; the order of arrival does not matter. */
  at: string
  identifiers: Identifier[]
  /** A person joined them: limits do not hold. */
  byStaff?: boolean
}

/** A person's decision that two identifiers are not of one customer. */
export type Cut = readonly [Identifier, Identifier]

/** Customers as sets of identifiers. */
export type Components = Map<Identifier, Component>
export type Component = { members: Set<Identifier>; perKind: Map<string, number>; cuts: Set<Identifier> }

export const kindOf = (identifier: Identifier) => identifier.slice(0, identifier.indexOf('|'))
const valueOf = (identifier: Identifier) => identifier.slice(identifier.indexOf('|') + 1)

/** Identifiers that may identify somebody, the strongest first. */
export const usable = (policy: Policy, identifiers: Identifier[]): Identifier[] =>
  [...new Set(identifiers)].filter(i => !policy.blocked.test(valueOf(i))).sort((a, b) => kindPolicy(policy, kindOf(a)).priority - kindPolicy(policy, kindOf(b)).priority || (a < b ? -1 : 1))

/** The order in which observations count, whatever order they arrive in. */
export const inOrder = (a: Observation, b: Observation) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1)

/**
 * Who is who, from everything observed: the definition that the incremental graph is held to.
 * Observations are taken in the order of their time. Each joins the customers of its identifiers, unless the union
 * would break a limit or a cut; then the weakest identifier is left out, until the rest fits.
 */
export function fold(observations: Observation[], cuts: Cut[], policy: Policy): Components {
  const components: Components = new Map()
  const cutsOf = cutIndex(cuts)
  for (const observation of observations.toSorted(inOrder)) join(components, observation, cutsOf, policy)
  return components
}

export type CutIndex = Map<Identifier, Set<Identifier>>

export function cutIndex(cuts: Cut[]): CutIndex {
  const index: CutIndex = new Map()
  const add = (a: Identifier, b: Identifier) => void (index.get(a) ?? index.set(a, new Set()).get(a)!).add(b)
  for (const [a, b] of cuts) {
    add(a, b)
    add(b, a)
  }
  return index
}

/**
 * Takes one observation into the components.
 * @returns the identifiers that were left out, weakest first
 */
export function join(components: Components, observation: Observation, cuts: CutIndex, policy: Policy): Identifier[] {
  const kept = usable(policy, observation.identifiers)
  const leftOut: Identifier[] = []
  for (const identifier of kept) if (!components.has(identifier)) components.set(identifier, alone(identifier, cuts))
  const distinct = () => [...new Set(kept.map(i => components.get(i)!))]
  while (kept.length > 1 && !fits(distinct(), observation, policy)) leftOut.push(kept.pop()!)
  unite(components, distinct())
  return leftOut
}

export const alone = (identifier: Identifier, cuts: CutIndex): Component => ({ members: new Set([identifier]), perKind: new Map([[kindOf(identifier), 1]]), cuts: new Set(cuts.get(identifier)) })

/** Whether one customer may have all of this. Once it may not, it never may again: components only grow. */
export function fits(parts: Component[], { byStaff }: Pick<Observation, 'byStaff'>, policy: Policy): boolean {
  if (parts.length < 2) return true
  if (parts.some(part => parts.some(other => other !== part && meets(part.cuts, other.members)))) return false
  return byStaff === true || withinLimits(parts, policy)
}

/** A kind that only one part has does not grow; a person may have joined more of it than the limit. */
function withinLimits(parts: Component[], policy: Policy): boolean {
  const kinds = new Set(parts.flatMap(part => [...part.perKind.keys()]))
  return [...kinds].every(kind => {
    const counts = parts.map(part => part.perKind.get(kind) ?? 0).filter(count => count > 0)
    return counts.length < 2 || counts.reduce((sum, count) => sum + count, 0) <= kindPolicy(policy, kind).limit
  })
}

const meets = (a: Set<Identifier>, b: Set<Identifier>) => (a.size < b.size ? [...a].some(i => b.has(i)) : [...b].some(i => a.has(i)))

/** Joins components into the largest of them: n identifiers move at most n log n times. */
export function unite(components: Components, parts: Component[]): Component {
  const [whole, ...rest] = parts.toSorted((a, b) => b.members.size - a.members.size) as [Component, ...Component[]]
  for (const part of rest) {
    for (const member of part.members) {
      whole.members.add(member)
      components.set(member, whole)
    }
    for (const [kind, count] of part.perKind) whole.perKind.set(kind, (whole.perKind.get(kind) ?? 0) + count)
    for (const cut of part.cuts) whole.cuts.add(cut)
  }
  return whole
}
