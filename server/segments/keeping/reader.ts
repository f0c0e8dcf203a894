import { sql } from 'kysely'
import type { LogEvent, LogReader } from '../../collect/index.ts'
import { homesOf } from '../../customers/index.ts'
import { interestsOf, servingRules } from './rules.ts'

/** Follows the log: whoever did something that a rule asks for is asked again. */
export const segmentReader: LogReader = {
  name: 'segments',
  read: async ({ db }, events) => {
    const rules = await servingRules(db)
    if (!rules.size) return
    const { names, lastSeen } = interestsOf([...rules.values()].map(segment => segment.rule))
    const wanted = events.filter(event => event.nodeId && (lastSeen || !names || names.includes(event.name)))
    const homes = await homesOf(db, wanted.map(event => event.nodeId))
    const touched = newest(wanted.map(event => ({ ...homes.get(event.nodeId!)!, eventId: event.id })).filter(t => t.known))
    if (touched.length) await sql`
      insert into segment_touched (customer_id, event_id) select "customerId", "eventId" from json_to_recordset(${JSON.stringify(touched)}::json) as t ("customerId" uuid, "eventId" uuid)`.execute(db)
  },
}

/** One for each customer, with the last event. */
const newest = <T extends { customerId: string; eventId: LogEvent['id'] }>(touched: T[]): T[] => [...new Map(touched.map(t => [t.customerId, t])).values()]
