import { sql, type RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { InboundFilter, InboundKind, InboundMail, InboundMailDetail } from '../../../../contracts/returns.ts'
import { nodeIds, normalEmail } from '../../../collect/index.ts'
import { whoIsNow } from '../../../customers/index.ts'
import { appError, fromCursor, inTransaction, pageOf, within, type Ctx } from '../../../platform/index.ts'
import { audit } from '../../../staff/index.ts'
import { textOf } from '../../templates/engine/text.ts'
import { readInbound } from './read.ts'

export const inboundNotFound = appError('returns.mail_not_found', 404, 'There is no such mail.')
export const sourceRemoved = appError('returns.source_removed', 410, 'The source of this mail was removed 30 days after it was read.')
export const readAlready = appError('returns.read_already', 409, 'This mail was read. Only one that could not be read is read again.')

type Wanted = { limit: number; after?: string | undefined } & z.output<typeof InboundFilter>

const shown = sql`m.id, m.way, m.state, m.kind, m.problem, m.received_at as "receivedAt", m.size_bytes as "sizeBytes", m.raw is not null as "hasSource", coalesce(m.sender, nullif(m.envelope_from, '')) as "from", m.envelope_to as "to", m.subject,
  m.message_id as "messageId", m.customer_id as "customerId", c.name as "customerName", m.understood ->> 'reason' as reason, coalesce((m.understood ->> 'isPermanent')::boolean, false) as "isPermanent"`
const tables = sql`inbound_mails as m left join customers as c on c.id = m.customer_id`

export async function listInbound(ctx: Ctx, { limit, after, ...filter }: Wanted) {
  const position = fromCursor(after, 2)
  const conditions = [...(await conditionsOf(ctx, filter)), ...(position ? [sql`(m.received_at, m.id) < (${position[0]}::timestamptz, ${position[1]}::uuid)`] : [])]
  const { rows } = await sql<InboundMail>`
    select ${shown} from ${tables} where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`} order by m.received_at desc, m.id desc limit ${limit + 1}`.execute(ctx.db)
  return pageOf(rows, limit, row => [row.receivedAt, row.id])
}

async function conditionsOf(ctx: Ctx, { kind, state, unmatched, customerId, messageId, q }: z.output<typeof InboundFilter>): Promise<RawBuilder<unknown>[]> {
  return [
    ...(kind ? [sql`m.kind = ${sql.lit(kind)}`] : []), ...(state ? [sql`m.state = ${sql.lit(state)}`] : []), ...(unmatched ? [sql`m.state = 'read' and m.message_id is null`] : []),
    ...(customerId ? [sql`m.customer_id = ${await whoIsNow(ctx.db, customerId)}`] : []), ...(messageId ? [sql`m.message_id = ${messageId}`] : []), ...(q ? [await about(ctx, q)] : []),
  ]
}

/** Up to so many are found by their ids first. */
const fewMails = 2_000

/**
 * Where a whole address stands in the mail or is that of the message it is about; of a part, whose address begins so. Few
 * are found by their indexes first; many stand near the beginning of any list. Left to the planner, one address among
 * 300,000 mails took 0.6 s; with its node asked for in the statement, that is for every row, 10 s.
 */
async function about(ctx: Ctx, q: string): Promise<RawBuilder<unknown>> {
  const address = normalEmail(q)
  const isFound = address
    ? sql`(m.mentioned @> array[${address}]::text[] or m.node_id = ${(await nodeIds(ctx))({ kind: 'email', value: address })}::uuid)`
    : sql`lower(m.sender) like ${`${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`}`
  const { rows } = await sql<{ id: string }>`select m.id from inbound_mails as m where ${isFound} limit ${fewMails + 1}`.execute(ctx.db)
  return rows.length > fewMails ? isFound : sql`m.id = any(${rows.map(row => row.id)}::uuid[])`
}

const monthHours = 30 * 24

export async function countInbound({ db, clock }: Ctx) {
  const since = clock.now().subtract({ hours: monthHours }).toString()
  const [kinds, rest] = await Promise.all([
    sql<{ kind: InboundKind; count: number }>`select kind, count(*)::int as count from inbound_mails where kind is not null and received_at >= ${since} group by kind`.execute(db),
    sql<{ unmatched: number; waiting: number; unreadable: number }>`
      select (select count(*)::int from inbound_mails where state = 'read' and message_id is null and received_at >= ${since}) as unmatched,
        (select count(*)::int from inbound_mails where state = 'waiting') as waiting, (select count(*)::int from inbound_mails where state = 'unreadable') as unreadable`.execute(db),
  ])
  const none: Record<InboundKind, number> = { reply: 0, bounce: 0, complaint: 0, auto_reply: 0, delivered: 0 }
  return { since, kinds: { ...none, ...Object.fromEntries(kinds.rows.map(row => [row.kind, row.count])) }, ...rest.rows[0]! }
}

type Row = Omit<InboundMailDetail, 'recipients' | 'text'> & { recipients: InboundMailDetail['recipients'] | null; body: string | null; html: string | null }

/** @throws inboundNotFound */
export async function inboundMail({ db }: Ctx, mailId: string): Promise<InboundMailDetail> {
  const { rows } = await sql<Row>`
    select ${shown}, m.body, case when m.body is null then left(m.html, 300000) end as html, m.attachments, m.mail_id as "mailId", m.in_reply_to as "inReplyTo", m.thread_ids as "threadIds", m.understood -> 'recipients' as recipients, m.understood ->> 'feedback' as feedback,
      case when x.id is null then null else json_build_object('id', x.id, 'mailingId', x.mailing_id, 'mailing', g.name, 'stream', x.stream, 'address', x.address, 'sentAt', to_char(x.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as message
    from ${tables} left join messages as x on x.id = m.message_id left join mailings as g on g.id = x.mailing_id where m.id = ${mailId}`.execute(db)
  if (!rows[0]) throw inboundNotFound()
  const { recipients, body, html, ...mail } = rows[0]
  return { ...mail, recipients: recipients ?? [], text: body ?? (html === null ? null : textOf(html, () => undefined)) }
}

/** @throws inboundNotFound, sourceRemoved */
export async function sourceOf(ctx: Ctx, mailId: string): Promise<Buffer> {
  const row = await ctx.db.selectFrom('inbound_mails').select(['raw', 'subject']).where('id', '=', mailId).executeTakeFirst()
  if (!row) throw inboundNotFound()
  if (!row.raw) throw sourceRemoved()
  await audit(ctx, { action: 'inbound.export', record: { kind: 'inbound_mail', id: mailId, label: row.subject } })
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
