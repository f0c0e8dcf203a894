import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languages } from '../../contracts/shapes.ts'
import { axeProblems, browserWorld, overflowOf, settled } from '../support/browser.ts'
import { readLog } from '../support/jobs.ts'

type World = Awaited<ReturnType<typeof browserWorld>>
type Page = World['page']

/** What the demo shop's sources told, in the order it was taken in. */
async function told({ ctx }: World, name: string) {
  return ctx.db.selectFrom('events').innerJoin('sources', 'sources.id', 'events.source_id').where('sources.name', '=', name)
    .select(['events.name', 'type', 'anonymous_id', 'user_id', 'properties', 'context']).orderBy('xid').orderBy('seq').execute()
}
/** Everything that waits in the browser is stored. */
const flush = (page: Page) => page.evaluate('window.suki.flush()')
const pay = (page: Page) => page.locator('form.panel .button').click()

async function fillContact(page: Page, email: string) {
  await page.locator('form.panel input[name=email]').fill(email)
  await page.locator('form.panel input[name=name]').fill('Ana Cruz')
  await pay(page)
  await page.waitForURL('**/delivery')
}

test('a visit from search to order: every step is an event of one visitor, and browser and server make one order', async t => {
  const w = await browserWorld(t)
  const { page } = w
  page.setDefaultTimeout(15_000)
  // What waits in the browser is in the order of its clock, so that one must run.
  await page.clock.install({ time: w.clock.now().toString() })
  await page.goto('/demo-shop')
  await flush(page)
  assert.deepEqual([await told(w, 'Demo shop'), (await page.context().cookies()).filter(cookie => cookie.name.startsWith('suki_id'))], [[], []])
  await page.locator('[data-answer=yes]').click()

  await page.locator('.find input').fill('mug')
  await page.locator('.find button').click()
  await page.locator('.grid a', { hasText: 'Blue enamel mug' }).click()
  await page.locator('.wish').click()
  await page.locator('.buying input[name=quantity]').fill('3')
  await page.locator('.buying .button').click()
  await page.locator('[data-count=cart]', { hasText: '3' }).waitFor()
  await page.goto('/demo-shop/cart')
  for (const code of ['NONSENSE', 'HELLO10']) {
    await page.locator('input[name=code]').fill(code)
    await page.locator('.inline .button', { hasText: 'Apply' }).click()
    await page.locator('[data-notice]', { hasText: code === 'HELLO10' ? 'counts' : 'do not know' }).waitFor()
  }
  await page.getByRole('button', { name: 'One fewer' }).click()
  await page.locator('[data-count=cart]', { hasText: '2' }).waitFor()

  await page.getByRole('link', { name: 'Check out' }).click()
  await fillContact(page, 'ana.cruz@example.com')
  await page.locator('input[name=address]').fill('Lange Nieuwstraat 12')
  await page.locator('input[name=postalCode]').fill('3512 PH')
  await page.locator('input[name=city]').fill('Utrecht')
  await pay(page)
  await page.waitForURL('**/payment')
  await pay(page)
  await page.waitForURL('**/order/D-*')
  await flush(page)
  const number = page.url().split('/').at(-1)!

  await t.test('the browser told each step with one anonymous id', async () => {
    const events = await told(w, 'Demo shop')
    assert.deepEqual(events.filter(e => e.type === 'track').map(e => e.name), [
      'Consent Given', 'Product List Viewed', 'Product List Viewed', 'Products Searched', 'Product List Viewed', 'Product Clicked', 'Product Viewed', 'Product Added to Wishlist', 'Product Added', 'Wishlist Product Added to Cart',
      'Cart Viewed', 'Coupon Entered', 'Coupon Denied', 'Cart Viewed', 'Coupon Entered', 'Coupon Applied', 'Cart Viewed', 'Product Removed', 'Cart Viewed', 'Checkout Started', 'Checkout Step Viewed',
      'Checkout Step Completed', 'Checkout Step Viewed', 'Checkout Step Completed', 'Checkout Step Viewed', 'Payment Info Entered', 'Checkout Step Completed', 'Order Completed',
    ])
    assert.equal(new Set(events.map(e => e.anonymous_id)).size, 1)
    assert.equal(events.find(e => e.name === 'Identified')?.properties.email, 'ana.cruz@example.com')
    const mug = { product_id: 'blue-enamel-mug', sku: 'BLUE-ENAMEL-MUG', name: 'Blue enamel mug', category: 'Table', brand: 'Emaille & Co', price: 15.9, currency: 'EUR', url: `${w.address}/demo-shop/p/blue-enamel-mug`, image_url: `${w.address}/demo/blue-enamel-mug.svg` }
    const of = (name: string) => events.find(e => e.name === name)?.properties
    for (const name of ['Product Clicked', 'Product Viewed', 'Product Added', 'Product Added to Wishlist', 'Product Removed']) assert.partialDeepStrictEqual(of(name), mug, name)
    assert.deepEqual([of('Product Added').quantity, of('Product Removed').quantity, of('Coupon Denied').reason], [3, 1, 'unknown'])
    assert.partialDeepStrictEqual(of('Checkout Started'), { currency: 'EUR', coupon: 'HELLO10', discount: 3.18, revenue: 28.62, shipping: 5, value: 33.62, products: [{ ...mug, quantity: 2 }] })
    assert.partialDeepStrictEqual(of('Order Completed'), { order_id: number, currency: 'EUR', coupon: 'HELLO10', revenue: 28.62, discount: 3.18, shipping: 5, total: 33.62, products: [{ ...mug, quantity: 2, position: 1 }] })
  })

  await t.test('the server told the same order', async () => {
    const [completed, ...more] = (await told(w, 'Demo shop, server')).filter(e => e.name === 'Order Completed')
    assert.deepEqual([completed?.properties.order_id, completed?.properties.total, more], [number, 33.62, []])
  })

  await t.test('both are one order of one customer, whose visit is theirs', async () => {
    await readLog(w.ctx)
    const orders = await w.ctx.db.selectFrom('orders').innerJoin('customers', 'customers.id', 'orders.customer_id').select(['number', 'total_minor', 'customers.email', 'customers.id']).where('number', '=', number).execute()
    assert.deepEqual(orders.map(({ number, total_minor, email }) => [number, total_minor, email]), [[number, 3362, 'ana.cruz@example.com']])
    const anonymousId = (await told(w, 'Demo shop'))[0]!.anonymous_id!
    const { customer_id } = await w.ctx.db.selectFrom('customer_identifiers').select('customer_id').where('kind', '=', 'anonymous_id').where('value', '=', anonymousId).executeTakeFirstOrThrow()
    assert.equal(customer_id, orders[0]?.id)
  })

  await t.test('the console shows the order', async () => {
    await page.goto(`/orders?q=${number}`)
    await settled(page)
    await page.getByText(number).first().waitFor()
  })
  assert.deepEqual(page.problems, [])
})

