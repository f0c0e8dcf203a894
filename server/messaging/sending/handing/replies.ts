/** What became of handing one message to a server. */
export type Outcome =
  | { kind: 'sent'; reply: string; providerMessageId: string | null }
  /** The server answered no. `permanent`: asking again is no use. */
  | { kind: 'refused'; permanent: boolean; reply: string }
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

/** Of a permanent refusal, whether it says that there is no such mailbox (RFC 3463: 5.1.1, 5.1.2, 5.1.3, 5.1.6, 5.1.10, 5.2.1). */
export const saysNoSuchMailbox = (reply: string): boolean => /^\d{3}[ -]5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b/.test(reply)

const minute = 60_000
const waits = [1, 5, 15, 30, 60, 120, 240, 480].map(minutes => minutes * minute)
const giveUpAfter = 5 * 24 * 60 * minute

/** How long to wait after the n-th temporary refusal (from 1), in milliseconds; null once five days are over. */
export function waitAfter(attempt: number): number | null {
  const wait = (n: number) => waits[Math.min(n, waits.length) - 1]!
  const waited = Array.from({ length: attempt }, (_, i) => wait(i + 1)).reduce((sum, one) => sum + one, 0)
  return waited > giveUpAfter ? null : wait(attempt)
}
