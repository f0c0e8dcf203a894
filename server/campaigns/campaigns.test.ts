import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/campaigns.ts'
import { changeSendingRules } from '../../contracts/messaging.ts'
import { cornerShop } from '../../tests/support/corner-shop.ts'
import { runJobs } from '../../tests/support/jobs.ts'
import { signedIn } from '../../tests/support/people.ts'
import { smtpSink } from '../../tests/support/smtp-sink.ts'
import { world } from '../../tests/support/world.ts'
import { sources } from '../collect/index.ts'
import { within } from '../platform/index.ts'
import { sendDue, type Means } from '../messaging/index.ts'
import { campaignsOn } from './running/course.ts'
import { lot } from './running/chance.ts'

const means: Means = {
  write: async (_ctx, _mailing, messages) => new Map(messages.map(m => [m.id, { subject: `Variant ${m.letter}`, text: 'Good morning', html: '<p>Good morning</p>', unsubscribeUrl: null }])),
  from: async () => ({ name: 'Corner shop', email: 'hello@shop.example', replyTo: null, key: null, returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` }),
}

/** A shop with so many people in a segment, who all agreed to e-mail, and a published template. */
async function withAudience(t: TestContext, people = 200) {
  const w = await world(t)
  const sink = await smtpSink(t)
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: sink.url } })
  const { store } = await cornerShop(ctx)
  const segmentId = randomUUID()
  await sql`
    with made as (insert into customers (id, name, email) select gen_random_uuid(), 'Person ' || n, 'p' || n || '@example.com' from generate_series(1, ${people}) as n returning id, email),
      named as (insert into customer_identifiers (id, kind, value, customer_id, cluster_id, component_id) select gen_random_uuid(), 'email', email, id, id, id from made),
      agreed as (insert into consents (node_id, customer_id, seen, channel, purpose, decision, source, occurred_at, recorded_at) select id, id, array[id], 'email', 'marketing', 'granted', 'api', now(), now() from made),
      segment as (insert into segments (id, name, time_zone, serving, created_at, created_by) values (${segmentId}, 'All', 'UTC', 1, now(), 'test'))
    insert into segment_members (segment_id, customer_id, entered_at) select ${segmentId}, id, now() from made`.execute(ctx.db)
  const templateId = await template(ctx.db, store.id)
  const marie = await signedIn(w, 'marketer')
  const draft = (more: object = {}) => marie.call(contract.createCampaign, { body: { name: 'Spring', audience: { include: [segmentId], exclude: [] }, variants: { A: { templateId } }, ...more } })
  const launched = async (more: object = {}) => marie.call(contract.launchCampaign, { params: { campaignId: (await draft(more)).id } })
  /** Until nothing is left to do at this moment. */
  const run = async () => {
    do await sendDue(ctx, means)
    while (await campaignsOn(ctx))
    await sendDue(ctx, means)
  }
  const report = (campaignId: string) => marie.call(contract.campaignReport, { params: { campaignId } })
  const state = async (campaignId: string) => (await marie.call(contract.getCampaign, { params: { campaignId } })).state
  const later = (duration: Temporal.DurationLike) => w.clock.set(w.clock.now().add(duration).toString())
  return { ...w, ctx, sink, store, segmentId, templateId, marie, draft, launched, run, report, state, later }
}

async function template(db: Parameters<typeof sendDue>[0]['db'], storeId: string): Promise<string> {
  const [templateId, versionId] = [randomUUID(), randomUUID()]
  await sql`insert into templates (id, store_id, kind, name, draft, draft_by, draft_at, created_at, created_by, updated_at) values (${templateId}, ${storeId}, 'campaign', 'Hello', '{}', 'test', now(), now(), 'test', now())`.execute(db)
  await sql`insert into template_versions (id, template_id, number, content, built, note, made_by, made_at) values (${versionId}, ${templateId}, 1, '{}', '{}', '', 'test', now())`.execute(db)
  await sql`update templates set version_id = ${versionId} where id = ${templateId}`.execute(db)
  return templateId
}

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
  await w.marie.call(contract.launchCampaign, { params })
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
  const { status, problem } = await marie.ask(contract.launchCampaign, { params: { campaignId: id } })
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
  assert.deepEqual((await w.report(first.id)).attributed, { orders: 1, revenueMinor: 1000 })
  assert.deepEqual((await w.report(second.id)).attributed, { orders: 1, revenueMinor: 3000 })
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
