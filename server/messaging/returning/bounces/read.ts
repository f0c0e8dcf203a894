import { complaintIn } from './complaint.ts'
import { answeredByMachine, looksLikeReport } from './kinds.ts'
import { piecesOf, first, split, withoutTags, type Headers, type Piece } from './pieces.ts'
import type { Reason } from './phrases.ts'
import { answerIn, mentionedRecipients, namedRecipients, stageIn, withoutOriginal, type NamedRecipient } from './prose.ts'
import { permanentReasons, reasonOf, type Stage } from './reasons.ts'
import { addressIn, statedRecipients, type Action, type StatedRecipient } from './report.ts'

export type ReturnedRecipient = {
  address: string
  action: Action
  /** Enhanced status code, e.g. 5.1.1. */
  status: string | null
  smtpCode: number | null
  reason: Reason
  /** This address will never take mail. */
  isPermanent: boolean
  /** What the other system said, at most 500 characters. */
  diagnostic: string
}

export type Returned = {
  kind: 'bounce' | 'delivered' | 'complaint' | 'auto_reply' | 'reply'
  recipients: ReturnedRecipient[]
  /** The Message-ID of the mail that this is about, without brackets. */
  originalMessageId: string | null
  /** For a complaint, its Feedback-Type (RFC 5965): abuse, fraud, opt-out, not-spam … */
  feedback?: string
}

/**
 * What a mail that comes back says: a bounce, a delay, a delivery, a complaint, an automatic answer or a reply. Structured
 * parts first (RFC 3464 delivery status, RFC 5965 feedback), then enhanced status codes, then the words of the report.
 * Never throws; takes time linear in the first megabyte of the mail.
 */
export function readBounce(raw: Uint8Array): Returned {
  const { headers, pieces } = piecesOf(raw)
  const words = pieces.filter(isWords).map(piece => (piece.type === 'text/html' ? withoutTags(piece.text) : piece.text))
  const { report, original } = withoutOriginal(`${words.join('\n\n')}\n`)
  const returned = originalHeaders(pieces, original)
  const originalMessageId = idIn(first(returned, 'message-id') || first(headers, 'in-reply-to') || last(first(headers, 'references')))
  const complaint = complaintIn(headers, pieces, returned)
  if (complaint) return { kind: 'complaint', ...complaint, originalMessageId }
  const stated = statedIn(pieces)
  if (!stated.length && !looksLikeReport(headers, report)) return { kind: answeredByMachine(headers) ? 'auto_reply' : 'reply', recipients: answering(headers), originalMessageId }
  const recipients = stated.length ? fromStated(stated, report) : fromWords(headers, report, returned, original)
  return { kind: recipients.length && recipients.every(one => isArrived(one.action)) ? 'delivered' : 'bounce', recipients, originalMessageId }
}

const isArrived = (action: Action) => action === 'delivered' || action === 'relayed' || action === 'expanded'
const isOriginal = ({ type }: Piece) => type === 'message/rfc822' || type === 'text/rfc822-headers' || type === 'message/global'
const isWords = (piece: Piece, _: number, all: Piece[]) =>
  (piece.type === 'text/plain' || (piece.type.startsWith('multipart/') && !piece.text.includes('final-recipient')) || (piece.type === 'text/html' && !all.some(other => other.type === 'text/plain' && other.text.trim()))) && !all.slice(0, all.indexOf(piece)).some(isOriginal)

function originalHeaders(pieces: Piece[], inWords: string): Headers {
  const part = pieces.find(isOriginal)
  return split((part?.text ?? inWords).replace(/^\s+/, '')).headers
}

