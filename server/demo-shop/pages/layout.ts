import { languages } from '../../../contracts/shapes.ts'
import type { ScriptCall } from '../telling.ts'
import type { Visit } from '../visit.ts'
import { languageNames } from '../words.ts'
import { html, json, type Html } from './html.ts'
import { addressOf, categoryName } from './parts.ts'
import { icon, mark } from './scene.ts'

export type Page = {
  title: string
  /** The page's name in Suki. */
  name: string
  main: Html
  /** What schema.org's words say of the page. */
  describes?: object[]
  /** What the page tells Suki beside what is noticed by itself. */
  calls?: ScriptCall[]
  status?: number
}

/** Wordings are numbered: a consent names the one that was seen. */
export const wording = { cookies: 'demo-cookies-2026-11', newsletter: 'demo-newsletter-2026-11' }

const notices: Record<string, string> = {
  added: 'demo-shop.notice.added', wished: 'demo-shop.notice.wished', unwished: 'demo-shop.notice.unwished', coupon: 'demo-shop.notice.coupon', couponGone: 'demo-shop.notice.couponGone', couponUnknown: 'demo-shop.notice.couponUnknown', couponTooSmall: 'demo-shop.notice.couponTooSmall',
  reviewed: 'demo-shop.notice.reviewed', subscribed: 'demo-shop.notice.subscribed', signedIn: 'demo-shop.notice.signedIn', signedOut: 'demo-shop.notice.signedOut', full: 'demo-shop.notice.full',
}
export const noticeText = ({ say }: Visit, notice: string | undefined) => (notice && notices[notice] ? say(notices[notice]) : '')

export const layout = (visit: Visit, { title, name, main, describes = [], calls = [] }: Page, notice: string | undefined): string => html`<!doctype html>
<html lang="${visit.language}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">
<title>${title} · ${visit.shop.name}</title>
<link rel="icon" href="/demo-shop/assets/mark.svg" type="image/svg+xml"><link rel="stylesheet" href="/demo-shop/assets/shop.css">
<script async src="/suki.js" data-key="${visit.shop.web.writeKey}" data-consent="required"></script><script type="module" src="/demo-shop.js"></script>
${describes.map(one => html`<script type="application/ld+json">${json(one)}</script>`)}
${calls.length > 0 && html`<script type="application/json" data-suki>${json(calls)}</script>`}
</head>
<body data-suki-page="${name}">
<a class="skip" href="#main">${visit.say('demo-shop.skip')}</a>
<div class="awning" aria-hidden="true"></div>
${top(visit)}
<main id="main" tabindex="-1">${main}</main>
${foot(visit)}
<div class="toast" role="status" aria-live="polite" data-notice>${noticeText(visit, notice)}</div>
${asking(visit)}
${hears(visit)}
</body>
</html>`.text

function top(visit: Visit): Html {
  const { say, state, shop, categories, query, path } = visit
  const pieces = state.cart.lines.reduce((sum, line) => sum + line.quantity, 0)
  return html`<p class="note"><span>${say('demo-shop.note')}</span> <a href="/" target="_blank" rel="noopener">${say('demo-shop.openSuki')}</a></p>
<header class="top">
  <a class="brand" href="/demo-shop">${mark}<b>${shop.name}</b></a>
  <form class="find" role="search" action="/demo-shop/search"><input type="search" name="q" value="${path === '/demo-shop/search' && query['q']}" placeholder="${say('demo-shop.search.placeholder')}" aria-label="${say('demo-shop.search.label')}" required maxlength="80"><button aria-label="${say('demo-shop.search.label')}">${icon('search')}</button></form>
  <nav class="tools" aria-label="${say('demo-shop.tools')}">
    <details class="menu"><summary>${icon('globe')}<span class="unseen">${say('demo-shop.language')}</span><span lang="${visit.language}">${visit.language.toUpperCase()}</span></summary><ul>${languages.map(one => html`<li><a href="${withQuery(visit, { language: one })}" hreflang="${one}" lang="${one}" ${one === visit.language && html`aria-current="true"`}>${languageNames[one]}</a></li>`)}</ul></details>
    <a href="/demo-shop/wishlist">${icon('heart')}<span class="unseen">${say('demo-shop.wishlist.title')}</span><i data-count="wishlist">${state.wishlist.length || ''}</i></a>
    <a href="/demo-shop/account">${icon('person')}<span class="unseen">${say('demo-shop.account.title')}</span>${state.account && html`<i class="dot"></i>`}</a>
    <a href="/demo-shop/cart">${icon('bag')}<span class="unseen">${say('demo-shop.cart.title')}</span><i data-count="cart">${pieces || ''}</i></a>
  </nav>
</header>
<nav class="aisles" aria-label="${say('demo-shop.categories')}"><ul>${categories.map(({ name }) => html`<li><a href="/demo-shop/c/${encodeURIComponent(name)}" ${decodeURI(path) === `/demo-shop/c/${name}` && html`aria-current="page"`}>${categoryName(visit, name)}</a></li>`)}</ul></nav>`
}

