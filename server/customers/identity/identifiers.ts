import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { nodeIds, sources, type Identifier } from '../../collect/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { identify } from './identify.ts'
import { lockIdentity } from './graph/queries.ts'

/** Countries of the stores, the oldest store first: where a phone without a country code may be from. */
export async function storeCountries(db: Db): Promise<string[]> {
  const stores = await db.selectFrom('stores').select('country').where('country', 'is not', null).orderBy('created_at').execute()
  return [...new Set(stores.map(store => store.country!))]
}

/** Which of these identifiers are a customer's, and whose. A visitor's is nobody's yet. Takes the identity lock, so that it stays true. */
export async function ownersOf(ctx: Ctx, identifiers: Identifier[]): Promise<(Identifier & { owner: string })[]> {
  if (!identifiers.length) return []
  await lockIdentity(ctx.db)
  const nodeId = await nodeIds(ctx)
  const { rows } = await sql<Identifier & { owner: string }>`
    select i.kind, i.value, c.id as owner from customer_identifiers as i join customers as c on c.id = i.customer_id
    where i.id = any(${identifiers.map(nodeId)}::uuid[])`.execute(ctx.db)
  return rows
}

/** A person says that these are this customer's: limits do not hold. */
export async function attach(ctx: Ctx, customerId: string, identifiers: Identifier[]): Promise<void> {
  const [strongest] = identifiers
  if (!strongest) return
  const nodeId = await nodeIds(ctx)
  await sql`update customers set anchor_id = ${nodeId(strongest)} where id = ${customerId} and anchor_id is null`.execute(ctx.db)
  const anchor = await ctx.db.selectFrom('customers as c').innerJoin('customer_identifiers as i', 'i.id', 'c.anchor_id').select(['i.kind', 'i.value']).where('c.id', '=', customerId).executeTakeFirst()
  await identify(ctx, [{ id: randomUUIDv7(), at: ctx.clock.now().toString(), sourceId: sources.suki, identifiers: [...(anchor ? [anchor] : []), ...identifiers.filter(i => i.kind !== anchor?.kind || i.value !== anchor.value)], byStaff: ctx.actor.name }])
}

/** A person says that this is not this customer's, and nobody else's that is known: it is as if it had never been seen. */
export async function detach(ctx: Ctx, customerId: string, identifier: Identifier): Promise<void> {
  await lockIdentity(ctx.db)
  const node = (await nodeIds(ctx))(identifier)
  const { rows } = await sql<{ cluster: string }>`delete from customer_identifiers where id = ${node} and customer_id = ${customerId} returning cluster_id as cluster`.execute(ctx.db)
  if (!rows[0]) return
  await sql`select keep_for_customer(${node}::uuid)`.execute(ctx.db)
  const observed = sql`identity_observations where cluster_id = ${rows[0].cluster} and ${node}::uuid = any(nodes)`
  await sql`delete from ${observed} and cardinality(nodes) <= 2`.execute(ctx.db)
  await sql`update identity_observations set nodes = array_remove(nodes, ${node}::uuid) where cluster_id = ${rows[0].cluster} and ${node}::uuid = any(nodes)`.execute(ctx.db)
  await sql`
    update customers set anchor_id = (select id from customer_identifiers where customer_id = ${customerId} and kind not in ('customer', 'anonymous_id', 'device_id') order by created_at, id limit 1)
    where id = ${customerId} and anchor_id = ${node}`.execute(ctx.db)
}
