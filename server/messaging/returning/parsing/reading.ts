import PostalMime, { type Address } from 'postal-mime'
import { readBounce, type Returned } from '../bounces/read.ts'

export type MailAddress = { name: string; address: string }

/** What is kept of a mail that came back, for people to read and to find its thread. Attachments stay in the raw mail. */
export type ParsedMail = {
  from: MailAddress | null
  to: MailAddress[]
  cc: MailAddress[]
  subject: string
  messageId: string | null
  inReplyTo: string | null
  references: string[]
  /** ISO 8601, as the sender's clock says. */
  date: string | null
  text: string | null
  html: string | null
  attachments: { name: string; type: string; sizeBytes: number }[]
  /** Texts, addresses or attachments were longer than what is kept. */
  isCut: boolean
}

export type Reading = { returned: Returned; mail: ParsedMail }

const limits = { text: 200_000, html: 1_000_000, line: 998, addresses: 200, references: 100, attachments: 100 }
/** Deeper or longer than any mail a person writes; beyond it postal-mime refuses, and the mail is kept as it came. */
const parser = { maxNestingDepth: 50, maxHeadersSize: 2 * 1024 * 1024, maxRfc822NestingDepth: 3, attachmentEncoding: 'arraybuffer' } as const

/** Reads a mail completely. Runs in a worker thread only (`parse.ts`): on a hostile mail it may take long or fail. */
export async function readMailFully(raw: Uint8Array): Promise<Reading> {
  const mail = await PostalMime.parse(raw, parser)
  const [text, html] = [mail.text ?? null, mail.html ?? null]
  const lists = { to: mailboxes(mail.to), cc: mailboxes(mail.cc) }
  return {
    returned: readBounce(raw),
    mail: {
      from: mailboxes(mail.from ? [mail.from] : [])[0] ?? null,
      to: lists.to.slice(0, limits.addresses),
      cc: lists.cc.slice(0, limits.addresses),
      subject: (mail.subject ?? '').slice(0, limits.line),
      messageId: idOf(mail.messageId),
      inReplyTo: idOf(mail.inReplyTo),
      references: [...(mail.references ?? '').slice(0, 100_000).matchAll(/<([^<>\s]{3,500})>/g)].map(([, id]) => id!).slice(-limits.references),
      date: mail.date && !Number.isNaN(Date.parse(mail.date)) ? new Date(mail.date).toISOString() : null,
      text: text?.slice(0, limits.text) ?? null,
      html: html?.slice(0, limits.html) ?? null,
      attachments: mail.attachments.slice(0, limits.attachments).map(({ filename, mimeType, content }) => ({ name: (filename ?? '').slice(0, 255), type: mimeType.slice(0, 100), sizeBytes: typeof content === 'string' ? content.length : content.byteLength })),
      isCut: (text?.length ?? 0) > limits.text || (html?.length ?? 0) > limits.html || lists.to.length > limits.addresses || lists.cc.length > limits.addresses || mail.attachments.length > limits.attachments,
    },
  }
}

const mailboxes = (addresses: Address[] = []): MailAddress[] =>
  addresses.slice(0, limits.addresses + 1).flatMap(one => one.group ?? [one]).map(({ name, address }) => ({ name: name.slice(0, 200), address: (address ?? '').slice(0, 320) }))

const idOf = (field: string | undefined) => /<([^<>\s]{3,500})>/.exec(field ?? '')?.[1] ?? null
