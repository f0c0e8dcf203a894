import type { Visitor } from './index.ts'
import { forget, recall, remember } from './storage.ts'

const cookie = 'suki_id'

/** The visitor of this browser, made on the first visit; known on every sub-domain of the shop. */
export function visitor(userId?: string): Visitor {
  const [anonymousId = uuid(), known] = recall(cookie)?.split('|').map(decodeURIComponent) ?? []
  const who = { anonymousId, ...((userId ?? known) && { userId: userId ?? known }) } as Visitor
  remember(cookie, [anonymousId, who.userId].filter(Boolean).map(part => encodeURIComponent(part!)).join('|'))
  return who
}

export const forgetVisitor = () => forget(cookie)

/** A random UUID (version 4); `crypto.randomUUID` is missing on pages without TLS. */
export const uuid = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit => (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(digit) / 4)))).toString(16))
