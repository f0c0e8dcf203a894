import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { payments, steps, type Step, type Wrong } from './pages/checkout.ts'
import { wording } from './pages/layout.ts'
import { cartOf, couponOf, priced } from './selling/cart.ts'
import { choicesOf, itemsNamed } from './selling/catalogue.ts'
import { placeOrder, type Ready } from './selling/order.ts'
import { customerIdOf } from './selling/spoken.ts'
import { freshState } from './state.ts'
import { tellFromServer } from './telling.ts'
import type { Visit } from './visit.ts'

/** A form of the shop: what was typed, as text. */
export type Typed = Record<string, string>
/** Where to go next, or what is wrong with what was typed. */
export type Outcome = { to: string } | { wrong: Wrong }

const most = { lines: 20, pieces: 99 }
const pieces = (text: string | undefined) => Math.min(most.pieces, Math.max(0, Math.round(Number(text)) || 0))
/** A page of the shop that a form names; never another site's. */
const backTo = ({ back = '' }: Typed) => ({ to: /^\/demo-shop(?:[/?][^\\\s]*)?$/.test(back) ? back : '/demo-shop' })

export async function addToCart(visit: Visit, typed: Typed): Promise<Outcome> {
  const { state } = visit
  const [choice] = await choicesOf(visit.ctx, visit.shop, [typed['sku'] ?? ''])
  const quantity = Math.max(1, pieces(typed['quantity'] ?? '1'))
  if (!choice) return backTo(typed)
  const { sku } = choice.article
  const line = state.cart.lines.find(one => one.sku === sku)
  if (!line && state.cart.lines.length >= most.lines) return note(visit, 'full', typed)
  if (line) line.quantity = Math.min(most.pieces, line.quantity + quantity)
  else state.cart.lines.push({ sku, quantity })
  state.told.push(['added', sku, quantity])
  if (state.wishlist.includes(choice.item.key)) state.told.push(['moved', sku])
  return note(visit, 'added', typed)
}

/** Another quantity; none takes the line out. */
export async function setQuantity(visit: Visit, typed: Typed): Promise<Outcome> {
  const { cart, told } = visit.state
  const line = cart.lines.find(one => one.sku === typed['sku'])
  if (!line) return backTo(typed)
  const wanted = pieces(typed['step'] ? String(line.quantity + Number(typed['step'])) : typed['quantity'])
  if (wanted === line.quantity) return backTo(typed)
  told.push(wanted > line.quantity ? ['added', line.sku, wanted - line.quantity] : ['removed', line.sku, line.quantity - wanted])
  if (wanted) line.quantity = wanted
  else cart.lines.splice(cart.lines.indexOf(line), 1)
  return backTo(typed)
}

export async function useCoupon(visit: Visit, typed: Typed): Promise<Outcome> {
  const { state, shop } = visit
  const code = (typed['code'] ?? '').trim().toUpperCase().slice(0, 30)
  state.told.push(['coupon', 'Entered', code])
  const coupon = couponOf(code)
  const { subtotalMinor } = await cartOf(visit.ctx, shop, state)
  const reason = !coupon ? 'unknown' : subtotalMinor < priced(coupon.fromMajor, shop.currency) ? 'below minimum' : undefined
  if (reason) state.told.push(['coupon', 'Denied', code, reason])
  if (reason) return note(visit, coupon ? 'couponTooSmall' : 'couponUnknown', typed)
  state.cart.coupon = code
  state.told.push(['coupon', 'Applied', code])
  return note(visit, 'coupon', typed)
}

export async function dropCoupon(visit: Visit, typed: Typed): Promise<Outcome> {
  const { cart, told } = visit.state
  if (!cart.coupon) return backTo(typed)
  told.push(['coupon', 'Removed', cart.coupon])
  delete cart.coupon
  return note(visit, 'couponGone', typed)
}

export async function wish(visit: Visit, typed: Typed): Promise<Outcome> {
  const { state } = visit
  const [item] = await itemsNamed(visit.ctx, visit.shop, [typed['key'] ?? ''])
  if (!item || state.wishlist.includes(item.key)) return backTo(typed)
  if (state.wishlist.length >= most.lines) return note(visit, 'full', typed)
  state.wishlist.push(item.key)
  state.told.push(['wished', item.key])
  return note(visit, 'wished', typed)
}

export async function unwish(visit: Visit, typed: Typed): Promise<Outcome> {
  const { state } = visit
  if (!state.wishlist.includes(typed['key'] ?? '')) return backTo(typed)
  state.wishlist = state.wishlist.filter(key => key !== typed['key'])
  state.told.push(['unwished', typed['key']!])
  return note(visit, 'unwished', typed)
}

export async function review(visit: Visit, typed: Typed): Promise<Outcome> {
  const rating = Number(typed['rating'])
  const body = (typed['body'] ?? '').trim().slice(0, 280)
  if (!body || !(rating >= 1 && rating <= 5)) return backTo(typed)
  visit.state.told.push(['reviewed', typed['key'] ?? '', rating, randomUUID(), body])
  return note(visit, 'reviewed', typed)
}

