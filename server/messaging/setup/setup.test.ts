import assert from 'node:assert/strict'
import { createPublicKey, sign, verify } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'
import type { AddressInfo } from 'node:net'
import * as contract from '../../../contracts/sending-setup.ts'
import { dnsServer } from '../../../tests/support/dns-server.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { usableProviders } from '../sending/providers.ts'
import { checkNow } from './domains.ts'
import { lookAt } from './dns/resolve.ts'
import { fromOf } from './from.ts'

const connection = { host: 'smtp.example.com', port: 587, security: 'starttls' as const, user: 'shop', password: 'a:b/c@d ü' }

async function settings(t: TestContext) {
  const w = await world(t)
  const admin = await signedIn(w, 'admin')
  const actions = async () => (await w.ctx.db.selectFrom('audit_log').select(['action', 'changes']).orderBy('id').execute()).map(row => row.action)
  return { ...w, admin, actions }
}

/** An SMTP server that lets one person in. */
async function smtpServer(t: TestContext, { user, password }: { user: string; password: string }) {
  const server = new SMTPServer({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authMethods: ['PLAIN'], disableReverseLookup: true, logger: false, onAuth: (auth, _session, done) => (auth.username === user && auth.password === password ? done(null, { user }) : done(Object.assign(new Error('5.7.8 That password is not the one'), { responseCode: 535 }))) })
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>(resolve => server.close(resolve)))
  return (server.server.address() as AddressInfo).port
}

test('a server is added, its password never shown again, and sending knows how to reach it', async t => {
  const { ctx, admin, actions } = await settings(t)
  const made = await admin.call(contract.createProvider, { body: { name: 'Main', ...connection, warmUp: [50, 100], perSecond: 20 } })
  assert.deepEqual([made.host, made.port, made.security, made.user, made.hasPassword, made.streams, made.warmUpFrom, made.allowedToday], ['smtp.example.com', 587, 'starttls', 'shop', true, ['campaign', 'transactional'], '2026-03-02', 50])
  const second = await admin.call(contract.createProvider, { body: { name: 'Second', ...connection, host: 'other.example.com', streams: ['transactional'] } })
  assert.equal(second.rank, 2)
  const [first] = await usableProviders(ctx, 'campaign')
  const url = new URL(first!.url)
  assert.deepEqual([url.hostname, url.searchParams.get('tls'), decodeURIComponent(url.password), first!.perSecond], ['smtp.example.com', 'required', connection.password, 20])
  assert.deepEqual((await usableProviders(ctx, 'transactional')).map(p => p.name), ['Main', 'Second'])
  const shown = JSON.stringify([await admin.call(contract.listProviders), (await ctx.db.selectFrom('audit_log').selectAll().execute())])
  assert.ok(!shown.includes('a:b/c@d') && !shown.includes(encodeURIComponent(connection.password)))
  assert.equal((await admin.ask(contract.createProvider, { body: { name: 'MAIN', ...connection } })).problem.code, 'sending.provider_exists')
  assert.deepEqual(await actions(), ['sending.create_provider', 'sending.create_provider'])
})

test('a kept password goes nowhere else', async t => {
  const { admin } = await settings(t)
  const { id } = await admin.call(contract.createProvider, { body: { name: 'Main', ...connection } })
  for (const change of [{ host: 'evil.example' }, { port: 2525 }, { security: 'none' as const }, { user: 'other' }]) {
    assert.equal((await admin.ask(contract.editProvider, { params: { providerId: id }, body: change })).problem.code, 'sending.password_needed', JSON.stringify(change))
    const { password: _, ...without } = connection
    assert.equal((await admin.ask(contract.tryProvider, { body: { providerId: id, connection: { ...without, ...change } } })).problem.code, 'sending.password_needed', JSON.stringify(change))
  }
  const edited = await admin.call(contract.editProvider, { params: { providerId: id }, body: { name: 'First', rank: 3, warmUp: null } })
  assert.deepEqual([edited.name, edited.rank, edited.hasPassword], ['First', 3, true])
})

