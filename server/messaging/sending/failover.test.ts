import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { smtpSink } from '../../../tests/support/smtp-sink.ts'
import { world } from '../../../tests/support/world.ts'
import { create } from '../../customers/customers.ts'
import { seal } from '../../platform/index.ts'
import { nextDue } from './ledger.ts'
import { sendDue, type Means } from './worker.ts'

const means: Means = {
  write: async (_ctx, _mailing, messages) => new Map(messages.map(m => [m.id, { subject: 'Hello', text: 'Good morning', html: null, unsubscribeUrl: null }])),
  from: async () => ({ name: 'Shop', email: 'hello@shop.example', replyTo: null, key: null, returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` }),
}
const mailingId = '01990000-0000-7000-8000-0000000000bb'

/** Messages of service to some people, and servers by name. */
async function withServers(t: TestContext, people: number, servers: Record<string, { url: string; rank: number; warmUp?: number[] }>) {
  const w = await world(t)
  const now = () => w.clock.now().toString()
  for (const [name, { url, rank, warmUp = null }] of Object.entries(servers)) await w.ctx.db.insertInto('mail_providers').values({ name, url_sealed: seal(w.ctx, 'mail provider', url), host: '127.0.0.1', rank, warm_up: warmUp, warm_up_from: warmUp && '2026-03-02', created_at: now(), created_by: 'Ana' }).execute()
  await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${mailingId}, 'transactional', 'service', 'email', 'Shipped', ${now()})`.execute(w.ctx.db)
  for (let i = 0; i < people; i++) {
    const { id } = await create(w.ctx, { name: `Person ${i}`, email: `p${i}@example.com` })
    await sql`insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, state, send_at, created_at) values (${mailingId}, 'email', 'transactional', 'service', ${id}, ${id}, ${id}, 'queued', ${now()}, ${now()})`.execute(w.ctx.db)
  }
  const state = async (name: string) => (await w.ctx.db.selectFrom('mail_providers').select(['failures', 'problem']).where('name', '=', name).executeTakeFirstOrThrow())
  return { ...w, state }
}

test('while the first server cannot be reached the next takes over, and the first is used again when it is well', async t => {
  const [first, second] = [await smtpSink(t), await smtpSink(t)]
  const { ctx, clock, state } = await withServers(t, 3, { First: { url: 'smtp://127.0.0.1:9', rank: 1 }, Second: { url: second.url, rank: 2 } })
  await sendDue(ctx, means)
  assert.equal((await state('First')).failures, 1)
  assert.match((await state('First')).problem!, /ECONNREFUSED/)
  clock.set((await nextDue(ctx.db))!)
  await sendDue(ctx, means)
  assert.deepEqual([second.mails.length, await nextDue(ctx.db)], [3, null])

  await ctx.db.updateTable('mail_providers').set({ url_sealed: seal(ctx, 'mail provider', first.url) }).where('name', '=', 'First').execute()
  await sql`update messages set state = 'queued'`.execute(ctx.db)
  clock.advance({ minutes: 1 })
  await sendDue(ctx, means)
  assert.deepEqual([first.mails.length, second.mails.length, await state('First')], [3, 3, { failures: 0, problem: null }])
})

test('a warm-up lets through exactly as many as the day allows, and counts only what went', async t => {
  const sink = await smtpSink(t)
  const { ctx, clock } = await withServers(t, 6, { Main: { url: sink.url, rank: 1, warmUp: [2, 3] } })
  const sent = async () => (await sql<{ sent: number }>`select sent from mail_provider_days order by day`.execute(ctx.db)).rows.map(row => Number(row.sent))
  await sendDue(ctx, means)
  assert.deepEqual([sink.mails.length, await sent()], [2, [2]])
  clock.set('2026-03-03T00:00:00Z')
  await sql`update messages set send_at = '2026-03-03T06:00:00Z' where id in (select id from messages where state = 'queued' limit 2)`.execute(ctx.db)
  await sendDue(ctx, means)
  assert.deepEqual([sink.mails.length, await sent()], [4, [2, 2]])
  clock.set('2026-03-03T07:00:00Z')
  await sendDue(ctx, means)
  assert.deepEqual([sink.mails.length, await sent()], [5, [2, 3]])
  clock.set('2026-03-04T07:00:00Z')
  await sendDue(ctx, means)
  assert.equal(sink.mails.length, 6)
})
