import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { readLog } from '../../../tests/support/jobs.ts'
import { ledgerRow as ledger, messageTo, sentCampaign as sent, suppressedFor as suppressed, toldOfMails as told } from '../../../tests/support/messages.ts'
import { createApp } from '../../app.ts'
import { readMessageId, readVerp, verpAddress } from './addresses.ts'
import { applyReturn, type Return } from './applying/apply.ts'
import { clickUrl, honeypotIndex, pixelUrl } from './tracking/links.ts'
import { tellHits } from './tracking/tell.ts'

const person = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'

test('an address of return is signed, survives lower case, and leads to its message alone', async t => {
  const { ctx, ids } = await sent(t, 'ana')
  const address = verpAddress(ctx, ids['ana']!, 'bounces.shop.example')
  assert.ok(address.split('@')[0]!.length <= 64)
  assert.equal(readVerp(ctx, address.toUpperCase()), ids['ana'])
  assert.equal(readVerp(ctx, address.replace(/[0-9a-f]@/, found => (found === '0@' ? '1@' : '0@'))), null)
  assert.equal(readVerp(ctx, 'bounce+0123@shop.example'), null)
  assert.equal(readMessageId(`<${ids['ana']}@shop.example>`), ids['ana'])
  assert.equal(readMessageId('<something@else.example>'), null)
})

test('opens and clicks of people are told from those of programs, reach the log and the ledger, and lead nowhere else', async t => {
  const { ctx, clock, ids } = await sent(t, 'ana', 'ben', 'cleo')
  const app = await createApp(ctx)
  t.after(() => app.close())
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const get = (url: string, userAgent = person, method = 'GET') => fetch(url, { method, redirect: 'manual', headers: { 'user-agent': userAgent } })
  const link = (name: string, linkIndex: number, url = `https://shop.example/mug?to=${name}&n=1`) => clickUrl(ctx, { base, messageId: ids[name]!, linkIndex, url })

  const picture = await get(pixelUrl(ctx, { base, messageId: ids['ana']! }))
  assert.deepEqual([picture.status, picture.headers.get('content-type'), picture.headers.get('cache-control')?.includes('no-store')], [200, 'image/gif', true])
  const followed = await get(link('ana', 2))
  assert.deepEqual([followed.status, followed.headers.get('location'), followed.headers.get('set-cookie')], [302, 'https://shop.example/mug?to=ana&n=1', null])
  // Ben's mailbox is behind Apple's proxy; Cleo's is behind a scanner that follows everything.
  await get(pixelUrl(ctx, { base, messageId: ids['ben']! }), 'Mozilla/5.0')
  await get(link('ben', 1), person, 'HEAD')
  await Promise.all([get(link('cleo', 0)), get(link('cleo', 1)), get(clickUrl(ctx, { base, messageId: ids['cleo']!, linkIndex: honeypotIndex, url: base }))])

  // No open redirect: neither the target, nor the message, nor the place can be changed.
  for (const forged of [link('ana', 2).replace('shop.example', 'evil.example'), link('ana', 2).replace(/\/c\/../, '/c/zz'), `${base}/c/${'A'.repeat(40)}?u=https://evil.example`, `${base}/c/x`, clickUrl(ctx, { base, messageId: ids['ana']!, linkIndex: 0, url: 'javascript:alert(1)' })]) assert.equal((await get(forged)).status, 404, forged)
  assert.equal((await get(`${base}/o/nonsense.gif`)).status, 200)

  // Who asks for the same again and again is answered, and not kept.
  for (let i = 0; i < 60; i++) await get(pixelUrl(ctx, { base, messageId: ids['ana']! }))
  assert.ok(Number((await sql<{ n: number }>`select count(*) as n from tracking_hits where message_id = ${ids['ana']}`.execute(ctx.db)).rows[0]!.n) <= 50)

  assert.equal(await tellHits(ctx), 0)
  clock.advance({ seconds: 4 })
  assert.equal(await tellHits(ctx), 3)
  assert.equal(await tellHits(ctx), 0)
  const events = await told(ctx)
  const short = (name: string) => events.filter(one => one.properties['message_id'] === ids[name]).map(one => [one.name, one.properties['link_index'] ?? null, one.properties['is_machine'], one.properties['machine'] ?? null])
  assert.deepEqual(short('ana'), [['Email Opened', null, false, null], ['Email Clicked', 2, false, null]])
  assert.deepEqual(short('ben'), [['Email Opened', null, true, 'apple_mpp'], ['Email Clicked', 1, true, 'head']])
  assert.deepEqual(short('cleo').map(([name, , isMachine]) => [name, isMachine]), [['Email Clicked', true], ['Email Clicked', true]])
  assert.ok((await ledger(ctx, ids['ana']!))['clicked_at'])
  for (const name of ['ben', 'cleo']) assert.deepEqual([(await ledger(ctx, ids[name]!))['opened_at'], (await ledger(ctx, ids[name]!))['clicked_at']], [null, null])
})

