import { instant, object, refusal, text, type Notice } from './notices.ts'

/** Bounce types that say the address is dead: https://postmarkapp.com/developer/api/bounce-api#bounce-types */
const hard = new Set(['HardBounce', 'BadEmailAddress', 'ManuallyDeactivated'])
/** Not bounces: someone's automatic answer, or a step of Postmark's own. */
const other = new Set(['AutoResponder', 'AddressChange', 'ChallengeVerification', 'Subscribe', 'Unsubscribe', 'OpenRelayTest', 'TemplateRenderingFailed', 'InboundError'])

/** What Postmark tells: one record a request. The message's token travels as metadata (`X-PM-Metadata-suki`). */
export function postmarkNotices(body: string, now: Temporal.Instant): Notice[] {
  const record = object(JSON.parse(body))
  const ids = [text(object(record['Metadata'])['suki']), text(record['MessageID'])].filter(Boolean)
  const type = text(record['Type'])
  if (record['RecordType'] === 'Delivery') return [{ ids, kind: 'delivered', at: instant(record['DeliveredAt'], now) }]
  if (record['RecordType'] === 'SpamComplaint' || type === 'SpamComplaint') return [{ ids, kind: 'complained', at: instant(record['BouncedAt'], now) }]
  if (record['RecordType'] !== 'Bounce' || other.has(type)) return []
  const words = text(record['Details']) || text(record['Description'])
  return [{ ids, kind: 'bounced', at: instant(record['BouncedAt'], now), ...refusal(words, { hard: hard.has(type) }) }]
}
