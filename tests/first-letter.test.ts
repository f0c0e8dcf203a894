import assert from 'node:assert/strict'
import { test } from 'node:test'
import PostalMime from 'postal-mime'
import * as campaigns from '../contracts/campaigns.ts'
import { createSegment } from '../contracts/segment-routes.ts'
import { recordConsents } from '../contracts/consent.ts'
import * as templates from '../contracts/template-routes.ts'
import { campaignsOn } from '../server/campaigns/running/course.ts'
import { means, sendDue, unsubscribeUrl } from '../server/messaging/index.ts'
import { tellHits } from '../server/messaging/returning/tracking/tell.ts'
import { within } from '../server/platform/index.ts'
import { cornerShop } from './support/corner-shop.ts'
import { catchUp, readLog, runJobs } from './support/jobs.ts'
import { appOf, signedIn } from './support/people.ts'
import { smtpSink } from './support/smtp-sink.ts'
import { world } from './support/world.ts'

test('from a segment to a measured sale: written, sent, opened, followed, bought; one leaves in the middle, one cannot be reached', async t => {
  const w = await world(t)
  const sink = await smtpSink(t, { rcpt: to => (to === 'p7@example.com' ? { code: 550, text: '5.1.1 No such user' } : undefined) })
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: sink.url } })
  const { store, place } = await cornerShop(ctx)
  const marie = await signedIn(w, 'marketer')
  const people = Array.from({ length: 40 }, (_, i) => `p${i}@example.com`)
  for (const [i, email] of people.entries()) await place({ customer: { email, name: `Person ${i}` }, placedAt: '2026-02-01T10:00:00Z' })
  await marie.call(recordConsents, { body: { consents: people.map(email => ({ customer: { email }, channels: ['email' as const], purposes: ['marketing' as const], decision: 'granted' as const, occurredAt: '2026-02-01T10:00:00Z', proof: { form: 'till' } })) } })
  await catchUp(ctx)
  const segment = await marie.call(createSegment, { body: { name: 'Buyers', text: 'orders >= 1' } })
  await runJobs({ ...w, ctx })

  const kit = await marie.call(templates.getBrandKit, { params: { storeId: store.id } })
  await marie.call(templates.saveBrandKit, { params: { storeId: store.id }, body: { ...kit, website: 'https://shop.example', productLink: 'https://shop.example/p/{id}' } })
  const draft = await marie.call(templates.createTemplate, { body: { name: 'Spring news', storeId: store.id, starter: 'newsletter' } })
  await marie.call(templates.publishTemplate, { params: { templateId: draft.id }, body: { revision: draft.revision } })

  const campaign = await marie.call(campaigns.createCampaign, { body: { name: 'Spring', storeId: store.id, audience: { include: [segment.id], exclude: [] }, variants: { A: { templateId: draft.id } }, holdOutPercent: 0 } })
  const params = { campaignId: campaign.id }
  await marie.call(campaigns.startDryRun, { params })
  await runJobs({ ...w, ctx })
  assert.deepEqual((await marie.call(campaigns.getDryRun, { params })).counts, { send: 40 })
  await marie.call(campaigns.launchCampaign, { params, query: {} })
  while (await campaignsOn(ctx)) continue
  const app = await appOf(w)

  // Half of them are sent; then somebody leaves with the button of their mail program, before theirs goes out.
  const left = await w.ctx.db.selectFrom('messages').select(['id', 'address']).where('address', '=', 'p39@example.com').executeTakeFirstOrThrow()
  const leave = await app.inject({ method: 'POST', url: new URL(unsubscribeUrl(ctx, left.id)).pathname, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' })
  assert.equal(leave.statusCode, 200, leave.body)
  await sendDue(ctx, means)
  assert.equal(sink.mails.length, 38)
  assert.ok(!sink.mails.some(m => m.to === left.address))

  // The mail as a second parser reads it; its links lead through us to where they should.
  const mail = await PostalMime.parse(sink.mails.find(m => m.to === 'p3@example.com')!.raw)
  assert.ok(mail.subject && mail.html && mail.text)
  const link = /href="([^"]+\/c\/[^"]+)"(?![^>]*aria-hidden)/.exec(mail.html)![1]!.replaceAll('&amp;', '&')
  w.clock.set(w.clock.now().add({ hours: 1 }).toString())
  const answer = await app.inject({ url: link.replace(/^https?:\/\/[^/]+/, ''), headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } })
  assert.deepEqual([answer.statusCode, new URL(answer.headers.location!).host], [302, 'shop.example'])
  w.clock.set(w.clock.now().add({ minutes: 5 }).toString())
  await tellHits(ctx)
  await place({ customer: { email: 'p3@example.com' }, placedAt: w.clock.now().toString() })
  await readLog(ctx)
  await campaignsOn(ctx)
  const report = await marie.call(campaigns.campaignReport, { params })
  assert.deepEqual([report.considered, report.byState, report.skipped], [40, { sent: 38, failed: 1, skipped: 1 }, { withdrawn: 1 }])
  assert.deepEqual([report.clicked, report.unsubscribed, report.attributed], [1, 1, { orders: 1, revenueMinor: 2500, refundedMinor: 0 }])
  await catchUp(ctx)
  const links = await marie.call(campaigns.campaignLinks, { params })
  assert.deepEqual(links.map(l => [l.people, l.clicks, l.machines]), [[1, 1, 0]])
  const view = /href="([^"]+\/m\/[^"]+)"/.exec(mail.html)?.[1]
  if (view) assert.equal((await app.inject(view.replace(/^https?:\/\/[^/]+/, ''))).statusCode, 200)
})
