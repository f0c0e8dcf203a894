import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { builtScript, shop } from '../tests/support/shop-page.ts'

const quiet = { tag: 'data-automatic="off"' }
const early = { ...quiet, before: 'suki = [["track", "Early", {}]]' }

test('what is said before the script has loaded is not lost, and a campaign goes with everything', async t => {
  const { open, flush, log } = await shop(t, early)
  await open('/?utm_source=news&utm_campaign=spring')
  await flush()
  assert.deepEqual((await log()).map(e => [e.name, e.context.campaign]), [['Early', { source: 'news', name: 'spring' }]])
})

test('what happened without a network arrives later, once', async t => {
  const { page, context, open, say, flush, log } = await shop(t, quiet)
  await open('/')
  await context.setOffline(true)
  await say(suki => suki.track('Offline'))
  await flush()
  await context.setOffline(false)
  await page.reload()
  await flush()
  assert.deepEqual((await log()).map(e => e.name), ['Offline'])
})

test('faults of the server cost nothing: 503, 429 and 500 are tried again', async t => {
  const { open, flush, log, faults, stored } = await shop(t, early)
  await open('/')
  faults.push({ status: 503 }, { status: 429 }, { status: 500 })
  for (let i = 0; i < 4; i++) await flush()
  assert.deepEqual((await log()).map(e => e.name), ['Early'])
  assert.deepEqual((await stored()).storage, ['suki_id'])
})

test('who is asked to wait waits as long, on the next page too', async t => {
  const { open, say, flush, page, log, faults, asked } = await shop(t, quiet)
  await page.clock.install({ time: '2026-03-02T09:00:00Z' })
  await open('/')
  faults.push({ status: 429, retryAfter: '60' })
  await say(suki => suki.track('Patient'))
  await flush()
  await open('/next')
  await page.clock.runFor(59_000)
  assert.equal(asked.length, 1)
  await page.clock.runFor(31_000)
  await flush()
  assert.deepEqual([(await log()).map(e => e.name), asked.length], [['Patient'], 2])
})

test('a message that Suki refuses for ever takes no other with it', async t => {
  const { open, say, flush, log, stored } = await shop(t, quiet)
  await open('/')
  await say(suki => (suki.track('First'), suki.track('Novel', { text: 'x'.repeat(40_000) }), suki.track('Last')))
  await flush()
  assert.deepEqual((await log()).map(e => e.name), ['First', 'Last'])
  assert.deepEqual((await stored()).storage, ['suki_id'])
})

test('batches are counted in bytes: 300 events in Tamil arrive', async t => {
  const { open, say, flush, log } = await shop(t, quiet)
  await open('/')
  await say(suki => {
    for (let i = 0; i < 300; i++) suki.track('Said', { text: 'வணக்கம் '.repeat(100) })
  })
  await flush()
  assert.equal((await log()).length, 300)
})

test('what waits when the page is left goes as a beacon, and is stored once although it is sent again', async t => {
  const { open, say, flush, log, asked } = await shop(t, quiet)
  await open('/')
  await say(suki => suki.track('Last words'))
  await open('/next')
  await flush()
  assert.deepEqual((await log()).map(e => e.name), ['Last words'])
  assert.ok(asked[0]?.startsWith('/beacon/v1/batch'), asked.join())
})

test('a visitor who signs in is the same visitor; after signing out somebody else', async t => {
  const { open, say, flush, log } = await shop(t, quiet)
  await open('/')
  await say(suki => suki.identify('ana', { email: 'ana@example.com' }))
  await open('/next')
  await say(suki => (suki.track('Known'), suki.reset(), suki.track('Stranger')))
  await flush()
  const [identified, known, stranger] = await log()
  assert.deepEqual([identified?.name, identified?.properties.email, identified?.user_id], ['Identified', 'ana@example.com', 'ana'])
  assert.deepEqual([known?.user_id, known?.anonymous_id], ['ana', identified?.anonymous_id])
  assert.equal(stranger?.user_id, null)
  assert.notEqual(stranger?.anonymous_id, known?.anonymous_id)
})

test('traits without a name, households and second ids are told as Segment tells them', async t => {
  const { open, say, flush, log } = await shop(t, quiet)
  await open('/')
  await say(suki => (suki.identify({ email: 'ana@example.com' }), suki.group('smiths', { size: 4 }), suki.alias('ana'), suki.alias('ana', 'old-ana')))
  const id = (await say(suki => suki.visitor()))?.anonymousId
  await flush()
  assert.deepEqual((await log()).map(e => [e.type, e.user_id, e.properties]), [
    ['identify', null, { email: 'ana@example.com' }],
    ['group', null, { size: 4, group_id: 'smiths' }],
    ['alias', 'ana', { previous_id: id }],
    ['alias', 'ana', { previous_id: 'old-ana' }],
  ])
})

