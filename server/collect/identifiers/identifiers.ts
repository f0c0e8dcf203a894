import type { NewEvent } from '../log.ts'
import { normalEmail, normalPhone } from './normal.ts'
import { defaultPolicy, kindPolicy, type Policy } from './policy.ts'

/**
 * What a customer is recognised by. `kind` is email, phone, user_id, anonymous_id, device_id, loyalty_card, a shop's
 * own id as `store:<store key>`, or whatever a client calls an external id.
 */
export type Identifier = { kind: string; value: string }

/** What of a source decides how its identifiers are read. */
export type Naming = {
  kind: string
  /** A source of a store names customers by that store's ids. */
  storeKey: string | null
  /** Where a phone without a country code is from. */
  country: string | null
}

type Telling = Pick<NewEvent, 'type' | 'name' | 'userId' | 'anonymousId' | 'properties' | 'context'>

/** Only these say whose they are in their properties; an e-mail in any other may be a friend's. */
const ofTheBuyer = /^(Order|Checkout|Payment|Receipt|Cart) /

/** Everything in an event that says whose it is, the strongest first, each once and in its normal form. */
export function identifiersIn(event: Telling, source: Naming, policy: Policy = defaultPolicy): Identifier[] {
  const found: Identifier[] = []
  const add = (kind: string, value: unknown) => {
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
    if (text && text.length <= 512 && !policy.blocked.test(text)) found.push({ kind, value: text })
  }
  const { context = {}, properties = {} } = event
  add(userKind(source), event.userId)
  for (const told of tellers(event)) {
    if (typeof told['email'] === 'string') add('email', normalEmail(told['email']))
    const phone = told['phone']
    if (typeof phone === 'string' || typeof phone === 'number') add('phone', normalPhone(String(phone), [countryIn(told), source.country]))
    add('loyalty_card', told['loyalty_card'] ?? told['loyaltyCard'])
  }
  add('loyalty_card', context['loyalty_card'])
  for (const { kind, id } of externalIds(context)) add(kind, id)
  if (event.type === 'alias') add('anonymous_id', properties['previous_id'])
  // A till's id names the till, not whoever stands before it.
  if (source.kind !== 'shop_floor') {
    add('anonymous_id', event.anonymousId)
    add('device_id', part(context, 'device')['id'])
  }
  return inPriority(found, policy)
}

export const userKind = ({ storeKey }: Pick<Naming, 'storeKey'>) => (storeKey ? `store:${storeKey}` : 'user_id')

function inPriority(found: Identifier[], policy: Policy): Identifier[] {
  if (found.length < 2) return found
  const distinct = [...new Map(found.map(i => [`${i.kind} ${i.value}`, i])).values()]
  return distinct.sort((a, b) => kindPolicy(policy, a.kind).priority - kindPolicy(policy, b.kind).priority || (a.kind + a.value < b.kind + b.value ? -1 : 1))
}

function tellers({ type, name, properties = {}, context = {} }: Telling): Record<string, unknown>[] {
  const told = [part(context, 'traits')]
  if (type === 'identify' || (type !== 'group' && ofTheBuyer.test(name))) told.push(properties, part(properties, 'customer'))
  return told
}

const part = (of: Record<string, unknown>, name: string) => {
  const value = of[name]
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function countryIn(told: Record<string, unknown>) {
  const country = told['country'] ?? part(told, 'address')['country']
  return typeof country === 'string' && /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined
}

/** Segment's `context.externalIds`: https://segment.com/docs/unify/identity-resolution/externalids/ */
function externalIds(context: Record<string, unknown>): { kind: string; id: unknown }[] {
  const list = context['externalIds']
  if (!Array.isArray(list)) return []
  return list.slice(0, 20).flatMap(one => {
    const { type, id } = (one ?? {}) as { type?: unknown; id?: unknown }
    const kind = typeof type === 'string' ? type.trim().toLowerCase().replace(/[^a-z0-9_.-]/g, '_').slice(0, 60) : ''
    if (!kind || kind === 'customer') return []
    if (kind === 'email') return [{ kind, id: typeof id === 'string' ? normalEmail(id) : undefined }]
    if (kind === 'phone') return [{ kind, id: typeof id === 'string' ? normalPhone(id, []) : undefined }]
    return [{ kind, id }]
  })
}
