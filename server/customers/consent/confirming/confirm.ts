import { sql } from 'kysely'
import type { Channel, Proof, Purpose } from '../../../../contracts/consent.ts'
import type { Language } from '../../../../contracts/shapes.ts'
import { inTransaction, within, type Ctx, type Db } from '../../../platform/index.ts'
import { lockIdentity } from '../../identity/graph/queries.ts'
import { record } from '../record.ts'
import { tellConsents } from '../tell.ts'

export type Opened = { email: string; language: Language; shop: string; text: string | null; isConfirmed: boolean; isOver: boolean }

/** What the page behind a letter shows; undefined where the letter or its address is gone. */
export async function openedConfirmation({ db, clock }: Ctx, confirmationId: string): Promise<Opened | undefined> {
  const { rows } = await sql<Opened>`
    select i.value as email, x.language, coalesce(s.name, '') as shop, w.text, x.confirmed_at is not null as "isConfirmed", x.expires_at <= ${clock.now().toString()}::timestamptz as "isOver"
    from consent_confirmations as x join customer_identifiers as i on i.id = x.node_id left join stores as s on s.id = x.store_id
    left join consent_wordings as v on v.version = x.wording_version left join consent_wording_texts as w on w.wording_id = v.id and w.language = x.language
    where x.id = ${confirmationId}`.execute(db)
  return rows[0]
}

/** Yes, that was them: from now on it is granted. Answered twice it stays as it is; too late it changes nothing. */
export const confirm = (ctx: Ctx, confirmationId: string, { ip, userAgent }: Pick<Proof, 'ip' | 'userAgent'>): Promise<boolean> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const answered = await answer(db, confirmationId, ctx.clock.now().toString())
    if (!answered) return false
    const { channels, purposes, ...rest } = answered
    const proof: Proof = { confirmationId, ...(ip ? { ip } : {}), ...(userAgent ? { userAgent } : {}) }
    const recorded = await record(within(ctx, { db }), channels.flatMap(channel => purposes.map(purpose => ({ ...rest, channel, purpose, decision: 'granted' as const, source: 'confirmation' as const, toldBy: confirmationId, occurredAt: ctx.clock.now().toString(), proof }))))
    await tellConsents(within(ctx, { db }), recorded, 'confirmation')
    return true
  })

type Answered = { nodeId: string; channels: Channel[]; purposes: Purpose[]; wordingVersion: string | null; wordingText: string | null; language: string }

async function answer(db: Db, confirmationId: string, now: string): Promise<Answered | undefined> {
  const { rows } = await sql<Answered>`
    with answered as (
      update consent_confirmations set confirmed_at = ${now}::timestamptz where id = ${confirmationId} and confirmed_at is null and expires_at > ${now}::timestamptz returning *)
    select a.node_id as "nodeId", a.channels, a.purposes, a.wording_version as "wordingVersion", w.text as "wordingText", a.language
    from answered as a join customer_identifiers as i on i.id = a.node_id
    left join consent_wordings as v on v.version = a.wording_version left join consent_wording_texts as w on w.wording_id = v.id and w.language = a.language`.execute(db)
  return rows[0]
}
