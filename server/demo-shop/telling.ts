import type { FastifyInstance } from 'fastify'
import { toMajor } from '../../contracts/money.ts'
import { cartOf, couponOf } from './selling/cart.ts'
import { choicesOf, itemsNamed } from './selling/catalogue.ts'
import { ordersNumbered } from './selling/order.ts'
import { asCart, asOrder, asProduct, customerIdOf } from './selling/spoken.ts'
import type { Told } from './state.ts'
import type { Visit } from './visit.ts'

/** A call of the storefront script, as the page carries it. */
export type ScriptCall = [call: 'track' | 'identify' | 'reset', ...args: unknown[]]

type Teller = (visit: Visit, told: (string | number)[]) => Promise<ScriptCall[]> | ScriptCall[]
const track = (event: string, properties: object): ScriptCall => ['track', event, properties]

/** What each thing that happened means to Suki, with everything that the e-commerce spec asks for. */
const tellers: Record<string, Teller> = {
  added: async (visit, [sku, quantity]) => ofArticle(visit, 'Product Added', String(sku), { quantity }),
  removed: async (visit, [sku, quantity]) => ofArticle(visit, 'Product Removed', String(sku), { quantity }),
  moved: async (visit, [sku]) => ofArticle(visit, 'Wishlist Product Added to Cart', String(sku), { ...wishlist(visit), quantity: 1 }),
  wished: async (visit, [key]) => ofItem(visit, 'Product Added to Wishlist', String(key), wishlist(visit)),
  unwished: async (visit, [key]) => ofItem(visit, 'Product Removed from Wishlist', String(key), wishlist(visit)),
  reviewed: async (visit, [key, rating, id, body]) => ofItem(visit, 'Product Reviewed', String(key), { review_id: id, review_body: body, rating }),
  coupon: async (visit, [what, code, reason]) => {
    const { id, discountMinor, currency } = await cartOf(visit.ctx, visit.shop, visit.state)
    const { percent } = couponOf(String(code)) ?? {}
    return [track(`Coupon ${what}`, { cart_id: id, coupon_id: code, ...(percent ? { coupon_name: `${percent}%` } : {}), ...(what === 'Applied' ? { discount: toMajor(discountMinor, currency), currency } : {}), ...(reason ? { reason } : {}) })]
  },
  checkout: async visit => [track('Checkout Started', { checkout_id: visit.state.checkout?.id, ...asCart(visit, await cartOf(visit.ctx, visit.shop, visit.state)) })],
  step: (_visit, [checkoutId, step, shipping, payment]) => [track('Checkout Step Completed', { checkout_id: checkoutId, step, ...(shipping ? { shipping_method: shipping } : {}), ...(payment ? { payment_method: payment } : {}) })],
  paying: (_visit, [checkoutId, step, payment]) => [track('Payment Info Entered', { checkout_id: checkoutId, step, payment_method: payment })],
  ordered: async (visit, [number, checkoutId]) => {
    const [order] = await ordersNumbered(visit.ctx, visit.shop, [String(number)])
    if (!order) return []
    const choices = await choicesOf(visit.ctx, visit.shop, order.lines.map(line => line.sku))
    return [track('Order Completed', { checkout_id: checkoutId, ...asOrder(visit, order, choices.map(({ item, article }) => asProduct(visit, item, article))) })]
  },
  known: (visit, [email, name, phone]) => [['identify', customerIdOf(visit.ctx, String(email)), { email, ...(name ? { name } : {}), ...(phone ? { phone } : {}), language: visit.language }]],
  signed_in: () => [track('Signed In', { method: 'email' })],
  signed_out: () => [track('Signed Out', {}), ['reset']],
}

/** What the page says to Suki of what happened before it. */
export async function callsOf(visit: Visit, told: Told[]): Promise<ScriptCall[]> {
  const calls = await Promise.all(told.map(([what, ...particulars]) => tellers[what]?.(visit, particulars) ?? []))
  return calls.flat()
}

const wishlist = ({ shop }: Visit) => ({ wishlist_id: `wishlist-${shop.key}`, wishlist_name: 'Wishlist' })

async function ofArticle(visit: Visit, event: string, sku: string, more: object): Promise<ScriptCall[]> {
  const [choice] = await choicesOf(visit.ctx, visit.shop, [sku])
  return choice ? [track(event, { cart_id: visit.state.cart.id, ...asProduct(visit, choice.item, choice.article), ...more })] : []
}

async function ofItem(visit: Visit, event: string, key: string, more: object): Promise<ScriptCall[]> {
  const [item] = await itemsNamed(visit.ctx, visit.shop, [key])
  return item ? [track(event, { ...asProduct(visit, item), ...more })] : []
}

/** Reports what the browser need not know of, or may not tell, over HTTP like any shop's server (docs/recipes). */
export async function tellFromServer(app: FastifyInstance, { shop, ctx }: Visit, batch: object[]): Promise<void> {
  const answer = await app.inject({ method: 'POST', url: '/v1/batch', headers: { authorization: `Basic ${Buffer.from(`${shop.server.writeKey}:`).toString('base64')}` }, payload: { batch } })
  if (answer.statusCode !== 200) ctx.log.warn({ status: answer.statusCode }, 'The demo shop could not report.')
}
