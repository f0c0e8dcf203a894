import { sql } from 'kysely'
import { ofNodes, type Kept } from '../../platform/index.ts'

export const collectKeeps: Kept = {
  personal: [
    { table: 'recent_messages', whose: ({ nodes }) => sql`t.event_id in (select id from events where node_id = any(${nodes}::uuid[]))`, erase: 'delete', elsewhere: 'delete', unexported: true },
    { table: 'rejected_messages', erase: 'keep', elsewhere: 'delete', unexported: true },
    { table: 'tracked_values', erase: 'keep', elsewhere: 'delete', unexported: true },
    { table: 'log_failures', whose: ({ nodes }) => sql`t.event_id in (select id from events where node_id = any(${nodes}::uuid[]))`, erase: 'delete', elsewhere: 'delete', unexported: true },
    { table: 'events', whose: ofNodes(), erase: 'delete' },
  ],
  impersonal: ['sources', 'source_minutes', 'source_hours', 'log_position', 'tracked_events', 'tracked_properties', 'tracked_many_values', 'tracked_sources', 'drift_warnings', 'tombstones'],
}
