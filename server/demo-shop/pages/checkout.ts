import { cartOf, type Cart } from '../selling/cart.ts'
import type { Checkout } from '../state.ts'
import type { Visit } from '../visit.ts'
import { countryName, money } from '../words.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { articleName, field, picture } from './parts.ts'
import { totals } from './cart.ts'

export const steps = ['contact', 'delivery', 'payment'] as const
export type Step = (typeof steps)[number]
export const payments = ['card', 'shop', 'later'] as const

/** What is wrong with what was typed, by field, in the visitor's words. */
export type Wrong = Record<string, string>

const titles: Record<Step, string> = { contact: 'demo-shop.checkout.contact', delivery: 'demo-shop.checkout.delivery', payment: 'demo-shop.checkout.payment' }
const paymentNames: Record<(typeof payments)[number], string> = { card: 'demo-shop.pay.card', shop: 'demo-shop.pay.shop', later: 'demo-shop.pay.later' }

export async function checkout(visit: Visit, step: Step, typed: Checkout, wrong: Wrong = {}): Promise<Page> {
  const { say } = visit
  const cart = await cartOf(visit.ctx, visit.shop, visit.state)
  const at = steps.indexOf(step)
  const body = { contact, delivery, payment }[step](visit, typed, wrong, cart)
  return {
    title: say(titles[step]), name: 'Checkout', calls: [['track', 'Checkout Step Viewed', { checkout_id: typed.id, step: at + 1 }]], ...(Object.keys(wrong).length ? { status: 422 } : {}),
    main: html`<header class="head"><h1>${say('demo-shop.checkout.title')}</h1></header>
<ol class="steps">${steps.map((one, i) => html`<li ${i === at && html`aria-current="step"`} ${i < typed.done && html`data-done`}>${i < typed.done && i !== at ? html`<a href="/demo-shop/checkout/${one}">${say(titles[one])}</a>` : html`<span>${say(titles[one])}</span>`}</li>`)}</ol>
<div class="split"><form method="post" action="/demo-shop/checkout/${step}" class="panel" ${Object.keys(wrong).length > 0 && html`novalidate`}><h2>${say(titles[step])}</h2>${body}</form>
<aside class="sum"><ul class="mini">${cart.lines.map(({ item, article, quantity, totalMinor }) => html`<li>${picture(item, 48, '')}<span>${quantity > 1 && html`<b class="num">${quantity} × </b>`}${articleName(visit, item, article)}</span><span class="num">${money(totalMinor, cart.currency, visit.language)}</span></li>`)}</ul>${totals(visit, cart)}</aside></div>`,
  }
}

const contact = ({ say, state }: Visit, typed: Checkout, wrong: Wrong): Html => html`
  ${field({ name: 'email', type: 'email', label: say('demo-shop.field.email'), value: typed.email ?? state.account?.email, autocomplete: 'email', error: wrong['email'] })}
  ${field({ name: 'name', label: say('demo-shop.field.name'), value: typed.name ?? state.account?.name, autocomplete: 'name', error: wrong['name'] })}
  ${field({ name: 'phone', type: 'tel', label: say('demo-shop.field.phone'), value: typed.phone, autocomplete: 'tel', optional: say('demo-shop.field.optional'), error: wrong['phone'] })}
  <button class="button big">${say('demo-shop.checkout.toDelivery')}</button>`

const countries = ['NL', 'BE', 'DE', 'LV', 'PH', 'IN', 'GB', 'US']

function delivery({ say, shop, language }: Visit, typed: Checkout, wrong: Wrong, cart: Cart): Html {
  const own = [...new Set([shop.country ?? 'NL', ...countries])]
  const fee = cart.subtotalMinor - cart.discountMinor >= cart.freeFromMinor ? say('demo-shop.sum.free') : money(cart.shippingMinor, cart.currency, language)
  const way = (value: 'post' | 'pickup', name: string, note: string) => html`<label class="choice"><input type="radio" name="delivery" value="${value}" ${(typed.delivery ?? 'post') === value && html`checked`}><span><b>${name}</b><small>${note}</small></span></label>`
  return html`<div class="choices">${way('post', say('demo-shop.way.post'), cart.shippingMinor ? fee : say('demo-shop.sum.free'))}${way('pickup', say('demo-shop.way.pickup'), say('demo-shop.way.pickupText'))}</div>
  <div class="where">${field({ name: 'address', label: say('demo-shop.field.address'), value: typed.address, autocomplete: 'street-address', error: wrong['address'], checkedLater: true })}
  <div class="two">${field({ name: 'postalCode', label: say('demo-shop.field.postalCode'), value: typed.postalCode, autocomplete: 'postal-code', error: wrong['postalCode'], checkedLater: true })}${field({ name: 'city', label: say('demo-shop.field.city'), value: typed.city, autocomplete: 'address-level2', error: wrong['city'], checkedLater: true })}</div>
  <label class="field"><span>${say('demo-shop.field.country')}</span><select name="country" autocomplete="country">${own.map(code => html`<option value="${code}" ${code === (typed.country ?? own[0]) && html`selected`}>${countryName(code, language)}</option>`)}</select></label></div>
  <button class="button big">${say('demo-shop.checkout.toPayment')}</button>`
}

const payment = ({ say, language }: Visit, _typed: Checkout, _wrong: Wrong, cart: Cart): Html => html`
  <p class="hint">${say('demo-shop.pay.pretend')}</p>
  <div class="choices">${payments.map((one, i) => html`<label class="choice"><input type="radio" name="payment" value="${one}" ${i === 0 && html`checked`}><span><b>${say(paymentNames[one])}</b></span></label>`)}</div>
  <button class="button big">${say('demo-shop.checkout.order', { amount: money(cart.totalMinor, cart.currency, language) })}</button>`
