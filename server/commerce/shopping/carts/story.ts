import type { Doing } from '../understand.ts'

/** A doing as it is kept: whose it is now (a customer or a visitor), and the cart that it was counted to last. */
export type KeptDoing = Doing & { home: string | null; cartId: string | null }

/** A cart as a story tells it: its doings in the order in which they happened, up to the order that ended it. */
export type ToldCart = { storeId: string; key: string | null; doings: KeptDoing[]; ordered: { number: string; at: string } | null }

/** What may still come from the checkout's last page after the order. */
const echoMs = 10 * 60_000
/** A cart without an id that was left alone for so long is no longer the one that things are put into. */
const forgottenMs = 30 * 86_400_000

const kinds = ['added', 'removed', 'shown', 'coupon', 'coupon_off', 'checkout', 'step', 'payment', 'ordered']

/** By time. What happened in the same moment stands in the order in which people do it. */
export const inOrder = (a: KeptDoing, b: KeptDoing) =>
  Date.parse(a.at) - Date.parse(b.at) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (a.eventId < b.eventId ? -1 : 1)

/**
 * The carts of one store, from everything that was done there by some shoppers. It depends on what happened alone, not
 * on the order in which it arrived:
 * - what names a cart belongs to it; the rest to the cart that its shopper had in hand;
 * - an order ends the cart that it names, else the one in hand, once for each order number;
 * - after an order a new cart begins: with something put in, or, once the echo of the checkout has faded, with a cart shown.
 */
export function cartsOf(doings: KeptDoing[]): ToldCart[] {
  const carts: ToldCart[] = []
  const byKey = new Map<string, ToldCart>()
  const inHand = new Map<string, ToldCart>()
  const orders = new Map<string, { at: string; cart: ToldCart | undefined }>()
  const begin = (doing: KeptDoing, key: string | null) => {
    const cart: ToldCart = { storeId: doing.storeId, key, doings: [], ordered: null }
    carts.push(cart)
    return cart
  }
  for (const doing of doings.toSorted(inOrder)) {
    const { home, cartKey: key } = doing
    const held = home === null ? undefined : inHand.get(home)
    if (doing.kind === 'ordered') {
      const number = doing.said.number!
      const order = orders.get(number) ?? { at: doing.at, cart: undefined }
      orders.set(number, order)
      order.cart ??= endedBy(order.at, (key ? byKey.get(key) : undefined) ?? held)
      if (order.cart) order.cart.ordered ??= { number, at: doing.at }
      order.cart?.doings.push(doing)
      continue
    }
    let cart = key ? (byKey.get(key) ?? (held && held.key === null && isInHand(held, doing) ? held : undefined)) : held && isInHand(held, doing) ? held : undefined
    if (!cart || (cart.ordered && begins(cart.ordered.at, doing))) cart = opens(doing) ? begin(doing, key) : undefined
    if (!cart) continue
    cart.doings.push(doing)
    if (cart.ordered) continue
    if (key) {
      cart.key ??= key
      byKey.set(key, cart)
    }
    if (home !== null) inHand.set(home, cart)
  }
  return carts
}

/** Not one that is ordered, nor one that was begun after the order was first heard of. */
const endedBy = (heardAt: string, cart: ToldCart | undefined) => (cart && !cart.ordered && Date.parse(cart.doings[0]!.at) <= Date.parse(heardAt) ? cart : undefined)

/** A cart that names itself is in hand until it is ordered; one that does not is forgotten after a while. */
const isInHand = (cart: ToldCart, doing: KeptDoing) => cart.ordered !== null || cart.key !== null || Date.parse(doing.at) - Date.parse(cart.doings.at(-1)!.at) < forgottenMs

const begins = (orderedAt: string, doing: KeptDoing) => doing.kind === 'added' || (Date.parse(doing.at) - Date.parse(orderedAt) > echoMs && opens(doing))

/** A cart begins with something in it. */
const opens = ({ kind, said }: KeptDoing) => kind === 'added' || ((kind === 'shown' || kind === 'checkout' || kind === 'step') && (!!said.products?.length || (kind === 'checkout' && (said.valueMinor ?? 0) > 0)))
