import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { addNote, customerTimeline, editCustomer, getCustomer, listCustomers, listNotes, tagCustomers } from '../../../contracts/customers.ts'
import { customerIdentity, mergeCustomers, separateCustomer } from '../../../contracts/identity.ts'
import { changeSourcePrecedence, customerFacts } from '../../../contracts/profile.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'

/** A shop with a website and a backend, and a way to send events through the door. */
async function shop(t: TestContext) {
  const w = await world(t)
  const { id: storeId } = await w.ctx.db.insertInto('stores').values({ key: 'corner', name: 'Corner Shop', currency: 'EUR', time_zone: 'Europe/Amsterdam', country: 'NL' }).returning('id').executeTakeFirstOrThrow()
  const source = (kind: string) => w.ctx.db.insertInto('sources').values({ kind, name: kind, write_key: kind, store_id: storeId }).returning('id').executeTakeFirstOrThrow()
  const [web, server] = [await source('web'), await source('server')]
  const app = await appOf(w)
  const send = async (key: string, ...messages: object[]) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: key, batch: messages } })
    assert.equal(answer.statusCode, 200)
    await readLog(w.ctx)
  }
  const maria = await signedIn(w, 'admin')
  const find = async (q: string) => (await maria.call(listCustomers, { query: { q } })).items
  return { ...w, send, maria, find, web: web.id, server: server.id }
}

const at = (minutes: number) => ({ timestamp: Temporal.Instant.from('2026-03-01T10:00:00Z').add({ minutes }).toString(), sentAt: '2026-03-02T09:00:00Z' })

test('what a shop tells of a person stands in the profile, in its own form and with its source and time', async t => {
  const { send, maria, find } = await shop(t)
  await send('web', { type: 'identify', userId: '7', anonymousId: 'v1', ...at(0), traits: { email: 'Ana@Example.com', firstName: 'Ana', lastName: 'Reyes', phone: '06 12345678', birthday: '1990-05-04T00:00:00Z', gender: 'F', address: { city: 'Utrecht', country: 'Netherlands' }, locale: 'nl-NL', plan: 'gold', birthdate: 'in spring' } })
  const [ana] = await find('ana reyes')
  const profile = await maria.call(getCustomer, { params: { customerId: ana!.id } })
  assert.deepEqual([profile.name, profile.email, profile.phone, profile.birthday, profile.gender, profile.city, profile.country, profile.language], ['Ana Reyes', 'ana@example.com', '+31612345678', '1990-05-04', 'female', 'Utrecht', 'NL', 'nl'])
  assert.deepEqual(profile.traits, { address: { city: 'Utrecht', country: 'Netherlands' }, plan: 'gold', birthdate: 'in spring' })
  const { items } = await maria.call(customerFacts, { params: { customerId: ana!.id } })
  assert.deepEqual(items.filter(f => f.trait === 'city'), [{ trait: 'city', value: 'Utrecht', sourceName: 'web', sourceKind: 'web', at: '2026-03-01T10:00:00.000Z', wins: true }])
})

test('the later word counts, whichever arrives first; a person’s counts most; a ranked source’s more than others', async t => {
  const { send, maria, find, server, ...w } = await shop(t)
  const city = (name: string) => ({ type: 'identify', userId: '7', traits: { name: 'Ana', city: name } })
  await send('web', { ...city('Ghent'), ...at(9) })
  await send('server', { ...city('Utrecht'), ...at(5) })
  const [ana] = await find('ana')
  const params = { customerId: ana!.id }
  const now = async () => (await maria.call(getCustomer, { params })).city
  assert.equal(await now(), 'Ghent')
  await maria.call(changeSourcePrecedence, { body: { items: [{ sourceId: server, precedence: 20 }] } })
  await runJobs(w)
  assert.equal(await now(), 'Utrecht')
  await maria.call(editCustomer, { params, body: { city: 'Delft' } })
  await send('server', { ...city('Leiden'), ...at(20) })
  assert.equal(await now(), 'Delft')
})

test('a merge shows at once in profile, timeline, notes and tags; undoing it gives both sides exactly what they had', async t => {
  const { send, maria, find } = await shop(t)
  await send('web', { type: 'page', anonymousId: 'v1', name: 'Home', ...at(0) }, { type: 'identify', anonymousId: 'v1', traits: { email: 'ana@example.com', name: 'Ana', city: 'Ghent' }, ...at(1) })
  await send('server', { type: 'identify', userId: '7', traits: { name: 'Ana Reyes', phone: '+31612345678' }, ...at(2) })
  const [ana, seven] = [(await find('ana@example.com'))[0]!, (await find('+31612345678'))[0]!]
  await maria.call(tagCustomers, { body: { customerIds: [ana.id], add: ['vip'] } })
  await maria.call(tagCustomers, { body: { customerIds: [seven.id], add: ['b2b'] } })
  await maria.call(addNote, { params: { customerId: seven.id }, body: { body: 'Asks for invoices.' } })
  const shown = async (customerId: string) => {
    const { updatedAt: _, ...profile } = await maria.call(getCustomer, { params: { customerId } })
    const doings = (await maria.call(customerTimeline, { params: { customerId }, query: {} })).items.filter(e => !e.name.startsWith('Customers ')).map(e => e.id)
    return { profile, doings, notes: (await maria.call(listNotes, { params: { customerId }, query: {} })).items.length }
  }
  const before = [await shown(ana.id), await shown(seven.id)]
  const { customerId } = await maria.call(mergeCustomers, { body: { customerIds: [seven.id, ana.id] } })
  const merged = await shown(customerId)
  assert.deepEqual([merged.profile.name, merged.profile.city, merged.profile.email, merged.profile.phone, merged.profile.tags, merged.notes], ['Ana Reyes', 'Ghent', 'ana@example.com', '+31612345678', ['b2b', 'vip'], 1])
  assert.deepEqual(merged.doings.toSorted(), before.flatMap(side => side.doings).toSorted())
  assert.equal((await maria.call(getCustomer, { params: { customerId: seven.id } })).id, customerId)
  assert.equal((await find('ana')).length, 1)
  const graph = await maria.call(customerIdentity, { params: { customerId } })
  assert.deepEqual(graph.merged.map(m => [m.id, m.because?.byStaff]), [[seven.id, 'Test admin']])
  await maria.call(separateCustomer, { params: { customerId }, body: { mergedId: graph.merged[0]!.id } })
  assert.deepEqual([await shown(ana.id), await shown(seven.id)], before)
})

test('how they like to hear from the shop and where they like to shop are facts: told by sources, edited by people', async t => {
  const { send, maria, find, ctx } = await shop(t)
  await send('web', { type: 'identify', userId: '7', ...at(0), traits: { name: 'Ana', preferredChannel: 'whatsapp' } })
  const params = { customerId: (await find('ana'))[0]!.id }
  const store = await ctx.db.selectFrom('stores').select('id').executeTakeFirstOrThrow()
  assert.equal((await maria.call(getCustomer, { params })).preferredChannel, 'whatsapp')
  const edited = await maria.call(editCustomer, { params, body: { preferredChannel: 'post', preferredStoreId: store.id } })
  assert.deepEqual([edited.preferredChannel, edited.preferredStoreId], ['post', store.id])
  await send('web', { type: 'identify', userId: '7', ...at(30), traits: { preferredChannel: 'sms' } })
  assert.equal((await maria.call(getCustomer, { params })).preferredChannel, 'post')
  const refused = await maria.ask(editCustomer, { params, body: { preferredStoreId: params.customerId } })
  assert.deepEqual([refused.status, refused.problem.fields?.[0]?.field], [422, 'preferredStoreId'])
})
