import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { SendingRules } from '../../../contracts/messaging.ts'
import { liftRestriction, recordConsents, restrict, suppress } from '../../customers/index.ts'
import { mergeCustomers } from '../../customers/identity/decisions.ts'
import { create } from '../../customers/customers.ts'
import { within } from '../../platform/index.ts'
import { world } from '../../../tests/support/world.ts'
import { decide, type Asked } from './decide.ts'
import { quietUntil, zoneOf } from './quiet.ts'
import { changeSendingRules } from './rules.ts'

const anything: SendingRules = { caps: [], quiet: null, sunset: null, approval: false }

/** A shop in Amsterdam with Ana, who agreed to e-mail. */
async function withAna(t: TestContext) {
  const w = await world(t)
  const ana = await create(w.ctx, { name: 'Ana Cruz', email: 'ana@example.com', phone: '+31612345678' })
  const say = (customerId: string, decision: 'granted' | 'withdrawn') => recordConsents(w.ctx, [{ nodeId: customerId, channel: 'email', purpose: 'marketing', decision, source: 'api', occurredAt: w.clock.now().toString(), proof: {} }])
  await say(ana.id, 'granted')
  const rules = (change: Partial<SendingRules>) => changeSendingRules(w.ctx, { ...anything, ...change })
  const ask = async (customerId = ana.id, how: Partial<Asked> = {}) => (await decide(w.ctx, { customerIds: [customerId], channel: 'email', purpose: 'marketing', storeZone: 'Europe/Amsterdam', ...how })).get(customerId)!
  const answer = async (how: Partial<Asked> = {}) => {
    const { may, reason } = await ask(ana.id, how)
    return `${may ? 'yes' : 'no'}: ${reason}`
  }
  /** A message to Ana that was handed over now. */
  const sent = async ({ state = 'sent', channel = 'email', purpose = 'marketing' } = {}) => {
    const [mailingId, id, now] = [randomUUID(), randomUUID(), w.clock.now().toString()]
    await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${mailingId}, 'campaign', ${purpose}, ${channel}, 'Spring', ${now})`.execute(w.ctx.db)
    await sql`insert into messages (id, mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, state, send_at, handed_at, sent_at, created_at)
      values (${id}, ${mailingId}, ${channel}, 'campaign', ${purpose}, ${ana.id}, ${ana.id}, ${ana.id}, ${state}, ${now}, ${now}, ${state === 'sent' ? now : null}, ${now})`.execute(w.ctx.db)
    return id
  }
  const wish = (wish: { pausedUntil?: string; atMost?: number; days?: number }) => sql`
    insert into contact_preferences (node_id, customer_id, channel, paused_until, at_most, at_most_days, changed_at) values (${randomUUID()}, ${ana.id}, 'email', ${wish.pausedUntil ?? null}, ${wish.atMost ?? null}, ${wish.days ?? null}, ${w.clock.now().toString()})`.execute(w.ctx.db)
  return { ...w, ana, say, rules, ask, answer, sent, wish }
}

test('of several reasons against it the first counts, in an order that everybody can read', async t => {
  const w = await withAna(t)
  const { db } = w.ctx
  await sql`update customers set email = null, last_seen_at = null, created_at = '2020-01-01' where id = ${w.ana.id}`.execute(db)
  await sql`update messages set sent_at = handed_at where id = ${await w.sent()}`.execute(db)
  w.clock.advance({ hours: 1 })
  await restrict(w.ctx, w.ana.id, 'Asked to')
  await suppress(w.ctx, { channel: 'email', customerId: w.ana.id, reason: 'complaint' })
  await w.say(w.ana.id, 'withdrawn')
  await w.wish({ pausedUntil: '2026-04-01T00:00:00Z' })
  await w.wish({ atMost: 1, days: 30 })
  await w.rules({ caps: [{ atMost: 1, days: 90 }], sunset: { months: 12, messages: 1 } })
  assert.equal((await w.ask(randomUUID())).reason, 'unknown')
  const obstacles: [string, () => Promise<unknown>][] = [
    ['no: restricted', () => liftRestriction(w.ctx, w.ana.id)],
    ['no: suppressed', () => sql`delete from suppressions`.execute(db)],
    ['no: withdrawn', () => (w.clock.advance({ minutes: 1 }), w.say(w.ana.id, 'granted'))],
    ['no: no_address', () => sql`update customers set email = 'ana@example.com' where id = ${w.ana.id}`.execute(db)],
    ['no: paused', () => sql`update contact_preferences set paused_until = null`.execute(db)],
    ['no: own_cap', () => sql`delete from contact_preferences`.execute(db)],
    ['no: capped', () => w.rules({ sunset: { months: 12, messages: 1 } })],
    ['no: sunset', () => sql`update customers set last_seen_at = ${w.clock.now().toString()} where id = ${w.ana.id}`.execute(db)],
  ]
  for (const [expected, lift] of obstacles) {
    assert.equal(await w.answer(), expected)
    await lift()
  }
  assert.equal(await w.answer(), 'yes: granted')
})

test('what the shop or the reader decided about marketing does not hold up a message about an order', async t => {
  const w = await withAna(t)
  await w.sent()
  await w.wish({ pausedUntil: '2026-04-01T00:00:00Z', atMost: 1, days: 7 })
  await w.rules({ caps: [{ atMost: 1, days: 7 }], quiet: { from: '00:00', to: '23:59' } })
  const { may, reason, waitUntil } = await w.ask(w.ana.id, { purpose: 'service' })
  assert.deepEqual([may, reason, waitUntil], [true, 'assumed', null])
})

test('a cap holds for exactly its days, and each of several holds by itself', async t => {
  const w = await withAna(t)
  await w.rules({ caps: [{ atMost: 1, days: 7 }, { atMost: 2, days: 30 }] })
  const first = w.clock.now()
  await w.sent()
  assert.equal(await w.answer(), 'no: capped')
  w.clock.set(first.add({ hours: 24 * 7 }).subtract({ seconds: 1 }).toString())
  assert.equal(await w.answer(), 'no: capped')
  w.clock.set(first.add({ hours: 24 * 7 }).toString())
  assert.equal(await w.answer(), 'yes: granted')
  await w.sent()
  w.clock.set(first.add({ hours: 24 * 30 }).subtract({ seconds: 1 }).toString())
  assert.equal(await w.answer(), 'no: capped', 'two in 30 days')
  w.clock.set(first.add({ hours: 24 * 30 }).toString())
  assert.equal(await w.answer(), 'yes: granted')
})

test('towards caps counts what they got or may have got of marketing on that channel, but for the message in question', async t => {
  const w = await withAna(t)
  await w.rules({ caps: [{ atMost: 1, days: 7 }] })
  for (const state of ['failed', 'skipped', 'queued', 'cancelled', 'held_out']) await w.sent({ state })
  await w.sent({ channel: 'sms' })
  await w.sent({ purpose: 'service' })
  assert.equal(await w.answer(), 'yes: granted')
  for (const state of ['sent', 'handing', 'unknown']) {
    const id = await w.sent({ state })
    assert.deepEqual([await w.answer(), await w.answer({ except: [id] })], ['no: capped', 'yes: granted'], state)
    await sql`delete from messages where id = ${id}`.execute(w.ctx.db)
  }
})

test('their own cap is as exact, and of two that stand the stricter holds', async t => {
  const w = await withAna(t)
  const first = w.clock.now()
  await w.wish({ atMost: 2, days: 30 })
  await w.sent()
  assert.equal(await w.answer(), 'yes: granted')
  await w.sent()
  assert.equal(await w.answer(), 'no: own_cap')
  w.clock.set(first.add({ hours: 24 * 30 }).subtract({ seconds: 1 }).toString())
  assert.equal(await w.answer(), 'no: own_cap')
  w.clock.set(first.add({ hours: 24 * 30 }).toString())
  assert.equal(await w.answer(), 'yes: granted')
  await w.wish({ atMost: 1, days: 7 })
  await w.sent()
  assert.equal(await w.answer(), 'no: own_cap')
})

test('whoever gave no sign of life for months and messages is left alone; a click, a visit or an order is one', async t => {
  const w = await withAna(t)
  const { db } = w.ctx
  await w.rules({ sunset: { months: 6, messages: 2 } })
  w.clock.advance({ hours: 1 })
  const letter = await w.sent()
  w.clock.set('2026-09-02T09:59:00Z')
  await w.sent()
  assert.equal(await w.answer(), 'no: sunset')
  await sql`update messages set clicked_at = '2026-09-02T09:58:00Z' where id = ${letter}`.execute(db)
  assert.equal(await w.answer(), 'yes: granted', 'one message since then')
  await sql`update messages set clicked_at = null`.execute(db)
  for (const sign of ['last_seen_at', 'last_order_at']) {
    await sql`update customers set ${sql.ref(sign)} = '2026-03-02T09:59:00Z' where id = ${w.ana.id}`.execute(db)
    assert.equal(await w.answer(), 'yes: granted', `${sign} six months ago, to the minute`)
    await sql`update customers set ${sql.ref(sign)} = null where id = ${w.ana.id}`.execute(db)
  }
})

test('the id of somebody who was merged is answered for whoever they are now', async t => {
  const w = await withAna(t)
  const ben = await create(w.ctx, { name: 'Ben Santos', email: 'ben@example.com' })
  await mergeCustomers(within(w.ctx, { actor: { kind: 'staff', id: null, name: 'Marie' } }), [w.ana.id, ben.id])
  const [ana, his] = [await w.ask(w.ana.id), await w.ask(ben.id)]
  assert.deepEqual({ ...his, customerId: w.ana.id }, ana)
  assert.deepEqual([his.address, his.nodeId === ana.nodeId], ['ana@example.com', true])
})

test('thousands are asked about at once, in four statements', async t => {
  const w = await withAna(t)
  const { db } = w.ctx
  await w.rules({ caps: [{ atMost: 2, days: 7 }], sunset: { months: 6, messages: 50 }, quiet: { from: '21:00', to: '08:00' } })
  const mailingId = randomUUID()
  await sql`insert into mailings (id, stream, purpose, channel, name, created_at) values (${mailingId}, 'transactional', 'marketing', 'email', 'Many', now())`.execute(db)
  await sql`insert into customers (name, email, created_at) select 'P' || n, 'p' || n || '@example.com', '2026-01-01' from generate_series(1, 2000) as n`.execute(db)
  await sql`
    insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, state, send_at, handed_at, sent_at, created_at)
    select ${mailingId}, 'email', 'transactional', 'marketing', c.id, c.id, c.id, 'sent', at, at, at, at
    from (select id, row_number() over (order by created_at, id) as place from customers where name like 'P%') as c, lateral generate_series(1, (c.place % 4)::int) as n, (select ${w.clock.now().toString()}::timestamptz - interval '1 day' as at) as when_`.execute(db)
  const ids = (await db.selectFrom('customers').select('id').where('name', 'like', 'P%').execute()).map(row => row.id)
  await sql`insert into consent_states (customer_id, channel, purpose, state, consent_id, occurred_at) select id, 'email', 'marketing', 'granted', ${randomUUID()}, now() from customers where name like 'P%'`.execute(db)
  let statements = 0
  w.pool.on('acquire', () => void statements++)
  const answers = await decide(w.ctx, { customerIds: ids, channel: 'email', purpose: 'marketing', storeZone: 'UTC' })
  assert.deepEqual([answers.size, statements], [2000, 4])
  const count = (reason: string) => [...answers.values()].filter(one => one.reason === reason).length
  assert.deepEqual([count('capped'), count('granted')], [1000, 1000])
})

const zones = ['UTC', 'Europe/Amsterdam', 'Asia/Kolkata', 'Asia/Manila', 'America/New_York', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Apia', 'Africa/Casablanca', 'America/Santiago', 'Europe/Riga', 'Asia/Kathmandu']
const minutes = (n: number) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`
const clockTime = fc.integer({ min: 0, max: 1439 }).map(minutes)
/** Whether a clock on the wall shows a quiet time: by its face alone. */
const showsQuiet = ({ from, to }: { from: string; to: string }, zone: string, at: Temporal.Instant) => {
  const face = at.toZonedDateTimeISO(zone).toString().slice(11, 16)
  return from < to ? from <= face && face < to : face >= from || face < to
}
/** Any moment, mostly in the days around a change of the clocks. */
const moment = fc.record({ zone: fc.constantFrom(...zones), from: fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2028-01-01') }), jump: fc.boolean(), away: fc.integer({ min: -36 * 60, max: 6 * 60 }) }).map(({ zone, from, jump, away }) => {
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(from / 60_000) * 60_000)
  const change = jump ? start.toZonedDateTimeISO(zone).getTimeZoneTransition('next')?.toInstant() : undefined
  return { zone, now: change ? change.add({ minutes: away }) : start }
})

