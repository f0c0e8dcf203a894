import assert from 'node:assert/strict'
import { createHmac, hash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import * as contract from '../../contracts/privacy.ts'
import { recordConsent } from '../../contracts/consent.ts'
import { addNote, createCustomer, customerHistory, getCustomer, listCustomers } from '../../contracts/customers.ts'
import { createSource } from '../collect/sources.ts'
import { recogniseCustomers } from '../customers/index.ts'
import { mayContact } from '../customers/consent/may-contact.ts'
import { keepMail } from '../messaging/returning/arriving/keep.ts'
import { catchUp } from '../warehouse/index.ts'
import { findFault, generationsOf } from '../warehouse/generations.ts'
import { allKept } from '../modules.ts'
import { cornerShop } from '../../tests/support/corner-shop.ts'
import { readLog, runJobs } from '../../tests/support/jobs.ts'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { unzip } from '../../tests/support/unzip.ts'
import { world } from '../../tests/support/world.ts'
import { canonical } from './erasing/certificate.ts'
import { searchEverywhere } from './erasing/search.ts'
import { personOf, textsOf } from './person.ts'

type World = Awaited<ReturnType<typeof shopWithAna>>

/** A shop in which Ana has bought, browsed, agreed, been noted and written to; Ben has bought as well. */
async function shopWithAna(t: TestContext) {
  const w = await world(t)
  const shop = await cornerShop(w.ctx)
  const owner = await signedIn(w, 'owner')
  const web = await createSource(w.ctx, { kind: 'web', name: 'Website', storeId: shop.store.id })
  const app = await appOf(w)
  const tell = async (...batch: object[]) => {
    await app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: web.writeKey, batch: batch.map(message => ({ messageId: randomUUID(), ...message })) } })
    await readLog(w.ctx)
  }
  const address = { name: 'Ana Cruz', address: 'Mabini Street 5', postalCode: '1000', city: 'Manila', country: 'PH' }
  const order = await shop.place({ customer: { email: 'ana@example.com', name: 'Ana Cruz', phone: '+31612345678' }, email: 'ana@example.com', shipTo: address })
  await shop.place({ customer: { email: 'ben@example.com', name: 'Ben Santos' } })
  await tell(
    { type: 'identify', userId: 'customer-77', anonymousId: 'browser-of-ana', traits: { email: 'ana@example.com', favourite: 'tea' } },
    { type: 'page', anonymousId: 'browser-of-ana', properties: { title: 'Mugs' }, context: { ip: '10.1.2.3' } },
    { type: 'track', event: 'Product Added', anonymousId: 'browser-of-ana', properties: { cart_id: 'c1', product_id: 'MUG', sku: 'MUG', price: 12.5, currency: 'EUR', quantity: 1 } },
    { type: 'track', event: 'Review Written', anonymousId: 'browser-of-ana', properties: { body: 'Ask ana@example.com' } },
    // A family's address in somebody else's event, and a message that was refused.
    { type: 'track', event: 'Gift Sent', userId: 'ben-1', properties: { to: 'ana@example.com', from: 'diana@example.com' }, context: { traits: { email: 'ben@example.com' } } },
    { type: 'track', userId: 'customer-77', properties: { email: 'ana@example.com' } },
  )
  const idOf = async (email: string) => (await w.ctx.db.selectFrom('customers').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id
  const [ana, ben] = [await idOf('ana@example.com'), await idOf('ben@example.com')]
  await owner.call(addNote, { params: { customerId: ana }, body: { body: 'Ana Cruz likes tea' } })
  await owner.call(addNote, { params: { customerId: ben }, body: { body: 'Friend of Ana Cruz, ana@example.com' } })
  await owner.call(recordConsent, { params: { customerId: ana }, body: { channels: ['email'], purposes: ['marketing'], decision: 'granted', reason: 'Asked by phone' } })
  await readLog(w.ctx)
  await catchUp(w.ctx)
  /** Jobs run, and the log is read meanwhile, as a worker does both. */
  const work = async () => {
    const running = new AbortController()
    const jobs = runJobs(w).finally(() => running.abort())
    while (!running.signal.aborted) {
      await readLog(w.ctx)
      await pause(20)
    }
    await jobs
  }
  const erase = async (customerId = ana) => {
    const { id } = await owner.call(contract.askPrivacy, { body: { customerId, kind: 'erase', start: true } })
    await work()
    return owner.call(contract.getPrivacyRequest, { params: { requestId: id } })
  }
  return { ...w, ...shop, owner, web, tell, order, ana, ben, address, work, erase, app }
}

