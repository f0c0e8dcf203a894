import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../../contracts/messages.ts'
import * as templates from '../../../contracts/template-routes.ts'
import { signedIn, withKey } from '../../../tests/support/people.ts'
import { smtpSink, type Manners } from '../../../tests/support/smtp-sink.ts'
import { world } from '../../../tests/support/world.ts'
import { nodeIds } from '../../collect/index.ts'
import { recordConsents } from '../../customers/index.ts'
import { within } from '../../platform/index.ts'
import { changeSendingRules } from '../deciding/rules.ts'
import { means } from '../sending/means.ts'
import { sendDue } from '../sending/worker.ts'

const text = { mainLanguage: 'en' as const, variants: Object.fromEntries(['en', 'nl'].map(language => [language, { subject: `${language}: {{ data.number }}`, preheader: '', body: { form: 'mjml' as const, source: '<mjml><mj-body><mj-section><mj-column><mj-text>{{ data.number }} for {{ customer.email }} <a href="{{ unsubscribe_url }}">Leave</a></mj-text></mj-column></mj-section></mj-body></mjml>' }, text: null, defaults: {} }])) }

/** A shop with a published transactional template, a key that may send, and an SMTP server. */
async function shop(t: TestContext, manners: Manners = {}) {
  const w = await world(t)
  const sink = await smtpSink(t, manners)
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: sink.url } })
  const mia = await signedIn(w, 'marketer')
  const key = await withKey(w, 'marketer', ['messages.send', 'messages.read'])
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'corner', name: 'Corner', currency: 'EUR', time_zone: 'Europe/Amsterdam', created_at: '2026-01-01T00:00:00Z' }).returning('id').executeTakeFirstOrThrow()
  const template = async (kind: 'transactional' | 'campaign') => {
    const made = await mia.call(templates.createTemplate, { body: { name: `Shipped ${kind}`, kind, storeId, content: text as never } })
    await mia.call(templates.publishTemplate, { params: { templateId: made.id }, body: { revision: made.revision } })
    return made.id
  }
  const shipped = await template('transactional')
  const send = () => sendDue(ctx, means)
  return { ...w, ctx, sink, mia, key, storeId, shipped, template, send }
}

test('the API sends a transactional mail, once for a key, whatever the rules of marketing say', async t => {
  const { ctx, sink, key, mia, shipped, template, send } = await shop(t)
  await changeSendingRules(ctx, { caps: [{ atMost: 1, days: 30 }], quiet: { from: '00:00', to: '23:59' }, sunset: null, approval: false })
  const body = { to: { email: 'Newcomer@Example.com' }, template: shipped, language: 'nl' as const, data: { number: 'A-1042' }, key: 'order-1042-shipped' }
  const [made, again] = await Promise.all([key.call(contract.sendMessage, { body }), key.call(contract.sendMessage, { body })])
  assert.equal(made.id, again.id)
  assert.deepEqual([made.state, made.stream, made.mailing], ['queued', 'transactional', 'Shipped transactional'])
  assert.equal((await key.ask(contract.sendMessage, { body: { ...body, data: { number: 'A-1' } } })).problem.code, 'messages.key_used')
  await send()
  assert.deepEqual(sink.mails.map(mail => mail.to), ['Newcomer@example.com'])
  assert.match(sink.mails[0]!.raw, /^Subject: nl: A-1042\r$/m)
  assert.doesNotMatch(sink.mails[0]!.raw, /^List-Unsubscribe/m)
  const detail = await key.call(contract.getMessage, { params: { messageId: made.id } })
  assert.deepEqual([detail.state, detail.template, detail.history.map(step => step.step)], ['sent', 'Shipped transactional', ['considered', 'handed', 'sent']])

  const { items } = await mia.call(contract.customerMessages, { params: { customerId: made.customerId! }, query: {} })
  assert.deepEqual(items.map(item => item.id), [made.id])
  assert.equal((await key.call(contract.sendMessage, { body: { ...body, key: 'another' } })).mailingId, made.mailingId)

  const refused = async (change: object) => (await key.ask(contract.sendMessage, { body: { ...body, key: randomUUID(), ...change } })).problem.code
  assert.equal(await refused({ template: await template('campaign') }), 'messages.template_of_campaigns')
  assert.equal(await refused({ template: randomUUID() }), 'messages.template_unknown')
  assert.equal(await refused({ to: { customerId: randomUUID() } }), 'messages.recipient_unknown')
  assert.equal(await refused({ data: { much: 'x'.repeat(70_000) } }), 'messages.too_much_data')
})

