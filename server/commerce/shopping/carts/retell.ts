import { randomUUIDv7 } from 'node:crypto'
import { homesOf } from '../../../customers/index.ts'
import { announce, type Ctx } from '../../../platform/index.ts'
import { findArticles } from '../shelf.ts'
import type { Store } from '../spec/stores.ts'
import { factsOf } from './cart.ts'
import { keepCarts, storiesOf } from './keep.ts'
import { cartsOf, type KeptDoing, type ToldCart } from './story.ts'

/** Adds up anew the carts of these shoppers, and of whoever shares a cart with them. Takes the identity lock before. */
export async function retellCarts(ctx: Ctx, stores: Store[], nodes: string[], keys: { storeId: string; key: string }[]): Promise<void> {
  const doings = await storiesOf(ctx.db, nodes, keys)
  if (!doings.length) return
  const told = [...Map.groupBy(doings, doing => doing.storeId).values()].flatMap(cartsOf)
  const ids = idsOf(told)
  const articles = await findArticles(ctx.db, told.flatMap(cart => cart.doings.flatMap(doing => (doing.said.products ?? []).map(product => ({ storeId: cart.storeId, product })))))
  const facts = told.map(cart => ({ id: ids.get(cart)!, storeId: cart.storeId, ...factsOf(cart, stores.find(store => store.id === cart.storeId)!, articles) }))
  const homes = await homesOf(ctx.db, facts.map(cart => cart.nodeId))
  const carts = facts.map(cart => ({ ...cart, customerId: customerOf(homes, cart.nodeId) }))
  const now = new Map(told.flatMap(cart => cart.doings.map(doing => [doing.eventId, ids.get(cart)!])))
  const moved = doings.filter(doing => (now.get(doing.eventId) ?? null) !== doing.cartId).map(({ eventId }) => ({ eventId, cartId: now.get(eventId) ?? null }))
  const kept = new Set(ids.values())
  await keepCarts(ctx.db, carts, moved, [...new Set(doings.flatMap(doing => (doing.cartId && !kept.has(doing.cartId) ? [doing.cartId] : [])))])
  await announce(ctx.db, { topic: 'carts', count: carts.length })
}

const customerOf = (homes: Awaited<ReturnType<typeof homesOf>>, nodeId: string | null) => {
  const home = nodeId ? homes.get(nodeId) : undefined
  return home?.known ? home.customerId : null
}

/** A cart keeps the id under which most of its doings were counted before, so that a link to it still opens it. */
function idsOf(carts: ToldCart[]): Map<ToldCart, string> {
  const taken = new Set<string>()
  const ids = new Map<ToldCart, string>()
  const claims = carts.flatMap(cart => [...Map.groupBy(cart.doings.filter(doing => doing.cartId), doing => doing.cartId!)].map(([id, of]: [string, KeptDoing[]]) => ({ cart, id, count: of.length })))
  for (const { cart, id } of claims.sort((a, b) => b.count - a.count)) {
    if (ids.has(cart) || taken.has(id)) continue
    ids.set(cart, id)
    taken.add(id)
  }
  for (const cart of carts) if (!ids.has(cart)) ids.set(cart, randomUUIDv7())
  return ids
}
