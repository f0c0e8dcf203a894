import { z } from 'zod'
import { route } from './route.ts'
import { Flag, Id, Instant, page, PageQuery } from './shapes.ts'

const Head = z.object({ id: Id, from: z.string(), to: z.array(z.string()), subject: z.string(), preview: z.string(), receivedAt: Instant, sizeBytes: z.int() })
const Mail = Head.extend({
  text: z.string().nullable(),
  /** Without scripts, forms and anything that loads from elsewhere. */
  html: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), sizeBytes: z.int() })),
})
const OneMail = z.object({ mailId: Id })

export const listMails = route({ method: 'GET', path: '/v1/mails', may: 'mailbox.read', summary: 'Mails that the development mailbox caught, the latest first.', query: PageQuery.extend({ search: z.string().max(200).optional() }), answers: page(Head) })
export const mailboxState = route({ method: 'GET', path: '/v1/mailbox', may: 'mailbox.read', summary: 'Whether mails stay here, and how many there are.', answers: z.object({ catches: z.boolean(), count: z.int() }) })
export const readMail = route({ method: 'GET', path: '/v1/mails/:mailId', may: 'mailbox.read', summary: 'One mail, safe to show.', params: OneMail, answers: Mail })
export const mailSource = route({ method: 'GET', path: '/v1/mails/:mailId/source', may: 'mailbox.read', summary: 'A mail as it came over SMTP.', params: OneMail, query: z.object({ download: Flag.optional() }), answers: 'text/plain' })
export const emptyMailbox = route({ method: 'DELETE', path: '/v1/mails', may: 'mailbox.write', summary: 'Deletes all mails of the development mailbox.', answers: z.object({ deleted: z.int() }), audits: 'mailbox.empty' })
