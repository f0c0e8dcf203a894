import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/campaigns.ts'
import { changeSendingRules } from '../../contracts/messaging.ts'
import { means, template, withAudience } from '../../tests/support/audience.ts'
import { runJobs } from '../../tests/support/jobs.ts'
import { signedIn } from '../../tests/support/people.ts'
import { sources } from '../collect/index.ts'
import { sendDue } from '../messaging/index.ts'
import { campaignsOn } from './running/course.ts'
import { lot } from './running/chance.ts'

test('a campaign reaches everybody once, but one in twenty, who are held out by lot', async t => {
  const { launched, run, sink, report, state, marie } = await withAudience(t, 600)
  const { id } = await launched()
  await run()
  const { byState, considered, incremental } = await report(id)
  assert.equal(considered, 600)
  assert.equal(byState.sent! + byState.held_out!, 600)
  assert.ok(byState.held_out! > 10 && byState.held_out! < 55, `${byState.held_out} of 600`)
  assert.equal(new Set(sink.mails.map(m => m.to)).size, byState.sent)
  assert.equal(sink.mails.length, byState.sent)
  assert.deepEqual([await state(id), incremental.verdict], ['done', 'too_few'])
  const { items } = await marie.call(contract.campaignPeople, { params: { campaignId: id }, query: { state: 'held_out', limit: 200 } })
  assert.equal(items.length, byState.held_out)
})

test('the dry run says what sending then does', async t => {
  const w = await withAudience(t, 120)
  await sql`update customers set email = null where name = 'Person 7'`.execute(w.ctx.db)
  const { id } = await w.draft()
  const params = { campaignId: id }
  await w.marie.call(contract.startDryRun, { params })
  await runJobs({ ...w, ctx: w.ctx })
  const dry = await w.marie.call(contract.getDryRun, { params })
  assert.deepEqual([dry.state, dry.considered, dry.counts['no_address']], ['done', 120, 1])
  await w.marie.call(contract.launchCampaign, { params, query: {} })
  await w.run()
  const { byState, skipped } = await w.report(id)
  assert.deepEqual({ send: byState.sent, held_out: byState.held_out, ...skipped }, { send: dry.counts['send'], held_out: dry.counts['held_out'], no_address: 1 })
  const { items } = await w.marie.call(contract.dryRunPeople, { params, query: { outcome: 'no_address' } })
  assert.deepEqual(items.map(p => p.name), ['Person 7'])
})

test('paused it waits, resumed it goes on, cancelled it ends', async t => {
  const { launched, run, sink, marie, state, ctx } = await withAudience(t, 50)
  const { id } = await launched({ holdOutPercent: 0 })
  const params = { campaignId: id }
  await campaignsOn(ctx)
  await campaignsOn(ctx)
  await marie.call(contract.pauseCampaign, { params })
  await run()
  assert.deepEqual([await state(id), sink.mails.length], ['paused', 0])
  await marie.call(contract.resumeCampaign, { params })
  await sendDue(ctx, means)
  assert.equal(sink.mails.length, 50)
  await marie.call(contract.cancelCampaign, { params })
  assert.equal(await state(id), 'cancelled')
  const again = await marie.ask(contract.resumeCampaign, { params })
  assert.deepEqual([again.status, again.problem.code], [409, 'campaigns.wrong_state'])
})

test('where the rules ask for it a second person has to agree', async t => {
  const w = await withAudience(t, 5)
  const owner = await signedIn(w, 'owner')
  await owner.call(changeSendingRules, { body: { caps: [], quiet: null, sunset: null, approval: true } })
  const { id, state } = await w.launched()
  assert.equal(state, 'approval')
  const own = await w.marie.ask(contract.approveCampaign, { params: { campaignId: id } })
  assert.deepEqual([own.status, own.problem.code], [403, 'campaigns.own_approval'])
  assert.equal((await owner.call(contract.approveCampaign, { params: { campaignId: id } })).state, 'scheduled')
})

test('what stands in the way of sending is named, all of it', async t => {
  const { marie, draft } = await withAudience(t, 1)
  const { id } = await draft({ audience: { include: [], exclude: [] }, variants: { A: { templateId: randomUUID() }, B: { templateId: randomUUID() } } })
  const { status, problem } = await marie.ask(contract.launchCampaign, { params: { campaignId: id }, query: {} })
  assert.deepEqual([status, problem.fields?.map(f => f.field)], [422, ['audience.include', 'variants.A', 'variants.B', 'test']])
})

test('whoever is in an excluded segment is not considered, however many they are', async t => {
  const w = await withAudience(t, 40)
  const out = randomUUID()
  await sql`insert into segments (id, name, time_zone, serving, created_at, created_by) values (${out}, 'Out', 'UTC', 1, now(), 'test')`.execute(w.ctx.db)
  await sql`insert into segment_members (segment_id, customer_id, entered_at) select ${out}, customer_id, now() from segment_members order by customer_id limit 30`.execute(w.ctx.db)
  const { id } = await w.launched({ audience: { include: [w.segmentId], exclude: [out] }, holdOutPercent: 0 })
  await w.run()
  assert.deepEqual([(await w.report(id)).considered, w.sink.mails.length], [10, 10])
})

