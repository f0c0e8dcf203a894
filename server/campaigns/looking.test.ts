import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/campaigns.ts'
import type { Answer, Input } from '../../contracts/route.ts'
import { template, withAudience } from '../../tests/support/audience.ts'
import { catchUp } from '../../tests/support/jobs.ts'
import { signedIn } from '../../tests/support/people.ts'
import { append, sources } from '../collect/index.ts'
import { tallyCampaigns } from './reporting/figures.ts'

type Shop = Awaited<ReturnType<typeof withAudience>>
type PeopleQuery = Input<typeof contract.campaignPeople>['query']

const idOf = async ({ ctx }: Shop, name: string) => (await ctx.db.selectFrom('customers').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
const happens = ({ ctx }: Shop, name: string, set: string) => sql`update messages set ${sql.raw(set)} where customer_id = (select id from customers where name = ${name})`.execute(ctx.db)

async function orders(w: Shop, number: string, name: string, at: string, net: number, refunded = 0) {
  const customer = await idOf(w, name)
  await w.ctx.db.insertInto('orders').values({ store_id: w.store.id, source_id: sources.suki, number, customer_id: customer, node_id: customer, currency: w.store.currency, subtotal_minor: net, total_minor: net, refunded_minor: refunded, placed_at: at }).execute()
}

/** Twelve people got it, one has no address; some open, click, order, leave, come back. */
async function sentCampaign(t: Parameters<typeof withAudience>[0]) {
  const w = await withAudience(t, 13)
  await sql`update customers set email = null where name = 'Person 13'`.execute(w.ctx.db)
  const campaign = await w.launched({ holdOutPercent: 0 })
  await w.run()
  await sql`update messages set delivered_at = sent_at where state = 'sent'`.execute(w.ctx.db)
  for (const [name, set] of [['Person 1', 'opened_at = sent_at, clicked_at = sent_at'], ['Person 2', 'opened_at = sent_at, clicked_at = sent_at'], ['Person 3', 'opened_at = sent_at, unsubscribed_at = sent_at'], ['Person 4', 'bounced_at = sent_at'], ['Person 5', 'complained_at = sent_at'], ['Person 6', 'replied_at = sent_at']] as const) await happens(w, name, set)
  await orders(w, '1', 'Person 1', '2026-03-03T12:00:00Z', 5000, 2000)
  await orders(w, '2', 'Person 2', '2026-03-04T12:00:00Z', 1000)
  const params = { campaignId: campaign.id }
  const people = async (query: PeopleQuery) => {
    const names: string[] = []
    for (let after: string | undefined, first = true; first || after; first = false) {
      const page: Answer<typeof contract.campaignPeople> = await w.marie.call(contract.campaignPeople, { params, query: { limit: 5, ...query, after } })
      names.push(...page.items.map(p => p.name))
      after = page.next ?? undefined
    }
    return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  }
  return { ...w, campaign, params, people }
}

test('every number of the report opens exactly the people behind it', async t => {
  const w = await sentCampaign(t)
  const { people, marie, params, ctx } = w
  const report = await w.report(w.campaign.id)
  const numbers: [PeopleQuery, number][] = [
    [{}, report.considered], [{ state: ['sent'] }, report.byState.sent!], [{ state: ['skipped'], reason: 'no_address' }, report.skipped['no_address']!],
    ...(['delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained'] as const).map((did): [PeopleQuery, number] => [{ did }, report[did]]),
    [{ did: 'opened', letter: 'A' }, report.variants[0]!.opened], [{ bought: 'treated' }, report.incremental.treatedBuyers],
  ]
  for (const [query, number] of numbers) assert.equal((await people(query)).length, number, JSON.stringify(query))
  assert.deepEqual([report.considered, report.byState.sent, report.opened, report.bounced], [13, 12, 3, 1])
  assert.deepEqual([await people({ did: 'ordered' }), await people({ did: 'unsubscribed' }), await people({ q: 'p11@example.com' }), await people({ did: 'clicked', q: 'Person 2' }), await people({ did: 'clicked', q: 'Person 3' })], [['Person 1', 'Person 2'], ['Person 3'], ['Person 11'], ['Person 2'], []])

  // Which message, why, what happened.
  const [first] = (await marie.call(contract.campaignPeople, { params, query: { q: 'p2@example.com' } })).items
  assert.deepEqual([first?.letter, first?.state, first?.consent?.decision, first?.consent?.source, first?.openedAt, first?.orders.map(o => [o.number, o.netMinor, o.currency])], ['A', 'sent', 'granted', 'api', first?.sentAt, [['2', 1000, 'EUR']]])

  // The orders behind the revenue, with what went back.
  const { items } = await marie.call(contract.campaignOrders, { params, query: {} })
  assert.deepEqual(items.map(o => [o.number, o.name, o.goodsMinor, o.refundedMinor, o.netMinor]), [['2', 'Person 2', 1000, 0, 1000], ['1', 'Person 1', 5000, 2000, 3000]])
  assert.deepEqual(report.attributed, { orders: 2, revenueMinor: 4000, refundedMinor: 2000 })
  const [one] = (await marie.call(contract.campaignOrders, { params, query: { limit: 1 } })).items
  assert.equal(one?.number, '2')

  // Links: what the warehouse knows of the log, with people apart from programs.
  const messages = new Map((await marie.call(contract.campaignPeople, { params, query: {} })).items.map(p => [p.name, p.messageId]))
  const click = (name: string, url: string, isMachine = false) => ({ sourceId: sources.suki, messageId: `${name} ${url}`, name: 'Email Clicked', nodeId: null, properties: { campaign_id: w.campaign.id, message_id: messages.get(name), url, link_index: 0, is_machine: isMachine }, occurredAt: ctx.clock.now().toString() })
  await append(ctx.db, [click('Person 1', 'https://shop.example/a'), click('Person 2', 'https://shop.example/a'), click('Person 7', 'https://shop.example/a', true), click('Person 2', 'https://shop.example/b')] as never)
  await catchUp(ctx)
  const link = 'https://shop.example/a'
  assert.deepEqual([await people({ link }), await people({ link, limit: 1 }), await people({ link, byMachine: 'true' }), await people({ link, q: 'p2@example.com' })], [['Person 1', 'Person 2'], ['Person 1', 'Person 2'], ['Person 7'], ['Person 2']])
})

test('the people of a number leave as CSV, and that is in the audit log', async t => {
  const w = await sentCampaign(t)
  const answer = await w.marie.ask(contract.exportCampaignPeople, { params: w.params, query: { did: 'ordered' } })
  const lines = answer.text.trim().split('\r\n')
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, /^\ufeff?customer_id,name,email,.*,state,reason,consent,.*orders,revenue,currency$/)
  assert.ok(lines.some(line => line.includes('Person 1,p1@example.com') && line.endsWith(',1,30.00,EUR')), answer.text)
  const agent = await signedIn(w, 'agent')
  assert.equal((await agent.ask(contract.exportCampaignPeople, { params: w.params, query: {} })).status, 403)
  const [noted] = await w.ctx.db.selectFrom('audit_log').select(['action', 'record_id']).where('action', '=', 'campaigns.export').execute()
  assert.deepEqual([noted?.action, noted?.record_id], ['campaigns.export', w.campaign.id])
})

