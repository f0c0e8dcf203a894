import { choicesOf } from '../selling/catalogue.ts'
import { ordersNumbered, type Ordered } from '../selling/order.ts'
import type { Visit } from '../visit.ts'
import { day, money } from '../words.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { act, articleName, empty, field } from './parts.ts'
import { icon } from './scene.ts'
import { totals } from './cart.ts'

/** Signing in is saying who you are: the demo shop asks for no password and shows nothing that another browser ordered. */
export async function account(visit: Visit, wrong: Record<string, string> = {}): Promise<Page> {
  const { say, state, shop } = visit
  const title = say('demo-shop.account.title')
  if (!state.account) {
    return {
      title, name: 'Account', ...(Object.keys(wrong).length ? { status: 422 } : {}),
      main: html`<div class="narrow panel"><h1>${say('demo-shop.account.signIn')}</h1><p>${say('demo-shop.account.signInText')}</p><form method="post" action="/demo-shop/account">${field({ name: 'email', type: 'email', label: say('demo-shop.field.email'), autocomplete: 'email', error: wrong['email'] })}${field({ name: 'name', label: say('demo-shop.field.name'), autocomplete: 'name', error: wrong['name'] })}<button class="button big">${say('demo-shop.account.signInButton')}</button></form></div>`,
    }
  }
  const orders = await ordersNumbered(visit.ctx, shop, state.orders)
  return {
    title, name: 'Account',
    main: html`<header class="head"><div><h1>${say('demo-shop.account.hello', { name: state.account.name })}</h1><p>${state.account.email}</p></div>${act(visit, 'account/leave', {}, html`<button class="button quiet">${say('demo-shop.account.signOut')}</button>`)}</header>
<section><h2>${say('demo-shop.account.orders')}</h2>${orders.length ? html`<ul class="orders">${orders.map(order => orderRow(visit, order))}</ul>` : html`<p class="none">${say('demo-shop.account.noOrders')}</p>`}</section>`,
  }
}

const orderRow = ({ language, say }: Visit, order: Ordered): Html => html`<li><a href="/demo-shop/order/${order.number}"><b class="num">${order.number}</b><span>${day(order.placedAt, 'UTC', language)}</span><span>${say('demo-shop.account.pieces', { count: order.lines.reduce((sum, line) => sum + line.quantity, 0) })}</span><b class="num">${money(order.totalMinor, order.currency, language)}</b></a></li>`

/** The confirmation, and the order again later. Only in the browser that placed it. */
export async function confirmation(visit: Visit): Promise<Page | undefined> {
  const { say, state, language } = visit
  const number = state.orders.find(one => one === visit.params['number'])
  const [order] = number ? await ordersNumbered(visit.ctx, visit.shop, [number]) : []
  if (!order) return undefined
  const choices = await choicesOf(visit.ctx, visit.shop, order.lines.map(line => line.sku))
  const nameOf = ({ sku, title }: Ordered['lines'][number]) => choices.filter(choice => choice.article.sku === sku).map(({ item, article }) => articleName(visit, item, article))[0] ?? title
  return {
    title: say('demo-shop.order.title', { number: order.number }), name: 'Order',
    main: html`<div class="narrow panel thanks"><span class="tick">${icon('check')}</span><h1>${say('demo-shop.order.thanks')}</h1><p>${say('demo-shop.order.text', { number: order.number, email: order.email ?? '' })}</p>
<ul class="mini">${order.lines.map(line => html`<li><span>${line.quantity > 1 && html`<b class="num">${line.quantity} × </b>`}${nameOf(line)}</span><span class="num">${money(line.unitPriceMinor * line.quantity, order.currency, language)}</span></li>`)}</ul>
${totals(visit, { ...order, coupon: order.codes[0] ? { code: order.codes[0] } : undefined })}
<p class="row"><a class="button" href="/orders?q=${order.number}" target="_blank" rel="noopener">${say('demo-shop.order.inSuki')}</a><a class="button quiet" href="/demo-shop">${say('demo-shop.order.on')}</a></p></div>`,
  }
}

/** What the shop tells Suki, and the choice. */
export const privacy = ({ say, consent, shop }: Visit): Page => ({
  title: say('demo-shop.privacy.title'), name: 'Privacy',
  main: html`<div class="narrow prose"><h1>${say('demo-shop.privacy.title')}</h1><p>${say('demo-shop.privacy.intro', { shop: shop.name })}</p>
<h2>${say('demo-shop.privacy.before')}</h2><p>${say('demo-shop.privacy.beforeText')}</p><h2>${say('demo-shop.privacy.after')}</h2><p>${say('demo-shop.privacy.afterText')}</p><h2>${say('demo-shop.privacy.always')}</h2><p>${say('demo-shop.privacy.alwaysText')}</p>
<p class="panel">${consent === undefined ? say('demo-shop.privacy.unasked') : consent ? say('demo-shop.privacy.yes') : say('demo-shop.privacy.no')} <button class="plain" data-ask hidden>${say('demo-shop.consent.again')}</button></p></div>`,
})

export const nothingHere = ({ say }: Visit): Page => ({ title: say('demo-shop.lost.title'), name: 'Not found', status: 404, main: empty(say('demo-shop.lost.title'), say('demo-shop.lost.text'), { href: '/demo-shop', text: say('demo-shop.search.back') }) })
