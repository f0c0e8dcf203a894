import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/returns.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { sentCampaign } from '../../../tests/support/messages.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { keepMail } from './arriving/keep.ts'
import { tidyReturns } from './arriving/upkeep.ts'

test('a marketer reads what came in; an admin sets up providers and has a mail read again', async t => {
  const made = await sentCampaign(t, 'ana')
  const { ctx, clock, ids } = made
  const admin = await signedIn(made, 'admin')
  const marketer = await signedIn(made, 'marketer')
  const at = clock.now()
  for (const [i, text] of ['first', 'second', 'third'].entries()) {
    clock.set(at.add({ minutes: i }).toString())
    await keepMail(ctx, { way: 'lmtp', from: 'ana@example.com', to: ['shop@shop.example'], raw: Buffer.from(`From: ana@example.com\r\nSubject: ${text}\r\nIn-Reply-To: <${ids['ana']}@shop.example>\r\n\r\n${text}\r\n`) })
  }
  const unreadable = await keepMail(ctx, { way: 'smtp', from: '', to: ['shop@shop.example'], raw: Buffer.from('Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(1_000)) })
  await runJobs(made)

  const page = await marketer.call(contract.listInboundMails, { query: { kind: 'reply', limit: 2 } })
  assert.deepEqual(page.items.map(mail => mail.subject), ['third', 'second'])
  const rest = await marketer.call(contract.listInboundMails, { query: { kind: 'reply', limit: 2, after: page.next! } })
  assert.deepEqual([rest.items.map(mail => mail.subject), rest.next], [['first'], null])
  const mailId = page.items[0]!.id
  assert.equal((await marketer.call(contract.readInboundMail, { params: { mailId } })).text?.trim(), 'third')
  const source = await marketer.ask(contract.inboundSource, { params: { mailId } })
  assert.deepEqual([source.status, source.headers['content-type'], source.text.includes('Subject: third')], [200, 'message/rfc822', true])
  assert.match(String(source.headers['content-disposition']), /^attachment/)

  assert.equal((await marketer.ask(contract.replayInboundMail, { params: { mailId: unreadable! } })).status, 403)
  assert.equal((await admin.ask(contract.replayInboundMail, { params: { mailId } })).status, 409)
  assert.equal((await admin.ask(contract.replayInboundMail, { params: { mailId: unreadable! } })).status, 200)
  assert.equal((await admin.ask(contract.readInboundMail, { params: { mailId: '01990000-0000-7000-8000-000000000000' } })).status, 404)

  assert.equal((await marketer.ask(contract.listReturnHooks)).status, 403)
  await admin.call(contract.setReturnHook, { params: { provider: 'mailgun' }, body: { key: 'key-of-the-account' } })
  const hooks = await admin.ask(contract.listReturnHooks)
  assert.ok(!hooks.text.includes('key-of-the-account'))
  assert.deepEqual(hooks.body?.hooks.filter(hook => hook.createdAt).map(hook => hook.provider), ['mailgun'])
  await admin.call(contract.removeReturnHook, { params: { provider: 'mailgun' } })
  assert.equal((await admin.ask(contract.removeReturnHook, { params: { provider: 'mailgun' } })).status, 404)
})

test('what came in is found by kind, by person, by message and by address, and counted', async t => {
  const made = await sentCampaign(t, 'ana', 'ben')
  const { ctx, clock, ids } = made
  const marketer = await signedIn(made, 'marketer')
  const keep = async (to: string, lines: string[]) => {
    clock.advance({ minutes: 1 })
    return (await keepMail(ctx, { way: 'smtp', from: '', to: [to], raw: Buffer.from(lines.join('\r\n')) }))!
  }
  const bounce = (about: string, words: string) => ['From: MAILER-DAEMON@mx.example.net', 'Subject: Undelivered', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.net', '', 'Final-Recipient: rfc822; cleo@example.com', 'Action: failed', `Diagnostic-Code: smtp; ${words}`, '', '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${about}@shop.example>`, '', '--b--', '']
  const dead = await keep('shop@shop.example', bounce(ids['ana']!, '550 5.1.1 User unknown'))
  const full = await keep('shop@shop.example', bounce('01900000-0000-7000-8000-000000000000', '552 5.2.2 Mailbox full'))
  const reply = await keep('shop@shop.example', ['From: Ben <Ben@Example.com>', 'Subject: Re: Spring', `In-Reply-To: <${ids['ben']}@shop.example>`, 'Content-Type: text/html; charset=utf-8', '', '<p>Is it <b>blue</b>?</p><script>alert(1)</script><img src=x onerror=alert(1)>', ''])
  const broken = await keep('shop@shop.example', ['Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(1_000)])
  await runJobs(made)
  const found = async (query: Record<string, unknown>) => (await marketer.call(contract.listInboundMails, { query: { limit: 10, ...query } as never })).items.map(mail => mail.id)

  assert.deepEqual(await found({}), [broken, reply, full, dead])
  assert.deepEqual(await found({ kind: 'bounce' }), [full, dead])
  assert.deepEqual(await found({ state: 'unreadable' }), [broken])
  assert.deepEqual(await found({ unmatched: 'true' }), [full])
  assert.deepEqual(await found({ messageId: ids['ben'] }), [reply])
  assert.deepEqual(await found({ q: 'ben@exa' }), [reply])
  assert.deepEqual(await found({ q: 'cleo@example.com' }), [full, dead])
  // Ana's address stands nowhere in it: it is the message's.
  assert.deepEqual(await found({ q: 'Ana@example.com' }), [dead])
  assert.deepEqual(await found({ q: '%' }), [])
  const { kinds, unmatched, waiting, unreadable } = await marketer.call(contract.countInbound)
  assert.deepEqual([kinds, unmatched, waiting, unreadable], [{ reply: 1, bounce: 2, complaint: 0, auto_reply: 0, delivered: 0 }, 1, 0, 1])

  const detail = await marketer.call(contract.readInboundMail, { params: { mailId: dead } })
  assert.deepEqual([detail.reason, detail.isPermanent, detail.message?.mailing, detail.message?.address, detail.text], ['user_unknown', true, 'Spring', 'ana@example.com', null])
  assert.deepEqual(detail.recipients.map(one => [one.address, one.reason, one.status]), [['cleo@example.com', 'user_unknown', '5.1.1']])
  // HTML of strangers is shown as its words alone.
  assert.equal((await marketer.call(contract.readInboundMail, { params: { mailId: reply } })).text?.trim(), 'Is it blue?')
  assert.match((await marketer.call(contract.readInboundMail, { params: { mailId: broken } })).problem ?? '', /nesting/)

  // Words and addresses of a bounce go with its source; what it came to stays.
  clock.advance({ hours: 31 * 24 })
  await tidyReturns.run(ctx, {})
  const later = await marketer.call(contract.readInboundMail, { params: { mailId: full } })
  assert.deepEqual([later.hasSource, later.reason, later.recipients.map(one => [one.address, one.diagnostic, one.reason])], [false, 'mailbox_full', [[null, null, 'mailbox_full']]])
  assert.deepEqual(await found({ q: 'cleo@example.com' }), [])
})
