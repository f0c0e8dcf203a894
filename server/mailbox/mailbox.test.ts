import assert from 'node:assert/strict'
import { test } from 'node:test'
import nodemailer from 'nodemailer'
import { emptyMailbox, listMails, mailSource, readMail } from '../../contracts/mailbox.ts'
import { createMailer } from '../platform/index.ts'
import { listenForNews } from '../platform/live.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { startMailbox } from './index.ts'
import { safeHtml } from './mails.ts'

test('a mail that Suki sends without an SMTP server stays in the mailbox, readable as text, HTML and source', async t => {
  const w = await world(t)
  const mailbox = await startMailbox(w.ctx, 0)
  t.after(mailbox.stop)
  const live = await listenForNews(w.postgresUrl, w.ctx.log)
  t.after(live.close)
  const heard = new Promise(resolve => live.on(resolve))
  await createMailer({ smtpUrl: mailbox.url, from: 'Suki <suki@shop.example>' }).send({ to: 'ana@shop.example', subject: 'Hallo Ana — வணக்கம்', text: 'Good morning', html: '<p>Good <b>morning</b></p>' })
  assert.partialDeepStrictEqual(await heard, { topic: 'mails' })
  const admin = await signedIn(w, 'admin')
  const [mail] = (await admin.call(listMails, { query: { search: 'hallo' } })).items
  assert.deepEqual([mail?.subject, mail?.from, mail?.to, mail?.preview], ['Hallo Ana — வணக்கம்', 'Suki <suki@shop.example>', ['ana@shop.example'], 'Good morning'])
  const whole = await admin.call(readMail, { params: { mailId: mail!.id } })
  assert.equal(whole.html?.trim(), '<p>Good <b>morning</b></p>')
  assert.match(String(await admin.call(mailSource, { params: { mailId: mail!.id }, query: {} })), /^Subject: =\?UTF-8/m)
})

test('a mail that nobody can read is kept with its source', async t => {
  const w = await world(t)
  const mailbox = await startMailbox(w.ctx, 0)
  t.after(mailbox.stop)
  const transport = nodemailer.createTransport(mailbox.url)
  t.after(() => transport.close())
  await transport.sendMail({ envelope: { from: 'a@shop.example', to: ['b@shop.example', 'c@shop.example'] }, raw: Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x0a]) })
  const admin = await signedIn(w, 'admin')
  const [mail] = (await admin.call(listMails, { query: {} })).items
  assert.deepEqual(mail?.to, ['b@shop.example', 'c@shop.example'])
  assert.equal(mail?.from, 'a@shop.example')
})

test('a list of mails goes on where its page ended', async t => {
  const w = await world(t)
  const mailbox = await startMailbox(w.ctx, 0)
  t.after(mailbox.stop)
  const mailer = createMailer({ smtpUrl: mailbox.url, from: 'suki@shop.example' })
  for (const subject of ['1', '2', '3', '4', '5']) await mailer.send({ to: 'a@shop.example', subject, text: subject })
  const admin = await signedIn(w, 'admin')
  const subjects: string[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await admin.call(listMails, { query: { limit: 2, after } })
    subjects.push(...page.items.map(m => m.subject))
    more = page.next !== null
    after = page.next ?? undefined
  }
  assert.deepEqual(subjects, ['5', '4', '3', '2', '1'])
})

test('emptying the mailbox deletes all mails and stands in the audit log', async t => {
  const w = await world(t)
  const mailbox = await startMailbox(w.ctx, 0)
  t.after(mailbox.stop)
  await createMailer({ smtpUrl: mailbox.url, from: 'suki@shop.example' }).send({ to: 'a@shop.example', subject: 's', text: 't' })
  const admin = await signedIn(w, 'admin')
  assert.deepEqual(await admin.call(emptyMailbox), { deleted: 1 })
  assert.deepEqual((await admin.call(listMails, { query: {} })).items, [])
  assert.deepEqual(await w.ctx.db.selectFrom('audit_log').select(['action', 'actor_id']).execute(), [{ action: 'mailbox.empty', actor_id: admin.staffId }])
})

const hostile: [string, RegExp][] = [
  ['<script>alert(1)</script>', /script|alert/],
  ['<img src=x onerror=alert(1)>', /onerror|alert/],
  ['<img src="https://tracker.example/p.gif">', /tracker/],
  ['<img src="//tracker.example/p.gif">', /tracker/],
  ['<p style="background:url(https://tracker.example/p.gif)">x</p>', /tracker/],
  ['<style>@import "https://tracker.example/x.css"</style>', /tracker/],
  ['<link rel="stylesheet" href="https://tracker.example/x.css">', /tracker/],
  ['<iframe src="https://tracker.example"></iframe>', /iframe|tracker/],
  ['<form action="https://tracker.example"><input name=a></form>', /form|input/],
  ['<a href="javascript:alert(1)">x</a>', /javascript/],
  ['<svg onload=alert(1)></svg>', /svg|alert/],
  ['<base href="https://tracker.example">', /base|tracker/],
  ['<meta http-equiv="refresh" content="0;url=https://tracker.example">', /meta|tracker/],
]
for (const [html, left] of hostile) test(`nothing of ${html} reaches the reader`, () => assert.doesNotMatch(safeHtml(html), left))
