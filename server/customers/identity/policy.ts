/** How identifiers of one kind behave. Defaults follow Segment Unify's (docs/identity.md). */
export type KindPolicy = {
  /** Most different values one customer may have; more means that different people share something. */
  limit: number
  /** Lower comes first: when not all identifiers of an observation can belong to one customer, the last are left out. */
  priority: number
}

export type Policy = {
  kinds: Record<string, KindPolicy>
  /** Every kind that is not named, e.g. a shop's own id or a messenger's. */
  other: KindPolicy
  /** Values that identify nobody. */
  blocked: RegExp
}

export const defaultPolicy: Policy = {
  kinds: { user_id: { limit: 1, priority: 1 }, email: { limit: 5, priority: 2 }, phone: { limit: 5, priority: 3 }, anonymous_id: { limit: 200, priority: 9 } },
  other: { limit: 5, priority: 5 },
  blocked: /^(0*|-1|null|undefined|nil|none|n\/a|anonymous|guest|unknown)$/i,
}

export const kindPolicy = (policy: Policy, kind: string): KindPolicy => policy.kinds[kind] ?? policy.other
