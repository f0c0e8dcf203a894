import { sql } from 'kysely'
import type { Channel } from '../../../contracts/consent.ts'
import type { Db } from '../../platform/index.ts'
import type { Subject } from './links.ts'

/** Who holds a link, as they are known now. */
export type Reader = {
  /** What they choose is recorded for this node: the address that the message went to. */
  nodeId: string
  customerId: string
  /** Where the link came from; null outside of messages. */
  message: { id: string; channel: Channel; mailingId: string; hasLeft: boolean } | null
  storeId: string | null
  /** As the customer or the message has it, e.g. `nl-BE`. */
  language: string | null
  /** The address that the message went to, else the customer's e-mail or phone. */
  address: string | null
}

type Row = Omit<Reader, 'message'> & { messageId: string | null; channel: Channel; mailingId: string; hasLeft: boolean }

/** Undefined where nobody is there any more: erased, or a message that is gone. Merged and separated customers are found by their node. */
export async function readerOf(db: Db, { kind, id }: Subject): Promise<Reader | undefined> {
  const { rows } = await sql<Row>`
    with link as (${kind === 'message' ? ofMessage(id) : sql`select null::uuid as message_id, ${id}::uuid as node_id, null::uuid as customer_id, null as channel, null::uuid as mailing_id, null as language, null as address, null::timestamptz as unsubscribed_at, null::uuid as store_id`})
    select case when own.id is null then c.id else l.node_id end as "nodeId", c.id as "customerId", l.message_id as "messageId", l.channel, l.mailing_id as "mailingId", l.unsubscribed_at is not null as "hasLeft",
      coalesce(l.store_id, (select id from stores order by created_at, id limit 1)) as "storeId", coalesce(c.language, l.language) as language, coalesce(l.address, c.email, c.phone) as address
    from link as l left join customer_identifiers as i on i.id = l.node_id
    left join customers as own on own.id = coalesce(i.customer_id, l.node_id)
    join customers as c on c.id = coalesce(own.id, l.customer_id)`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { messageId, channel, mailingId, hasLeft, ...reader } = row
  return { ...reader, message: messageId ? { id: messageId, channel, mailingId, hasLeft } : null }
}

// A message whose node is nobody's may still be a customer's (its address was taken over by another).
const ofMessage = (id: string) => sql`
  select m.id as message_id, m.node_id, m.customer_id, m.channel, m.mailing_id, m.language, m.address, m.unsubscribed_at, g.store_id
  from messages as m join mailings as g on g.id = m.mailing_id where m.id = ${id}`
