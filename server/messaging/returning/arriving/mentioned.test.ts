import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressesIn } from './mentioned.ts'

const found = (mail: string | Buffer) => addressesIn(Buffer.from(mail))

test('an address is found in headers and texts, whatever its encoding and wherever its lines break', async () => {
  const base64 = Buffer.from(`${'A long letter about tea. '.repeat(9)} Write to Dora@Example.COM soon.`).toString('base64').replace(/.{76}/g, '$&\r\n')
  const mail = ['From: "Ana" <ANA@example.com>', 'To: <bounce+0123456789abcdef0123456789abcdef0123456789abcdef@shop.example>', 'Message-ID: <01990000-0000-7000-8000-00000000dead@shop.example>', '', 'ben=40example.com', 'a long line ends cle=', 'o@example.com', '', base64, ''].join('\r\n')
  assert.deepEqual((await found(mail)).toSorted(), ['ana@example.com', 'ben@example.com', 'cleo@example.com', 'dora@example.com'])
})

test('wherever in a large mail it stands, plainly or in base64, it is found; bytes of any kind break nothing', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(300_000), fc.nat(70_000), fc.boolean(), async (before, after, isEncoded) => {
    const text = `${'x y\n'.repeat(before / 4)}${'z'.repeat(before % 7)} eva@example.com ${'x y\n'.repeat(after / 4)}`
    const mail = isEncoded ? `Content-Transfer-Encoding: base64\n\n${Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n')}\n` : text
    assert.deepEqual(await found(mail), ['eva@example.com'])
  }), { numRuns: 30 })
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async bytes => void (await addressesIn(bytes))), { numRuns: 200 })
})

test('a mail of 30 MB without a single end of line takes a moment', { timeout: 20_000 }, async () => {
  assert.deepEqual(await found(Buffer.concat([Buffer.alloc(30 * 1024 * 1024, 'A'), Buffer.from('\n<flo@example.com>')])), ['flo@example.com'])
  assert.deepEqual(await found(Buffer.alloc(4 * 1024 * 1024, '@a.')), [])
})
