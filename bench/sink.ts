import { createServer, connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

// An SMTP server that takes everything and counts, in a process of its own: what it costs is nobody's figure. Started by
// bench/campaign.ts; it tells its port, and on `count` how many mails and bytes it took.

if (process.send) {
  let mails = 0
  let bytes = 0
  const server = createServer({ noDelay: true }, socket => serve(socket, size => {
    mails++
    bytes += size
  }))
  server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
  process.on('message', (asked: string) => {
    if (asked === 'count') process.send?.({ mails, bytes })
  })
  process.on('disconnect', () => process.exit())
}

function serve(socket: Socket, took: (bytes: number) => void) {
  let rest = ''
  let inData = false
  let size = 0
  socket.setEncoding('latin1')
  socket.write('220 sink ESMTP\r\n')
  socket.on('error', () => {})
  socket.on('data', (chunk: string) => {
    rest += chunk
    for (;;) {
      if (inData) {
        const end = rest.indexOf('\r\n.\r\n')
        if (end < 0) return
        took(size + end)
        rest = rest.slice(end + 5)
        inData = false
        size = 0
        socket.write('250 2.0.0 taken\r\n')
      }
      const end = rest.indexOf('\r\n')
      if (end < 0) return
      const command = rest.slice(0, end).toUpperCase()
      rest = rest.slice(end + 2)
      if (command.startsWith('EHLO')) socket.write('250-sink\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n')
      else if (command === 'DATA') {
        inData = true
        socket.write('354 go on\r\n')
      } else if (command === 'QUIT') {
        socket.end('221 bye\r\n')
        return
      } else socket.write('250 2.1.0 fine\r\n')
    }
  })
}

/** As many mails as the sink takes from so many connections that send what they have, one after another: the limit. */
export async function fill(port: number, { connections, mails, raw }: { connections: number; mails: number; raw: string }): Promise<number> {
  let left = mails
  const began = performance.now()
  await Promise.all(Array.from({ length: connections }, () => new Promise<void>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.setEncoding('latin1')
    socket.on('error', reject)
    const steps = ['EHLO bench\r\n', 'MAIL FROM:<a@example.com>\r\n', 'RCPT TO:<b@example.com>\r\n', 'DATA\r\n', `${raw}\r\n.\r\n`]
    let step = 0
    let heard = ''
    socket.on('data', (chunk: string) => {
      heard += chunk
      if (!/^\d{3} [^\n]*\n$/m.test(heard)) return
      heard = ''
      if (step === steps.length) step = 1
      if (step === 1 && left-- <= 0) {
        socket.end('QUIT\r\n')
        return resolve()
      }
      socket.write(steps[step++]!)
    })
  })))
  return (mails / (performance.now() - began)) * 1000
}
