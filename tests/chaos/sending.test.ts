import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import * as campaigns from '../../contracts/campaigns.ts'
import * as templates from '../../contracts/template-routes.ts'
import { systemClock, within, type Db } from '../../server/platform/index.ts'
import { cornerShop } from '../support/corner-shop.ts'
import { signedIn } from '../support/people.ts'
import { runSuki, temporaryFolder, until } from '../support/processes.ts'
import { seeded } from '../support/raw-shop.ts'
import { smtpSink } from '../support/smtp-sink.ts'
import { world } from '../support/world.ts'

// A small form with every run of the tests; `bin/test --chaos` runs all of it. CHAOS_SEED=N repeats the moments of a run.
const { mails, kills } = process.env['CHAOS'] ? { mails: 20_000, kills: 100 } : { mails: 600, kills: 3 }

test(`${mails} mails, and the worker that sends them is killed ${kills} times: none is lost, none goes out twice, and what nobody can know is listed`, { timeout: 120_000 + kills * 30_000 }, async t => {
  const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
  t.diagnostic(`CHAOS_SEED=${seed}`)
  const random = seeded(seed)
  const w = await world(t)
  const ctx = within(w.ctx, { clock: systemClock })
  await ctx.warehouse.ping()
  const { store } = await cornerShop(ctx)
  const segmentId = await audience(ctx.db, mails)
  const marie = await signedIn({ ...w, ctx }, 'marketer')
  const draft = await marie.call(templates.createTemplate, { body: { name: 'News', storeId: store.id, starter: 'empty' } })
  await marie.call(templates.publishTemplate, { params: { templateId: draft.id }, body: { revision: draft.revision } })
  const { id } = await marie.call(campaigns.createCampaign, { body: { name: 'Chaos', storeId: store.id, audience: { include: [segmentId], exclude: [] }, variants: { A: { templateId: draft.id } }, holdOutPercent: 0 } })
  await marie.call(campaigns.launchCampaign, { params: { campaignId: id }, query: {} })

  const sink = await smtpSink(t)
  const data = await temporaryFolder(t)
  const env = { DATABASE_URL: w.postgresUrl, CLICKHOUSE_URL: w.clickhouseUrl, CLICKHOUSE_DATABASE: ctx.warehouse.database, SUKI_SECRET: ctx.config.secret!, SMTP_URL: sink.url }
  // What is in two lanes of twenty at a kill may never arrive: so much is left that there is something to send at each.
  const step = mails / kills - 40
  for (let kill = 0; kill < kills; kill++) {
    const worker = await runSuki(t, { args: ['worker', '--data', data], env })
    const enough = sink.mails.length + 1 + random() * step
    await until(() => sink.mails.length >= enough || worker.hasEnded())
    await pause(random() * 20)
    worker.kill('SIGKILL')
    await worker.exit
  }
  const last = await runSuki(t, { args: ['worker', '--data', data], env })
  await until(async () => (await ctx.db.selectFrom('campaigns').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state === 'done')
  last.kill('SIGTERM')
  await last.exit

  const { rows } = await sql<{ address: string; state: string }>`select address, state from messages where mailing_id = ${id}`.execute(ctx.db)
  const arrived = Map.groupBy(sink.mails, mail => mail.to)
  assert.deepEqual([...arrived].filter(([, of]) => of.length > 1).map(([to]) => to), [], 'nobody gets it twice')
  assert.equal(rows.length, mails, 'everybody was considered')
  assert.deepEqual(rows.filter(row => row.state === 'sent' && !arrived.has(row.address)), [], 'what is called sent was sent')
  assert.deepEqual(rows.filter(row => row.state !== 'sent' && row.state !== 'unknown'), [], 'nothing is left')
  const unknown = rows.filter(row => row.state === 'unknown')
  // Two lanes of twenty letters.
  assert.ok(unknown.length <= kills * 40, `${unknown.length} unknown`)
  t.diagnostic(`${mails} mails, ${kills} kills, ${unknown.length} listed as unknown, of which ${unknown.filter(row => arrived.has(row.address)).length} had arrived`)
})

/** So many people who agreed to e-mail, in a segment. */
async function audience(db: Db, people: number): Promise<string> {
  const segmentId = randomUUID()
  await sql`
    with made as (insert into customers (id, name, email) select gen_random_uuid(), 'Person ' || n, 'p' || n || '@example.com' from generate_series(1, ${people}) as n returning id, email),
      named as (insert into customer_identifiers (id, kind, value, customer_id, cluster_id, component_id) select gen_random_uuid(), 'email', email, id, id, id from made),
      agreed as (insert into consents (node_id, customer_id, seen, channel, purpose, decision, source, occurred_at, recorded_at) select id, id, array[id], 'email', 'marketing', 'granted', 'api', now(), now() from made),
      segment as (insert into segments (id, name, time_zone, serving, created_at, created_by) values (${segmentId}, 'All', 'UTC', 1, now(), 'test'))
    insert into segment_members (segment_id, customer_id, entered_at) select ${segmentId}, id, now() from made`.execute(db)
  // Its membership stands as it is: nothing keeps it, so nobody leaves it meanwhile.
  await sql`insert into segment_versions (segment_id, number, rule, time_zone, state, made_by, made_at) values (${segmentId}, 1, '{"kind": "all", "rules": []}', 'UTC', 'past', 'test', now())`.execute(db)
  return segmentId
}
