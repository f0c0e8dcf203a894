import { hash } from 'node:crypto'
import type { Ctx } from '../../platform/index.ts'
import { asciiAddress, composed, mailbox } from './composing/mime.ts'
import { dkimSignature, type DkimKey } from './composing/dkim.ts'
import type { Mailing, Message } from './ledger.ts'
import type { Letter } from './handing/smtp.ts'
import type { Provider } from './providers.ts'

/** What a message says to one person, ready to read. */
export type Content = { subject: string; html: string | null; text: string; unsubscribeUrl: string | null; headers?: [string, string][] }

/** Writes what each of these messages says. An error stands for one message alone. */
export type Writer = (ctx: Ctx, mailing: Mailing, messages: Message[]) => Promise<Map<string, Content | Error>>

/** In whose name a mailing is sent. */
export type From = { name: string; email: string; replyTo: string | null; key: DkimKey | null; /** The envelope sender and the Message-ID, by which what comes back finds its message. */ returnPath(messageId: string): string; messageIdHeader(messageId: string): string }

/** A message as the bytes that a server is handed. */
export async function letterOf(message: Message & { address: string }, content: Content, { from, mailing, provider, now }: { from: From; mailing: Mailing; provider?: Pick<Provider, 'url'>; now: Temporal.Instant }): Promise<Letter> {
  const to = asciiAddress(message.address)
  const mime = composed({
    headers: [
      ['From', mailbox(from.name, from.email)],
      ['To', to],
      ...(from.replyTo ? [['Reply-To', asciiAddress(from.replyTo)] as [string, string]] : []),
      ['Subject', content.subject],
      ['Date', rfc5322(now)],
      ['Message-ID', from.messageIdHeader(message.id)],
      ...(content.unsubscribeUrl ? unsubscribing(content.unsubscribeUrl) : []),
      ['Feedback-ID', `${mailing.id}:${mailing.stream}:suki`],
      ...(provider && isPostmark(provider) ? [['X-PM-Metadata-suki', message.id] as [string, string]] : []),
      ...(content.headers ?? []),
    ],
    text: content.text,
    html: content.html,
    boundary: `=_${hash('sha256', message.id, 'base64url').slice(0, 24)}`,
  })
  const signature = from.key ? `${await dkimSignature(mime, from.key, now.epochMilliseconds)}\r\n` : ''
  return { from: from.returnPath(message.id), to, raw: Buffer.from(`${signature}${mime.headers}\r\n\r\n${mime.body}`, 'latin1') }
}

/** Postmark gives mails ids of its own; what it tells of them names ours by this. */
const isPostmark = ({ url }: Pick<Provider, 'url'>) => /(^|\.)postmarkapp\.com$/i.test(new URL(url).hostname)

/** RFC 8058: one POST, without a page between, ends it. */
const unsubscribing = (url: string): [string, string][] => [['List-Unsubscribe', `<${url}>`], ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click']]

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
function rfc5322(now: Temporal.Instant): string {
  const { dayOfWeek, day, month, year, hour, minute, second } = now.toZonedDateTimeISO('UTC')
  const two = (n: number) => String(n).padStart(2, '0')
  return `${days[dayOfWeek - 1]}, ${day} ${months[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} +0000`
}
