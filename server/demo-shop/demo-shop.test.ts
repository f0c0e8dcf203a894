import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { InjectOptions } from 'fastify'
import { createApp } from '../app.ts'
import { within } from '../platform/index.ts'
import { cornerShop } from '../../tests/support/corner-shop.ts'
import { world } from '../../tests/support/world.ts'
import { openState, freshState, sealState } from './state.ts'

/** A corner shop of mugs and aprons with the demo shop open on it, and visitors who keep their cookie. */
async function openOn(t: TestContext, { demoShop }: { demoShop?: boolean | undefined } = { demoShop: true }) {
  const w = await world(t)
  const ctx = within(w.ctx, { config: { ...w.ctx.config, demoShop } })
  await cornerShop(ctx)
  const app = await createApp(ctx)
  t.after(() => app.close())
  const visitor = (more: Record<string, string> = {}) => {
    let cookie = ''
    const send = async (options: InjectOptions) => {
      const answer = await app.inject({ ...options, headers: { cookie, ...more, ...options.headers } })
      const given = answer.cookies.find(one => one.name === 'suki_demo_shop')
      if (given) cookie = `suki_demo_shop=${given.value}`
      return answer
    }
    const get = (path: string) => send({ method: 'GET', url: `/demo-shop${path}` })
    const post = (path: string, typed: Record<string, string>, headers: Record<string, string> = {}) =>
      send({ method: 'POST', url: `/demo-shop/${path}`, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, payload: new URLSearchParams(typed).toString() })
    return { get, post }
  }
  const tillPayment = async ({ get, post }: ReturnType<typeof visitor>) => {
    await post('cart/add', { sku: 'MUG', quantity: '2' })
    await get('/checkout')
    await post('checkout/contact', { email: 'ana@example.com', name: 'Ana Cruz' })
    await post('checkout/delivery', { delivery: 'pickup' })
  }
  const order = async (one: ReturnType<typeof visitor>) => (await tillPayment(one), one.post('checkout/payment', { payment: 'card' }))
  return { ...w, ctx, app, visitor, tillPayment, order }
}

test('the shop is closed where nobody opened it', async t => {
  const { visitor } = await openOn(t, {})
  const page = await visitor().get('')
  assert.doesNotMatch(page.body, /Corner shop/)
})

test('two first visitors at once make one pair of sources, a browser’s and a server’s, of the store', async t => {
  const { ctx, visitor } = await openOn(t)
  await Promise.all([1, 2, 3].map(() => visitor().get('')))
  const sources = await ctx.db.selectFrom('sources').innerJoin('stores', 'stores.id', 'sources.store_id').select(['sources.name', 'kind', 'stores.key']).orderBy('sources.name').execute()
  assert.deepEqual(sources, [{ name: 'Demo shop', kind: 'web', key: 'corner' }, { name: 'Demo shop, server', kind: 'server', key: 'corner' }])
})

test('a second click on "Order" is the same order', async t => {
  const { ctx, visitor, tillPayment, order } = await openOn(t)
  const ana = visitor()
  await tillPayment(ana)
  const [first, second] = await Promise.all([ana.post('checkout/payment', { payment: 'card' }), ana.post('checkout/payment', { payment: 'card' })])
  assert.equal(first.headers.location, second.headers.location)
  assert.equal((await ctx.db.selectFrom('orders').select('id').execute()).length, 1)
  const third = await order(ana)
  assert.notEqual(third.headers.location, first.headers.location)
  assert.equal((await ctx.db.selectFrom('orders').select('id').execute()).length, 2)
})

test('nobody sees an order of another browser, not even with the same address', async t => {
  const { visitor, order } = await openOn(t)
  const [ana, other] = [visitor(), visitor()]
  const address = String((await order(ana)).headers.location).replace('/demo-shop', '')
  assert.equal((await ana.get(address)).statusCode, 200)
  await other.post('account', { email: 'ana@example.com', name: 'Not Ana' })
  assert.equal((await other.get(address)).statusCode, 404)
  assert.doesNotMatch((await other.get('/account')).body, /D-[A-Z2-9]{8}/)
})