test('who said no to messages about service gets none, and the reason stands beside it', async t => {
  const { ctx, sink, key, shipped, send, clock } = await shop(t)
  const { customerId } = await key.call(contract.sendMessage, { body: { to: { email: 'no@example.com' }, template: shipped } })
  const ids = await nodeIds(ctx)
  await recordConsents(ctx, [{ nodeId: ids({ kind: 'email', value: 'no@example.com' }), channel: 'email', purpose: 'service', decision: 'denied', source: 'staff', occurredAt: clock.now().toString(), proof: {} }])
  await send()
  const { items } = await key.call(contract.listMessages, { query: { customer: customerId!, state: ['skipped'] } })
  assert.deepEqual([items.map(item => item.reason), sink.mails], [['denied'], []])
  const detail = await key.call(contract.getMessage, { params: { messageId: items[0]!.id } })
  assert.deepEqual([detail.consent?.decision, detail.consent?.source], ['denied', 'staff'])
})

test('what nobody can know a person decides: sent again, or counted as sent', async t => {
  let hangsUp = true
  const { ctx, sink, key, mia, shipped, send } = await shop(t, { data: () => (hangsUp ? 'hang up' : undefined) })
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) await key.call(contract.sendMessage, { body: { to: { email }, template: shipped } })
  await send()
  const { total, mailings } = await mia.call(contract.undecidedMessages)
  assert.deepEqual([total, mailings.map(m => m.count)], [3, [3]])
  const { items } = await mia.call(contract.listMessages, { query: { state: 'unknown' } })
  hangsUp = false
  assert.deepEqual(await mia.call(contract.decideMessages, { body: { messageIds: [items[0]!.id], decision: 'count_as_sent' } }), { decided: 1 })
  assert.deepEqual(await mia.call(contract.decideMessages, { body: { mailingId: mailings[0]!.mailingId, decision: 'send_again' } }), { decided: 2 })
  await send()
  assert.deepEqual([sink.mails.length, (await mia.call(contract.undecidedMessages)).total], [5, 0])
  assert.deepEqual((await mia.call(contract.listMessages, { query: {} })).items.map(item => item.state), ['sent', 'sent', 'sent'])
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from events where name = 'Email Sent'`.execute(ctx.db)
  assert.equal(rows[0]!.count, 3)
  assert.deepEqual(await mia.call(contract.decideMessages, { body: { messageIds: [items[0]!.id], decision: 'send_again' } }), { decided: 0 })
  assert.equal((await mia.call(contract.getMessage, { params: { messageId: items[0]!.id } })).decidedBy, 'Test marketer')
})

test('the list goes on where the last page ended, and can be narrowed', async t => {
  const { key, mia, shipped } = await shop(t)
  for (let i = 0; i < 5; i++) await key.call(contract.sendMessage, { body: { to: { email: `p${i}@example.com` }, template: shipped } })
  const first = await mia.call(contract.listMessages, { query: { limit: 3 } })
  const second = await mia.call(contract.listMessages, { query: { limit: 3, after: first.next! } })
  assert.deepEqual([first.items.length, second.items.length, second.next, new Set([...first.items, ...second.items].map(item => item.id)).size], [3, 2, null, 5])
  assert.equal((await mia.call(contract.listMessages, { query: { stream: 'campaign' } })).items.length, 0)
  assert.equal((await mia.call(contract.listMessages, { query: { mailing: first.items[0]!.mailingId, state: ['queued', 'sent'] } })).items.length, 5)
})
