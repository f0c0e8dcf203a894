import { generalPhrases, namingPhrases, type Reason } from './phrases.ts'
import { statusReasons } from './statuses.ts'

/** In which step of SMTP the other side said no. */
export type Stage = 'connect' | 'mail' | 'rcpt' | 'data'

/** What is known of one refusal. `status` is the enhanced status code (RFC 3463), `smtpCode` the reply code (RFC 5321). */
export type Refusal = {
  text: string
  status: string | null
  smtpCode: number | null
  stage: Stage | null
  /** The text is a field for it (Diagnostic-Code), not the words of a report. */
  isField?: boolean
}

/**
 * The address itself is dead: no such mailbox, no such domain, moved away, or a domain that takes no mail at all.
 * All else is said of the sender, the message, the moment or a mailbox that may open again.
 */
export const permanentReasons: ReadonlySet<Reason> = new Set<Reason>(['user_unknown', 'host_unknown', 'has_moved', 'no_mail_accepted'])

/**
 * Why a mail came back. In order of trust: words that name one reason, an enhanced status that names one (RFC 3463 and
 * IANA's registry), words in general use, statuses and reply codes that say little. Null: nothing said anything.
 */
export function reasonOf(refusal: Refusal): Reason | null {
  const found = foundReason(refusal)
  const { stage } = refusal
  if (found === 'user_unknown') return believed(refusal)
  if (stage === 'mail' && (found === 'host_unknown' || found === null)) return 'sender_rejected'
  if (stage === 'connect' && (found === null || found === 'sender_rejected' || found === 'security_error')) return 'blocked'
  return found
}

function foundReason({ text, status, smtpCode }: Refusal): Reason | null {
  const said = wordsOf(text)
  const firm = status ? statusReasons.firm[status.slice(2)] : undefined
  if (firm) return firm
  const named = namingPhrases.find(([, pattern]) => pattern.test(said))
  if (named) return named[0]
  const exact = status ? statusReasons.exact[status.slice(2)] : undefined
  if (exact) return exact
  const general = generalPhrases.find(([, pattern]) => pattern.test(said))
  if (general) return general[0]
  const vague = status ? (statusReasons.vague[status] ?? statusReasons.vague[status.slice(2)] ?? statusReasons.subject[status.split('.')[1]!]) : undefined
  return vague ?? (smtpCode ? (statusReasons.replies[smtpCode] ?? null) : null)
}

/** What is said, without the names in it: an address or a host may be called anything ("unknown@blocked.example.com"). */
const wordsOf = (text: string) =>
  text.slice(0, 6000).toLowerCase().replace(/\s+/g, ' ')
    // Postfix puts this before whatever its rule says.
    .replace(/recipient address rejected: (?!access denied)(?=\w)/g, '').replace(/https?:\/\/([^\s/]{1,200})\S*/g, '$1')
    .replace(/<[^<>@\s]{0,64}@[^<>\s]{0,200}>|[\w.+%=-]{1,64}@[\w.-]{1,200}/g, '<>').replace(/\b(remote )?(host|server)( [\w.-]+)? ?(\[[^\]]*\]|\([^)]*\))? ?(said|replied|returned|failed with):?|\bhost [\w.-]+ ?\[[^\]]*\]:?/g, ' ').slice(0, 4000)

/**
 * "User unknown" is believed where the address was the question: in answer to RCPT TO, with status X.1.x, or from a
 * system that speaks of its own directory. In answer to the message itself (DATA) some carriers say so of mail that
 * they filter, and the mailbox lives.
 */
function believed({ text, status, smtpCode, stage, isField = false }: Refusal): Reason {
  if (stage === 'mail') return 'sender_rejected'
  if (stage === 'rcpt' || /have an? \S+ account/i.test(text)) return 'user_unknown'
  // An answer that begins where an address should stand is one of those carriers'.
  if (/\b5\d\d:? : ?user unknown/i.test(text)) return 'filtered'
  if (/^[45]\.1\.\d/.test(status ?? '')) return 'user_unknown'
  // An answer of SMTP with no word on which question it answered: five in a row will tell.
  const isVague = smtpCode !== null && !isField && (status === null || status.endsWith('.0.0'))
  return stage === 'data' || /^[45]\.2\./.test(status ?? '') || isVague ? 'filtered' : 'user_unknown'
}
