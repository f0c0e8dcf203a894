import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { dkimKey, dkimSignature } from './dkim.ts'
import { composed } from './mime.ts'

// Signatures made here are checked with mailauth, which shares no code with it.

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'der' } })
const key = dkimKey({ domain: 'shop.example', selector: 'suki1', privateKey })
const now = Date.parse('2026-03-02T09:00:00Z')

const resolver = async (name: string, type: string) => {
  if (type !== 'TXT' || name !== 'suki1._domainkey.shop.example') throw Object.assign(new Error('queryTxt ENOTFOUND'), { code: 'ENOTFOUND' })
  return [[`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`]]
}

/** What a receiving server finds of a mail: `pass`, or why not. */
async function verified(raw: string) {
  const { results } = await dkimVerify(Buffer.from(raw, 'latin1'), { resolver, curTime: new Date(now) })
  return { result: results[0]?.status.result, comment: results[0]?.status.comment, signedHeaders: String(results[0]?.signingHeaders?.keys ?? '').toLowerCase().split(/:\s*/) }
}
const signedMail = async (mail: { headers: string; body: string }) => `${await dkimSignature(mail, key, now)}\r\n${mail.headers}\r\n\r\n${mail.body}`

const letter = composed({
  headers: [['From', '"Shop" <hello@shop.example>'], ['To', 'ana@example.com'], ['Subject', 'Новинки недели'], ['Date', 'Mon, 2 Mar 2026 09:00:00 +0000'], ['Message-ID', '<1@shop.example>'], ['List-Unsubscribe', `<https://crm.example.com/u/${'x'.repeat(180)}>`], ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click']],
  text: 'வணக்கம்\n.\n\n', html: `<p>${'નમસ્તે '.repeat(200)}</p>\n\n`, boundary: '=_b',
})

test('a letter passes, and what lets people leave is covered by the signature', async () => {
  const { result, signedHeaders } = await verified(await signedMail(letter))
  assert.equal(result, 'pass')
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'content-type', 'mime-version']) assert.ok(signedHeaders.includes(name), name)
})

test('arbitrary headers and bodies pass, however they are folded and spaced', async () => {
  const space = fc.constantFrom(' ', '  ', '\t', ' \t ', '\r\n ', '\r\n\t ')
  const word = fc.string({ unit: fc.constantFrom('a', 'B', '7', ':', ';', '=', '"', '<', '?', '/'), minLength: 1, maxLength: 20 })
  const value = fc.array(fc.tuple(space, word), { minLength: 1, maxLength: 6 }).map(parts => parts.flat().join(''))
  const name = fc.constantFrom('From', 'TO', 'subject', 'Subject', 'Reply-To', 'Date', 'X-Other', 'List-Unsubscribe', 'Content-Type', 'Received')
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '.', '\u00e9', '='), maxLength: 12 })
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 8 }), fc.array(line, { maxLength: 8 }), async (fields, lines) => {
    const headers = [['From', ' hello@shop.example'] as [string, string], ...fields].map(([n, v]) => `${n}:${v}`).join('\r\n')
    const { result, comment } = await verified(await signedMail({ headers, body: lines.map(l => `${l}\r\n`).join('') }))
    assert.equal(result, 'pass', comment ?? '')
  }), { numRuns: 150 })
})

test('what anybody changes on the way breaks it', async () => {
  const mail = await signedMail(letter)
  const changed = {
    body: mail.replace('<p>', '<b>'),
    subject: mail.replace(/\r\nSubject:/, '\r\nSubject: Win'),
    unsubscribe: mail.replace('crm.example.com/u/', 'evil.example.com/'),
    'another from': mail.replace(/\r\nTo:/, '\r\nFrom: boss@shop.example\r\nTo:'),
    'another subject': mail.replace(/\r\nTo:/, '\r\nSubject: Urgent\r\nTo:'),
    'a way to answer': mail.replace(/\r\nTo:/, '\r\nReply-To: evil@example.com\r\nTo:'),
  }
  for (const [what, raw] of Object.entries(changed)) {
    assert.notEqual(raw, mail, what)
    assert.notEqual((await verified(raw)).result, 'pass', what)
  }
})
