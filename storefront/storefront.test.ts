import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { createApp } from '../server/app.ts'
import { world } from '../tests/support/world.ts'

let script: Promise<string> | undefined
const builtScript = () => (script ??= build({ configFile: 'storefront/vite.config.ts', logLevel: 'error', build: { write: false } }).then(built => ([built].flat() as Rollup.RollupOutput[])[0]!.output[0].code))

let launched: Promise<Browser> | undefined
const browser = () => (launched ??= chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] }))
after(async () => (await launched)?.close())

/** Suki, a shop's web server whose pages carry the script, and a browser. `faults` are what Suki answers first. */
async function shop(t: TestContext, tag = '') {
  const w = await world(t)
  await w.ctx.db.insertInto('sources').values({ kind: 'web', name: 'Corner Shop', write_key: 'key-1' }).execute()
  const app = await createApp(w.ctx)
  const faults: number[] = []
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'POST' && faults.length) return reply.status(faults.shift()!).headers({ 'access-control-allow-origin': '*', 'retry-after': '0' }).send()
  })
  const suki = await app.listen({ port: 0 })
  const code = await builtScript()
  const web = createServer((request, response) => {
    if (request.url === '/suki.js') return void response.setHeader('content-type', 'text/javascript').end(code)
    response.setHeader('content-type', 'text/html').end(`<title>Corner Shop</title><script>suki = [['track', 'Early', {}]]</script><script src="/suki.js" data-host="${suki}" data-key="key-1" ${tag}></script>${body(request.url ?? '')}`)
  }).listen(0, '127.0.0.1')
  const context = await (await browser()).newContext()
  const page = await context.newPage()
  t.after(async () => {
    await context.close()
    web.close()
    await app.close()
  })
  const address = `http://127.0.0.1:${(web.address() as { port: number }).port}`
  const log = () => w.ctx.db.selectFrom('events').select(['name', 'anonymous_id', 'user_id', 'properties', 'context']).orderBy('seq').execute()
  const open = (path: string) => page.goto(address + path)
  return { ...w, context, page, open, address, log, faults }
}

const mug = { '@context': 'https://schema.org', '@graph': [{ '@type': 'Product', sku: 'MUG-1', name: 'Blue enamel mug', brand: { name: 'Kalye' }, offers: { price: '12.90', priceCurrency: 'EUR' } }] }
const body = (url: string) => (url.startsWith('/mug') ? `<script type="application/ld+json">${JSON.stringify(mug)}</script><button data-suki-event="Product Added" data-suki-product-id="MUG-1" data-suki-price="12.90" data-suki-quantity="2">Buy</button>` : '<a href="/mug">Mug</a>')

type Api = { track(event: string, properties?: object): void; identify(id: string, traits?: object): void; consent(given: boolean): void; reset(): void; flush(): Promise<void> }
const inPage = <T>(page: Page, work: (suki: Api) => T) => page.evaluate(`(${work.toString()})(window.suki)`) as Promise<Awaited<T>>
const flush = (page: Page) => inPage(page, suki => suki.flush())

test('pages, products and clicks are noticed, with one visitor', async t => {
  const { page, open, log } = await shop(t)
  await open('/?utm_source=news&utm_campaign=spring')
  await flush(page)
  await open('/mug')
  await page.click('button')
  await flush(page)
  const events = await log()
  assert.deepEqual(events.map(e => e.name), ['Early', 'Page Viewed', 'Early', 'Page Viewed', 'Product Viewed', 'Product Added'])
  assert.equal(new Set(events.map(e => e.anonymous_id)).size, 1)
  assert.deepEqual(events[1]?.context.campaign, { source: 'news', name: 'spring' })
  const viewed = events[4]?.properties
  assert.deepEqual([viewed.sku, viewed.price, viewed.brand, viewed.currency], ['MUG-1', 12.9, 'Kalye', 'EUR'])
  assert.deepEqual(events[5]?.properties, { product_id: 'MUG-1', price: 12.9, quantity: 2 })
})

test('moving inside a single-page shop is a page view each, of the same address only one', async t => {
  const { page, open, log } = await shop(t)
  await open('/')
  await page.evaluate('history.pushState({}, "", "/mug"); history.replaceState({}, "", "/mug")')
  await page.waitForFunction('Object.keys(localStorage).filter(n => n.startsWith("suki_msg")).length >= 3')
  await flush(page)
  assert.deepEqual((await log()).filter(e => e.name === 'Page Viewed').map(e => e.properties.path), ['/', '/mug'])
})

test('what happened without a network arrives later, once', async t => {
  const { page, context, open, log } = await shop(t)
  await open('/')
  await flush(page)
  await context.setOffline(true)
  await inPage(page, suki => suki.track('Offline'))
  await flush(page)
  await context.setOffline(false)
  await page.reload()
  await flush(page)
  assert.equal((await log()).filter(e => e.name === 'Offline').length, 1)
})

test('faults of the server cost nothing: 503, 429 and 500 are tried again', async t => {
  const { page, open, log, faults } = await shop(t, 'data-automatic="off"')
  await open('/')
  faults.push(503, 429, 500)
  for (let i = 0; i < 4; i++) await flush(page)
  assert.deepEqual((await log()).map(e => e.name), ['Early'])
  assert.equal(await page.evaluate('Object.keys(localStorage).filter(n => n.startsWith("suki_msg")).length'), 0)
})

test('what waits when the page is left goes as a beacon, and is stored once although it is sent again', async t => {
  const { page, open, log } = await shop(t)
  await open('/mug')
  await page.evaluate('window.suki.track("Last words")')
  await open('/')
  await flush(page)
  assert.equal((await log()).filter(e => e.name === 'Last words').length, 1)
})

test('where consent is required nothing is stored or sent before it, and refusing forgets everything', async t => {
  const { page, context, open, log } = await shop(t, 'data-consent="required"')
  await open('/mug')
  await flush(page)
  assert.deepEqual([await context.cookies(), await page.evaluate('Object.keys(localStorage)')], [[], []])
  await inPage(page, suki => suki.consent(true))
  await flush(page)
  assert.deepEqual((await log()).map(e => e.name), ['Page Viewed', 'Product Viewed'])
  await inPage(page, suki => (suki.track('Unsent'), suki.consent(false)))
  assert.deepEqual([await context.cookies(), await page.evaluate('Object.keys(localStorage)')], [[], ['suki_consent']])
})

test('a visitor who signs in is the same visitor; after signing out somebody else', async t => {
  const { page, open, log } = await shop(t, 'data-automatic="off"')
  await open('/')
  await inPage(page, suki => suki.identify('ana', { email: 'ana@example.com' }))
  await open('/mug')
  await inPage(page, suki => (suki.track('Known'), suki.reset(), suki.track('Stranger')))
  await flush(page)
  const [known, stranger, identified] = ['Known', 'Stranger', 'Identified'].map(async name => (await log()).find(e => e.name === name))
  assert.equal((await identified)?.properties.email, 'ana@example.com')
  assert.equal((await known)?.user_id, 'ana')
  assert.equal((await known)?.anonymous_id, (await identified)?.anonymous_id)
  assert.equal((await stranger)?.user_id, null)
  assert.notEqual((await stranger)?.anonymous_id, (await known)?.anonymous_id)
})

test('the script weighs at most 5 kB', async () => {
  const bytes = gzipSync(await builtScript(), { level: 9 }).length
  assert.ok(bytes <= 5_000, `${bytes} bytes gzipped`)
})
