import { sql } from 'kysely'
import { defaultPolicy, kindPolicy, namesNobody } from '../../../collect/index.ts'
import type { Ctx, Db } from '../../../platform/index.ts'
import type { MergeTold } from './settle.ts'

export type ToSettle = { id: string; kind: string; value: string; customerId: string; createdAt: string }
export type AnchoredRow = { id: string; anchorId: string; createdAt: string; mergedInto: string | null }
/** A component with its customer. `row` is the customer's row, `merged` the rows that are merged into it. */
export type Settled = { customerId: string; isNew: boolean; members: ToSettle[]; row: AnchoredRow | undefined; merged: AnchoredRow[] }

export const membersToSettle = async (db: Db, ids: string[]): Promise<ToSettle[]> =>
  (await sql<ToSettle>`select id, kind, value, customer_id as "customerId", created_at as "createdAt" from customer_identifiers where id = any(${ids}::uuid[])`.execute(db)).rows

export const anchoredRows = async (db: Db, ids: string[]): Promise<AnchoredRow[]> =>
  (await sql<AnchoredRow>`select id, anchor_id as "anchorId", created_at as "createdAt", merged_into as "mergedInto" from customers where anchor_id = any(${ids}::uuid[])`.execute(db)).rows

export const rowsWithId = async (db: Db, ids: string[]): Promise<string[]> =>
  ids.length ? (await sql<{ id: string }>`select id from customers where id = any(${ids}::uuid[])`.execute(db)).rows.map(row => row.id) : []

/** Rows for customers who have just been named, anchored to what names them best. */
export async function insertRows({ db, clock }: Ctx, settled: Settled[]): Promise<void> {
  if (!settled.length) return
  const now = clock.now().toString()
  const rows = settled.map(({ customerId, members }) => {
    const naming = members.filter(m => !namesNobody(m.kind)).toSorted((a, b) => kindPolicy(defaultPolicy, a.kind).priority - kindPolicy(defaultPolicy, b.kind).priority)
    const valueOf = (kind: string) => naming.find(m => m.kind === kind)?.value ?? null
    return { id: customerId, anchorId: naming[0]!.id, email: valueOf('email'), phone: valueOf('phone'), at: naming[0]!.createdAt }
  })
  await sql`
    insert into customers (id, email, phone, anchor_id, created_at, updated_at)
    select id, email, phone, "anchorId", least(at, ${now}::timestamptz), ${now}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, email text, phone text, "anchorId" uuid, at timestamptz)`.execute(db)
}

export const writeHomes = async (db: Db, moved: { nodeId: string; toId: string; isFresh: boolean }[]): Promise<void> => {
  if (moved.length) await sql`
    update customer_identifiers as i set customer_id = t."toId", moved = moved or not t."isFresh"
    from json_to_recordset(${JSON.stringify(moved)}::json) as t ("nodeId" uuid, "toId" uuid, "isFresh" boolean) where i.id = t."nodeId"`.execute(db)
}

export const noteMoves = async (db: Db, moves: { nodeId: string; fromId: string; toId: string; because: string | null; at: string }[]): Promise<void> => {
  if (moves.length) await sql`
    insert into identity_moves (node_id, from_id, to_id, because, at)
    select "nodeId", "fromId", "toId", because, at from json_to_recordset(${JSON.stringify(moves)}::json) as t ("nodeId" uuid, "fromId" uuid, "toId" uuid, because uuid, at timestamptz)`.execute(db)
}

export const settleOwned = async (db: Db, nodes: string[]): Promise<void> => {
  if (nodes.length) await sql`select settle_nodes(${[...new Set(nodes)]}::uuid[])`.execute(db)
}

