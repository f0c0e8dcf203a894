import { sql } from 'kysely'
import type { z } from 'zod'
import type { createSender as createContract, editSender as editContract, Sender } from '../../../contracts/sending-setup.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { fallbackFrom } from './from.ts'

const senderNotFound = appError('sending.sender_not_found', 404, 'There is no such sender.')
const senderExists = appError('sending.sender_exists', 409, 'There is a sender of this name and address already.')
const storeUnknown = appError('sending.store_unknown', 404, 'There is no such store.')

/** A domain signs for its subdomains as well (relaxed alignment, RFC 7489). */
const signsFor = sql`(select d.id from sending_domains as d where split_part(lower(s.email), '@', 2) = d.domain or split_part(lower(s.email), '@', 2) like '%.' || d.domain order by length(d.domain) desc limit 1)`

async function sendersWhere(db: Db, id?: string): Promise<Sender[]> {
  const { rows } = await sql<Sender>`
    select s.id, s.name, s.email, s.reply_to as "replyTo", s.store_id as "storeId", st.name as "storeName", s.created_at as "createdAt", s.created_by as "createdBy", d.domain,
      coalesce((select bool_and(c ->> 'state' in ('good', 'advice')) from jsonb_array_elements(d.checks) as c where c ->> 'kind' in ('dkim', 'spf')), false) as "isProven"
    from senders as s left join stores as st on st.id = s.store_id left join sending_domains as d on d.id = ${signsFor}
    where s.archived_at is null and (${id ?? null}::uuid is null or s.id = ${id ?? null}) order by s.created_at, s.id limit 500`.execute(db)
  return rows
}

export const listSenders = async (ctx: Ctx) => ({ items: await sendersWhere(ctx.db), fallback: fallbackFrom(ctx) })

async function senderOf(db: Db, id: string): Promise<Sender> {
  const [sender] = await sendersWhere(db, id)
  if (!sender) throw senderNotFound()
  return sender
}

/** @throws senderExists, storeUnknown */
export const createSender = (ctx: Ctx, { name, email, replyTo = null, storeId = null }: z.output<typeof createContract.body>): Promise<Sender> =>
  inTransaction(ctx.db, async db => {
    await isNew(db, { name, email, storeId })
    const { id } = await db.insertInto('senders').values({ name, email, reply_to: replyTo, store_id: storeId, created_at: ctx.clock.now().toString(), created_by: ctx.actor.name }).returning('id').executeTakeFirstOrThrow()
    await audit(within(ctx, { db }), { action: 'sending.create_sender', record: { kind: 'sender', id, label: `${name} <${email}>` } })
    return senderOf(db, id)
  })

/** @throws senderNotFound, senderExists, storeUnknown */
export const editSender = (ctx: Ctx, id: string, change: z.output<typeof editContract.body>): Promise<Sender> =>
  inTransaction(ctx.db, async db => {
    const before = await senderOf(db, id)
    const { name, email, replyTo, storeId } = { ...before, ...change }
    await isNew(db, { name, email, storeId }, id)
    await db.updateTable('senders').set({ name, email, reply_to: replyTo, store_id: storeId }).where('id', '=', id).execute()
    await audit(within(ctx, { db }), { action: 'sending.edit_sender', record: { kind: 'sender', id, label: `${name} <${email}>` }, changes: changesBetween(before, change as Partial<Sender>) })
    return senderOf(db, id)
  })

async function isNew(db: Db, { name, email, storeId }: { name: string; email: string; storeId: string | null }, except?: string): Promise<void> {
  const { rows } = await sql`select from senders where archived_at is null and lower(email) = lower(${email}) and lower(name) = lower(${name}) and id is distinct from ${except ?? null}::uuid`.execute(db)
  if (rows.length) throw senderExists({}, [{ field: 'email', message: 'This sender exists.' }])
  if (storeId && !(await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst())) throw storeUnknown({}, [{ field: 'storeId', message: 'There is no such store.' }])
}

/** @throws senderNotFound */
export const archiveSender = (ctx: Ctx, id: string): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const { name, email } = await senderOf(db, id)
    await db.updateTable('senders').set({ archived_at: ctx.clock.now().toString() }).where('id', '=', id).execute()
    await audit(within(ctx, { db }), { action: 'sending.archive_sender', record: { kind: 'sender', id, label: `${name} <${email}>` } })
  })
