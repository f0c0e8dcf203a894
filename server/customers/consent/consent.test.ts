import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import * as contract from '../../../contracts/consent.ts'
import type { Channel, Purpose } from '../../../contracts/consent.ts'
import { editCustomer, getCustomer } from '../../../contracts/customers.ts'
import { createSource } from '../../collect/sources.ts'
import { mergeCustomers, separateMerged } from '../identity/decisions.ts'
import { create } from '../customers.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { world } from '../../../tests/support/world.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { mayContact } from './may-contact.ts'
import { suppress } from './stops/suppressions.ts'
import { restrict } from './stops/restrictions.ts'

type World = Awaited<ReturnType<typeof withAna>>

/** Ana and Ben, known by e-mail; Marie of the team; a website and a server that report. */
async function withAna(t: TestContext) {
  const w = await world(t)
  const { store } = await cornerShop(w.ctx)
  const ana = await create(w.ctx, { name: 'Ana Cruz', email: 'ana@example.com', phone: '+31612345678', language: 'nl' })
  const ben = await create(w.ctx, { name: 'Ben Santos', email: 'ben@example.com' })
  const web = await createSource(w.ctx, { kind: 'web', name: 'Website', storeId: store.id })
  const server = await createSource(w.ctx, { kind: 'server', name: 'Shop server', storeId: store.id })
  const app = await appOf(w)
  const tell = async (source: { writeKey: string | null }, ...batch: object[]) => {
    const answer = await app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: source.writeKey, batch: batch.map(message => ({ messageId: randomUUID(), ...message })) } })
    assert.equal(answer.statusCode, 200, answer.body)
    await readLog(w.ctx)
  }
  const may = async (customerId: string, channel: Channel = 'email', purpose: Purpose = 'marketing') => {
    const { may, reason } = (await mayContact(w.ctx, { customerIds: [customerId], channel, purpose })).get(customerId)!
    return `${may ? 'yes' : 'no'}: ${reason}`
  }
  return { ...w, store, ana, ben, web, server, tell, may, marie: await signedIn(w, 'marketer') }
}

const later = async ({ clock }: World) => void clock.set(clock.now().add({ minutes: 1 }).toString())
const said = (decision: 'granted' | 'denied' | 'withdrawn', channels: Channel[] = ['email'], purposes: Purpose[] = ['marketing']) => ({ channels, purposes, decision, reason: 'Asked by phone' })

test('without a word nobody gets marketing, and everybody hears about their order', async t => {
  const { ana, may } = await withAna(t)
  assert.deepEqual([await may(ana.id), await may(ana.id, 'email', 'service'), await may(ana.id, 'sms', 'profiling')], ['no: no_consent', 'yes: assumed', 'no: no_consent'])
})

test('what a person of the team records holds at once, with the reason as its proof and a line in the audit log', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted', ['email', 'post']) })
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'post'), await w.may(w.ana.id, 'sms')], ['yes: granted', 'yes: granted', 'no: no_consent'])
  const { items } = await w.marie.call(contract.consentHistory, { params: { customerId: w.ana.id }, query: {} })
  assert.deepEqual(items.map(e => [e.channel, e.decision, e.source, e.proof.reason, e.proof.staff, e.decides]), [['post', 'granted', 'staff', 'Asked by phone', 'Test marketer', true], ['email', 'granted', 'staff', 'Asked by phone', 'Test marketer', true]])
  const audited = await w.ctx.db.selectFrom('audit_log').select(['action', 'record_label']).where('action', '=', 'consents.record').execute()
  assert.deepEqual(audited, [{ action: 'consents.record', record_label: 'Ana Cruz' }])
  const refused = await w.marie.ask(contract.recordConsent, { params: { customerId: w.ana.id }, body: { ...said('denied'), reason: '' } })
  assert.equal(refused.status, 400)
})

test('the latest word counts, and nothing that was said is lost', async t => {
  const w = await withAna(t)
  for (const decision of ['granted', 'withdrawn', 'granted', 'denied'] as const) {
    await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said(decision) })
    await later(w)
  }
  assert.equal(await w.may(w.ana.id), 'no: denied')
  const { items } = await w.marie.call(contract.consentHistory, { params: { customerId: w.ana.id }, query: { channel: 'email' } })
  assert.deepEqual(items.map(e => e.decision), ['denied', 'granted', 'withdrawn', 'granted'])
  assert.deepEqual(items.map(e => e.decides), [true, false, false, false])
})

