import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, symlink, utimes } from 'node:fs/promises'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { createTransport } from 'nodemailer'
import { sentCampaign } from '../../../../tests/support/messages.ts'
import { within, type Ctx } from '../../../platform/index.ts'
import { verpAddress } from '../addresses.ts'
import { workOnReturns } from '../index.ts'
import { listenForMail } from './listen.ts'
import { endWay, listWaysIn, tellWay } from './ways.ts'

/** Certificates made for tests alone, valid for a hundred years: nothing has to be installed to make them. */
const made = (file: string) => join('tests/fixtures/certificates', file)

/** A folder with the two files that the settings name, and a way to renew them. */
async function certificateFiles(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'suki-certificate-'))
  t.after(() => rm(folder, { recursive: true }))
  const files = { inboundTlsCert: join(folder, 'mail.crt'), inboundTlsKey: join(folder, 'mail.key') }
  let renewals = 0
  const put = async (name: 'a' | 'b', what: ('crt' | 'key')[] = ['crt', 'key']) => {
    for (const kind of what) {
      await copyFile(made(`${name}.${kind}`), join(folder, `mail.${kind}`))
      // The clock of a file may be coarser than this test is quick.
      await utimes(join(folder, `mail.${kind}`), 1_700_000_000 + ++renewals, 1_700_000_000 + renewals)
    }
  }
  await put('a')
  return { files, put, folder }
}

/** What the server announces, and with whose certificate it encrypts when asked. */
async function greeted(port: number, { lmtp = false, upgrade = true } = {}): Promise<{ offers: string[]; certificate: string | null; protocol: string | null }> {
  const socket = createConnection(port, '127.0.0.1')
  const answer = () => new Promise<string>((resolve, reject) => {
    let text = ''
    const read = (chunk: Buffer) => {
      text += chunk
      if (/^\d{3} .*\r\n$/m.test(text)) {
        socket.off('data', read)
        resolve(text)
      }
    }
    socket.on('data', read).once('error', reject)
  })
  await answer()
  socket.write(`${lmtp ? 'LHLO' : 'EHLO'} client.example\r\n`)
  const offers = (await answer()).split('\r\n').map(line => line.slice(4)).filter(word => /^[A-Z0-9]+$/.test(word))
  if (!upgrade) {
    socket.destroy()
    return { offers, certificate: null, protocol: null }
  }
  socket.write('STARTTLS\r\n')
  await answer()
  return { offers, ...(await encrypted(socket)) }
}

async function encrypted(socket: Socket) {
  const ca = await Promise.all(['a.crt', 'b.crt'].map(file => readFile(made(file))))
  return new Promise<{ certificate: string; protocol: string | null }>((resolve, reject) => {
    const secure = connectTls({ socket, ca, servername: 'mail.example' }, () => {
      resolve({ certificate: String(secure.getPeerCertificate().subject.CN), protocol: secure.getProtocol() })
      secure.destroy()
    })
    secure.once('error', reject)
  })
}

const withFiles = (ctx: Ctx, files: Partial<Ctx['config']>) => within(ctx, { config: { ...ctx.config, ...files } })

for (const way of ['smtp', 'lmtp'] as const) {
  test(`over ${way.toUpperCase()} a mail comes in encrypted where a certificate is set; without one nothing is promised`, async t => {
    const { ctx, ids } = await sentCampaign(t, 'ana')
    const plain = await listenForMail(ctx, { way, host: '127.0.0.1', port: 0 })
    t.after(() => plain.stop())
    assert.ok(!(await greeted(plain.port, { lmtp: way === 'lmtp', upgrade: false })).offers.includes('STARTTLS'))

    const { files } = await certificateFiles(t)
    const server = await listenForMail(withFiles(ctx, files), { way, host: '127.0.0.1', port: 0 })
    t.after(() => server.stop())
    const { offers, certificate, protocol } = await greeted(server.port, { lmtp: way === 'lmtp' })
    assert.ok(offers.includes('STARTTLS') && !offers.includes('AUTH'))
    assert.deepEqual([certificate, protocol, server.certificateUntil()], ['a.mail.example', 'TLSv1.3', '2120-01-01T00:00:00.000Z'])

    const transport = createTransport({ host: '127.0.0.1', port: server.port, requireTLS: true, tls: { ca: await readFile(made('a.crt')), servername: 'mail.example' }, ...(way === 'lmtp' && { lmtp: true }) })
    t.after(() => transport.close())
    await transport.sendMail({ envelope: { from: '', to: [verpAddress(ctx, ids['ana']!, 'b.example')] }, raw: 'Subject: Hello\r\n\r\nOver TLS\r\n' })
    assert.equal((await ctx.db.selectFrom('inbound_mails').select('way').execute())[0]!.way, way)
  })
}

