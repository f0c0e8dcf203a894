import assert from 'node:assert/strict'
import { test } from 'node:test'
import { me } from '../../../contracts/account.ts'
import { listKeys, makeKey, revokeKey } from '../../../contracts/keys.ts'
import { acceptInvitation, openInvitation, signIn } from '../../../contracts/signin.ts'
import { changeRole, deactivate, invite, listInvitations, listStaff, reactivate, resendInvitation, revokeInvitation, transferOwnership } from '../../../contracts/staff.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { bearer, browser, givePassword, owner, signedIn, signedOut, withKey } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ensureOwner } from '../index.ts'

const tokenIn = (text: string | undefined) => /#(\S+)/.exec(text ?? '')?.[1] ?? ''
const newcomer = { name: 'Ana', password: 'a long enough password' }

test('an invited person chooses name and password and is in, with the invited role', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  await admin.call(invite, { body: { email: 'Ana@shop.example', role: 'marketer', language: 'nl' } })
  await runJobs(w)
  assert.deepEqual(w.outbox.map(m => [m.to, m.subject]), [['ana@shop.example', 'Test admin nodigt je uit voor Suki']])
  const token = tokenIn(w.outbox[0]?.text)
  assert.deepEqual(await signedOut(w).call(openInvitation, { body: { token } }), { email: 'ana@shop.example', role: 'marketer', language: 'nl', invitedBy: 'Test admin' })
  const ana = browser(w)
  await ana.call(acceptInvitation, { body: { ...newcomer, token, language: 'nl' } })
  assert.deepEqual([(await ana.call(me)).role, (await ana.call(me)).language], ['marketer', 'nl'])
  assert.equal((await signedOut(w).ask(acceptInvitation, { body: { ...newcomer, token } })).problem.code, 'staff.invitation_over')
  assert.deepEqual((await admin.call(listInvitations, { query: {} })).items, [])
})

test('an invitation accepted twice at once makes one person', async t => {
  const w = await world(t)
  await (await signedIn(w, 'admin')).call(invite, { body: { email: 'ana@shop.example', role: 'agent' } })
  await runJobs(w)
  const token = tokenIn(w.outbox[0]?.text)
  const answers = await Promise.all([1, 2, 3].map(() => signedOut(w).ask(acceptInvitation, { body: { ...newcomer, token } })))
  assert.deepEqual(answers.map(a => a.status).sort(), [200, 410, 410])
})

test('an invitation ends after seven days; sent again, only the new link works', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const { id } = await admin.call(invite, { body: { email: 'ana@shop.example', role: 'agent' } })
  await runJobs(w)
  const first = tokenIn(w.outbox[0]?.text)
  w.clock.advance({ hours: 24 * 7 })
  assert.equal((await signedOut(w).ask(openInvitation, { body: { token: first } })).problem.code, 'staff.invitation_over')
  assert.equal((await admin.call(listInvitations, { query: {} })).items[0]?.expired, true)
  await admin.call(resendInvitation, { params: { invitationId: id } })
  await runJobs(w)
  assert.equal((await signedOut(w).ask(openInvitation, { body: { token: first } })).status, 410)
  assert.equal((await signedOut(w).ask(openInvitation, { body: { token: tokenIn(w.outbox[1]?.text) } })).status, 200)
  await admin.call(revokeInvitation, { params: { invitationId: id } })
  assert.equal((await signedOut(w).ask(openInvitation, { body: { token: tokenIn(w.outbox[1]?.text) } })).status, 410)
})

test('nobody is invited twice or again', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  await admin.call(invite, { body: { email: 'ana@shop.example', role: 'agent' } })
  assert.equal((await admin.ask(invite, { body: { email: 'ANA@shop.example', role: 'agent' } })).problem.code, 'staff.already_invited')
  assert.equal((await admin.ask(invite, { body: { email: admin.email, role: 'agent' } })).problem.code, 'staff.already_member')
})

test('an admin cannot touch the owner, and nobody their own role', async t => {
  const w = await world(t)
  const [boss, admin] = [await signedIn(w, 'owner'), await signedIn(w, 'admin')]
  for (const spec of [deactivate, reactivate]) assert.equal((await admin.ask(spec, { params: { staffId: boss.staffId } })).problem.code, 'staff.owner_stays')
  assert.equal((await admin.ask(changeRole, { params: { staffId: boss.staffId }, body: { role: 'agent' } })).problem.code, 'staff.owner_stays')
  assert.equal((await admin.ask(changeRole, { params: { staffId: admin.staffId }, body: { role: 'agent' } })).problem.code, 'staff.not_yourself')
  assert.equal((await boss.ask(deactivate, { params: { staffId: boss.staffId } })).problem.code, 'staff.not_yourself')
  assert.equal((await admin.ask(changeRole, { params: { staffId: boss.staffId }, body: { role: 'owner' as never } })).status, 400)
})