test('a server is paused, resumed and removed', async t => {
  const { ctx, admin, actions } = await settings(t)
  const { id } = await admin.call(contract.createProvider, { body: { name: 'Main', ...connection } })
  await ctx.db.updateTable('mail_providers').set({ failures: 4, failing_until: '2026-03-02T09:10:00Z', problem: 'No route' }).execute()
  assert.ok((await admin.call(contract.pauseProvider, { params: { providerId: id } })).pausedAt)
  assert.deepEqual(await usableProviders(ctx, 'campaign'), [])
  const resumed = await admin.call(contract.resumeProvider, { params: { providerId: id } })
  assert.deepEqual([resumed.pausedAt, resumed.failures, resumed.problem], [null, 0, null])
  await admin.call(contract.removeProvider, { params: { providerId: id } })
  assert.equal((await admin.ask(contract.pauseProvider, { params: { providerId: id } })).status, 404)
  assert.deepEqual(await actions(), ['sending.create_provider', 'sending.pause_provider', 'sending.resume_provider', 'sending.remove_provider'])
})

test('trying a server says how far it came, in the words of the server', async t => {
  const { admin } = await settings(t)
  const port = await smtpServer(t, { user: 'shop', password: 'right' })
  const attempt = async (password: string, more: Partial<typeof connection> = {}) => admin.call(contract.tryProvider, { body: { connection: { host: '127.0.0.1', user: 'shop', ...more, port: more.port ?? port, security: 'none', password } } })
  const good = await attempt('right')
  assert.deepEqual([good.isGood, good.steps.map(step => `${step.step} ${step.state}`)], [true, ['reached good', 'encrypted skipped', 'signed_in good']])
  const wrong = await attempt('wrong')
  assert.deepEqual([wrong.isGood, wrong.steps.at(-1)!.state], [false, 'failed'])
  assert.match(wrong.steps.at(-1)!.said!, /^535 .*not the one/)
  const nobody = await attempt('right', { port: 9 })
  assert.deepEqual(nobody.steps.map(step => step.state), ['failed'])
  assert.match(nobody.steps[0]!.said!, /ECONNREFUSED/)
  const { id } = await admin.call(contract.createProvider, { body: { name: 'Here', host: '127.0.0.1', port, security: 'none', user: 'shop', password: 'right' } })
  assert.ok((await admin.call(contract.tryProvider, { body: { providerId: id } })).isGood)
})

test('a mailing is from its sender, else its store, else everybody, and signed by the domain or the one above it', async t => {
  const { ctx, admin } = await settings(t)
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'corner', name: 'Corner', currency: 'EUR', time_zone: 'Europe/Amsterdam', created_at: '2026-01-01T00:00:00Z' }).returning('id').executeTakeFirstOrThrow()
  const nobody = await fromOf(ctx, { senderId: null, storeId })
  assert.deepEqual([nobody.email, nobody.key, nobody.returnPath('01990000-0000-7000-8000-00000000dead').split('@')[1]], ['suki@example.com', null, 'example.com'])
  const all = await admin.call(contract.createSender, { body: { name: 'All stores', email: 'Hello@News.Shop.example' } })
  assert.deepEqual([all.email, all.domain, all.isProven], ['hello@news.shop.example', null, false])
  const domain = await admin.call(contract.createSendingDomain, { body: { domain: 'shop.example', bounceDomain: 'bounce.shop.example' } })
  assert.equal((await admin.call(contract.listSenders)).items[0]!.domain, 'shop.example')
  const store = await admin.call(contract.createSender, { body: { name: 'Corner', email: 'corner@shop.example', storeId, replyTo: 'help@shop.example' } })
  assert.equal((await fromOf(ctx, { senderId: null, storeId })).email, 'corner@shop.example')
  assert.equal((await fromOf(ctx, { senderId: all.id, storeId })).email, 'hello@news.shop.example')
  await admin.call(contract.archiveSender, { params: { senderId: store.id } })
  const from = await fromOf(ctx, { senderId: null, storeId })
  assert.deepEqual([from.email, from.key?.domain, from.key?.selector, from.returnPath('01990000-0000-7000-8000-00000000dead').split('@')[1]], ['hello@news.shop.example', 'shop.example', domain.selector, 'bounce.shop.example'])
  assert.equal((await fromOf(ctx, { senderId: store.id, storeId })).email, 'corner@shop.example')
  assert.equal((await admin.ask(contract.createSender, { body: { name: 'all stores', email: 'hello@news.shop.example' } })).problem.code, 'sending.sender_exists')
})

