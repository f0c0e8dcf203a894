import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/consent.ts'
import { createCustomer } from '../../../contracts/customers.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'

const file = `email;channel;purpose;decision;occurred_at;wording_text;ip;form
ana@example.com;email|sms;marketing;granted;2025-11-03 10:00;Yes, write to me;10.0.0.1;footer
carla@example.com;post;marketing;granted;2025-11-04T10:00:00Z;;;
not an address;email;marketing;granted;2025-11-04;;;
ana@example.com;pigeon;marketing;maybe;2027-01-01;;;
`

test('consents from a file are evidence: what was read, where it stood; rows that are none are kept with the reason', async t => {
  const w = await world(t)
  await cornerShop(w.ctx)
  const marie = await signedIn(w, 'marketer')
  const ana = await marie.call(createCustomer, { body: { name: 'Ana Cruz', email: 'ana@example.com' } })
  const done = await marie.call(contract.importConsents, { body: { fileName: 'newsletter.csv', content: file } })
  assert.deepEqual([done.rowsRead, done.recorded, done.known, done.bad], [4, 2, 0, 2])
  const { items } = await marie.call(contract.consentHistory, { params: { customerId: ana.id }, query: {} })
  assert.deepEqual(items.map(e => [e.channel, e.occurredAt, e.wordingText, e.proof.ip, e.proof.file, e.proof.row]), [['sms', '2025-11-03T10:00:00.000Z', 'Yes, write to me', '10.0.0.1', 'newsletter.csv', 2], ['email', '2025-11-03T10:00:00.000Z', 'Yes, write to me', '10.0.0.1', 'newsletter.csv', 2]])
  const bad = await marie.call(contract.consentImportBadRows, { params: { importId: done.id } })
  assert.match(String(bad), /4,not an address,.*"email: ""not an address"", expected an e-mail address/)
  assert.match(String(bad), /channel: ""pigeon"", expected email \| sms.*decision: ""maybe"".*occurred_at: ""2027-01-01""/)
})

test('the same row changes nothing, whatever file it comes in', async t => {
  const w = await world(t)
  const marie = await signedIn(w, 'marketer')
  await marie.call(contract.importConsents, { body: { fileName: 'a.csv', content: file } })
  const again = await marie.call(contract.importConsents, { body: { fileName: 'b.csv', content: file } })
  assert.deepEqual([again.recorded, again.known], [0, 2])
  assert.equal((await marie.call(contract.listConsentImports, { query: {} })).items.length, 2)
})

test('a file without the columns that evidence needs is refused', async t => {
  const w = await world(t)
  const marie = await signedIn(w, 'marketer')
  const refused = await marie.ask(contract.importConsents, { body: { fileName: 'a.csv', content: 'email,name\nana@example.com,Ana' } })
  assert.deepEqual([refused.status, refused.problem.code], [422, 'consents.not_a_file'])
})
