import { sql } from 'kysely'
import { type Kept } from '../platform/index.ts'

export const staffKeeps: Kept = {
  personal: [
    // Who did what stays; whom it was done to does not. Of changes the names of the fields are left.
    {
      table: 'audit_log', texts: ['record_label', 'changes'], whose: ({ customers }) => sql`t.record_kind = 'customer' and t.record_id = any(${customers}::text[])`,
      erase: { record_label: sql`null`, changes: sql`coalesce((select jsonb_object_agg(field, '{"from": null, "to": null}'::jsonb) from jsonb_object_keys(t.changes) as field), '{}')` },
    },
    { table: 'saved_views', erase: 'keep', unexported: true },
  ],
  impersonal: [],
  team: ['staff', 'staff_accounts', 'staff_attempts', 'staff_invitations', 'staff_passkeys', 'staff_sessions', 'staff_two_factors', 'staff_verifications', 'api_keys'],
}