test('a changed role counts from the next request on', async t => {
  const w = await world(t)
  const [boss, admin] = [await signedIn(w, 'owner'), await signedIn(w, 'admin')]
  assert.equal((await boss.call(changeRole, { params: { staffId: admin.staffId }, body: { role: 'agent' } })).role, 'agent')
  assert.equal((await admin.ask(listStaff, { query: {} })).status, 403)
})

test('the owner hands over with their password and becomes admin', async t => {
  const w = await world(t)
  await ensureOwner(w.ctx, owner)
  const [boss, admin] = [browser(w), await signedIn(w, 'admin')]
  await boss.call(signIn, { body: owner })
  const params = { staffId: admin.staffId }
  assert.equal((await admin.ask(transferOwnership, { params, body: { password: owner.password } })).problem.code, 'staff.only_owner')
  assert.equal((await boss.ask(transferOwnership, { params, body: { password: 'not the password' } })).problem.code, 'auth.wrong_password')
  await boss.call(transferOwnership, { params, body: { password: owner.password } })
  assert.deepEqual([(await admin.call(me)).role, (await boss.call(me)).role], ['owner', 'admin'])
})

test('a deactivated person and their keys are out at once, and in again when reactivated', async t => {
  const w = await world(t)
  const boss = await signedIn(w, 'owner')
  const key = await withKey(w, 'admin', ['staff.read'])
  await givePassword(w, key.staffId)
  await boss.call(deactivate, { params: { staffId: key.staffId } })
  assert.equal((await key.ask(listStaff, { query: {} })).status, 401)
  await boss.call(reactivate, { params: { staffId: key.staffId } })
  assert.equal((await key.ask(listStaff, { query: {} })).status, 200)
})

test('people are found by name or e-mail, page by page', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  for (const role of ['agent', 'analyst', 'marketer'] as const) await signedIn(w, role)
  const first = await admin.call(listStaff, { query: { limit: 2 } })
  const rest = await admin.call(listStaff, { query: { limit: 200, after: first.next ?? undefined } })
  assert.deepEqual([...first.items, ...rest.items].map(p => p.role), ['admin', 'agent', 'analyst', 'marketer'])
  assert.deepEqual((await admin.call(listStaff, { query: { search: 'MARKETER-' } })).items.map(p => p.role), ['marketer'])
})

test('a key is shown once, works within its scopes, remembers its last use and can be revoked', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const { key, id } = await admin.call(makeKey, { body: { name: 'ERP', scopes: ['staff.read'] } })
  assert.match(key, /^suki_[\w-]{32}$/)
  const erp = bearer(w, key)
  assert.equal((await erp.ask(listStaff, { query: {} })).status, 200)
  assert.equal((await erp.ask(listKeys, { query: {} })).status, 403)
  const listed = (await admin.call(listKeys, { query: {} })).items[0]!
  assert.deepEqual([listed.hint, listed.lastUsedAt, Object.keys(listed).includes('key')], [key.slice(0, 9), '2026-03-02T09:00:00.000Z', false])
  assert.ok(!JSON.stringify(await w.ctx.db.selectFrom('api_keys').selectAll().execute()).includes(key))
  await admin.call(revokeKey, { params: { keyId: id } })
  assert.equal((await erp.ask(listStaff, { query: {} })).status, 401)
})

test('a key may no more than the role of its owner, then and now', async t => {
  const w = await world(t)
  const [boss, admin] = [await signedIn(w, 'owner'), await signedIn(w, 'admin')]
  const { key } = await admin.call(makeKey, { body: { name: 'ERP', scopes: ['staff.read', 'customers.read'] } })
  const narrow = await withKey(w, 'admin', ['keys.write'])
  assert.equal((await narrow.ask(makeKey, { body: { name: 'more', scopes: ['staff.write'] } })).problem.code, 'keys.scope_not_yours')
  await boss.call(changeRole, { params: { staffId: admin.staffId }, body: { role: 'agent' } })
  assert.equal((await bearer(w, key).ask(listStaff, { query: {} })).status, 403)
})

test('a key ends on its day', async t => {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  assert.equal((await admin.ask(makeKey, { body: { name: 'old', scopes: ['staff.read'], expiresAt: '2026-03-01T00:00:00Z' } })).problem.code, 'keys.expires_in_past')
  const { key } = await admin.call(makeKey, { body: { name: 'ERP', scopes: ['staff.read'], expiresAt: '2026-03-03T00:00:00Z' } })
  w.clock.set('2026-03-02T23:59:59Z')
  assert.equal((await bearer(w, key).ask(listStaff, { query: {} })).status, 200)
  w.clock.set('2026-03-03T00:00:00Z')
  assert.equal((await bearer(w, key).ask(listStaff, { query: {} })).status, 401)
})
