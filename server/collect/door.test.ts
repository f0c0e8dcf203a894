import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { InjectOptions } from 'fastify'
import { createApp } from '../app.ts'
import { world } from '../../tests/support/world.ts'

/** A shop's web source and a way to post to it. */
async function shop(t: TestContext) {
  const w = await world(t)
  await w.ctx.db.insertInto('sources').values({ kind: 'web', name: 'Corner Shop', write_key: 'key-1' }).execute()
  const app = await createApp(w.ctx)
  t.after(() => app.close())
  const post = (url: string, body: unknown, more: InjectOptions = {}) => app.inject({ method: 'POST', url, headers: { authorization: basic('key-1'), 'content-type': 'application/json' }, payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), ...more })
  const log = () => w.ctx.db.selectFrom('events').select(['type', 'name', 'anonymous_id', 'user_id', 'properties', 'context']).orderBy('seq').execute()
  const rejected = () => w.ctx.db.selectFrom('rejected_messages').select(['violation', 'message']).orderBy('id').execute()
  return { ...w, app, post, log, rejected }
}

const basic = (key: string) => `Basic ${Buffer.from(`${key}:`).toString('base64')}`
const viewed = (n: number) => ({ type: 'track', event: 'Product Viewed', userId: 'ana', messageId: `m${n}`, properties: { sku: `s${n}` } })

test('every call of the tracking API becomes an event', async t => {
  const { post, log } = await shop(t)
  await post('/v1/identify', { userId: 'ana', traits: { email: 'ana@example.com' } })
  await post('/v1/track', { userId: 'ana', event: 'Order Completed', properties: { revenue: 12 } })
  await post('/v1/page', { anonymousId: 'v1', name: 'Home' })
  await post('/v1/screen', { anonymousId: 'v1', name: 'Start' })
  await post('/v1/group', { userId: 'ana', groupId: 'smiths', traits: { size: 4 } })
  const last = await post('/v1/alias', { userId: 'ana', previousId: 'v1' })
  assert.deepEqual([last.statusCode, last.json()], [200, { success: true }])
  assert.deepEqual((await log()).map(e => e.name), ['Identified', 'Order Completed', 'Page Viewed', 'Screen Viewed', 'Group Joined', 'Alias Given'])
})

test('the key may come as Basic, in the body, as Bearer or in the address', async t => {
  const { post, log } = await shop(t)
  const bare = { headers: { 'content-type': 'text/plain' } }
  await post('/v1/t', viewed(1))
  await post('/v1/t', { ...viewed(2), writeKey: 'key-1' }, bare)
  await post('/v1/t', viewed(3), { headers: { authorization: 'Bearer key-1' } })
  await post('/beacon/v1/batch?writeKey=key-1', { batch: [viewed(4)] }, bare)
  assert.equal((await log()).length, 4)
})

test('a key that is nobody’s is refused, and a source that is switched off as well', async t => {
  const { post, ctx } = await shop(t)
  assert.equal((await post('/v1/track', viewed(1), { headers: { authorization: basic('nobody') } })).statusCode, 401)
  await ctx.db.insertInto('sources').values({ kind: 'web', name: 'Old shop', write_key: 'key-2', disabled_at: '2026-01-01T00:00:00Z' }).execute()
  assert.equal((await post('/v1/track', viewed(1), { headers: { authorization: basic('key-2') } })).statusCode, 404)
})

test('a batch that is sent again adds nothing', async t => {
  const { post, log } = await shop(t)
  const batch = { batch: [viewed(1), viewed(2)], sentAt: '2026-03-02T09:00:00Z', context: { locale: 'nl-NL' } }
  await post('/v1/batch', batch)
  await post('/v1/b', gzipSync(JSON.stringify({ ...batch, batch: [...batch.batch, viewed(3)] })), { headers: { authorization: basic('key-1'), 'content-encoding': 'gzip' } })
  const events = await log()
  assert.deepEqual(events.map(e => e.properties.sku), ['s1', 's2', 's3'])
  assert.equal(events[0]?.context.locale, 'nl-NL')
})

