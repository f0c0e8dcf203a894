import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../contracts/segment-routes.ts'
import { catchUp, runJobs } from '../../tests/support/jobs.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { append, nodeIds, sources } from '../collect/index.ts'
import { restrict, suppress } from '../customers/index.ts'
import { inTransaction, within, type Ctx } from '../platform/index.ts'
import { keepOn } from './keeping/keep.ts'

/** A shop with Ana, who looked at two things, and Ben. */
async function shop(t: Parameters<typeof world>[0]) {
  const w = await world(t)
  const { ctx, clock } = w
  await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).execute()
  const person = async (name: string, country: string, spent: number) => (await ctx.db.insertInto('customers').values({ name, country, spent_minor: spent, currency: 'EUR', created_at: clock.now().toString(), updated_at: clock.now().toString() }).returning('id').executeTakeFirstOrThrow()).id
  const [ana, ben] = [await person('Ana', 'NL', 5000), await person('Ben', 'BE', 0)]
  const look = (messageId: string) => append(ctx.db, [{ sourceId: sources.suki, messageId, name: 'Product Viewed', nodeId: ana, properties: { price: 12.5, category: 'Shoes' }, occurredAt: clock.now().toString() }])
  await look('one')
  clock.advance({ hours: 1 })
  await look('two')
  await catchUp(ctx)
  return { ...w, ana, ben, look, marketer: await signedIn(w, 'marketer') }
}

test('a rule is counted while it is typed: how many, who, and what they spent', async t => {
  const { marketer } = await shop(t)
  const seen = await marketer.call(contract.previewSegment, { body: { text: 'did "Product Viewed" where (price > 10, category = "Shoes") at least 2 times in last 7 days' } })
  assert.deepEqual([seen.count, seen.of, seen.sample.map(c => c.name), seen.spent], [1, 2, ['Ana'], [{ currency: 'EUR', spentMinor: 5000 }]])
  const none = await marketer.call(contract.previewSegment, { body: { rule: { kind: 'fact', fact: 'country', test: { kind: 'in', values: ['FR'] } } } })
  assert.deepEqual([none.count, none.text, none.sample], [0, 'country = FR', []])
})

test('who may not be written to is counted and not reachable: no address, a suppressed one, a restriction', async t => {
  const { marketer, ctx, ana, ben } = await shop(t)
  await ctx.db.updateTable('customers').set({ email: 'ana@example.com', phone: '+31600000001' }).where('id', '=', ana).execute()
  for (const [customer, channel] of [[ana, 'email'], [ana, 'sms'], [ben, 'email']] as const) await ctx.db.insertInto('consent_states').values({ customer_id: customer, channel, purpose: 'marketing', state: 'granted', consent_id: ana, occurred_at: ctx.clock.now().toString() }).execute()
  const reachable = async () => {
    await catchUp(ctx)
    return (await marketer.call(contract.previewSegment, { body: { text: 'everyone' } })).reachable
  }
  assert.deepEqual(await reachable(), { email: 1, sms: 1 }, 'Ben has no address')
  await ctx.db.insertInto('customer_identifiers').values(await identifier(ctx, 'email', 'ana@example.com', ana)).execute()
  await suppress(ctx, { channel: 'email', address: 'ana@example.com', reason: 'bounce' })
  assert.deepEqual(await reachable(), { email: 0, sms: 1 })
  await ctx.db.updateTable('suppressions').set({ lifted_at: ctx.clock.now().toString(), lifted_by: 'x' }).execute()
  assert.deepEqual(await reachable(), { email: 1, sms: 1 })
  await inTransaction(ctx.db, db => restrict(within(ctx, { db }), ana, 'asked for'))
  assert.deepEqual(await reachable(), { email: 0, sms: 0 })
})

async function identifier(ctx: Ctx, kind: 'email', value: string, customerId: string) {
  const id = (await nodeIds(ctx))({ kind, value })
  return { kind, value, id, cluster_id: id, customer_id: customerId }
}