/** Marks who is merged into whom. A merged row becomes a node like the others, so that what was recorded for it is found. */
export async function noteMerges({ db, clock }: Ctx, settled: Settled[]): Promise<{ rows: string[]; told: MergeTold[] }> {
  const into = settled.flatMap(({ customerId, row, merged }) => [
    ...merged.filter(m => m.mergedInto !== customerId).map(m => ({ id: m.id, into: customerId as string | null })),
    ...(row && row.mergedInto !== null ? [{ id: row.id, into: null }] : []),
  ])
  if (!into.length) return { rows: [], told: [] }
  const now = clock.now().toString()
  const rows = sql`json_to_recordset(${JSON.stringify(into)}::json) as t (id uuid, "into" uuid)`
  await sql`select id from customers where id = any(${into.map(i => i.id)}::uuid[]) order by id for no key update`.execute(db)
  await sql`update customers as c set merged_into = t."into", merged_at = case when t."into" is not null then ${now}::timestamptz end from ${rows} where c.id = t.id`.execute(db)
  await sql`
    insert into customer_identifiers (kind, value, id, cluster_id, customer_id, moved)
    select 'customer', t.id::text, t.id, t.id, coalesce(t."into", t.id), true from ${rows}
    on conflict (id) do update set customer_id = excluded.customer_id, moved = true`.execute(db)
  await joinTags(db, into.flatMap(({ id, into: customerId }) => (customerId ? [{ id, customerId }] : [])))
  await partTags(db, settled.flatMap(({ row }) => (row?.mergedInto ? [{ id: row.id, customerId: row.mergedInto }] : [])))
  const told = settled.flatMap(({ customerId, row, merged, members }): MergeTold[] => {
    const joined = merged.filter(m => m.mergedInto !== customerId)
    return [
      ...(joined.length ? [{ name: 'Customers Merged' as const, customerId, others: joined.map(m => m.id), node: joined[0]!.anchorId }] : []),
      ...(row && row.mergedInto !== null ? [{ name: 'Customers Separated' as const, customerId, others: [row.mergedInto], node: members[0]!.id }] : []),
    ]
  })
  return { rows: into.map(i => i.id), told }
}

type Merge = { id: string; customerId: string }
const asRows = (merges: Merge[]) => sql`json_to_recordset(${JSON.stringify(merges)}::json) as t (id uuid, "customerId" uuid)`

/** Whoever others are merged into has their tags as well. */
async function joinTags(db: Db, merges: Merge[]) {
  if (!merges.length) return
  await sql`update customers set own_tags = tags where own_tags is null and id in (select unnest(array[t.id, t."customerId"]) from ${asRows(merges)})`.execute(db)
  await sql`
    update customers as c set tags = all_tags.tags
    from (select t."customerId" as id, array_agg(distinct tag order by tag) as tags from ${asRows(merges)} join customers as m on m.id in (t.id, t."customerId"), unnest(m.tags) as tag group by 1) as all_tags
    where c.id = all_tags.id and c.tags <> all_tags.tags`.execute(db)
}

/** Whoever is parted again takes along the tags that nobody else brought. */
async function partTags(db: Db, merges: Merge[]) {
  if (!merges.length) return
  await sql`
    update customers as c set tags = array(select unnest(c.tags) except (select unnest(m.own_tags) from customers as m join ${asRows(merges)} on t.id = m.id where t."customerId" = c.id
      except select unnest(own.own_tags) from customers as own where own.id = c.id or own.merged_into = c.id) order by 1)
    where c.id in (select t."customerId" from ${asRows(merges)})`.execute(db)
  await sql`update customers set tags = coalesce(own_tags, tags), own_tags = null where id in (select t.id from ${asRows(merges)})`.execute(db)
}

/** Whose nodes are, now. `known`: somebody with a name, a row among the customers; else a visitor. */
export type Home = { customerId: string; known: boolean }

export async function homesOf(db: Db, nodes: (string | null)[]): Promise<Map<string, Home>> {
  const ids = [...new Set(nodes.filter(node => node !== null))]
  if (!ids.length) return new Map()
  const { rows } = await sql<Home & { id: string }>`
    select n.id, coalesce(i.customer_id, n.id) as "customerId", c.id is not null as known
    from unnest(${ids}::uuid[]) as n (id) left join customer_identifiers as i on i.id = n.id left join customers as c on c.id = coalesce(i.customer_id, n.id)`.execute(db)
  return new Map(rows.map(({ id, customerId, known }) => [id, { customerId, known }]))
}

/** All nodes of a customer: identifiers, rows merged into it, and its own row. As SQL to select from. */
export const nodesOf = (customerId: string) => sql<{ node_id: string }>`(select ${customerId}::uuid as node_id union all select id from customer_identifiers where customer_id = ${customerId} and id <> ${customerId})`
