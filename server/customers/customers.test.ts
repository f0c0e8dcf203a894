import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addNote, createCustomer, customerHistory, customerProducts, customerTimeline, deleteNote, editCustomer, editNote, exportCustomers, getCustomer, listCustomers, listNotes, restoreNote, tagCustomers } from '../../contracts/customers.ts'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { append, sources } from '../collect/index.ts'
import type { Ctx } from '../platform/index.ts'
import { cell } from './finding/export.ts'
import { recogniseCustomers } from './identity/recognise.ts'

const store = (ctx: Ctx) => ctx.db.insertInto('stores').values({ key: 'nl', name: 'Utrecht', currency: 'EUR', time_zone: 'Europe/Amsterdam', country: 'NL' }).returning('id').executeTakeFirstOrThrow()
const eventsOf = async (ctx: Ctx, customerId: string) => (await ctx.db.selectFrom('events').select('name').where('node_id', '=', customerId).orderBy('seq').execute()).map(row => row.name)
const identifiersOf = async (ctx: Ctx, customerId: string) => (await ctx.db.selectFrom('customer_identifiers').select(['kind', 'value']).where('customer_id', '=', customerId).orderBy('kind').execute()).map(row => `${row.kind} ${row.value}`)

test('a customer is created with e-mail and phone as they are kept, and leaves an event and an audit entry', async t => {
  const w = await world(t)
  await store(w.ctx)
  const maria = await signedIn(w, 'agent')
  const anna = await maria.call(createCustomer, { body: { name: 'Anna Smit', email: ' Anna@Example.COM ', phone: '06 1234 5678' } })
  assert.deepEqual([anna.email, anna.phone, anna.createdAt], ['anna@example.com', '+31612345678', '2026-03-02T09:00:00.000Z'])
  assert.deepEqual(anna.identifiers.map(i => i.kind), ['email', 'phone'])
  assert.deepEqual(await eventsOf(w.ctx, anna.id), ['Customer Created'])
  const log = await w.ctx.db.selectFrom('audit_log').select(['action', 'record_id', 'record_label', 'actor_name']).where('record_kind', '=', 'customer').execute()
  assert.deepEqual(log, [{ action: 'customers.create', record_id: anna.id, record_label: 'Anna Smit', actor_name: 'Test agent' }])
})

test('every field that cannot be read is told at once', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'admin')
  const bad = await maria.ask(createCustomer, { body: { name: 'X', email: 'no mail', phone: '12', country: 'XX' } })
  assert.equal(bad.status, 422)
  assert.deepEqual(bad.problem.fields?.map(f => f.field), ['email', 'phone', 'country'])
  assert.equal((await maria.ask(createCustomer, { body: {} })).problem.code, 'customers.nameless')
})

test('an e-mail that is another customer’s is refused with that customer, on creating and on editing', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'agent')
  const anna = await maria.call(createCustomer, { body: { name: 'Anna', email: 'anna@example.com' } })
  const ben = await maria.call(createCustomer, { body: { name: 'Ben' } })
  for (const answer of [await maria.ask(createCustomer, { body: { email: 'ANNA@example.com' } }), await maria.ask(editCustomer, { params: { customerId: ben.id }, body: { email: 'anna@example.com' } })]) {
    assert.deepEqual([answer.status, answer.problem.code], [409, 'customers.taken'])
    assert.deepEqual(answer.problem.fields?.map(f => f.field), ['email', 'customerId'])
    assert.equal(answer.problem.fields?.[1]?.message, anna.id)
    assert.match(answer.problem.title, new RegExp(`/customers/${anna.id}`))
  }
  assert.equal((await maria.call(listCustomers)).items.length, 2)
  assert.equal((await maria.call(getCustomer, { params: { customerId: ben.id } })).email, null)
})

test('an edit keeps who changed what from what to what, and the identifiers in step', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'agent')
  const anna = await maria.call(createCustomer, { body: { name: 'Anna', email: 'anna@old.example' } })
  const params = { customerId: anna.id }
  w.clock.advance({ hours: 1 })
  await maria.call(editCustomer, { params, body: { email: 'anna@new.example', city: 'Utrecht' } })
  await maria.call(editCustomer, { params, body: { city: 'Utrecht' } })
  assert.deepEqual(await identifiersOf(w.ctx, anna.id), ['email anna@new.example'])
  const { items } = await maria.call(customerHistory, { params, query: {} })
  assert.deepEqual(items.slice(0, 2).map(({ by, field, from, to, at }) => ({ by, field, from, to, at })), [
    { by: 'Test agent', field: 'email', from: 'anna@old.example', to: 'anna@new.example', at: '2026-03-02T10:00:00.000Z' },
    { by: 'Test agent', field: 'city', from: null, to: 'Utrecht', at: '2026-03-02T10:00:00.000Z' },
  ])
  assert.deepEqual(await eventsOf(w.ctx, anna.id), ['Customer Created', 'Customer Updated'], 'an edit that changes nothing leaves nothing')
  assert.deepEqual((await maria.call(customerHistory, { params, query: { field: 'city' } })).items.length, 1)
})