test('what is wrong with a text is said with its place, and a hostile one is only a value', async t => {
  const { marketer } = await shop(t)
  const wrong = await marketer.ask(contract.previewSegment, { body: { text: 'country = NL and\n ordrs >= 2' } })
  assert.deepEqual([wrong.status, wrong.problem.code, wrong.problem.fields?.[0]?.field], [400, 'segments.unreadable', 'text'])
  assert.match(wrong.problem.title, /Line 2, column 2/)
  const read = await marketer.call(contract.readRule, { body: { text: 'ordrs >= 2' } })
  assert.deepEqual([read.problem?.line, read.problem?.column, read.problem?.length], [1, 1, 5])
  const hostile = `'); drop table events; -- \\' {p0:String} \t \u0000 "`
  const seen = await marketer.call(contract.previewSegment, { body: { rule: { kind: 'all', rules: [{ kind: 'trait', path: [hostile], test: { kind: 'contains', value: hostile } }, { kind: 'count', of: { kind: 'event', name: hostile, where: [{ path: [hostile, hostile], test: { kind: 'in', values: [hostile, 'x'] } }] }, compare: { op: '>=', value: 1 } }] } } })
  assert.equal(seen.count, 0)
  assert.equal((await marketer.call(contract.previewSegment, { body: { text: 'everyone' } })).count, 2)
})

test('a segment is made, found, listed with its rule, and says why somebody is in and until when', async t => {
  const { marketer, ana, ben, ctx, clock, ...w } = await shop(t)
  const made = await marketer.call(contract.createSegment, { body: { name: 'Window shoppers', text: 'did "Product Viewed" at least 2 times in last 7 days and orders = 0' } })
  assert.deepEqual([made.membersCount, made.building?.step], [0, 'waiting'])
  await runJobs({ ctx, postgresUrl: w.postgresUrl })
  const [row] = (await marketer.call(contract.listSegments, { query: {} })).items
  assert.deepEqual([row?.name, row?.membersCount, row?.building, row?.text], ['Window shoppers', 1, null, 'did "Product Viewed" at least 2 times in last 7 days and orders = 0'])
  const params = { segmentId: made.id }
  assert.deepEqual((await marketer.call(contract.segmentMembers, { params, query: {} })).items.map(c => c.name), ['Ana'])
  const why = await marketer.call(contract.whySegment, { params: { ...params, customerId: ana } })
  assert.deepEqual([why.isMember, why.changesAt, why.why.parts.map(p => [p.text, p.holds, p.actual, p.behind.length])], [true, '2026-03-09T09:00:00.000Z', [['did "Product Viewed" at least 2 times in last 7 days', true, 2, 2], ['orders = 0', true, 0, 0]]])
  const whyNot = await marketer.call(contract.whySegment, { params: { ...params, customerId: ben } })
  assert.deepEqual([whyNot.isMember, whyNot.changesAt, whyNot.why.parts[0]?.actual], [false, null, 0])
  clock.set('2026-03-09T09:00:00Z')
  while (await keepOn(ctx));
  const moves = (await marketer.call(contract.segmentMoves, { params, query: {} })).items
  assert.deepEqual(moves.map(m => [m.name, m.entered, m.cause]), [['Ana', false, 'time'], ['Ana', true, 'definition']])
  const { days } = await marketer.call(contract.segmentHistory, { params, query: { days: 8 } })
  assert.deepEqual([days[0], days.at(-1)], [{ day: '2026-03-02', entered: 1, left: 0, size: 1 }, { day: '2026-03-09', entered: 0, left: 1, size: 0 }])
})

test('a name is taken once, versions stay, and an analyst changes nothing', async t => {
  const w = await shop(t)
  const { marketer } = w
  const made = await marketer.call(contract.createSegment, { body: { name: 'Dutch', text: 'country = NL' } })
  assert.equal((await marketer.ask(contract.createSegment, { body: { name: 'dutch', text: 'country = BE' } })).problem.code, 'segments.name_taken')
  const edited = await marketer.call(contract.editSegment, { params: { segmentId: made.id }, body: { name: 'Low Countries', text: 'country in (NL, BE)' } })
  assert.deepEqual([edited.name, edited.versions.map(v => [v.number, v.text])], ['Low Countries', [[2, 'country in (NL, BE)'], [1, 'country = NL']]])
  const analyst = await signedIn(w, 'analyst')
  assert.equal((await analyst.ask(contract.archiveSegmentRoute, { params: { segmentId: made.id } })).status, 403)
  await marketer.call(contract.archiveSegmentRoute, { params: { segmentId: made.id } })
  assert.deepEqual((await marketer.call(contract.listSegments, { query: {} })).items, [])
})
