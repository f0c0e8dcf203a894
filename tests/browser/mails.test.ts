import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { chromium, type Browser, type Page } from 'playwright-core'
import { languages, type Language } from '../../contracts/shapes.ts'
import { fillEmpty } from '../../seeds/demo.ts'
import { smallStory } from '../../seeds/small.ts'
import type { Ctx } from '../../server/platform/index.ts'
import { writeMessages } from '../../server/messaging/sending/writing/write.ts'
import { brandKit, saveBrandKit } from '../../server/messaging/templates/brand.ts'
import { createTemplate, saveDraft } from '../../server/messaging/templates/keeping.ts'
import { starters } from '../../server/messaging/templates/starters/index.ts'
import { publish } from '../../server/messaging/templates/versions.ts'
import { calm, programOf } from '../support/browser.ts'
import { faultsOf, forceDark } from '../support/mail-reading.ts'
import { world } from '../support/world.ts'

// Every starter as its reader gets it, through everything that a sent mail goes through. Each in one language, another one every day;
// MAILS=all looks at each in all of them, MAILS=cart/ta at one. MAILS_TO=folder keeps the pictures, each starter on a sheet of its own.

const readers: Record<Language, string> = { en: 'ravi.kumar@example.com', fil: 'juan.delacruz@example.com', ta: 'kavitha.rajan@example.com', nl: 'anna.smit@example.com', ru: 'irina.petrova@example.com', gu: 'neha.patel@example.com' }
const wanted = process.env['MAILS'] ?? ''
const folder = process.env['MAILS_TO']
const today = Math.floor(Date.now() / 86_400_000)
const meant = starters.flatMap(({ id }, at) => languages.filter((language, place) => (wanted === 'all' ? true : wanted ? `${id}/${language}`.startsWith(wanted) || wanted === language : (at + today) % languages.length === place)).map(language => ({ id, language })))

/** Where Gmail cuts a mail. */
const clippedAt = 102 * 1024
const every = [['600', 'light'], ['600', 'dark'], ['600', 'partial'], ['600', 'full'], ['390', 'light'], ['390', 'dark'], ['390', 'partial']] as const
const looks = wanted ? every : ([['600', 'light'], ['390', 'dark'], ['390', 'partial']] as const)