test('a domain gets a key, and a look into the DNS says what is there', async t => {
  const { ctx, admin, actions } = await settings(t)
  const made = await admin.call(contract.createSendingDomain, { body: { domain: 'Shop.example' } })
  const [{ add } = { add: null }] = made.checks
  assert.deepEqual([made.domain, made.selector, add?.name], ['shop.example', 'suki202603', 'suki202603._domainkey.shop.example'])
  const { address } = await dnsServer(t, { [add!.name]: { TXT: [add!.value] }, 'shop.example': { TXT: ['v=spf1 a:mail.shop.example -all'], MX: [[10, 'mx.shop.example']] } })
  await admin.call(contract.createProvider, { body: { name: 'Main', host: 'mail.shop.example', port: 25, security: 'none', user: null } })
  const checked = await checkNow(ctx, made.id, lookAt({ servers: [address], timeoutMs: 500 }))
  assert.deepEqual(checked.checks.map(check => `${check.kind} ${check.state}`), ['dkim good', 'spf good', 'dmarc missing', 'mx advice'])
  assert.deepEqual((await admin.call(contract.listSendingDomains)).items[0]!.checks, checked.checks)
  await admin.call(contract.createSender, { body: { name: 'Shop', email: 'hello@shop.example' } })
  assert.equal((await admin.call(contract.listSenders)).items[0]!.isProven, true)
  assert.equal((await admin.ask(contract.createSendingDomain, { body: { domain: 'shop.example' } })).problem.code, 'sending.domain_exists')
  assert.equal((await admin.ask(contract.editSendingDomain, { params: { domainId: made.id }, body: { bounceDomain: 'bounce.other.example' } })).problem.code, 'sending.bounce_domain_elsewhere')
  assert.ok(!JSON.stringify(await admin.call(contract.listSendingDomains)).includes('PRIVATE KEY'))
  assert.deepEqual((await actions()).filter(action => action !== 'sending.create_sender'), ['sending.create_domain', 'sending.create_provider', 'sending.check_domain'])
})

