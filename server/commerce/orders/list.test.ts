import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/orders.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { world } from '../../../tests/support/world.ts'
import { placeOrders } from '../index.ts'
import { cancelOrder } from './change.ts'
import { refundOrder } from './refund.ts'

async function shopWithOrders(t: Parameters<typeof world>[0]) {
  const w = await world(t)
  const shop = await cornerShop(w.ctx)
  const numbers = async (query: Record<string, unknown>) => {
    const agent = await signedIn(w, 'analyst')
    return (await agent.call(contract.listOrders, { query })).items.map(order => order.number).join(' ')
  }
  return { ...w, ...shop, w, numbers }
}

test('pages follow one another without a gap or a repeat, in both directions of both sorts', async t => {
  const { w, ctx, store } = await shopWithOrders(t)
  const at = (i: number) => `2026-02-0${1 + (i % 3)}T10:00:00.00${i % 2}Z`
  await placeOrders(ctx, Array.from({ length: 25 }, (_, i) => ({ storeId: store.id, number: `n${i}`, placedAt: at(i), lines: [{ title: 'Gift', quantity: 1, unitPriceMinor: 100 * (i % 4) }] })))
  const agent = await signedIn(w, 'agent')
  for (const sort of contract.orderSorts) {
    const seen: { number: string; key: string | number }[] = []
    let after: string | undefined
    do {
      const page = await agent.call(contract.listOrders, { query: { sort, limit: 4, after } })
      seen.push(...page.items.map(order => ({ number: order.number, key: sort.endsWith('placed') ? order.placedAt : order.totalMinor })))
      after = page.next ?? undefined
    } while (after)
    assert.equal(new Set(seen.map(order => order.number)).size, 25)
    const keys = seen.map(order => order.key)
    const sorted = [...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    assert.deepEqual(keys, sort.startsWith('-') ? sorted.reverse() : sorted)
  }
})

test('a day is a day of the store: what is sold at 23:30 in Manila is of that day', async t => {
  const { ctx, place, numbers, store } = await shopWithOrders(t)
  const manila = await cornerShop(ctx, { key: 'manila', currency: 'PHP', timeZone: 'Asia/Manila' })
  await place({ number: 'ams-late', placedAt: '2026-02-10T22:30:00.000Z' })
  await place({ number: 'ams-next', placedAt: '2026-02-10T23:30:00.000Z' })
  await manila.place({ number: 'mnl-late', placedAt: '2026-02-10T15:30:00.000Z' })
  await manila.place({ number: 'mnl-next', placedAt: '2026-02-10T16:30:00.000Z' })
  assert.equal(await numbers({ from: '2026-02-10', to: '2026-02-10' }), 'ams-late mnl-late')
  assert.equal(await numbers({ from: '2026-02-11', to: '2026-02-11', store: [store.id] }), 'ams-next')
  assert.equal(await numbers({ currency: 'PHP' }), 'mnl-next mnl-late')
})

test('every filter finds its orders and no others', async t => {
  const { ctx, place, numbers, apron, clock } = await shopWithOrders(t)
  await place({ number: 'first', placedAt: '2026-01-05T10:00:00.000Z', channel: 'shop_floor', shipTo: { country: 'NL' } })
  await place({ number: 'second', placedAt: '2026-02-05T10:00:00.000Z', discountCodes: ['SPRING'], shipTo: { country: 'PH' } })
  const ben = await place({ number: 'ben', placedAt: '2026-02-06T10:00:00.000Z', customer: { email: 'ben@example.com', name: 'Benedikta Óskarsdóttir' }, lines: [{ sku: 'APRON', quantity: 1, unitPriceMinor: 4000 }] })
  await place({ number: 'guest', placedAt: '2026-02-07T10:00:00.000Z', customer: undefined, email: 'Walkin@example.com', paymentState: 'pending' })
  const gone = await place({ number: 'gone', placedAt: '2026-02-08T10:00:00.000Z', customer: undefined, paymentState: 'pending' })
  await cancelOrder(ctx, { orderId: gone.id })
  clock.set('2026-03-01T12:00:00Z')
  await refundOrder(ctx, { orderId: ben.id, amountMinor: 1000 })
  const expected: [Record<string, unknown>, string][] = [
    [{ channel: ['shop_floor'] }, 'first'],
    [{ country: ['PH', 'NL'] }, 'second first'],
    [{ code: 'SPRING' }, 'second'],
    [{ product: apron.id }, 'ben'],
    [{ customer: ben.customerId }, 'ben'],
    [{ totalFrom: 2501 }, 'ben'],
    [{ totalTo: 2500, guest: false }, 'second first'],
    [{ guest: true }, 'gone guest'],
    [{ state: ['voided'] }, 'gone'],
    [{ state: ['paid', 'pending'] }, 'guest second first'],
    [{ counted: true, guest: true }, 'guest'],
    [{ cancelled: true }, 'gone'],
    [{ refundedFrom: '2026-03-01', refundedTo: '2026-03-01' }, 'ben'],
    [{ refundedFrom: '2026-03-02' }, ''],
    [{ from: '2026-02-01', to: '2026-02-28', buyer: 'new' }, 'ben'],
    [{ from: '2026-02-01', to: '2026-02-28', buyer: 'returning' }, 'second'],
    [{ q: '#sec' }, 'second'],
    [{ q: 'walkin@' }, 'guest'],
    [{ q: 'oskarsdotir' }, 'ben'],
    [{ q: 'ana@example.com' }, 'second first'],
    [{ q: '100%' }, ''],
  ]
  for (const [query, found] of expected) assert.equal(await numbers(query), found, JSON.stringify(query))
})

test('a count is exact while it is cheap', async t => {
  const { w, place } = await shopWithOrders(t)
  await place()
  await place({ channel: 'app' })
  const agent = await signedIn(w, 'agent')
  assert.deepEqual(await agent.call(contract.countOrders, { query: { channel: ['app'] } }), { count: 1, exact: true })
})

test('orders leave as CSV, and no cell is a formula', async t => {
  const { w, place } = await shopWithOrders(t)
  await place({ number: '=1+1', customer: undefined, email: 'a@example.com', shipTo: { name: '@SUM("x"), Ana' }, shippingMinor: 5 })
  const marketer = await signedIn(w, 'marketer')
  const { text, headers } = await marketer.ask(contract.exportOrders, { query: {} })
  assert.match(String(headers['content-type']), /text\/csv/)
  const [head, row] = text.split('\r\n')
  assert.equal(head, '\ufeffnumber,placed_at,store,customer,email,country,channel,items,currency,total,refunded,payment_state,discount_codes,cancelled_at')
  assert.equal(row, `'=1+1,2026-03-02T09:00:00.000Z,Corner shop,"'@SUM(""x""), Ana",a@example.com,,web,2,EUR,25.05,0,paid,,`)
})
