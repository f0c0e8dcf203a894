import { sql } from 'kysely'
import type { Reason } from '../bounces/phrases.ts'
import { append, sources } from '../../../collect/index.ts'
import { suppress } from '../../../customers/index.ts'
import { announce, within, type Ctx } from '../../../platform/index.ts'
import { endStreak, lengthenStreak } from './streaks.ts'

export type ReturnKind = 'delivered' | 'delayed' | 'bounced' | 'complained' | 'replied'

/** What came back of one message, from whichever way. */
export type Return = {
  messageId: string
  kind: ReturnKind
  /** When it happened, ISO 8601. */
  at: string
  /** `smtp`, `lmtp`, `imap`, or the provider that told it. */
  source: string
  sourceId?: string | null
  reason?: Reason | null
  isPermanent?: boolean
  status?: string | null
  smtpCode?: number | null
  diagnostic?: string | null
}

const names: Partial<Record<ReturnKind, string>> = { delivered: 'Email Delivered', bounced: 'Email Bounced', complained: 'Email Complained', replied: 'Email Replied' }

/** How many were new. Unknown messages and what was told before count nothing. */
export type Applied = { added: number }

/**
 * Writes what came back into the ledger, tells the log, and stops writing to addresses that are dead or complained. In
 * the caller's transaction; told twice or out of order it comes to the same: each message has each kind once (each reply
 * is one), and the ledger's columns keep the first time of each.
 */
export async function applyReturns(ctx: Ctx, returns: Return[]): Promise<Applied> {
  let added = 0
  // In the order of messages, so that two transactions never wait for each other in a circle.
  for (const one of [...returns].sort((a, b) => (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0))) if (await applyReturn(ctx, one)) added++
  return { added }
}

type Told = { nodeId: string; address: string | null; mailingId: string; storeId: string | null; stream: string; /** The server refused it when it was handed over, and the log was told so. */ wasRefused: boolean }

/** @returns whether it was new */
export async function applyReturn(ctx: Ctx, back: Return): Promise<boolean> {
  const told = await noteInLedger(ctx, back)
  if (!told) return false
  const isPermanent = back.isPermanent ?? false
  const name = names[back.kind]
  if (name && !(back.kind === 'bounced' && told.wasRefused)) {
    await append(ctx.db, [{
      sourceId: sources.suki, messageId: `${back.kind}${isPermanent ? ' for ever' : ''} ${back.messageId}${back.kind === 'replied' && back.sourceId ? ` ${back.sourceId}` : ''}`, name, nodeId: told.nodeId, storeId: told.storeId, occurredAt: back.at,
      properties: { message_id: back.messageId, campaign_id: told.mailingId, stream: told.stream, ...(back.kind === 'bounced' && { reason: back.reason ?? 'unknown', permanent: isPermanent, status: back.status ?? null }), ...(back.kind === 'replied' && back.sourceId && { mail_id: back.sourceId }) },
    }])
  }
  await judgeAddress(ctx, back, told)
  await announce(ctx.db, { topic: 'messages', id: back.messageId })
  return true
}

/**
 * One statement: the return is kept unless it is known, and the ledger's row gets the time. A message of which nobody knew
 * whether it was sent (`unknown`, `handing`) was sent.
 */
async function noteInLedger({ db }: Ctx, { messageId, kind, at, source, sourceId = null, reason = null, isPermanent = false, status = null, smtpCode = null, diagnostic = null }: Return): Promise<Told | undefined> {
  const { rows } = await sql<Told>`
    with kept as (
      insert into message_returns (message_id, kind, is_permanent, reason, status, smtp_code, diagnostic, source, source_id, at)
      select id, ${kind}, ${isPermanent}, ${reason}, ${status}, ${smtpCode}, ${diagnostic?.slice(0, 500) ?? null}, ${source}, ${sourceId}::uuid, ${at} from messages where id = ${messageId} and state not in ('skipped', 'held_out')
      on conflict do nothing returning message_id)
    update messages as m set
      state = case when m.state in ('unknown', 'handing') and ${kind !== 'delayed'} then 'sent' else m.state end,
      sent_at = case when m.state in ('unknown', 'handing') and ${kind !== 'delayed'} then coalesce(m.sent_at, m.handed_at, ${at}::timestamptz) else m.sent_at end,
      delivered_at = case when ${kind} in ('delivered', 'complained', 'replied') then least(m.delivered_at, ${at}::timestamptz) else m.delivered_at end,
      bounced_at = case when ${kind} = 'bounced' then least(m.bounced_at, ${at}::timestamptz) else m.bounced_at end,
      complained_at = case when ${kind} = 'complained' then least(m.complained_at, ${at}::timestamptz) else m.complained_at end,
      replied_at = case when ${kind} = 'replied' then least(m.replied_at, ${at}::timestamptz) else m.replied_at end
    from kept, mailings as g where m.id = kept.message_id and g.id = m.mailing_id
    returning m.node_id as "nodeId", m.address, m.mailing_id as "mailingId", g.store_id as "storeId", m.stream, m.state = 'failed' and m.reason = 'refused' as "wasRefused"`.execute(db)
  return rows[0]
}

/** Dead or complained: nothing more goes there. Refused for now: counted. Anything else is a sign of life. */
async function judgeAddress(ctx: Ctx, { kind, isPermanent, at }: Return, { nodeId, address }: Told): Promise<void> {
  const stop = (reason: 'bounce' | 'complaint') => (address ? suppress(within(ctx, { actor: { kind: 'suki', id: null, name: 'Suki' } }), { address, channel: 'email', reason }) : undefined)
  if (kind === 'complained') return stop('complaint')
  if (kind === 'bounced' && isPermanent) return stop('bounce')
  if (kind === 'bounced') return (await lengthenStreak(ctx.db, { nodeId, at })) ? stop('bounce') : undefined
  if (kind === 'delivered' || kind === 'replied') await endStreak(ctx.db, [nodeId])
}
