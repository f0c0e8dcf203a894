import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as account from '../../../contracts/account.ts'
import { signIn, signInWithCode, signInWithRecoveryCode } from '../../../contracts/signin.ts'
import { codeOf } from '../../../tests/support/authenticator.ts'
import { browser, owner } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ensureOwner } from '../index.ts'

async function withTwoFactor(t: TestContext) {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const person = browser(w)
  await person.call(signIn, { body: owner })
  const { uri, recoveryCodes } = await person.call(account.startTwoFactor, { body: { password: owner.password } })
  assert.equal((await person.ask(account.confirmTwoFactor, { body: { code: '000000' } })).problem.code, 'auth.wrong_code')
  await person.call(account.confirmTwoFactor, { body: { code: await codeOf(uri) } })
  return { w, person, uri, recoveryCodes }
}

test('with two-factor sign-in, the password alone lets nobody in', async t => {
  const { w, person, uri } = await withTwoFactor(t)
  assert.equal((await person.call(account.me)).twoFactor, true)
  const other = browser(w)
  assert.deepEqual(await other.call(signIn, { body: owner }), { next: 'code' })
  assert.equal((await other.ask(account.me)).status, 401)
  assert.equal((await other.ask(signInWithCode, { body: { code: '000000' } })).problem.code, 'auth.wrong_code')
  assert.deepEqual(await other.call(signInWithCode, { body: { code: await codeOf(uri) } }), { next: 'done' })
  assert.equal((await other.call(account.me)).email, owner.email)
})

test('a code without the password before it lets nobody in', async t => {
  const { w, uri } = await withTwoFactor(t)
  assert.equal((await browser(w).ask(signInWithCode, { body: { code: await codeOf(uri) } })).problem.code, 'auth.sign_in_again')
})

test('five wrong codes end the attempt, and the right code comes too late', async t => {
  const { w, uri } = await withTwoFactor(t)
  const other = browser(w)
  await other.call(signIn, { body: owner })
  for (let i = 0; i < 5; i++) assert.equal((await other.ask(signInWithCode, { body: { code: '000000' } })).status, 401)
  assert.equal((await other.ask(signInWithCode, { body: { code: await codeOf(uri) } })).problem.code, 'auth.sign_in_again')
})

test('a recovery code works once', async t => {
  const { w, recoveryCodes } = await withTwoFactor(t)
  assert.equal(recoveryCodes.length, 10)
  const [first] = await Promise.all([browser(w)].map(async b => (await b.call(signIn, { body: owner }), b)))
  assert.deepEqual(await first!.call(signInWithRecoveryCode, { body: { code: recoveryCodes[0]! } }), { next: 'done' })
  const second = browser(w)
  await second.call(signIn, { body: owner })
  assert.equal((await second.ask(signInWithRecoveryCode, { body: { code: recoveryCodes[0]! } })).problem.code, 'auth.wrong_code')
  assert.deepEqual(await second.call(signInWithRecoveryCode, { body: { code: recoveryCodes[1]! } }), { next: 'done' })
})

test('new recovery codes replace the old ones', async t => {
  const { w, person, recoveryCodes } = await withTwoFactor(t)
  assert.equal((await person.ask(account.newRecoveryCodes, { body: { password: 'not the password' } })).problem.code, 'account.wrong_password')
  const fresh = await person.call(account.newRecoveryCodes, { body: { password: owner.password } })
  const other = browser(w)
  await other.call(signIn, { body: owner })
  assert.equal((await other.ask(signInWithRecoveryCode, { body: { code: recoveryCodes[0]! } })).status, 401)
  assert.equal((await other.ask(signInWithRecoveryCode, { body: { code: fresh.recoveryCodes[0]! } })).status, 200)
})

test('turning two-factor sign-in off needs the password', async t => {
  const { w, person } = await withTwoFactor(t)
  assert.equal((await person.ask(account.endTwoFactor, { body: { password: 'not the password' } })).problem.code, 'account.wrong_password')
  await person.call(account.endTwoFactor, { body: { password: owner.password } })
  assert.deepEqual(await browser(w).call(signIn, { body: owner }), { next: 'done' })
  assert.equal((await person.ask(account.newRecoveryCodes, { body: { password: owner.password } })).problem.code, 'account.two_factor_is_off')
})
