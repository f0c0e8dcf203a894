import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { listMessages, mendMessage, replayMessages } from '../../../contracts/debugger.ts'
import { createSource, editSource, getSource, listSources, sourceVolume } from '../../../contracts/sources.ts'
import { planNewEvent } from '../../../contracts/tracking-plan.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import type { Ctx } from '../../platform/index.ts'
import { sourceJobs } from './upkeep.ts'

/** A shop's source, an admin, and a way to send to it. */
async function shop(t: TestContext) {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const source = await admin.call(createSource, { body: { kind: 'web', name: 'Web shop' } })
  const params = { sourceId: source.id }
  const app = await appOf(w)
  const send = (batch: unknown[], more: object = {}) => app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: source.writeKey, batch, ...more } })
  const messages = async (query: { outcome?: 'accepted' | 'duplicate' | 'rejected' | 'mended'; name?: string } = {}) => (await admin.call(listMessages, { params, query })).items
  const figures = async () => (await admin.call(getSource, { params })).figures
  const log = () => w.ctx.db.selectFrom('events').select(['name', 'occurred_at', 'properties']).where('source_id', '=', source.id).orderBy('seq').execute()
  return { ...w, admin, app, source, params, send, messages, figures, log }
}

async function upkeep(ctx: Ctx) {
  for (const job of sourceJobs) await job.run(ctx, {})
}

const viewed = (n: number, properties: object = {}) => ({ type: 'track', event: 'Product Viewed', userId: 'ana', messageId: `m${n}`, properties })

test('what is accepted, comes again or is rejected is counted with the event itself', async t => {
  const { send, figures, clock } = await shop(t)
  await send([viewed(1), viewed(2), viewed(2), { type: 'track', event: 'A' }])
  clock.advance({ hours: 2 })
  await send([viewed(2), viewed(3)])
  const { accepted, duplicate, rejected, hours, lastAt } = await figures()
  assert.deepEqual({ accepted, duplicate, rejected, hours: hours.slice(-3), lastAt }, { accepted: 3, duplicate: 2, rejected: 1, hours: [2, 0, 1], lastAt: '2026-03-02T11:00:00.000Z' })
})

test('a commit that fails counts nothing', async t => {
  const { send, figures, ctx, log } = await shop(t)
  await ctx.db.schema.alterTable('source_minutes').renameTo('gone').execute()
  assert.equal((await send([viewed(1)])).statusCode, 503)
  await ctx.db.schema.alterTable('gone').renameTo('source_minutes').execute()
  assert.deepEqual([(await figures()).accepted, (await log()).length], [0, 0])
})

test('the chart shows the last hour by minute, the day by quarter, and 30 days in the reader’s zone', async t => {
  const { send, admin, params, clock } = await shop(t)
  await send([viewed(1)])
  clock.advance({ minutes: 20 })
  await send([viewed(2), viewed(1)])
  const volume = async (span: 'hour' | 'day' | 'month', timeZone = 'UTC') => (await admin.call(sourceVolume, { params, query: { span, timeZone } })).points
  const hour = await volume('hour')
  assert.deepEqual([hour.length, hour.at(-1), hour.at(-21)], [60, { at: '2026-03-02T09:20:00.000Z', accepted: 1, duplicate: 1, rejected: 0 }, { at: '2026-03-02T09:00:00.000Z', accepted: 1, duplicate: 0, rejected: 0 }])
  const day = await volume('day')
  assert.deepEqual([day.length, day.at(-1)?.at, day.slice(-2).map(point => point.accepted)], [96, '2026-03-02T09:15:00.000Z', [1, 1]])
  const month = await volume('month', 'Asia/Manila')
  assert.deepEqual([month.length, month.at(-1)], [30, { at: '2026-03-01T16:00:00.000Z', accepted: 2, duplicate: 1, rejected: 0 }])
})

test('minutes of past days become hours, and nothing is lost or counted twice', async t => {
  const { ctx, send, admin, params, clock, figures } = await shop(t)
  await send([viewed(1), viewed(2)])
  clock.advance({ hours: 50 })
  await send([viewed(3)])
  for (let i = 0; i < 2; i++) await upkeep(ctx)
  const { points } = await admin.call(sourceVolume, { params, query: { span: 'month' } })
  assert.deepEqual(points.slice(-3).map(point => point.accepted), [2, 0, 1])
  assert.equal((await ctx.db.selectFrom('source_hours').selectAll().execute()).length, 1)
  clock.advance({ hours: 30 })
  assert.deepEqual([(await figures()).accepted, (await figures()).lastAt], [0, '2026-03-04T11:00:00.000Z'])
})

test('minutes of some hours ago are quarters, which the charts do not show', async t => {
  const { ctx, send, admin, params, clock, figures } = await shop(t)
  for (let n = 0; n < 40; n++) {
    await send([viewed(n), viewed(0)])
    clock.advance({ minutes: 1 })
  }
  clock.advance({ hours: 3 })
  const shown = async () => [await admin.call(sourceVolume, { params, query: { span: 'day' } }), await figures()]
  const before = await shown()
  await upkeep(ctx)
  assert.deepEqual(await shown(), before)
  assert.equal((await ctx.db.selectFrom('source_minutes').select('minute').execute()).length, 3)
})

