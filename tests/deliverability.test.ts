import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import PostalMime from 'postal-mime'
import { dkimKey } from '../server/messaging/sending/composing/dkim.ts'
import { letterOf, type From } from '../server/messaging/sending/letters.ts'
import { loadConfig } from '../server/platform/index.ts'
import { openPool } from '../server/messaging/sending/handing/smtp.ts'
import type { Mailing, Message } from '../server/messaging/sending/ledger.ts'
import { readVerp, verpAddress } from '../server/messaging/returning/addresses.ts'
import { readBounce } from '../server/messaging/returning/bounces/read.ts'
import { noPostfix, postfix } from './support/postfix.ts'
import { smtpSink, type Sunk } from './support/smtp-sink.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'der' } })
const resolver = async () => [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]]

const mailing: Mailing = { id: randomUUID(), stream: 'campaign', purpose: 'marketing', channel: 'email', name: 'Spring', storeId: null, storeZone: 'UTC', senderId: null, variants: {} }
const from = (name: string): From => ({ name, email: 'hello@shop.example', replyTo: null, key: dkimKey({ domain: 'shop.example', selector: 'suki1', privateKey }), returnPath: id => `bounce+${id}@shop.example`, messageIdHeader: id => `<${id}@shop.example>` })
const config = loadConfig([], { SUKI_SECRET: 'a secret of tests that is long enough' })
const long = 'x'.repeat(2000)
const letters = [
  { sender: 'Corner shop', subject: 'New this week', text: 'Good morning\n', html: '<p>Good morning</p>\n' },
  { sender: 'மளிகைக் கடை', subject: 'இந்த வாரம் புதியவை: உங்களுக்குப் பிடித்த காபி மீண்டும் வந்துவிட்டது, இன்றே பாருங்கள்', text: 'வணக்கம்\n', html: `<p>${'வணக்கம் '.repeat(300)}</p>` },
  { sender: 'Магазин «У дома»', subject: 'Новинки недели — только для вас', text: 'Здравствуйте\n', html: '<p>Здравствуйте</p>' },
  { sender: 'ખૂણાની દુકાન', subject: 'આ અઠવાડિયે નવું', text: 'નમસ્તે\n', html: '<p>નમસ્તે</p>' },
  { sender: 'Dots, "Inc." \\', subject: '=?not encoded?= 100 % off', text: '.\n..\n.hidden\nFrom me to you\n\n\n\n', html: `<p>.\n..</p>\n.\n${long}\n\n\n` },
  { sender: '', subject: `Long ${long}`, text: `${long}\n${'é'.repeat(900)}   \n\ttab at the end\t\n`, html: '<p>=20=\n=</p>' },
]

test('mails pass a real Postfix: signed, and read by others as they were written', { skip: noPostfix() ?? false }, async t => {
  const { promise: all, resolve } = Promise.withResolvers<void>()
  const { promise: bounced, resolve: bounces } = Promise.withResolvers<Sunk>()
  const sink = await smtpSink(t, {
    rcpt: to => (to === 'nobody@example.com' ? { code: 550, text: '5.1.1 No such user' } : undefined),
    data: mail => {
      if (mail.from === '') bounces(mail)
      else if (sink.mails.filter(one => one.from !== '').length + 1 === letters.length) queueMicrotask(resolve)
      return undefined
    },
  })
  const relay = await postfix(t, { relayTo: Number(new URL(sink.url).port) })
  const pool = openPool({ url: relay.url, connections: 2 })
  const ids = letters.map(() => randomUUID())
  const outcomes = await Promise.all(letters.map(async ({ sender, subject, text, html }, i) => {
    const message: Message & { address: string } = { id: ids[i]!, mailingId: mailing.id, letter: 'A', customerId: null, nodeId: ids[i]!, address: `reader${i}@example.com`, language: null, attempts: 0, versionId: null, data: null }
    return pool.hand(await letterOf(message, { subject, text, html, unsubscribeUrl: `https://crm.example.com/u/${ids[i]}` }, { from: from(sender), mailing, now: Temporal.Now.instant() }))
  }))
  assert.deepEqual(outcomes.map(o => o.kind), letters.map(() => 'sent'), await relay.log())
  const gone = randomUUID()
  await pool.hand({ from: verpAddress({ config }, gone, 'shop.example'), to: 'nobody@example.com', raw: Buffer.from('Subject: Hello\r\n\r\nHello\r\n') })
  await all
  pool.close()
  const back = await bounced
  assert.equal(readVerp({ config }, back.to), gone, 'what Postfix sends back names the message')
  const { kind, recipients } = readBounce(Buffer.from(back.raw))
  assert.deepEqual([kind, recipients.map(({ address, status, isPermanent }) => ({ address, status, isPermanent }))], ['bounce', [{ address: 'nobody@example.com', status: '5.1.1', isPermanent: true }]])
  for (const [i, letter] of letters.entries()) {
    const { raw, from: returnPath } = sink.mails.find(mail => mail.to === `reader${i}@example.com`)!
    assert.equal(returnPath, `bounce+${ids[i]}@shop.example`)
    assert.match(raw, /^Received: .*Postfix/ms)
    const { results } = await dkimVerify(raw, { resolver })
    assert.equal(results[0]?.status.result, 'pass', `${letter.subject}: ${results[0]?.status.comment}`)
    assert.match(String(results[0]?.signingHeaders?.keys), /list-unsubscribe: ?list-unsubscribe-post/i)
    const mail = await PostalMime.parse(raw)
    assert.deepEqual([mail.subject, mail.from?.name, mail.text?.trimEnd(), mail.html?.trimEnd()], [letter.subject, letter.sender, letter.text.trimEnd(), letter.html.trimEnd()])
    assert.equal(mail.headers.find(h => h.key === 'list-unsubscribe-post')?.value, 'List-Unsubscribe=One-Click')
  }
})