const count = async (w: World, table: string, where = 'true') => Number((await w.pool.query(`select count(*) as n from ${table} where ${where}`)).rows[0].n)

test('an export holds everything of a person, as JSON and as CSV, and nothing of anybody else', async t => {
  const w = await shopWithAna(t)
  const { id } = await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'export', note: 'By mail of 1 March', start: true } })
  await w.work()
  const request = await w.owner.call(contract.getPrivacyRequest, { params: { requestId: id } })
  assert.deepEqual([request.state, request.label, request.file!.bytes > 1000], ['done', 'Ana Cruz', true])
  const answer = await w.app.inject(new URL(request.link!).pathname)
  const files = unzip(answer.rawPayload)
  const json = (name: string) => JSON.parse(files.get(`json/${name}.json`)!.toString()) as Record<string, unknown>[]
  assert.deepEqual(json('customers').map(c => [c['name'], c['email']]), [['Ana Cruz', 'ana@example.com']])
  assert.deepEqual(json('orders').map(o => [o['number'], o['address']]), [[w.order.number, 'Mabini Street 5']])
  assert.deepEqual(json('customer_notes').map(n => n['body']), ['Ana Cruz likes tea'])
  assert.deepEqual(json('consents').map(c => [c['channel'], c['decision']]), [['email', 'granted']])
  assert.ok(json('events').some(e => e['name'] === 'Review Written') && json('carts').length === 1 && json('order_lines').length === 1 && json('customer_identifiers').length >= 4)
  const whole = [...files.values()].map(String).join('\n')
  assert.ok(!whole.includes('Ben Santos') && !whole.includes('Test owner'), 'nobody else')
  assert.match(files.get('csv/orders.csv')!.toString(), /^\ufeff.*number.*\r\n.*Mabini Street 5/)
  assert.match(files.get('README.nl.txt')!.toString(), /Wat we van je weten/)
})

test('the link to an export works for a day, for whoever has it, and then the archive is gone', async t => {
  const w = await shopWithAna(t)
  const { id } = await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'export', start: true } })
  await w.work()
  const { link } = await w.owner.call(contract.getPrivacyRequest, { params: { requestId: id } })
  const path = new URL(link!).pathname
  assert.equal((await w.app.inject(path)).statusCode, 200)
  assert.equal((await w.app.inject(`${path.slice(0, -2)}xx`)).statusCode, 404)
  const agent = await signedIn(w, 'agent')
  assert.equal((await agent.call(contract.getPrivacyRequest, { params: { requestId: id } })).link, null)
  w.clock.set(w.clock.now().add({ hours: 25 }).toString())
  assert.equal((await w.app.inject(path)).statusCode, 404)
  for (const { jobs = [] } of [await import('../modules.ts').then(m => m.modules.find(one => one.name === 'privacy')!)]) await jobs.find(job => job.name === 'privacy.forget_files')!.run(w.ctx, {})
  assert.equal(await count(w, 'privacy_file_chunks'), 0)
})