test('by the clock of each recipient it goes out as their morning comes', async t => {
  const w = await withAudience(t, 2)
  await sql`update customers set traits = jsonb_build_object('timezone', case name when 'Person 1' then 'Asia/Manila' else 'Europe/Amsterdam' end)`.execute(w.ctx.db)
  await w.launched({ holdOutPercent: 0, schedule: { kind: 'local', at: '2026-03-04T09:00' } })
  await w.run()
  assert.equal(w.sink.mails.length, 0)
  w.clock.set('2026-03-04T01:00:00Z') // nine in Manila
  await w.run()
  assert.deepEqual(w.sink.mails.map(m => m.to), ['p1@example.com'])
  w.clock.set('2026-03-04T08:00:00Z') // nine in Amsterdam
  await w.run()
  assert.deepEqual(w.sink.mails.map(m => m.to), ['p1@example.com', 'p2@example.com'])
})

test('of a test everybody else gets the winner, and it is said whether its lead may be chance', async t => {
  const w = await withAudience(t, 400)
  const second = await template(w.ctx.db, w.store.id)
  const { id } = await w.launched({ holdOutPercent: 0, variants: { A: { templateId: w.templateId }, B: { templateId: second } }, test: { about: 'content', winner: 'click', sharePercent: 50, hours: 4 } })
  await w.run()
  const before = w.sink.mails.length
  assert.ok(before > 150 && before < 250, `${before} take part`)
  await sql`update messages set clicked_at = sent_at where letter = 'B' and state = 'sent'`.execute(w.ctx.db)
  w.later({ hours: 4 })
  await w.run()
  assert.equal(w.sink.mails.length, 400)
  assert.ok(w.sink.mails.slice(before).every(m => m.raw.includes('Subject: Variant B')))
  const campaign = await w.marie.call(contract.getCampaign, { params: { campaignId: id } })
  assert.deepEqual([campaign.state, campaign.winner, (campaign.winnerBecause as { isClear: boolean }).isClear], ['done', 'B', true])
})

test('an order counts for the last message that was followed before it, less what went back', async t => {
  const w = await withAudience(t, 3)
  const first = await w.launched({ holdOutPercent: 0 })
  await w.run()
  w.later({ hours: 24 })
  const second = await w.launched({ name: 'Summer', holdOutPercent: 0 })
  await w.run()
  const [p1, p2] = await Promise.all(['Person 1', 'Person 2'].map(async name => (await w.ctx.db.selectFrom('customers').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id))
  // One follows both and orders after each; two follows the first, long ago.
  await sql`update messages set clicked_at = sent_at + interval '1 hour' where customer_id = ${p1}`.execute(w.ctx.db)
  await sql`update messages set clicked_at = sent_at where customer_id = ${p2} and mailing_id = ${first.id}`.execute(w.ctx.db)
  const order = (number: string, customer: string, at: string, net: number, refunded = 0) => w.ctx.db.insertInto('orders')
    .values({ store_id: w.store.id, source_id: sources.suki, number, customer_id: customer, node_id: customer, currency: w.store.currency, subtotal_minor: net, total_minor: net, refunded_minor: refunded, placed_at: at }).execute()
  await order('1', p1!, '2026-03-02T12:00:00Z', 1000)
  await order('2', p1!, '2026-03-03T12:00:00Z', 5000, 2000)
  await order('3', p2!, '2026-03-09T12:00:00Z', 900)
  assert.deepEqual((await w.report(first.id)).attributed, { orders: 1, revenueMinor: 1000, refundedMinor: 0 })
  assert.deepEqual((await w.report(second.id)).attributed, { orders: 1, revenueMinor: 3000, refundedMinor: 2000 })
  const { items } = await w.marie.call(contract.campaignPeople, { params: { campaignId: second.id }, query: { did: 'ordered' } })
  assert.deepEqual(items.map(p => p.name), ['Person 1'])
})

test('a lot is the same whenever it is drawn, even, and independent between draws', () => {
  const ids = Array.from({ length: 20_000 }, () => randomUUID())
  const campaign = randomUUID()
  const share = (draw: 'hold-out' | 'test') => ids.filter(id => lot(campaign, draw, id) < 0.05)
  const [held, tested] = [share('hold-out'), share('test')]
  assert.deepEqual(held, share('hold-out'))
  assert.ok(held.length > 850 && held.length < 1150, String(held.length))
  const both = tested.filter(id => held.includes(id)).length
  assert.ok(both < 90, `${both} in both`)
})
