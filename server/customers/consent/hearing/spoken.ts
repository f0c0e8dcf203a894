import { channels, purposes, type Channel, type Decision, type Proof, type Purpose } from '../../../../contracts/consent.ts'
import type { LogEvent } from '../../../collect/index.ts'

export type Cell = { channel: Channel; purpose: Purpose; decision: Decision }
/** What an event says about consent, and how it knows. */
export type Spoken = { cells: Cell[]; source: 'event' | 'traits'; wordingVersion: string | null; wordingText: string | null; language: string | null; proof: Proof; isConfirmed: boolean }

const consentEvents: Record<string, Decision> = { 'Consent Given': 'granted', 'Consent Denied': 'denied', 'Consent Withdrawn': 'withdrawn' }
const subscription = /^(Email|Newsletter|SMS|WhatsApp|Push|Phone|Post) (Subscribed|Unsubscribed)$/i

/** What an event says about consent; undefined when it says nothing. The mapping is in docs/consent.md. */
export function spokenBy(event: LogEvent): Spoken | undefined {
  const source = event.type === 'identify' ? 'traits' : 'event'
  const cells = source === 'traits' ? cellsOfTraits(event.properties) : event.type === 'track' ? cellsOfEvent(event) : []
  if (!cells.length) return undefined
  const { properties, context } = event
  const page = part(context, 'page')
  const proof = given({
    eventId: event.id, eventName: source === 'event' ? event.name.slice(0, 200) : undefined, page: text(properties['url']) ?? text(properties['page']) ?? text(page['url']), form: text(properties['form']) ?? text(properties['method']),
    ip: text(context['ip']), userAgent: text(context['userAgent']),
  })
  return {
    cells, source, proof, wordingVersion: text(properties['wording_version'], 200) ?? null, wordingText: source === 'event' ? text(properties['wording'], 5000) ?? null : null,
    language: text(properties['language'], 20) ?? text(context['locale'], 20) ?? null, isConfirmed: properties['confirmed'] === true && event.sourceKind === 'server',
  }
}

function cellsOfEvent({ name, properties }: LogEvent): Cell[] {
  const [, what, said] = subscription.exec(name) ?? []
  if (what) return [{ channel: channelNamed(what)!, purpose: 'marketing', decision: /^sub/i.test(said!) ? 'granted' : 'withdrawn' }]
  const decision = consentEvents[name]
  if (!decision) return []
  const asked = named(properties['purposes'] ?? properties['purpose'], purposes)
  const via = named(properties['channels'] ?? properties['channel'], channels)
  return crossed(via, asked, decision)
}

/**
 * Without a channel: profiling is no matter of channels, and who takes back, takes back everywhere. To agree that
 * somebody may write, one has to be told on which channel.
 */
function crossed(via: Channel[], asked: Purpose[], decision: Decision): Cell[] {
  const all = decision === 'granted' ? asked.filter(purpose => purpose === 'profiling') : asked.length ? asked : [...purposes]
  if (!via.length) return channels.flatMap(channel => all.map(purpose => ({ channel, purpose, decision })))
  return via.flatMap(channel => (asked.length ? asked : decision === 'granted' ? [] : purposes).map(purpose => ({ channel, purpose, decision })))
}

/** `consent.email.marketing: true`, the same nested, and Shopify's `accepts_marketing`. */
function cellsOfTraits(traits: Record<string, unknown>): Cell[] {
  const cells: Cell[] = []
  const hear = (channel: Channel, purpose: Purpose, value: unknown) => {
    const decision = decisionOf(value)
    if (decision) cells.push({ channel, purpose, decision })
  }
  for (const channel of channels) {
    for (const purpose of purposes) hear(channel, purpose, traits[`consent.${channel}.${purpose}`] ?? part(part(traits, 'consent'), channel)[purpose])
  }
  if (!cells.some(cell => cell.channel === 'email' && cell.purpose === 'marketing')) hear('email', 'marketing', traits['accepts_marketing'] ?? traits['acceptsMarketing'])
  return cells
}

function decisionOf(value: unknown): Decision | undefined {
  if (value === true || value === 'granted' || value === 'true' || value === 'yes') return 'granted'
  if (value === false || value === 'denied' || value === 'false' || value === 'no') return 'denied'
  return value === 'withdrawn' ? 'withdrawn' : undefined
}

function named<T extends string>(value: unknown, known: readonly T[]): T[] {
  const words = (Array.isArray(value) ? value : [value]).filter(word => typeof word === 'string').map(word => word.trim().toLowerCase())
  return known.filter(one => words.includes(one))
}

const channelNamed = (word: string): Channel | undefined => (/^newsletter$/i.test(word) ? 'email' : channels.find(channel => channel === word.toLowerCase()))

const part = (of: Record<string, unknown>, name: string): Record<string, unknown> => {
  const value = of[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

const text = (value: unknown, max = 2000) => (typeof value === 'string' && value.trim() ? value.trim().slice(0, max) : undefined)

const given = (proof: Record<string, string | undefined>): Proof => Object.fromEntries(Object.entries(proof).filter(([, value]) => value !== undefined))