test('a new key signs as soon as its record is seen; the old one stays in the DNS for a week and is then forgotten', async t => {
  const { ctx, clock, admin, actions } = await settings(t)
  const { id: domainId, selector: first, checks } = await admin.call(contract.createSendingDomain, { body: { domain: 'shop.example' } })
  await admin.call(contract.createSender, { body: { name: 'Shop', email: 'hello@shop.example' } })
  const signing = async () => (await fromOf(ctx, { senderId: null, storeId: null })).key?.selector
  const firstKey = (await fromOf(ctx, { senderId: null, storeId: null })).key!
  const { add: old } = checks[0]!

  const { keys: [waiting] } = await admin.call(contract.createDkimKey, { params: { domainId } })
  assert.deepEqual([waiting!.state, waiting!.selector, waiting!.record.name, first], ['waiting', 'suki202603b', 'suki202603b._domainkey.shop.example', 'suki202603'])
  assert.equal((await admin.ask(contract.createDkimKey, { params: { domainId } })).problem.code, 'sending.key_waits')
  const look = async (records: Record<string, { TXT: string[] }>) => {
    const { address } = await dnsServer(t, { 'shop.example': { TXT: ['v=spf1 -all'] }, ...records })
    return checkNow(ctx, domainId, lookAt({ servers: [address], timeoutMs: 500 }))
  }
  const both = { [old!.name]: { TXT: [old!.value] }, [waiting!.record.name]: { TXT: [waiting!.record.value] } }
  // Not there yet, or somebody else's: mails are signed as before.
  assert.equal((await look({ [old!.name]: both[old!.name]!, [waiting!.record.name]: { TXT: ['v=DKIM1; k=rsa; p=QUJD'] } })).keys[0]!.check!.state, 'wrong')
  assert.equal(await signing(), first)

  const switched = await look(both)
  assert.deepEqual([switched.selector, switched.checks[0]!.state, switched.keys.map(key => [key.selector, key.state])], ['suki202603b', 'good', [['suki202603', 'resting']]])
  assert.equal(await signing(), 'suki202603b')
  // What it signs is checked with what is published, and not with what was.
  const { key } = (await fromOf(ctx, { senderId: null, storeId: null })).key!
  const published = createPublicKey({ key: Buffer.from(waiting!.record.value.split('p=')[1]!, 'base64'), format: 'der', type: 'spki' })
  assert.ok(verify('sha256', Buffer.from('letter'), published, sign('sha256', Buffer.from('letter'), key)))
  assert.ok(!verify('sha256', Buffer.from('letter'), published, sign('sha256', Buffer.from('letter'), firstKey.key)))
  assert.deepEqual((await ctx.db.selectFrom('dkim_keys').select('private_key_sealed').execute()), [{ private_key_sealed: null }])

  const [resting] = switched.keys
  assert.equal((await admin.ask(contract.removeDkimKey, { params: { domainId, keyId: resting!.id } })).problem.code, 'sending.key_rests')
  clock.advance({ hours: 8 * 24 })
  assert.equal((await look(both)).keys[0]!.state, 'retired')
  const { [old!.name]: _, ...without } = both
  assert.deepEqual((await look(without)).keys, [])
  assert.deepEqual((await actions()).filter(action => action.endsWith('_key')), ['sending.create_key', 'sending.use_key', 'sending.remove_key'])
})

test('a person may say that a new key signs from now on, or drop it', async t => {
  const { ctx, admin } = await settings(t)
  const { id: domainId } = await admin.call(contract.createSendingDomain, { body: { domain: 'shop.example' } })
  const make = async () => (await admin.call(contract.createDkimKey, { params: { domainId } })).keys.find(key => key.state === 'waiting')!
  const dropped = await make()
  assert.deepEqual((await admin.call(contract.removeDkimKey, { params: { domainId, keyId: dropped.id } })).keys, [])
  const { id: keyId, selector } = await make()
  const used = await admin.call(contract.signWithDkimKey, { params: { domainId, keyId } })
  assert.deepEqual([used.selector, used.keys.map(key => key.state)], [selector, ['resting']])
  assert.equal((await admin.ask(contract.signWithDkimKey, { params: { domainId, keyId } })).status, 404)
  assert.equal((await fromOf(ctx, { senderId: null, storeId: null })).key, null)
  const third = await make()
  assert.equal(third.selector, 'suki202603c')
  assert.ok(!JSON.stringify(await admin.call(contract.listSendingDomains)).includes('PRIVATE KEY'))
  // Removed with the domain.
  await admin.call(contract.removeSendingDomain, { params: { domainId } })
  assert.deepEqual(await ctx.db.selectFrom('dkim_keys').select('id').execute(), [])
})

test('rates of domains are set and taken away', async t => {
  const { admin } = await settings(t)
  await admin.call(contract.setRecipientRate, { params: { domain: 'gmail.com' }, body: { perSecond: 20 } })
  await admin.call(contract.setRecipientRate, { params: { domain: 'gmail.com' }, body: { perSecond: 0.5 } })
  assert.deepEqual((await admin.call(contract.listRecipientRates)).items.map(rate => [rate.domain, rate.perSecond]), [['gmail.com', 0.5]])
  await admin.call(contract.removeRecipientRate, { params: { domain: 'gmail.com' } })
  assert.equal((await admin.ask(contract.removeRecipientRate, { params: { domain: 'gmail.com' } })).status, 404)
})