test('the ledger cannot be rewritten, by nobody', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted') })
  await assert.rejects(w.ctx.db.updateTable('consents').set({ decision: 'denied' }).execute(), /append-only/)
  await assert.rejects(w.ctx.db.deleteFrom('consents').execute(), /append-only/)
  await assert.rejects(w.pool.query('truncate consents'), /append-only/)
})

test('the storefront script asks, and the answer is evidence: words, page, browser', async t => {
  const w = await withAna(t)
  await w.marie.ask(contract.createWording, { body: { version: 'newsletter-2026-11', channels: ['email'], purposes: ['marketing'], texts: { nl: 'Ja, schrijf me over nieuwe dingen.' } } })
  await w.tell(w.web, { type: 'identify', anonymousId: 'v1', traits: { email: 'ana@example.com' } }, {
    type: 'track', event: 'Consent Given', anonymousId: 'v1', context: { userAgent: 'Firefox', page: { url: 'https://shop.example/' } },
    properties: { channels: ['email', 'sms'], purposes: ['marketing'], wording_version: 'newsletter-2026-11', language: 'nl', url: 'https://shop.example/newsletter', method: 'footer' },
  })
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'sms')], ['yes: granted', 'yes: granted'])
  const { items } = await w.marie.call(contract.consentHistory, { params: { customerId: w.ana.id }, query: { channel: 'email' } })
  const { proof, ...entry } = items[0]!
  assert.deepEqual([entry.wordingText, entry.language, entry.sourceName, proof.page, proof.form, proof.userAgent, proof.eventName, proof.ip], ['Ja, schrijf me over nieuwe dingen.', 'nl', 'Website', 'https://shop.example/newsletter', 'footer', 'Firefox', 'Consent Given', '127.0.0.1'])
  await later(w)
  await w.tell(w.web, { type: 'track', event: 'Consent Withdrawn', anonymousId: 'v1', properties: { channels: ['email'] } })
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'sms'), await w.may(w.ana.id, 'email', 'service')], ['no: withdrawn', 'yes: granted', 'no: withdrawn'])
})

test('to agree without naming a channel covers profiling only; to withdraw covers everything', async t => {
  const w = await withAna(t)
  await w.tell(w.server, { type: 'identify', userId: 'a1', traits: { email: 'ana@example.com' } }, { type: 'track', userId: 'a1', event: 'Consent Given', properties: { purposes: ['profiling', 'marketing'] } })
  assert.deepEqual([await w.may(w.ana.id, 'email', 'profiling'), await w.may(w.ana.id, 'post', 'profiling'), await w.may(w.ana.id)], ['yes: granted', 'yes: granted', 'no: no_consent'])
  await later(w)
  await w.tell(w.server, { type: 'track', userId: 'a1', event: 'Consent Withdrawn', properties: {} })
  assert.deepEqual([await w.may(w.ana.id, 'email', 'profiling'), await w.may(w.ana.id), await w.may(w.ana.id, 'phone', 'service')], ['no: withdrawn', 'no: withdrawn', 'no: withdrawn'])
})

test('an app that repeats its traits does not take back what was said elsewhere since', async t => {
  const w = await withAna(t)
  const start = { type: 'identify', userId: 'a1', traits: { email: 'ana@example.com', consent: { email: { marketing: true } }, accepts_marketing: false, 'consent.sms.marketing': 'denied' } }
  await w.tell(w.server, start)
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'sms')], ['yes: granted', 'no: denied'])
  await later(w)
  await w.tell(w.server, { type: 'track', userId: 'a1', event: 'Newsletter Unsubscribed', properties: {} })
  await later(w)
  await w.tell(w.server, start)
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
  await later(w)
  await w.tell(w.server, { ...start, traits: { consent: { email: { marketing: false } } } })
  await later(w)
  await w.tell(w.server, start)
  assert.equal(await w.may(w.ana.id), 'yes: granted', 'no and yes again are two decisions')
})

test('an event that arrives late counts when it happened, not when it came', async t => {
  const w = await withAna(t)
  const at = w.clock.now()
  await w.tell(w.server, { type: 'identify', userId: 'a1', traits: { email: 'ana@example.com' } }, { type: 'track', userId: 'a1', event: 'Email Unsubscribed', timestamp: at.subtract({ hours: 1 }).toString(), sentAt: at.toString() })
  await w.tell(w.server, { type: 'track', userId: 'a1', event: 'Email Subscribed', timestamp: at.subtract({ hours: 5 }).toString(), sentAt: at.toString() })
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
})

