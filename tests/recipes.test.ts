import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { createApp } from '../server/app.ts'
import { cornerShop } from './support/corner-shop.ts'
import { readLog } from './support/jobs.ts'
import { world } from './support/world.ts'

type Recipe = { path: string; body: string }

/** The calls that a recipe prints, as they stand: `curl https://crm.example.com/v1/track -u KEY: -H … -d '{…}'`. */
function callsIn(file: string): Recipe[] {
  const text = readFileSync(`docs/recipes/${file}`, 'utf8')
  return [...text.matchAll(/```sh\n(curl [\s\S]*?)\n```/g)].map(([, command = '']) => {
    const [, path, body] = /^curl https:\/\/crm\.example\.com(\S+) -u YOUR_WRITE_KEY: -H 'content-type: application\/json' -d '([^']*)'$/.exec(command) ?? assert.fail(`not a call that can be pasted: ${command}`)
    return { path: path!, body: body! }
  })
}

/** A store with a source of its own, to which the calls of a recipe were sent, and what became of them. */
async function cooked(t: TestContext, kind: 'shop_floor' | 'app', file: string) {
  const w = await world(t)
  w.clock.set('2026-03-02T11:00:00Z')
  const { store } = await cornerShop(w.ctx)
  await w.ctx.db.insertInto('sources').values({ kind, name: 'By the recipe', write_key: 'key-1', store_id: store.id }).execute()
  const app = await createApp(w.ctx)
  t.after(() => app.close())
  for (const { path, body } of callsIn(file)) {
    const answer = await app.inject({ method: 'POST', url: path, headers: { authorization: `Basic ${Buffer.from('key-1:').toString('base64')}`, 'content-type': 'application/json' }, payload: body })
    assert.deepEqual([answer.statusCode, answer.json()], [200, { success: true }], body)
  }
  const events = await w.ctx.db.selectFrom('events as e').innerJoin('sources as s', 's.id', 'e.source_id').where('s.write_key', '=', 'key-1').select(['e.name', 'e.anonymous_id', 'e.user_id', 'e.properties', 'e.context', 'e.occurred_at']).orderBy('e.seq').execute()
  await readLog(w.ctx)
  const orders = await w.ctx.db.selectFrom('orders as o').leftJoin('customers as c', 'c.id', 'o.customer_id').select(['o.number', 'o.channel', 'o.total_minor as total', 'o.refunded_minor as refunded', 'o.items_count as pieces', 'c.email', 'c.phone', 'c.id as customerId']).orderBy('o.number').execute()
  const rejected = await w.ctx.db.selectFrom('rejected_messages').select('violation').execute()
  return { ...w, events, orders, rejected }
}

test('a till’s receipts are orders of whoever showed a card or said a number, and of nobody else', async t => {
  const { ctx, events, orders, rejected } = await cooked(t, 'shop_floor', 'shop-floor.md')
  assert.deepEqual(events.map(e => e.name), ['Order Completed', 'Order Completed', 'Order Completed', 'Identified', 'Consent Given', 'Order Refunded', 'Order Completed'])
  assert.deepEqual(rejected, [])
  // The till said 9:30 when it said that it was 10:00; it was 11:00.
  assert.equal(new Date(events.at(-1)!.occurred_at).toISOString(), '2026-03-02T10:30:00.000Z')
  assert.deepEqual(orders.map(o => [o.number, o.channel, o.total, o.refunded, o.pieces, o.email ?? o.phone]), [
    ['U1-0041', 'shop_floor', 4430, 1250, 4, 'ana@example.com'],
    ['U1-0042', 'shop_floor', 1250, 0, 1, '+31612345678'],
    ['U1-0043', 'shop_floor', 4000, 0, 1, null],
    ['U1-0044', 'shop_floor', 1250, 0, 1, 'ana@example.com'],
  ])
  const ana = await ctx.db.selectFrom('customers').select(['name', 'orders_count', 'spent_minor']).where('email', '=', 'ana@example.com').execute()
  assert.deepEqual(ana, [{ name: 'Ana Cruz', orders_count: 2, spent_minor: 4430 }])
  assert.deepEqual(await ctx.db.selectFrom('customer_identifiers').select('value').where('kind', 'in', ['anonymous_id', 'device_id']).execute(), [])
})

test('an app’s events are its customer’s, from before they signed in, and what was queued arrives once', async t => {
  const { ctx, events, orders, rejected } = await cooked(t, 'app', 'mobile-app.md')
  assert.deepEqual(events.map(e => e.name), ['Screen Viewed', 'Identified', 'Consent Given', 'Product Added', 'Checkout Started', 'Order Completed'])
  assert.deepEqual(rejected, [])
  assert.equal(new Set(events.map(e => e.anonymous_id)).size, 1)
  assert.deepEqual([events[1]?.context.device.token, events[4]?.context.network], ['fcm-e7Jc0x2vQ1', { wifi: true }])
  assert.deepEqual(orders.map(o => [o.number, o.channel, o.total, o.pieces, o.email]), [['A-7001', 'app', 2500, 2, 'juan@example.com']])
  const identifiers = await ctx.db.selectFrom('customer_identifiers').select(['kind', 'value']).where('customer_id', '=', orders[0]!.customerId).orderBy('kind').execute()
  assert.deepEqual(identifiers.map(i => i.kind), ['anonymous_id', 'device_id', 'email', 'phone', 'store:corner'])
})