test('the list shows each source with its figures', async t => {
  const { send, admin } = await shop(t)
  await admin.call(createSource, { body: { kind: 'channel', name: 'Chat' } })
  await send([viewed(1)])
  const { items } = await admin.call(listSources, { query: {} })
  assert.deepEqual(items.map(source => [source.name, source.figures.accepted, source.figures.lastAt !== null]), [['Chat', 0, false], ['Web shop', 1, true]])
})

test('the debugger shows each message as it came and what became of it', async t => {
  const { send, messages } = await shop(t)
  await send([viewed(1, { sku: 's1' }), viewed(1), { type: 'track', event: 'Cart Viewed', properties: 7 }], { context: { locale: 'nl' } })
  const seen = await messages()
  assert.deepEqual(seen.map(m => [m.outcome, m.name, m.violation]).sort(), [['accepted', 'Product Viewed', null], ['duplicate', 'Product Viewed', null], ['rejected', 'Cart Viewed', 'no_id']])
  assert.deepEqual(seen.find(m => m.outcome === 'accepted')?.message, viewed(1, { sku: 's1' }))
  assert.deepEqual((await messages({ outcome: 'rejected' })).length, 1)
  assert.deepEqual((await messages({ name: 'cart' })).map(m => m.name), ['Cart Viewed'])
})

test('while nobody looks a few messages of each minute are kept; while somebody does, all of them', async t => {
  const { send, messages, clock, ctx } = await shop(t)
  const twenty = (from: number) => Array.from({ length: 20 }, (_, n) => viewed(from + n))
  await send(twenty(0))
  assert.equal((await messages()).length, 5)
  // Another process hears of it when it looks the key up again.
  clock.advance({ seconds: 5 })
  await send(twenty(100))
  assert.equal((await messages()).length, 25)
  clock.advance({ seconds: 90 })
  await send(twenty(200))
  assert.equal((await messages()).length, 30)
  void ctx
})

test('a request that is refused as a whole is shown as well', async t => {
  const { send, app, source, messages } = await shop(t)
  await app.inject({ method: 'POST', url: '/v1/track', headers: { authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}`, 'content-type': 'application/json' }, payload: '{"event":' })
  await send([viewed(1, { text: 'x'.repeat(33 * 1024) })])
  await app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: source.writeKey } })
  const seen = await messages()
  assert.deepEqual(seen.map(m => m.violation).sort(), ['event_too_large', 'not_a_batch', 'not_json'])
  assert.ok(JSON.stringify(seen).length < 5_000)
})

test('the debugger keeps a thousand messages of a source for a day, and rejected ones for 30 days', async t => {
  const { ctx, send, messages, clock } = await shop(t)
  await messages()
  for (let n = 0; n < 12; n++) {
    clock.advance({ seconds: 10 })
    await send(Array.from({ length: 100 }, (_, m) => viewed(n * 100 + m)))
    await messages()
  }
  await send([{ type: 'track', event: 'A' }])
  await upkeep(ctx)
  const count = async (table: 'recent_messages' | 'rejected_messages') => (await ctx.db.selectFrom(table).select('id').execute()).length
  assert.deepEqual([await count('recent_messages'), await count('rejected_messages')], [1000, 1])
  clock.advance({ hours: 25 })
  await upkeep(ctx)
  assert.deepEqual([await count('recent_messages'), await count('rejected_messages')], [0, 1])
  clock.advance({ hours: 24 * 30 })
  await upkeep(ctx)
  assert.equal(await count('rejected_messages'), 0)
})

test('a rejected message can be mended by hand and becomes one event, at the time it came', async t => {
  const { send, admin, params, clock, messages, log } = await shop(t)
  await send([{ type: 'track', event: 'Order Completed', timestamp: '2026-03-02T08:59:00Z', properties: { revenue: 12 } }])
  const [broken] = await messages()
  clock.advance({ hours: 3 })
  const still = await admin.ask(mendMessage, { params: { ...params, messageId: broken!.id }, body: {} })
  assert.deepEqual([still.status, still.problem.code], [422, 'sources.message_not_valid'])
  const mended = await admin.call(mendMessage, { params: { ...params, messageId: broken!.id }, body: { message: { ...(broken!.message as object), userId: 'ana' } } })
  assert.deepEqual([mended.outcome, (await log()).map(e => [e.name, e.occurred_at])], ['mended', [['Order Completed', '2026-03-02T08:59:00.000Z']]])
  assert.equal((await admin.ask(mendMessage, { params: { ...params, messageId: broken!.id }, body: {} })).status, 404)
})

test('what the plan refused is taken in once it is planned, and never twice', async t => {
  const { send, admin, params, clock, figures, log } = await shop(t)
  await admin.call(editSource, { params, body: { enforcement: 'block' } })
  clock.advance({ seconds: 6 })
  await send([{ type: 'track', event: 'Mug Filled', userId: 'ana' }, { type: 'track', event: 'Mug Filled' }])
  assert.deepEqual([(await figures()).rejected, (await log()).length], [2, 0])
  await admin.call(planNewEvent, { body: { name: 'Mug Filled', expected: [] } })
  const replay = () => admin.call(replayMessages, { params, body: {} })
  assert.deepEqual(await replay().then(({ accepted, stillRejected, left }) => [accepted, stillRejected, left]), [1, 1, false])
  assert.deepEqual(await replay().then(({ accepted, stillRejected }) => [accepted, stillRejected]), [0, 1])
  assert.deepEqual((await log()).map(e => e.name), ['Mug Filled'])
})
