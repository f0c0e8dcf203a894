import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { identityPolicy, sources } from '../../collect/index.ts'
import { announce, appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { deriveProfiles } from '../profile/derive.ts'
import { absorb } from './graph/absorb.ts'
import { see } from './identify.ts'
import { lockIdentity } from './graph/queries.ts'
import { settle, type Because } from './graph/settle.ts'

export const mergeNeedsTwo = appError('customers.merge_needs_two', 422, 'Choose at least two customers who are the same person.')
export const mergeMissing = appError('customers.merge_missing', 404, 'There is no customer {customerId}, or it is merged into another already.')
export const nothingToSeparate = appError('customers.nothing_to_separate', 422, 'These identifiers are not all of this customer, or they are all there are. Choose some of them.')
export const notMerged = appError('customers.not_merged', 404, 'No customer {mergedId} was merged into this one.')

type Anchor = { id: string; name: string; nodeId: string; kind: string; value: string }

/**
 * A person says that these customers are one: limits do not hold, and what a person said before against it is withdrawn.
 * @returns the customer that they are now, the oldest of them
 * @throws mergeNeedsTwo, mergeMissing
 */
export const mergeCustomers = (ctx: Ctx, customerIds: string[]): Promise<string> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const ids = [...new Set(customerIds)]
    if (ids.length < 2) throw mergeNeedsTwo()
    await lockIdentity(db)
    const anchors = await anchorsOf(db, ids)
    const missing = ids.find(id => !anchors.some(anchor => anchor.id === id))
    if (missing) throw mergeMissing({ customerId: missing })
    const wereParted = await withdrawCuts(db, ids)
    // Each is joined to the oldest by itself, so that one can be taken out again without the others.
    const [oldest, ...others] = anchors as [Anchor, ...Anchor[]]
    const nodeOf = ({ nodeId: id, kind, value }: Anchor) => ({ id, kind, value })
    const joins = others.map(other => ({ id: randomUUIDv7(), at: ctx.clock.now().toString(), sourceId: sources.suki, byStaff: ctx.actor.name, nodes: [nodeOf(oldest), nodeOf(other)] }))
    if (wereParted) await forgetJoins(db, joins.map(join => join.nodes.map(node => node.id)))
    await see(own, joins, await identityPolicy(own))
    if (wereParted) await foldTogether(own, anchors.map(anchor => anchor.nodeId), { id: joins[0]!.id, at: joins[0]!.at })
    await deriveProfiles(db, [oldest.id])
    await audit(own, { action: 'customers.merge', record: { kind: 'customer', id: oldest.id, label: oldest.name }, changes: { merged: { from: null, to: others.map(a => a.name || a.id).join(', ') } } })
    await announce(db, { topic: 'customers', id: oldest.id })
    return oldest.id
  })

/** What holds each customer in the graph. One without any identifier becomes a node itself. */
async function anchorsOf(db: Db, ids: string[]): Promise<Anchor[]> {
  await sql`
    insert into customer_identifiers (kind, value, id, cluster_id, customer_id)
    select 'customer', id::text, id, id, id from customers where id = any(${ids}::uuid[]) and anchor_id is null on conflict (id) do nothing`.execute(db)
  await sql`update customers set anchor_id = id where id = any(${ids}::uuid[]) and anchor_id is null`.execute(db)
  const { rows } = await sql<Anchor>`
    select c.id, coalesce(nullif(c.name, ''), c.email, c.phone, '') as name, i.id as "nodeId", i.kind, i.value
    from customers as c join customer_identifiers as i on i.id = c.anchor_id where c.id = any(${ids}::uuid[]) and c.merged_into is null order by c.created_at, c.id`.execute(db)
  return rows
}

/** @returns whether there were any */
async function withdrawCuts(db: Db, customerIds: string[]): Promise<boolean> {
  let withdrawn = 0n
  const { rows } = await sql<{ nodes: string[] }>`select array_agg(id) as nodes from customer_identifiers where customer_id = any(${customerIds}::uuid[]) group by customer_id`.execute(db)
  for (const { nodes } of rows) {
    const rest = rows.filter(other => other.nodes !== nodes).flatMap(other => other.nodes)
    withdrawn += (await sql`delete from identity_cuts where ones && ${nodes}::uuid[] and others && ${rest}::uuid[]`.execute(db)).numAffectedRows ?? 0n
  }
  return withdrawn > 0n
}