test('the list says what the reports say, in one question, ordered and filtered', async t => {
  const w = await sentCampaign(t)
  const { marie, ctx, params, segmentId } = w
  const other = await template(ctx.db, w.store.id)
  const draft = await w.draft({ name: 'Autumn', variants: { A: { templateId: other } } })
  const list = async (query: Input<typeof contract.listCampaigns>['query'] = {}) => (await marie.call(contract.listCampaigns, { query })).items
  assert.equal((await list()).find(row => row.id === params.campaignId)?.figures, null)
  await tallyCampaigns.run(ctx, {})
  const report = await w.report(params.campaignId)
  const figures = (await list()).find(row => row.id === params.campaignId)!.figures!
  assert.deepEqual([figures.sent, figures.opened, figures.clicked, figures.orders, figures.revenueMinor, figures.verdict], [12, report.opened, report.clicked, 2, 4000, 'no_hold_out'])

  // Counted again when something may have changed, not before; a late refund shows.
  await sql`update orders set refunded_minor = 1000 where number = '2'`.execute(ctx.db)
  const next = async () => (await ctx.db.selectFrom('campaign_figures').select(['next_at', 'revenue_minor']).executeTakeFirstOrThrow())
  assert.ok(Temporal.Instant.compare(Temporal.Instant.from((await next()).next_at!), ctx.clock.now()) > 0)
  w.later({ hours: 2 })
  await tallyCampaigns.run(ctx, {})
  assert.equal((await next()).revenue_minor, 3000)

  const names = async (query: Input<typeof contract.listCampaigns>['query']) => (await list(query)).map(row => row.name)
  for (let n = 0; n < 3; n++) await marie.call(contract.copyCampaign, { params: { campaignId: draft.id } })
  assert.deepEqual(await names({ sort: 'name' }), ['Autumn', 'Autumn (2)', 'Autumn (3)', 'Autumn (4)', 'Spring'])
  assert.deepEqual(await names({ template: w.templateId }), ['Spring'])
  assert.deepEqual([(await names({ segment: segmentId })).length, await names({ segment: draft.id }), await names({ state: ['done'] })], [5, [], ['Spring']])
  assert.deepEqual([await names({ whenFrom: '2026-03-02', whenTo: '2026-03-02' }), await names({ whenTo: '2026-03-01' }), await names({ whenFrom: '2026-03-03' })], [['Spring'], [], []])
  // Each order continues where a page ends.
  for (const sort of contract.campaignSorts) {
    const whole = await names({ sort })
    const walked: string[] = []
    for (let after: string | undefined, first = true; first || after; first = false) {
      const page: Answer<typeof contract.listCampaigns> = await marie.call(contract.listCampaigns, { query: { sort, limit: 2, after } })
      walked.push(...page.items.map(row => row.name))
      after = page.next ?? undefined
    }
    assert.deepEqual(walked, whole, sort)
  }
  assert.equal((await names({ sort: '-revenue' }))[0], 'Spring')
})