function statedIn(pieces: Piece[]): StatedRecipient[] {
  const parts = pieces.filter(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
  const stated = parts.flatMap(part => statedRecipients(part.text))
  if (stated.length) return stated
  return pieces.filter(piece => !isOriginal(piece) && /^(final|original)-recipient:/im.test(piece.text)).flatMap(piece => statedRecipients(piece.text.replace(/\n--[^\n]+\n/g, '\n\n')))
}

/** Each recipient of the delivery status, with what the words add: often they name the step, or the only reason. */
function fromStated(stated: StatedRecipient[], report: string): ReturnedRecipient[] {
  const named = namedRecipients(report, new Set())
  return stated.map(one => {
    const about = named.find(({ address }) => address === one.address.toLowerCase() || address === one.actual.toLowerCase())
    const own = about?.said ?? (stated.length === 1 ? report : '')
    return judged(one.address, one.action, [one.diagnostic, own, ...(stated.length === 1 ? [report] : [])], { stated: one.status, stage: stageIn(one.diagnostic) ?? stageIn(own) ?? (stated.length === 1 ? stageIn(report) : null), isStated: true })
  })
}

function fromWords(headers: Headers, report: string, returned: Headers, original: string): ReturnedRecipient[] {
  const sender = [first(headers, 'from'), first(headers, 'to'), first(returned, 'from'), first(returned, 'return-path')].map(field => addressIn(field).toLowerCase())
  const others = namedRecipients(report, new Set(sender.filter(Boolean)))
  // Who writes to themselves gets a report that names nobody else.
  const named = others.length ? others : namedRecipients(report, new Set())
  const anyone = named.length ? named : mentionedRecipients(report, new Set(sender.filter(Boolean)))
  const failed = (headers.get('x-failed-recipients') ?? []).flatMap(field => field.split(',')).map(field => addressIn(field).toLowerCase()).filter(Boolean)
  const subject = first(headers, 'subject')
  const delayed = /delay|warning|still being retried/i.test(subject) || /this is (only )?a warning|is delayed for more|will be retried until/i.test(report)
  const chosen = chooseRecipients(anyone, failed, returned, original)
  return chosen.map(({ address, said }) => {
    const alone = chosen.length === 1
    return judged(address, delayed ? 'delayed' : 'failed', [said, ...(alone ? [report, subject] : [])], { stated: null, stage: stageIn(said) ?? (alone ? stageIn(report) : null) })
  })
}

/** The words' recipients; else those of the header that Exim and others set; else the mail's own. */
function chooseRecipients(named: NamedRecipient[], failed: string[], returned: Headers, original: string): NamedRecipient[] {
  const confirmed = named.filter(({ address }) => failed.includes(address))
  if (confirmed.length) return confirmed
  if (failed.length) return failed.map(address => ({ address, said: '' }))
  const written = [...(returned.get('to') ?? []), ...(returned.get('cc') ?? [])].join(',').toLowerCase()
  const sentTo = named.filter(({ address }) => written.includes(address))
  if (sentTo.length && sentTo.length < named.length && named.some(one => !one.said.trim())) return sentTo
  if (named.length) return named
  const own = addressIn(first(returned, 'to').split(',')[0] ?? '') || (/\bfor <([^<>\s]+@[^<>\s]+)>/.exec(original)?.[1] ?? '')
  return own ? [{ address: own.toLowerCase(), said: '' }] : []
}

/** The first text that gives a reason decides; a later one only where those before say nothing. */
function judged(address: string, action: Action, texts: string[], { stated, stage, isStated = false }: { stated: string | null; stage: Stage | null; isStated?: boolean }): ReturnedRecipient {
  const answers = texts.map(answerIn)
  const found = answers.find(answer => answer.status)?.status ?? null
  const own = answers[0]?.status ?? null
  const smtpCode = answers.find(answer => answer.smtpCode)?.smtpCode ?? null
  const status = better(own, stated) ?? found
  const told = texts.filter(text => text.trim())
  const reasons = [...told, ''].map((text, at) => reasonOf({ text, status: at === 0 || text === '' ? status : null, smtpCode, stage, isField: isStated && at === 0 && text === texts[0] }))
  const reason = reasons.find(Boolean) ?? 'unknown'
  const isFinal = action === 'failed'
  return { address, action, status, smtpCode, reason: !isFinal && reason === 'system_error' ? 'expired' : reason, isPermanent: isFinal && permanentReasons.has(reason) && !status?.startsWith('4.'), diagnostic: (told[0] ?? '').trim().replace(/\s+/g, ' ').slice(0, 500) }
}

/** The other server's own status says more than the one that the reporting system made of it, unless it is X.0.0. */
const better = (said: string | null, stated: string | null) => [said, stated].find(status => status && !status.endsWith('.0.0')) ?? said ?? stated

const last = (references: string) => references.trim().split(/\s+/).at(-1) ?? ''
const idIn = (field: string) => /<([^<>\s]+)>/.exec(field)?.[1] ?? (field.includes('@') ? (field.trim().split(/\s+/)[0] ?? null) : null)

/** An answer is from whoever wrote it. */
function answering(headers: Headers): ReturnedRecipient[] {
  const address = addressIn(first(headers, 'from').replace(/\s*\([^)]*\)\s*$/, ''))
  return address ? [{ address, action: 'delivered', status: null, smtpCode: null, reason: answeredByMachine(headers) ? 'vacation' : 'unknown', isPermanent: false, diagnostic: '' }] : []
}
