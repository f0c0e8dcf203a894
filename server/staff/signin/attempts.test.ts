import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forgotPassword, signIn } from '../../../contracts/signin.ts'
import { createApp } from '../../app.ts'
import { createDatabase } from '../../platform/index.ts'
import { browser, owner, signedOut } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ensureOwner } from '../index.ts'

const wrong = { email: owner.email, password: 'not the password' }

test('after ten wrong passwords an account waits a quarter of an hour, for the right one as well', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  for (let i = 0; i < 10; i++) assert.equal((await signedOut(w).ask(signIn, { body: wrong })).status, 401)
  const refused = await signedOut(w).ask(signIn, { body: owner })
  assert.deepEqual([refused.status, refused.problem.code, refused.headers['retry-after']], [429, 'auth.too_many_attempts', '900'])
  w.clock.advance({ minutes: 14 })
  assert.equal((await signedOut(w).ask(signIn, { body: owner })).headers['retry-after'], '60')
  w.clock.advance({ minutes: 1 })
  assert.equal((await signedOut(w).ask(signIn, { body: owner })).status, 200)
})

test('wrong passwords tried at once are counted one by one, over several processes', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const second = await createApp({ ...w.ctx, db: createDatabase(w.pool) })
  const tries = Array.from({ length: 24 }, (_, i) => (i % 2 ? second.inject({ method: 'POST', url: '/v1/sign-in', payload: wrong }).then(r => r.statusCode) : signedOut(w).ask(signIn, { body: wrong }).then(r => r.status)))
  const statuses = await Promise.all(tries)
  assert.deepEqual([statuses.filter(s => s === 401).length, statuses.filter(s => s === 429).length], [10, 14])
})

test('an e-mail that belongs to nobody is limited alike', async t => {
  const w = await world(t)
  const tries = []
  for (let i = 0; i < 11; i++) tries.push((await signedOut(w).ask(forgotPassword, { body: { email: 'nobody@shop.example' } })).status)
  assert.deepEqual(tries.slice(-2), [200, 429])
})

test('one address that tries many accounts is stopped', async t => {
  const w = await world(t)
  const statuses = []
  for (let i = 0; i < 61; i++) statuses.push((await signedOut(w).ask(forgotPassword, { body: { email: `person${i}@shop.example` } })).status)
  assert.deepEqual([statuses.indexOf(429), statuses.at(-1)], [60, 429])
})

test('signing in again and again uses nothing up', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  for (let i = 0; i < 12; i++) await browser(w).call(signIn, { body: owner })
})
