import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { languages, type Language } from '../../../../contracts/shapes.ts'
import type { BrandKit } from '../../../../contracts/templates.ts'
import { html, type Html } from './html.ts'
import { styleOf } from './style.ts'
import { sayIn, type Say } from './words.ts'

/** In whose name a page speaks. */
export type Shop = { name: string; kit: BrandKit; timeZone: string }

/** What every page knows: its token, its reader's language, its shop, what was just done. */
export type View = { token: string; language: Language; say: Say; shop: Shop; said: Record<string, string> }

const languageNames: Record<Language, string> = { en: 'English', fil: 'Filipino', ta: 'தமிழ்', nl: 'Nederlands', ru: 'Русский', gu: 'ગુજરાતી' }

export const nameOf = ({ shop, say }: View): string => shop.name || say('preferences.page.theShop')

/** A form that posts to where it stands, in the language in which it is read. */
export const form = ({ token, language }: View, place: 'u' | 'preferences', what: Html): Html => html`<form method="post" action="/${place}/${token}?language=${language}">${what}</form>`

/** A calendar day of the shop, as the reader writes days. */
export const dayOf = ({ language, shop }: View, instant: string): string =>
  // Russian shortens the year with a dot, which then stands before the sentence's own.
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: shop.timeZone }).format(new Date(instant)).replace(/ г\.$/, ' года')

/** Sends a page that nobody else reads along: nothing is loaded but letters and the logo, nothing runs, no search engine keeps it. */
export function sendPage(reply: FastifyReply, status: number, view: View, { title, body }: { title: string; body: Html }) {
  const style = styleOf(view.shop.kit)
  const logo = view.shop.kit.logo
  const pictures = logo ? `; img-src ${/^https?:/.test(logo.src) ? new URL(logo.src).origin : "'self'"}` : ''
  return reply.status(status).type('text/html; charset=utf-8')
    .header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex, nofollow')
    .header('content-security-policy', `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; font-src 'self'${pictures}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`)
    .send(`<!doctype html>\n<html lang="${view.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex, nofollow"><meta name="color-scheme" content="light dark">${html`<title>${title}</title>`.text}<style>${style}</style></head>${around(view, body).text}</html>`)
}

const around = (view: View, body: Html) => html`<body>${mast(view)}<main>${body}</main><footer><nav aria-label="${view.say('preferences.page.language')}">${languages.map(one => (one === view.language ? html`<span aria-current="true" lang="${one}">${languageNames[one]}</span>` : html`<a href="?${queryIn(view, one)}" hreflang="${one}" lang="${one}">${languageNames[one]}</a>`))}</nav></footer></body>`

const queryIn = ({ said }: View, language: Language) => new URLSearchParams({ ...said, language }).toString()

function mast({ shop: { name, kit: { logo } } }: View): Html | null {
  if (!logo) return name ? html`<header>${name}</header>` : null
  return html`<header><img src="${logo.src}" alt="${logo.alt || name}"></header>`
}

/** A page of two sentences. */
export const notice = (title: string, text: string) => ({ title, body: html`<section class="card"><h1>${title}</h1><p class="soft">${text}</p></section>` })

export const viewIn = (language: Language, view: Omit<View, 'language' | 'say'>): View => ({ ...view, language, say: sayIn(language) })
