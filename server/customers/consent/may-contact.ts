import { sql } from 'kysely'
import type { Channel, Contact, ContactReason, Purpose } from '../../../contracts/consent.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { rulesOf } from './rules.ts'

export type Question = { customerIds: string[]; channel: Channel; purpose: Purpose }

/**
 * May these customers be contacted on this channel for this purpose? The one function that everything that sends asks,
 * for any number at once. Ids of customers who were merged into others are answered for those.
 * In this order: erased, unknown, restricted, suppressed, then what they said, then what the rules assume.
 */
export async function mayContact({ db }: Pick<Ctx, 'db'>, { customerIds, channel, purpose }: Question): Promise<Map<string, Contact>> {
  if (!customerIds.length) return new Map()
  const { assumed } = await rulesOf(db)
  const isAssumed = assumed[channel].includes(purpose)
  const rows = await circumstances(db, { customerIds, channel, purpose })
  return new Map(rows.map(row => [row.id, answer(row, isAssumed)]))
}

type Circumstances = { id: string; exists: boolean; erased: boolean; restricted: boolean; suppressed: boolean; state: 'granted' | 'denied' | 'withdrawn' | 'pending' | null; consentId: string | null }

function answer({ id, exists, erased, restricted, suppressed, state, consentId }: Circumstances, isAssumed: boolean): Contact {
  const no = (reason: ContactReason, by: string | null = null): Contact => ({ customerId: id, may: false, reason, consentId: by })
  if (erased) return no('erased')
  if (!exists) return no('unknown')
  if (restricted) return no('restricted')
  if (suppressed) return no('suppressed')
  if (state === 'granted') return { customerId: id, may: true, reason: 'granted', consentId }
  if (state) return no(state, consentId)
  return isAssumed ? { customerId: id, may: true, reason: 'assumed', consentId: null } : no('no_consent')
}

/** The kind of identifier that is a channel's address; a push message goes to devices, a letter to the customer. */
export const addressKind: Record<Channel, 'email' | 'phone' | null> = { email: 'email', sms: 'phone', whatsapp: 'phone', phone: 'phone', push: null, post: null }

async function circumstances(db: Db, { customerIds, channel, purpose }: Question): Promise<Circumstances[]> {
  const kind = addressKind[channel]
  const { rows } = await sql<Circumstances>`
    select w.id, c.id is not null as exists, t.node_id is not null as erased, r.customer_id is not null as restricted,
      own.node_id is not null or address.node_id is not null as suppressed, s.state, s.consent_id as "consentId"
    from unnest(${customerIds}::uuid[]) as w (id)
    left join customer_identifiers as i on i.id = w.id
    left join customers as c on c.id = coalesce(i.customer_id, w.id)
    left join tombstones as t on t.node_id = w.id
    left join consent_states as s on s.customer_id = c.id and s.channel = ${channel} and s.purpose = ${purpose}
    left join lateral (select customer_id from restrictions where customer_id = c.id and lifted_at is null limit 1) as r on true
    left join suppressions as own on own.node_id = c.id and own.channel = ${channel} and own.lifted_at is null
    left join lateral (select x.node_id from customer_identifiers as a join suppressions as x on x.node_id = a.id
      where a.kind = ${kind} and a.value = ${kind === 'email' ? sql`c.email` : sql`c.phone`} and x.channel = ${channel} and x.lifted_at is null limit 1) as address on true`.execute(db)
  return rows
}
