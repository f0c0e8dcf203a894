import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/campaigns.ts'
import { campaignsOn } from '../../server/campaigns/index.ts'
import { sendDue, type Means } from '../../server/messaging/index.ts'
import { within } from '../../server/platform/index.ts'
import { cornerShop } from './corner-shop.ts'
import { signedIn } from './people.ts'
import { smtpSink } from './smtp-sink.ts'
import { world } from './world.ts'

export const means: Means = {
  write: async (_ctx, _mailing, messages) => new Map(messages.map(m => [m.id, { subject: `Variant ${m.letter}`, text: 'Good morning', html: '<p>Good morning</p>', unsubscribeUrl: null }])),
  from: async () => ({ name: 'Corner shop', email: 'hello@shop.example', replyTo: null, key: null, returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` }),
}

/** A shop with so many people in a segment, who all agreed to e-mail, and a published template. */
export const withAudience = async (t: TestContext, people = 200) => audienceIn(t, await world(t), people)

/** The same in a world that stands. */
export async function audienceIn<W extends Awaited<ReturnType<typeof world>>>(t: TestContext, w: W, people: number) {
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
  const launched = async (more: object = {}) => marie.call(contract.launchCampaign, { params: { campaignId: (await draft(more)).id }, query: {} })
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

export async function template(db: Parameters<typeof sendDue>[0]['db'], storeId: string): Promise<string> {
  const [templateId, versionId] = [randomUUID(), randomUUID()]
  await sql`insert into templates (id, store_id, kind, name, draft, draft_by, draft_at, created_at, created_by, updated_at) values (${templateId}, ${storeId}, 'campaign', 'Hello', '{"variants": {}, "mainLanguage": "en"}', 'test', now(), now(), 'test', now())`.execute(db)
  await sql`insert into template_versions (id, template_id, number, content, built, note, made_by, made_at) values (${versionId}, ${templateId}, 1, '{}', '{}', '', 'test', now())`.execute(db)
  await sql`update templates set version_id = ${versionId} where id = ${templateId}`.execute(db)
  return templateId
}