test('a renewed certificate is used by the next connection; a half-written one never is', async t => {
  const { ctx } = await sentCampaign(t)
  const { files, put, folder } = await certificateFiles(t)
  const server = await listenForMail(withFiles(ctx, files), { way: 'smtp', host: '127.0.0.1', port: 0 })
  t.after(() => server.stop())
  assert.equal((await greeted(server.port)).certificate, 'a.mail.example')
  await put('b', ['crt'])
  assert.equal((await greeted(server.port)).certificate, 'a.mail.example')
  await put('b', ['key'])
  assert.equal((await greeted(server.port)).certificate, 'b.mail.example')
  // As certbot does: the name leads to another file.
  for (const kind of ['crt', 'key']) {
    await rm(join(folder, `mail.${kind}`))
    await symlink(join(process.cwd(), made(`a.${kind}`)), join(folder, `mail.${kind}`))
  }
  assert.equal((await greeted(server.port)).certificate, 'a.mail.example')
})

test('a certificate that cannot be used is named before anything listens', async t => {
  const { ctx } = await sentCampaign(t)
  const { files } = await certificateFiles(t)
  const listening = (settings: Partial<Ctx['config']>) => listenForMail(withFiles(ctx, settings), { way: 'smtp', host: '127.0.0.1', port: 0 })
  await assert.rejects(listening({ inboundTlsCert: files.inboundTlsCert }), /INBOUND_TLS_KEY is not set/)
  await assert.rejects(listening({ ...files, inboundTlsKey: made('b.key') }), /INBOUND_TLS_CERT and INBOUND_TLS_KEY/)
  await assert.rejects(listening({ ...files, inboundTlsCert: '/nowhere/mail.crt' }), /ENOENT/)
})

test('each way in says where it is, since when nothing was heard of it, and what last came through it', async t => {
  const { ctx, clock } = await sentCampaign(t)
  const states = async () => (await listWaysIn(ctx)).ways.map(one => [one.way, one.state, one.address, one.problem])
  assert.deepEqual(await states(), [['smtp', 'off', null, null], ['lmtp', 'off', null, null], ['imap', 'off', null, null]])
  await tellWay(ctx, { way: 'smtp', address: '0.0.0.0:25', certificateUntil: '2120-01-01T00:00:00Z' })
  await tellWay(ctx, { way: 'imap', address: 'mail.example.com/INBOX' }, 'Invalid credentials')
  assert.deepEqual(await states(), [['smtp', 'on', '0.0.0.0:25', null], ['lmtp', 'off', null, null], ['imap', 'on', 'mail.example.com/INBOX', 'Invalid credentials']])
  clock.advance({ minutes: 10 })
  await tellWay(ctx, { way: 'imap', address: 'mail.example.com/INBOX' })
  await ctx.db.insertInto('inbound_mails').values({ digest: Buffer.from('1'), way: 'imap', envelope_from: '', envelope_to: [], raw: null, size_bytes: 1, received_at: clock.now().toString() }).execute()
  assert.deepEqual(await states(), [['smtp', 'silent', '0.0.0.0:25', null], ['lmtp', 'off', null, null], ['imap', 'on', 'mail.example.com/INBOX', null]])
  assert.equal(Date.parse((await listWaysIn(ctx)).ways[2]!.lastAt!), clock.now().epochMilliseconds)
  // Restarted with another port: the old one is no news any more.
  await tellWay(ctx, { way: 'smtp', address: '0.0.0.0:2525' })
  assert.deepEqual((await states())[0], ['smtp', 'on', '0.0.0.0:2525', null])
  await endWay(ctx, { way: 'smtp', address: '0.0.0.0:2525' })
  assert.equal((await states())[0]![2], '0.0.0.0:25')
})

test('a worker says which ports it opened, and that it closed them', async t => {
  const { ctx } = await sentCampaign(t)
  const stop = await workOnReturns(withFiles(ctx, { inboundLmtpPort: 0 }))
  const told = async () => (await ctx.db.selectFrom('inbound_ways').select(['way', 'stopped_at']).execute()).map(one => [one.way, one.stopped_at !== null])
  while (!(await told()).length) await new Promise(setImmediate)
  assert.deepEqual(await told(), [['lmtp', false]])
  await stop()
  assert.deepEqual(await told(), [['lmtp', true]])
})
