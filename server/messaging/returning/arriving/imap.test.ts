import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { runJobs } from '../../../../tests/support/jobs.ts'
import { ledgerRow, sentCampaign } from '../../../../tests/support/messages.ts'
import { verpAddress } from '../addresses.ts'
import { fetchOverImap } from './imap.ts'
import { listInbound } from './mails.ts'

type Box = { validity: number; mails: Map<number, Buffer> }

/** A server that speaks as much IMAP4rev1 (RFC 3501) as a client needs to read a mailbox, and refuses to change anything. */
async function imapServer(t: TestContext, box: Box) {
  const said: string[] = []
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    socket.write('* OK ready\r\n')
    let waiting = ''
    socket.on('error', () => {})
    socket.on('data', data => {
      waiting += data.toString('latin1')
      for (let end = waiting.indexOf('\r\n'); end !== -1; end = waiting.indexOf('\r\n')) {
        const line = waiting.slice(0, end)
        waiting = waiting.slice(end + 2)
        said.push(line)
        answer(socket, line, box)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return { url: (password = 'secret word') => `imap://shop%40example.com:${encodeURIComponent(password)}@127.0.0.1:${(server.address() as AddressInfo).port}/INBOX`, said }
}

function answer(socket: Socket, line: string, { validity, mails }: Box) {
  const [tag = '', command = '', ...rest] = line.split(' ')
  const done = (text = 'OK done') => socket.write(`${tag} ${text}\r\n`)
  const verb = command.toUpperCase() === 'UID' ? `UID ${rest[0]?.toUpperCase()}` : command.toUpperCase()
  if (verb === 'CAPABILITY') socket.write('* CAPABILITY IMAP4rev1\r\n')
  if (verb === 'LOGIN') return done(line.includes('secret word') ? 'OK' : 'NO [AUTHENTICATIONFAILED] wrong')
  if (verb === 'LIST') socket.write('* LIST () "/" "INBOX"\r\n')
  if (verb === 'EXAMINE') socket.write(`* FLAGS (\\Seen)\r\n* ${mails.size} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY ${validity}] .\r\n* OK [UIDNEXT 100] .\r\n`)
  if (verb === 'SELECT' || verb.endsWith('STORE')) return done('NO this test changes nothing')
  if (verb === 'UID FETCH') {
    const from = Number(rest[1]!.split(':')[0])
    const uids = [...mails.keys()].sort((a, b) => a - b)
    const wanted = uids.filter(uid => uid >= from)
    for (const uid of wanted.length ? wanted : uids.slice(-1)) {
      const raw = mails.get(uid)!
      socket.write(`* ${uids.indexOf(uid) + 1} FETCH (UID ${uid} BODY[]<0> {${raw.length}}\r\n`)
      socket.write(raw)
      socket.write(')\r\n')
    }
  }
  if (verb === 'LOGOUT') socket.write('* BYE\r\n')
  done()
  if (verb === 'LOGOUT') socket.end()
}

test('new mails of a mailbox are taken in once, without changing it, also after the server numbers them anew', async t => {
  const made = await sentCampaign(t, 'ana')
  const { ctx, ids } = made
  const bounce = Buffer.from([`Delivered-To: ${verpAddress(ctx, ids['ana']!, 'bounces.shop.example')}`, 'From: MAILER-DAEMON@mx.example.net', 'Subject: failure notice', '', '<ana@example.com>:', '550 5.1.1 User unknown', ''].join('\r\n'))
  const answerMail = Buffer.from('From: Ben <ben@example.com>\r\nTo: shop@example.com\r\nSubject: Hello\r\n\r\nAre you open?\r\n')
  const box: Box = { validity: 7, mails: new Map([[3, bounce]]) }
  const { url, said } = await imapServer(t, box)
  assert.equal(await fetchOverImap(ctx, url()), 1)
  assert.equal(await fetchOverImap(ctx, url()), 0)
  box.mails.set(4, answerMail)
  assert.equal(await fetchOverImap(ctx, url()), 1)
  box.validity = 8
  assert.equal(await fetchOverImap(ctx, url()), 2)
  await runJobs(made)
  assert.deepEqual((await listInbound(ctx, { limit: 10 })).items.map(mail => [mail.kind, mail.way]).sort(), [['bounce', 'imap'], ['reply', 'imap']])
  assert.ok((await ledgerRow(ctx, ids['ana']!))['bounced_at'])
  assert.ok(!said.some(line => /SELECT|STORE|EXPUNGE/.test(line.toUpperCase())))
  await assert.rejects(fetchOverImap(ctx, url('wrong')))
})
