import { sql } from 'kysely'
import type { z } from 'zod'
import type { decideMessages as contract } from '../../../contracts/messages.ts'
import { append, sources } from '../../collect/index.ts'
import { announce, inTransaction, nowText, within, type Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'

type Decided = { id: string; mailingId: string; mailing: string; stream: string; letter: string; nodeId: string; storeId: string | null; handedAt: string | null }

/** A person says what nobody can know: sent again, or counted as sent. What was resolved meanwhile stays as it is. */
export const decideMessages = (ctx: Ctx, { messageIds, mailingId, decision }: z.output<typeof contract.body>): Promise<{ decided: number }> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const now = nowText(ctx.clock)
    const isAgain = decision === 'send_again'
    const { rows } = await sql<Decided>`
      update messages as x set state = ${isAgain ? 'queued' : 'sent'}, reason = null, decided_at = ${now}, decided_by = ${ctx.actor.name}, send_at = ${isAgain ? sql`${now}` : sql`x.send_at`}, sent_at = ${isAgain ? sql`null` : sql`coalesce(x.handed_at, ${now})`}, worker_id = null
      from mailings as m where m.id = x.mailing_id and x.state = 'unknown' and ${isAgain ? sql`m.state <> 'cancelled'` : sql`true`} and ${mailingId ? sql`x.mailing_id = ${mailingId}` : sql`x.id = any(${messageIds ?? []}::uuid[])`}
      returning x.id, x.mailing_id as "mailingId", m.name as mailing, x.stream, x.letter, x.node_id as "nodeId", m.store_id as "storeId", x.handed_at as "handedAt"`.execute(db)
    if (isAgain) await sql`update mailings set state = 'active' where id = any(${rows.map(row => row.mailingId)}::uuid[]) and state = 'done'`.execute(db)
    else await append(db, rows.map(row => ({ sourceId: sources.suki, nodeId: row.nodeId, storeId: row.storeId, occurredAt: row.handedAt ?? now, messageId: `${row.id} sent`, name: 'Email Sent', properties: { message_id: row.id, campaign_id: row.mailingId, campaign: row.mailing, stream: row.stream, variant: row.letter } })))
    for (const [id, theirs] of Map.groupBy(rows, row => row.mailingId)) {
      await audit(own, { action: 'messages.decide', record: { kind: 'mailing', id, label: theirs[0]!.mailing }, changes: { [decision]: { from: null, to: theirs.length } } })
      await announce(db, { topic: 'messages', id, count: theirs.length })
    }
    return { decided: rows.length }
  })
