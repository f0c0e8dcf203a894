import PostalMime from 'postal-mime'
import sanitizeHtml from 'sanitize-html'
import { announce, appError, inTransaction, nowText, pageOf, within, type Ctx } from '../platform/index.ts'
import { audit } from '../staff/index.ts'
import { countMails, deleteMails, insertMail, latestMails, mailById, rawMail, setReading, type HeadRow } from './queries.ts'

export const noSuchMail = appError('mailbox.not_found', 404, 'There is no such mail; the mailbox may have been emptied.')

/** Keeps a mail as it came, then reads it. A mail that cannot be read stays with its source. */
export async function receive(ctx: Ctx, mail: { from: string; to: string[]; raw: Buffer }): Promise<void> {
  const { id } = await insertMail(ctx.db, { ...mail, now: nowText(ctx.clock) })
  await read(ctx, id, mail.raw).catch((error: Error) => ctx.log.warn({ mailId: id, error: error.message }, 'mail could not be read'))
  await announce(ctx.db, { topic: 'mails', id })
}

async function read(ctx: Ctx, id: string, raw: Buffer): Promise<void> {
  const { subject = '', from, text = null, html = null, headers, attachments } = await PostalMime.parse(raw)
  const sender = from ? [from.name, from.address && `<${from.address}>`].filter(Boolean).join(' ') : ''
  await setReading(ctx.db, id, {
    subject,
    sender,
    text,
    html,
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: attachments.map(({ filename, mimeType, content }) => ({ name: filename ?? '', type: mimeType, sizeBytes: typeof content === 'string' ? content.length : content.byteLength })),
    now: nowText(ctx.clock),
  })
}

export async function listMails(ctx: Ctx, query: { limit: number; after?: string | undefined; search?: string | undefined }) {
  const { items, next } = pageOf(await latestMails(ctx.db, query), query.limit, row => [row.received_at, row.id])
  return { items: items.map(headOf), next }
}

export const mailboxState = async (ctx: Ctx) => ({ catches: !ctx.config.smtpUrl, count: await countMails(ctx.db) })

export async function readMail(ctx: Ctx, mailId: string) {
  const mail = await mailById(ctx.db, mailId)
  if (!mail) throw noSuchMail()
  return { ...headOf(mail), text: mail.text, html: mail.html === null ? null : safeHtml(mail.html), headers: mail.headers, attachments: mail.attachments }
}

export async function mailSource(ctx: Ctx, mailId: string): Promise<Buffer> {
  const mail = await rawMail(ctx.db, mailId)
  if (!mail) throw noSuchMail()
  return mail.raw
}

export const emptyMailbox = (ctx: Ctx) =>
  inTransaction(ctx.db, async db => {
    const deleted = await deleteMails(db)
    await audit(within(ctx, { db }), { action: 'mailbox.empty', record: { kind: 'mailbox', id: 'mailbox' }, changes: { mails: { from: deleted, to: 0 } } })
    await announce(db, { topic: 'mails' })
    return { deleted }
  })

const headOf = (row: HeadRow) => ({ id: row.id, from: row.sender || row.envelope_from, to: row.envelope_to, subject: row.subject, preview: row.preview, receivedAt: row.received_at, sizeBytes: row.size_bytes ?? 0 })

/** HTML of a stranger without scripts, forms, frames and everything that would be fetched from elsewhere. */
export const safeHtml = (html: string) =>
  sanitizeHtml(html, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'center', 'body', 'font', 'del', 'ins'],
    allowedAttributes: { '*': ['style', 'align', 'valign', 'width', 'height', 'bgcolor', 'color', 'cellpadding', 'cellspacing', 'border', 'role', 'dir', 'lang', 'colspan', 'rowspan'], a: ['href', 'target', 'rel'], img: ['src', 'alt'] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title'],
    // The mail's background belongs to its body.
    transformTags: { body: 'div', a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer' }) },
    // A style may colour and space, not fetch: url() and @import are what would.
    exclusiveFilter: ({ attribs }) => /url\s*\(|@import|expression\s*\(/i.test(attribs['style'] ?? ''),
  })