test('tagging many answers who really changed, so that undo restores exactly', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'marketer')
  const [anna, ben] = [await maria.call(createCustomer, { body: { name: 'Anna', tags: ['vip'] } }), await maria.call(createCustomer, { body: { name: 'Ben' } })]
  const customerIds = [anna.id, ben.id]
  const done = await maria.call(tagCustomers, { body: { customerIds, add: ['vip', 'spring'] } })
  assert.deepEqual({ vip: done.added['vip'], spring: done.added['spring']?.sort() }, { vip: [ben.id], spring: [...customerIds].sort() })
  for (const [tag, ids] of Object.entries(done.added)) await maria.call(tagCustomers, { body: { customerIds: ids, remove: [tag] } })
  assert.deepEqual((await maria.call(listCustomers, { query: { sort: 'name' } })).items.map(row => row.tags), [['vip'], []])
  assert.deepEqual(await eventsOf(w.ctx, ben.id), ['Customer Created', 'Tag Added', 'Tag Added', 'Tag Removed', 'Tag Removed'])
})

test('a note is written, changed by its author or an admin, removed and brought back', async t => {
  const w = await world(t)
  const [ana, ben, admin] = [await signedIn(w, 'agent'), await signedIn(w, 'agent'), await signedIn(w, 'admin')]
  const { id: customerId } = await ana.call(createCustomer, { body: { name: 'Anna' } })
  const note = await ana.call(addNote, { params: { customerId }, body: { body: 'Likes linen.' } })
  const params = { customerId, noteId: note.id }
  assert.equal((await ben.ask(editNote, { params, body: { body: 'Mine.' } })).problem.code, 'customers.not_your_note')
  assert.equal((await admin.call(editNote, { params, body: { body: 'Loves linen.' } })).body, 'Loves linen.')
  await ana.call(deleteNote, { params })
  assert.deepEqual((await ana.call(listNotes, { params: { customerId }, query: {} })).items, [])
  await ana.call(restoreNote, { params })
  assert.deepEqual((await ana.call(listNotes, { params: { customerId }, query: {} })).items.map(one => [one.body, one.authorName]), [['Loves linen.', 'Test agent']])
  assert.deepEqual(await eventsOf(w.ctx, customerId), ['Customer Created', 'Note Added', 'Note Updated', 'Note Removed', 'Note Restored'])
})

test('visits within half an hour are one entry, whole on its page; other kinds stand alone', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'analyst')
  const customerId = (await recogniseCustomers(w.ctx, [{ email: 'a@x.example', since: '2025-01-01T00:00:00Z' }]))[0]!.customerId
  const at = (minutes: number) => Temporal.Instant.from('2026-02-01T10:00:00Z').add({ minutes }).toString()
  const visit = (minutes: number) => ({ sourceId: sources.suki, messageId: `v${minutes}`, name: 'Product Viewed', nodeId: customerId, properties: { name: `Mug ${minutes % 7}` }, occurredAt: at(minutes) })
  await append(w.ctx.db, Array.from({ length: 300 }, (_, i) => visit(i)))
  await append(w.ctx.db, [400, 405].map(visit))
  await append(w.ctx.db, [{ sourceId: sources.suki, messageId: 'o1', name: 'Order Completed', nodeId: customerId, properties: { order_id: '7' }, occurredAt: at(403) }])
  const params = { customerId }
  const first = await maria.call(customerTimeline, { params, query: { limit: 4 } })
  assert.deepEqual(first.items.map(e => [e.kind, e.count, e.from]), [['visits', 1, `${at(405).slice(0, 19)}.000Z`], ['orders', 1, `${at(403).slice(0, 19)}.000Z`], ['visits', 1, `${at(400).slice(0, 19)}.000Z`], ['visits', 300, '2026-02-01T10:00:00.000Z']])
  assert.equal(first.items[3]?.seen.length, 5)
  const rest = await maria.call(customerTimeline, { params, query: { limit: 4, after: first.next! } })
  assert.deepEqual(rest.items.map(e => e.name), ['Customer Created'])
  assert.deepEqual((await maria.call(customerTimeline, { params, query: { kind: 'orders' } })).items.map(e => e.name), ['Order Completed'])
})

