import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { append, sources } from '../../server/collect/index.ts'
import type { Ctx } from '../../server/platform/index.ts'
import { world } from './world.ts'

/** A message in the ledger, as if it had been sent. */
export async function messageTo(ctx: Ctx, { mailingId, address, at, state = 'sent', providerMessageId = null }: { mailingId: string; address: string; at: string; state?: string; providerMessageId?: string | null }): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, address, state, send_at, sent_at, created_at, provider_message_id)
    values (${mailingId}, 'email', 'campaign', 'marketing', uuidv7(), node_id('email', ${address}), ${address}, ${state}, ${at}, ${state === 'sent' ? at : null}, ${at}, ${providerMessageId}) returning id`.execute(ctx.db)
  return rows[0]!.id
}

/** A shop that sent each of these people a message of one campaign an hour ago. */
export async function sentCampaign(t: TestContext, ...names: string[]) {
  const made = await world(t)
  const { ctx } = made
  await append(ctx.db, names.map(name => ({ sourceId: sources.suki, messageId: name, type: 'identify' as const, name: 'Identify', userId: name, context: { traits: { email: `${name}@example.com` } }, properties: {}, occurredAt: ctx.clock.now().toString() })))
  const at = ctx.clock.now().subtract({ hours: 1 }).toString()
  const mailing = await ctx.db.insertInto('mailings').values({ stream: 'campaign', purpose: 'marketing', channel: 'email', name: 'Spring', created_at: at }).returning('id').executeTakeFirstOrThrow()
  const ids: Record<string, string> = {}
  for (const name of names) ids[name] = await messageTo(ctx, { mailingId: mailing.id, address: `${name}@example.com`, at })
  return { ...made, ids, mailingId: mailing.id }
}

export const ledgerRow = async (ctx: Ctx, id: string) => (await sql<Record<string, string | null>>`select state, bounced_at, complained_at, delivered_at, opened_at, clicked_at, replied_at from messages where id = ${id}`.execute(ctx.db)).rows[0]!
export const toldOfMails = async (ctx: Ctx) => (await sql<{ name: string; properties: Record<string, unknown> }>`select name, properties from events where name like 'Email %' order by seq`.execute(ctx.db)).rows
export const suppressedFor = async (ctx: Ctx) => (await sql<{ reason: string }>`select reason from suppressions where lifted_at is null order by reason`.execute(ctx.db)).rows.map(row => row.reason)