test('what comes back is told once, whoever tells it and in whatever order, and dead addresses are written to no more', async t => {
  const { ctx, ids, mailingId } = await sent(t, 'ana', 'ben', 'cleo')
  const at = ctx.clock.now().toString()
  const bounce = { messageId: ids['ana']!, kind: 'bounced', at, source: 'smtp', reason: 'user_unknown', isPermanent: true, status: '5.1.1' } as const
  assert.equal(await applyReturn(ctx, bounce), true)
  assert.equal(await applyReturn(ctx, { ...bounce, source: 'ses' }), false)
  assert.equal(await applyReturn(ctx, { messageId: ids['ana']!, kind: 'delivered', at, source: 'ses' }), true)
  assert.equal(await applyReturn(ctx, { messageId: ids['ben']!, kind: 'complained', at, source: 'lmtp' }), true)
  assert.equal(await applyReturn(ctx, { messageId: ids['cleo']!, kind: 'delayed', at, source: 'smtp', reason: 'expired' }), true)
  assert.equal(await applyReturn(ctx, { messageId: '01900000-0000-7000-8000-000000000000', kind: 'bounced', at, source: 'smtp' }), false)
  await readLog(ctx)
  assert.deepEqual((await told(ctx)).map(({ name, properties }) => [name, properties['campaign_id'], properties['permanent'] ?? null]), [['Email Bounced', mailingId, true], ['Email Delivered', mailingId, null], ['Email Complained', mailingId, null]])
  assert.deepEqual(await suppressed(ctx), ['bounce', 'complaint'])
})

test('an address that refuses for now is given up after five messages over two weeks, and any sign of life starts anew', async t => {
  const { ctx, clock, mailingId } = await sent(t, 'ana')
  const refuse = async () => {
    const mailing = await sql<{ id: string }>`insert into mailings (stream, purpose, channel, name, created_at) select stream, purpose, channel, name, created_at from mailings where id = ${mailingId} returning id`.execute(ctx.db)
    const at = ctx.clock.now().toString()
    const messageId = await messageTo(ctx, { mailingId: mailing.rows[0]!.id, address: 'full@example.com', at })
    await applyReturn(ctx, { messageId, kind: 'bounced', at, source: 'smtp', reason: 'mailbox_full', isPermanent: false })
    clock.advance({ hours: 4 * 24 })
    return messageId
  }
  for (let i = 0; i < 4; i++) await refuse()
  const last = await refuse()
  assert.deepEqual(await suppressed(ctx), ['bounce'])
  await applyReturn(ctx, { messageId: last, kind: 'delivered', at: ctx.clock.now().toString(), source: 'ses' })
  assert.equal((await sql`select from bounce_streaks`.execute(ctx.db)).rows.length, 0)
})

test('a message of which nobody knew whether it was sent was sent when something of it comes back', async t => {
  const { ctx, mailingId } = await sent(t)
  const messageId = await messageTo(ctx, { mailingId, address: 'dora@example.com', at: ctx.clock.now().toString(), state: 'unknown' })
  await applyReturn(ctx, { messageId, kind: 'delivered', at: ctx.clock.now().toString(), source: 'postmark' })
  assert.equal((await ledger(ctx, messageId))['state'], 'sent')
})

test('who answers twice has answered twice, and the ledger keeps the first time', async t => {
  const { ctx, mailingId } = await sent(t)
  const messageId = await messageTo(ctx, { mailingId, address: 'dora@example.com', at: ctx.clock.now().toString() })
  const [first, second] = [crypto.randomUUID(), crypto.randomUUID()]
  const reply = (sourceId: string, minutes: number) => applyReturn(ctx, { messageId, kind: 'replied', at: ctx.clock.now().add({ minutes }).toString(), source: 'imap', sourceId })
  assert.deepEqual([await reply(first, 1), await reply(second, 9), await reply(first, 1)], [true, true, false])
  const { rows } = await sql<{ mail: string }>`select properties->>'mail_id' as mail from events where name = 'Email Replied' and properties->>'message_id' = ${messageId} order by occurred_at`.execute(ctx.db)
  assert.deepEqual(rows.map(row => row.mail), [first, second])
  assert.equal(new Date((await ledger(ctx, messageId))['replied_at'] as string).toISOString(), new Date(ctx.clock.now().add({ minutes: 1 }).epochMilliseconds).toISOString())
})

test('any order and any repeats of what comes back end in the same ledger, log and suppressions', async t => {
  const { ctx, mailingId } = await sent(t)
  const at = (minute: number) => ctx.clock.now().add({ minutes: minute }).toString()
  const about = (messageId: string): Return[] => [
    { messageId, kind: 'delayed', at: at(1), source: 'smtp', reason: 'expired' },
    { messageId, kind: 'bounced', at: at(2), source: 'smtp', reason: 'mailbox_full', isPermanent: false },
    { messageId, kind: 'bounced', at: at(3), source: 'ses', reason: 'user_unknown', isPermanent: true },
    { messageId, kind: 'delivered', at: at(4), source: 'sendgrid' },
    { messageId, kind: 'complained', at: at(5), source: 'lmtp' },
    { messageId, kind: 'replied', at: at(6), source: 'imap' },
  ]
  let runs = 0
  const outcome = async (order: number[]) => {
    const address = `p${runs++}@example.com`
    const mailing = await sql<{ id: string }>`insert into mailings (stream, purpose, channel, name, created_at) select stream, purpose, channel, name, created_at from mailings where id = ${mailingId} returning id`.execute(ctx.db)
    const messageId = await messageTo(ctx, { mailingId: mailing.rows[0]!.id, address, at: ctx.clock.now().toString() })
    for (const n of order) await applyReturn(ctx, about(messageId)[n]!)
    const events = await sql<{ name: string; permanent: string | null }>`select name, properties->>'permanent' as permanent from events where properties->>'message_id' = ${messageId} order by 1, 2`.execute(ctx.db)
    const stops = await sql<{ count: string }>`select count(*) from suppressions where suppressions.node_id = node_id('email', ${address})`.execute(ctx.db)
    return { ledger: await ledger(ctx, messageId), events: events.rows, stops: stops.rows }
  }
  const expected = await outcome([0, 1, 2, 3, 4, 5])
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), fc.array(fc.nat(5), { maxLength: 6 }), async (order, repeats) => {
    assert.deepEqual(await outcome([...order, ...repeats]), expected)
  }), { numRuns: 12 })
})