test('prices are the shop’s, whatever the browser says, and a coupon counts only from its amount', async t => {
  const { visitor } = await openOn(t)
  const ana = visitor()
  await ana.post('cart/add', { sku: 'MUG', quantity: '1', price: '0.01' })
  await ana.post('coupon', { code: 'table20' })
  assert.match((await ana.get('/cart')).body, /too small for this code/)
  await ana.post('cart/set', { sku: 'MUG', quantity: '7' })
  await ana.post('coupon', { code: 'table20' })
  assert.match((await ana.get('/cart')).body, /"revenue":70,"shipping":0,"discount":17.5,"coupon":"TABLE20"/)
})

test('what is missing at checkout is said at its field, and nothing is lost', async t => {
  const { visitor } = await openOn(t)
  const ana = visitor({ 'accept-language': 'nl' })
  await ana.post('cart/add', { sku: 'APRON' })
  await ana.get('/checkout')
  const page = await ana.post('checkout/contact', { email: 'ana@', name: 'Ana <b>Cruz</b>' })
  assert.equal(page.statusCode, 422)
  assert.match(page.body, /aria-describedby="email-error"><em id="email-error">Een e-mailadres ziet eruit als/)
  assert.match(page.body, /value="Ana &#60;b&#62;Cruz&#60;\/b&#62;"/)
  assert.equal((await ana.get('/checkout/payment')).headers.location, '/demo-shop/checkout')
})

test('forms answer only their own shop, and lead only into it', async t => {
  const { visitor } = await openOn(t)
  const ana = visitor()
  assert.equal((await ana.post('cart/add', { sku: 'MUG' }, { origin: 'https://elsewhere.example' })).statusCode, 403)
  for (const back of ['https://elsewhere.example', '//elsewhere.example', '/demo-shop.elsewhere.example', '/demo-shop/\\elsewhere.example', '/team']) assert.equal((await ana.post('cart/add', { sku: 'MUG', back })).headers.location, '/demo-shop', back)
  assert.equal((await ana.post('cart/add', { sku: 'MUG', back: '/demo-shop/c/Table?sort=title' })).headers.location, '/demo-shop/c/Table?sort=title')
})

test('what a visitor has in hand is theirs to keep and nobody’s to write', () => {
  const secret = 'a secret of tests that is long enough'
  const cookie = sealState({ ...freshState(), orders: ['D-AAAAAAAA'] }, { secret, isSecure: true }).split(';')[0]!
  assert.deepEqual(openState(`other=1; ${cookie}`, secret).orders, ['D-AAAAAAAA'])
  const [body = '', seal] = cookie.split('=')[1]!.split('.')
  const forged = Buffer.from(Buffer.from(body, 'base64url').toString().replace('D-AAAAAAAA', 'D-BBBBBBBB')).toString('base64url')
  for (const wrong of [`suki_demo_shop=${forged}.${seal}`, 'suki_demo_shop=nonsense', `${cookie}x`, undefined]) assert.deepEqual(openState(wrong, secret).orders, [])
})

test('what does not fit into a cookie gives way to the cart', () => {
  const secret = 'a secret of tests that is long enough'
  const lines = Array.from({ length: 20 }, (_, i) => ({ sku: `A-SKU-OF-SOME-LENGTH-${i}`, quantity: 99 }))
  const cookie = sealState({ ...freshState(), cart: { id: 'c', lines }, told: Array.from({ length: 40 }, () => ['reviewed', 'mug', 5, 'id', 'அருமை'.repeat(50)]) }, { secret, isSecure: true })
  assert.ok(cookie.length < 4096, `${cookie.length} bytes`)
  assert.equal(openState(cookie.split(';')[0], secret).cart.lines.length, 20)
})

test('a shop of strange names, without categories and pictures, shows all the same', async t => {
  const { ctx, visitor } = await openOn(t)
  await ctx.db.updateTable('products').set({ title: '<script>alert(1)</script> "quoted" & நீளமான', external_id: 'a/b c?d' }).where('external_id', '=', 'MUG').execute()
  const ana = visitor()
  const home = await ana.get('')
  assert.doesNotMatch(home.body, /<script>alert/)
  const page = await ana.get('/p/a%2Fb%20c%3Fd')
  assert.equal(page.statusCode, 200)
  assert.match(page.body, /\/demo-shop\/picture\/[\w-]+\.svg/)
  assert.equal((await ana.get('/picture/anything.svg')).headers['content-type'], 'image/svg+xml')
  assert.equal((await ana.get('/search?q=%25%5C')).statusCode, 200)
})