/** This page with another language or store. */
const withQuery = (visit: Visit, change: Record<string, string>) => {
  const address = addressOf(visit)
  return `${address}${address.includes('?') ? '&' : '?'}${new URLSearchParams(change)}`
}

function foot(visit: Visit): Html {
  const { say, shop, state } = visit
  return html`<footer class="foot"><div>
  <form class="letter" method="post" action="/demo-shop/newsletter"><h2>${say('demo-shop.newsletter.title')}</h2><p>${say('demo-shop.newsletter.text')}</p>
    <div class="inline"><input type="email" name="email" required maxlength="120" autocomplete="email" placeholder="${say('demo-shop.newsletter.placeholder')}" aria-label="${say('demo-shop.field.email')}" value="${state.account?.email}"><button class="button">${say('demo-shop.newsletter.button')}</button></div>
    <label class="check"><input type="checkbox" name="agreed" value="yes" required><span>${say('demo-shop.newsletter.consent', { shop: shop.name })}</span></label><input type="hidden" name="back" value="${addressOf(visit)}"></form>
  <nav aria-label="${shop.name}"><h2>${shop.name}</h2><ul><li><a href="/demo-shop/account">${say('demo-shop.account.title')}</a></li><li><a href="/demo-shop/wishlist">${say('demo-shop.wishlist.title')}</a></li><li><a href="/demo-shop/privacy">${say('demo-shop.privacy.title')}</a></li><li><button class="plain" data-ask hidden>${say('demo-shop.consent.again')}</button></li></ul></nav>
  <nav aria-label="${say('demo-shop.stores')}"><h2>${say('demo-shop.stores')}</h2><ul>${visit.shelves.map(one => html`<li><a href="/demo-shop?store=${one.key}" ${one.key === shop.key && html`aria-current="true"`}>${one.name}</a></li>`)}</ul></nav>
</div><p class="small">${say('demo-shop.footer', { shop: shop.name })}</p></footer>`
}

/** The question of the cookie, shown by the script while nobody answered it. */
const asking = ({ say, consent, language }: Visit): Html => html`<section class="asking" aria-label="${say('demo-shop.consent.title')}" data-asking="${consent === undefined ? 'now' : 'later'}" data-wording="${wording.cookies}" data-language="${language}" hidden>
  <h2>${say('demo-shop.consent.title')}</h2><p>${say('demo-shop.consent.text')} <a href="/demo-shop/privacy">${say('demo-shop.consent.more')}</a></p>
  <div class="row"><button class="button" data-answer="yes">${say('demo-shop.consent.yes')}</button><button class="button quiet" data-answer="no">${say('demo-shop.consent.no')}</button></div></section>`

/** What leaves this page for Suki, as it leaves. */
const hears = ({ say }: Visit): Html => html`<details class="hears" hidden><summary><span class="pulse"></span><span class="label">${say('demo-shop.hears.title')}</span> <b data-heard>0</b></summary><ol data-none="${say('demo-shop.hears.none')}"></ol><a href="/" target="_blank" rel="noopener">${say('demo-shop.hears.link')}</a></details>`
