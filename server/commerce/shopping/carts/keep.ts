import { sql } from 'kysely'
import type { Db } from '../../../platform/index.ts'
import type { Doing } from '../understand.ts'
import type { CartFacts } from './cart.ts'
import type { KeptDoing } from './story.ts'

/** Of one shopper in one store no more are read again; what lies further back stays as it was added up. */
const mostOfOne = 500
/** An id that more shoppers use is no id of a cart. */
const mostShoppers = 20

export async function keepDoings(db: Db, doings: (Doing & { customerId: string | null })[]): Promise<void> {
  if (doings.length) await sql`
    insert into cart_doings (event_id, store_id, node_id, customer_id, cart_key, kind, at, said)
    select "eventId", "storeId", "nodeId", "customerId", "cartKey", kind, at, said
    from json_to_recordset(${JSON.stringify(doings)}::json) as t ("eventId" uuid, "storeId" uuid, "nodeId" uuid, "customerId" uuid, "cartKey" text, kind text, at timestamptz, said jsonb)
    order by "eventId" on conflict (event_id) do nothing`.execute(db)
}

type Key = { storeId: string; key: string }

/** Everything that the shoppers of these nodes did, and whoever shares a cart with them. */
export async function storiesOf(db: Db, nodes: string[], keys: Key[]): Promise<KeptDoing[]> {
  const found = new Map<string, KeptDoing>()
  const homes = new Map<string, string>()
  const seenKeys = new Set<string>()
  let [newNodes, newKeys] = [nodes, keys]
  for (let round = 0; round < 4 && (newNodes.length || newKeys.length); round++) {
    for (const key of newKeys) seenKeys.add(nameOf(key))
    const shared = newKeys.length ? await doingsWithKeys(db, newKeys) : []
    const known = await homesWithNodes(db, [...new Set([...newNodes, ...shared.flatMap(doing => doing.nodeId ?? [])])].filter(node => !homes.has(node)))
    for (const { id, home } of known) homes.set(id, home)
    const told = [...shared, ...(known.length ? await doingsOfNodes(db, known.map(node => node.id)) : [])]
    for (const doing of told) found.set(doing.eventId, doing)
    newNodes = []
    newKeys = [...new Map(told.flatMap(({ storeId, cartKey }) => (cartKey && !seenKeys.has(nameOf({ storeId, key: cartKey })) ? [[`${storeId} ${cartKey}`, { storeId, key: cartKey }] as const] : []))).values()]
  }
  const doings = [...found.values()].map(doing => ({ ...doing, home: doing.nodeId && (homes.get(doing.nodeId) ?? doing.nodeId) }))
  return withoutCommonKeys(doings)
}

const nameOf = ({ storeId, key }: Key) => `${storeId} ${key}`

function withoutCommonKeys(doings: KeptDoing[]): KeptDoing[] {
  const shoppers = new Map<string, Set<string>>()
  for (const { storeId, cartKey, home } of doings) if (cartKey && home) (shoppers.get(nameOf({ storeId, key: cartKey })) ?? shoppers.set(nameOf({ storeId, key: cartKey }), new Set()).get(nameOf({ storeId, key: cartKey }))!).add(home)
  return doings.map(doing => (doing.cartKey && (shoppers.get(nameOf({ storeId: doing.storeId, key: doing.cartKey }))?.size ?? 0) > mostShoppers ? { ...doing, cartKey: null } : doing))
}

const columns = sql`d.event_id as "eventId", d.store_id as "storeId", d.node_id as "nodeId", d.cart_key as "cartKey", d.kind, d.at, d.said, d.cart_id as "cartId", d.node_id as home`

const doingsWithKeys = async (db: Db, keys: Key[]): Promise<KeptDoing[]> =>
  (await sql<KeptDoing>`
    select ${columns} from json_to_recordset(${JSON.stringify(keys)}::json) as k ("storeId" uuid, key text),
      lateral (select * from cart_doings where store_id = k."storeId" and cart_key = k.key order by at desc limit ${sql.lit(mostOfOne)}) as d`.execute(db)).rows

