import { sql } from 'kysely'
import type { IdentityEdge, IdentityNode, MergedCustomer } from '../../../contracts/identity.ts'
import type { Db } from '../../platform/index.ts'

const most = 300

/** The graph of a customer as a person looks at it. */
export async function identityOf(db: Db, customerId: string): Promise<{ nodes: IdentityNode[]; edges: IdentityEdge[]; merged: MergedCustomer[]; isCut: boolean }> {
  const { rows: nodes } = await sql<IdentityNode>`
    select i.id, i.kind, i.value, coalesce(a.first_seen_at, i.created_at) as "firstSeenAt", a.last_seen_at as "lastSeenAt", coalesce(a.events_count, 0) as "eventsCount",
      i.id = any(select anchor_id from customers where id = ${customerId} or merged_into = ${customerId}) as "isAnchor"
    from customer_identifiers as i left join node_activity as a on a.node_id = i.id
    where i.customer_id = ${customerId} and (i.kind <> 'customer' or i.cluster_id <> i.id)
    order by i.kind in ('anonymous_id', 'device_id'), coalesce(a.last_seen_at, i.created_at) desc, i.id limit ${most + 1}`.execute(db)
  const edges = await edgesOf(db, nodes.slice(0, most).map(node => node.id))
  return { nodes: nodes.slice(0, most), edges: edges.slice(0, most), merged: await mergedInto(db, customerId), isCut: nodes.length > most || edges.length > most }
}

const told = sql.raw(`o.at, o.event_id as "eventId", o.by_staff as "byStaff", e.name as "eventName", coalesce(s.name, '') as source`)
const origin = sql.raw('left join events as e on e.id = o.event_id left join sources as s on s.id = o.source_id')

async function edgesOf(db: Db, nodes: string[]): Promise<IdentityEdge[]> {
  const { rows } = await sql<IdentityEdge>`
    select o.id, o.nodes, case when s.write_key is not null then s.id end as "sourceId", ${told}
    from identity_observations as o ${origin}
    where o.cluster_id in (select cluster_id from customer_identifiers where id = any(${nodes}::uuid[])) and o.nodes && ${nodes}::uuid[]
    order by o.at desc, o.event_id desc limit ${most + 1}`.execute(db)
  const known = new Set(nodes)
  return rows.map(row => ({ ...row, nodes: row.nodes.filter(node => known.has(node)) })).filter(row => row.nodes.length > 1)
}

async function mergedInto(db: Db, customerId: string): Promise<MergedCustomer[]> {
  const { rows } = await sql<MergedCustomer>`
    select c.id, coalesce(nullif(c.name, ''), c.email, c.phone, '') as name, c.email, c.merged_at as "mergedAt",
      case when o.id is not null then json_build_object('eventName', o."eventName", 'source', o.source, 'byStaff', o."byStaff", 'at', to_char(o.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'identifiers', (select json_agg(json_build_object('kind', i.kind, 'value', i.value)) from customer_identifiers as i where i.id = any(o.nodes) and i.kind <> 'customer')) end as because
    from customers as c
      left join lateral (select because from identity_moves where from_id = c.id and to_id = ${customerId} and because is not null order by at desc, id desc limit 1) as m on true
      left join lateral (select o.id, o.nodes, ${told} from identity_observations as o ${origin} where o.event_id = m.because limit 1) as o on true
    where c.merged_into = ${customerId} order by c.merged_at desc, c.id limit 100`.execute(db)
  return rows.map(row => ({ ...row, because: row.because && { ...row.because, identifiers: row.because.identifiers ?? [] } }))
}
