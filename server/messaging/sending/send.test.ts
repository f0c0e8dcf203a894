import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { recordConsents } from '../../customers/index.ts'
import { nodeIds } from '../../collect/index.ts'
import { within } from '../../platform/index.ts'
import { create } from '../../customers/customers.ts'
import { smtpSink, type Manners } from '../../../tests/support/smtp-sink.ts'
import { world } from '../../../tests/support/world.ts'
import { changeSendingRules } from '../deciding/rules.ts'
import { applyReturn } from '../returning/applying/apply.ts'
import { nextDue } from './ledger.ts'
import { letterOf } from './letters.ts'
import { sendDue, type Means } from './worker.ts'

const means: Means = {
  write: async (_ctx, _mailing, messages) => new Map(messages.map(m => [m.id, m.letter === 'bad' ? new Error('Line 3: no such filter') : { subject: `Hallo ${m.language ?? ''}`, text: 'Good morning', html: '<p>Good morning</p>', unsubscribeUrl: 'https://crm.example.com/u/1' }])),
  from: async () => ({ name: 'Corner shop', email: 'hello@shop.example', replyTo: null, key: null, returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` }),
}

/** A shop with people who agreed to e-mail, a mailing, and an SMTP server with manners. */
async function withMailing(t: TestContext, { people = 3, manners = {} }: { people?: number; manners?: Manners } = {}) {
  const w = await world(t)
  const sink = await smtpSink(t, manners)
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: sink.url } })
  const ids = await nodeIds(ctx)
  const mailingId = randomUUID()
  await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${mailingId}, 'campaign', 'marketing', 'email', 'Spring', ${w.clock.now().toString()})`.execute(ctx.db)
  const customers: { id: string; email: string }[] = []
  for (let i = 0; i < people; i++) {
    const email = `p${i}@example.com`
    const { id } = await create(ctx, { name: `Person ${i}`, email })
    customers.push({ id, email })
  }
  await recordConsents(ctx, customers.map(c => ({ nodeId: c.id, channel: 'email', purpose: 'marketing', decision: 'granted', source: 'api', occurredAt: w.clock.now().toString(), proof: {} })))
  const queue = async (mailing = mailingId, letter = 'A') => {
    for (const { id, email } of customers) await sql`
      insert into messages (mailing_id, letter, channel, stream, purpose, recipient_id, node_id, customer_id, address, state, send_at, created_at)
      values (${mailing}, ${letter}, 'email', 'campaign', 'marketing', ${id}, ${ids({ kind: 'email', value: email })}, ${id}, ${email}, 'queued', ${w.clock.now().toString()}, ${w.clock.now().toString()})`.execute(ctx.db)
  }
  await queue()
  const states = async () => (await sql<{ said: string }>`select state || coalesce(': ' || reason, '') as said from messages order by address`.execute(ctx.db)).rows.map(row => row.said)
  const later = (duration: Temporal.DurationLike) => w.clock.set(w.clock.now().add(duration).toString())
  return { ...w, ctx, sink, customers, mailingId, queue, states, later }
}

test('everybody gets one mail, and the log knows', async t => {
  const { ctx, sink, states, customers } = await withMailing(t)
  await sendDue(ctx, means)
  assert.deepEqual(sink.mails.map(m => m.to).toSorted(), customers.map(c => c.email))
  assert.deepEqual(await states(), ['sent', 'sent', 'sent'])
  const events = await ctx.db.selectFrom('events').select('name').where('name', '=', 'Email Sent').execute()
  assert.equal(events.length, 3)
  assert.match(sink.mails[0]!.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
  await sendDue(ctx, means)
  assert.equal(sink.mails.length, 3)
})

test('who says no while the mail waits gets none, and the reason stands', async t => {
  const { ctx, sink, states, customers, clock } = await withMailing(t)
  await recordConsents(ctx, [{ nodeId: customers[1]!.id, channel: 'email', purpose: 'marketing', decision: 'withdrawn', source: 'preferences', occurredAt: clock.now().toString(), proof: {} }])
  await sendDue(ctx, means)
  assert.deepEqual(await states(), ['sent', 'skipped: withdrawn', 'sent'])
  assert.equal(sink.mails.length, 2)
})

test('a temporary refusal is tried again, later each time, for five days', async t => {
  let busy = true
  const { ctx, sink, states, later } = await withMailing(t, { people: 1, manners: { rcpt: () => (busy ? { code: 451, text: '4.7.1 Greylisted' } : undefined) } })
  await sendDue(ctx, means)
  assert.deepEqual(await states(), ['queued'])
  await sendDue(ctx, means)
  later({ minutes: 1 })
  await sendDue(ctx, means)
  assert.equal((await sql<{ attempts: number }>`select attempts from messages`.execute(ctx.db)).rows[0]!.attempts, 2)
  busy = false
  later({ minutes: 5 })
  await sendDue(ctx, means)
  assert.deepEqual([await states(), sink.mails.length], [['sent'], 1])
})

test('after five days of temporary refusals it is given up', async t => {
  const { ctx, states, clock } = await withMailing(t, { people: 1, manners: { data: () => ({ code: 452, text: '4.2.2 Mailbox full' }) } })
  const began = clock.now()
  for (let due = await nextDue(ctx.db); due; due = await nextDue(ctx.db)) {
    clock.set(due)
    await sendDue(ctx, means)
  }
  assert.deepEqual(await states(), ['failed: expired'])
  const days = began.until(clock.now()).total('days')
  assert.ok(days > 4.6 && days < 5.1, `${days} days`)
})

test('a mailbox that does not exist fails at once, and its address is never written to again', async t => {
  const { ctx, states, customers } = await withMailing(t, { manners: { rcpt: to => (to === 'p1@example.com' ? { code: 550, text: '5.1.1 No such user' } : undefined) } })
  await sendDue(ctx, means)
  assert.deepEqual(await states(), ['sent', 'failed: refused', 'sent'])
  const suppressed = await ctx.db.selectFrom('suppressions').select('reason').execute()
  assert.deepEqual(suppressed, [{ reason: 'bounce' }])
  const events = await ctx.db.selectFrom('events').select('properties').where('name', '=', 'Email Bounced').execute()
  assert.equal(events.length, 1)
  assert.ok(!JSON.stringify(events).includes(customers[1]!.email))
  const { reason, permanent, status } = events[0]!.properties as Record<string, unknown>
  assert.deepEqual([reason, permanent, status], ['user_unknown', true, '5.1.1'])

  // Some providers tell the refusal once more, as a bounce: the log knows already.
  const { id } = await ctx.db.selectFrom('messages').select('id').where('state', '=', 'failed').executeTakeFirstOrThrow()
  for (const isPermanent of [true, false]) await applyReturn(ctx, { messageId: id, kind: 'bounced', at: ctx.clock.now().toString(), source: 'ses', reason: 'user_unknown', isPermanent })
  assert.equal((await ctx.db.selectFrom('events').select('id').where('name', '=', 'Email Bounced').execute()).length, 1)
})

test('a refusal ends writing to an address only where it says that nobody is there, in the words that bounces use', async t => {
  const answers: Record<string, string> = { 'p0@example.com': 'Requested action not taken: mailbox unavailable, no such user here', 'p1@example.com': '5.7.1 Message rejected due to content', 'p2@example.com': '5.2.2 Mailbox full' }
  const { ctx } = await withMailing(t, { manners: { rcpt: to => ({ code: 550, text: answers[to]! }) } })
  await sendDue(ctx, means)
  const said = await ctx.db.selectFrom('events').select('properties').where('name', '=', 'Email Bounced').execute()
  assert.deepEqual(said.map(event => (event.properties as Record<string, unknown>)['permanent']).toSorted(), [false, false, true])
  const { rows } = await sql<{ address: string }>`select address from messages where node_id in (select node_id from suppressions)`.execute(ctx.db)
  assert.deepEqual(rows, [{ address: 'p0@example.com' }])
})

test('Postmark is told the id under which it tells of a mail; nobody else is', async () => {
  const message = { id: '01990000-0000-7000-8000-00000000dead', mailingId: 'm', letter: 'A', customerId: null, nodeId: 'n', address: 'ana@example.com', language: null, attempts: 0, versionId: null, data: null }
  const mailing = { id: 'm', stream: 'campaign', purpose: 'marketing', channel: 'email', name: 'Spring', storeId: null, storeZone: 'UTC', senderId: null, variants: {} } as const
  const from = await means.from(undefined as never, mailing)
  const raw = async (url: string) => String((await letterOf(message, { subject: 'Hallo', text: 'Good morning', html: null, unsubscribeUrl: null }, { from, mailing, provider: { url }, now: Temporal.Instant.from('2026-03-02T09:00:00Z') })).raw)
  assert.match(await raw('smtp://key:key@smtp.postmarkapp.com:587?tls=required'), /^X-PM-Metadata-suki: 01990000-0000-7000-8000-00000000dead\r$/m)
  assert.doesNotMatch(await raw('smtp://notpostmarkapp.com:587'), /X-PM/)
})

test('when the connection ends after the data nobody can know, and nobody is written to twice', async t => {
  const { ctx, sink, states } = await withMailing(t, { people: 2, manners: { data: mail => (mail.to === 'p0@example.com' ? 'hang up' : undefined) } })
  await sendDue(ctx, means)
  await sendDue(ctx, means)
  assert.deepEqual(await states(), ['unknown: no_answer', 'sent'])
  assert.equal(sink.mails.length, 2)
})

test('a server that cannot be reached loses nothing', async t => {
  const { ctx, sink, states, later } = await withMailing(t)
  await sendDue(within(ctx, { mail: { ...ctx.mail, url: 'smtp://127.0.0.1:9' } }), means)
  assert.deepEqual(await states(), ['queued', 'queued', 'queued'])
  later({ seconds: 2 })
  await sendDue(ctx, means)
  assert.equal(sink.mails.length, 3)
})

test('a letter that cannot be written fails by itself, with the reason', async t => {
  const { ctx, sink } = await withMailing(t, { people: 1 })
  await sql`update messages set letter = 'bad'`.execute(ctx.db)
  await sendDue(ctx, means)
  const { rows } = await sql`select state, reason, reply from messages`.execute(ctx.db)
  assert.deepEqual([rows, sink.mails], [[{ state: 'failed', reason: 'template', reply: 'Line 3: no such filter' }], []])
})

test('over all campaigns nobody gets more than the cap', async t => {
  const w = await withMailing(t)
  await changeSendingRules(w.ctx, { caps: [{ atMost: 1, days: 7 }], quiet: null, sunset: null, approval: false })
  const second = randomUUID()
  await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${second}, 'campaign', 'marketing', 'email', 'Summer', ${w.clock.now().toString()})`.execute(w.ctx.db)
  await w.queue(second)
  await sendDue(w.ctx, means)
  assert.deepEqual((await w.states()).toSorted(), ['sent', 'sent', 'sent', 'skipped: capped', 'skipped: capped', 'skipped: capped'])
  w.later({ hours: 24 * 7 })
  const third = randomUUID()
  await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${third}, 'campaign', 'marketing', 'email', 'Autumn', ${w.clock.now().toString()})`.execute(w.ctx.db)
  await w.queue(third)
  await sendDue(w.ctx, means)
  assert.equal(w.sink.mails.length, 6)
})

test('in the quiet hours of the recipient it waits until the morning there', async t => {
  const w = await withMailing(t, { people: 2 })
  await changeSendingRules(w.ctx, { caps: [], quiet: { from: '21:00', to: '08:00' }, sunset: null, approval: false })
  await sql`update customers set traits = '{"timezone": "Asia/Manila"}' where id = ${w.customers[0]!.id}`.execute(w.ctx.db)
  w.clock.set('2026-03-02T14:00:00Z') // 22:00 in Manila
  await sendDue(w.ctx, means)
  assert.deepEqual([await w.states(), await nextDue(w.ctx.db)], [['queued', 'sent'], '2026-03-03T00:00:00.000Z'])
  w.clock.set('2026-03-03T00:00:00Z')
  await sendDue(w.ctx, means)
  assert.deepEqual(await w.states(), ['sent', 'sent'])
})

test('what a process was handing when it was killed is for a person to decide', async t => {
  const w = await withMailing(t, { people: 2 })
  const gone = randomUUID()
  await sql`insert into sending_workers (id, started_at) values (${gone}, now())`.execute(w.ctx.db)
  await sql`update messages set state = 'handing', worker_id = ${gone}, handed_at = now() where address = 'p0@example.com'`.execute(w.ctx.db)
  await sendDue(w.ctx, means)
  assert.deepEqual([await w.states(), w.sink.mails.map(m => m.to)], [['unknown: worker_gone', 'sent'], ['p1@example.com']])
})
