import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLog } from '../../../tests/support/jobs.ts'
import { tellingShop } from '../../../tests/support/telling-shop.ts'
import { editStore } from '../stores.ts'
import { abandonCarts } from './carts/abandon.ts'

const mug = { sku: 'MUG', name: 'Blue enamel mug', price: 12.5 }
const apron = { sku: 'APRON', name: 'Linen apron', price: 40 }

test('browse, put in, leave, come back, order: one cart, abandoned exactly an hour after the last touch', async t => {
  const { tell, carts, told, failures, ctx, clock } = await tellingShop(t)
  clock.set('2026-03-02T08:10:00Z')
  await tell('web', { event: 'Product Viewed', at: '08:00', browser: 'b1', properties: mug }, { event: 'Product Added', at: '08:01', browser: 'b1', properties: { ...mug, quantity: 2 } }, { event: 'Product Added', at: '08:02', browser: 'b1', properties: apron })
  assert.deepEqual(await failures(), [])
  assert.deepEqual((await carts()).map(c => [c.state, c.value_minor, c.items_count]), [['open', 6500, 3]])
  clock.set('2026-03-02T09:01:59Z')
  assert.equal(await abandonCarts(ctx), 0)
  clock.set('2026-03-02T09:02:00Z')
  assert.equal(await abandonCarts(ctx), 1)
  assert.equal(await abandonCarts(ctx), 0)
  assert.deepEqual((await carts()).map(c => [c.state, c.abandoned_at]), [['abandoned', '2026-03-02T09:02:00.000Z']])
  const [event] = await told('Cart Abandoned')
  assert.deepEqual([event?.occurred_at, event?.properties.value, event?.properties.age_minutes, (event!.properties.products as { sku: string }[]).map(p => p.sku)], ['2026-03-02T09:02:00.000Z', 65, 61, ['MUG', 'APRON']])

  clock.set('2026-03-02T11:00:00Z')
  await tell('web', { event: 'Product Removed', at: '10:30', browser: 'b1', properties: { sku: 'APRON' } }, { event: 'Checkout Started', at: '10:31', browser: 'b1', properties: { value: 25 } })
  assert.deepEqual((await carts()).map(c => [c.state, c.abandoned_at, c.returns, c.value_minor]), [['checkout', null, 1, 2500]])
  await tell('web', { event: 'Order Completed', at: '10:40', browser: 'b1', properties: { order_id: '7001', total: 25, email: 'ana@example.com', products: [{ ...mug, quantity: 2 }] } })
  assert.deepEqual((await carts()).map(c => [c.state, c.order_number, c.email]), [['ordered', '7001', 'ana@example.com']])
})

test('a cart that is ordered long after it was left came back', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'b', properties: mug }, { event: 'Order Completed', at: '10:00', browser: 'b', properties: { order_id: '1', total: 12.5 } })
  assert.deepEqual((await carts()).map(c => [c.state, c.returns]), [['ordered', 1]])
})

test('a checkout that is left is told as such, with its step', async t => {
  const { tell, told, ctx } = await tellingShop(t)
  await tell('web', { event: 'Cart Viewed', at: '08:00', browser: 'b1', properties: { cart_id: 'c1', products: [mug] } }, { event: 'Checkout Started', at: '08:05', browser: 'b1' }, { event: 'Checkout Step Viewed', at: '08:06', browser: 'b1', properties: { step: 2 } })
  await abandonCarts(ctx)
  assert.deepEqual((await told('Checkout Abandoned')).map(e => [e.properties.cart_id, e.properties.checkout_step, e.properties.value]), [['c1', 2, 12.5]])
  assert.deepEqual(await told('Cart Abandoned'), [])
})

test('a late addition from before the order opens no new cart, and one from after it does', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'b1', properties: mug }, { event: 'Order Completed', at: '08:10', browser: 'b1', properties: { order_id: '1', total: 12.5 } })
  await tell('web', { event: 'Product Added', at: '08:05', browser: 'b1', properties: apron })
  assert.deepEqual((await carts()).map(c => [c.state, c.items_count]), [['ordered', 2]])
  await tell('web', { event: 'Checkout Step Completed', at: '08:11', browser: 'b1', properties: { step: 3 } }, { event: 'Product Added', at: '08:12', browser: 'b1', properties: apron })
  assert.deepEqual((await carts()).map(c => [c.state, c.items_count]), [['ordered', 2], ['open', 1]])
})

