import type { Reason } from '../../returning/bounces/phrases.ts'
import { answerIn } from '../../returning/bounces/prose.ts'
import { permanentReasons, reasonOf, type Stage } from '../../returning/bounces/reasons.ts'

/** What became of handing one message to a server. */
export type Outcome =
  | { kind: 'sent'; reply: string; providerMessageId: string | null }
  /** The server answered no, to the envelope or to the data. `permanent`: asking again is no use. */
  | { kind: 'refused'; permanent: boolean; reply: string; stage: Stage | null }
  /** It certainly did not take it: the connection failed before the end of the data. */
  | { kind: 'not_handed'; problem: string }
  /** It has the data, and the connection ended before its answer: nobody can know. */
  | { kind: 'unknown'; problem: string }

/** An SMTP reply as we keep it: one line, without what would name more than the refusal does. */
export const shortened = (reply: string): string => reply.replace(/\s+/g, ' ').trim().slice(0, 500)

/**
 * Whether a refusal is for good. 5xx is (RFC 5321, 4.2.1), except what says by its enhanced code that it is not, and
 * what some providers say with 5xx of a mailbox that is full or of us being too fast.
 */
export function isPermanent(code: number, reply: string): boolean {
  if (code < 500) return false
  const [, klass] = /^\d{3}[ -](\d)\.\d{1,3}\.\d{1,3}\b/.exec(reply) ?? []
  return klass !== '4' && !/\b(?:rate limit|too many|try again later|greylist|temporar)/i.test(reply)
}

/**
 * Why a server refused, as a bounce of the same words is read. `isDead`: the address will never take mail, so nothing more
 * is sent there; a refusal for good may as well be of us or of this mail.
 */
export function verdictOn({ permanent, reply, stage }: Extract<Outcome, { kind: 'refused' }>): { reason: Reason; isDead: boolean; status: string | null } {
  const { status, smtpCode } = answerIn(reply)
  const reason = reasonOf({ text: reply, status, smtpCode, stage }) ?? 'unknown'
  return { reason, isDead: permanent && permanentReasons.has(reason), status }
}

const minute = 60_000
const waits = [1, 5, 15, 30, 60, 120, 240, 480].map(minutes => minutes * minute)
const giveUpAfter = 5 * 24 * 60 * minute

/** How long to wait after the n-th temporary refusal (from 1), in milliseconds; null once five days are over. */
export function waitAfter(attempt: number): number | null {
  const wait = (n: number) => waits[Math.min(n, waits.length) - 1]!
  const waited = Array.from({ length: attempt }, (_, i) => wait(i + 1)).reduce((sum, one) => sum + one, 0)
  return waited > giveUpAfter ? null : wait(attempt)
}