/** Who is joined, parted and joined again is joined by what was said last. */
async function forgetJoins(db: Db, joins: string[][]) {
  for (const nodes of joins) await sql`
    delete from identity_observations where cluster_id in (select cluster_id from customer_identifiers where id = any(${nodes}::uuid[]))
      and by_staff is not null and cardinality(nodes) = 2 and nodes @> ${nodes}::uuid[]`.execute(db)
}

/** What a cut kept apart since is joined as if there had been none. */
async function foldTogether(ctx: Ctx, nodes: string[], because: Because) {
  const { rows } = await sql<{ cluster: string }>`select distinct cluster_id as cluster from customer_identifiers where id = any(${nodes}::uuid[])`.execute(ctx.db)
  const changed = await absorb(ctx.db, [], await identityPolicy(ctx), rows.map(row => row.cluster))
  await settle(ctx, changed, () => because, new Set())
}

/**
 * Undoes a merge: both are what they were. What was met since goes where it belongs by itself.
 * @throws notMerged
 */
export const separateMerged = (ctx: Ctx, customerId: string, mergedId: string): Promise<string[]> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const row = await db.selectFrom('customers').select(['merged_at', 'anchor_id']).where('id', '=', mergedId).where('merged_into', '=', customerId).executeTakeFirst()
    if (!row) throw notMerged({ mergedId })
    const { rows: came } = await sql<{ id: string }>`
      select distinct m.node_id as id from identity_moves as m join customer_identifiers as i on i.id = m.node_id
      where m.from_id = ${mergedId} and i.customer_id = ${customerId}`.execute(db)
    const theirs = new Set([...came.map(node => node.id), row.anchor_id!])
    const { rows: before } = await sql<{ id: string }>`
      select id from customer_identifiers where customer_id = ${customerId} and kind <> 'customer' and met_at <= ${row.merged_at}::timestamptz`.execute(db)
    return cut(within(ctx, { db }), customerId, [...theirs], before.map(node => node.id).filter(id => !theirs.has(id)))
  })

/**
 * A person says that these identifiers are somebody else's.
 * @throws nothingToSeparate
 */
export const separateIdentifiers = (ctx: Ctx, customerId: string, nodes: string[]): Promise<string[]> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const { rows } = await sql<{ id: string }>`select id from customer_identifiers where customer_id = ${customerId} and (kind <> 'customer' or id in (select anchor_id from customers where merged_into = ${customerId} or id = ${customerId})) order by kind in ('anonymous_id', 'device_id'), created_at, id`.execute(db)
    const rest = rows.map(row => row.id).filter(id => !nodes.includes(id))
    if (!rest.length || rest.length + new Set(nodes).size !== rows.length) throw nothingToSeparate()
    // The customer stays with what is left.
    await sql`update customers set anchor_id = ${rest[0]} where id = ${customerId} and anchor_id = any(${nodes}::uuid[])`.execute(db)
    return cut(within(ctx, { db }), customerId, [...new Set(nodes)], rest)
  })

/** @returns the customers who are parted now */
async function cut(ctx: Ctx, customerId: string, ones: string[], others: string[]): Promise<string[]> {
  const { db, clock, actor } = ctx
  const at = clock.now().toString()
  const { id } = await db.insertInto('identity_cuts').values({ ones, others, by_staff: actor.name, at }).returning('id').executeTakeFirstOrThrow()
  const { rows } = await sql<{ cluster: string }>`select distinct cluster_id as cluster from customer_identifiers where id = any(${[...ones, ...others]}::uuid[])`.execute(db)
  const changed = await absorb(db, [], await identityPolicy(ctx), rows.map(row => row.cluster))
  await settle(ctx, changed, () => ({ id, at }), new Set())
  const apart = await sql<{ customer_id: string }>`select distinct i.customer_id from customer_identifiers as i join customers as c on c.id = i.customer_id where i.id = any(${ones}::uuid[]) and i.customer_id <> ${customerId}`.execute(db)
  await deriveProfiles(db, [customerId, ...apart.rows.map(row => row.customer_id)])
  const { name } = await db.selectFrom('customers').select('name').where('id', '=', customerId).executeTakeFirstOrThrow()
  await audit(ctx, { action: 'customers.separate', record: { kind: 'customer', id: customerId, label: name }, changes: { separated: { from: null, to: apart.rows.map(row => row.customer_id).join(', ') } } })
  await announce(db, { topic: 'customers', id: customerId })
  return apart.rows.map(row => row.customer_id)
}
