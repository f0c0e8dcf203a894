import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import * as account from '../../../contracts/account.ts'
import { passkeyChallenge, signIn, signInWithPasskey } from '../../../contracts/signin.ts'
import { deactivate } from '../../../contracts/staff.ts'
import { authenticator } from '../../../tests/support/authenticator.ts'
import { browser, givePassword, owner, signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'

async function withPasskey(t: TestContext, device = authenticator()) {
  const w = await world(t)
  const { staffId, email } = await signedIn(w, 'admin')
  await givePassword(w, staffId)
  const person = browser(w)
  await person.call(signIn, { body: { email, password: owner.password } })
  const added = await person.ask(account.addPasskey, { body: { name: 'Laptop', response: device.create(await person.call(account.newPasskeyChallenge)) } })
  return { w, person, staffId, device, added }
}

test('a passkey signs in by itself', async t => {
  const { w, device, staffId } = await withPasskey(t)
  const other = browser(w)
  assert.deepEqual(await other.call(signInWithPasskey, { body: { response: device.get(await other.call(passkeyChallenge)) } }), { next: 'done' })
  assert.equal((await other.call(account.me)).id, staffId)
})

test('the answer to a challenge works once, and only in the browser that asked', async t => {
  const { w, device } = await withPasskey(t)
  const [first, second] = [browser(w), browser(w)]
  const response = device.get(await first.call(passkeyChallenge))
  assert.equal((await second.ask(signInWithPasskey, { body: { response } })).problem.code, 'auth.unknown_passkey')
  assert.equal((await first.ask(signInWithPasskey, { body: { response } })).status, 200)
  assert.equal((await browser(w).ask(signInWithPasskey, { body: { response } })).status, 401)
})

test('another device, another site and a device that does not check its holder are refused', async t => {
  const { w, device } = await withPasskey(t)
  const answers = [authenticator(), { get: (challenge: object) => ({ ...authenticator({ origin: 'https://evil.example' }).get(challenge as never), id: device.get({}).id }) }]
  for (const stranger of answers) {
    const guest = browser(w)
    assert.equal((await guest.ask(signInWithPasskey, { body: { response: stranger.get(await guest.call(passkeyChallenge)) } })).problem.code, 'auth.unknown_passkey')
  }
  const careless = await withPasskey(t, authenticator({ verifies: false }))
  if (careless.added.status === 200) {
    const guest = browser(careless.w)
    assert.equal((await guest.ask(signInWithPasskey, { body: { response: careless.device.get(await guest.call(passkeyChallenge)) } })).status, 401)
  }
})

test('a deactivated person has no passkey that works', async t => {
  const { w, device, staffId } = await withPasskey(t)
  await (await signedIn(w, 'owner')).call(deactivate, { params: { staffId } })
  const other = browser(w)
  assert.equal((await other.ask(signInWithPasskey, { body: { response: device.get(await other.call(passkeyChallenge)) } })).problem.code, 'auth.unknown_passkey')
})

test('a passkey is renamed and removed by its person alone', async t => {
  const { w, person, device } = await withPasskey(t)
  const [passkey] = (await person.call(account.myPasskeys)).items
  const params = { passkeyId: passkey!.id }
  assert.equal((await (await signedIn(w, 'owner')).ask(account.removePasskey, { params })).status, 404)
  assert.equal((await person.call(account.renamePasskey, { params, body: { name: 'Old laptop' } })).name, 'Old laptop')
  await person.call(account.removePasskey, { params })
  const other = browser(w)
  assert.equal((await other.ask(signInWithPasskey, { body: { response: device.get(await other.call(passkeyChallenge)) } })).status, 401)
})
