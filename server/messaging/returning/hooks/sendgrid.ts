import { createPublicKey, verify } from 'node:crypto'
import { instant, list, refusal, text, type Notice } from './notices.ts'

/** SendGrid signs the timestamp and the body as it came with ECDSA on P-256; the public key is base64 of its DER. */
export function isSignedBySendgrid(publicKey: string, { signature, timestamp, body }: { signature: string; timestamp: string; body: string }): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify('sha256', Buffer.from(timestamp + body, 'utf8'), key, Buffer.from(signature, 'base64'))
}

/** What SendGrid tells: many events a request. `smtp-id` is the Message-ID that we gave. */
export function sendgridNotices(body: string, now: Temporal.Instant): Notice[] {
  return list(JSON.parse(body)).flatMap((event): Notice[] => {
    const ids = [text(event['smtp-id']), text(event['sg_message_id']).split('.')[0]!].filter(Boolean)
    const at = instant(event['timestamp'], now)
    const words = text(event['reason']) || text(event['response'])
    switch (event['event']) {
      case 'delivered':
        return [{ ids, kind: 'delivered', at }]
      case 'deferred':
        return [{ ids, kind: 'delayed', at, ...refusal(words, { hard: false }) }]
      case 'spamreport':
        return [{ ids, kind: 'complained', at }]
      case 'bounce':
        return [{ ids, kind: 'bounced', at, ...refusal(words, { hard: event['type'] !== 'blocked', status: text(event['status']) }) }]
      // Not sent, since an earlier mail bounced there.
      case 'dropped':
        return /bounced address/i.test(words) ? [{ ids, kind: 'bounced', at, ...refusal('', { hard: true }), diagnostic: words }] : []
      default:
        return []
    }
  })
}
