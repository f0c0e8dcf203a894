import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/support/world.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { placeOrders } from '../index.ts'
import { cancelOrder, editOrder, markOrderPaid } from './change.ts'
import { getOrder } from './detail.ts'
import { refundOrder } from './refund.ts'

const events = (ctx: Awaited<ReturnType<typeof world>>['ctx'], name?: string) => {
  const all = ctx.db.selectFrom('events').selectAll().where('name', 'like', name ?? 'Order %').orderBy('seq')
  return all.execute()
}

test('an order is placed once, however often it is sent', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const first = await place({ number: '77' })
  const again = await place({ number: '77', lines: [{ sku: 'APRON', quantity: 9, unitPriceMinor: 4000 }] })
  assert.equal(again.id, first.id)
  assert.equal(again.totalMinor, 2500)
  assert.equal((await events(ctx)).length, 1)
  assert.equal(again.customer?.ordersCount, 1)
})

test('an order that twenty callers place at once stands once', async t => {
  const { ctx } = await world(t)
  const { store } = await cornerShop(ctx)
  const order = { storeId: store.id, number: '1', lines: [{ title: 'Gift', quantity: 1, unitPriceMinor: 100 }], customer: { email: 'ana@example.com' } }
  const placed = await Promise.all(Array.from({ length: 20 }, () => placeOrders(ctx, [order])))
  assert.equal(new Set(placed.map(([one]) => one!.id)).size, 1)
  assert.equal(placed.filter(([one]) => one!.created).length, 1)
  assert.equal((await events(ctx)).length, 1)
})

test('"Order Completed" says everything in the words of the e-commerce spec', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  await place({ number: '20412', discountMinor: 500, shippingMinor: 495, taxMinor: 434, discountCodes: ['SPRING'], placedAt: '2026-03-01T20:41:00.000Z' })
  const [event] = await events(ctx)
  assert.equal(event!.occurred_at, '2026-03-01T20:41:00.000Z')
  const { suki_order_id: _, products, ...told } = event!.properties
  assert.deepEqual(told, {
    order_id: '20412', affiliation: 'Corner shop', channel: 'web', currency: 'EUR', subtotal: 20, revenue: 20, discount: 5, shipping: 4.95, tax: 4.34,
    tax_included: true, total: 24.95, refunded: 0, payment_state: 'paid', coupon: 'SPRING',
  })
  assert.deepEqual({ ...products[0], line_id: undefined }, { product_id: 'MUG', line_id: undefined, sku: 'MUG', name: 'Blue enamel mug', price: 12.5, quantity: 2, discount: 5, position: 1 })
})

test('amounts that contradict one another are refused, field by field', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  await assert.rejects(place({ lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1250, discountMinor: 50, totalMinor: 3750 }], shippingMinor: 100, totalMinor: 3750, subtotalMinor: 3700 }), {
    code: 'orders.not_usable',
    fields: [
      { field: 'lines.0.totalMinor', message: 'Expected 3700: quantity × unit price − discount.' },
      { field: 'subtotalMinor', message: 'Expected 3750: the sum of quantity × unit price, before discounts.' },
      { field: 'totalMinor', message: 'Expected 3800: subtotal − discount + shipping.' },
    ],
  })
  assert.equal((await ctx.db.selectFrom('orders').select('id').execute()).length, 0)
})

test('tax is added only where prices exclude it', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  assert.equal((await place({ taxMinor: 434 })).totalMinor, 2500)
  assert.equal((await place({ taxMinor: 525, taxIncluded: false })).totalMinor, 3025)
})

test('a discount on the whole order is spread over its lines to the cent', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const order = await place({ discountMinor: 1000, lines: [{ sku: 'MUG', quantity: 1, unitPriceMinor: 333 }, { sku: 'APRON', quantity: 1, unitPriceMinor: 333 }, { title: 'Card', quantity: 1, unitPriceMinor: 335 }] })
  assert.deepEqual(order.lines.map(line => line.totalMinor), [0, 0, 1])
  assert.equal(order.totalMinor, 1)
})

test('a yen has no cents and a dinar has a thousand fils', async t => {
  const { ctx } = await world(t)
  const [tokyo, kuwait] = [await cornerShop(ctx, { currency: 'JPY', key: 'tokyo' }), await cornerShop(ctx, { currency: 'KWD', key: 'kuwait' })]
  await tokyo.place()
  await kuwait.place()
  assert.deepEqual((await events(ctx)).map(event => event.properties.total), [2500, 2.5])
})

test('what goes back follows the lines, and the last piece takes the remainder', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const order = await place({ lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1000, discountMinor: 1 }], shippingMinor: 500 })
  const lineId = order.lines[0]!.id
  const amounts: number[] = []
  for (const _ of [1, 2, 3]) amounts.push((await refundOrder(ctx, { orderId: order.id, lines: [{ lineId, quantity: 1 }] })).amountMinor)
  assert.deepEqual(amounts, [1000, 1000, 999])
  const after = await getOrder(ctx, { orderId: order.id })
  assert.deepEqual([after.paymentState, after.refundedMinor, after.lines[0]!.leftQuantity], ['partially_refunded', 2999, 0])
  await assert.rejects(refundOrder(ctx, { orderId: order.id, lines: [{ lineId, quantity: 1 }] }), { code: 'orders.refund_not_usable', fields: [{ field: 'lines.0.quantity', message: 'At most 0 can still come back.' }] })
  await refundOrder(ctx, { orderId: order.id })
  assert.equal((await getOrder(ctx, { orderId: order.id })).paymentState, 'refunded')
  assert.deepEqual(after.refunds.map(refund => refund.number), ['1001-R1', '1001-R2', '1001-R3'])
})