test('sub-domains of a shop share the visitor and the choice, other shops do not', async t => {
  const { open, say, context } = await shop(t, quiet)
  await open('/', 'www.shop.example')
  await say(suki => suki.consent(true))
  const visitor = await say(suki => suki.visitor())
  await open('/', 'checkout.shop.example')
  assert.deepEqual([await say(suki => suki.visitor()), await say(suki => suki.consented())], [visitor, true])
  assert.deepEqual([...new Set((await context.cookies()).map(cookie => cookie.domain))], ['.shop.example'])
  await open('/', '127.0.0.1')
  assert.notDeepEqual(await say(suki => suki.visitor()), visitor)
})

test('a visitor whose cookies were cleared is found by the copy, and the other way round', async t => {
  const { open, say, context, page } = await shop(t, quiet)
  await open('/')
  const visitor = await say(suki => suki.visitor())
  await context.clearCookies()
  await open('/next')
  assert.deepEqual(await say(suki => suki.visitor()), visitor)
  await page.evaluate('localStorage.clear()')
  await open('/')
  assert.deepEqual(await say(suki => suki.visitor()), visitor)
})

test('a browser that forbids storage breaks nothing, and what happens is told', async t => {
  const forbid = 'Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError") } })'
  const { open, say, flush, log, page } = await shop(t, { ...quiet, before: forbid })
  const errors: string[] = []
  page.on('pageerror', error => errors.push(error.message))
  await open('/')
  await say(suki => suki.track('Told'))
  await flush()
  assert.deepEqual([(await log()).map(e => e.name), errors], [['Told'], []])
})

const asks = { tag: 'data-consent="required"' }

test('where consent is required nothing is stored or sent before it', async t => {
  const { open, say, flush, log, stored, asked } = await shop(t, asks)
  await open('/mug')
  await say(suki => (suki.track('Unheard'), suki.identify('ana'), suki.flush()))
  await flush()
  assert.deepEqual([await stored(), asked, await say(suki => suki.consented()), await say(suki => suki.visitor())], [{ cookies: [], storage: [] }, [], undefined, undefined])
  await say(suki => suki.consent(true, { wording_version: 'cookies-2026-11' }))
  await flush()
  const [given, viewed] = await log()
  assert.deepEqual([given?.name, viewed?.name], ['Consent Given', 'Page Viewed'])
  const { purposes, wording_version, language, path } = given!.properties
  assert.deepEqual([purposes, wording_version, language, path], [['profiling'], 'cookies-2026-11', 'en', '/mug'])
  await open('/next')
  await flush()
  assert.equal((await log()).at(-1)?.properties.path, '/next')
})

test('refusing is remembered, and nothing else is', async t => {
  const { open, say, flush, log, stored } = await shop(t, asks)
  await open('/')
  await say(suki => suki.consent(false))
  await open('/next')
  await flush()
  assert.deepEqual([await log(), await stored(), await say(suki => suki.consented())], [[], { cookies: ['suki_consent'], storage: ['suki_consent'] }, false])
})

test('withdrawing is told by the one who withdraws, and forgets what was not sent and who it was', async t => {
  const { open, say, flush, log, stored } = await shop(t, asks)
  await open('/')
  await say(suki => suki.consent(true))
  await flush()
  await say(suki => (suki.track('Unsent'), suki.consent(false), suki.track('After')))
  await flush()
  const events = await log()
  assert.deepEqual(events.map(e => e.name), ['Consent Given', 'Page Viewed', 'Consent Withdrawn'])
  assert.equal(new Set(events.map(e => e.anonymous_id)).size, 1)
  assert.deepEqual(await stored(), { cookies: ['suki_consent'], storage: ['suki_consent'] })
})

test('consent to be written to names channels and wording, and leaves the choice of being followed alone', async t => {
  const { open, say, flush, log } = await shop(t, quiet)
  await open('/news')
  await say(suki => suki.consent(true, { channels: ['email', 'sms'], purposes: ['marketing'], wording_version: 'newsletter-2', wording: 'Yes, write to me.' }))
  await flush()
  const [given] = await log()
  assert.partialDeepStrictEqual(given?.properties, { channels: ['email', 'sms'], purposes: ['marketing'], wording_version: 'newsletter-2', wording: 'Yes, write to me.', path: '/news' })
  assert.equal(await say(suki => suki.consented()), undefined)
})

test('the script weighs at most 5 kB', async () => {
  const bytes = gzipSync(await builtScript(), { level: 9 }).length
  assert.ok(bytes <= 5_000, `${bytes} bytes gzipped`)
})
