import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as account from '../../contracts/account.ts'
import { auditChoices, auditLog, exportAudit } from '../../contracts/audit.ts'
import { makeKey, revokeKey } from '../../contracts/keys.ts'
import { emptyMailbox } from '../../contracts/mailbox.ts'
import * as door from '../../contracts/signin.ts'
import * as team from '../../contracts/staff.ts'
import { authenticator, codeOf } from '../../tests/support/authenticator.ts'
import { runJobs } from '../../tests/support/jobs.ts'
import { browser, givePassword, owner, signedIn, withKey } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { routes as mailboxRoutes } from '../mailbox/index.ts'
import { audit, routes } from './index.ts'

const tokenIn = (text: string | undefined) => /#(\S+)/.exec(text ?? '')?.[1] ?? ''

test('every call that changes something here leaves the entry that its contract names', async t => {
  const w = await world(t)
  const boss = browser(w)
  const { password } = owner
  await boss.call(door.setUp, { body: { ...owner, name: 'Maria' } })
  await boss.call(account.editMe, { body: { timeZone: 'Asia/Manila' } })
  const { id } = await boss.call(team.invite, { body: { email: 'ana@shop.example', role: 'agent' } })
  await boss.call(team.resendInvitation, { params: { invitationId: id } })
  await runJobs(w)
  const ana = browser(w)
  await ana.call(door.acceptInvitation, { body: { token: tokenIn(w.outbox.at(-1)?.text), name: 'Ana', password } })
  const bea = await boss.call(team.invite, { body: { email: 'bea@shop.example', role: 'agent' } })
  await boss.call(team.revokeInvitation, { params: { invitationId: bea.id } })
  const staffId = (await ana.call(account.me)).id
  await boss.call(team.changeRole, { params: { staffId }, body: { role: 'admin' } })
  const device = authenticator()
  const passkey = await boss.call(account.addPasskey, { body: { name: 'Laptop', response: device.create(await boss.call(account.newPasskeyChallenge)) } })
  await boss.call(account.renamePasskey, { params: { passkeyId: passkey.id }, body: { name: 'Old laptop' } })
  await boss.call(account.removePasskey, { params: { passkeyId: passkey.id } })
  const other = browser(w)
  await other.call(door.signIn, { body: owner })
  await boss.call(account.endSession, { params: { sessionId: (await boss.call(account.mySessions)).items.find(s => !s.current)!.id } })
  await boss.call(account.endOtherSessions)
  const { uri } = await boss.call(account.startTwoFactor, { body: { password } })
  await boss.call(account.confirmTwoFactor, { body: { code: await codeOf(uri) } })
  await boss.call(account.newRecoveryCodes, { body: { password } })
  await boss.call(account.endTwoFactor, { body: { password } })
  await boss.call(revokeKey, { params: { keyId: (await boss.call(makeKey, { body: { name: 'ERP', scopes: ['staff.read'] } })).id } })
  await boss.call(emptyMailbox)
  await boss.call(team.deactivate, { params: { staffId } })
  await boss.call(team.reactivate, { params: { staffId } })
  await boss.call(team.transferOwnership, { params: { staffId }, body: { password } })
  await boss.call(account.changePassword, { body: { current: password, password: 'another long password' } })
  await boss.call(door.signOut)
  await boss.call(door.forgotPassword, { body: { email: owner.email } })
  await runJobs(w)
  await boss.call(door.resetPassword, { body: { token: tokenIn(w.outbox.findLast(m => m.subject.startsWith('Choose'))?.text), password } })
  const left = new Set((await w.ctx.db.selectFrom('audit_log').select('action').execute()).map(row => row.action))
  // Saved views have tests of their own.
  const named = [...routes, ...mailboxRoutes].map(({ spec }) => spec.audits).filter((action): action is string => action !== undefined && !action.startsWith('views.'))
  assert.deepEqual([...new Set(named)].filter(action => !left.has(action)), [])
})

