import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { listMessages } from '../../../contracts/debugger.ts'
import type { Input } from '../../../contracts/route.ts'
import { createSource, editSource } from '../../../contracts/sources.ts'
import { approveEvents, getTracked, listTracked, listWarnings, planEvent, planNewEvent, settleWarnings, unplanEvents } from '../../../contracts/tracking-plan.ts'
import { readLog } from '../../../tests/support/jobs.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { sources } from '../log.ts'
import type { Told } from './observed.ts'
import { trackingPlanReader } from './reader.ts'
import { shapeOf } from './shape.ts'

/** A source, an admin, and a way to have events read. */
async function shop(t: TestContext) {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const source = await admin.call(createSource, { body: { kind: 'web', name: 'Web shop' } })
  let at = Temporal.Instant.from('2026-03-02T09:00:00Z')
  const tell = (name: string, properties: Record<string, unknown> = {}, more: Partial<Told> = {}): Told => ({ sourceId: source.id, type: 'track', name, properties, receivedAt: (at = at.add({ seconds: 1 })).toString({ fractionalSecondDigits: 3 }), ...more })
  const read = (...events: Told[]) => trackingPlanReader.read(w.ctx, events)
  const list = async (query: Input<typeof listTracked>['query'] = {}) => (await admin.call(listTracked, { query })).items
  const detail = async (name: string) => admin.call(getTracked, { params: { eventId: (await list()).find(event => event.name === name)!.id } })
  const warnings = async () => (await admin.call(listWarnings, { query: {} })).items
  const approve = async (...names: string[]) => admin.call(approveEvents, { body: { eventIds: (await list()).filter(event => names.includes(event.name)).map(event => event.id) } })
  return { ...w, admin, source, tell, read, list, detail, warnings, approve }
}

test('paths of properties have types, through objects and lists', () => {
  const shape = shapeOf({ total: 12.5, gift: false, at: '2026-03-02', coupon: null, products: [{ sku: 'a', price: 1 }, { sku: 7 }], address: { city: 'Delft' }, tags: ['a'] })
  assert.deepEqual([...shape].map(([path, types]) => `${path} ${[...types].join('|')}`), ['total number', 'gift boolean', 'at date', 'coupon null', 'products array', 'products[].sku string|number', 'products[].price number', 'address object', 'address.city string', 'tags array', 'tags[] string'])
})

test('no properties, however odd, throw', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), properties => void shapeOf(properties)))
})

test('what was seen is kept by event, property and type, in any split into batches', async t => {
  const { read, tell, list, detail } = await shop(t)
  await read(tell('Order Completed', { total: 12, currency: 'EUR' }), tell('Product Viewed', { sku: 'a' }))
  await read(tell('Order Completed', { total: '12.00', currency: 'EUR' }), tell('Order Completed', { total: 3 }))
  assert.deepEqual((await list()).map(event => [event.name, event.seenCount, event.properties]), [['Order Completed', 3, 2], ['Product Viewed', 1, 1]])
  const { seen, sources: senders, firstSeenAt, lastSeenAt } = await detail('Order Completed')
  assert.deepEqual(seen.map(({ path, seenCount, types }) => [path, seenCount, types.map(one => [one.type, Math.round(one.share * 100)])]), [['currency', 2, [['string', 100]]], ['total', 3, [['number', 67], ['string', 33]]]])
  assert.deepEqual([senders.map(one => [one.name, one.seenCount]), firstSeenAt, lastSeenAt], [[['Web shop', 3]], '2026-03-02T09:00:01.000Z', '2026-03-02T09:00:04.000Z'])
})

test('what comes through the door is in the plan once the log is read', async t => {
  const { ctx, source, list } = await shop(t)
  await (await appOf({ ctx })).inject({ method: 'POST', url: '/v1/track', payload: { writeKey: source.writeKey, userId: 'ana', event: 'Mug Filled', properties: { litres: 1 } } })
  await readLog(ctx)
  assert.deepEqual((await list()).map(event => [event.name, event.seenCount, event.properties]), [['Mug Filled', 1, 1]])
})

test('Suki’s own events are not of the plan', async t => {
  const { read, tell, list } = await shop(t)
  await read(tell('Note Added', {}, { sourceId: sources.suki }), tell('Order Completed', {}, { sourceId: sources.import }))
  assert.deepEqual(await list(), [])
})

