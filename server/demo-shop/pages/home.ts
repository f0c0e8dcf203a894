import { browse } from '../selling/catalogue.ts'
import { welcomeCode } from '../selling/cart.ts'
import { describedList } from '../selling/spoken.ts'
import type { Visit } from '../visit.ts'
import { html } from './html.ts'
import type { Page } from './layout.ts'
import { categoryName, grid, picture, tintOf } from './parts.ts'
import { corner } from './scene.ts'

export async function home(visit: Visit): Promise<Page> {
  const { ctx, shop, say, categories } = visit
  const [{ items: loved }, { items: latest }] = await Promise.all([browse(ctx, shop, { limit: 8 }), browse(ctx, shop, { sort: '-created', limit: 40 })])
  const fresh = latest.filter(item => item.tags.includes('new') || !loved.some(one => one.id === item.id)).slice(0, 4)
  const faces = categories.map(category => ({ ...category, face: [...loved, ...latest].find(item => item.category === category.name) }))
  return {
    title: say('demo-shop.home.title'), name: 'Home',
    describes: [describedList(visit, 'loved', 'Loved', loved), describedList(visit, 'fresh', 'Fresh on the shelf', fresh)],
    main: html`<section class="hero"><div><h1>${say('demo-shop.home.headline')}</h1><p>${say('demo-shop.home.text')}</p><p class="row"><a class="button big" href="#loved">${say('demo-shop.home.look')}</a></p></div>${corner}</section>
<section class="faces" aria-label="${say('demo-shop.categories')}"><ul>${faces.map(({ name, face }) => html`<li><a href="/demo-shop/c/${encodeURIComponent(name)}">${face ? picture(face, 120, '', true) : html`<span class="tile" data-tint="${tintOf(name)}"></span>`}<b>${categoryName(visit, name)}</b></a></li>`)}</ul></section>
<section id="loved"><h2>${say('demo-shop.home.loved')}</h2>${grid(visit, loved)}</section>
${promotion(visit)}
${fresh.length > 0 && html`<section><h2>${say('demo-shop.home.fresh')}</h2>${grid(visit, fresh)}</section>`}
<section class="promises"><ul>${['home', 'return', 'hands'].map(one => html`<li><h3>${say(promises[one]!.title)}</h3><p>${say(promises[one]!.text)}</p></li>`)}</ul></section>`,
  }
}

const promises: Record<string, { title: string; text: string }> = {
  home: { title: 'demo-shop.promise.home', text: 'demo-shop.promise.homeText' },
  return: { title: 'demo-shop.promise.return', text: 'demo-shop.promise.returnText' },
  hands: { title: 'demo-shop.promise.hands', text: 'demo-shop.promise.handsText' },
}

/** Seen and clicked: both say so. */
function promotion({ say, categories }: Visit) {
  const gifts = categories.find(one => one.name === 'Gifts and pantry') ?? categories[0]
  const said = html`data-suki-promotion-id="welcome" data-suki-name="Welcome, ten per cent" data-suki-creative="home banner" data-suki-position="home_middle"`
  return html`<section class="promotion" data-suki-view="Promotion Viewed" ${said}><div><h2>${say('demo-shop.home.promotion')}</h2><p>${say('demo-shop.home.promotionText', { code: welcomeCode })}</p></div>
  <a class="button light" href="/demo-shop/c/${encodeURIComponent(gifts?.name ?? '')}" data-suki-event="Promotion Clicked" ${said}>${say('demo-shop.home.promotionButton')}</a></section>`
}
