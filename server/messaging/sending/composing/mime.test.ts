import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { composed, encodedWords, mailbox, quotedPrintable } from './mime.ts'

// What is written here is read back with postal-mime, which shares no code with it.

type Written = { subject?: string; name?: string; address?: string; text?: string; html?: string | null }
const mime = ({ subject = 'Hello', name = 'Shop', address = 'hello@shop.example', text = 'Good morning', html = null }: Written) =>
  composed({ headers: [['From', mailbox(name, address)], ['To', 'ana@example.com'], ['Subject', subject], ['List-Unsubscribe', `<https://crm.example.com/u/${'x'.repeat(180)}>`]], text, html, boundary: '=_b' })
const rawOf = (written: Written) => {
  const { headers, body } = mime(written)
  return `${headers}\r\n\r\n${body}`
}
const linesOf = (raw: string) => raw.split('\r\n')

/** Any text a person could paste: all scripts, controls, spaces and line ends where they hurt. */
const pasted = fc.array(fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(' ', '  ', '\t', '\n', '\n\n', '.', '\n.\n', '=', '=\n', '=3D', '\nFrom ', '=?UTF-8?B?', '?=', 'வணக்கம்', 'Здравствуйте', 'નમસ્તે', '👩🏽‍🌾', 'a'.repeat(80), 'é'.repeat(40)),
), { maxLength: 12 }).map(parts => parts.join('').toWellFormed())

/** In what is one line: a run of spaces, and what is no character, may be written as one space. */
const asOneLine = (text: string) => text.replace(/[\r\n\0]+/g, ' ')
const settledSpaces = (text: string) => text.replace(/\s+/g, ' ').trim()

const everyLine = (raw: string, holds: (line: string) => boolean) => assert.deepEqual(linesOf(raw).filter(line => !holds(line)), [])

test('a text of any kind is read back as it was written', async () => {
  await fc.assert(fc.asyncProperty(pasted, pasted, async (text, html) => {
    const mail = await PostalMime.parse(Buffer.from(rawOf({ text, html }), 'latin1'))
    const normal = (value: string) => value.replace(/\r\n?/g, '\n').trimEnd()
    assert.equal(normal(mail.text ?? ''), normal(text))
    assert.equal(normal(mail.html ?? ''), normal(html))
  }), { numRuns: 300 })
})

test('quoted-printable is what the RFC says, octet by octet', () => {
  fc.assert(fc.property(pasted, text => {
    const written = quotedPrintable(text)
    everyLine(written, line => line.length <= 76 && /^[\x20-\x7e\t]*$/.test(line) && !/[ \t]$/.test(line))
    assert.equal(decoded(written), text.replace(/\r\n?/g, '\n'))
  }), { numRuns: 500 })
})

/** RFC 2045, 6.7, from its grammar. */
function decoded(written: string): string {
  const octets = written.replace(/=\r\n/g, '').replaceAll('\r\n', '\n').replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(octets, 'latin1').toString('utf8')
}

test('no line begins as one that a server on the way would change', () => {
  everyLine(quotedPrintable('.\n..\n.hidden\nFrom me to you\n>From\n From'), line => !/^\.|^From /.test(line))
})

test('a subject and a name of any kind are read back as they were written', async () => {
  await fc.assert(fc.asyncProperty(pasted, pasted, async (subject, name) => {
    const { headers } = mime({ subject, name })
    const mail = await PostalMime.parse(Buffer.from(`${headers}\r\n\r\n`, 'latin1'))
    assert.equal(settledSpaces(mail.subject ?? ''), settledSpaces(asOneLine(subject)))
    assert.equal(settledSpaces(mail.from?.name ?? ''), settledSpaces(asOneLine(name)))
    assert.equal(mail.from?.address, 'hello@shop.example')
    assert.equal(mail.to?.[0]?.address, 'ana@example.com')
  }), { numRuns: 300 })
})

test('a header line has at most 998 characters, and none is empty but for spaces', () => {
  fc.assert(fc.property(fc.oneof(pasted, fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\'), maxLength: 3000 })), text => {
    const { headers } = mime({ subject: text, name: text })
    everyLine(headers, line => line.length <= 998 && /\S/.test(line) && /^[\x20-\x7e]*$/.test(line))
  }))
})

test('an encoded word has at most 75 characters and whole characters', () => {
  fc.assert(fc.property(pasted, text => {
    for (const word of encodedWords(`é${text}`).split(' ')) {
      const [, base64 = ''] = /^=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=$/.exec(word) ?? []
      assert.ok(word.length <= 75 && base64.length > 0, word)
      assert.ok(!Buffer.from(base64, 'base64').toString().includes('\ufffd'))
    }
  }))
})

test('a name and a subject cannot add a header', () => {
  for (const attack of ['Shop\r\nBcc: all@example.com', 'Shop\nBcc: all@example.com', 'Shop\rBcc: x', 'Shop\r\n\r\nbody', 'Shop\u0000\r\nBcc: x', 'Shop" <evil@example.com>, "x']) {
    const { headers } = mime({ name: attack, subject: attack })
    assert.deepEqual(headers.split(/\r\n(?![ \t])/).map(line => line.split(':')[0]), ['From', 'To', 'Subject', 'List-Unsubscribe', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding'])
    assert.doesNotMatch(headers.replaceAll('\r\n', ''), /[\r\n\0]/)
  }
})

test('an address of another script is written as servers know it', () => {
  assert.equal(mailbox('Café', 'hallo@café.example').split(' ').at(-1), '<hallo@xn--caf-dma.example>')
  assert.equal(mailbox('', 'hallo@café.example'), 'hallo@xn--caf-dma.example')
})