test('who says no buys all the same, and only the order is told', async t => {
  const w = await browserWorld(t)
  const { page } = w
  await page.goto('/demo-shop/p/linen-napkins')
  await page.locator('[data-answer=no]').click()
  await page.locator('.buying .button').click()
  await page.locator('[data-count=cart]', { hasText: '1' }).waitFor()
  await page.goto('/demo-shop/checkout')
  await fillContact(page, 'quiet@example.com')
  await page.locator('[value=pickup]').check()
  await pay(page)
  await page.waitForURL('**/payment')
  await pay(page)
  await page.waitForURL('**/order/D-*')
  await page.locator('.letter input[name=email]').fill('quiet@example.com')
  await page.locator('.letter input[name=agreed]').check()
  await page.locator('.letter .button').click()
  await page.locator('[data-notice]', { hasText: 'on the list' }).waitFor()
  assert.deepEqual(await told(w, 'Demo shop'), [])
  const server = (await told(w, 'Demo shop, server')).filter(e => e.name !== 'Customer Created')
  assert.deepEqual(server.map(e => [e.name, e.anonymous_id]), [['Order Completed', null], ['Identified', null], ['Consent Given', null]])
  assert.partialDeepStrictEqual(server.at(-1)?.properties, { channels: ['email'], purposes: ['marketing'], email: 'quiet@example.com', wording_version: 'demo-newsletter-2026-11', method: 'newsletter form', language: 'en' })
  assert.deepEqual((await page.context().cookies()).map(cookie => cookie.name).sort().filter(name => name.startsWith('suki_')), ['suki_consent', 'suki_demo_shop'])
})

const pages = ['', '/c/Table', '/search?q=linen', '/search?q=nothing-like-it', '/p/linen-apron-sage', '/wishlist', '/cart', '/account', '/privacy', '/no-such-page', '/checkout/contact', '/checkout/delivery', '/checkout/payment']

/** A visitor at the last step of the checkout, so that every page has something to show. */
async function halfway(page: Page) {
  await page.goto('/demo-shop/p/linen-apron-sage')
  await page.locator('.buying .button').click()
  await page.locator('[data-count=cart]', { hasText: '1' }).waitFor()
  await page.goto('/demo-shop/checkout')
  await fillContact(page, 'ana@example.com')
  await page.locator('[value=pickup]').check()
  await pay(page)
  await page.waitForURL('**/payment')
}

test('the pages of the shop are accessible, in the dark and on a phone, where they fit in six languages', async t => {
  const w = await browserWorld(t)
  const looks = [{ language: 'en', dark: true }, ...languages.map(language => ({ language, width: 390, height: 844 }))] as const
  for (const look of looks) {
    await t.test(JSON.stringify(look), async () => {
      const page = await w.open(look)
      await halfway(page)
      const wrong: Record<string, string[]> = {}
      for (const path of pages) {
        await page.goto(`/demo-shop${path}`)
        const missing = await page.evaluate(() => document.body.innerText.match(/demo-shop\.[a-z]+\.\w+/g) ?? [])
        const said = await page.evaluate(() => document.documentElement.lang)
        const found = [...(look.language === 'en' ? await axeProblems(page) : []), ...missing, ...(said === look.language ? [] : [`speaks ${said}`]), ...((await overflowOf(page)) ? [`${await overflowOf(page)} px too wide`] : [])]
        for (const one of new Set(found)) (wrong[one] ??= []).push(path)
      }
      assert.deepEqual([wrong, page.problems], [{}, []])
      await page.context().close()
    })
  }
})