test('common values are shown of a choice between a few, and never of people', async t => {
  const { read, tell, detail } = await shop(t)
  const order = (n: number) => tell('Order Completed', { currency: n % 3 ? 'EUR' : 'GBP', method: 'ideal', sku: `SKU ${String.fromCharCode(65 + n)}`, first_name: 'Ana', mood: 'ana@example.com', tel: '0612345678', rare: n === 1 ? 'only once' : 'often' })
  await read(...Array.from({ length: 20 }, (_, n) => order(n)))
  await read(...Array.from({ length: 20 }, (_, n) => order(n + 20)))
  await read(...Array.from({ length: 9 }, () => tell('Identified', { plan: 'gold' }, { type: 'identify' })))
  const values = Object.fromEntries((await detail('Order Completed')).seen.map(one => [one.path, one.values.map(value => value.value)]))
  assert.deepEqual(values, { currency: ['EUR', 'GBP'], first_name: [], method: ['ideal'], mood: [], rare: ['often'], sku: [], tel: [] })
  assert.deepEqual((await detail('Identified')).seen.map(one => one.values), [[]])
})

test('names made of data do not fill the plan', async t => {
  const { read, tell, detail, ctx } = await shop(t)
  const many = (from: number) => Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`sku_${from + n}`, 1]))
  await read(tell('Stock Counted', many(0)), tell('Stock Counted', many(200)))
  await read(tell('Stock Counted', many(400)))
  const { crowdedAt, seen } = await detail('Stock Counted')
  assert.deepEqual([crowdedAt !== null, seen.length], [true, 300])
  for (const from of [0, 1500]) await read(...Array.from({ length: 1500 }, (_, n) => tell(`Viewed ${from + n}`)))
  assert.equal((await ctx.db.selectFrom('tracked_events').select('id').execute()).length, 2000)
})

test('an approved event expects what every event had, and takes what some had', async t => {
  const { read, tell, detail, approve } = await shop(t)
  await read(tell('Order Completed', { total: 12, coupon: 'SPRING', products: [{ sku: 'a' }] }), tell('Order Completed', { total: 3, coupon: null, products: [] }))
  await approve('Order Completed')
  const { expected, plannedBy } = await detail('Order Completed')
  assert.deepEqual(expected, [{ path: 'coupon', types: ['string'], required: false }, { path: 'products', types: ['array'], required: true }, { path: 'products[].sku', types: ['string'], required: false }, { path: 'total', types: ['number'], required: true }])
  assert.equal(plannedBy, 'Test admin')
})

test('what differs from the plan is a warning with a count, from the moment it is planned', async t => {
  const { read, tell, approve, warnings, list } = await shop(t)
  await read(tell('Order Completed', { total: 12, at: '2026-03-02' }), tell('Mug Filled'))
  assert.deepEqual(await warnings(), [])
  await approve('Order Completed')
  await read(tell('Order Completed', { total: '12.00', at: 'tomorrow', gift: true }), tell('Order Completed', { total: null, at: '2026-03-02' }), tell('Mug Filled'), tell('Mug Filled'))
  assert.deepEqual((await warnings()).map(w => [w.kind, w.event.name, w.path, w.found, w.expected, w.seenCount]).sort(), [
    ['changed_type', 'Order Completed', 'at', 'string', ['date'], 1], ['changed_type', 'Order Completed', 'total', 'string', ['number'], 1], ['missing_required', 'Order Completed', 'total', '', ['number'], 1],
    ['new_event', 'Mug Filled', '', '', [], 2], ['new_property', 'Order Completed', 'gift', 'boolean', [], 1],
  ])
  assert.deepEqual((await list({ sort: 'name' })).map(event => [event.name, event.warnings]), [['Mug Filled', 1], ['Order Completed', 4]])
})

test('accepting a warning changes the plan so that it fits; one put aside stays aside', async t => {
  const { admin, read, tell, approve, warnings, detail } = await shop(t)
  await read(tell('Order Completed', { total: 12 }))
  await approve('Order Completed')
  const odd = () => read(tell('Order Completed', { gift: true }), tell('Mug Filled', { litres: 1 }))
  await odd()
  const of = async (kind: string) => (await warnings()).filter(w => w.kind === kind).map(w => w.id)
  await admin.call(settleWarnings, { body: { warningIds: [...(await of('missing_required')), ...(await of('new_event'))], how: 'accept' } })
  await admin.call(settleWarnings, { body: { warningIds: await of('new_property'), how: 'dismiss' } })
  await odd()
  assert.deepEqual(await warnings(), [])
  assert.deepEqual((await detail('Order Completed')).expected, [{ path: 'total', types: ['number'], required: false }])
  assert.deepEqual((await detail('Mug Filled')).expected, [{ path: 'litres', types: ['number'], required: true }])
})

