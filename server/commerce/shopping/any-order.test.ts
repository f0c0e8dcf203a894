import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readLog } from '../../../tests/support/jobs.ts'
import { tellingShop, type SourceKind, type Told } from '../../../tests/support/telling-shop.ts'

const mug = { sku: 'MUG', name: 'Blue enamel mug', price: 12.5, quantity: 2 }
const apron = { sku: 'APRON', name: 'Linen apron', price: 40, quantity: 1 }

type Sent = Told & { source: SourceKind }

/** A day of one shopper on two devices; every id is of this run. */
const dayOf = (run: string): Sent[] => {
  const [phone, desk, user, order] = [`phone-${run}`, `desk-${run}`, `user-${run}`, { order_id: `A${run}`, total: 70, shipping: 5, products: [mug, apron] }]
  const told: Omit<Sent, 'id'>[] = [
    { source: 'web', event: 'Product Added', at: '08:00', browser: phone, properties: mug },
    { source: 'web', event: 'Product Added', at: '08:01', browser: phone, properties: { ...mug, quantity: 1 } },
    { source: 'web', event: 'Product Removed', at: '08:02', browser: phone, properties: { sku: 'MUG', quantity: 1 } },
    { source: 'web', type: 'identify', at: '08:03', browser: phone, user, properties: { email: `${run}@example.com` } },
    { source: 'web', event: 'Product Added', at: '08:04', browser: phone, user, properties: apron },
    { source: 'web', event: 'Coupon Applied', at: '08:05', browser: phone, user, properties: { coupon_id: 'HELLO10' } },
    { source: 'web', event: 'Checkout Started', at: '08:06', browser: phone, user, properties: { order_id: order.order_id, value: 70 } },
    { source: 'web', event: 'Order Completed', at: '08:10', browser: phone, user, properties: { ...order, total: 69 } },
    { source: 'server', event: 'Order Completed', at: '08:10', user, properties: { ...order, coupon: 'HELLO10' } },
    { source: 'web', event: 'Checkout Step Completed', at: '08:11', browser: phone, user, properties: { step: 3 } },
    { source: 'web', event: 'Product Added', at: '09:00', browser: desk, properties: { ...apron, cart_id: `desk-cart-${run}` } },
    { source: 'web', type: 'identify', at: '09:01', browser: desk, user },
    { source: 'web', event: 'Product Added to Wishlist', at: '09:02', browser: desk, user, properties: mug },
    { source: 'server', event: 'Order Refunded', at: '09:10', user, properties: { order_id: order.order_id, refund_id: 'R1', products: [{ sku: 'MUG', quantity: 1 }] } },
    { source: 'server', event: 'Order Updated', at: '09:20', user, properties: { order_id: order.order_id, total: 75, shipping: 10 } },
    { source: 'web', event: 'Order Refunded', at: '09:25', browser: phone, user, properties: { order_id: order.order_id } },
    { source: 'web', event: 'Order Completed', at: '10:00', browser: desk, user, properties: { order_id: `B${run}`, value: 40, cart_id: `desk-cart-${run}` } },
    { source: 'server', event: 'Order Cancelled', at: '11:00', user, properties: { order_id: `B${run}` } },
    { source: 'web', event: 'Product Added', at: '11:30', browser: desk, user, properties: mug },
  ]
  return told.map((one, i) => ({ ...one, id: `${run}-${i}` }))
}

test('any order of arrival, any batches and any repeats end in the same carts and orders', { timeout: 300_000 }, async t => {
  const { ctx, send, carts, orders, failures } = await tellingShop(t)
  let runs = 0
  const outcome = async (batches: (day: Sent[]) => Sent[][]) => {
    const run = `r${++runs}`
    for (const batch of batches(dayOf(run))) {
      for (const [source, of] of Map.groupBy(batch, one => one.source)) await send(source, of.map(({ source: _, ...told }) => told))
      await readLog(ctx)
    }
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(run, 'RUN')) as unknown
    return plain({ carts: (await carts()).filter(cart => cart.email === `${run}@example.com`), orders: (await orders()).filter(order => order.number.endsWith(run)) })
  }
  const expected = await outcome(day => [day])
  assert.deepEqual(summaryOf(expected), [
    [['ordered', 'ARUN', 3], ['ordered', 'BRUN', 1], ['open', null, 2]],
    [['ARUN', 7500, 1250, 'partially_refunded'], ['BRUN', 4000, 4000, 'refunded']],
  ])
  const count = dayOf('').length
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...Array(count).keys()], { minLength: count }), fc.array(fc.nat(count - 1), { maxLength: 6 }), fc.integer({ min: 1, max: 6 }), async (order, repeats, size) => {
    const arrival = [...order, ...repeats]
    assert.deepEqual(await outcome(day => Array.from({ length: Math.ceil(arrival.length / size) }, (_, i) => arrival.slice(i * size, (i + 1) * size).map(n => day[n]!))), expected)
  }), { numRuns: 10 })
  assert.deepEqual(await failures(), [])
})

type Outcome = { carts: { state: string; order_number: string | null; items_count: number }[]; orders: { number: string; total: number; refunded: number; state: string }[] }
const summaryOf = (outcome: unknown) => [(outcome as Outcome).carts.map(cart => [cart.state, cart.order_number, cart.items_count]), (outcome as Outcome).orders.map(order => [order.number, order.total, order.refunded, order.state])]