test('a visitor who agrees and later says who they are has agreed', async t => {
  const w = await withAna(t)
  await w.tell(w.web, { type: 'track', event: 'Consent Given', anonymousId: 'v9', properties: { channels: ['email'], purposes: ['marketing'] } })
  await w.tell(w.web, { type: 'identify', anonymousId: 'v9', traits: { email: 'new@example.com' } })
  const { id } = await w.ctx.db.selectFrom('customers').select('id').where('email', '=', 'new@example.com').executeTakeFirstOrThrow()
  assert.equal(await w.may(id), 'yes: granted')
})

test('when two turn out to be one the stricter choice stands, until they say something new; the undoing gives each their own back', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ben.id }, body: said('withdrawn') })
  await later(w)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted') })
  const owner = { ...w.ctx, actor: { kind: 'staff' as const, id: null, name: 'Marie' } }
  await mergeCustomers(owner, [w.ana.id, w.ben.id])
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ben.id)], ['no: withdrawn', 'no: withdrawn'], 'both ids mean the one customer')
  await later(w)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted') })
  assert.equal(await w.may(w.ben.id), 'yes: granted')
  await separateMerged(owner, w.ana.id, w.ben.id)
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ben.id)], ['yes: granted', 'no: withdrawn'])
})

test('whoever is suppressed, restricted or unknown is not contacted, whatever they agreed to', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted', ['email', 'post'], ['marketing', 'service']) })
  await suppress(w.ctx, { channel: 'email', address: 'ana@example.com', reason: 'bounce' })
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'email', 'service'), await w.may(w.ana.id, 'post')], ['no: suppressed', 'no: suppressed', 'yes: granted'])
  await restrict(w.ctx, w.ana.id, 'Asked to')
  assert.deepEqual([await w.may(w.ana.id, 'post'), await w.may(randomUUID())], ['no: restricted', 'no: unknown'])
})

test('a suppression belongs to the address: a new one may be written to', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ana.id }, body: said('granted') })
  await w.marie.call(contract.suppressCustomer, { params: { customerId: w.ana.id }, body: { channel: 'email' } })
  assert.equal(await w.may(w.ana.id), 'no: suppressed')
  const { suppressions } = await w.marie.call(contract.customerConsents, { params: { customerId: w.ana.id } })
  await w.marie.call(contract.liftSuppression, { params: { suppressionId: suppressions[0]!.id } })
  assert.equal(await w.may(w.ana.id), 'yes: granted')
})

test('a person who corrects an address takes no consent away with it', async t => {
  const w = await withAna(t)
  await w.tell(w.web, { type: 'identify', anonymousId: 'v1', traits: { email: 'ana@example.com' } }, { type: 'track', event: 'Email Unsubscribed', anonymousId: 'v1', context: { traits: { email: 'ana@example.com' } }, properties: {} })
  await w.marie.call(editCustomer, { params: { customerId: w.ana.id }, body: { email: 'ana.cruz@example.com' } })
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
  const owner = { ...w.ctx, actor: { kind: 'staff' as const, id: null, name: 'Marie' } }
  await mergeCustomers(owner, [w.ben.id, w.ana.id])
  assert.equal(await w.may(w.ben.id), 'no: withdrawn')
})

test('a shop reports what it took, and who is new becomes a customer', async t => {
  const w = await withAna(t)
  const one = { channels: ['email' as const], purposes: ['marketing' as const], decision: 'granted' as const, occurredAt: '2026-02-01T10:00:00Z', wordingText: 'Yes please', language: 'en', proof: { form: 'paper at the till' } }
  const { recorded, customerIds } = await w.marie.call(contract.recordConsents, { body: { consents: [{ ...one, customer: { email: 'Ana@Example.com' } }, { ...one, customer: { email: 'carla@example.com' } }, { ...one, customer: {} }] } })
  assert.deepEqual([recorded, customerIds[0], customerIds[2]], [2, w.ana.id, null])
  assert.equal((await w.marie.call(getCustomer, { params: { customerId: customerIds[1]! } })).email, 'carla@example.com')
  const future = await w.marie.ask(contract.recordConsents, { body: { consents: [{ ...one, occurredAt: '2027-01-01T00:00:00Z', customer: { email: 'ana@example.com' } }] } })
  assert.deepEqual([future.status, future.problem.code], [422, 'consents.in_future'])
})