test('an erasure leaves nothing in either store, and its certificate says so without a word of who it was', async t => {
  const w = await shopWithAna(t)
  // Mails that belong to nobody, one of them no parser reads: her address stands in them encoded, or in capitals.
  for (const raw of [`Content-Type: text/plain\r\n\r\nANA@Example.com has moved\r\n`, `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from('Her address is Ana@example.com, tell her').toString('base64')}\r\n`, `${'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(1_000)}ana=40example.com\r\n`, 'Subject: diana@example.com\r\n\r\nNothing of Ana\r\n']) await keepMail(w.ctx, { way: 'smtp', from: '', to: ['shop@shop.example'], raw: Buffer.from(raw) })
  await w.work()
  const texts = await textsOf(w.ctx.db, (await personOf(w.ctx.db, w.ana))!)
  assert.deepEqual(texts.names, ['ana cruz'])
  const before = await searchEverywhere(w.ctx, texts, allKept(), async () => {})
  assert.ok(before.found.length > 10, 'the search finds what is there')
  const request = await w.erase()
  assert.deepEqual([request.state, request.problem, request.label], ['done', null, null])
  const { certificate } = request
  assert.deepEqual(certificate!.search.found, [])
  const after = await searchEverywhere(w.ctx, texts, allKept(), async () => {})
  assert.deepEqual(after.found, [])
  assert.equal((await w.owner.ask(getCustomer, { params: { customerId: w.ana } })).status, 404)
  assert.equal(await count(w, 'events', `node_id in (select node_id from tombstones)`), 0)
  assert.deepEqual(await w.ctx.warehouse.rows(`select count() as n from events where properties like '%ana@example.com%' and properties not like '%diana@%'`), [{ n: 0 }])
  assert.deepEqual([certificate!.postgres['inbound_mails'], await count(w, 'inbound_mails')], [{ deleted: 3, blanked: 0 }, 1])
  assert.deepEqual([certificate!.postgres['customers'], certificate!.ordersKept], [{ deleted: 1, blanked: 0 }, 1])
  assert.ok(certificate!.clickhouse['events']!.deleted > 3)
  const { digest, signature, ...content } = certificate!
  assert.equal(digest, hash('sha256', canonical(content), 'hex'))
  assert.equal(signature, createHmac('sha256', w.ctx.config.secret!).update(`certificate ${digest}`).digest('hex'))
  const row = await w.ctx.db.selectFrom('privacy_requests').selectAll().where('id', '=', request.id).executeTakeFirstOrThrow()
  assert.equal(row.wanted, null, 'what was looked for is gone as well')
})

test('the money stays in the books, the person does not', async t => {
  const w = await shopWithAna(t)
  await w.erase()
  const order = await w.ctx.db.selectFrom('orders').selectAll().where('id', '=', w.order.id).executeTakeFirstOrThrow()
  assert.deepEqual([order.total_minor, order.country, order.customer_id, order.node_id, order.email, order.phone, order.ship_name, order.address, order.city], [2500, 'PH', null, null, null, null, null, null, null])
  await catchUp(w.ctx)
  assert.deepEqual(await w.ctx.warehouse.rows(`select toInt64(sum(subtotal_minor)) as sum, countIf(customer_id = toUUID('${w.ana}')) as theirs from orders final where not deleted`), [{ sum: 5000, theirs: 0 }])
})

test('where the rules say so, the orders go as well', async t => {
  const w = await shopWithAna(t)
  await w.owner.call(contract.changePrivacyRules, { body: { orders: 'delete', dueDays: 30 } })
  const { certificate } = await w.erase()
  assert.equal(await count(w, 'orders'), 1)
  assert.equal(certificate!.postgres['orders']!.deleted, 1)
})