test('no more than was paid goes back, however many refund at once', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const order = await place({ lines: [{ title: 'Chair', quantity: 1, unitPriceMinor: 10_000 }] })
  const tries = await Promise.allSettled(Array.from({ length: 1000 }, () => refundOrder(ctx, { orderId: order.id, amountMinor: 70 })))
  const done = tries.filter(one => one.status === 'fulfilled').length
  assert.equal(done, 142)
  const after = await getOrder(ctx, { orderId: order.id })
  assert.equal(after.refundedMinor, 142 * 70)
  assert.equal(after.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0), 142 * 70)
  assert.equal(after.customer?.spentMinor, 10_000 - 142 * 70)
})

test('the same refund number gives money back once', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const order = await place()
  const refunds = await Promise.all(Array.from({ length: 20 }, () => refundOrder(ctx, { orderId: order.id, number: 'R-9', amountMinor: 100 })))
  assert.equal(new Set(refunds.map(refund => refund.refundId)).size, 1)
  assert.equal((await getOrder(ctx, { orderId: order.id })).refundedMinor, 100)
  const other = await place()
  await assert.rejects(refundOrder(ctx, { orderId: other.id, number: 'R-9', amountMinor: 100 }), { code: 'orders.refund_number_taken' })
})

test('cancelling gives back what was paid, and voids what was not', async t => {
  const { ctx } = await world(t)
  const { place } = await cornerShop(ctx)
  const [paid, unpaid] = [await place(), await place({ paymentState: 'pending' })]
  await refundOrder(ctx, { orderId: paid.id, amountMinor: 400 })
  await cancelOrder(ctx, { orderId: paid.id, reason: 'Out of stock' })
  await cancelOrder(ctx, { orderId: unpaid.id })
  const [a, b] = [await getOrder(ctx, { orderId: paid.id }), await getOrder(ctx, { orderId: unpaid.id })]
  assert.deepEqual([a.paymentState, a.refundedMinor, a.refunds.map(refund => refund.amountMinor), a.cancelReason], ['refunded', 2500, [400, 2100], 'Out of stock'])
  assert.deepEqual([b.paymentState, b.refunds], ['voided', []])
  assert.deepEqual([b.customer?.ordersCount, b.customer?.spentMinor], [1, 0])
  await assert.rejects(cancelOrder(ctx, { orderId: paid.id }), { code: 'orders.cancelled' })
  await assert.rejects(refundOrder(ctx, { orderId: unpaid.id }), { code: 'orders.not_paid' })
})

test('an order tells its own history: what changed, when and by whom', async t => {
  const { ctx, clock } = await world(t)
  const { place } = await cornerShop(ctx)
  const order = await place({ paymentState: 'pending', placedAt: '2026-03-02T08:00:00.000Z' })
  const jo = '00000000-0000-7000-8000-0000000000aa'
  const joCtx = { ...ctx, actor: { kind: 'staff' as const, id: jo, name: 'Jo' } }
  await markOrderPaid(joCtx, { orderId: order.id })
  clock.advance({ minutes: 5 })
  await editOrder(joCtx, { orderId: order.id, email: 'new@example.com', shipTo: { city: 'Utrecht' } })
  await editOrder(joCtx, { orderId: order.id, email: 'new@example.com' })
  clock.advance({ minutes: 5 })
  await refundOrder(joCtx, { orderId: order.id, amountMinor: 250, reason: 'Chipped' })
  const { history } = await getOrder(ctx, { orderId: order.id })
  assert.deepEqual(history.map(({ name, by, amountMinor, reason, changes }) => ({ name, by, amountMinor, reason, changes })), [
    { name: 'Order Refunded', by: 'Jo', amountMinor: 250, reason: 'Chipped', changes: [] },
    { name: 'Order Updated', by: 'Jo', amountMinor: null, reason: null, changes: [{ field: 'city', from: null, to: 'Utrecht' }, { field: 'email', from: 'ana@example.com', to: 'new@example.com' }] },
    { name: 'Order Updated', by: 'Jo', amountMinor: null, reason: null, changes: [{ field: 'paymentState', from: 'pending', to: 'paid' }] },
    { name: 'Order Completed', by: null, amountMinor: 2500, reason: null, changes: [] },
  ])
  const deeds = await ctx.db.selectFrom('audit_log').select('action').where('actor_id', '=', jo).orderBy('action').execute()
  assert.deepEqual(deeds.map(deed => deed.action), ['orders.edit', 'orders.mark_paid', 'orders.refund'])
})

test('a change that fails leaves nothing behind', async t => {
  const { ctx } = await world(t)
  const { store, place } = await cornerShop(ctx)
  const good = { storeId: store.id, number: 'a', lines: [{ title: 'Gift', quantity: 1, unitPriceMinor: 100 }] }
  await assert.rejects(placeOrders(ctx, [good, { ...good, number: 'b', totalMinor: 1 }]), { fields: [{ field: 'orders.1.totalMinor', message: 'Expected 100: subtotal − discount + shipping.' }] })
  await assert.rejects(place({ customer: { id: '00000000-0000-7000-8000-000000000000' } }), { code: 'orders.customer_not_found' })
  assert.deepEqual(await events(ctx, '%'), [])
})
