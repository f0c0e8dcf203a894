import { first, headersOf, type Headers, type Piece } from './pieces.ts'
import { addressIn } from './report.ts'
import type { ReturnedRecipient } from './read.ts'

/**
 * A person's "this is spam", as an abuse report (ARF, RFC 5965), or as Microsoft's JMRP sends it: the mail itself, with
 * who complained in a header. Reports that nobody complained with (RFC 6591 on authentication) are not complaints.
 */
export function complaintIn(headers: Headers, pieces: Piece[], returned: Headers): { recipients: ReturnedRecipient[]; feedback: string } | null {
  const part = pieces.find(({ type }) => type === 'message/feedback-report')
  const fields = part ? headersOf(part.text.replace(/^\n+/, '')) : null
  const microsoft = first(returned, 'x-hmxmroriginalrecipient') || first(headers, 'x-hmxmroriginalrecipient')
  if (!fields && !microsoft) return null
  const feedback = (fields ? first(fields, 'feedback-type') : 'abuse').toLowerCase() || 'abuse'
  if (feedback === 'auth-failure') return null
  const said = fields ? [...(fields.get('original-rcpt-to') ?? []), ...(fields.get('removal-recipient') ?? [])] : [microsoft]
  const addresses = (said.length ? said : [first(returned, 'to')]).map(field => addressIn(field)).filter(address => address.includes('@'))
  return {
    feedback,
    recipients: [...new Set(addresses)].map(address => ({ address, action: 'delivered', status: null, smtpCode: null, reason: 'unknown', isPermanent: false, diagnostic: fields ? first(fields, 'user-agent').slice(0, 200) : '' })),
  }
}