test('a message waits exactly until the first minute that is not quiet, in every zone, over midnight and changes of the clock', () => {
  fc.assert(fc.property(moment, clockTime, clockTime, ({ zone, now }, from, to) => {
    fc.pre(from !== to)
    const until = quietUntil({ from, to }, zone, now)
    let expected = now
    while (showsQuiet({ from, to }, zone, expected)) expected = expected.add({ minutes: 1 })
    assert.equal((until ?? now).toString(), expected.toString(), `${from}–${to} in ${zone} at ${now}`)
    assert.equal(until === null, expected.equals(now))
  }), { numRuns: 400, ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}) })
})

test('quiet hours at the changes of the clock, by hand', () => {
  const until = (from: string, to: string, now: string) => quietUntil({ from, to }, 'Europe/Amsterdam', Temporal.Instant.from(now))?.toString() ?? null
  assert.equal(until('22:00', '08:00', '2026-03-28T22:30:00Z'), '2026-03-29T06:00:00Z', 'the short night')
  assert.equal(until('22:00', '08:00', '2026-10-24T22:30:00Z'), '2026-10-25T07:00:00Z', 'the long night')
  assert.equal(until('01:30', '02:30', '2026-03-29T00:45:00Z'), '2026-03-29T01:00:00Z', 'the jump passes over their end')
  assert.equal(until('22:00', '02:30', '2026-10-25T00:30:00Z'), null, 'half past two comes twice: the first time they end')
  assert.equal(until('22:00', '02:30', '2026-10-25T01:10:00Z'), '2026-10-25T01:30:00Z', 'and are back for half an hour')
})

test('where a day begins is what they said, else their country, else the store', () => {
  assert.deepEqual([
    zoneOf({ said: 'Asia/Manila', country: 'NL', store: 'UTC' }), zoneOf({ said: 'nonsense', country: 'NL', store: 'UTC' }), zoneOf({ said: null, country: 'US', store: 'America/Chicago' }), zoneOf({ said: null, country: null, store: 'Asia/Kolkata' }), zoneOf({ said: null, country: 'ZZ', store: 'Asia/Kolkata' }),
  ], ['Asia/Manila', 'Europe/Amsterdam', 'America/Chicago', 'Asia/Kolkata', 'Asia/Kolkata'])
})
