/** How identifiers of one kind behave. Defaults follow Segment Unify's, except where docs/identity.md says why not. */
export type KindPolicy = {
  /** Most different values one customer may have; more means that different people share something. */
  limit: number
  /** Lower comes first: when not all identifiers of an observation can belong to one customer, the last are left out. */
  priority: number
}

export type Policy = {
  kinds: Record<string, KindPolicy>
  /** Every kind that is not named, e.g. a messenger's id or a loyalty card. */
  other: KindPolicy
  /** Values that identify nobody, whatever their case. */
  blocked: RegExp
}

export const defaultPolicy: Policy = {
  kinds: {
    user_id: { limit: 1, priority: 1 },
    // A shop's own id of a customer, as `store:<key>`; each shop is a kind of its own.
    store: { limit: 1, priority: 1 },
    email: { limit: 5, priority: 2 },
    phone: { limit: 5, priority: 3 },
    // A row among the customers that has no identifier of its own.
    customer: { limit: 10_000, priority: 0 },
    device_id: { limit: 20, priority: 8 },
    anonymous_id: { limit: 200, priority: 9 },
  },
  other: { limit: 5, priority: 5 },
  blocked: /^([0-]*|-1|null|undefined|nil|none|n\/a|anonymous|guest|unknown|\[object object\]|not set|na|nan|true|false)$/i,
}

export const kindPolicy = (policy: Policy, kind: string): KindPolicy => policy.kinds[kind] ?? policy.kinds[kind.split(':', 1)[0]!] ?? policy.other

/** Kinds that tell devices apart, not people: whoever has nothing else is a visitor, not yet a customer. */
export const namesNobody = (kind: string) => kind === 'anonymous_id' || kind === 'device_id'
