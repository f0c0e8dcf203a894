import type { Block, Section, TemplateKind } from '../../../../contracts/templates.ts'
import { ButtonBlock, DividerBlock, FooterBlock, LogoBlock, productSources, ProductsBlock, SocialBlock, TextBlock } from '../../../../contracts/templates.ts'
import type en from './en.json'

// What the starters look like; what they say is in a file for each language.

type Words = typeof en
type Id = keyof typeof starts
type Text = { align?: 'left' | 'center'; size?: 'small' | 'normal' | 'large'; colour?: 'ink' | 'muted' | 'brand' }

const shop = '{{ store.website }}'
let count = 0
const id = (kind: string) => `${kind}-${++count}`

const text = (html: string, more: Text = {}): Block => TextBlock.parse({ id: id('text'), type: 'text', html, ...more })
const button = (words: string, href = shop, more: { align?: 'center'; wide?: boolean } = {}): Block => ButtonBlock.parse({ id: id('button'), type: 'button', text: words, href, ...more })
const products = (from: (typeof productSources)[number], more: object = {}): Block => ProductsBlock.parse({ id: id('products'), type: 'products', from, ...more })
const divider = (): Block => DividerBlock.parse({ id: id('divider'), type: 'divider' })
const columns = (section: Partial<Section>, ...content: Block[][]): Section =>
  ({ id: id('section'), when: null, background: 'surface', padding: 'normal', ...section, columns: content.map((blocks, at) => ({ id: id('column'), width: at === 0 && content.length === 3 ? 34 : Math.floor(100 / content.length), blocks })) })
const section = (look: Partial<Section>, ...blocks: Block[]): Section => columns(look, blocks)

const title = (words: string, more: Text = {}) => text(`<h1>${words}</h1>`, more)
const heading = (words: string, more: Text = {}) => text(`<h2>${words}</h2>`, more)
const lines = (...words: string[]) => text(words.map(line => `<p>${line}</p>`).join(''))
const said = (words: string, more: Text = {}) => text(`<p>${words}</p>`, more)
const three = (w: { first: string; second: string; third: string }) => columns({ background: 'soft', padding: 'small' }, ...[w.first, w.second, w.third].map(one => [text(`<p>${one}</p>`, { size: 'small' })]))

function around(w: Words, align: 'left' | 'center', sections: Section[], isOrder = false): Section[] {
  const logo = section({ background: 'page', padding: 'small' }, LogoBlock.parse({ id: id('logo'), type: 'logo', align }))
  const footer = FooterBlock.parse({ id: id('footer'), type: 'footer', html: `<p>${isOrder ? w.whyOrder : w.why}</p>`, align, ...(isOrder ? {} : { unsubscribe: w.unsubscribe, preferences: w.preferences }) })
  return [logo, ...sections, section({ background: 'page' }, SocialBlock.parse({ id: id('social'), type: 'social', align }), footer)]
}

const total = (w: Words, path: string) => said(`<strong>${w.total}: {{ ${path} | money }}</strong>`)
const fiveStars = [1, 2, 3, 4, 5].map(stars => `<a href="${shop}?stars=${stars}">${stars}★</a>`).join(' ')
const on = 'center' as const

/** Each starter as sections, with its kind. */
export const starts = {
  empty: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.empty.title), said(w.empty.text), button(w.empty.button))]) },
  welcome: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.welcome.title), lines(w.hello, w.welcome.text), button(w.welcome.button)), three(w.welcome), section({}, heading(w.welcome.more), products('best', { layout: 'grid', limit: 4 }))]) },
  cart: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.cart.title), lines(w.hello, w.cart.text)), section({ background: 'soft' }, products('cart', { quantity: true, limit: 6 }), total(w, 'cart.total')), section({}, button(w.cart.button, shop, { wide: true }), said(w.questions, { size: 'small', colour: 'muted' }))]) },
  thanks: { kind: 'transactional', make: (w: Words) => around(w, 'left', [section({ background: 'brand', padding: 'large' }, title(w.thanks.title), said(w.thanks.text)), section({}, heading(w.thanks.what), products('order', { quantity: true, limit: 12 }), divider(), total(w, 'order.total'), button(w.thanks.button)), section({ background: 'soft', padding: 'small' }, said(w.questions, { size: 'small', colour: 'muted' }))], true) },
  second: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.second.title), lines(w.hello, w.second.text)), section({ padding: 'small' }, products('together', { layout: 'grid', limit: 4 }), button(w.second.button)), section({ background: 'soft' }, said(w.second.thanks, { size: 'small', colour: 'muted' }))]) },
  winback: { kind: 'campaign', make: (w: Words) => around(w, on, [section({ background: 'brand', padding: 'large' }, title(w.winback.title, { align: on }), said(w.winback.text, { align: on })), section({}, products('best', { layout: 'grid', limit: 4 }), button(w.winback.button, shop, { align: on })), section({ background: 'soft', padding: 'small' }, said(w.winback.stop, { size: 'small', colour: 'muted', align: on }))]) },
  birthday: { kind: 'campaign', make: (w: Words) => around(w, on, [section({ padding: 'large' }, title(w.birthday.title, { align: on }), said(w.birthday.text, { align: on })), section({ background: 'brand' }, text(`<h1>${w.birthday.code}</h1>`, { align: on }), said(w.birthday.small, { size: 'small', align: on })), section({}, button(w.birthday.button, shop, { align: on }))]) },
  newsletter: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.newsletter.title), said(w.newsletter.text, { size: 'large', colour: 'muted' }), divider(), heading(w.newsletter.one), said(`${w.newsletter.oneText} <a href="${shop}">${w.newsletter.read}</a>`), divider(), heading(w.newsletter.two), said(`${w.newsletter.twoText} <a href="${shop}">${w.newsletter.read}</a>`)), section({ background: 'soft' }, heading(w.newsletter.more), products('best', { limit: 3 }))]) },
  launch: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ background: 'brand', padding: 'large' }, text(`<p><strong>${w.launch.label}</strong></p>`, { size: 'small' }), title(w.launch.title), said(w.launch.text, { size: 'large' })), section({}, products('chosen', { layout: 'large', limit: 1 }), button(w.launch.button)), three(w.launch)]) },
  sale: { kind: 'campaign', make: (w: Words) => around(w, on, [section({ background: 'brand', padding: 'large' }, title(w.sale.title, { align: on }), said(w.sale.text, { align: on }), button(w.sale.button, shop, { align: on })), section({}, products('chosen', { layout: 'grid', limit: 6 })), section({ background: 'soft', padding: 'small' }, said(w.sale.small, { size: 'small', colour: 'muted', align: on }))]) },
  review: { kind: 'campaign', make: (w: Words) => around(w, 'left', [section({ padding: 'large' }, title(w.review.title), lines(w.hello, w.review.text)), section({ background: 'soft' }, products('order', { price: false, limit: 3 }), said(w.review.stars, { colour: 'muted' }), heading(fiveStars)), section({}, button(w.review.button), said(w.questions, { size: 'small', colour: 'muted' }))]) },
} satisfies Record<string, { kind: TemplateKind; make(w: Words): Section[] }>

/** The sections of a starter in the words of a language; ids are counted anew, so that the same starter is the same twice. */
export function sectionsOf(starter: Id, words: Words): Section[] {
  count = 0
  return starts[starter].make(words)
}
