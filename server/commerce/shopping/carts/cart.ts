import { extend } from '../../../../contracts/money.ts'
import type { CartLine } from '../../../../contracts/carts.ts'
import { isSameProduct, type ToldProduct } from '../spec/products.ts'
import type { Find } from '../shelf.ts'
import type { KeptDoing, ToldCart } from './story.ts'

export type CartFacts = {
  cartKey: string | null
  nodeId: string | null
  state: 'open' | 'checkout' | 'ordered'
  currency: string
  valueMinor: number
  itemsCount: number
  lines: CartLine[]
  codes: string[]
  checkoutStep: number
  returns: number
  startedAt: string
  activeAt: string
  orderedAt: string | null
  orderNumber: string | null
}

type Contents = { products: ToldProduct[]; codes: Set<string>; step: number; valueMinor: number | undefined; returns: number; lastAt: string; currency: string }

/** What is in a cart after everything that was done with it. Amounts of another currency than the cart's last are left out. */
export function factsOf(cart: ToldCart, store: { currency: string; abandonedMinutes: number }, find: Find): CartFacts {
  const first = cart.doings[0]!
  const now: Contents = { products: [], codes: new Set(), step: 0, valueMinor: undefined, returns: 0, lastAt: first.at, currency: store.currency }
  for (const doing of cart.doings) if (doing.kind !== 'ordered' && (!cart.ordered || Date.parse(doing.at) <= Date.parse(cart.ordered.at))) take(now, doing, store.abandonedMinutes)
  if (cart.ordered) comeBack(now, cart.ordered.at, store.abandonedMinutes)
  if (!now.products.length) now.products = cart.doings.find(doing => doing.kind === 'ordered')?.said.products ?? []
  const lines = now.products.map(product => lineOf(product, cart.storeId, find, now.currency === store.currency))
  const isPriced = lines.length > 0 && lines.every(line => line.unitPriceMinor !== null)
  const worth = lines.reduce((sum, line) => sum + extend(line.quantity, line.unitPriceMinor ?? 0), 0)
  return {
    cartKey: cart.key, nodeId: ownerOf(cart.doings), state: cart.ordered ? 'ordered' : now.step > 0 ? 'checkout' : 'open', currency: now.currency,
    valueMinor: isPriced || now.valueMinor === undefined ? worth : now.valueMinor, itemsCount: lines.reduce((sum, { quantity }) => sum + (Number.isInteger(quantity) ? quantity : 1), 0), lines,
    codes: [...now.codes].sort(), checkoutStep: now.step, returns: now.returns, startedAt: first.at, activeAt: cart.ordered?.at ?? now.lastAt, orderedAt: cart.ordered?.at ?? null, orderNumber: cart.ordered?.number ?? null,
  }
}

/** Whoever did something with it last; of a shared cart the one who has it in hand. */
const ownerOf = (doings: KeptDoing[]) => doings.findLast(doing => doing.nodeId !== null && doing.kind !== 'ordered')?.nodeId ?? doings.findLast(doing => doing.nodeId !== null)?.nodeId ?? null

/** Whoever takes up again what had been abandoned begins with the cart, not at the checkout. */
function comeBack(now: Contents, at: string, abandonedMinutes: number) {
  if (!now.products.length || Date.parse(at) - Date.parse(now.lastAt) < abandonedMinutes * 60_000) return
  now.returns++
  now.step = 0
}

function take(now: Contents, { kind, at, said }: KeptDoing, abandonedMinutes: number) {
  comeBack(now, at, abandonedMinutes)
  now.lastAt = at
  if (said.currency) now.currency = said.currency
  if (kind === 'added') for (const product of said.products ?? []) add(now.products, product)
  else if (kind === 'removed') for (const product of said.products ?? []) remove(now.products, product)
  else if (said.products && (said.products.length || kind === 'shown')) now.products = merged(said.products)
  if (kind === 'coupon' && said.code) now.codes.add(said.code)
  if (kind === 'coupon_off' && said.code) now.codes.delete(said.code)
  if (kind === 'checkout' || kind === 'step' || kind === 'payment') now.step = Math.max(now.step, said.step ?? 1)
  if (said.valueMinor !== undefined && kind !== 'coupon' && kind !== 'coupon_off' && kind !== 'added' && kind !== 'removed') now.valueMinor = said.valueMinor
}

/** A list that names an article twice holds both. */
const merged = (products: ToldProduct[]) => {
  const list: ToldProduct[] = []
  for (const product of products) add(list, product)
  return list
}

function add(list: ToldProduct[], product: ToldProduct) {
  const at = list.findIndex(other => isSameProduct(other, product))
  if (at < 0) list.push(product)
  else list[at] = { ...list[at]!, ...product, quantity: Math.round((list[at]!.quantity + product.quantity) * 1000) / 1000 }
}

function remove(list: ToldProduct[], product: ToldProduct) {
  const at = list.findIndex(other => isSameProduct(other, product))
  if (at < 0) return
  const left = product.quantity === 0 ? 0 : Math.round((list[at]!.quantity - product.quantity) * 1000) / 1000
  if (left > 0) list[at] = { ...list[at]!, quantity: left }
  else list.splice(at, 1)
}

/** The catalogue's price is one in the store's currency. */
function lineOf(product: ToldProduct, storeId: string, find: Find, isOwnCurrency: boolean): CartLine {
  const article = find(storeId, product)
  return {
    productId: article?.productId ?? null, variantId: article?.variantId ?? null, sku: product.sku ?? article?.sku ?? '', title: product.title ?? article?.title ?? product.sku ?? product.key ?? '',
    variant: product.variant ?? article?.variantTitle ?? null, imageUrl: product.imageUrl ?? article?.imageUrl ?? null, quantity: product.quantity, unitPriceMinor: product.priceMinor ?? (isOwnCurrency ? article?.priceMinor : null) ?? null,
  }
}
