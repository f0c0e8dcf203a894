import type { Reason } from '../bounces/phrases.ts'
import { answerIn, stageIn } from '../bounces/prose.ts'
import { permanentReasons, reasonOf } from '../bounces/reasons.ts'
import type { ReturnKind } from '../applying/apply.ts'

/** What a provider tells of one message. `ids` are Message-IDs, its own ids and envelope senders, whichever it gives. */
export type Notice = { ids: string[]; kind: ReturnKind; at: string; reason?: Reason | null; isPermanent?: boolean; status?: string | null; smtpCode?: number | null; diagnostic?: string | null }

/** What a request brings, as JSON of whatever shape. */
export type Json = Record<string, unknown>

export const object = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {})
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.slice(0, 5_000).map(object) : [])
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** An instant from ISO 8601 or seconds since 1970, never in the future. */
export function instant(value: unknown, now: Temporal.Instant): string {
  const ms = typeof value === 'number' || /^\d{9,11}(\.\d+)?$/.test(text(value)) ? Number(value) * 1000 : Date.parse(text(value))
  return Number.isFinite(ms) ? Temporal.Instant.fromEpochMilliseconds(Math.trunc(Math.min(ms, now.epochMilliseconds))).toString() : now.toString()
}

/**
 * A provider's word and the other server's words together. The provider's "permanent" is believed unless the words say
 * that the mailbox is full, the mail was taken for spam and the like: then the address lives.
 */
export function refusal(words: string, { hard, status: given, smtpCode: code }: { hard: boolean; status?: string; smtpCode?: number | null }): Required<Pick<Notice, 'reason' | 'isPermanent' | 'status' | 'smtpCode' | 'diagnostic'>> {
  const found = answerIn(words)
  const status = given || found.status
  const smtpCode = code ?? found.smtpCode
  const reason = reasonOf({ text: words, status, smtpCode, stage: stageIn(words) })
  const saysNothing = reason === null || reason === 'filtered' || reason === 'sender_rejected'
  const isPermanent = hard && (saysNothing || permanentReasons.has(reason))
  return { reason: saysNothing && isPermanent ? 'user_unknown' : (reason ?? 'unknown'), isPermanent, status, smtpCode, diagnostic: words.replace(/\s+/g, ' ').slice(0, 500) || null }
}
