import { browse, itemNamed, type Item } from '../selling/catalogue.ts'
import { describedProduct } from '../selling/spoken.ts'
import { titleOf } from '../titles.ts'
import type { Visit } from '../visit.ts'
import { money } from '../words.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { act, addressOf, categoryName, categoryText, grid, picture } from './parts.ts'
import { icon } from './scene.ts'

export async function product(visit: Visit): Promise<Page | undefined> {
  const { ctx, shop, say } = visit
  const item = await itemNamed(ctx, shop, visit.params['product'] ?? '')
  if (!item) return undefined
  const category = visit.categories.find(one => one.name === item.category)
  const beside = category ? (await browse(ctx, shop, { category: category.id, limit: 5 })).items.filter(one => one.id !== item.id).slice(0, 4) : []
  const title = titleOf(item, visit.language)
  return {
    title, name: 'Product', describes: [describedProduct(visit, item)],
    main: html`<nav class="crumbs" aria-label="${say('demo-shop.crumbs')}"><a href="/demo-shop">${shop.name}</a>${category && html` <span>/</span> <a href="/demo-shop/c/${encodeURIComponent(category.name)}">${categoryName(visit, category.name)}</a>`}</nav>
<article class="product">${picture(item, 480, title, true)}<div>
  ${item.brand && html`<p class="maker">${item.brand}</p>`}<h1>${title}</h1>
  ${buying(visit, item)}
  <p class="about">${categoryText(visit, item.category)}</p>
  <dl class="facts"><div><dt>${say('demo-shop.product.delivery')}</dt><dd>${say('demo-shop.product.deliveryText')}</dd></div><div><dt>${say('demo-shop.product.returns')}</dt><dd>${say('demo-shop.product.returnsText')}</dd></div><div><dt>${say('demo-shop.product.number')}</dt><dd class="num">${item.articles[0].sku}</dd></div></dl>
</div></article>
${reviewing(visit, item)}
${beside.length > 0 && html`<section><h2>${say('demo-shop.product.beside')}</h2>${grid(visit, beside)}</section>`}`,
  }
}

function buying(visit: Visit, item: Item): Html {
  const { say, shop, language, state } = visit
  const wished = state.wishlist.includes(item.key)
  const [first] = item.articles
  return html`<form method="post" action="/demo-shop/cart/add" class="buying" data-stay>
  <p class="amount" data-amount>${money(first.priceMinor, shop.currency, language)}</p><p class="small">${say('demo-shop.product.tax')}</p>
  ${item.articles.length > 1 ? html`<fieldset class="kinds"><legend>${say('demo-shop.product.choose')}</legend>${item.articles.map((article, i) => html`<label><input type="radio" name="sku" value="${article.sku}" ${i === 0 && html`checked`} data-price="${money(article.priceMinor, shop.currency, language)}"><span>${article.title || article.sku}</span></label>`)}</fieldset>` : html`<input type="hidden" name="sku" value="${first.sku}">`}
  <div class="row"><label class="quantity"><span class="unseen">${say('demo-shop.product.quantity')}</span><button type="button" data-step="-1" aria-label="${say('demo-shop.product.fewer')}">−</button><input name="quantity" type="number" inputmode="numeric" min="1" max="99" value="1"><button type="button" data-step="1" aria-label="${say('demo-shop.product.more')}">+</button></label>
  <button class="button big">${say('demo-shop.product.add')}</button></div><input type="hidden" name="back" value="${addressOf(visit)}"></form>
${act(visit, wished ? 'wishlist/remove' : 'wishlist/add', { key: item.key }, html`<button class="wish" aria-pressed="${wished ? 'true' : 'false'}">${icon('heart')}<span>${say('demo-shop.wishlist.keep')}</span></button>`, { stay: true })}`
}

/** What a visitor writes is told to Suki; the demo shop itself keeps no reviews. */
function reviewing(visit: Visit, item: Item): Html {
  const { say } = visit
  return html`<section class="reviewing"><h2>${say('demo-shop.review.title')}</h2><form method="post" action="/demo-shop/review"><input type="hidden" name="key" value="${item.key}"><input type="hidden" name="back" value="${addressOf(visit)}">
  <fieldset class="stars"><legend>${say('demo-shop.review.rating')}</legend>${[5, 4, 3, 2, 1].map(stars => html`<input type="radio" name="rating" value="${stars}" id="stars-${stars}" required><label for="stars-${stars}">${icon('star')}<span class="unseen">${say('demo-shop.review.stars', { count: stars })}</span></label>`)}</fieldset>
  <label class="field"><span>${say('demo-shop.review.text')}</span><textarea name="body" rows="3" maxlength="280" required></textarea></label><button class="button quiet">${say('demo-shop.review.send')}</button></form></section>`
}
