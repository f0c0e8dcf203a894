import { sql } from 'kysely'
import { identifiersIn, identityPolicy, namingsOf, type LogEvent, type LogReader, type Naming } from '../../collect/index.ts'
import type { Db } from '../../platform/index.ts'
import { identify } from './identify.ts'

/** Follows the log: who is who, and when each node was first and last seen. */
export const identityReader: LogReader = {
  name: 'identity',
  read: async (ctx, events) => {
    const [namings, policy] = [await namingsOf(ctx.db), await identityPolicy(ctx)]
    const seen = events.map(event => ({ id: event.id, at: event.occurredAt, sourceId: event.sourceId, identifiers: identifiersIn(event, namings.get(event.sourceId) ?? nameless, policy) }))
    await identify(ctx, seen.filter(s => s.identifiers.length), policy)
    await noteActivity(ctx.db, events)
  },
}

const nameless: Naming = { kind: 'server', storeKey: null, country: null }

/** What Suki writes by itself, or takes from a file, is not somebody being here. */
const isVisit = ({ sourceKind, nodeId }: LogEvent) => nodeId !== null && sourceKind !== 'suki' && sourceKind !== 'import'

async function noteActivity(db: Db, events: LogEvent[]) {
  const seen = [...Map.groupBy(events.filter(isVisit), event => event.nodeId!)].map(([id, of]) => {
    const times = of.map(event => event.occurredAt).sort()
    return { id, first: times[0]!, last: times.at(-1)!, count: of.length }
  })
  if (!seen.length) return
  await sql`
    insert into node_activity (node_id, first_seen_at, last_seen_at, events_count)
    select id, first, last, count from json_to_recordset(${JSON.stringify(seen)}::json) as t (id uuid, first timestamptz, last timestamptz, count bigint) order by id
    on conflict (node_id) do update set first_seen_at = least(node_activity.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(node_activity.last_seen_at, excluded.last_seen_at), events_count = node_activity.events_count + excluded.events_count`.execute(db)
  await sql`
    with seen as materialized (
      select i.customer_id, min(a.first_seen_at) as first_at, max(a.last_seen_at) as last_at
      from node_activity as a join customer_identifiers as i on i.id = a.node_id where a.node_id = any(${seen.map(s => s.id)}::uuid[]) group by 1 order by 1)
    update customers as c set last_seen_at = greatest(c.last_seen_at, seen.last_at), first_seen_at = least(c.first_seen_at, seen.first_at)
    from seen where c.id = seen.customer_id
      and (c.last_seen_at is null or c.last_seen_at < seen.last_at - interval '1 minute' or c.first_seen_at is null or c.first_seen_at > seen.first_at)`.execute(db)
}
