import { sql, type RawBuilder } from 'kysely'
import type { z } from 'zod'
import { type MessageDetail, type MessageFilter, type MessageLine, messageSteps } from '../../../contracts/messages.ts'
import { whoIsNow } from '../../customers/index.ts'
import { appError, fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'

export const messageNotFound = appError('messages.not_found', 404, 'There is no such message.')

const columns = sql`x.id, x.mailing_id as "mailingId", m.name as mailing, x.stream, x.channel, x.letter, x.customer_id as "customerId", c.name as "customerName", x.address, x.language, x.state, x.reason, x.created_at as "createdAt", x.send_at as "sendAt", x.sent_at as "sentAt", x.handed_at as "handedAt",
  x.delivered_at as "deliveredAt", x.opened_at as "openedAt", x.clicked_at as "clickedAt", x.replied_at as "repliedAt", x.bounced_at as "bouncedAt", x.complained_at as "complainedAt", x.unsubscribed_at as "unsubscribedAt"`
const tables = sql`messages as x join mailings as m on m.id = x.mailing_id left join customers as c on c.id = x.customer_id`

type Wanted = { limit: number; after?: string | undefined } & z.output<typeof MessageFilter>

/** The latest first. */
export async function listMessages({ db }: Ctx, { limit, after, state, reason, mailing, customer, stream }: Wanted) {
  const from = fromCursor(after, 2)
  const conditions: RawBuilder<unknown>[] = [
    ...(state ? [state.length === 1 ? sql`x.state = ${sql.lit(state[0]!)}` : sql`x.state = any(${state}::text[])`] : []), ...(reason ? [sql`x.reason = ${reason}`] : []), ...(mailing ? [sql`x.mailing_id = ${mailing}`] : []),
    ...(customer ? [sql`x.customer_id = ${await whoIsNow(db, customer)}`] : []), ...(stream ? [sql`x.stream = ${sql.lit(stream)}`] : []), ...(from ? [sql`(x.created_at, x.id) < (${from[0]}::timestamptz, ${from[1]}::uuid)`] : []),
  ]
  const { rows } = await sql<MessageLine>`select ${columns} from ${tables} where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`} order by x.created_at desc, x.id desc limit ${limit + 1}`.execute(db)
  return pageOf(rows, limit, row => [row.createdAt, row.id])
}

/** @throws messageNotFound */
export async function lineOf(db: Db, id: string): Promise<MessageLine> {
  const { rows } = await sql<MessageLine>`select ${columns} from ${tables} where x.id = ${id}`.execute(db)
  if (!rows[0]) throw messageNotFound()
  return rows[0]
}

type Row = Omit<MessageDetail, 'history'> & { decidedAt: string | null }

/** @throws messageNotFound */
export async function detailOf({ db }: Ctx, id: string): Promise<MessageDetail> {
  const { rows } = await sql<Row>`
    select ${columns}, x.attempts, x.reply, p.name as provider, x.decided_at as "decidedAt", x.decided_by as "decidedBy", t.id as "templateId", t.name as template,
      case when o.id is null then null else json_build_object('id', o.id, 'decision', o.decision, 'source', o.source, 'occurredAt', to_char(o.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as consent
    from ${tables} left join mail_providers as p on p.id = x.provider_id left join consents as o on o.id = x.consent_id
    left join templates as t on t.id = coalesce(x.template_id, (m.variants -> x.letter ->> 'templateId')::uuid) where x.id = ${id}`.execute(db)
  if (!rows[0]) throw messageNotFound()
  const { decidedAt, ...message } = rows[0]
  const times: Record<(typeof messageSteps)[number], string | null> = { considered: message.createdAt, handed: message.handedAt, sent: message.sentAt, delivered: message.deliveredAt, opened: message.openedAt, clicked: message.clickedAt, replied: message.repliedAt, unsubscribed: message.unsubscribedAt, bounced: message.bouncedAt, complained: message.complainedAt, decided: decidedAt }
  return { ...message, history: messageSteps.flatMap(step => (times[step] ? [{ step, at: times[step] }] : [])).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)) }
}

export async function undecided({ db }: Ctx) {
  const { rows } = await sql<{ mailingId: string; mailing: string; count: number }>`
    select x.mailing_id as "mailingId", m.name as mailing, count(*)::int as count from messages as x join mailings as m on m.id = x.mailing_id where x.state = 'unknown' group by x.mailing_id, m.name order by count(*) desc, x.mailing_id limit 200`.execute(db)
  return { total: rows.reduce((sum, row) => sum + row.count, 0), mailings: rows }
}
