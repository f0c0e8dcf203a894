import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startParser } from './parse.ts'

const bytes = (...lines: string[]) => Buffer.from(lines.join('\r\n'))
const mb = 1024 * 1024

test('a mail is read for people and for machines at once', async t => {
  const parser = startParser()
  t.after(() => parser.close())
  const read = await parser.parse(bytes('From: Ana <ana@example.com>', 'To: shop@shop.example', 'Subject: =?utf-8?q?Danke_f=C3=BCr_alles?=', 'Message-ID: <1@example.com>', 'In-Reply-To: <2@shop.example>', 'References: <1@shop.example> <2@shop.example>', 'Content-Type: text/plain; charset=utf-8', '', 'It arrived, thank you.'))
  assert.ok('mail' in read)
  assert.deepEqual([read.returned.kind, read.mail.from?.address, read.mail.subject, read.mail.inReplyTo, read.mail.references.length, read.mail.text?.trim()], ['reply', 'ana@example.com', 'Danke für alles', '2@shop.example', 2, 'It arrived, thank you.'])
})

test('whatever comes, the process lives, each mail ends in time, and the next one is read', { timeout: 60_000 }, async t => {
  const parser = startParser({ seconds: 1, megabytes: 64, largestBytes: 60 * mb })
  t.after(() => parser.close())
  const encoded = Buffer.alloc(8 * mb, 0).toString('base64')
  const hostile: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    nul: Buffer.alloc(100_000),
    'cut within a part': bytes('Content-Type: multipart/mixed; boundary=a', '', '--a', 'Content-Type: text/plain', '', 'hello', '--a', 'Content-Ty'),
    'nested too deep': Buffer.from(`${'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(20_000)}`),
    'mails within mails': Buffer.from('Content-Type: message/rfc822\r\n\r\n'.repeat(20_000)),
    '50 MB of headers': Buffer.alloc(50 * mb, 'x-long: yes\r\n'),
    'one header of 20 MB': Buffer.concat([Buffer.from('Subject: '), Buffer.alloc(20 * mb, 'a')]),
    'a charset that nobody knows': bytes('Content-Type: text/plain; charset=klingon-8', '', 'nuqneH'),
    'a list of 60,000 addresses': Buffer.from(`From: a@b.example\r\nTo: ${Array.from({ length: 60_000 }, (_, i) => `p${i}@example.com`).join(', ')}\r\n\r\nhello`),
    'zeros that were 8 MB': Buffer.from(`Content-Type: application/zip; name="42.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}`),
    'encoded words without end': Buffer.from(`Subject: ${'=?utf-8?b?4pyT?= '.repeat(5_000)}\r\n\r\nhello`),
    'many parts': Buffer.from(`Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n\r\nx\r\n'.repeat(5_000)}--a--`),
  }
  for (const [name, raw] of Object.entries(hostile)) {
    const from = performance.now()
    const read = await parser.parse(raw)
    assert.ok('mail' in read || read.problem.length > 0, name)
    assert.ok(performance.now() - from < 5_000, `${name}: ${performance.now() - from} ms`)
  }
  assert.ok('mail' in (await parser.parse(bytes('Subject: hello', '', 'still here'))))
})

test('a mail that loops or eats memory is given up and says so', async t => {
  const impatient = startParser({ seconds: 0.001, megabytes: 64, largestBytes: mb })
  t.after(() => impatient.close())
  assert.match(((await impatient.parse(bytes('Subject: hello', '', 'hello'))) as { problem: string }).problem, /longer than/)
  assert.match(((await impatient.parse(Buffer.alloc(2 * mb))) as { problem: string }).problem, /at most 1 are read/)
  const narrow = startParser({ seconds: 10, megabytes: 8, largestBytes: 60 * mb })
  t.after(() => narrow.close())
  const heavy = Buffer.from(`Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n\r\nx\r\n'.repeat(400_000)}--a--`)
  assert.match(((await narrow.parse(heavy)) as { problem: string }).problem, /memory|longer/)
})