test('a source that blocks rejects what is not planned and what has a wrong type; the client hears nothing of it', async t => {
  const { admin, source, clock, ctx } = await shop(t)
  const app = await appOf({ ctx })
  const params = { sourceId: source.id }
  await admin.call(planNewEvent, { body: { name: 'Order Completed', expected: [{ path: 'total', types: ['number'], required: true }] } })
  const send = async (...batch: object[]) => (await app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: source.writeKey, batch: batch.map(one => ({ type: 'track', userId: 'ana', ...one })) } })).statusCode
  const names = async () => (await ctx.db.selectFrom('events').select('name').where('source_id', '=', source.id).orderBy('seq').execute()).map(event => event.name)
  await send({ event: 'Mug Filled' })
  await admin.call(editSource, { params, body: { enforcement: 'block' } })
  clock.advance({ seconds: 6 })
  assert.equal(await send({ event: 'Mug Filled' }, { event: 'Order Completed', properties: { total: '12' } }, { event: 'Order Completed', properties: { total: 12, gift: true } }, { event: 'Order Completed' }, { type: 'identify', traits: { name: 'Ana' } }), 200)
  assert.deepEqual(await names(), ['Mug Filled', 'Order Completed', 'Order Completed', 'Identified'])
  const { items } = await admin.call(listMessages, { params, query: { outcome: 'rejected' } })
  assert.deepEqual(items.map(m => [m.violation, m.name, m.details]).sort(), [['not_planned', 'Mug Filled', []], ['property_type', 'Order Completed', [{ path: 'total', expected: ['number'], found: 'string' }]]])
})

test('what stands inside a planned object is free until something of it is planned', async t => {
  const { admin, read, tell, warnings } = await shop(t)
  await admin.call(planNewEvent, { body: { name: 'Cart Viewed', expected: [{ path: 'cart', types: ['object'], required: true }, { path: 'lines', types: ['array'], required: false }, { path: 'lines[].sku', types: ['string'], required: true }] } })
  await read(tell('Cart Viewed', { cart: { colour: 'red', inner: { deep: 1 } }, lines: [] }), tell('Cart Viewed', { cart: {}, lines: [{ price: 1 }] }))
  assert.deepEqual((await warnings()).map(w => [w.kind, w.path]).sort(), [['missing_required', 'lines[].sku'], ['new_property', 'lines[].price']])
})

test('planning by hand refuses a name or a path that is there already, and stands in the audit log', async t => {
  const { admin, ctx, detail, list } = await shop(t)
  const plan = { name: 'Cart Viewed', note: 'When the basket opens', expected: [{ path: 'items', types: ['number' as const], required: false }] }
  await admin.call(planNewEvent, { body: plan })
  assert.equal((await admin.ask(planNewEvent, { body: plan })).problem.code, 'tracking_plan.exists')
  const { id: eventId } = await detail('Cart Viewed')
  assert.equal((await admin.ask(planEvent, { params: { eventId }, body: { expected: [...plan.expected, ...plan.expected] } })).problem.code, 'tracking_plan.same_path')
  await admin.call(unplanEvents, { body: { eventIds: [eventId] } })
  assert.deepEqual((await list({ planned: 'false' })).map(event => event.name), ['Cart Viewed'])
  assert.deepEqual((await ctx.db.selectFrom('audit_log').select('action').where('record_kind', '=', 'tracked_event').orderBy('id').execute()).map(entry => entry.action), ['tracking_plan.plan', 'tracking_plan.unplan'])
})

test('the list is searched, sorted and paged', async t => {
  const { admin, read, tell, list } = await shop(t)
  await read(tell('B'), tell('C'), tell('C'), tell('A'), tell('Cart_Viewed'))
  assert.deepEqual((await list({ sort: 'name' })).map(event => event.name), ['A', 'B', 'C', 'Cart_Viewed'])
  assert.deepEqual((await list({ sort: '-lastSeen' })).map(event => event.name), ['Cart_Viewed', 'A', 'C', 'B'])
  assert.deepEqual((await list({ q: 't_v' })).map(event => event.name), ['Cart_Viewed'])
  for (const sort of ['-seen', 'name', '-lastSeen'] as const) {
    const seen: string[] = []
    for (let after: string | undefined; ;) {
      const { items, next } = await admin.call(listTracked, { query: { sort, limit: 1, ...(after ? { after } : {}) } })
      seen.push(...items.map(event => event.name))
      if (!next) break
      after = next
    }
    assert.deepEqual(seen, (await list({ sort })).map(event => event.name))
  }
})
