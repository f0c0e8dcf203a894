import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readLog } from '../../../tests/support/jobs.ts'
import { tellingShop } from '../../../tests/support/telling-shop.ts'
import { identify } from '../../customers/index.ts'
import { refundOrder } from '../index.ts'

const mug = { sku: 'MUG', name: 'Blue enamel mug', price: 12.5, quantity: 2 }
const apron = { sku: 'APRON', name: 'Linen apron', price: 40, quantity: 1 }
const order = { order_id: '7001', total: 70, shipping: 5, currency: 'EUR', products: [mug, apron] }

test('an order that browser and server both report is one order, and the server’s word holds', async t => {
  const { tell, orders, failures, ctx } = await tellingShop(t)
  await tell('web', { event: 'Order Completed', at: '08:10', browser: 'b', properties: { ...order, total: 1, products: undefined } })
  await tell('server', { event: 'Order Completed', at: '08:11', user: 'u1', properties: { ...order, email: 'ana@example.com', coupon: 'HELLO10' } })
  assert.deepEqual(await failures(), [])
  const [only, ...others] = await orders()
  assert.deepEqual(others, [])
  assert.deepEqual([only?.buyer, only?.subtotal, only?.shipping, only?.total, only?.codes, only?.lines.map(line => line[0])], ['ana@example.com', 6500, 500, 7000, ['HELLO10'], ['MUG', 'APRON']])
  const ana = await ctx.db.selectFrom('customers').select(['orders_count', 'spent_minor']).where('email', '=', 'ana@example.com').executeTakeFirst()
  assert.deepEqual([ana?.orders_count, ana?.spent_minor], [1, 6500])
})

test('a bare report of the server keeps what the browser knew of the products', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('server', { event: 'Order Completed', at: '08:11', user: 'u1', properties: { order_id: '7001', total: 70 } })
  await tell('web', { event: 'Order Completed', at: '08:10', browser: 'b', properties: order })
  assert.deepEqual((await orders()).map(o => [o.total, o.shipping, o.lines.length]), [[7000, 500, 2]])
})

test('a refund of products, one of money, then the rest: together what was paid, each once', async t => {
  const { tell, orders } = await tellingShop(t)
  const refunds = [
    { event: 'Order Refunded', at: '09:00', user: 'u1', id: 'r1', properties: { order_id: '7001', refund_id: 'A', products: [{ sku: 'MUG', quantity: 1 }] } },
    { event: 'Order Refunded', at: '09:10', user: 'u1', id: 'r2', properties: { order_id: '7001', refund_id: 'B', refund_amount: 10 } },
  ]
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u1', properties: order }, ...refunds)
  await tell('server', ...refunds, { event: 'Order Refunded', at: '09:01', user: 'u1', id: 'r1 again', properties: { order_id: '7001', refund_id: 'A', products: [{ sku: 'MUG', quantity: 1 }] } })
  assert.deepEqual((await orders()).map(o => [o.refunded, o.state, o.refunds]), [[2250, 'partially_refunded', [['7001-A', 1250], ['7001-B', 1000]]]])
  await tell('server', { event: 'Order Refunded', at: '10:00', user: 'u1', properties: { order_id: '7001', refund_id: 'C' } })
  assert.deepEqual((await orders()).map(o => [o.refunded, o.state, o.refunds.at(-1)]), [[7000, 'refunded', ['7001-C', 4750]]])
})

test('a refund that says how much went back in all gives back the difference', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: order }, { event: 'Order Refunded', at: '09:00', user: 'u', properties: { order_id: '7001', refund_id: 'A', total_refunded: 10 } }, { event: 'Order Refunded', at: '09:30', user: 'u', properties: { order_id: '7001', refund_id: 'B', total_refunded: 25 } })
  assert.deepEqual((await orders())[0]?.refunds, [['7001-A', 1000], ['7001-B', 1500]])
})

test('a refund or a cancellation that arrives before its order waits for it', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('server', { event: 'Order Refunded', at: '09:00', user: 'u', properties: { order_id: '7001', refund_id: 'A', refund_amount: 5 } }, { event: 'Order Cancelled', at: '10:00', user: 'u', properties: { order_id: '7001', reason: 'Out of stock' } })
  assert.deepEqual(await orders(), [])
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: order })
  assert.deepEqual((await orders()).map(o => [o.state, o.refunded, o.cancelledAt, o.refunds]), [['refunded', 7000, '2026-03-02T10:00:00.000Z', [['7001-A', 500], ['7001-C', 6500]]]])
})

test('an order that was not paid is voided when it is cancelled', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: { ...order, payment_status: 'pending' } }, { event: 'Order Cancelled', at: '09:00', user: 'u', properties: { order_id: '7001' } })
  assert.deepEqual((await orders()).map(o => [o.state, o.refunded, o.refunds]), [['voided', 0, []]])
})

