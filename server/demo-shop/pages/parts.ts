import type { Article, Item } from '../selling/catalogue.ts'
import { pathOf, pictureOf } from '../selling/spoken.ts'
import { titleOf } from '../titles.ts'
import type { Visit } from '../visit.ts'
import { money } from '../words.ts'
import { html, type Html } from './html.ts'
import { icon } from './scene.ts'

/** What the shop calls the categories that it knows; others keep the name that they have in Suki. */
const known: Record<string, { name: string; text: string; tint: number }> = {
  'Kitchen linen': { name: 'demo-shop.category.linen', text: 'demo-shop.category.linenText', tint: 0 },
  Table: { name: 'demo-shop.category.table', text: 'demo-shop.category.tableText', tint: 1 },
  Kitchen: { name: 'demo-shop.category.kitchen', text: 'demo-shop.category.kitchenText', tint: 2 },
  Home: { name: 'demo-shop.category.home', text: 'demo-shop.category.homeText', tint: 3 },
  'Candles and soap': { name: 'demo-shop.category.candles', text: 'demo-shop.category.candlesText', tint: 4 },
  'Gifts and pantry': { name: 'demo-shop.category.gifts', text: 'demo-shop.category.giftsText', tint: 5 },
}

export const categoryName = ({ say }: Visit, name: string) => (known[name] ? say(known[name].name) : name)
export const categoryText = ({ say }: Visit, name: string | null) => (name && known[name] ? say(known[name].text) : '')
/** One of six colours behind a thing. */
export const tintOf = (category: string | null) => known[category ?? '']?.tint ?? [...(category ?? '')].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6

export const price = ({ shop, language }: Visit, minor: number) => html`<span class="price">${money(minor, shop.currency, language)}</span>`

export const picture = (item: Item, size: number, title: string, eager = false) => html`<span class="tile" data-tint="${tintOf(item.category)}"><img src="${pictureOf(item)}" alt="${title}" width="${size}" height="${size}" ${eager ? html`fetchpriority="high"` : html`loading="lazy"`}></span>`

export const articleName = (visit: Visit, item: Item, article: Article) => `${titleOf(item, visit.language)}${article.title ? `, ${article.title}` : ''}`

/** A form of one button that does something and comes back here. */
export const act = (visit: Visit, action: string, fields: Record<string, string>, button: Html, { stay = false, className = '' } = {}) => html`<form method="post" action="/demo-shop/${action}" class="${className}" ${stay && html`data-stay`}>${Object.entries({ ...fields, back: addressOf(visit) }).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${button}</form>`

export const addressOf = ({ path, query }: Visit) => {
  const { language: _, store: __, ...rest } = query
  return `${path}${Object.keys(rest).length ? `?${new URLSearchParams(rest)}` : ''}`
}

export function card(visit: Visit, item: Item): Html {
  const { say, state } = visit
  const title = titleOf(item, visit.language)
  const wished = state.wishlist.includes(item.key)
  const [first, ...others] = item.articles
  return html`<li class="card">
    <a href="${pathOf(item)}">${picture(item, 240, '')}<strong>${title}</strong></a>
    <p class="under">${others.length > 0 && html`<small>${say('demo-shop.product.from')}</small> `}${price(visit, Math.min(...item.articles.map(article => article.priceMinor)))}</p>
    ${item.tags.includes('new') && html`<span class="badge">${say('demo-shop.product.new')}</span>`}
    ${act(visit, wished ? 'wishlist/remove' : 'wishlist/add', { key: item.key }, html`<button class="heart" aria-pressed="${wished ? 'true' : 'false'}" aria-label="${say('demo-shop.wishlist.toggle', { title })}">${icon('heart')}</button>`, { stay: true, className: 'on-card' })}
    ${others.length === 0 && act(visit, 'cart/add', { sku: first.sku, quantity: '1' }, html`<button class="quick" aria-label="${say('demo-shop.product.addNamed', { title })}">${icon('plus')}</button>`, { stay: true, className: 'quick-add' })}
  </li>`
}

export const grid = (visit: Visit, items: Item[]) => html`<ul class="grid">${items.map(item => card(visit, item))}</ul>`

type Field = { name: string; label: string; value?: string | undefined; type?: string; autocomplete?: string; optional?: string; error?: string | undefined; inputmode?: string; /** The server alone says whether it is missing. */ checkedLater?: true }
export const field = ({ name, label, value = '', type = 'text', autocomplete, optional, error, inputmode, checkedLater }: Field) => html`<label class="field ${name}"><span>${label}${optional && html` <small>${optional}</small>`}</span>
  <input name="${name}" type="${type}" value="${value}" ${autocomplete && html`autocomplete="${autocomplete}"`} ${inputmode && html`inputmode="${inputmode}"`} ${!optional && !checkedLater && html`required`} maxlength="120" ${error && html`aria-invalid="true" aria-describedby="${name}-error"`}>${error && html`<em id="${name}-error">${error}</em>`}</label>`

export const empty = (title: string, text: string, link: { href: string; text: string }) => html`<div class="empty"><h1>${title}</h1><p>${text}</p><a class="button" href="${link.href}">${link.text}</a></div>`
