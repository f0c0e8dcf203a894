import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { MessageLine, sendMessage as contract } from '../../../contracts/messages.ts'
import { recogniseCustomers, whoIsNow } from '../../customers/index.ts'
import { appError, inTransaction, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { lineOf } from './queries.ts'

const keyUsed = appError('messages.key_used', 409, 'This key was used for another message. Use a key of its own for each message.')
const templateUnknown = appError('messages.template_unknown', 404, 'There is no template {template} that is published. Publish it, then send.')
const templateOfCampaigns = appError('messages.template_of_campaigns', 422, 'The template "{name}" is for campaigns. What goes out without the rules of marketing needs a transactional template.')
const storeUnknown = appError('messages.store_unknown', 404, 'There is no such store.')
const recipientUnknown = appError('messages.recipient_unknown', 404, 'There is no such customer.')
const recipientErased = appError('messages.recipient_erased', 409, 'This person asked to be forgotten; nothing is kept or sent.')
const tooMuchData = appError('messages.too_much_data', 413, 'The data is {kilobytes} kB as JSON; at most 64 kB are taken.')

type Asked = z.output<typeof contract.body>

/** Makes a transactional message, once for a key. It goes out within a second, before campaigns. */
export const sendMessage = (ctx: Ctx, asked: Asked): Promise<MessageLine> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const data = JSON.stringify(asked.data)
    if (data.length > 65_536) throw tooMuchData({ kilobytes: Math.ceil(data.length / 1024) }, [{ field: 'data', message: 'At most 64 kB.' }])
    const digest = hash('sha256', JSON.stringify([asked.to, asked.template, asked.language ?? null, data, asked.storeId ?? null]), 'hex')
    const before = asked.key === undefined ? undefined : await madeBefore(db, asked.key, digest)
    if (before) return lineOf(db, before)
    const mailingId = await mailingFor(own, asked)
    const recipient = await recipientOf(own, asked)
    const now = nowText(ctx.clock)
    const { rows } = await sql<{ id: string }>`
      insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, address, language, state, send_at, template_id, data, created_at)
      values (${mailingId}, 'email', 'transactional', 'service', ${recipient.customerId}, ${recipient.nodeId}, ${recipient.customerId}, ${recipient.address}, ${asked.language ?? null}, 'queued', ${now}, ${asked.template}, ${data}::jsonb, ${now}) returning id`.execute(db)
    const { id } = rows[0]!
    if (asked.key !== undefined) await db.insertInto('message_keys').values({ key: asked.key, digest, message_id: id, created_at: now }).execute()
    const line = await lineOf(db, id)
    await audit(own, { action: 'messages.send', record: { kind: 'message', id, label: line.mailing } })
    return line
  })

/** The message of a key. Held until this transaction ends, so that two calls at once make one. @throws keyUsed */
async function madeBefore(db: Db, key: string, digest: string): Promise<string | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 7259))`.execute(db)
  const made = await db.selectFrom('message_keys').select(['digest', 'message_id']).where('key', '=', key).executeTakeFirst()
  if (made && made.digest !== digest) throw keyUsed({}, [{ field: 'key', message: 'It was used for another message.' }])
  return made?.message_id
}

/** One mailing for a template and a store. @throws templateUnknown, templateOfCampaigns, storeUnknown */
async function mailingFor({ db, clock }: Ctx, { template, storeId }: Asked): Promise<string> {
  const known = await db.selectFrom('templates').select(['name', 'kind', 'store_id', 'version_id']).where('id', '=', template).where('archived_at', 'is', null).executeTakeFirst()
  if (!known?.version_id) throw templateUnknown({ template }, [{ field: 'template', message: 'There is no such published template.' }])
  if (known.kind !== 'transactional') throw templateOfCampaigns({ name: known.name }, [{ field: 'template', message: 'Expected a transactional template.' }])
  if (storeId && !(await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst())) throw storeUnknown({}, [{ field: 'storeId', message: 'There is no such store.' }])
  const store = storeId ?? known.store_id
  const find = () => db.selectFrom('mailings').select('id').where('template_id', '=', template).where('store_id', '=', store).where('stream', '=', 'transactional').executeTakeFirst()
  const made = await find()
  if (made) return made.id
  await sql`insert into mailings (stream, purpose, channel, name, store_id, template_id, created_at) values ('transactional', 'service', 'email', ${known.name}, ${store}, ${template}, ${nowText(clock)}) on conflict do nothing`.execute(db)
  return (await find())!.id
}

/** Whom it is for. An address that nobody has becomes a customer. @throws recipientUnknown, recipientErased */
async function recipientOf(ctx: Ctx, { to, storeId }: Asked): Promise<{ customerId: string; nodeId: string; address: string | null }> {
  if ('email' in to) {
    const [recognised] = await recogniseCustomers(ctx, [{ email: to.email, storeId }])
    if (!recognised) throw recipientErased()
    return { ...recognised, address: to.email }
  }
  const customerId = await whoIsNow(ctx.db, to.customerId)
  const customer = await ctx.db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst()
  if (!customer) throw recipientUnknown({}, [{ field: 'to.customerId', message: 'There is no such customer.' }])
  return { customerId, nodeId: customerId, address: null }
}
