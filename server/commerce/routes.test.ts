import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../contracts/orders.ts'
import { cornerShop } from '../../tests/support/corner-shop.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { listenForNews } from '../platform/live.ts'

test('a refund sent twice with one Idempotency-Key gives money back once', async t => {
  const w = await world(t)
  const { place } = await cornerShop(w.ctx)
  const order = await place()
  const agent = await signedIn(w, 'agent')
  const send = (body: object) => agent.ask(contract.refundOrder, { params: { orderId: order.id }, body }, { 'idempotency-key': 'k1' })
  const [first, again] = [await send({ amountMinor: 500 }), await send({ amountMinor: 500 })]
  assert.deepEqual([first.status, again.status, again.body.refundedMinor], [200, 200, 500])
  assert.equal((await send({ amountMinor: 600 })).problem.code, 'idempotency.key_reused')
  assert.equal((await agent.call(contract.getOrder, { params: { orderId: order.id } })).refunds.length, 1)
})

test('whoever may only read orders changes nothing', async t => {
  const w = await world(t)
  const { place } = await cornerShop(w.ctx)
  const params = { orderId: (await place()).id }
  const analyst = await signedIn(w, 'analyst')
  const tries = [await analyst.ask(contract.refundOrder, { params, body: {} }), await analyst.ask(contract.cancelOrder, { params, body: {} }), await analyst.ask(contract.exportOrders, { query: {} })]
  assert.deepEqual(tries.map(one => one.status), [403, 403, 403])
  assert.equal((await analyst.call(contract.getOrder, { params })).paymentState, 'paid')
})

test('what is wrong with an order is said field by field', async t => {
  const w = await world(t)
  const { store } = await cornerShop(w.ctx)
  const agent = await signedIn(w, 'agent')
  const answer = await agent.ask(contract.placeOrder, { body: { storeId: store.id, number: '1', lines: [{ quantity: 1, unitPriceMinor: 100 }], totalMinor: 99, placedAt: '2030-01-01T00:00:00Z' } })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.problem.fields?.map(problem => problem.field), ['totalMinor', 'placedAt', 'lines.0.title'])
})

test('open consoles hear of an order when it is committed, and not before', async t => {
  const { ctx, postgresUrl } = await world(t)
  const live = await listenForNews(postgresUrl, ctx.log)
  t.after(() => live.close())
  const { place } = await cornerShop(ctx)
  const heard = new Promise<{ topic: string; id?: string }>(resolve => void live.on(news => news.topic === 'orders' && resolve(news)))
  await assert.rejects(place({ totalMinor: 1 }))
  const order = await place()
  assert.deepEqual(await heard, { topic: 'orders', id: order.id, count: 1 })
})