test('many are asked about at once', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.recordConsent, { params: { customerId: w.ben.id }, body: said('granted') })
  const { items } = await w.marie.call(contract.contactAnswers, { query: { customer: [w.ana.id, w.ben.id], channel: 'email', purpose: 'marketing' } })
  assert.deepEqual(items.map(i => [i.customerId, i.may]), [[w.ana.id, false], [w.ben.id, true]])
})

test('what is assumed where nobody was asked is a rule of the shop', async t => {
  const w = await withAna(t)
  const rules = await w.marie.call(contract.consentRules)
  await w.marie.call(contract.changeConsentRules, { body: { ...rules, assumed: { ...rules.assumed, phone: [], post: ['service', 'marketing'] } } })
  assert.deepEqual([await w.may(w.ana.id, 'phone', 'service'), await w.may(w.ana.id, 'post', 'marketing')], ['no: no_consent', 'yes: assumed'])
})

test('words that were shown never change: another text is another version', async t => {
  const w = await withAna(t)
  const body = { version: 'post-2026', channels: ['post' as const], purposes: ['marketing' as const], texts: { en: 'Cards by post?', ru: 'Открытки по почте?' } }
  const made = await w.marie.call(contract.createWording, { body })
  assert.deepEqual([made.texts, made.consents], [body.texts, 0])
  assert.equal((await w.marie.ask(contract.createWording, { body })).problem.code, 'consents.version_taken')
  assert.ok((await w.marie.call(contract.retireWording, { params: { wordingId: made.id } })).retiredAt)
  assert.deepEqual((await w.marie.call(contract.listWordings, { query: { retired: 'false' } })).items, [])
})

test('double opt-in: a form is a question, the letter asks, the button answers, once', async t => {
  const w = await withAna(t)
  const rules = await w.marie.call(contract.consentRules)
  await w.marie.call(contract.changeConsentRules, { body: { ...rules, doubleOptIn: true } })
  await w.tell(w.web, { type: 'identify', anonymousId: 'v1', traits: { email: 'ana@example.com' } }, { type: 'track', event: 'Consent Given', anonymousId: 'v1', context: { traits: { email: 'ana@example.com' } }, properties: { channels: ['email', 'sms'], purposes: ['marketing'], language: 'nl' } })
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ana.id, 'sms')], ['no: pending', 'yes: granted'])
  await runJobs(w)
  const [mail] = w.outbox
  assert.deepEqual([mail!.to, mail!.subject], ['ana@example.com', 'Corner shop: heb jij je aangemeld?'])
  const path = new URL(/http\S+\/consent\/\S+/.exec(mail!.text)![0]).pathname
  const app = await appOf(w)
  const page = await app.inject(path)
  assert.match(page.body, /<button>Ja, dat was ik<\/button>/)
  assert.equal(await w.may(w.ana.id), 'no: pending', 'opening the link changes nothing')
  const press = () => app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Thunderbird' }, payload: '' })
  assert.equal((await press()).statusCode, 303)
  assert.equal(await w.may(w.ana.id), 'yes: granted')
  await press()
  const { items } = await w.marie.call(contract.consentHistory, { params: { customerId: w.ana.id }, query: { channel: 'email' } })
  assert.deepEqual(items.map(e => [e.decision, e.source, e.proof.userAgent]), [['granted', 'confirmation', 'Thunderbird'], ['pending', 'event', undefined]])
  assert.match((await app.inject(path)).body, /Bedankt/)
  assert.match((await app.inject(`${path}?language=gu`)).body, /આભાર/)
})

test('a letter that nobody answers in time changes nothing, and a forged link leads nowhere', async t => {
  const w = await withAna(t)
  await w.marie.call(contract.askConfirmation, { params: { customerId: w.ana.id }, body: {} })
  await w.marie.call(contract.askConfirmation, { params: { customerId: w.ana.id }, body: {} })
  await runJobs(w)
  assert.equal(w.outbox.length, 1, 'one letter at a time')
  const path = new URL(/http\S+\/consent\/\S+/.exec(w.outbox[0]!.text)![0]).pathname
  const app = await appOf(w)
  assert.equal((await app.inject(`${path.slice(0, -3)}abc`)).statusCode, 404)
  w.clock.set(w.clock.now().add({ hours: 24 * 8 }).toString())
  await app.inject({ method: 'POST', url: path })
  assert.equal(await w.may(w.ana.id), 'no: pending')
  assert.match((await app.inject(path)).body, /verlopen/)
})