test('a message that cannot be an event is answered 200 and kept with the reason', async t => {
  const { post, log, rejected } = await shop(t)
  assert.equal((await post('/v1/batch', { batch: [viewed(1), { type: 'track', event: 'A' }, { type: 'track', userId: 'ana' }, 7] })).statusCode, 200)
  assert.equal((await log()).length, 1)
  assert.deepEqual((await rejected()).map(r => r.violation).sort(), ['no_event', 'no_id', 'not_an_object'])
})

test('a message that is nested without end is kept out, and the rest of its batch comes in', async t => {
  const { post, log, rejected } = await shop(t)
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const message = (n: number, levels: number) => `{"type":"track","event":"A","userId":"ana","messageId":"m${n}","properties":{"nested":${nested(levels)}}}`
  assert.equal((await post('/v1/batch', `{"batch":[${message(1, 15_000)},${message(2, 50)},${message(3, 500)}]}`)).statusCode, 200)
  assert.equal((await log()).length, 1)
  assert.deepEqual((await rejected()).map(r => r.violation), ['too_deep', 'too_deep'])
})

test('JSON that is none and bodies that are too large are refused as Segment refuses them', async t => {
  const { post, log } = await shop(t)
  assert.equal((await post('/v1/track', '{"event":')).statusCode, 400)
  assert.equal((await post('/v1/track', { ...viewed(1), properties: { text: 'x'.repeat(33 * 1024) } })).statusCode, 400)
  assert.equal((await post('/v1/batch', { batch: Array.from({ length: 20 }, (_, n) => ({ ...viewed(n), properties: { text: 'x'.repeat(30 * 1024) } })) })).statusCode, 400)
  assert.equal((await log()).length, 0)
})

test('RudderStack’s clients are answered as by RudderStack', async t => {
  const { post, log } = await shop(t)
  const rudder = { headers: { authorization: basic('key-1'), anonymousid: 'v9' } }
  const taken = await post('/v1/batch', { batch: [{ type: 'track', event: 'A', anonymousId: 'v9', properties: { text: 'x'.repeat(40 * 1024) } }] }, rudder)
  assert.deepEqual([taken.statusCode, taken.body], [200, 'OK'])
  assert.equal((await post('/v1/merge', { userId: 'ana', previousId: 'v9' }, rudder)).statusCode, 200)
  assert.equal((await post('/v1/track', { event: 'A' }, { headers: { authorization: basic('key-1'), 'user-agent': 'rudder-sdk-node' } })).statusCode, 400)
  assert.deepEqual((await log()).map(e => e.type), ['track', 'alias'])
})

test('a pixel reports what its address says', async t => {
  const { app, log } = await shop(t)
  const seen = await app.inject('/pixel/v1/track?writeKey=key-1&anonymousId=v1&event=Email+Opened&properties.campaign=spring')
  assert.equal(seen.headers['content-type'], 'image/gif')
  assert.deepEqual((await log()).map(e => [e.name, e.anonymous_id, e.properties.campaign]), [['Email Opened', 'v1', 'spring']])
})

test('text that PostgreSQL cannot hold costs a character, not the event', async t => {
  const { post, log } = await shop(t)
  await post('/v1/track', { ...viewed(1), properties: { nul: 'a\u0000b', half: '\ud83d', whole: '🧺', written: '\\u0000' } })
  assert.deepEqual((await log()).map(e => e.properties), [{ nul: 'ab', half: '\ufffd', whole: '🧺', written: '\\u0000' }])
})

test('a pixel of Segment’s says the same in base64', async t => {
  const { app, log } = await shop(t)
  const data = Buffer.from(JSON.stringify({ writeKey: 'key-1', userId: 'ana', event: 'Email Opened', messageId: 'opened', properties: { campaign: 'spring' } })).toString('base64')
  for (let i = 0; i < 2; i++) assert.equal((await app.inject(`/v1/pixel/track?data=${encodeURIComponent(data)}`)).headers['content-type'], 'image/gif')
  assert.equal((await app.inject('/v1/pixel/track?data=nonsense')).statusCode, 200)
  assert.deepEqual((await log()).map(e => [e.name, e.user_id, e.properties.campaign]), [['Email Opened', 'ana', 'spring']])
})