test('once a server speaks of an order, a browser cannot refund it', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('web', { event: 'Order Completed', at: '08:00', browser: 'b', properties: order }, { event: 'Order Refunded', at: '08:01', browser: 'b', properties: { order_id: '7001' } })
  assert.deepEqual((await orders()).map(o => o.state), ['refunded'])
  await tell('server', { event: 'Order Completed', at: '08:02', user: 'u', properties: order })
  assert.deepEqual((await orders()).map(o => [o.state, o.refunded, o.refunds]), [['paid', 0, []]])
})

test('an updated order has what it has now', async t => {
  const { tell, orders } = await tellingShop(t)
  await tell('server', { event: 'Order Updated', at: '08:30', user: 'u', properties: { order_id: '7001', total: 45, products: [apron] } })
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: order })
  assert.deepEqual((await orders()).map(o => [o.total, o.lines.map(line => line[0])]), [[4500, ['APRON']]])
})

test('an order that the record has already keeps its amounts, and takes a refund of the server', async t => {
  const { tell, orders, place } = await tellingShop(t)
  await place({ number: '7001' })
  await tell('web', { event: 'Order Completed', at: '08:00', browser: 'b', properties: { ...order, total: 1 } }, { event: 'Order Refunded', at: '08:01', browser: 'b', properties: { order_id: '7001' } })
  assert.deepEqual((await orders()).map(o => [o.total, o.state]), [[2500, 'paid']])
  await tell('server', { event: 'Order Refunded', at: '09:00', user: 'u', properties: { order_id: '7001', refund_id: 'A', refund_amount: 5 } })
  await tell('server', { event: 'Order Updated', at: '09:30', user: 'u', properties: { order_id: '7001' } })
  assert.deepEqual((await orders()).map(o => [o.total, o.refunded, o.state, o.refunds]), [[2500, 500, 'partially_refunded', [['7001-A', 500]]]])
})

test('an order that a browser reported is completed by the shop’s server over the API, and later reports no longer change it', async t => {
  const { tell, orders, place } = await tellingShop(t)
  await tell('web', { event: 'Order Completed', at: '08:00', browser: 'b', properties: { ...order, total: 1, products: [{ name: 'Mug', price: 1 }] } })
  await place({ number: '7001', shippingMinor: 495, discountCodes: ['TEN'] })
  const after = (await orders()).map(o => [o.buyer, o.total, o.shipping, o.codes, o.lines.map(line => line[0])])
  assert.deepEqual(after, [['ana@example.com', 2995, 495, ['TEN'], ['MUG']]])
  await place({ number: '7001', shippingMinor: 495, discountCodes: ['TEN'] })
  await tell('server', { event: 'Order Completed', at: '08:05', user: 'u', properties: { ...order, total: 80 } })
  assert.deepEqual((await orders()).map(o => [o.buyer, o.total, o.shipping, o.codes, o.lines.map(line => line[0])]), after)
})

test('what was refunded in the console counts, and what people changed stays', async t => {
  const { tell, orders, ctx } = await tellingShop(t)
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: order })
  const { id } = await ctx.db.selectFrom('orders').select('id').executeTakeFirstOrThrow()
  await refundOrder(ctx, { orderId: id, amountMinor: 6000 })
  await tell('server', { event: 'Order Refunded', at: '09:00', user: 'u', properties: { order_id: '7001', refund_id: 'A' } })
  assert.deepEqual((await orders()).map(o => [o.refunded, o.state, o.refunds.map(r => r[1])]), [[7000, 'refunded', [1000, 6000]]])
})

test('a receipt of the shop floor is its customer’s, once the loyalty card has a name', async t => {
  const { tell, orders, ctx } = await tellingShop(t)
  const receipt = (id: string, more: object) => ({ event: 'Order Completed', at: '08:00', browser: 'till-1', properties: { order_id: id, total: 25, products: [mug], ...more } })
  await tell('shop_floor', receipt('B1', { loyalty_card: 'L-77' }), receipt('B2', {}), receipt('B3', { phone: '+31612345678' }))
  assert.deepEqual((await orders()).map(o => [o.number, o.channel]), [['B1', 'shop_floor'], ['B2', 'shop_floor'], ['B3', 'shop_floor']])
  await identify(ctx, [{ id: '018f0000-0000-7000-8000-000000000001', at: '2026-03-02T09:00:00Z', sourceId: '00000000-0000-7000-8000-000000000001', identifiers: [{ kind: 'email', value: 'ana@example.com' }, { kind: 'loyalty_card', value: 'L-77' }] }])
  await readLog(ctx)
  const { rows } = await ctx.db.selectFrom('orders as o').leftJoin('customers as c', 'c.id', 'o.customer_id').select(['o.number', 'c.orders_count as count', 'c.id']).orderBy('o.number').execute().then(rows => ({ rows }))
  assert.deepEqual(rows.map(row => [row.number, row.count]), [['B1', 1], ['B2', null], ['B3', 1]])
  assert.notEqual(rows[0]?.id, rows[2]?.id)
})