const Email = z.email().max(120)
const trimmed = (typed: Typed, name: string) => (typed[name] ?? '').trim().slice(0, 120)

/**
 * Consent to the newsletter. The shop's server reports it: whoever does not want the browser to tell anything may still
 * subscribe, and the words that were agreed to are the proof.
 */
export async function subscribe(visit: Visit, typed: Typed, app: FastifyInstance): Promise<Outcome> {
  const { say, shop, language, ctx, anonymousId } = visit
  const email = trimmed(typed, 'email').toLowerCase()
  if (!Email.safeParse(email).success || typed['agreed'] !== 'yes') return backTo(typed)
  const who = { userId: customerIdOf(ctx, email), ...(anonymousId ? { anonymousId } : {}), context: { locale: language, traits: { email }, page: { url: new URL(backTo(typed).to, visit.origin).href } } }
  const properties = { channels: ['email'], purposes: ['marketing'], email, language, wording_version: wording.newsletter, wording: say('demo-shop.newsletter.consent', { shop: shop.name }), method: 'newsletter form', url: who.context.page.url }
  await tellFromServer(app, visit, [{ type: 'identify', ...who, traits: { email, language } }, { type: 'track', event: 'Consent Given', ...who, properties }])
  return note(visit, 'subscribed', typed)
}

export async function signIn(visit: Visit, typed: Typed): Promise<Outcome> {
  const [email, name] = [trimmed(typed, 'email').toLowerCase(), trimmed(typed, 'name')]
  const wrong = wrongIn(visit, { email, name })
  if (wrong) return { wrong }
  visit.state.account = { email, name }
  visit.state.told.push(['known', email, name], ['signed_in'])
  return note(visit, 'signedIn', { back: '/demo-shop/account' })
}

/** The next visitor of this browser is somebody else, with an empty cart. */
export async function signOut({ state, ...visit }: Visit): Promise<Outcome> {
  const { store, language } = state
  Object.assign(state, { account: undefined, checkout: undefined }, freshState(), { store, language, told: [['signed_out']] })
  return note({ ...visit, state }, 'signedOut', { back: '/demo-shop' })
}

/** One step of the checkout; the last one places the order. */
export async function takeStep(visit: Visit, step: Step, typed: Typed): Promise<Outcome> {
  const { checkout } = visit.state
  if (!checkout) return { to: '/demo-shop/checkout' }
  if (step === 'payment') return pay(visit, typed)
  const values = Object.fromEntries(wanted[step].map(name => [name, trimmed(typed, name)]))
  const isPickup = step === 'delivery' && typed['delivery'] === 'pickup'
  const wrong = wrongIn(visit, isPickup ? {} : values, ['phone'])
  Object.assign(checkout, isPickup ? { delivery: 'pickup' } : { ...values, ...(step === 'delivery' ? { delivery: 'post' } : {}) })
  if (wrong) return { wrong }
  if (checkout.email) checkout.email = checkout.email.toLowerCase()
  checkout.done = Math.max(checkout.done, steps.indexOf(step) + 1)
  visit.state.told.push(['step', checkout.id, steps.indexOf(step) + 1, ...(step === 'delivery' ? [checkout.delivery ?? 'post'] : [])])
  if (step === 'contact') visit.state.told.push(['known', checkout.email!, checkout.name!, checkout.phone ?? ''])
  return { to: `/demo-shop/checkout/${steps[steps.indexOf(step) + 1]}` }
}

const wanted = { contact: ['email', 'name', 'phone'], delivery: ['address', 'postalCode', 'city', 'country'] } as const

async function pay(visit: Visit, typed: Typed): Promise<Outcome> {
  const { state, ctx, shop } = visit
  const checkout = state.checkout!
  const cart = await cartOf(ctx, shop, state)
  if (checkout.done < 2 || !cart.lines.length) return { to: '/demo-shop/checkout' }
  const payment = payments.find(one => one === typed['payment']) ?? payments[0]
  const number = await placeOrder(ctx, shop, cart, checkout as Ready)
  state.told.push(['paying', checkout.id, 3, payment], ['step', checkout.id, 3, checkout.delivery ?? 'post', payment], ['ordered', number, checkout.id])
  state.orders = [number, ...state.orders.filter(one => one !== number)].slice(0, 10)
  state.cart = { id: randomUUID(), lines: [] }
  delete state.checkout
  return { to: `/demo-shop/order/${number}` }
}

function wrongIn({ say }: Visit, values: Typed, optional: string[] = []): Wrong | undefined {
  const wrong: Wrong = {}
  for (const [name, value] of Object.entries(values)) if (!value && !optional.includes(name)) wrong[name] = say('demo-shop.field.missing')
  if (values['email'] && !Email.safeParse(values['email']).success) wrong['email'] = say('demo-shop.field.emailWrong')
  return Object.keys(wrong).length ? wrong : undefined
}

function note({ state }: Pick<Visit, 'state'>, notice: string, typed: Typed): Outcome {
  state.notice = notice
  return backTo(typed)
}