test('the cart of a visitor is the customer’s once they say who they are, on every device', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'phone', properties: mug })
  await tell('web', { type: 'identify', at: '08:01', browser: 'phone', user: 'u1', properties: { email: 'ana@example.com' } })
  await tell('web', { event: 'Product Added', at: '08:02', browser: 'phone', user: 'u1', properties: apron })
  await tell('server', { event: 'Order Completed', at: '08:20', user: 'u1', properties: { order_id: '1', total: 52.5, products: [mug, apron] } })
  assert.deepEqual((await carts()).map(c => [c.state, c.items_count, c.email]), [['ordered', 2, 'ana@example.com']])
})

test('carts of two visitors who turn out to be one are told as one story', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'a', properties: mug })
  await tell('web', { event: 'Order Completed', at: '08:30', browser: 'b', properties: { order_id: '1', total: 12.5 } })
  assert.deepEqual((await carts()).map(c => c.state), ['open'])
  await tell('web', { type: 'identify', at: '08:40', browser: 'a', user: 'u1', properties: { email: 'ana@example.com' } }, { type: 'identify', at: '08:41', browser: 'b', user: 'u1' })
  assert.deepEqual((await carts()).map(c => [c.state, c.email]), [['ordered', 'ana@example.com']])
})

test('a cart that is shared by its id is one cart, whoever orders it', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'ana', properties: { ...mug, cart_id: 'c9' } }, { event: 'Product Added', at: '08:01', browser: 'ben', properties: { ...apron, cart_id: 'c9' } })
  await tell('server', { event: 'Order Completed', at: '08:30', user: 'carl', properties: { cart_id: 'c9', order_id: '1', total: 52.5 } })
  assert.deepEqual((await carts()).map(c => [c.state, c.items_count, c.order_number]), [['ordered', 2, '1']])
})

test('an order that Suki places itself ends the cart of its buyer', async t => {
  const { tell, carts, place, ctx } = await tellingShop(t)
  await tell('web', { type: 'identify', at: '08:00', browser: 'b', user: 'u', properties: { email: 'ana@example.com' } }, { event: 'Product Added', at: '08:00', browser: 'b', user: 'u', properties: mug })
  await place({ number: '1', placedAt: '2026-03-02T09:00:00Z' })
  await readLog(ctx)
  assert.deepEqual((await carts()).map(c => [c.state, c.order_number]), [['ordered', '1']])
})

test('coupons come and go, and prices that an event leaves out are the catalogue’s', async t => {
  const { tell, carts } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'b', properties: { product_id: 'MUG', quantity: '3' } }, { event: 'Coupon Applied', at: '08:01', browser: 'b', properties: { coupon_id: 'HELLO10' } }, { event: 'Coupon Applied', at: '08:02', browser: 'b', properties: { coupon_id: 'TEA' } }, { event: 'Coupon Removed', at: '08:03', browser: 'b', properties: { coupon_id: 'TEA' } })
  assert.deepEqual((await carts()).map(c => [c.discount_codes, c.value_minor, (c.lines as { title: string }[])[0]?.title]), [[['HELLO10'], 3750, 'Blue enamel mug']])
})

test('an emptied cart is not abandoned', async t => {
  const { tell, ctx } = await tellingShop(t)
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'b', properties: mug }, { event: 'Product Removed', at: '08:01', browser: 'b', properties: mug })
  assert.equal(await abandonCarts(ctx), 0)
})

test('each store says after how long a cart counts as left, and the change is in the audit log', async t => {
  const { tell, carts, ctx, store } = await tellingShop(t)
  await editStore(ctx, { storeId: store.id, cartAbandonedMinutes: 300 })
  await tell('web', { event: 'Product Added', at: '08:00', browser: 'b', properties: mug })
  assert.equal(await abandonCarts(ctx), 0)
  await editStore(ctx, { storeId: store.id, cartAbandonedMinutes: 30 })
  assert.equal(await abandonCarts(ctx), 1)
  assert.deepEqual((await carts()).map(c => c.abandoned_at), ['2026-03-02T08:30:00.000Z'])
  const { changes } = await ctx.db.selectFrom('audit_log').select('changes').where('action', '=', 'stores.edit').orderBy('at').executeTakeFirstOrThrow()
  assert.deepEqual(changes, { cartAbandonedMinutes: { from: 60, to: 300 } })
})
