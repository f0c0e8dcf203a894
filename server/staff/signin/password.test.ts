import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as account from '../../../contracts/account.ts'
import { forgotPassword, resetPassword, signIn } from '../../../contracts/signin.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { browser, owner, signedOut } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ensureOwner } from '../index.ts'

const newPassword = 'another long password'
const tokenIn = (text: string | undefined) => /#(\S+)/.exec(text ?? '')?.[1] ?? ''

test('the link of the mail sets a new password once, ends every session and is told by mail', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, { ...owner, name: 'Мария', language: 'ru' })
  const before = browser(w)
  await before.call(signIn, { body: owner })
  await signedOut(w).call(forgotPassword, { body: { email: 'OWNER@shop.example' } })
  await runJobs(w)
  assert.deepEqual(w.outbox.map(m => [m.to, m.subject]), [[owner.email, 'Выберите новый пароль для Suki']])
  const token = tokenIn(w.outbox[0]?.text)
  assert.match(w.outbox[0]!.text, /^Здравствуйте, Мария!/)
  assert.ok(w.outbox[0]!.html!.includes(token))
  await signedOut(w).call(resetPassword, { body: { token, password: newPassword } })
  assert.equal((await before.ask(account.me)).status, 401)
  assert.equal((await browser(w).ask(signIn, { body: owner })).status, 401)
  assert.equal((await browser(w).ask(signIn, { body: { ...owner, password: newPassword } })).status, 200)
  assert.equal((await signedOut(w).ask(resetPassword, { body: { token, password: 'a third long password' } })).problem.code, 'auth.link_used_up')
  await runJobs(w)
  assert.equal(w.outbox[1]?.subject, 'Пароль в Suki изменён')
})

test('asking for a link is answered alike for everybody, and nobody unknown gets a mail', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const answers = await Promise.all([owner.email, 'nobody@shop.example'].map(email => signedOut(w).ask(forgotPassword, { body: { email } })))
  assert.deepEqual(answers.map(a => [a.status, a.text]), [[200, '{"done":true}'], [200, '{"done":true}']])
  await runJobs(w)
  assert.deepEqual(w.outbox.map(m => m.to), [owner.email])
})

test('no working link can be read from the database', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  await signedOut(w).call(forgotPassword, { body: { email: owner.email } })
  await runJobs(w)
  const kept = JSON.stringify([await w.ctx.db.selectFrom('staff_verifications').selectAll().execute(), (await w.pool.query('select * from graphile_worker._private_jobs')).rows])
  assert.ok(!kept.includes(tokenIn(w.outbox[0]?.text)))
})

test('changing the password ends the other sessions and keeps this one', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const [here, there] = [browser(w), browser(w)]
  await here.call(signIn, { body: owner })
  await there.call(signIn, { body: owner })
  const wrong = await here.ask(account.changePassword, { body: { current: 'not the password', password: newPassword } })
  assert.deepEqual([wrong.problem.code, wrong.problem.fields?.[0]?.field], ['account.wrong_password', 'current'])
  assert.equal((await here.ask(account.changePassword, { body: { current: owner.password, password: 'short' } })).problem.code, 'request.invalid')
  await here.call(account.changePassword, { body: { current: owner.password, password: newPassword } })
  assert.equal((await here.ask(account.me)).status, 200)
  assert.equal((await there.ask(account.me)).status, 401)
})

test('a person sees where they are signed in, and can end one session or all others', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const [here, there, third] = [browser(w), browser(w), browser(w)]
  for (const b of [here, there, third]) await b.inject({ method: 'POST', url: '/v1/sign-in', payload: owner, headers: { 'user-agent': b === there ? 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' : 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36' } })
  const { items } = await here.call(account.mySessions)
  assert.deepEqual(items.map(s => [s.device, s.ip, s.current]).sort(), [['Chrome, Linux', '127.0.0.1', false], ['Chrome, Linux', '127.0.0.1', true], ['Firefox, Windows', '127.0.0.1', false]])
  await here.call(account.endSession, { params: { sessionId: items.find(s => s.device === 'Firefox, Windows')!.id } })
  assert.equal((await there.ask(account.me)).status, 401)
  assert.deepEqual(await here.call(account.endOtherSessions), { ended: 1 })
  assert.equal((await third.ask(account.me)).status, 401)
  assert.equal((await here.ask(account.me)).status, 200)
})