test('of others only the passage goes: their own address, their events and their notes stay', async t => {
  const w = await shopWithAna(t)
  await w.erase()
  const gift = await w.ctx.db.selectFrom('events').select('properties').where('name', '=', 'Gift Sent').executeTakeFirstOrThrow()
  assert.deepEqual(gift.properties, { to: '[erased]', from: 'diana@example.com' })
  const [copy] = await w.ctx.warehouse.rows<{ properties: string }>(`select properties from events where name = 'Gift Sent'`)
  assert.deepEqual(JSON.parse(copy!.properties), gift.properties)
  const note = await w.ctx.db.selectFrom('customer_notes').select('body').executeTakeFirstOrThrow()
  assert.equal(note.body, 'Friend of [erased], [erased]')
  assert.equal((await w.owner.call(getCustomer, { params: { customerId: w.ben } })).name, 'Ben Santos')
  const audited = await w.ctx.db.selectFrom('audit_log').select(['action', 'actor_name', 'record_label', 'changes']).where('record_id', '=', w.ana).where('action', '=', 'customers.note').executeTakeFirstOrThrow()
  assert.deepEqual(audited, { action: 'customers.note', actor_name: 'Test owner', record_label: null, changes: { body: { from: null, to: null } } })
})

test('the search finds what an erasure does not reach', async t => {
  const w = await shopWithAna(t)
  await w.ctx.db.updateTable('stores').set({ name: 'Corner shop of Ana Cruz' }).execute()
  const { certificate } = await w.erase()
  assert.deepEqual(certificate!.search.found.filter(f => f.store === 'postgres'), [{ store: 'postgres', table: 'stores', column: 'name', rows: 1 }])
})

test('of two customers with one name only identifiers are looked for: a text with that name may be about the other', async t => {
  const w = await shopWithAna(t)
  await w.owner.call(createCustomer, { body: { name: 'ana cruz', email: 'other@example.com' } })
  const { certificate } = await w.erase()
  assert.deepEqual([certificate!.search.namesake, certificate!.search.found], [true, []])
  assert.equal(await count(w, 'customers', `name = 'ana cruz'`), 1)
  assert.match((await w.ctx.db.selectFrom('customer_notes').select('body').executeTakeFirstOrThrow()).body, /Friend of Ana Cruz, \[erased\]/)
})

test('whoever was erased does not come back: by a late event, an order, a file or a person of the team', async t => {
  const w = await shopWithAna(t)
  const request = await w.erase()
  const before = await count(w, 'customers')
  w.clock.set(w.clock.now().add({ seconds: 10 }).toString())
  await w.tell(
    { type: 'identify', userId: 'customer-77', traits: { email: 'ana@example.com', name: 'Ana Cruz' } },
    { type: 'page', anonymousId: 'browser-of-ana', properties: { title: 'Aprons' } },
    { type: 'identify', userId: 'a-new-account', traits: { email: 'ana@example.com', name: 'Ana Cruz' } },
    { type: 'track', event: 'Order Completed', userId: 'customer-77', properties: { order_id: '9001', currency: 'EUR', total: 12.5, email: 'ana@example.com', products: [{ sku: 'MUG', price: 12.5, quantity: 1 }] } },
    { type: 'track', userId: 'customer-77', properties: { email: 'ana@example.com' } },
    { type: 'track', event: 'Gift Sent', userId: 'ben-1', properties: { to: 'Ana@Example.com' } },
  )
  const placed = await w.place({ customer: { email: 'ana@example.com', name: 'Ana Cruz' }, email: 'ana@example.com', shipTo: w.address })
  const [recognised] = await recogniseCustomers(w.ctx, [{ email: 'ana@example.com', name: 'Ana Cruz' }])
  const made = await w.owner.ask(createCustomer, { body: { name: 'Ana Cruz', email: 'ana@example.com' } })
  await readLog(w.ctx)
  await catchUp(w.ctx)
  assert.deepEqual([recognised, made.problem.code, await count(w, 'customers') - before], [null, 'customers.erased', 0])
  const texts = { identifiers: ['ana@example.com', 'browser-of-ana', 'customer-77'], names: ['ana cruz', 'mabini street 5'] }
  assert.deepEqual((await searchEverywhere(w.ctx, texts, allKept(), async () => {})).found, [])
  const reported = await w.ctx.db.selectFrom('orders').select(['total_minor', 'email', 'customer_id']).where('number', '=', '9001').executeTakeFirstOrThrow()
  assert.deepEqual([reported, await count(w, 'orders', `id = '${placed.id}' and email is null and customer_id is null and country = 'PH'`)], [{ total_minor: 1250, email: null, customer_id: null }, 1])
  assert.equal(await count(w, 'rejected_messages', `violation = 'erased' and message is null`), 4)
  const { cameAgain } = await w.owner.call(contract.getPrivacyRequest, { params: { requestId: request.id } })
  assert.ok(cameAgain >= 5, 'staff see that somebody came back')
})

