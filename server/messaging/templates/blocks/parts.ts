import type { Block, BrandKit, Section } from '../../../../contracts/templates.ts'
import { escaped } from '../engine/liquid.ts'
import { protect } from '../engine/protect.ts'
import { inkOn, stackOf, textClass, type Look } from './look.ts'
import { richHtml, sizeOf } from './rich.ts'

type Of<T extends Block['type']> = Extract<Block, { type: T }>
export type Place = { look: Look; ground: Section['background'] }

/** For attributes and texts: the author's own signs are escaped, Liquid is not. */
export function safe(text: string): string {
  const { text: own, restore } = protect(text)
  return restore(escaped(own))
}

/** Each block as one line of MJML, so that a line tells its block. */
export const parts: { [T in Block['type']]: (block: Of<T>, place: Place) => string } = {
  text(block, { look: { kit, language }, ground }) {
    const [font, height] = sizeOf(block.size, language)
    const ink = inkOn(kit.light, ground, block.colour)
    const html = richHtml(block.html, { ink, link: ground === 'brand' ? kit.light.onBrand : kit.light.link, headingFont: stackOf(kit.headingFont), size: block.size, language })
    return `<mj-text css-class="${textClass(block.colour)}" align="${block.align}" color="${ink}" font-size="${font}px" line-height="${height}px" padding="0 0 2px">${flat(html)}</mj-text>`
  },
  image(block, { look: { kit } }) {
    const link = block.href ? ` href="${safe(block.href)}"` : ''
    return `<mj-image src="${safe(block.src)}" alt="${safe(block.alt)}" width="${block.width}px" align="${block.align}" padding="0 0 16px"${block.rounded ? ` border-radius="${kit.cornerRadius}px"` : ''}${link} />`
  },
  button(block, { look: { kit }, ground }) {
    const { light } = kit
    const onBrand = ground === 'brand'
    const colours = block.look === 'filled'
      ? `background-color="${onBrand ? light.onBrand : light.brand}" color="${onBrand ? light.brand : light.onBrand}" css-class="btn"`
      : `background-color="transparent" color="${onBrand ? light.onBrand : light.link}" border="1px solid ${onBrand ? light.onBrand : light.link}" css-class="out"`
    return `<mj-button href="${safe(block.href)}" ${colours} align="${block.align}" font-size="16px" font-weight="600" line-height="22px" border-radius="${kit.buttonRadius}px" inner-padding="12px 24px" padding="6px 0 18px"${block.wide ? ' width="100%"' : ''}>${safe(block.text)}</mj-button>`
  },
  products: (block, place) => layouts[block.layout](block, place),
  divider: (_, { look: { kit } }) => `<mj-divider css-class="ln" border-width="1px" border-color="${kit.light.line}" padding="6px 0 18px" />`,
  spacer: block => `<mj-spacer height="${block.height}px" />`,
  logo(block, { look: { kit }, ground }) {
    const link = kit.website ? ` href="${safe(kit.website)}"` : ''
    const at = `align="${block.align}" padding="0"`
    if (!kit.logo) return `<mj-text css-class="t-ink" ${at} color="${inkOn(kit.light, ground, 'ink')}" font-family="${stackOf(kit.headingFont)}" font-size="22px" line-height="30px" font-weight="700">${safe(kit.name)}</mj-text>`
    if (kit.logo.dark) return bothLogos(block, kit)
    return `<mj-image src="${safe(kit.logo.src)}" alt="${safe(kit.logo.alt || kit.name)}" width="${block.width}px" ${at}${link} />`
  },
  social({ align }, { look: { kit } }) {
    const links = kit.social.map(({ network, url }) => anchor(url, networkNames[network], kit.light.muted))
    return links.length ? small(links.join(' &nbsp;·&nbsp; '), align, kit.light.muted) : ''
  },
  footer(block, { look: { kit, language } }) {
    const { muted } = kit.light
    const links = [['{{ unsubscribe_url }}', block.unsubscribe], ['{{ preferences_url }}', block.preferences], ['{{ view_url }}', block.view]].filter(([, text]) => text).map(([url, text]) => anchor(url!, text!, muted))
    const own = block.html ? richHtml(block.html, { ink: muted, link: muted, headingFont: stackOf(kit.bodyFont), size: 'small', language }) : ''
    const address = kit.address ? `<p style="margin:0 0 8px">${safe([kit.name, ...kit.address.split('\n')].filter(Boolean).join(' · '))}</p>` : ''
    return small(flat(`${own}${address}${links.length ? `<p style="margin:0">${links.join(' &nbsp;·&nbsp; ')}</p>` : ''}`), block.align, muted)
  },
}

/** Two pictures of which the style sheet shows one; without it, and in Outlook, the light one is seen. */
function bothLogos({ align, width }: Of<'logo'>, { logo, name, website }: BrandKit): string {
  const picture = (src: string) => `<img src="${safe(src)}" alt="${safe(logo!.alt || name)}" width="${width}" style="display:inline-block;border:0;width:${width}px;max-width:100%;height:auto">`
  const both = `<div class="lg-l">${picture(logo!.src)}</div><div class="lg-d" style="display:none;max-height:0;overflow:hidden;mso-hide:all">${picture(logo!.dark!)}</div>`
  return `<mj-text align="${align}" padding="0" font-size="16px" line-height="20px">${website ? `<a href="${safe(website)}" style="text-decoration:none">${both}</a>` : both}</mj-text>`
}