test('RudderStack’s server clients are known by their messages, whatever they call themselves', async t => {
  const { post } = await shop(t)
  const large = { ...viewed(1), properties: { text: 'x'.repeat(40 * 1024) } }
  const headers = { authorization: basic('key-1'), 'user-agent': 'analytics-node/3.0.13' }
  assert.equal((await post('/v1/batch', { batch: [{ ...large, originalTimestamp: '2026-03-02T09:00:00Z' }] }, { headers })).body, 'OK')
  assert.equal((await post('/v1/batch', { batch: [large] }, { headers })).statusCode, 400)
})

test('a request over 4,000 KB is refused in the words of whoever asks', async t => {
  const { post } = await shop(t)
  const payload = 'x'.repeat(4_001 * 1024)
  assert.equal((await post('/v1/batch', payload)).statusCode, 400)
  assert.equal((await post('/v1/batch', payload, { headers: { authorization: basic('key-1'), anonymousid: 'v9' } })).statusCode, 413)
})

test('an event that is sent again after a month is still the same event', async t => {
  const { post, log, clock } = await shop(t)
  await post('/v1/track', viewed(1))
  clock.advance({ hours: 24 * 30 })
  await post('/v1/track', viewed(1))
  assert.equal((await log()).length, 1)
})

test('pages of any shop may ask and send, with whatever headers their client adds, and read how long to wait', async t => {
  const { app, post } = await shop(t)
  const asked = await app.inject({ method: 'OPTIONS', url: '/v1/t', headers: { origin: 'https://shop.example.com', 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,x-retry-count,rsa-retry-attempt' } })
  assert.equal(asked.statusCode, 204)
  assert.equal(asked.headers['access-control-allow-origin'], 'https://shop.example.com')
  assert.equal(asked.headers['access-control-allow-headers'], 'authorization,x-retry-count,rsa-retry-attempt')
  assert.equal((await post('/v1/t', viewed(1))).headers['access-control-expose-headers'], 'retry-after')
  const settings = await app.inject({ url: '/v1/projects/key-1/settings', headers: { origin: 'https://shop.example.com' } })
  assert.equal(settings.json().integrations['Segment.io'].apiKey, 'key-1')
  for (const path of ['/sourceConfig?writeKey=key-1', '/sourceConfig/?p=npm&v=3.34.1&writeKey=key-1']) assert.equal((await app.inject(path)).json().source.enabled, true)
})

test('a shop may send as much as it likes from one address', async t => {
  const w = await world(t)
  await w.ctx.db.insertInto('sources').values({ kind: 'server', name: 'Backend', write_key: 'key-1' }).execute()
  const app = await createApp({ ...w.ctx, config: { ...w.ctx.config, requestsPerMinute: 2 } })
  t.after(() => app.close())
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => app.inject({ method: 'POST', url: '/v1/track', payload: { ...viewed(n), writeKey: 'key-1' } })))
  assert.deepEqual(new Set(answers.map(a => a.statusCode)), new Set([200]))
})

test('while PostgreSQL is away, clients are told to try again', async t => {
  const { app, clock, pool, post } = await shop(t)
  assert.equal((await post('/v1/track', viewed(1))).statusCode, 200)
  const query = pool.connect.bind(pool)
  pool.connect = (() => Promise.reject(new Error('connection refused'))) as never
  clock.advance({ seconds: 10 })
  const refused = await post('/v1/track', viewed(2))
  // Pages that load meanwhile get their client's settings all the same, or they would not even keep their events.
  assert.equal((await app.inject('/v1/projects/key-1/settings')).json().integrations['Segment.io'].apiKey, 'key-1')
  pool.connect = query
  assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [503, '2'])
  assert.equal((await post('/v1/track', viewed(2))).statusCode, 200)
})