test('what was in the log and unread when they were erased is not read on', async t => {
  const w = await shopWithAna(t)
  const events = await w.ctx.db.selectFrom('events').select(['source_id']).where('name', '=', 'Review Written').executeTakeFirstOrThrow()
  const { append, nodeIds } = await import('../collect/index.ts')
  const node = (await nodeIds(w.ctx))({ kind: 'anonymous_id', value: 'browser-of-ana' })
  const { id } = await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'erase', start: true } })
  await w.work()
  // As if a request of another process had been taken in a moment before, and committed a moment after.
  await append(w.ctx.db, [{ sourceId: events.source_id, messageId: 'late', type: 'page', name: 'Late', nodeId: node, anonymousId: 'browser-of-ana', properties: { email: 'ana@example.com' }, occurredAt: w.clock.now().toString() }])
  await readLog(w.ctx)
  await catchUp(w.ctx)
  assert.deepEqual([await count(w, 'events', `name = 'Late'`), await w.ctx.warehouse.rows(`select count() as n from events where name = 'Late'`)], [0, [{ n: 0 }]])
  assert.equal((await w.owner.call(contract.getPrivacyRequest, { params: { requestId: id } })).state, 'done')
})

test('a person who comes back by themselves is released, and starts anew', async t => {
  const w = await shopWithAna(t)
  await w.erase()
  assert.equal((await w.owner.ask(contract.releaseErased, { body: { email: 'nobody@example.com' } })).problem.code, 'privacy.not_erased')
  const { released } = await w.owner.call(contract.releaseErased, { body: { email: 'Ana@example.com' } })
  assert.ok(released >= 4, 'all of their identifiers')
  w.clock.set(w.clock.now().add({ seconds: 10 }).toString())
  await w.tell({ type: 'identify', anonymousId: 'browser-of-ana', traits: { email: 'ana@example.com' } })
  const { items } = await w.owner.call(listCustomers, { query: { q: 'ana@example.com' } })
  assert.deepEqual([items.length, items[0]!.ordersCount], [1, 0])
})

test('neither following on nor a rebuild brings anybody back into the warehouse', async t => {
  const w = await shopWithAna(t)
  await w.erase()
  const { serving } = await generationsOf(w.ctx.db)
  assert.equal(await findFault(w.ctx, serving!), undefined, 'the copy is still the copy')
  const { beginGeneration } = await import('../warehouse/generations.ts')
  await beginGeneration(w.ctx, 'requested')
  await catchUp(w.ctx)
  const texts = { identifiers: ['ana@example.com', 'browser-of-ana', 'customer-77'], names: ['ana cruz'] }
  assert.deepEqual((await searchEverywhere(w.ctx, texts, allKept(), async () => {})).found, [])
  assert.deepEqual(await w.ctx.warehouse.rows(`select count() as n from customers final where id = toUUID('${w.ana}') and not deleted`), [{ n: 0 }])
})

test('an erasure that is killed between two steps goes on where it was', async t => {
  const w = await shopWithAna(t)
  const { id } = await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'erase', start: true } })
  const { erase } = await import('./erasing/erase.ts')
  const broken = { ...w.ctx, warehouse: { ...w.ctx.warehouse, rows: async () => Promise.reject(new Error('ClickHouse is gone')) } }
  await assert.rejects(erase(broken, id, allKept()), /ClickHouse is gone/)
  const halfway = await w.owner.call(contract.getPrivacyRequest, { params: { requestId: id } })
  assert.deepEqual([halfway.state, halfway.progress?.step, halfway.label], ['failed', 'passages', null])
  await w.work()
  const { state, certificate } = await w.owner.call(contract.getPrivacyRequest, { params: { requestId: id } })
  assert.deepEqual([state, certificate!.postgres['customers'], certificate!.search.found], ['done', { deleted: 1, blanked: 0 }, []])
})

