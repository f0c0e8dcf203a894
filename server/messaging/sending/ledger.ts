import { sql } from 'kysely'
import type { MessageState, SendReason, Stream } from '../../../contracts/messaging.ts'
import type { Channel } from '../../../contracts/consent.ts'
import type { Db } from '../../platform/index.ts'

export type Mailing = { id: string; stream: Stream; purpose: 'marketing' | 'service'; channel: Extract<Channel, 'email' | 'sms' | 'whatsapp'>; name: string; storeId: string | null; storeZone: string; senderId: string | null; variants: Record<string, { templateId: string; versionId: string; subjects?: Record<string, string> }> }
export type Message = { id: string; mailingId: string; letter: string; customerId: string | null; nodeId: string; address: string | null; language: string | null; attempts: number; versionId: string | null; data: Record<string, unknown> | null; /** It has its time of its recipients' domain, and that has come. */ hasSlot?: boolean }

/** Mailings with something to send now; transactional ones first. */
export async function dueMailings(db: Db, now: string): Promise<Mailing[]> {
  const { rows } = await sql<Mailing>`
    select m.id, m.stream, m.purpose, m.channel, m.name, m.store_id as "storeId", m.sender_id as "senderId", m.variants,
      coalesce(s.time_zone, (select time_zone from stores order by created_at, id limit 1), 'UTC') as "storeZone"
    from mailings as m left join stores as s on s.id = m.store_id
    where m.state = 'active' and exists (select from messages as q where q.mailing_id = m.id and q.state = 'queued' and q.send_at <= ${now})
    order by m.stream = 'campaign', m.id`.execute(db)
  return rows
}

/** The next messages of a mailing, held by this transaction; others pass them by. */
export async function claim(db: Db, mailingId: string, { limit, now }: { limit: number; now: string }): Promise<Message[]> {
  const { rows } = await sql<Message>`
    select x.id, x.mailing_id as "mailingId", x.letter, x.customer_id as "customerId", x.node_id as "nodeId", x.address, x.language, x.attempts, t.version_id as "versionId", x.data, coalesce(x.slot_at = x.send_at, false) as "hasSlot"
    from messages as x left join templates as t on t.id = x.template_id
    where x.mailing_id = ${mailingId} and x.state = 'queued' and x.send_at <= ${now} order by x.send_at, x.id limit ${limit} for update of x skip locked`.execute(db)
  return rows
}

/** Two mailings that consider the same person at once do so one after the other, so that caps are exact. */
export const lockRecipients = (db: Db, messages: Message[]) => sql`
  select from customers where id = any(${messages.flatMap(m => m.customerId ?? [])}::uuid[]) order by id for no key update`.execute(db)

/** What was found out before handing: put off, not to be sent, or impossible to write. */
export type Change = { id: string; state: MessageState; reason?: SendReason | string | null; sendAt?: string | null; slotAt?: string | null; consentId?: string | null; address?: string | null; nodeId?: string | null; reply?: string | null; attempts?: number; providerMessageId?: string | null; sentAt?: string | null }

/** Writes what became of messages, in one statement. What is left out stays as it is. Of those in `from` alone, and of `workerId` where it is given. */
export async function change(db: Db, changes: Change[], { from, workerId = null }: { from: MessageState[]; workerId?: string | null }): Promise<string[]> {
  if (!changes.length) return []
  const { rows } = await sql<{ id: string }>`
    update messages as m set state = t.state, reason = t.reason, send_at = coalesce(t."sendAt", m.send_at), slot_at = coalesce(t."slotAt", m.slot_at), consent_id = coalesce(t."consentId", m.consent_id), address = coalesce(t.address, m.address),
      node_id = coalesce(t."nodeId", m.node_id), reply = coalesce(t.reply, m.reply), attempts = coalesce(t.attempts, m.attempts), provider_message_id = coalesce(t."providerMessageId", m.provider_message_id), sent_at = coalesce(t."sentAt", m.sent_at)
    from json_to_recordset(${JSON.stringify(changes)}::json) as t (id uuid, state text, reason text, "sendAt" timestamptz, "slotAt" timestamptz, "consentId" uuid, address text, "nodeId" uuid, reply text, attempts int, "providerMessageId" text, "sentAt" timestamptz)
    where m.id = t.id and m.state = any(${from}::text[]) and (${workerId}::uuid is null or m.worker_id = ${workerId}) returning m.id`.execute(db)
  return rows.map(row => row.id)
}

/** From now on, until an outcome is written, nobody can know whether these were sent. Whose they are is whose address they go to. */
export const markHanding = (db: Db, { messages, workerId, providerId, now }: { messages: { id: string; consentId: string | null; nodeId: string; address: string | null }[]; workerId: string; providerId: string; now: string }) => sql`
  update messages as m set state = 'handing', worker_id = ${workerId}, provider_id = ${providerId}, handed_at = ${now}, consent_id = t."consentId", node_id = t."nodeId", address = t.address
  from json_to_recordset(${JSON.stringify(messages)}::json) as t (id uuid, "consentId" uuid, "nodeId" uuid, address text) where m.id = t.id`.execute(db)

/** When anything is to be sent next; null when nothing waits. */
export async function nextDue(db: Db): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`
    select min(next.send_at) as at from mailings as m, lateral (select send_at from messages where mailing_id = m.id and state = 'queued' order by send_at limit 1) as next where m.state = 'active'`.execute(db)
  return rows[0]?.at ?? null
}