test('an entry of a key names the key and its person, and where it came from', async t => {
  const w = await world(t)
  const key = await withKey(w, 'admin', ['mailbox.write'])
  await key.call(emptyMailbox)
  const [entry] = await w.ctx.db.selectFrom('audit_log').select(['actor_kind', 'actor_id', 'actor_name', 'ip']).execute()
  assert.deepEqual(entry, { actor_kind: 'key', actor_id: key.staffId, actor_name: 'Tests (Test admin)', ip: '127.0.0.1' })
})

test('no password, code or key stands in the audit log', async t => {
  const w = await world(t)
  const { staffId, email } = await signedIn(w, 'admin')
  await givePassword(w, staffId)
  const admin = browser(w)
  await admin.call(door.signIn, { body: { email, password: owner.password } })
  const { key } = await admin.call(makeKey, { body: { name: 'ERP', scopes: ['staff.read'] } })
  const { recoveryCodes, uri } = await admin.call(account.startTwoFactor, { body: { password: owner.password } })
  const log = JSON.stringify(await w.ctx.db.selectFrom('audit_log').selectAll().execute())
  for (const secret of [owner.password, key, recoveryCodes[0]!, new URL(uri).searchParams.get('secret')!]) assert.ok(!log.includes(secret))
})

async function filledLog(t: Parameters<typeof world>[0]) {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const actor = { kind: 'staff' as const, id: admin.staffId, name: 'Test admin' }
  // Several within one millisecond, as a change of many records makes them.
  for (const [at, action, record] of [['2026-03-01T22:30:00Z', 'customers.edit', 'c-1'], ['2026-03-01T23:30:00Z', 'customers.edit', 'c-2'], ['2026-03-01T23:30:00Z', 'orders.refund', 'o-1'], ['2026-03-01T23:30:00Z', 'customers.edit', 'c-1'], ['2026-03-02T08:00:00Z', 'orders.cancel', 'o-1']] as const) {
    w.clock.set(at)
    await audit({ ...w.ctx, actor: action.startsWith('customers') ? actor : w.ctx.actor }, { action, record: { kind: record.startsWith('c') ? 'customer' : 'order', id: record, label: '=1+1' } })
  }
  return { w, admin }
}

test('the log is read page by page, the latest first, none twice and none left out', async t => {
  const { admin } = await filledLog(t)
  const seen: string[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await admin.call(auditLog, { query: { limit: 1, after } })
    seen.push(...page.items.map(entry => entry.id))
    after = page.next ?? undefined
    more = page.next !== null
  }
  assert.equal(new Set(seen).size, 5)
  assert.deepEqual(seen, (await admin.call(auditLog, { query: {} })).items.map(entry => entry.id))
})

test('the log is filtered by who, what, record and days of a time zone', async t => {
  const { admin } = await filledLog(t)
  const count = async (query: object) => (await admin.call(auditLog, { query })).items.length
  assert.equal(await count({ who: admin.staffId }), 3)
  assert.equal(await count({ action: 'orders.refund' }), 1)
  assert.equal(await count({ recordKind: 'customer', recordId: 'c-1' }), 2)
  assert.equal(await count({ from: '2026-03-02', to: '2026-03-02' }), 1)
  assert.equal(await count({ from: '2026-03-02', to: '2026-03-02', timeZone: 'Europe/Amsterdam' }), 4)
  assert.deepEqual((await admin.call(auditChoices)).actions, ['customers.edit', 'orders.cancel', 'orders.refund'])
  assert.deepEqual((await admin.call(auditChoices)).recordKinds, ['customer', 'order'])
})

test('the export holds what the filters show, and no cell that a spreadsheet would calculate', async t => {
  const { admin } = await filledLog(t)
  const lines = String(await admin.call(exportAudit, { query: { recordKind: 'order' } })).split('\r\n').filter(Boolean)
  assert.equal(lines.length, 3)
  assert.match(lines[0]!, /^\ufeffat,who,/)
  assert.match(lines[1]!, /orders\.cancel,order,'=1\+1,o-1/)
})
