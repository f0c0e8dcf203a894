import Fastify from 'fastify'
import assert from 'node:assert/strict'
import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { readLog, runJobs } from '../../../../tests/support/jobs.ts'
import { ledgerRow, messageTo, sentCampaign, suppressedFor, toldOfMails } from '../../../../tests/support/messages.ts'
import { within, type Ctx } from '../../../platform/index.ts'
import { verpAddress } from '../addresses.ts'
import { serveHooks } from './door.ts'
import { listHooks, removeHook, setHook, type HookProvider } from './keys.ts'
import { isAmazonSns } from './ses.ts'

type Post = (provider: string, body: string, headers?: Record<string, string>) => Promise<number>

/** The shop of `sentCampaign` with its door for providers open, and who was asked over HTTPS. */
async function hooked(t: TestContext, keys: Partial<Record<HookProvider, string>>, { files = {} }: { files?: Record<string, string> } = {}) {
  const made = await sentCampaign(t, 'ana', 'ben')
  const { ctx } = made
  for (const [provider, key] of Object.entries(keys)) await setHook(within(ctx, { actor: { kind: 'staff', id: null, name: 'Ana' } }), provider as HookProvider, key)
  const app = Fastify()
  const asked: string[] = []
  await serveHooks(app, ctx, async url => {
    asked.push(url)
    return files[url] ?? ''
  })
  t.after(() => app.close())
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  const post: Post = async (provider, body, headers = {}) => (await fetch(`${base}/returns/${provider}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })).status
  const settle = async () => {
    await runJobs(made)
    await readLog(ctx)
  }
  return { ...made, post, settle, asked, app }
}

const notices = async (ctx: Ctx) => Number((await sql<{ n: number }>`select count(*) as n from return_notices`.execute(ctx.db)).rows[0]!.n)
const returns = async (ctx: Ctx) => (await sql<{ kind: string; reason: string | null; is_permanent: boolean }>`select kind, reason, is_permanent from message_returns order by kind, reason`.execute(ctx.db)).rows.map(row => [row.kind, row.reason, row.is_permanent])

test('Amazon SES: signed by SNS with a certificate of Amazon and for our topic alone; a subscription is confirmed', async t => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem'
  const topic = 'arn:aws:sns:eu-west-1:123456789012:returns'
  const { ctx, ids, post, settle, asked } = await hooked(t, { ses: topic }, { files: { [certificate]: publicKey.export({ type: 'spki', format: 'pem' }) as string } })
  const signed = (fields: Record<string, string>, version = '2') => {
    const message: Record<string, string> = { MessageId: crypto.randomUUID(), Timestamp: ctx.clock.now().toString(), TopicArn: topic, ...fields }
    const names = message['Type'] === 'Notification' ? ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'] : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
    const signature = createSign(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1').update(names.map(name => `${name}\n${message[name]}\n`).join('')).sign(privateKey, 'base64')
    return { SignatureVersion: version, SigningCertURL: certificate, Signature: signature, ...message }
  }
  const bounce = (messageId: string) => JSON.stringify({ notificationType: 'Bounce', bounce: { bounceType: 'Permanent', bounceSubType: 'General', timestamp: ctx.clock.now().toString(), bouncedRecipients: [{ emailAddress: 'ana@example.com', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }] }, mail: { source: verpAddress(ctx, messageId, 'b.shop.example'), messageId: '0102-ses-id' } })

  const notice = signed({ Type: 'Notification', Message: bounce(ids['ana']!) })
  assert.equal(await post('ses', JSON.stringify(notice), { 'content-type': 'text/plain; charset=UTF-8' }), 200)
  assert.equal(await post('ses', JSON.stringify(notice)), 200)
  assert.equal(await post('ses', JSON.stringify(signed({ Type: 'Notification', Message: JSON.stringify({ eventType: 'Complaint', complaint: {}, mail: { commonHeaders: { messageId: `<${ids['ben']}@shop.example>` } } }) }, '1'))), 200)
  assert.equal(await notices(ctx), 2)
  assert.equal(await post('ses', JSON.stringify({ ...notice, Message: bounce(ids['ben']!) })), 403)
  assert.equal(await post('ses', JSON.stringify({ ...notice, SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem' })), 403)
  assert.equal(await post('ses', JSON.stringify(signed({ Type: 'Notification', Message: bounce(ids['ben']!), TopicArn: `${topic}-other` }))), 403)
  assert.equal(await post('ses', JSON.stringify(signed({ Type: 'Notification', Message: bounce(ids['ben']!), Timestamp: ctx.clock.now().subtract({ hours: 25 }).toString() }))), 403)
  const confirm = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t'
  assert.equal(await post('ses', JSON.stringify(signed({ Type: 'SubscriptionConfirmation', Message: 'Confirm', Token: 't', SubscribeURL: confirm }))), 200)
  assert.equal(await post('ses', JSON.stringify(signed({ Type: 'SubscriptionConfirmation', Message: 'Confirm', Token: 't', SubscribeURL: 'https://evil.example/' }))), 403)
  assert.deepEqual(asked, [certificate, confirm])
  await settle()
  assert.deepEqual(await returns(ctx), [['bounced', 'user_unknown', true], ['complained', null, false]])
  assert.deepEqual(await suppressedFor(ctx), ['bounce', 'complaint'])
})

test("only Amazon's own hosts are asked for certificates", () => {
  assert.ok(isAmazonSns('https://sns.us-east-1.amazonaws.com/a.pem'))
  assert.ok(isAmazonSns('https://sns.cn-north-1.amazonaws.com.cn/a.pem'))
  for (const url of ['http://sns.us-east-1.amazonaws.com/a.pem', 'https://sns.us-east-1.amazonaws.com@evil.example/a.pem', 'https://sns.us-east-1.amazonaws.com:8443/a.pem', 'https://evil.example/sns.us-east-1.amazonaws.com/a.pem', 'https://s3.amazonaws.com/a.pem', 'nonsense']) assert.equal(isAmazonSns(url), false, url)
})

test('Postmark: basic authentication; hard bounces end writing, soft ones do not, automatic answers are none', async t => {
  const { ctx, ids, mailingId, post, settle } = await hooked(t, { postmark: 'suki:a long password' })
  const allowed = { authorization: `Basic ${Buffer.from('suki:a long password').toString('base64')}` }
  const other = await messageTo(ctx, { mailingId, address: 'cleo@example.com', at: ctx.clock.now().toString(), providerMessageId: '883953f4-6105-42a2-a16a-77a8eac79483' })
  const record = (messageId: string, fields: object) => JSON.stringify({ MessageID: '00000000-aaaa', Metadata: { suki: messageId }, BouncedAt: ctx.clock.now().toString(), ...fields })
  assert.equal(await post('postmark', record(ids['ana']!, { RecordType: 'Bounce', Type: 'HardBounce', Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.' })), 403)
  assert.equal(await post('postmark', record(ids['ana']!, { RecordType: 'Bounce', Type: 'HardBounce', Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.' }), allowed), 200)
  assert.equal(await post('postmark', record(ids['ben']!, { RecordType: 'Bounce', Type: 'AutoResponder' }), allowed), 200)
  assert.equal(await post('postmark', record(ids['ben']!, { RecordType: 'Bounce', Type: 'SoftBounce', Details: '552 5.2.2 mailbox full' }), allowed), 200)
  assert.equal(await post('postmark', JSON.stringify({ RecordType: 'Delivery', MessageID: '883953f4-6105-42a2-a16a-77a8eac79483', DeliveredAt: ctx.clock.now().toString() }), allowed), 200)
  await settle()
  assert.deepEqual(await returns(ctx), [['bounced', 'mailbox_full', false], ['bounced', 'user_unknown', true], ['delivered', null, false]])
  assert.ok((await ledgerRow(ctx, other))['delivered_at'])
  assert.deepEqual(await suppressedFor(ctx), ['bounce'])
})

test('SendGrid: signed with ECDSA over the time and the body as it came; many events a request, in any order', async t => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { ctx, ids, post, settle } = await hooked(t, { sendgrid: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') })
  const seconds = Math.floor(ctx.clock.now().epochMilliseconds / 1000)
  const headers = (body: string, at = seconds) => ({ 'x-twilio-email-event-webhook-timestamp': String(at), 'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(`${at}${body}`), privateKey).toString('base64') })
  const event = (name: string, messageId: string, more = {}) => ({ event: name, email: 'ana@example.com', timestamp: seconds - 60, 'smtp-id': `<${messageId}@shop.example>`, sg_event_id: crypto.randomUUID(), ...more })
  const body = JSON.stringify([event('bounce', ids['ana']!, { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 user unknown' }), event('processed', ids['ana']!), event('deferred', ids['ben']!, { response: '450 4.2.1 try again' }), event('delivered', ids['ben']!), event('open', ids['ben']!)])
  assert.equal(await post('sendgrid', body, headers(body)), 200)
  assert.equal(await post('sendgrid', body.replace('5.1.1', '5.2.2'), headers(body)), 403)
  assert.equal(await post('sendgrid', body, headers(body, seconds - 90_000)), 403)
  assert.equal(await post('sendgrid', body), 403)
  await settle()
  assert.deepEqual((await toldOfMails(ctx)).map(one => one.name).sort(), ['Email Bounced', 'Email Delivered'])
  assert.deepEqual(await returns(ctx), [['bounced', 'user_unknown', true], ['delayed', 'system_error', false], ['delivered', null, false]])
})

test('Mailgun: signed with HMAC over time and token; the same key opens nothing a day later; what is no JSON is refused', async t => {
  const { ctx, ids, post, settle } = await hooked(t, { mailgun: 'key-of-the-account' })
  const seconds = Math.floor(ctx.clock.now().epochMilliseconds / 1000)
  const body = (data: object, { at = seconds, key = 'key-of-the-account' } = {}) => {
    const token = crypto.randomUUID()
    return JSON.stringify({ signature: { timestamp: String(at), token, signature: createHmac('sha256', key).update(`${at}${token}`).digest('hex') }, 'event-data': { timestamp: seconds, ...data } })
  }
  const about = (messageId: string) => ({ message: { headers: { 'message-id': `${messageId}@shop.example` } }, recipient: 'ana@example.com' })
  assert.equal(await post('mailgun', body({ event: 'failed', severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 550, message: '5.1.1 The email account does not exist' }, ...about(ids['ana']!) })), 200)
  assert.equal(await post('mailgun', body({ event: 'failed', severity: 'temporary', 'delivery-status': { code: 452, message: '4.2.2 over quota' }, ...about(ids['ben']!) })), 200)
  assert.equal(await post('mailgun', body({ event: 'complained', ...about(ids['ben']!) })), 200)
  assert.equal(await post('mailgun', body({ event: 'complained', ...about(ids['ana']!) }, { key: 'another' })), 403)
  assert.equal(await post('mailgun', body({ event: 'complained', ...about(ids['ana']!) }, { at: seconds - 90_000 })), 403)
  assert.equal(await post('mailgun', 'not json'), 403)
  assert.equal(await post('nobody', '{}'), 404)
  await settle()
  assert.deepEqual(await returns(ctx), [['bounced', 'user_unknown', true], ['complained', null, false], ['delayed', 'mailbox_full', false]])
})

test('what a provider is checked with lies sealed, is in the audit log without itself, and can be taken away', async t => {
  const { ctx, post } = await hooked(t, { mailgun: 'key-of-the-account' })
  const { rows } = await sql<{ text: string }>`select (select string_agg(encode(key_sealed, 'escape'), '') from return_hooks) || (select string_agg(a::text, '') from audit_log as a) as text`.execute(ctx.db)
  assert.ok(!rows[0]!.text.includes('key-of-the-account'))
  assert.ok(rows[0]!.text.includes('return_hooks.change'))
  assert.deepEqual((await listHooks(ctx)).hooks.map(hook => [hook.provider, hook.createdBy]), [['ses', null], ['postmark', null], ['sendgrid', null], ['mailgun', 'Ana']])
  await removeHook(ctx, 'mailgun')
  assert.equal(await post('mailgun', '{}'), 404)
})

test('what is refused is counted with the reason until another key is set; what came last is told', async t => {
  const { ctx, post, app, clock } = await hooked(t, { mailgun: 'key-of-the-account', postmark: 'suki:a long password', ses: 'arn:aws:sns:eu-west-1:123456789012:returns' })
  const seconds = Math.floor(clock.now().epochMilliseconds / 1000)
  const body = (at: number, key = 'key-of-the-account') => JSON.stringify({ signature: { timestamp: String(at), token: 't', signature: createHmac('sha256', key).update(`${at}t`).digest('hex') }, 'event-data': {} })
  await post('mailgun', body(seconds, 'another'))
  await post('mailgun', body(seconds, 'another'))
  await post('mailgun', body(seconds - 90_000))
  await post('mailgun', body(seconds))
  await post('postmark', '{}')
  await post('ses', 'not json')
  await app.close()
  const hooks = async () => (await listHooks(ctx)).hooks.map(hook => [hook.provider, hook.refused, hook.refusedBecause, hook.lastAt !== null])
  assert.deepEqual(await hooks(), [['ses', 1, 'unchecked', false], ['postmark', 1, 'signature', false], ['sendgrid', 0, null, false], ['mailgun', 3, 'stale', true]])
  await setHook(ctx, 'mailgun', 'another-key')
  assert.deepEqual((await hooks())[3], ['mailgun', 0, null, true])
})