test('restricted means kept and not used, until it is lifted', async t => {
  const w = await shopWithAna(t)
  const may = async () => (await mayContact(w.ctx, { customerIds: [w.ana], channel: 'email', purpose: 'marketing' })).get(w.ana)!.reason
  assert.equal(await may(), 'granted')
  await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'restrict', note: 'While we check the address', start: true } })
  assert.equal(await may(), 'restricted')
  const again = await w.owner.ask(contract.askPrivacy, { body: { customerId: w.ana, kind: 'restrict', start: true } })
  assert.equal(again.problem.code, 'privacy.already_restricted')
  await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'unrestrict', start: true } })
  assert.equal(await may(), 'granted')
})

test('a request waits for a person, who does it or says why not; each step stands in the audit log', async t => {
  const w = await shopWithAna(t)
  const { id, dueAt } = await w.owner.call(contract.askPrivacy, { body: { customerId: w.ana, kind: 'erase', note: 'By letter' } })
  assert.equal(dueAt, '2026-04-01T09:00:00.000Z')
  await w.owner.call(contract.refusePrivacy, { params: { requestId: id }, body: { because: 'An order is still open' } })
  assert.equal((await w.owner.ask(contract.startPrivacy, { params: { requestId: id } })).problem.code, 'privacy.already_decided')
  const { items } = await w.owner.call(contract.listPrivacyRequests, { query: { state: ['refused'] } })
  assert.deepEqual(items.map(r => [r.id, r.refusedBecause]), [[id, 'An order is still open']])
  const audited = await w.ctx.db.selectFrom('audit_log').select('action').where('record_id', '=', id).orderBy('id').execute()
  assert.deepEqual(audited.map(a => a.action), ['privacy.ask', 'privacy.refuse'])
})

test('events are kept as long as the rule of their name says, in both stores', async t => {
  const w = await shopWithAna(t)
  await w.owner.call(contract.setRetention, { body: { eventName: 'Review Written', days: 30 } })
  const expire = () => import('../modules.ts').then(({ modules }) => modules.find(m => m.name === 'privacy')!.jobs!.find(job => job.name === 'privacy.expire_events')!.run(w.ctx, {}))
  await expire()
  assert.equal(await count(w, 'events', `name = 'Review Written'`), 1)
  w.clock.set(w.clock.now().add({ hours: 24 * 31 }).toString())
  await expire()
  assert.deepEqual([await count(w, 'events', `name = 'Review Written'`), await w.ctx.warehouse.rows(`select count() as n from events where name = 'Review Written'`), await count(w, 'events', `type = 'page'`)], [0, [{ n: 0 }], 1])
  const { items } = await w.owner.call(contract.listRetention)
  assert.deepEqual(items.map(r => [r.eventName, r.deletedLast, r.deletedTotal]), [['Review Written', 1, 1]])
  await w.owner.call(contract.dropRetention, { params: { eventName: 'Review Written' } })
  assert.equal((await w.owner.ask(contract.dropRetention, { params: { eventName: 'Review Written' } })).problem.code, 'privacy.no_rule')
})

test('the history of facts of an erased customer names the fields that were changed, and no value', async t => {
  const w = await shopWithAna(t)
  assert.ok((await w.owner.call(customerHistory, { params: { customerId: w.ana }, query: {} })).items)
  await w.erase()
  assert.equal(await count(w, 'audit_log', `changes::text ilike '%cruz%' or record_label ilike '%cruz%'`), 0)
})
