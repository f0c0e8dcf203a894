import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listCustomers } from '../../../contracts/customers.ts'
import { customerGroups, getGroup, listGroups } from '../../../contracts/groups.ts'
import { readLog } from '../../../tests/support/jobs.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'

test('a household is who a shop says it is; a visitor belongs to it as soon as they have a name', async t => {
  const w = await world(t)
  await w.ctx.db.insertInto('sources').values({ kind: 'server', name: 'Backend', write_key: 'key' }).execute()
  const send = async (...batch: object[]) => {
    await (await appOf(w)).inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: 'key', batch } })
    await readLog(w.ctx)
  }
  await send(
    { type: 'identify', userId: 'ana', traits: { name: 'Ana Reyes', email: 'ana@example.com' } },
    { type: 'group', userId: 'ana', groupId: 'reyes', traits: { type: 'household', name: 'Reyes family', city: 'Utrecht' } },
    { type: 'group', anonymousId: 'v1', groupId: 'reyes' },
    { type: 'group', userId: 'ana', groupId: 77, traits: { name: 'Reyes Bakery BV', employees: 12 } },
  )
  const maria = await signedIn(w, 'agent')
  const { items } = await maria.call(listGroups, { query: {} })
  assert.deepEqual(items.map(g => [g.kind, g.name, g.externalId, g.membersCount]), [['company', 'Reyes Bakery BV', '77', 1], ['household', 'Reyes family', 'reyes', 1]])
  await send({ type: 'identify', anonymousId: 'v1', userId: 'ben', traits: { name: 'Ben Reyes' } })
  const family = await maria.call(getGroup, { params: { groupId: items[1]!.id } })
  assert.deepEqual([family.members.map(m => m.name).sort(), family.traits.city], [['Ana Reyes', 'Ben Reyes'], 'Utrecht'])
  const [ben] = (await maria.call(listCustomers, { query: { q: 'ben' } })).items
  assert.deepEqual((await maria.call(customerGroups, { params: { customerId: ben!.id } })).items.map(g => g.name), ['Reyes family'])
  assert.deepEqual((await maria.call(listGroups, { query: { q: 'reyes f' } })).items.map(g => g.name), ['Reyes family'])
  assert.equal((await maria.ask(getGroup, { params: { groupId: crypto.randomUUID() } })).problem.code, 'groups.not_found')
})