const doingsOfNodes = async (db: Db, nodes: string[]): Promise<KeptDoing[]> =>
  (await sql<KeptDoing>`
    select ${columns} from unnest(${nodes}::uuid[]) as n (id), stores as s,
      lateral (select * from cart_doings where node_id = n.id and store_id = s.id order by at desc limit ${sql.lit(mostOfOne)}) as d`.execute(db)).rows

/** Every node of the customers, or visitors, whose these nodes are. */
const homesWithNodes = async (db: Db, nodes: string[]): Promise<{ id: string; home: string }[]> =>
  nodes.length ? (await sql<{ id: string; home: string }>`
    with homes as materialized (select distinct coalesce(i.customer_id, n.id) as home from unnest(${nodes}::uuid[]) as n (id) left join customer_identifiers as i on i.id = n.id)
    select i.id, homes.home from homes join customer_identifiers as i on i.customer_id = homes.home union select home, home from homes`.execute(db)).rows : []

export type CartToKeep = CartFacts & { id: string; storeId: string; customerId: string | null }

/** Writes carts that changed. One that was abandoned stays so until something new is done with it. */
export async function keepCarts(db: Db, carts: CartToKeep[], doings: { eventId: string; cartId: string | null }[], gone: string[]): Promise<void> {
  if (doings.length) await sql`
    update cart_doings as d set cart_id = t."cartId" from json_to_recordset(${JSON.stringify(doings)}::json) as t ("eventId" uuid, "cartId" uuid) where d.event_id = t."eventId"`.execute(db)
  if (gone.length) await sql`delete from carts where id = any(${gone}::uuid[]) and not exists (select from cart_doings where cart_id = carts.id)`.execute(db)
  if (!carts.length) return
  await sql`
    insert into carts as c (id, store_id, cart_key, node_id, customer_id, state, currency, value_minor, items_count, lines, discount_codes, checkout_step, returns, started_at, active_at, ordered_at, order_number)
    select id, "storeId", "cartKey", "nodeId", "customerId", state, currency, "valueMinor", "itemsCount", lines, codes, "checkoutStep", returns, "startedAt", "activeAt", "orderedAt", "orderNumber"
    from json_to_recordset(${JSON.stringify(carts)}::json) as t (id uuid, "storeId" uuid, "cartKey" text, "nodeId" uuid, "customerId" uuid, state text, currency text, "valueMinor" bigint, "itemsCount" int, lines jsonb, codes text[],
      "checkoutStep" int, returns int, "startedAt" timestamptz, "activeAt" timestamptz, "orderedAt" timestamptz, "orderNumber" text) order by id
    on conflict (id) do update set cart_key = excluded.cart_key, node_id = excluded.node_id, customer_id = excluded.customer_id,
      state = case when ${stillAbandoned} then 'abandoned' else excluded.state end, abandoned_at = case when ${stillAbandoned} then c.abandoned_at end,
      currency = excluded.currency, value_minor = excluded.value_minor, items_count = excluded.items_count, lines = excluded.lines, discount_codes = excluded.discount_codes,
      checkout_step = excluded.checkout_step, returns = excluded.returns, started_at = excluded.started_at, active_at = excluded.active_at, ordered_at = excluded.ordered_at, order_number = excluded.order_number
    where (${sql.join(told.map(column => sql.ref(`c.${column}`)))}) is distinct from (${sql.join(told.map(column => sql.ref(`excluded.${column}`)))})`.execute(db)
}

/** What a cart is told by; its state follows from these and the clock. */
const told = ['cart_key', 'node_id', 'customer_id', 'currency', 'value_minor', 'items_count', 'lines', 'discount_codes', 'checkout_step', 'returns', 'started_at', 'active_at', 'ordered_at', 'order_number']

const stillAbandoned = sql`(c.state = 'abandoned' and excluded.state in ('open', 'checkout') and c.active_at = excluded.active_at)`
