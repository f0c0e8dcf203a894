import { sql } from 'kysely'
import { nothing, ofEither, type Kept, type Person } from '../platform/index.ts'
import { returnsKeep } from './returning/index.ts'

const theirMessages = (person: Person) => sql`select m.id from messages as m where m.node_id = any(${person.nodes}::uuid[]) or m.recipient_id = any(${person.customers}::uuid[]) or m.customer_id = any(${person.customers}::uuid[])`

// How many were written to stays known; to whom does not.
export const messagingKeeps: Kept = {
  personal: [
    { table: 'message_keys', texts: [], whose: person => sql`t.message_id in (${theirMessages(person)})`, erase: 'delete', unexported: true },
    { table: 'messages', texts: ['address', 'reply', 'data'], whose: person => sql`t.id in (${theirMessages(person)})`, erase: { customer_id: nothing, node_id: sql`t.id`, recipient_id: sql`t.id`, address: nothing, data: nothing, reply: nothing, consent_id: nothing, state: sql`case when t.state in ('queued', 'unknown') then 'cancelled' else t.state end` } },
    { table: 'contact_preferences', texts: [], whose: ofEither, erase: 'delete' },
    ...returnsKeep.personal,
  ],
  impersonal: [...returnsKeep.impersonal, 'mail_providers', 'mail_provider_days', 'recipient_domains', 'sending_domains', 'dkim_keys', 'mailings', 'sending_workers', 'templates', 'template_versions', 'brand_kits', 'template_images', 'product_pairs', 'product_shelves'],
  team: ['senders'],
}
