import assert from 'node:assert/strict'
import { test } from 'node:test'
import { abandonCarts } from '../../server/commerce/shopping/carts/abandon.ts'
import { browserWorld, overflowOf, settled, shot, visit } from '../support/browser.ts'
import { readLog } from '../support/jobs.ts'

type World = Awaited<ReturnType<typeof browserWorld>>

/** Some shoppers of this morning: carts left, at the checkout, ordered after coming back; and an event that says too little. */
async function aMorning({ ctx, clock, address }: World) {
  const { id: storeId } = await ctx.db.selectFrom('stores').select('id').orderBy('created_at').executeTakeFirstOrThrow()
  await ctx.db.insertInto('sources').values({ kind: 'web', name: 'Web shop', write_key: 'carts', store_id: storeId }).execute()
  const products = await ctx.db.selectFrom('variants as v').innerJoin('products as p', 'p.id', 'v.product_id').select(['v.sku', 'p.title', 'v.price_minor as price', 'p.external_id as key']).where('v.store_id', '=', storeId).orderBy('v.sku').limit(12).execute()
  const people = await ctx.db.selectFrom('customers').select(['name', 'email']).where('email', 'is not', null).orderBy('created_at').limit(8).execute()
  const now = clock.now()
  const ago = (minutes: number) => now.subtract({ seconds: Math.round(minutes * 60) }).toString()
  const product = (n: number) => ({ sku: products[n % products.length]!.sku, name: products[n % products.length]!.title, price: products[n % products.length]!.price! / 100 })
  const send = (...batch: object[]) => fetch(`${address}/v1/batch`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Basic ${btoa('carts:')}` }, body: JSON.stringify({ batch }) })
  const shopper = (n: number, since: number, more: object[] = []) => [
    ...(n % 3 === 2 ? [] : [{ type: 'identify', anonymousId: `b${n}`, timestamp: ago(since + 1), traits: { email: people[n % people.length]!.email } }]),
    ...Array.from({ length: 1 + (n % 3) }, (_, i) => ({ type: 'track', event: 'Product Viewed', anonymousId: `b${n}`, timestamp: ago(since - i / 10), properties: product(n + i) })),
    ...Array.from({ length: 1 + (n % 3) }, (_, i) => ({ type: 'track', event: 'Product Added', anonymousId: `b${n}`, timestamp: ago(since - i / 10), properties: { ...product(n + i), quantity: 1 + ((n + i) % 2) } })),
    ...more.map(one => ({ type: 'track', anonymousId: `b${n}`, ...one })),
  ]
  for (let n = 0; n < 14; n++) await send(...shopper(n, 70 + n * 97, n % 4 === 1 ? [{ event: 'Checkout Started', timestamp: ago(65 + n * 97) }, { event: 'Checkout Step Viewed', timestamp: ago(64 + n * 97), properties: { step: 2 } }] : n % 5 === 3 ? [{ event: 'Order Completed', timestamp: ago(60 + n * 97), properties: { order_id: `C${n}`, total: 30 } }] : []))
  await send(...shopper(20, 12, [{ event: 'Coupon Applied', timestamp: ago(9), properties: { coupon_id: 'HELLO10' } }, { event: 'Checkout Started', timestamp: ago(8) }]), { type: 'track', event: 'Product Added to Wishlist', anonymousId: 'b0', timestamp: ago(80), properties: product(5) }, { type: 'track', event: 'Order Cancelled', anonymousId: 'b0', timestamp: ago(30) })
  await readLog(ctx)
  await abandonCarts(ctx)
}

test('carts: the list, one beside it, what could not be used, and the customer’s own', async t => {
  const w = await browserWorld(t)
  const { page, ctx } = w
  await aMorning(w)
  assert.deepEqual(await ctx.db.selectFrom('log_failures').select('error').execute(), [])

  await t.test('the list says who left what, and what it is worth', async () => {
    await visit(page, '/carts')
    assert.deepEqual(await shot(page, 'carts'), [])
    assert.match(await page.locator('main').innerText(), /Left at the checkout/)
  })

  await t.test('a cart opens beside the list and names its lines', async () => {
    await page.getByRole('row').filter({ hasText: 'At the checkout' }).first().click()
    await page.getByRole('dialog').getByText('HELLO10').first().waitFor()
    assert.deepEqual(await shot(page, 'cart'), [])
  })

  await t.test('what could not be used is one click away, with what to do about it', async () => {
    await visit(page, '/carts')
    await page.getByRole('link', { name: 'Some events could not be used' }).click()
    await page.getByText('Send its order_id').waitFor()
    assert.deepEqual(await shot(page, 'carts-unusable'), [])
  })

  await t.test('the profile tells how somebody shops', async () => {
    const { customer_id: id } = await ctx.db.selectFrom('carts').select('customer_id').where('customer_id', 'is not', null).where('state', '=', 'abandoned').orderBy('active_at', 'desc').limit(1).executeTakeFirstOrThrow()
    await visit(page, `/customers/${id}`)
    await page.getByRole('heading', { name: 'How they shop' }).scrollIntoViewIfNeeded()
    assert.deepEqual(await shot(page, 'customer-shopping'), [])
  })

  await t.test('on a phone and in the dark', async () => {
    const phone = await w.open({ width: 390, height: 844, dark: true })
    await visit(phone, '/carts')
    await settled(phone)
    assert.equal(await overflowOf(phone), 0)
    assert.deepEqual(await shot(phone, 'carts-phone-dark'), [])
    await phone.getByRole('row').filter({ hasText: 'Left' }).first().click()
    await phone.getByText('What happened').waitFor()
    assert.equal(await overflowOf(phone), 0)
    assert.deepEqual(await shot(phone, 'cart-phone-dark'), [])
  })
})
