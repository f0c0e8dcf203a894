import { sql } from 'kysely'
import { ofCustomers, ofEither, ofNodes, type Kept } from '../platform/index.ts'

export const customersKeeps: Kept = {
  personal: [
    { table: 'customer_notes', whose: ofCustomers(), erase: 'delete' },
    { table: 'group_members', whose: ofEither, erase: 'delete' },
    { table: 'groups', erase: 'keep' },
    { table: 'customer_traits', whose: ofNodes(), erase: 'delete' },
    { table: 'merge_suggestions', whose: ({ customers }) => sql`(t.one_id = any(${customers}::uuid[]) or t.other_id = any(${customers}::uuid[]))`, erase: 'delete', unexported: true },
    { table: 'consent_states', whose: ofCustomers(), erase: 'delete' },
    { table: 'consents', whose: ofEither, erase: 'delete' },
    { table: 'consent_confirmations', whose: ofEither, erase: 'delete' },
    { table: 'consent_import_bad_rows', erase: 'keep', elsewhere: 'delete', unexported: true },
    { table: 'restrictions', whose: ofEither, erase: 'delete' },
    // Kept, as a node that nobody reads back: an address that bounced or complained is never written to again.
    { table: 'suppressions', whose: ofNodes(), erase: 'keep' },
    { table: 'node_activity', whose: ofNodes(), erase: 'delete' },
    { table: 'identity_moves', whose: ({ nodes, customers }) => sql`(t.node_id = any(${nodes}::uuid[]) or t.from_id = any(${customers}::uuid[]) or t.to_id = any(${customers}::uuid[]))`, erase: 'delete' },
    { table: 'identity_cuts', whose: ({ nodes }) => sql`(t.ones && ${nodes}::uuid[] or t.others && ${nodes}::uuid[])`, erase: 'delete' },
    { table: 'identity_observations', whose: ({ nodes }) => sql`t.cluster_id in (select cluster_id from customer_identifiers where id = any(${nodes}::uuid[])) and t.nodes && ${nodes}::uuid[]`, erase: 'delete' },
    { table: 'customer_identifiers', texts: [], whose: ({ nodes, customers }) => sql`(t.id = any(${nodes}::uuid[]) or t.customer_id = any(${customers}::uuid[]))`, erase: 'delete' },
    { table: 'customer_words', texts: [], whose: ofCustomers(), erase: 'delete', unexported: true },
    { table: 'customers', texts: ['email', 'phone', 'traits'], whose: ofCustomers('id'), erase: 'delete' },
  ],
  impersonal: ['tags', 'owned_by_nodes', 'consent_wordings', 'consent_wording_texts', 'consent_imports'],
}
