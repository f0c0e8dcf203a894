import { cartOf, couponOf, priced, type Cart, type Line } from '../selling/cart.ts'
import { asCart, pathOf } from '../selling/spoken.ts'
import type { Visit } from '../visit.ts'
import { money } from '../words.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { act, articleName, empty, picture } from './parts.ts'
import { icon } from './scene.ts'

export async function cart(visit: Visit): Promise<Page> {
  const { say } = visit
  const own = await cartOf(visit.ctx, visit.shop, visit.state)
  const title = say('demo-shop.cart.title')
  if (!own.lines.length) return { title, name: 'Cart', main: empty(say('demo-shop.cart.empty'), say('demo-shop.cart.emptyText'), { href: '/demo-shop', text: say('demo-shop.search.back') }) }
  return {
    title, name: 'Cart', calls: [['track', 'Cart Viewed', asCart(visit, own)]],
    main: html`<header class="head"><h1>${title}</h1></header><div class="split"><section aria-label="${title}"><ul class="lines">${own.lines.map(line => lineOf(visit, line))}</ul></section>
<aside class="sum">${freeDelivery(visit, own)}${couponForm(visit, own)}${totals(visit, own)}<a class="button big wide" href="/demo-shop/checkout">${say('demo-shop.cart.checkout')}</a><p class="small">${say('demo-shop.cart.nothingCharged')}</p></aside></div>`,
  }
}

function lineOf(visit: Visit, { item, article, quantity, totalMinor }: Line): Html {
  const { say, shop, language } = visit
  const name = articleName(visit, item, article)
  return html`<li><a href="${pathOf(item)}" tabindex="-1" aria-hidden="true">${picture(item, 104, '')}</a><div><a href="${pathOf(item)}"><strong>${name}</strong></a><small class="num">${money(article.priceMinor, shop.currency, language)}</small>
  <div class="row">${act(visit, 'cart/set', { sku: article.sku }, html`<label class="quantity"><span class="unseen">${say('demo-shop.cart.quantityOf', { name })}</span><button type="submit" name="step" value="-1" aria-label="${say('demo-shop.product.fewer')}">−</button><input name="quantity" type="number" inputmode="numeric" min="0" max="99" value="${quantity}" data-submits><button type="submit" name="step" value="1" aria-label="${say('demo-shop.product.more')}">+</button></label>`)}
  ${act(visit, 'cart/set', { sku: article.sku, quantity: '0' }, html`<button class="plain remove">${say('demo-shop.cart.remove')}<span class="unseen">: ${name}</span></button>`)}</div></div><strong class="num">${money(totalMinor, shop.currency, language)}</strong></li>`
}

function freeDelivery({ say, language }: Visit, cart: Cart): Html {
  const left = cart.freeFromMinor - (cart.subtotalMinor - cart.discountMinor)
  const share = Math.min(100, Math.round(((cart.freeFromMinor - left) / cart.freeFromMinor) * 100))
  return html`<p class="free">${icon('van')}<span>${left > 0 ? say('demo-shop.cart.toFree', { amount: money(left, cart.currency, language) }) : say('demo-shop.cart.isFree')}</span></p><progress max="100" value="${share}" aria-hidden="true"></progress>`
}

function couponForm(visit: Visit, { coupon, discountMinor, currency }: Cart): Html {
  const { say, language } = visit
  if (coupon) return html`<div class="coupon"><b>${coupon.code}</b> <span>${discountMinor ? say('demo-shop.cart.couponOn', { percent: coupon.percent }) : say('demo-shop.cart.couponFrom', { amount: money(priced(couponOf(coupon.code)!.fromMajor, currency), currency, language) })}</span> ${act(visit, 'coupon/remove', {}, html`<button class="plain" aria-label="${say('demo-shop.cart.couponRemove')}">${icon('close')}</button>`)}</div>`
  return act(visit, 'coupon', {}, html`<label class="field"><span>${say('demo-shop.cart.coupon')} <small>HELLO10 · TABLE20</small></span><span class="inline"><input name="code" required maxlength="30" autocomplete="off" autocapitalize="characters"><button class="button quiet">${say('demo-shop.cart.couponUse')}</button></span></label>`)
}

export function totals({ say, language }: Visit, { subtotalMinor, discountMinor, shippingMinor, totalMinor, currency, coupon }: Pick<Cart, 'subtotalMinor' | 'discountMinor' | 'shippingMinor' | 'totalMinor' | 'currency'> & { coupon?: { code: string } | undefined }): Html {
  const row = (name: string, minor: number, className = '') => html`<div class="${className}"><dt>${name}</dt><dd class="num">${money(minor, currency, language)}</dd></div>`
  return html`<dl class="totals">${row(say('demo-shop.sum.goods'), subtotalMinor)}${discountMinor > 0 && row(`${say('demo-shop.sum.discount')}${coupon ? ` ${coupon.code}` : ''}`, -discountMinor, 'off')}
  <div><dt>${say('demo-shop.sum.delivery')}</dt><dd class="num">${shippingMinor ? money(shippingMinor, currency, language) : say('demo-shop.sum.free')}</dd></div>${row(say('demo-shop.sum.total'), totalMinor, 'total')}</dl>`
}
