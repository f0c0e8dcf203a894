import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeView, listViews, orderViews, removeView, saveView } from '../../contracts/views.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'

const query = { page: 'customers' }

test('a view is seen by its owner alone until it is shared', async t => {
  const w = await world(t)
  const [ana, ben] = [await signedIn(w, 'agent'), await signedIn(w, 'analyst')]
  const view = await ana.call(saveView, { body: { page: 'customers', name: 'Dutch', search: { country: ['NL'], sort: '-spent' }, columns: ['name', 'spent'] } })
  assert.deepEqual((await ben.call(listViews, { query })).items, [])
  await ana.call(changeView, { params: { viewId: view.id }, body: { shared: true } })
  const [seen] = (await ben.call(listViews, { query })).items
  assert.deepEqual([seen?.name, seen?.mine, seen?.search, seen?.columns], ['Dutch', false, { country: ['NL'], sort: '-spent' }, ['name', 'spent']])
  assert.deepEqual((await ben.call(listViews, { query: { page: 'orders' } })).items, [])
})

test('only the owner or an admin changes and removes a view', async t => {
  const w = await world(t)
  const [ana, ben, admin] = [await signedIn(w, 'agent'), await signedIn(w, 'agent'), await signedIn(w, 'admin')]
  const { id: viewId } = await ana.call(saveView, { body: { page: 'customers', name: 'Mine', shared: true } })
  assert.equal((await ben.ask(changeView, { params: { viewId }, body: { name: 'Yours' } })).problem.code, 'views.not_yours')
  assert.equal((await ben.ask(removeView, { params: { viewId } })).problem.code, 'views.not_yours')
  assert.equal((await admin.call(changeView, { params: { viewId }, body: { name: 'Ours' } })).name, 'Ours')
  await ana.call(changeView, { params: { viewId }, body: { shared: false } })
  assert.equal((await ben.ask(removeView, { params: { viewId } })).problem.code, 'views.not_found')
  await ana.call(removeView, { params: { viewId } })
  const log = await w.ctx.db.selectFrom('audit_log').select('action').where('record_kind', '=', 'view').orderBy('at').orderBy('id').execute()
  assert.deepEqual(log.map(row => row.action), ['views.save', 'views.change', 'views.change', 'views.remove'])
})

test('views stay in the order that a person gives them', async t => {
  const w = await world(t)
  const ana = await signedIn(w, 'marketer')
  const saved = []
  for (const name of ['a', 'b', 'c']) saved.push((await ana.call(saveView, { body: { page: 'customers', name } })).id)
  assert.deepEqual((await ana.call(listViews, { query })).items.map(view => view.name), ['a', 'b', 'c'])
  await ana.call(orderViews, { body: { page: 'customers', viewIds: saved.toReversed() } })
  assert.deepEqual((await ana.call(listViews, { query })).items.map(view => view.name), ['c', 'b', 'a'])
})
