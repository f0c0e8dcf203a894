import { sql } from 'kysely'
import type { Ctx, Db } from '../../../platform/index.ts'

/** An observation as it is kept: the nodes that were seen together, strongest first. */
export type Linking = { id: string; eventId: string; at: string; sourceId: string; nodes: string[]; byStaff: string | null }
export type Member = { id: string; kind: string; value: string; clusterId: string; componentId: string | null }
export type Move = { from: string; to: string }

/** Identity changes one at a time. Taken before anything else of the transaction is locked. */
export const lockIdentity = (db: Db) => sql`select pg_advisory_xact_lock(7258)`.execute(db)

/** Gives every node a row. One that nobody knew is a visitor's, whose id becomes the customer's if it ever gets a name. @returns the ids of those that are new */
export async function meet({ db, clock }: Ctx, nodes: { id: string; kind: string; value: string; at: string }[]): Promise<Set<string>> {
  if (!nodes.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    insert into customer_identifiers (kind, value, id, cluster_id, customer_id, created_at, met_at)
    select kind, value, id, id, uuidv7(), at, ${clock.now().toString()}::timestamptz from json_to_recordset(${JSON.stringify(nodes)}::json) as t (id uuid, kind text, value text, at timestamptz)
    where not exists (select from customer_identifiers as known where known.id = t.id)
    order by kind, value on conflict do nothing returning id`.execute(db)
  return new Set(rows.map(row => row.id))
}

/** Keeps the observations that say something new: nodes not seen together before, or earlier than known. @returns those */
export async function keepNews(db: Db, linking: Linking[]): Promise<Linking[]> {
  if (!linking.length) return []
  const known = new Map((await sql<{ id: string; at: string; eventId: string }>`select id, at, event_id as "eventId" from identity_observations where id = any(${linking.map(l => l.id)}::uuid[])`.execute(db)).rows.map(row => [row.id, row]))
  const news = linking.filter(l => {
    const before = known.get(l.id)
    return !before || Date.parse(l.at) < Date.parse(before.at) || (Date.parse(l.at) === Date.parse(before.at) && l.eventId < before.eventId)
  })
  if (news.length) await sql`
    insert into identity_observations (id, cluster_id, at, event_id, source_id, nodes, by_staff)
    select t.id, i.cluster_id, t.at, t."eventId", t."sourceId", t.nodes, t."byStaff"
    from json_to_recordset(${JSON.stringify(news)}::json) as t (id uuid, at timestamptz, "eventId" uuid, "sourceId" uuid, nodes uuid[], "byStaff" text)
      join customer_identifiers as i on i.id = t.nodes[1]
    on conflict (id) do update set at = excluded.at, event_id = excluded.event_id, source_id = excluded.source_id`.execute(db)
  return news
}

export async function clustersOf(db: Db, nodes: string[]): Promise<Map<string, { cluster: string; component: string | null }>> {
  if (!nodes.length) return new Map()
  const { rows } = await sql<{ id: string; cluster: string; component: string | null }>`select id, cluster_id as cluster, component_id as component from customer_identifiers where id = any(${nodes}::uuid[])`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

const member = sql.raw('id, kind, value, cluster_id as "clusterId", component_id as "componentId"')

export const membersById = async (db: Db, ids: string[]): Promise<Member[]> =>
  ids.length ? (await sql<Member>`select ${member} from customer_identifiers where id = any(${ids}::uuid[])`.execute(db)).rows : []

export const membersOfClusters = async (db: Db, clusters: string[]): Promise<Member[]> =>
  clusters.length ? (await sql<Member>`select ${member} from customer_identifiers where cluster_id = any(${clusters}::uuid[])`.execute(db)).rows : []

/** Everything in the components of these nodes; of a cluster in which everything fits, all of it. */
export const membersOfComponents = async (db: Db, nodes: string[]): Promise<Member[]> =>
  (await sql<Member>`
    with named as materialized (select cluster_id, component_id from customer_identifiers where id = any(${nodes}::uuid[]))
    select ${member} from customer_identifiers where component_id in (select component_id from named where component_id is not null)
    union all select ${member} from customer_identifiers where cluster_id in (select cluster_id from named where component_id is null)`.execute(db)).rows

type Kept = Linking & { clusterId: string }

const observation = sql.raw('o.id, o.event_id as "eventId", o.at, o.source_id as "sourceId", o.nodes, o.by_staff as "byStaff", o.cluster_id as "clusterId"')

export const observationsOf = async (db: Db, clusters: string[]): Promise<Kept[]> =>
  clusters.length ? (await sql<Kept>`select ${observation} from identity_observations as o where o.cluster_id = any(${clusters}::uuid[])`.execute(db)).rows : []

/** Of these clusters what was observed of at least two of these nodes, and since the given instant of at least one. */
export async function observationsAround(db: Db, clusters: { cluster: string; since: string }[], nodes: string[]): Promise<Kept[]> {
  if (!clusters.length) return []
  return (await sql<Kept>`
    select ${observation} from unnest(${clusters.map(c => c.cluster)}::uuid[], ${clusters.map(c => c.since)}::timestamptz[]) as c (id, since) join identity_observations as o on o.cluster_id = c.id
      cross join lateral (select count(*) as named from unnest(o.nodes) as node where node = any(${nodes}::uuid[])) as n
    where n.named > 1 or (n.named = 1 and o.at >= c.since)`.execute(db)).rows
}

/** The latest observation of each of these clusters, apart from the given ones. */
export async function lastOf(db: Db, clusters: string[], but: string[]): Promise<Map<string, { at: string; eventId: string }>> {
  if (!clusters.length) return new Map()
  const { rows } = await sql<{ id: string; at: string; eventId: string }>`
    select c.id, last.at, last.event_id as "eventId" from unnest(${clusters}::uuid[]) as c (id), lateral (
      select at, event_id from identity_observations where cluster_id = c.id and id <> all(${but}::uuid[]) order by at desc, event_id desc limit 1) as last`.execute(db)
  return new Map(rows.map(row => [row.id, row]))
}

export const largestCluster = async (db: Db, clusters: string[]): Promise<string> =>
  (await sql<{ id: string }>`select cluster_id as id from customer_identifiers where cluster_id = any(${clusters}::uuid[]) group by 1 order by count(*) desc, 1 limit 1`.execute(db)).rows[0]!.id

/** Pairs of these nodes that a person has said are not of one customer. */
export async function cutsAmong(db: Db, nodes: string[]): Promise<[string, string][]> {
  if (nodes.length < 2) return []
  const { rows } = await sql<{ ones: string[]; others: string[] }>`select ones, others from identity_cuts where ones && ${nodes}::uuid[] and others && ${nodes}::uuid[]`.execute(db)
  const among = new Set(nodes)
  return rows.flatMap(({ ones, others }) => ones.filter(one => among.has(one)).flatMap(one => others.filter(other => among.has(other)).map((other): [string, string] => [one, other])))
}

export async function writeMembership(db: Db, { rows = [], moves }: { rows?: { id: string; componentId: string | null }[]; moves: Move[] }): Promise<void> {
  if (rows.length) await sql`
    update customer_identifiers as i set component_id = t."componentId" from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, "componentId" uuid) where i.id = t.id`.execute(db)
  if (!moves.length) return
  const moved = sql`from unnest(${moves.map(m => m.from)}::uuid[], ${moves.map(m => m.to)}::uuid[]) as m (cluster, goes_to) where t.cluster_id = m.cluster`
  await sql`update customer_identifiers as t set cluster_id = m.goes_to ${moved}`.execute(db)
  await sql`update identity_observations as t set cluster_id = m.goes_to ${moved}`.execute(db)
}