const networkNames = { facebook: 'Facebook', instagram: 'Instagram', x: 'X', youtube: 'YouTube', linkedin: 'LinkedIn', pinterest: 'Pinterest', tiktok: 'TikTok', website: 'Website' }
const anchor = (url: string, text: string, colour: string) => `<a class="lk" href="${safe(url)}" style="color:${colour};text-decoration:underline">${safe(text)}</a>`
const small = (html: string, align: string, colour: string) => `<mj-text css-class="t-muted" align="${align}" color="${colour}" font-size="13px" line-height="20px" padding="0 0 8px">${html}</mj-text>`
/** Liquid may hold line ends; the line of MJML may not. */
const flat = (html: string) => html.replace(/\s*\n\s*/g, ' ')

/** The list that a block goes through; what is recommended is called what its source is called. */
const listOf = ({ from, id }: Of<'products'>) => (from === 'chosen' ? `picked["${id}"]` : from === 'cart' || from === 'order' ? `${from}.items` : from)
const linked = (html: string, colour: string, style = '', name = 'it') => `{% if item.url %}<a class="${name}" href="{{ item.url }}" style="color:${colour};text-decoration:none;${style}">{% endif %}${html}{% if item.url %}</a>{% endif %}`
const image = (px: number, radius: number) => `{% if item.image_url %}<img src="{{ item.image_url }}" width="${px}" alt="{{ item.title }}" style="display:block;width:100%;max-width:${px}px;height:auto;border-radius:${radius}px">{% endif %}`

function priceLine({ price, quantity }: Of<'products'>, colour: string, px = 14): string {
  const said = [quantity ? '{{ item.quantity | number }}' : '', price ? '{{ item.price | money }}' : ''].filter(Boolean).join(' × ')
  return said ? `<div style="color:${colour};font-size:${px}px;line-height:${px + 7}px">${said}</div>` : ''
}

/** A picture at the left of each, as an order reads. */
function productRows(block: Of<'products'>, { look: { kit }, ground }: Place): string {
  const ink = inkOn(kit.light, ground, 'ink')
  return `<mj-table css-class="t-ink" color="${ink}" font-size="16px" line-height="23px" padding="0 0 14px">{% for item in ${listOf(block)} limit: ${block.limit} %}<tr><td style="width:88px;padding:8px 16px 8px 0;vertical-align:middle">${linked(image(88, Math.min(kit.cornerRadius, 12)), ink, '', 'pic')}</td><td style="padding:8px 0;vertical-align:middle">${linked('<strong>{{ item.title }}</strong>', ink)}${priceLine(block, inkOn(kit.light, ground, 'muted'))}</td></tr>{% endfor %}</mj-table>`
}

/** Two beside each other, also on a phone. */
function productGrid(block: Of<'products'>, { look: { kit }, ground }: Place): string {
  const ink = inkOn(kit.light, ground, 'ink')
  const cell = `<td style="width:50%;padding:{% if side == 0 %}0 8px 18px 0{% else %}0 0 18px 8px{% endif %};vertical-align:top">${linked(image(260, Math.min(kit.cornerRadius, 12)), ink, 'display:block;', 'pic')}<div style="padding-top:8px;font-weight:600">${linked('{{ item.title }}', ink)}</div>${priceLine(block, inkOn(kit.light, ground, 'muted'))}</td>`
  return `<mj-table css-class="t-ink" color="${ink}" font-size="15px" line-height="21px" padding="0" table-layout="fixed">{% for item in ${listOf(block)} limit: ${block.limit} %}{% assign side = forloop.index0 | modulo: 2 %}{% if side == 0 %}<tr>{% endif %}${cell}{% if side == 0 and forloop.last %}<td style="width:50%">&nbsp;</td>{% endif %}{% if side == 1 or forloop.last %}</tr>{% endif %}{% endfor %}</mj-table>`
}

/** One under another, as wide as the mail. */
function productLarge(block: Of<'products'>, { look: { kit }, ground }: Place): string {
  const ink = inkOn(kit.light, ground, 'ink')
  const title = `<span style="font-family:${stackOf(kit.headingFont)};font-size:22px;line-height:29px;font-weight:700">{{ item.title }}</span>`
  return `<mj-table css-class="t-ink" color="${ink}" font-size="16px" line-height="24px" padding="0">{% for item in ${listOf(block)} limit: ${block.limit} %}<tr><td style="padding:0 0 22px">${linked(image(536, kit.cornerRadius), ink, 'display:block;', 'pic')}<div style="padding-top:14px">${linked(title, ink)}</div>${priceLine(block, inkOn(kit.light, ground, 'muted'), 16)}</td></tr>{% endfor %}</mj-table>`
}

const layouts = { rows: productRows, grid: productGrid, large: productLarge }