test('campaigns are put away and copied together; one that is on its way stops all of them', async t => {
  const w = await withAudience(t, 1)
  const { marie } = w
  const [one, two] = [await w.draft({ name: 'One' }), await w.draft({ name: 'Two' })]
  const on = await w.launched({ name: 'On its way', schedule: { kind: 'at', at: '2026-03-09T09:00:00Z' } })
  const names = async (archived: 'yes' | 'no') => (await marie.call(contract.listCampaigns, { query: { archived, sort: 'name' } })).items.map(row => row.name)
  const refused = await marie.ask(contract.archiveCampaigns, { body: { campaignIds: [one.id, on.id] } })
  assert.deepEqual([refused.status, refused.problem.code, await names('yes')], [409, 'campaigns.under_way', []])
  await marie.call(contract.archiveCampaigns, { body: { campaignIds: [one.id, two.id] } })
  assert.deepEqual([await names('yes'), await names('no')], [['One', 'Two'], ['On its way']])
  await marie.call(contract.restoreCampaigns, { body: { campaignIds: [one.id, two.id] } })
  const { items } = await marie.call(contract.copyCampaigns, { body: { campaignIds: [one.id, two.id] } })
  assert.deepEqual([items.map(copy => copy.name), await names('no')], [['One (2)', 'Two (2)'], ['On its way', 'One', 'One (2)', 'Two', 'Two (2)']])
})

test('of two windows on one draft the second is told who changed it, and nothing is lost unseen', async t => {
  const w = await withAudience(t, 1)
  const { id, revision } = await w.draft({ name: 'Spring' })
  const params = { campaignId: id }
  const anna = await signedIn(w, 'admin')
  const hers = await anna.call(contract.editCampaign, { params, body: { name: 'Easter', revision } })
  assert.deepEqual([hers.revision, hers.changedBy], [revision + 1, 'Test admin'])
  const late = await w.marie.ask(contract.editCampaign, { params, body: { name: 'Summer', revision } })
  assert.deepEqual([late.status, late.problem.code], [409, 'campaigns.changed_meanwhile'])
  assert.match(late.problem.title, /^Test admin saved this meanwhile/)
  assert.deepEqual((JSON.parse(late.text) as { meanwhile: unknown }).meanwhile, { revision: revision + 1, by: 'Test admin', at: hers.changedAt })
  const launch = await w.marie.ask(contract.launchCampaign, { params, query: { revision } })
  assert.equal(launch.problem.code, 'campaigns.changed_meanwhile')
  // Keeping mine is a change on hers; what changes nothing counts as none.
  const mine = await w.marie.call(contract.editCampaign, { params, body: { name: 'Summer', revision: hers.revision } })
  const same = await w.marie.call(contract.editCampaign, { params, body: { name: 'Summer', revision: mine.revision } })
  assert.deepEqual([mine.name, mine.revision, same.revision], ['Summer', revision + 2, revision + 2])
})
