import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource, editSource, listSources } from '../../contracts/sources.ts'
import { createStore } from '../../contracts/stores.ts'
import { appOf, signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'

test('a new source has a key, and with it events come in', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const store = await admin.call(createStore, { body: { key: 'corner', name: 'Corner Shop', currency: 'EUR', timeZone: 'Europe/Amsterdam' } })
  const source = await admin.call(createSource, { body: { kind: 'web', name: 'Web shop', storeId: store.id } })
  const sent = await (await appOf(w)).inject({ method: 'POST', url: '/v1/track', payload: { writeKey: source.writeKey, userId: 'ana', event: 'Product Viewed' } })
  assert.equal(sent.statusCode, 200)
  assert.deepEqual(await w.ctx.db.selectFrom('events').select(['source_id', 'store_id', 'name']).where('name', '=', 'Product Viewed').execute(), [{ source_id: source.id, store_id: store.id, name: 'Product Viewed' }])
})

test('a source that is switched off refuses events within five seconds, and takes them again when it is on', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const { id: sourceId, writeKey } = await admin.call(createSource, { body: { kind: 'server', name: 'Backend' } })
  const send = async () => (await (await appOf(w)).inject({ method: 'POST', url: '/v1/track', payload: { writeKey, userId: 'ana', event: 'A' } })).statusCode
  assert.equal(await send(), 200)
  await admin.call(editSource, { params: { sourceId }, body: { isOn: false } })
  w.clock.advance({ seconds: 5 })
  assert.equal(await send(), 404)
  await admin.call(editSource, { params: { sourceId }, body: { isOn: true } })
  w.clock.advance({ seconds: 5 })
  assert.equal(await send(), 200)
})

test('Suki’s own sources are not listed; each change stands in the audit log with what it changed', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const made = await admin.call(createSource, { body: { kind: 'shop_floor', name: 'Till 1' } })
  await admin.call(editSource, { params: { sourceId: made.id }, body: { name: 'Till at the door' } })
  assert.deepEqual((await admin.call(listSources, { query: {} })).items.map(s => s.name), ['Till at the door'])
  const entries = await w.ctx.db.selectFrom('audit_log').select(['action', 'changes']).where('record_kind', '=', 'source').orderBy('id').execute()
  assert.deepEqual(entries, [{ action: 'sources.create', changes: {} }, { action: 'sources.edit', changes: { name: { from: 'Till 1', to: 'Till at the door' } } }])
  assert.equal((await admin.ask(editSource, { params: { sourceId: made.id }, body: { storeId: crypto.randomUUID() } })).problem.code, 'sources.no_such_store')
})
