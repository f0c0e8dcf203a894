import { brandsOf, browse, itemsNamed, sorts, type Sort } from '../selling/catalogue.ts'
import { asProduct, describedList } from '../selling/spoken.ts'
import { keysTitled } from '../titles.ts'
import type { Visit } from '../visit.ts'
import { html, type Html } from './html.ts'
import type { Page } from './layout.ts'
import { addressOf, categoryName, categoryText, empty, grid } from './parts.ts'

const sortNames: Record<Sort, string> = { '-sold': 'demo-shop.sort.loved', '-created': 'demo-shop.sort.new', title: 'demo-shop.sort.name' }
const sortOf = ({ query }: Visit): Sort => sorts.find(sort => sort === query['sort']) ?? '-sold'

/** A category: its things, sorted and of one brand when the visitor says so. */
export async function category(visit: Visit): Promise<Page | undefined> {
  const { ctx, shop, say, query } = visit
  const own = visit.categories.find(one => one.name === visit.params['category'])
  if (!own) return undefined
  const brands = await brandsOf(ctx, shop, own.id)
  const brand = brands.find(one => one === query['brand'])
  const { items, next } = await browse(ctx, shop, { category: own.id, brand, sort: sortOf(visit), after: query['after'] })
  const isChosen = brand !== undefined || query['sort'] !== undefined
  const filtered = { list_id: own.name, category: own.name, filters: brand ? [{ type: 'brand', value: brand }] : [], sorts: query['sort'] ? [{ type: sortOf(visit).replace('-', ''), value: sortOf(visit).startsWith('-') ? 'desc' : 'asc' }] : [], products: items.map((item, i) => ({ ...asProduct(visit, item), position: i + 1 })) }
  return {
    title: categoryName(visit, own.name), name: 'Category',
    // A list that was chosen from is one that was filtered; the spec names each differently.
    ...(isChosen ? { calls: [['track', 'Product List Filtered', filtered]] } : { describes: [describedList(visit, own.name, own.name, items)] }),
    main: html`<header class="head"><div><h1>${categoryName(visit, own.name)}</h1><p>${categoryText(visit, own.name)}</p></div>${choosing(visit, brands)}</header>
${items.length ? grid(visit, items) : html`<p class="none">${say('demo-shop.list.none')}</p>`}${further(visit, next)}`,
  }
}

function choosing({ say, path, query }: Visit, brands: string[]): Html {
  return html`<form class="choosing" action="${path}">
  <label>${say('demo-shop.sort.label')} <select name="sort" data-submits>${sorts.map(sort => html`<option value="${sort}" ${sort === query['sort'] && html`selected`}>${say(sortNames[sort])}</option>`)}</select></label>
  ${brands.length > 1 && html`<label>${say('demo-shop.list.brand')} <select name="brand" data-submits><option value="">${say('demo-shop.list.allBrands')}</option>${brands.map(brand => html`<option ${brand === query['brand'] && html`selected`}>${brand}</option>`)}</select></label>`}
  <noscript><button class="button quiet">${say('demo-shop.list.apply')}</button></noscript></form>`
}

function further(visit: Visit, next: string | null) {
  const address = addressOf({ ...visit, query: { ...visit.query, after: next ?? '' } })
  return next && html`<p class="further"><a class="button quiet" href="${address}">${visit.say('demo-shop.list.more')}</a></p>`
}

/** What was looked for, in titles, brands and SKUs; nearly as typed where nothing fits. */
export async function search(visit: Visit): Promise<Page> {
  const { say, query } = visit
  const q = (query['q'] ?? '').trim().slice(0, 80)
  const { items, next } = await found(visit, q)
  return {
    title: say('demo-shop.search.title', { q }), name: 'Search',
    calls: q ? [['track', 'Products Searched', { query: q, results: items.length }]] : [],
    describes: items.length ? [describedList(visit, 'search', 'Search', items)] : [],
    main: items.length
      ? html`<header class="head"><div><h1>${say('demo-shop.search.title', { q })}</h1><p>${say('demo-shop.search.found', { count: items.length })}</p></div></header>${grid(visit, items)}${further(visit, next)}`
      : empty(say('demo-shop.search.nothing', { q }), say('demo-shop.search.nothingText'), { href: '/demo-shop', text: say('demo-shop.search.back') }),
  }
}

/** By what the thing is called in the visitor's language, else by what Suki's own search finds. */
async function found({ ctx, shop, language, query }: Visit, q: string) {
  if (!q) return { items: [], next: null }
  const called = await itemsNamed(ctx, shop, keysTitled(q, language))
  return called.length ? { items: called, next: null } : browse(ctx, shop, { q, sort: '-sold', after: query['after'] })
}

export async function wishlist(visit: Visit): Promise<Page> {
  const { say, state } = visit
  const items = await itemsNamed(visit.ctx, visit.shop, state.wishlist)
  return {
    title: say('demo-shop.wishlist.title'), name: 'Wishlist',
    main: items.length
      ? html`<header class="head"><div><h1>${say('demo-shop.wishlist.title')}</h1><p>${say('demo-shop.wishlist.text')}</p></div></header>${grid(visit, items)}`
      : empty(say('demo-shop.wishlist.empty'), say('demo-shop.wishlist.emptyText'), { href: '/demo-shop', text: say('demo-shop.search.back') }),
  }
}
