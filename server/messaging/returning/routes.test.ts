import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/returns.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { sentCampaign } from '../../../tests/support/messages.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { keepMail } from './arriving/keep.ts'

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
