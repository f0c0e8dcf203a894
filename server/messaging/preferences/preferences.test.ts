import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { consentHistory, suppressCustomer } from '../../../contracts/consent.ts'
import { contactPreferences, liftContactPreferences } from '../../../contracts/preferences.ts'
import { askPrivacy, listPrivacyRequests } from '../../../contracts/privacy.ts'
import { nodeIds } from '../../collect/index.ts'
import { recordConsents } from '../../customers/index.ts'
import { mergeCustomers, separateMerged } from '../../customers/identity/decisions.ts'
import { create } from '../../customers/customers.ts'
import { inTransaction, within } from '../../platform/index.ts'
import { eraseRows } from '../../privacy/erasing/rows.ts'
import { allKept } from '../../modules.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { appOf, signedIn } from '../../../tests/support/people.ts'
import { smtpSink } from '../../../tests/support/smtp-sink.ts'
import { world } from '../../../tests/support/world.ts'
import { decide } from '../deciding/decide.ts'
import { sendDue, type Means } from '../sending/worker.ts'
import { preferencesUrl, preferencesUrlOf, unsubscribeUrl } from './links.ts'

const means: Means = {
  write: async (_ctx, _mailing, messages) => new Map(messages.map(m => [m.id, { subject: 'Spring', text: 'Good morning', html: null, unsubscribeUrl: null }])),
  from: async () => ({ name: 'Corner shop', email: 'hello@shop.example', replyTo: null, key: null, returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` }),
}

type Press = Record<string, string | string[]>

/** Ana and Ben, who agreed to e-mail and got one; Marie of the team. */
async function withLetters(t: TestContext) {
  const w = await world(t)
  const sink = await smtpSink(t)
  const ctx = within(w.ctx, { mail: { ...w.ctx.mail, url: sink.url } })
  const { store } = await cornerShop(ctx)
  const ids = await nodeIds(ctx)
  const app = await appOf(w)
  const now = () => w.clock.now().toString()
  const person = async (name: string, email: string) => {
    const { id } = await create(ctx, { name, email, language: 'en' })
    const nodeId = ids({ kind: 'email', value: email })!
    await recordConsents(ctx, [{ nodeId, channel: 'email', purpose: 'marketing', decision: 'granted', source: 'api', occurredAt: now(), proof: {} }])
    return { id, email, nodeId }
  }
  const write = async ({ id, email, nodeId }: { id: string; email: string; nodeId: string }, state: 'sent' | 'queued' = 'sent') => {
    const [mailingId, messageId] = [randomUUID(), randomUUID()]
    await sql`insert into mailings (id, stream, purpose, channel, name, store_id, created_at) values (${mailingId}, 'campaign', 'marketing', 'email', 'Spring', ${store.id}, ${now()})`.execute(ctx.db)
    await sql`insert into messages (id, mailing_id, channel, stream, purpose, recipient_id, node_id, customer_id, address, state, send_at, handed_at, sent_at, created_at)
      values (${messageId}, ${mailingId}, 'email', 'campaign', 'marketing', ${id}, ${nodeId}, ${id}, ${email}, ${state}, ${now()}, ${state === 'sent' ? now() : null}, ${state === 'sent' ? now() : null}, ${now()})`.execute(ctx.db)
    return { messageId, mailingId }
  }
  const ana = await person('Ana Cruz', 'ana@example.com')
  const ben = await person('Ben Santos', 'ben@example.com')
  const letter = await write(ana)
  const pathOf = (url: string) => new URL(url).pathname
  const open = (url: string, headers: Record<string, string> = {}) => app.inject({ url: url.startsWith('http') ? pathOf(url) : url, headers })
  const press = async (url: string, fields: Press, headers: Record<string, string> = {}) => {
    const payload = new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map(one => [name, one]))).toString()
    return app.inject({ method: 'POST', url: url.startsWith('http') ? pathOf(url) : url, headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Firefox', ...headers }, payload })
  }
  /** Presses a button and follows where it leads. */
  const pressed = async (url: string, fields: Press) => {
    const answer = await press(url, fields)
    assert.equal(answer.statusCode, 303, answer.body)
    return open(answer.headers.location!)
  }
  const may = async (customerId: string) => {
    const { may, reason } = (await decide(ctx, { customerIds: [customerId], channel: 'email', purpose: 'marketing', storeZone: 'UTC' })).get(customerId)!
    return `${may ? 'yes' : 'no'}: ${reason}`
  }
  const events = async (name: string) => (await ctx.db.selectFrom('events').select('properties').where('name', '=', name).orderBy('seq').execute()).map(row => row.properties as Record<string, unknown>)
  const row = (messageId: string) => ctx.db.selectFrom('messages').select(['state', 'reason', 'unsubscribed_at as leftAt']).where('id', '=', messageId).executeTakeFirstOrThrow()
  return { ...w, ctx, sink, store, app, ana, ben, ...letter, write, open, press, pressed, may, events, row, marie: await signedIn(w, 'marketer') }
}

const textOf = (page: string) => page.slice(page.indexOf('<body>')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim()

test('one click ends marketing on the channel: no cookie, no page between, said once or often', async t => {
  const w = await withLetters(t)
  const url = unsubscribeUrl(w.ctx, w.messageId)
  assert.ok(!url.includes(w.messageId) && !/[@%]/.test(url), url)
  const click = (contentType: string, payload: string) => w.app.inject({ method: 'POST', url: new URL(url).pathname, headers: { 'content-type': contentType, 'user-agent': 'Gmail' }, payload })
  const answer = await click('application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click')
  assert.deepEqual([answer.statusCode, answer.headers.location, answer.headers['set-cookie']], [200, undefined, undefined])
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
  const { leftAt } = await w.row(w.messageId)
  assert.equal(leftAt, w.clock.now().toString().replace('Z', '.000Z'))
  w.clock.advance({ hours: 1 })
  const again = await click('multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n')
  assert.equal(again.statusCode, 200)
  assert.deepEqual([(await w.row(w.messageId)).leftAt, (await w.events('Consent Withdrawn')).length], [leftAt, 1])
  assert.deepEqual(await w.events('Email Unsubscribed'), [{ message_id: w.messageId, campaign_id: w.mailingId, via: 'one_click' }])
  const { items } = await w.marie.call(consentHistory, { params: { customerId: w.ana.id }, query: {} })
  const { decision, source, proof } = items[0]!
  assert.deepEqual([decision, source, proof], ['withdrawn', 'preferences', { form: 'one_click', ip: '127.0.0.1', userAgent: 'Gmail', messageId: w.messageId }])
  assert.equal(await w.may(w.ben.id), 'yes: granted')
})

test('it counts for messages that wait already', async t => {
  const w = await withLetters(t)
  const waiting = await w.write(w.ana, 'queued')
  await w.press(unsubscribeUrl(w.ctx, w.messageId), { 'List-Unsubscribe': 'One-Click' })
  await sendDue(w.ctx, means)
  const { state, reason } = await w.row(waiting.messageId)
  assert.deepEqual([state, reason, w.sink.mails.length], ['skipped', 'withdrawn', 0])
})

test('opening the link changes nothing, for programs open every link; the page has the button, and the way back', async t => {
  const w = await withLetters(t)
  const url = unsubscribeUrl(w.ctx, w.messageId)
  for (const method of ['GET', 'HEAD'] as const) assert.equal((await w.app.inject({ method, url: new URL(url).pathname })).statusCode, 200)
  assert.equal(await w.may(w.ana.id), 'yes: granted')
  const page = await w.open(url)
  assert.match(textOf(page.body), /Unsubscribe from Corner shop\? No more news and offers go to a•••@example\.com/)
  assert.ok(!page.body.includes('ana@') && !page.body.includes('Ana'))
  assert.equal(page.body.match(/<button/g)?.length, 1)
  const done = await w.pressed(`${new URL(url).pathname}?language=nl`, { do: 'leave', why: 'too_often' })
  assert.match(textOf(done.body), /Je bent afgemeld/)
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
  assert.equal((await w.events('Email Unsubscribed'))[0]!['reason'], 'too_often')
  const back = await w.pressed(url, { do: 'undo' })
  assert.match(textOf(back.body), /You get news and offers again/)
  assert.deepEqual([await w.may(w.ana.id), (await w.row(w.messageId)).leftAt], ['yes: granted', null])
  await w.pressed(url, { do: 'leave' })
  assert.deepEqual([await w.may(w.ana.id), (await w.events('Email Unsubscribed')).length], ['no: withdrawn', 1], 'of one message it is counted once')
})

test('a link that nobody here signed opens nothing, and says so in the language of the browser', async t => {
  const w = await withLetters(t)
  const path = new URL(unsubscribeUrl(w.ctx, w.messageId)).pathname
  const other = unsubscribeUrl({ config: { ...w.ctx.config, secret: 'another secret that is long enough too' } }, w.messageId)
  const changed = `${path.slice(0, 10)}${path[10] === 'A' ? 'B' : 'A'}${path.slice(11)}`
  for (const forged of [`${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`, changed, '/u/x', `${path}A`, new URL(other).pathname, path.replace('/u/', '/preferences/').slice(0, -4)]) {
    const page = await w.open(forged, { 'accept-language': 'ta-IN,en;q=0.5' })
    assert.equal(page.statusCode, 404, forged)
    assert.match(page.body, /இந்த இணைப்பு செயல்படவில்லை/)
    assert.equal((await w.press(forged, { 'List-Unsubscribe': 'One-Click' })).statusCode, 404)
  }
  assert.equal(await w.may(w.ana.id), 'yes: granted')
  let status = 404
  for (let i = 0; i < 30 && status === 404; i++) status = (await w.open('/u/guessed')).statusCode
  assert.equal(status, 429, 'who guesses has to wait')
  assert.equal((await w.open(path)).statusCode, 200, 'who holds a link has not')
})

test('nothing is loaded from elsewhere, nothing runs, nobody is told where the reader came from', async t => {
  const w = await withLetters(t)
  for (const url of [unsubscribeUrl(w.ctx, w.messageId), preferencesUrl(w.ctx, w.messageId)]) {
    const { headers, body } = await w.open(url)
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-[\w+/=]+'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
    assert.deepEqual([headers['referrer-policy'], headers['x-robots-tag'], headers['cache-control'], headers['set-cookie']], ['no-referrer', 'noindex, nofollow', 'no-store', undefined])
    assert.ok(!/<script|https?:|style="/.test(body))
  }
})

test('in the centre only what the reader changed is a choice', async t => {
  const w = await withLetters(t)
  const url = preferencesUrl(w.ctx, w.messageId)
  await recordConsents(w.ctx, [{ nodeId: w.ana.id, channel: 'sms', purpose: 'marketing', decision: 'granted', source: 'api', occurredAt: w.clock.now().toString(), proof: {} }])
  const { body } = await w.open(url)
  assert.deepEqual([...body.matchAll(/name="shown" value="([^"]+)"/g)].map(([, value]) => value), ['email.marketing on', 'sms.marketing on', 'email.service on', 'sms.service on'])
  w.clock.advance({ minutes: 1 })
  const saved = await w.pressed(url, { do: 'save', shown: ['email.marketing on', 'sms.marketing on', 'email.service on'], on: ['email.marketing', 'email.service'], often: 'all' })
  assert.match(textOf(saved.body), /Your choices are saved/)
  const { items } = await w.marie.call(consentHistory, { params: { customerId: w.ana.id }, query: {} })
  assert.deepEqual(items.slice(0, 2).map(e => [e.channel, e.purpose, e.decision, e.wordingText, e.language]), [['sms', 'marketing', 'withdrawn', 'News and offers: By SMS', 'en'], ['sms', 'marketing', 'granted', null, null]])
  assert.equal(items.length, 3)
  await w.pressed(url, { do: 'save', shown: ['profiling off', 'nonsense.x off'], on: ['profiling', 'nonsense.x'] })
  const profiling = await w.ctx.db.selectFrom('consent_states').select('channel').where('customer_id', '=', w.ana.id).where('purpose', '=', 'profiling').where('state', '=', 'granted').execute()
  assert.equal(profiling.length, 6)
})

test('they choose how often, rest for 30 days, and change their mind', async t => {
  const w = await withLetters(t)
  const url = preferencesUrl(w.ctx, w.messageId)
  await w.pressed(url, { do: 'save', often: 'weekly' })
  assert.equal(await w.may(w.ana.id), 'no: own_cap')
  assert.match((await w.open(url)).body, /value="weekly" checked/)
  await w.pressed(url, { do: 'save', often: 'twice' })
  assert.equal(await w.may(w.ana.id), 'yes: granted')
  const paused = await w.pressed(`${new URL(url).pathname}?language=ru`, { do: 'pause' })
  assert.match(textOf(paused.body), /Пауза до 1 апреля 2026 года\. Отменить/)
  assert.equal(await w.may(w.ana.id), 'no: paused')
  w.clock.advance({ hours: 24 * 30 - 1 })
  assert.equal(await w.may(w.ana.id), 'no: paused')
  w.clock.advance({ hours: 1 })
  assert.equal(await w.may(w.ana.id), 'yes: granted', 'it ends by itself')
  await w.pressed(url, { do: 'pause' })
  await w.pressed(url, { do: 'resume' })
  assert.equal(await w.may(w.ana.id), 'yes: granted')
  await w.pressed(url, { do: 'save', often: 'all' })
  const told = await w.events('Contact Preferences Changed')
  assert.deepEqual([told[0], told[2], told.at(-1)], [{ channels: ['email'], at_most: 1, at_most_days: 7 }, { channels: ['email'], paused_until: '2026-04-01T09:00:00.000Z' }, { channels: ['email'], at_most: null, at_most_days: null }])
  assert.equal((await sql`select from contact_preferences`.execute(w.ctx.db)).rows.length, 1)
})

test('they leave everything, and one button brings back what was on, nothing else', async t => {
  const w = await withLetters(t)
  const url = preferencesUrl(w.ctx, w.messageId)
  const left = await w.pressed(url, { do: 'leave', why: 'other' })
  assert.match(textOf(left.body), /You are unsubscribed from all news and offers\. Undo/)
  const states = () => w.ctx.db.selectFrom('consent_states').select(['channel', 'state']).where('customer_id', '=', w.ana.id).where('purpose', '=', 'marketing').where('state', '=', 'granted').execute()
  assert.deepEqual([await w.may(w.ana.id), await states()], ['no: withdrawn', []])
  assert.deepEqual((await w.events('Email Unsubscribed')), [{ message_id: w.messageId, campaign_id: w.mailingId, via: 'preferences', reason: 'other' }])
  const cells = /name="cells" value="([^"]*)"/.exec(left.body)![1]!
  await w.pressed(url, { do: 'undo', cells })
  assert.deepEqual([await w.may(w.ana.id), await states()], ['yes: granted', [{ channel: 'email', state: 'granted' }]])
})

test('they ask for their data or its end, once each, and the team answers', async t => {
  const w = await withLetters(t)
  const url = preferencesUrl(w.ctx, w.messageId)
  for (const what of ['export', 'export', 'erase']) assert.match(textOf((await w.pressed(url, { do: what })).body), /Your request has arrived/)
  const admin = await signedIn(w, 'admin')
  const { items } = await admin.call(listPrivacyRequests, { query: {} })
  assert.deepEqual(items.map(one => [one.kind, one.state, one.label, one.askedBy]).toSorted(), [['erase', 'open', 'Ana Cruz', 'the person'], ['export', 'open', 'Ana Cruz', 'the person']])
  assert.match(textOf((await w.open(url)).body), /You asked for erasure on 2 March 2026\. The answer comes by 1 April 2026\./)
})

test('links follow their address through merging and separating', async t => {
  const w = await withLetters(t)
  const owner = within(w.ctx, { actor: { kind: 'staff', id: null, name: 'Marie' } })
  const bens = await w.write(w.ben)
  await w.pressed(preferencesUrl(w.ctx, bens.messageId), { do: 'save', often: 'weekly' })
  w.clock.advance({ minutes: 1 })
  await mergeCustomers(owner, [w.ana.id, w.ben.id])
  assert.equal(await w.may(w.ana.id), 'no: own_cap', 'the stricter of both')
  assert.equal(await w.may(w.ben.id), 'no: own_cap', 'both ids mean the one customer')
  w.clock.advance({ minutes: 1 })
  await w.pressed(preferencesUrlOf(w.ctx, w.ben.id), { do: 'save', often: 'all' })
  assert.equal(await w.may(w.ana.id), 'yes: granted', 'the one customer chose anew')
  w.clock.advance({ minutes: 1 })
  await w.pressed(preferencesUrl(w.ctx, w.messageId), { do: 'pause' })
  await w.press(unsubscribeUrl(w.ctx, bens.messageId), { 'List-Unsubscribe': 'One-Click' })
  assert.equal(await w.may(w.ana.id), 'no: withdrawn')
  await separateMerged(owner, w.ana.id, w.ben.id)
  assert.deepEqual([await w.may(w.ana.id), await w.may(w.ben.id)], ['no: paused', 'no: withdrawn'], 'each keeps what was said at their own address')
})

test('who was erased finds a page that knows nothing, and a program is told that all is well', async t => {
  const w = await withLetters(t)
  const admin = await signedIn(w, 'admin')
  const links = [unsubscribeUrl(w.ctx, w.messageId), preferencesUrl(w.ctx, w.messageId), preferencesUrlOf(w.ctx, w.ana.id), preferencesUrlOf(w.ctx, w.ana.nodeId)]
  const { id } = await admin.call(askPrivacy, { body: { customerId: w.ana.id, kind: 'erase', note: '', start: false } })
  await inTransaction(w.ctx.db, db => eraseRows(within(w.ctx, { db }), { id, customerId: w.ana.id }, allKept()))
  for (const url of links) {
    const page = await w.open(url)
    assert.equal(page.statusCode, 200)
    assert.match(textOf(page.body), /There is nothing here any more/)
    assert.ok(!/<form|•@/.test(page.body))
    assert.equal((await w.press(url, { 'List-Unsubscribe': 'One-Click' })).statusCode, 200)
  }
})

test('the team sees what they chose and lifts it when they ask, with a line in the audit log', async t => {
  const w = await withLetters(t)
  const url = preferencesUrl(w.ctx, w.messageId)
  await w.pressed(url, { do: 'save', often: 'weekly' })
  await w.pressed(url, { do: 'pause' })
  const params = { customerId: w.ana.id }
  const { items, link } = await w.marie.call(contactPreferences, { params })
  assert.deepEqual(items, [{ channel: 'email', pausedUntil: '2026-04-01T09:00:00.000Z', cap: { atMost: 1, days: 7 } }])
  assert.equal((await w.open(link!)).statusCode, 200)
  assert.equal((await (await signedIn(w, 'analyst')).call(contactPreferences, { params })).link, null)
  await w.marie.call(liftContactPreferences, { params, query: { channel: ['sms'] } })
  await w.marie.call(liftContactPreferences, { params, query: {} })
  await w.marie.call(liftContactPreferences, { params, query: {} })
  assert.deepEqual([(await w.marie.call(contactPreferences, { params })).items, await w.may(w.ana.id)], [[], 'yes: granted'])
  const audited = await w.ctx.db.selectFrom('audit_log').select(['record_label', 'changes']).where('action', '=', 'consents.lift_preferences').execute()
  assert.deepEqual(audited, [{ record_label: 'Ana Cruz', changes: { 'email.pausedUntil': { from: '2026-04-01T09:00:00.000Z', to: null }, 'email.atMost': { from: '1 / 7', to: null } } }])
})

test('where nothing goes out whatever they choose, the page says so', async t => {
  const w = await withLetters(t)
  await w.marie.call(suppressCustomer, { params: { customerId: w.ana.id }, body: { channel: 'email' } })
  assert.match(textOf((await w.open(preferencesUrl(w.ctx, w.messageId))).body), /Nothing is sent there now/)
})
