import { sql } from 'kysely'
import { fromCursor, type Db } from '../platform/index.ts'

export type Envelope = { from: string; to: string[]; raw: Buffer; now: string }

export const insertMail = (db: Db, { from, to, raw, now }: Envelope) =>
  db.insertInto('mailbox_mails').values({ received_at: now, envelope_from: from, envelope_to: to, raw }).returning('id').executeTakeFirstOrThrow()

export type Reading = { subject: string; sender: string; text: string | null; html: string | null; headers: object[]; attachments: object[]; now: string }

export const setReading = (db: Db, id: string, { subject, sender, text, html, headers, attachments, now }: Reading) =>
  db.updateTable('mailbox_mails').set({ subject, sender, text, html, headers: JSON.stringify(headers), attachments: JSON.stringify(attachments), parsed_at: now }).where('id', '=', id).execute()

const heads = (db: Db) =>
  db.selectFrom('mailbox_mails').select(['id', 'received_at', 'envelope_from', 'envelope_to', 'sender', 'subject', 'size_bytes', sql<string>`left(btrim(regexp_replace(coalesce(text, ''), '\\s+', ' ', 'g')), 160)`.as('preview')])

export type HeadRow = Awaited<ReturnType<typeof latestMails>>[number]

export function latestMails(db: Db, { limit, after, search }: { limit: number; after?: string | undefined; search?: string | undefined }) {
  const [receivedAt, id] = fromCursor(after, 2) ?? []
  let query = heads(db).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit + 1)
  if (id) query = query.where(sql<boolean>`(received_at, id) < (${receivedAt}::timestamptz, ${id}::uuid)`)
  if (search) query = query.where(sql<boolean>`(search like '%' || fold(${escapeLike(search)}) || '%' or array_to_string(envelope_to, ' ') ilike '%' || ${escapeLike(search)} || '%')`)
  return query.execute()
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

export const mailById = (db: Db, id: string) => heads(db).select(['text', 'html', 'headers', 'attachments']).where('id', '=', id).executeTakeFirst()

export const rawMail = (db: Db, id: string) => db.selectFrom('mailbox_mails').select('raw').where('id', '=', id).executeTakeFirst()

export const countMails = async (db: Db) => (await db.selectFrom('mailbox_mails').select(m => m.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count

export const deleteMails = async (db: Db) => Number((await db.deleteFrom('mailbox_mails').executeTakeFirst()).numDeletedRows)
