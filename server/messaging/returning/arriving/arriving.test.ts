import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { readLog, runJobs } from '../../../../tests/support/jobs.ts'
import { ledgerRow, sentCampaign, suppressedFor, toldOfMails } from '../../../../tests/support/messages.ts'
import { suki, within, type Ctx } from '../../../platform/index.ts'
import { verpAddress } from '../addresses.ts'
import { keepMail } from './keep.ts'
import { listenForMail } from './listen.ts'
import { inboundMail, listInbound, replay, sourceOf } from './mails.ts'
import { tidyReturns } from './upkeep.ts'

const bounceOf = (messageId: string) => Buffer.from([
  'From: MAILER-DAEMON@mx.example.net', 'Subject: Undelivered Mail Returned to Sender', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '',
  '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', 'Final-Recipient: rfc822; ana@example.com', 'Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown', '',
  '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${messageId}@shop.example>`, '', '--b--', '',
].join('\r\n'))
const answerTo = (messageId: string, text: string) => Buffer.from(['From: Ben <ben@example.com>', 'Subject: Re: Spring', 'Message-ID: <answer-1@example.com>', `In-Reply-To: <${messageId}@shop.example>`, `References: <${messageId}@shop.example>`, 'Content-Type: text/plain; charset=utf-8', '', text, ''].join('\r\n'))

const ownDomain = (ctx: Ctx) => sql`insert into sending_domains (domain, selector, public_key, private_key_sealed, bounce_domain, created_at, created_by) values ('shop.example', 's', 'p', '', 'bounces.shop.example', now(), 'Ana')`.execute(ctx.db)
const count = async (ctx: Ctx) => Number((await sql<{ n: number }>`select count(*) as n from inbound_mails`.execute(ctx.db)).rows[0]!.n)

for (const way of ['smtp', 'lmtp'] as const) {
  test(`a bounce over ${way.toUpperCase()} ends writing to that address; an answer is kept with its thread; a repeat is one mail`, async t => {
    const made = await sentCampaign(t, 'ana', 'ben')
    const { ctx, ids } = made
    await ownDomain(ctx)
    const server = await listenForMail(ctx, { way, host: '127.0.0.1', port: 0 })
    t.after(() => server.stop())
    const transport = createTransport({ host: '127.0.0.1', port: server.port, secure: false, ignoreTLS: true, ...(way === 'lmtp' && { lmtp: true }) })
    t.after(() => transport.close())
    const verp = verpAddress(ctx, ids['ana']!, 'bounces.shop.example')
    const hand = (to: string, raw: Buffer) => transport.sendMail({ envelope: { from: '', to: [to] }, raw })

    await hand(verp, bounceOf(ids['ana']!))
    await hand(verp, bounceOf(ids['ana']!))
    await hand('shop@shop.example', answerTo(ids['ben']!, 'Is it blue?'))
    // Kept before it was acknowledged; nothing was read yet.
    assert.equal(await count(ctx), 2)
    await assert.rejects(hand('someone@else.example', Buffer.from('Subject: relay me\r\n\r\n')), /550/)
    await assert.rejects(hand(verp.replace(/[0-9a-f]@bounces.shop/, 'x@else'), Buffer.from('Subject: forged\r\n\r\n')), /550/)
    await runJobs(made)
    await readLog(ctx)

    assert.ok((await ledgerRow(ctx, ids['ana']!))['bounced_at'])
    assert.ok((await ledgerRow(ctx, ids['ben']!))['replied_at'])
    assert.deepEqual(await suppressedFor(ctx), ['bounce'])
    assert.deepEqual((await toldOfMails(ctx)).map(one => one.name).sort(), ['Email Bounced', 'Email Replied'])
    const { items } = await listInbound(ctx, { kind: 'reply', limit: 10 })
    const answer = await inboundMail(ctx, items[0]!.id)
    assert.deepEqual([answer.from, answer.text?.trim(), answer.messageId, answer.inReplyTo], ['ben@example.com', 'Is it blue?', ids['ben'], `${ids['ben']}@shop.example`])
  })
}

test('a mail that could not be stored is not acknowledged: its sender keeps it', async t => {
  const { ctx, ids } = await sentCampaign(t, 'ana')
  const broken = { ...ctx, db: new Proxy(ctx.db, { get: () => { throw new Error('no disk') } }) }
  const server = await listenForMail(broken, { way: 'smtp', host: '127.0.0.1', port: 0 })
  t.after(() => server.stop())
  const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true })
  t.after(() => transport.close())
  await assert.rejects(transport.sendMail({ envelope: { from: '', to: [verpAddress(ctx, ids['ana']!, 'b.example')] }, raw: bounceOf(ids['ana']!) }), /451/)
})

test('a bounce that names no message of ours, whatever address it speaks of, changes nothing', async t => {
  const made = await sentCampaign(t, 'ana')
  await keepMail(made.ctx, { way: 'smtp', from: '', to: ['shop@shop.example'], raw: bounceOf('01900000-0000-7000-8000-000000000000') })
  await runJobs(made)
  assert.deepEqual(await suppressedFor(made.ctx), [])
  assert.equal((await listInbound(made.ctx, { kind: 'bounce', limit: 10 })).items.length, 1)
})

test('a mail that cannot be read is kept, shown with the reason, and can be read again; sources of bounces go after 30 days', async t => {
  const made = await sentCampaign(t, 'ana')
  const { ctx, clock, ids } = made
  const deep = Buffer.from('Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(5_000))
  const mailId = (await keepMail(ctx, { way: 'imap', from: '', to: ['shop@shop.example'], raw: deep }))!
  await keepMail(ctx, { way: 'imap', from: '', to: ['shop@shop.example'], raw: bounceOf(ids['ana']!) })
  await runJobs(made)
  const { items: [unreadable] } = await listInbound(ctx, { state: 'unreadable', limit: 10 })
  assert.equal(unreadable?.id, mailId)
  assert.match(unreadable?.problem ?? '', /nesting/)
  assert.deepEqual(await sourceOf(ctx, mailId), deep)
  await replay(within(ctx, { actor: { ...suki, name: 'Ana' } }), mailId)
  await assert.rejects(replay(ctx, mailId), /Only one that could not be read/)
  await runJobs(made)
  assert.equal((await inboundMail(ctx, mailId)).state, 'unreadable')
  clock.advance({ hours: 31 * 24 })
  await tidyReturns.run(ctx, {})
  const bounce = (await listInbound(ctx, { kind: 'bounce', limit: 10 })).items[0]!
  assert.equal(bounce.hasSource, false)
  assert.equal((await inboundMail(ctx, mailId)).hasSource, true)
})
