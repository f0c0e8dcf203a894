import { sql } from 'kysely'
import { nothing, ofEither, ofNodes, type Kept, type Person } from '../../platform/index.ts'

const oftheirs = (person: Person) => sql`t.message_id in (select m.id from messages as m where m.node_id = any(${person.nodes}::uuid[]) or m.recipient_id = any(${person.customers}::uuid[]) or m.customer_id = any(${person.customers}::uuid[]))`

/** Answers are theirs; of bounces the figures stay, not the words. */
export const returnsKeep: Pick<Kept, 'personal' | 'impersonal'> = {
  personal: [
    { table: 'tracking_hits', texts: ['url'], whose: oftheirs, erase: 'delete', unexported: true },
    { table: 'inbound_mails', texts: ['envelope_from', 'sender', 'subject', 'body', 'html', 'problem', 'raw', 'understood', 'mentioned'], whose: ofEither, erase: 'delete', elsewhere: 'delete' },
    { table: 'message_returns', texts: ['diagnostic'], whose: oftheirs, erase: { diagnostic: nothing } },
    { table: 'return_notices', texts: ['body'], erase: 'keep', elsewhere: 'delete', unexported: true },
    { table: 'bounce_streaks', texts: [], whose: ofNodes(), erase: 'delete' },
  ],
  impersonal: ['return_hooks', 'inbound_ways'],
}