test('a visitor’s order counts for the customer who they turn out to be', async t => {
  const { tell, ctx } = await tellingShop(t)
  await tell('web', { event: 'Order Completed', at: '08:00', browser: 'b', properties: order })
  await tell('web', { type: 'identify', at: '08:30', browser: 'b', user: 'u', properties: { email: 'ana@example.com' } })
  assert.deepEqual(await ctx.db.selectFrom('customers').select(['email', 'orders_count', 'spent_minor']).execute(), [{ email: 'ana@example.com', orders_count: 1, spent_minor: 6500 }])
})

test('money is minor units of its currency: yen have none, dinar three', async t => {
  const yen = await tellingShop(t, { currency: 'JPY' })
  await yen.tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: { order_id: '1', total: 3300, tax: 300, products: [{ sku: 'MUG', price: '1,500', quantity: 2 }] } })
  assert.deepEqual((await yen.orders()).map(o => [o.currency, o.subtotal, o.tax, o.total]), [['JPY', 3000, 300, 3300]])
  const dinar = await tellingShop(t, { currency: 'KWD' })
  await dinar.tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: { order_id: '1', total: 2.501, products: [{ sku: 'MUG', price: '1.250', quantity: 2 }] } })
  assert.deepEqual((await dinar.orders()).map(o => [o.currency, o.total, o.lines.map(line => line[4])]), [['KWD', 2501, [2500, 1]]])
})

test('bad amounts cost nothing but themselves, and what cannot be used is kept with its reason', async t => {
  const { tell, orders, unusable, carts, failures } = await tellingShop(t)
  await tell('server',
    { event: 'Order Completed', at: '08:00', user: 'u', properties: { order_id: 1, total: '€ 1.234,50', currency: 'euro', products: [{ name: 'Cupboard', price: 'free', quantity: 'one' }, null, 'x', { price: 3 }] } },
    { event: 'Order Completed', at: '08:01', user: 'u', properties: { order_id: '2' } },
    { event: 'Order Completed', at: '08:02', user: 'u', properties: { order_id: '3', total: -4 } },
    { event: 'Order Refunded', at: '08:03', user: 'u', properties: { total: 4 } },
    { event: 'Product Added', at: '08:04', user: 'u', properties: { price: 4 } },
    { event: 'Order Completed', at: '08:05', user: 'u', properties: { total: 9e300, products: [{ name: 'Cup', price: Number.MAX_VALUE, quantity: 1e12 }] } },
    { event: 'Product Added', at: '08:06', user: 'u', properties: { name: 'Cup', price: '12,50', quantity: -3 } })
  assert.deepEqual(await failures(), [])
  assert.deepEqual(await unusable(), ['Order Completed: nothing_bought', 'Order Completed: negative_total', 'Order Refunded: no_order_number', 'Product Added: no_product', 'Product Added: no_product'])
  assert.deepEqual((await orders()).filter(o => !o.number.startsWith('E-')).map(o => [o.number, o.total, o.lines.map(line => line[1])]), [['1', 123450, ['Cupboard']]])
  assert.deepEqual((await orders()).filter(o => o.number.startsWith('E-')).map(o => [o.total, o.lines.length]), [[0, 1]])
  assert.deepEqual(await carts(), [])
  await tell('web', { event: 'Order Completed', at: '08:07', browser: 'b', properties: { order_id: '2', total: 12 } })
  assert.equal((await unusable()).filter(reason => reason.includes('nothing_bought')).length, 0)
})

test('an event without a store belongs to the one that its affiliation or its currency names', async t => {
  const { tell, orders, unusable, ctx } = await tellingShop(t, { isOfStore: false })
  await tell('server', { event: 'Order Completed', at: '08:00', user: 'u', properties: { order_id: '1', total: 5 } })
  await ctx.db.insertInto('stores').values({ key: 'praha', name: 'Praha', currency: 'CZK', time_zone: 'Europe/Prague' }).execute()
  const at = (id: string, more: object) => ({ event: 'Order Completed', at: '08:01', user: 'u', properties: { order_id: id, total: 5, ...more } })
  await tell('server', at('2', { currency: 'CZK' }), at('3', { affiliation: 'praha' }), at('4', { affiliation: 'Corner shop', currency: 'CZK' }), at('5', {}))
  assert.deepEqual((await orders()).map(o => [o.number, o.currency]), [['1', 'EUR'], ['2', 'CZK'], ['3', 'CZK'], ['4', 'CZK']])
  assert.deepEqual(await unusable(), ['Order Completed: store_unknown'])
})
