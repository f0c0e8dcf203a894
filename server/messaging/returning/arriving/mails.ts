import { sql } from 'kysely'
import type { z } from 'zod'
import type { InboundMail, InboundMailDetail } from '../../../../contracts/returns.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx } from '../../../platform/index.ts'
import { audit } from '../../../staff/index.ts'
import { readInbound } from './read.ts'

export const inboundNotFound = appError('returns.mail_not_found', 404, 'There is no such mail.')
export const sourceRemoved = appError('returns.source_removed', 410, 'The source of this mail was removed 30 days after it was read.')
export const readAlready = appError('returns.read_already', 409, 'This mail was read. Only one that could not be read is read again.')

type Shown = z.infer<typeof InboundMail>
type Filter = { kind?: string | undefined; state?: string | undefined; customerId?: string | undefined; after?: string | undefined; limit: number }

const shown = sql`m.id, m.way, m.state, m.kind, m.problem, m.received_at as "receivedAt", m.size_bytes as "sizeBytes", m.raw is not null as "hasSource", coalesce(m.sender, nullif(m.envelope_from, '')) as "from", m.envelope_to as "to", m.subject, m.message_id as "messageId", m.customer_id as "customerId"`

export async function listInbound({ db }: Ctx, { kind, state, customerId, after, limit }: Filter) {
  const position = fromCursor(after, 2)
  const { rows } = await sql<Shown>`
    select ${shown} from inbound_mails as m
    where ${kind ? sql`m.kind = ${kind}` : sql`true`} and ${state ? sql`m.state = ${state}` : sql`true`} and ${customerId ? sql`m.customer_id = ${customerId}` : sql`true`}
      and ${position ? sql`(m.received_at, m.id) < (${position[0]}::timestamptz, ${position[1]}::uuid)` : sql`true`}
    order by m.received_at desc, m.id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.receivedAt, row.id])
}

/** @throws inboundNotFound */
export async function inboundMail({ db }: Ctx, mailId: string): Promise<z.infer<typeof InboundMailDetail>> {
  const { rows } = await sql<z.infer<typeof InboundMailDetail>>`
    select ${shown}, m.body as text, m.attachments, m.mail_id as "mailId", m.in_reply_to as "inReplyTo", m.thread_ids as "threadIds" from inbound_mails as m where m.id = ${mailId}`.execute(db)
  if (!rows[0]) throw inboundNotFound()
  return rows[0]
}

/** @throws inboundNotFound, sourceRemoved */
export async function sourceOf({ db }: Ctx, mailId: string): Promise<Buffer> {
  const row = await db.selectFrom('inbound_mails').select('raw').where('id', '=', mailId).executeTakeFirst()
  if (!row) throw inboundNotFound()
  if (!row.raw) throw sourceRemoved()
  return row.raw
}

/** Reads a mail again that could not be read, e.g. by a later version. @throws inboundNotFound, readAlready */
export const replay = (ctx: Ctx, mailId: string) =>
  inTransaction(ctx.db, async db => {
    const mail = await inboundMail(within(ctx, { db }), mailId)
    if (mail.state !== 'unreadable') throw readAlready()
    await db.updateTable('inbound_mails').set({ state: 'waiting', problem: null }).where('id', '=', mailId).execute()
    await readInbound.later(db, { mailId })
    await audit(within(ctx, { db }), { action: 'inbound.replay', record: { kind: 'inbound_mail', id: mailId, label: mail.subject } })
  })
