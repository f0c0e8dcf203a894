import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countCustomers, exportCustomers, listCustomers } from '../../../contracts/customers.ts'
import * as contract from '../../../contracts/segment-routes.ts'
import { catchUp, runJobs } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'

test('two segments are compared, their customers filtered, archived and taken back', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).execute()
  for (const [name, country, spent, city] of [['Ana', 'NL', 5000, 'Utrecht'], ['Ben', 'BE', 700, 'Gent'], ['Cor', 'NL', 300, 'Gent'], ['Dee', 'FR', 10, 'Lyon']] as const) {
    await ctx.db.insertInto('customers').values({ name, country, city, spent_minor: spent, currency: 'EUR', created_at: clock.now().toString(), updated_at: clock.now().toString() }).execute()
  }
  await catchUp(ctx)
  const marketer = await signedIn(w, 'marketer')
  const make = async (name: string, text: string) => (await marketer.call(contract.createSegment, { body: { name, text } })).id
  const [a, b] = [await make('Dutch', 'country = NL'), await make('In Gent', 'city = "Gent"')]
  await runJobs(w)

  await t.test('only one, both, only the other, each with what they spent', async () => {
    const eur = (customers: number, spentMinor: number) => ({ customers, spent: [{ currency: 'EUR', spentMinor }] })
    assert.deepEqual(await marketer.call(contract.compareSegments, { query: { a, b } }), { a: { id: a, name: 'Dutch' }, b: { id: b, name: 'In Gent' }, onlyA: eur(1, 5000), both: eur(1, 300), onlyB: eur(1, 700) })
    assert.deepEqual(await marketer.call(contract.segmentOverlap, { params: { segmentId: a } }), { size: 2, others: [{ id: b, name: 'In Gent', size: 2, shared: 1 }] })
  })

  await t.test('each number opens its customers, who are counted, and exported by whoever may', async () => {
    const names = async (query: object) => (await marketer.call(listCustomers, { query: { ...query, sort: 'name' } })).items.map(row => row.name)
    assert.deepEqual([await names({ segment: [a], notSegment: [b] }), await names({ segment: [a, b] }), await names({ segment: [b], notSegment: [a] }), await names({ notSegment: [a, b] })], [['Ana'], ['Cor'], ['Ben'], ['Dee']])
    assert.deepEqual(await marketer.call(countCustomers, { query: { segment: [a] } }), { count: 2, exact: true })
    assert.equal((await marketer.ask(exportCustomers, { query: { segment: [a] } })).status, 200)
    const agent = await signedIn(w, 'agent')
    assert.equal((await agent.ask(exportCustomers, { query: { segment: [a] } })).status, 403)
    const exported = await ctx.db.selectFrom('audit_log').selectAll().where('action', '=', 'customers.export').execute()
    assert.match(JSON.stringify(exported), new RegExp(a))
  })

  await t.test('sizes of thirty days end with the present one', async () => {
    const [trend] = await marketer.call(contract.segmentTrends, { query: { ids: [a] } })
    assert.deepEqual([trend?.sizes.length, trend?.sizes.at(-1), trend?.sizes.at(-2)], [30, 2, 0])
  })

  await t.test('taken out of the archive a segment is found anew, and serves nobody until then', async () => {
    await marketer.call(contract.archiveSegmentRoute, { params: { segmentId: a } })
    assert.equal((await marketer.ask(contract.compareSegments, { query: { a, b } })).problem.code, 'segments.not_standing')
    await ctx.db.updateTable('customers').set({ country: 'NL' }).where('name', '=', 'Dee').execute()
    await catchUp(ctx)
    await marketer.call(contract.restoreSegment, { params: { segmentId: a } })
    assert.equal((await marketer.ask(contract.compareSegments, { query: { a, b } })).problem.code, 'segments.not_standing')
    await runJobs(w)
    assert.deepEqual((await marketer.call(contract.segmentMembers, { params: { segmentId: a }, query: {} })).items.map(c => c.name).sort(), ['Ana', 'Cor', 'Dee'])
    assert.equal((await marketer.call(contract.getSegment, { params: { segmentId: a } })).membersCount, 3)
    await make('A segment of Dutch', `in segment "${a}"`)
    assert.equal((await marketer.ask(contract.archiveSegmentRoute, { params: { segmentId: a } })).problem.code, 'segments.in_use')
  })
})