test('the value and the products of a customer follow their orders; voided ones do not count', async t => {
  const w = await world(t)
  const { id: storeId } = await store(w.ctx)
  const maria = await signedIn(w, 'agent')
  const { id: customerId } = await maria.call(createCustomer, { body: { name: 'Anna' } })
  const order = (number: string, subtotal: number, discount: number, state: string) => w.ctx.db.insertInto('orders').values({ store_id: storeId, number, customer_id: customerId, currency: 'EUR', subtotal_minor: subtotal, discount_minor: discount, total_minor: subtotal - discount, payment_state: state, placed_at: '2026-02-01T10:00:00Z', source_id: sources.suki }).returning('id').executeTakeFirstOrThrow()
  const [one, , voided] = [await order('1', 1000, 100, 'paid'), await order('2', 500, 0, 'paid'), await order('3', 9999, 0, 'voided')]
  for (const { id } of [one, voided]) await w.ctx.db.insertInto('order_lines').values({ order_id: id, position: 1, title: 'Mug', quantity: 2, unit_price_minor: 500, discount_minor: 100, total_minor: 900 }).execute()
  await w.ctx.db.insertInto('refunds').values({ store_id: storeId, number: 'r1', order_id: one.id, customer_id: customerId, currency: 'EUR', amount_minor: 200, refunded_at: '2026-02-02T10:00:00Z', source_id: sources.suki }).execute()
  const anna = await maria.call(getCustomer, { params: { customerId } })
  assert.deepEqual(anna.value, [{ currency: 'EUR', orders: 2, grossMinor: 1500, discountMinor: 100, refundMinor: 200, netMinor: 1200, averageMinor: 700 }])
  assert.deepEqual(anna.stores.map(s => [s.name, s.orders]), [['Utrecht', 2]])
  assert.deepEqual((await maria.call(customerProducts, { params: { customerId }, query: {} })).items.map(p => [p.title, p.quantity, p.orders, p.spentMinor]), [['Mug', 2, 1, 900]])
})

test('an export streams every row of the filter, safe for spreadsheets, and is in the audit log; an agent may not', async t => {
  const w = await world(t)
  const [marketer, agent] = [await signedIn(w, 'marketer'), await signedIn(w, 'agent')]
  await w.ctx.db.insertInto('customers').values(Array.from({ length: 4500 }, (_, i) => ({ name: i === 7 ? '=HYPERLINK("x")' : `c${i}`, phone: `+3161${i}`, country: i % 2 ? 'NL' : 'PH' }))).execute()
  const refused = await agent.ask(exportCustomers, { query: {} })
  assert.deepEqual([refused.status, refused.problem.code], [403, 'auth.not_allowed'])
  const answer = await marketer.ask(exportCustomers, { query: { country: ['NL'], columns: ['name', 'phone'] } })
  const lines = answer.text.trim().split('\r\n')
  assert.equal(lines[0], 'name,phone')
  assert.equal(lines.length - 1, 2250)
  assert.equal(new Set(lines).size, lines.length)
  assert.equal(answer.headers['x-total-rows'], '2250')
  assert.ok(lines.includes(`"'=HYPERLINK(""x"")",+31617`))
  const { changes } = await w.ctx.db.selectFrom('audit_log').select('changes').where('action', '=', 'customers.export').executeTakeFirstOrThrow()
  assert.deepEqual([changes.export.to.rows, changes.export.to.filter.country], [2250, ['NL']])
})

test('a cell that a spreadsheet would calculate becomes text; numbers and phones stay', () => {
  assert.deepEqual(['=1+1', '+cmd', '-2+3', '@x', '+31612', '-12.50', 'a,b', null].map(cell), ["'=1+1", "'+cmd", "'-2+3", "'@x", '+31612', '-12.50', '"a,b"', ''])
})

test('people are recognised by shop id before e-mail before phone, once per batch, also when two batches run at once', async t => {
  const w = await world(t)
  await store(w.ctx)
  const batch = [{ storeKey: 'nl', externalId: '7', email: 'A@x.example' }, { email: 'a@x.example', phone: '06 1234 5678' }, { phone: '+31612345678' }, { name: 'Nobody' }]
  const [one, two] = (await Promise.all([recogniseCustomers(w.ctx, batch), recogniseCustomers(w.ctx, batch)])).map(all => all.map(recognised => recognised?.customerId ?? null)) as [(string | null)[], (string | null)[]]
  assert.equal(new Set([...one.slice(0, 3), ...two.slice(0, 3)]).size, 1)
  assert.deepEqual([one[3], two[3]], [null, null])
  assert.deepEqual(await identifiersOf(w.ctx, one[0]!), ['email a@x.example', 'phone +31612345678', 'store:nl 7'])
  assert.equal((await w.ctx.db.selectFrom('customers').select('id').execute()).length, 1)
  assert.deepEqual(await eventsOf(w.ctx, one[0]!), ['Customer Created'])
})

test('a customer that is not there is said to be missing', async t => {
  const w = await world(t)
  const maria = await signedIn(w, 'agent')
  await appOf(w)
  assert.equal((await maria.ask(getCustomer, { params: { customerId: '00000000-0000-7000-8000-000000000099' } })).problem.code, 'customers.not_found')
})
