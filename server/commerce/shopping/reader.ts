import { sql } from 'kysely'
import type { LogEvent, LogReader } from '../../collect/index.ts'
import { homesOf, lockIdentity } from '../../customers/index.ts'
import type { Ctx, Db } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { keepDoings } from './carts/keep.ts'
import { retellCarts } from './carts/retell.ts'
import { keepReports, type Numbered } from './orders/keep.ts'
import { settleOrders } from './orders/reported.ts'
import { productKey } from './spec/products.ts'
import { allStores } from './spec/stores.ts'
import { understand, type Doing, type Understood, type Unusable, type Wish } from './understand.ts'

/**
 * Follows the log for what the e-commerce spec (v2) tells: https://segment.com/docs/connections/spec/ecommerce/v2/
 * What events say is kept first; carts and orders are then what all that was said about them adds up to, so that a
 * repeat changes nothing and a late event ends where it would have ended in time. docs/ecommerce-events.md says how.
 */
export const commerceReader: LogReader = {
  name: 'commerce',
  read: async (ctx, events) => {
    const understood = await understand(ctx, events)
    await setAside(ctx, understood.unusable)
    const due = await takeDue(ctx.db)
    const heard = understood.doings.length + understood.reports.length + understood.wishes.length
    if (heard + due.nodes.length + due.customers.length > 0) {
      // Nobody's node changes hands between the look at whose it is and the commit.
      await lockIdentity(ctx.db)
      await takeIn(ctx, understood, due)
    }
  },
}

type Due = { nodes: string[]; customers: string[] }

/** Orders and doings that went to somebody else since. */
async function takeDue(db: Db): Promise<Due> {
  const { rows } = await sql<{ node: string | null; customer: string | null }>`
    with nodes as (delete from stories_due returning node_id), customers as (delete from recounts_due returning customer_id)
    select distinct node_id as node, null::uuid as customer from nodes union select distinct null::uuid, customer_id from customers`.execute(db)
  return { nodes: rows.flatMap(row => row.node ?? []), customers: rows.flatMap(row => row.customer ?? []) }
}

async function takeIn(ctx: Ctx, { stores, doings, reports, wishes }: Understood, due: Due) {
  const shops = stores.length ? stores : await allStores(ctx.db)
  const told = await worthKeeping(ctx.db, doings)
  const homes = await homesOf(ctx.db, [...told, ...wishes].map(({ nodeId }) => nodeId))
  const customerOf = (nodeId: string | null) => {
    const home = nodeId ? homes.get(nodeId) : undefined
    return home?.known ? home.customerId : null
  }
  await keepDoings(ctx.db, told.map(doing => ({ ...doing, customerId: customerOf(doing.nodeId) })))
  await keepWishes(ctx.db, wishes.map(wish => ({ ...wish, customerId: customerOf(wish.nodeId) })))
  const nodes = [...new Set([...told.flatMap(({ nodeId }) => nodeId ?? []), ...due.nodes])]
  await retellCarts(ctx, shops, nodes, told.flatMap(({ storeId, cartKey }) => (cartKey ? [{ storeId, key: cartKey }] : [])))
  await keepReports(ctx.db, reports)
  const buyers = await settleOrders(ctx, shops, numbersOf(reports))
  await usableAfterAll(ctx.db, numbersOf(reports))
  await recountCustomers(ctx.db, [...buyers, ...due.customers])
}

const numbersOf = (reports: Numbered[]): Numbered[] => [...new Map(reports.map(({ storeId, number }) => [`${storeId} ${number}`, { storeId, number }])).values()]

/** An order that the record told of itself, e.g. one of a million from a file, matters only to who has a cart. */
async function worthKeeping(db: Db, doings: Doing[]): Promise<Doing[]> {
  const orders = doings.filter(doing => doing.kind === 'ordered' && doing.nodeId)
  if (!orders.length) return doings
  const { rows } = await sql<{ id: string }>`
    select n.id from unnest(${[...new Set(orders.map(doing => doing.nodeId))]}::uuid[]) as n (id) left join customer_identifiers as own on own.id = n.id
    where exists (select from cart_doings where node_id = n.id)
      or exists (select from customer_identifiers as i join cart_doings as d on d.node_id = i.id where i.customer_id = coalesce(own.customer_id, n.id))`.execute(db)
  const shoppers = new Set([...rows.map(row => row.id), ...doings.flatMap(doing => (doing.kind === 'ordered' ? [] : (doing.nodeId ?? [])))])
  return doings.filter(doing => doing.kind !== 'ordered' || !doing.nodeId || doing.cartKey || !doing.isOwn || shoppers.has(doing.nodeId))
}

/** The last word about a wish is the latest that was said, not the last that arrived. */
async function keepWishes(db: Db, wishes: (Wish & { customerId: string | null })[]) {
  const latest = new Map(wishes.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.eventId < b.eventId ? -1 : 1)).map(wish => [`${wish.nodeId} ${wish.storeId} ${productKey(wish.product)}`, { ...wish, key: productKey(wish.product) }]))
  if (latest.size) await sql`
    insert into wishes as w (node_id, store_id, product_key, customer_id, product, wished, at, event_id)
    select "nodeId", "storeId", key, "customerId", product, wished, at, "eventId"
    from json_to_recordset(${JSON.stringify([...latest.values()])}::json) as t ("nodeId" uuid, "storeId" uuid, key text, "customerId" uuid, product jsonb, wished boolean, at timestamptz, "eventId" uuid) order by 1, 2, 3
    on conflict (node_id, store_id, product_key) do update set product = excluded.product, wished = excluded.wished, at = excluded.at, event_id = excluded.event_id
    where (w.at, w.event_id) < (excluded.at, excluded.event_id)`.execute(db)
}

async function setAside(ctx: Ctx, unusable: Unusable[]) {
  const rows = unusable.map(({ event, storeId, reason }: { event: LogEvent; storeId: string | null; reason: string }) => ({ eventId: event.id, sourceId: event.sourceId, storeId, name: event.name.slice(0, 200), reason, at: event.occurredAt }))
  if (rows.length) await sql`
    insert into unusable_events (event_id, source_id, store_id, name, reason, occurred_at, found_at)
    select "eventId", "sourceId", "storeId", name, reason, at, ${ctx.clock.now().toString()}::timestamptz
    from json_to_recordset(${JSON.stringify(rows)}::json) as t ("eventId" uuid, "sourceId" uuid, "storeId" uuid, name text, reason text, at timestamptz) on conflict do nothing`.execute(ctx.db)
}

/** A report that said nothing by itself is no longer a problem once others made an order of it. */
const usableAfterAll = async (db: Db, numbered: Numbered[]) => {
  if (numbered.length) await sql`
    delete from unusable_events as u using order_reports as r, orders as o
    where u.reason = 'nothing_bought' and u.event_id = r.event_id and o.store_id = r.store_id and o.number = r.number
      and (r.store_id, r.number) in (select "storeId", number from json_to_recordset(${JSON.stringify(numbered)}::json) as t ("storeId" uuid, number text))`.execute(db)
}
