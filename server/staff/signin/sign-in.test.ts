import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as account from '../../../contracts/account.ts'
import { deactivate } from '../../../contracts/staff.ts'
import { setUp, setupState, signIn, signOut } from '../../../contracts/signin.ts'
import { browser, givePassword, owner, signedIn, signedOut } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ensureOwner } from '../index.ts'

test('the first run creates the owner and signs them in', async t => {
  const w = await world(t)
  const person = browser(w)
  assert.deepEqual(await person.call(setupState), { needed: true })
  assert.deepEqual(await person.call(setUp, { body: { ...owner, name: 'Maria Cruz', language: 'fil', timeZone: 'Asia/Manila' } }), { next: 'done' })
  const me = await person.call(account.me)
  assert.deepEqual([me.name, me.role, me.language, me.timeZone], ['Maria Cruz', 'owner', 'fil', 'Asia/Manila'])
  assert.deepEqual(await person.call(setupState), { needed: false })
  assert.equal((await browser(w).ask(setUp, { body: { ...owner, email: 'other@shop.example', name: 'Other' } })).problem.code, 'staff.already_set_up')
})

test('two set-ups at once make one owner', async t => {
  const w = await world(t)
  const answers = await Promise.all(['a', 'b', 'c'].map(name => browser(w).ask(setUp, { body: { name, email: `${name}@shop.example`, password: owner.password } })))
  assert.deepEqual(answers.map(a => a.status).sort(), [200, 409, 409])
  assert.equal((await w.ctx.db.selectFrom('staff').selectAll().execute()).length, 1)
})

test('unattended set-up creates the owner once', async t => {
  const { ctx } = await world(t)
  const made = await Promise.all([ensureOwner(ctx, owner), ensureOwner(ctx, owner)])
  assert.deepEqual(made.map(m => m.created).sort(), [false, true])
  assert.equal(made[0]?.staffId, made[1]?.staffId)
})

test('a session cookie cannot be read by scripts or sent by other sites, and is for https only where Suki is', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const cookie = String((await signedOut(w).ask(signIn, { body: owner })).headers['set-cookie'])
  assert.match(cookie, /HttpOnly/i)
  assert.match(cookie, /SameSite=Lax/i)
  assert.doesNotMatch(cookie, /Secure/)
  const behindProxy = { ...w, ctx: { ...w.ctx, db: w.ctx.db.withoutPlugins(), config: { ...w.ctx.config, publicUrl: 'https://crm.shop.example' } } }
  const secure = await signedOut(behindProxy).ask(signIn, { body: owner })
  assert.match(String(secure.headers['set-cookie']), /__Secure-suki\.session_token=.*Secure/)
})

test('sign-out ends the session', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const person = browser(w)
  await person.call(signIn, { body: owner })
  const before = person.cookie()
  await person.call(signOut)
  assert.equal((await person.ask(account.me)).status, 401)
  assert.equal((await browser(w, before).ask(account.me)).status, 401)
})

test('a forged or cut session cookie is nobody', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const person = browser(w)
  await person.call(signIn, { body: owner })
  const [token = '', signature = ''] = decodeURIComponent(person.cookie().split('=')[1]!).split(/\.(?=[^.]+$)/)
  for (const forged of [`${token}x.${signature}`, `${token}.`, token, `${token}.${Buffer.from('other').toString('base64')}`, '%']) {
    assert.equal((await browser(w, `suki.session_token=${forged === '%' ? forged : encodeURIComponent(forged)}`).ask(account.me)).status, 401, forged)
  }
})

test('wrong password, unknown e-mail and a deactivated person are told alike', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const boss = browser(w)
  await boss.call(signIn, { body: owner })
  const agent = await signedIn(w, 'agent')
  const { email, staffId } = agent
  await givePassword(w, staffId)
  assert.equal((await browser(w).ask(signIn, { body: { email, password: owner.password } })).status, 200)
  await boss.call(deactivate, { params: { staffId } })
  assert.equal((await agent.ask(account.me)).status, 401)
  const answers = await Promise.all([{ email, password: owner.password }, { email: owner.email, password: 'not the password' }, { email: 'nobody@shop.example', password: owner.password }].map(body => browser(w).ask(signIn, { body })))
  assert.deepEqual(answers.map(a => [a.status, a.problem.code, a.problem.title]), answers.map(() => [401, 'auth.wrong_sign_in', 'This e-mail and password do not belong together.']))
  assert.equal(new Set(answers.map(a => Object.keys(a.headers).sort().join())).size, 1)
})
