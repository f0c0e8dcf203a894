import type { Decision } from '../../../contracts/consent.ts'

/** An entry of the ledger, as far as it matters for what holds. */
export type Entry = { seq: number; node: string; seen: string[]; decision: Decision; occurredAt: string }

const strictness: Record<Decision, number> = { granted: 1, pending: 2, denied: 3, withdrawn: 3 }

/**
 * What holds, from the entries of one channel and purpose that are one customer's: the strictest of those that no other
 * outdates. A later entry outdates an earlier one if it was recorded knowing that both are one person, so two people who
 * turn out to be one keep the stricter choice until they say something new. In SQL: `consent_heads` of migration 13.
 */
export function consentOf<E extends Entry>(entries: E[]): E | undefined {
  const heads = entries.filter(x => !entries.some(y => isLater(y, x) && y.seen.includes(x.node)))
  return heads.toSorted((a, b) => strictness[b.decision] - strictness[a.decision] || (isLater(a, b) ? -1 : 1))[0]
}

const isLater = (a: Entry, b: Entry) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) > 0 || (Date.parse(a.occurredAt) === Date.parse(b.occurredAt) && a.seq > b.seq)
