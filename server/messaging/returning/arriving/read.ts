import { sql } from 'kysely'
import { z } from 'zod'
import { nodeIds, normalEmail } from '../../../collect/index.ts'
import { announce, inTransaction, job, nowText, within, type Ctx, type Db } from '../../../platform/index.ts'
import { applyReturn } from '../applying/apply.ts'
import { messageOf, outcomeOf, worstOf } from '../applying/find.ts'
import { startParser, type Parser } from '../parsing/parse.ts'
import type { Returned } from '../bounces/read.ts'
import type { Reading } from '../parsing/reading.ts'
import { addressesIn } from './mentioned.ts'

type Kept = { id: string; way: string; envelopeTo: string[]; raw: Buffer | null; receivedAt: string }

/** One thread reads all mails of this process; it ends with the process. */
let parser: Parser | undefined

/** Reads a mail that came in and does what follows from it. May run again: everything it does is done once. */
export const readInbound = job('messages.read_inbound', z.object({ mailId: z.uuid() }), async (ctx, { mailId }) => {
  const { rows } = await sql<Kept>`select id, way, envelope_to as "envelopeTo", raw, received_at as "receivedAt" from inbound_mails where id = ${mailId} and state <> 'read'`.execute(ctx.db)
  const mail = rows[0]
  if (!mail?.raw) return
  parser ??= startParser()
  const mentioned = await addressesIn(mail.raw)
  const read = await parser.parse(mail.raw)
  if ('problem' in read) return keepUnreadable(ctx, mailId, { problem: read.problem, mentioned })
  await inTransaction(ctx.db, db => settle(within(ctx, { db }), { ...mail, mentioned }, read))
})

/** It stays as it came, is shown, and can be read again (by a later version, say). */
async function keepUnreadable(ctx: Ctx, mailId: string, { problem, mentioned }: { problem: string; mentioned: string[] }): Promise<void> {
  await ctx.db.updateTable('inbound_mails').set({ state: 'unreadable', problem: problem.slice(0, 500), mentioned, read_at: nowText(ctx.clock) }).where('id', '=', mailId).execute()
  await announce(ctx.db, { topic: 'messages', id: mailId })
}

const mostRecipients = 20

/** What people are shown: the worst of what was said, and of whom. */
function understood({ recipients, kind, feedback }: Returned) {
  const isOfAddresses = kind === 'bounce' || kind === 'delivered' || kind === 'complaint'
  const { reason = null, isPermanent = false } = (kind === 'bounce' && worstOf(recipients)) || {}
  return { reason, isPermanent, ...(feedback && { feedback }), recipients: isOfAddresses ? recipients.slice(0, mostRecipients) : [] }
}

async function settle(ctx: Ctx, kept: Kept & { mentioned: string[] }, { returned, mail }: Reading): Promise<void> {
  const messageId = await knownMessage(ctx, await messageOf(ctx, { envelopeTo: kept.envelopeTo, inReplyTo: mail.inReplyTo, threadIds: mail.references, originalMessageId: returned.originalMessageId }))
  const whose = await ownerOf(ctx, messageId?.nodeId ?? null, mail.from?.address ?? '')
  const isReply = returned.kind === 'reply'
  await sql`
    update inbound_mails set state = 'read', read_at = ${nowText(ctx.clock)}, problem = null, kind = ${returned.kind}, message_id = ${messageId?.id ?? null}, node_id = ${whose.nodeId}, customer_id = ${whose.customerId},
      sender = ${mail.from?.address ?? null}, subject = ${clean(mail.subject)}, understood = ${asJson(understood(returned))}::jsonb, mentioned = ${kept.mentioned}::text[], mail_id = ${mail.messageId}, in_reply_to = ${mail.inReplyTo}, thread_ids = ${mail.references}::text[],
      body = ${isReply || returned.kind === 'auto_reply' ? clean(mail.text) : null}, html = ${isReply ? clean(mail.html) : null}, attachments = ${asJson(mail.attachments)}::jsonb
    where id = ${kept.id}`.execute(ctx.db)
  const outcome = outcomeOf(returned)
  if (messageId && outcome) await applyReturn(ctx, { messageId: messageId.id, at: kept.receivedAt, source: kept.way, sourceId: kept.id, ...outcome })
  await announce(ctx.db, { topic: 'messages', id: kept.id })
}

const clean = (text: string | null) => text?.replaceAll('\0', '').toWellFormed() ?? null
/** Neither NUL nor half a character, which a cut leaves, has a place in jsonb. */
const asJson = (value: unknown) => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? clean(inner) : inner))

async function knownMessage({ db }: Ctx, id: string | null) {
  return id ? await db.selectFrom('messages').select(['id', 'node_id as nodeId']).where('id', '=', id).executeTakeFirst() : undefined
}

/** The node that the message went to, else the sender's own, where we know a customer of that address. */
async function ownerOf(ctx: Ctx, nodeId: string | null, sender: string): Promise<{ nodeId: string | null; customerId: string | null }> {
  const email = nodeId ? undefined : normalEmail(sender)
  const node = nodeId ?? (email ? (await nodeIds(ctx))({ kind: 'email', value: email }) : null)
  if (!node) return { nodeId: null, customerId: null }
  const customerId = await customerOf(ctx.db, node)
  return customerId || nodeId ? { nodeId: node, customerId } : { nodeId: null, customerId: null }
}

async function customerOf(db: Db, nodeId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string | null }>`
    select coalesce((select customer_id from customer_identifiers where id = ${nodeId}), (select id from customers where id = ${nodeId})) as id`.execute(db)
  return rows[0]?.id ?? null
}
