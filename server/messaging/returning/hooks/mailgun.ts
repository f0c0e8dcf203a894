import { createHmac, timingSafeEqual } from 'node:crypto'
import { instant, object, refusal, text, type Json, type Notice } from './notices.ts'

/** Mailgun signs timestamp and token, not the body, with the account's HTTP signing key. */
export function isSignedByMailgun(key: string, signature: Json): boolean {
  const wanted = createHmac('sha256', key).update(text(signature['timestamp']) + text(signature['token'])).digest()
  const given = Buffer.from(text(signature['signature']), 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** What Mailgun tells: one event a request. Its Message-ID is the one that we gave, without brackets. */
export function mailgunNotices(body: string, now: Temporal.Instant): Notice[] {
  const event = object(object(JSON.parse(body))['event-data'])
  const ids = [text(object(object(event['message'])['headers'])['message-id'])].filter(Boolean)
  const at = instant(event['timestamp'], now)
  const delivery = object(event['delivery-status'])
  const hard = event['severity'] === 'permanent'
  const words = text(delivery['message']) || text(delivery['description'])
  if (event['event'] === 'delivered') return [{ ids, kind: 'delivered', at }]
  if (event['event'] === 'complained') return [{ ids, kind: 'complained', at }]
  if (event['event'] !== 'failed') return []
  const code = Number(delivery['code'])
  const found = refusal(words, { hard, status: text(delivery['enhanced-code']), smtpCode: Number.isInteger(code) && code >= 400 && code < 600 ? code : null })
  // Not sent, since an earlier mail bounced there; `old` is what Mailgun tried for too long.
  if (event['reason'] === 'old') return [{ ids, kind: 'bounced', at, ...found, reason: 'expired', isPermanent: false }]
  if (/^suppress-(complaint|unsubscribe)$/.test(text(event['reason']))) return []
  return [{ ids, kind: hard ? 'bounced' : 'delayed', at, ...found }]
}
