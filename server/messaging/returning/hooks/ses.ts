import { createPublicKey, createVerify } from 'node:crypto'
import { instant, list, object, refusal, text, type Json, type Notice } from './notices.ts'

/** Gets what an address holds, as text. */
export type Fetch = (url: string) => Promise<string>

const keys = new Map<string, string>()

/** Amazon's own hosts only: whoever could name another would sign with a key of their own. */
export const isAmazonSns = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, username, port } = new URL(url)
  return protocol === 'https:' && !username && !port && /^sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?$/.test(hostname)
}

/**
 * The signature of a message of Amazon SNS, versions 1 (SHA-1) and 2 (SHA-256): over certain fields in the order of their
 * names, with a certificate that lies at Amazon. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export async function isSignedBySns(message: Json, fetched: Fetch): Promise<boolean> {
  const certUrl = text(message['SigningCertURL'] ?? message['SigningCertUrl'])
  if (!isAmazonSns(certUrl) || !new URL(certUrl).pathname.endsWith('.pem')) return false
  const names = message['Type'] === 'Notification' ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const signed = names.filter(name => typeof message[name] === 'string').map(name => `${name}\n${text(message[name])}\n`).join('')
  const algorithm = message['SignatureVersion'] === '2' ? 'RSA-SHA256' : message['SignatureVersion'] === '1' ? 'RSA-SHA1' : undefined
  if (!algorithm) return false
  const pem = keys.get(certUrl) ?? (await fetched(certUrl))
  const isValid = createVerify(algorithm).update(signed, 'utf8').verify(createPublicKey(pem), text(message['Signature']), 'base64')
  if (isValid && keys.size < 100) keys.set(certUrl, pem)
  return isValid
}

/** What SES tells over SNS: notifications of an identity, or events of a configuration set. */
export function sesNotices(body: string, now: Temporal.Instant): Notice[] {
  const envelope = object(JSON.parse(body))
  if (envelope['Type'] !== 'Notification') return []
  const told = object(JSON.parse(text(envelope['Message'])))
  const mail = object(told['mail'])
  const headers = list(mail['headers']).filter(header => /^message-id$/i.test(text(header['name']))).map(header => text(header['value']))
  const ids = [text(mail['source']), ...headers, text(object(mail['commonHeaders'])['messageId']), text(mail['messageId'])].filter(Boolean)
  const kind = text(told['notificationType'] ?? told['eventType'])
  const bounce = object(told['bounce'])
  if (kind === 'Bounce') return [{ ids, kind: 'bounced', at: instant(bounce['timestamp'], now), ...bounced(bounce) }]
  if (kind === 'Complaint') return text(object(told['complaint'])['complaintFeedbackType']) === 'not-spam' ? [] : [{ ids, kind: 'complained', at: instant(object(told['complaint'])['timestamp'], now) }]
  if (kind === 'Delivery') return [{ ids, kind: 'delivered', at: instant(object(told['delivery'])['timestamp'], now) }]
  return kind === 'DeliveryDelay' ? [{ ids, kind: 'delayed', at: instant(object(told['deliveryDelay'])['timestamp'], now), reason: 'expired' }] : []
}

const subTypes: Record<string, Notice['reason']> = { NoEmail: 'user_unknown', Suppressed: 'user_unknown', OnAccountSuppressionList: 'user_unknown', MailboxFull: 'mailbox_full', MessageTooLarge: 'too_large', ContentRejected: 'content_error', AttachmentRejected: 'policy' }

function bounced(bounce: Json) {
  const recipient = list(bounce['bouncedRecipients'])[0] ?? {}
  const hard = bounce['bounceType'] === 'Permanent'
  const found = refusal(text(recipient['diagnosticCode']).replace(/^smtp;\s*/i, ''), { hard, status: text(recipient['status']) })
  const said = subTypes[text(bounce['bounceSubType'])]
  return said ? { ...found, reason: said, isPermanent: hard && said === 'user_unknown' } : found
}