test('every starter can be read by everybody, on a desk and in a hand, in the light and in the dark', async t => {
  const w = await world(t)
  await fillEmpty(w.ctx, smallStory)
  const shop = await openShop(w.ctx)
  const browser = await chromium.launch({ executablePath: programOf(), args: calm })
  t.after(() => browser.close())
  const pages = new Map(await Promise.all(['600 light', '600 dark', '390 light', '390 dark'].map(async look => [look, await readerOf(browser, look)] as const)))

  await t.test('what is wrong with a mail is found', async () => {
    const page = pages.get('390 light')!
    const bad = '<p style="color:#999">Pale</p><p style="color:#333;background:#fff">Fine</p><img src="https://corner.example/logo.svg"><div style="width:700px">Wide</div><p class="btn"><a href="#" style="display:inline-block;height:30px">Small</a></p><p style="position:absolute;margin:0;top:10px;left:8px">Over</p>'
    const found = async () => [...new Set((await faultsOf(page)).map(fault => fault.replace(/[:“].*|by .*|\d+ ×.*|[\d.]+$/, '').trim()))].sort()
    await show(page, `<html><head></head><body>${bad}</body></html>`)
    assert.deepEqual(await found(), ['button of', 'contrast 2.85', 'no words for https', 'overlap', 'scrolls sideways'])
    await show(page, '<html><head></head><body style="background:#fff"><p style="color:#333">Dark on light</p><p style="color:#333;background:#ddd">Band</p></body></html>')
    for (const how of ['partial', 'full'] as const) await forceDark(page, how)
    assert.deepEqual(await found(), [])
  })

  for (const { id, language } of meant) {
    await t.test(`${id} in ${language}`, async () => {
      const { html, subject, text } = await shop.mail(id, language)
      for (const said of [subject, text]) assert.doesNotMatch(said, /[^.]\.\.(?!\.)|,,|\s,|undefined|NaN|\[object|\{\{|\{%/)
      assert.ok(Buffer.byteLength(html) < clippedAt, `${Buffer.byteLength(html)} bytes`)
      const faults: string[] = []
      const pictures: Buffer[] = []
      for (const [width, colours] of looks) {
        const page = pages.get(`${width} ${colours === 'dark' ? 'dark' : 'light'}`)!
        await show(page, html)
        if (colours === 'partial' || colours === 'full') await forceDark(page, colours)
        faults.push(...(await faultsOf(page)).map(fault => `${width} px, ${colours}: ${fault}`))
        if (folder) pictures.push(await page.screenshot({ fullPage: true }))
      }
      if (folder) await keepSheet(browser, `${folder}/${id}-${language}.png`, pictures)
      assert.deepEqual(faults, [])
    })
  }
})

/** The stores of the story with a look of their own, a cart for each reader, and what is sent to them. */
async function openShop(ctx: Ctx) {
  const found = await ctx.db.selectFrom('customers as c').innerJoin('orders as o', 'o.customer_id', 'c.id').distinctOn('c.id').select(['c.id', 'c.email', 'o.store_id as storeId']).where('c.email', 'in', Object.values(readers)).orderBy('c.id').orderBy('o.placed_at', 'desc').execute()
  for (const storeId of new Set(found.map(one => one.storeId))) await dress(ctx, storeId)
  for (const { id, storeId } of found) await leaveCart(ctx, id, storeId)
  return {
    async mail(starter: string, language: Language) {
      const reader = found.find(({ email }) => email === readers[language])!
      const { id: templateId, kind, content, revision } = await createTemplate(ctx, { name: starter, storeId: reader.storeId, starter, mainLanguage: language })
      const draft = await saveDraft(ctx, { templateId, content: { mainLanguage: language, variants: { [language]: content.variants[language] } }, revision })
      const { version } = await publish(ctx, { templateId, revision: draft.revision })
      const [id, mailingId] = [randomUUID(), randomUUID()]
      const mailing = { id: mailingId, stream: kind, purpose: 'marketing', channel: 'email', name: starter, storeId: reader.storeId, storeZone: 'UTC', senderId: null, variants: { A: { templateId, versionId: version!.id } } } as const
      const written = await writeMessages(ctx, mailing, [{ id, mailingId, letter: 'A', customerId: reader.id, nodeId: reader.id, address: reader.email, language, attempts: 0, versionId: null, data: null }])
      const letter = written.get(id)
      if (!letter || letter instanceof Error) throw letter ?? new Error('nothing was written')
      return { ...letter, html: letter.html! }
    },
  }
}

/** A logo for the light and one for the dark, an address, somewhere to go. */
async function dress(ctx: Ctx, storeId: string): Promise<void> {
  const kit = await brandKit(ctx.db, storeId)
  const social = [{ network: 'instagram' as const, url: 'https://www.instagram.com/cornershop' }, { network: 'facebook' as const, url: 'https://www.facebook.com/cornershop' }]
  await saveBrandKit(ctx, { storeId, kit: { ...kit, logo: { src: `${shopAddress}/logo.svg`, alt: kit.name, dark: `${shopAddress}/logo-dark.svg` }, address: 'Oudegracht 1\n3511 AA Utrecht', website: shopAddress, productLink: `${shopAddress}/p/{id}`, social } })
}

/** What each reader bought last lies in a cart again, and one thing more. */
const leaveCart = (ctx: Ctx, customerId: string, storeId: string) => sql`
  insert into carts (store_id, customer_id, state, currency, value_minor, items_count, lines, started_at, active_at)
  select ${storeId}, ${customerId}, 'abandoned', s.currency, sum(l.price * l.quantity), count(*), jsonb_agg(jsonb_build_object('productId', l.id, 'sku', l.id, 'title', l.title, 'imageUrl', l.image_url, 'quantity', l.quantity, 'unitPriceMinor', l.price)), ${ctx.clock.now().toString()}, ${ctx.clock.now().toString()}
  from stores as s cross join lateral (
    select p.id, p.title, p.image_url, (select min(price_minor) from variants where product_id = p.id) as price, row_number() over (order by p.title) as quantity
    from products as p where p.store_id = s.id and p.status = 'active' order by p.title limit 3) as l
  where s.id = ${storeId} group by s.currency`.execute(ctx.db)

/** A page as wide as a mail program's, with the fonts of scripts that this machine may lack, and the shop's pictures. */
async function readerOf(browser: Browser, look: string): Promise<Page> {
  const [width, colours] = look.split(' ')
  const context = await browser.newContext({ viewport: { width: Number(width), height: 800 }, colorScheme: colours as 'light', reducedMotion: 'reduce' })
  await context.route('**/*', async route => {
    const { pathname } = new URL(route.request().url())
    const drawing = pathname.startsWith('/logo') ? logo(pathname.includes('dark')) : pathname.startsWith('/demo/') ? await readFile(`console/public${pathname}`, 'utf8') : undefined
    if (drawing) return route.fulfill({ contentType: 'image/svg+xml', body: drawing })
    if (pathname.startsWith('/fonts/')) return route.fulfill({ path: `node_modules/@fontsource-variable${pathname.slice(6)}`, headers: { 'access-control-allow-origin': '*' } })
    return route.fulfill({ contentType: 'image/gif', body: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64') })
  })
  return context.newPage()
}

const shopAddress = 'https://corner.example'
const logo = (isDark: boolean) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 280 56" width="280" height="56"><circle cx="28" cy="28" r="24" fill="${isDark ? '#3fbf9f' : '#0b6e5b'}"/><path d="M18 34V22l10-7 10 7v12z" fill="${isDark ? '#08251d' : '#fff'}"/><text x="66" y="38" font-family="Georgia,'Liberation Serif',serif" font-size="30" fill="${isDark ? '#f0eee6' : '#1d1b16'}">Corner Shop</text></svg>`
const script = (name: string, file: string, range: string) => `@font-face{font-family:'${name}';font-weight:100 900;src:url(https://mail.example/fonts/${file}) format('woff2-variations');unicode-range:${range}}`
const fonts = script('Noto Sans Tamil', 'noto-sans-tamil/files/noto-sans-tamil-tamil-wght-normal.woff2', 'U+0B80-0BFF,U+200C-200D') + script('Noto Sans Gujarati', 'noto-sans-gujarati/files/noto-sans-gujarati-gujarati-wght-normal.woff2', 'U+0A80-0AFF,U+200C-200D')

async function show(page: Page, html: string): Promise<void> {
  await page.setContent(html.replace('<head>', `<head><style>${fonts}</style>`), { waitUntil: 'load' })
  // What a machine lacks is drawn as boxes, which are no measure of anything.
  const missing = await page.evaluate(async () => {
    await Promise.all([...document.fonts].map(font => (document.body.textContent.match(font.family.includes('Tamil') ? /\p{Script=Tamil}/u : /\p{Script=Gujarati}/u) ? font.load() : font)))
    return [...document.fonts].filter(font => font.status === 'error').map(font => font.family)
  })
  assert.deepEqual(missing, [])
}

/** The pictures of one mail beside each other. */
async function keepSheet(browser: Browser, path: string, pictures: Buffer[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const page = await browser.newPage({ viewport: { width: 3700, height: 800 } })
  await page.setContent(`<body style="margin:0;display:flex;gap:12px;align-items:start;background:#888">${pictures.map(picture => `<img src="data:image/png;base64,${picture.toString('base64')}">`).join('')}`, { waitUntil: 'load' })
  await page.screenshot({ path, fullPage: true })
  await page.close()
}
