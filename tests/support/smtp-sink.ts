import type { AddressInfo, Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

export type Sunk = { from: string; to: string; raw: string }
/** What the server says to a mail: nothing takes it; `hang up` breaks off after the data was taken. */
export type Manners = { rcpt?(to: string): { code: number; text: string } | undefined; data?(mail: Sunk): { code: number; text: string } | 'hang up' | undefined }

/** A real SMTP server that keeps what it takes, and misbehaves when told. */
export async function smtpSink(t: TestContext, manners: Manners = {}) {
  const mails: Sunk[] = []
  const refusal = ({ code, text }: { code: number; text: string }) => Object.assign(new Error(text), { responseCode: code })
  const sockets = new Map<number, Socket>()
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true, logger: false,
    onRcptTo: ({ address }, _session, done) => {
      const no = manners.rcpt?.(address)
      done(no ? refusal(no) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', chunk => chunks.push(chunk))
      stream.on('end', () => {
        const mail = { from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '', to: session.envelope.rcptTo[0]!.address, raw: Buffer.concat(chunks).toString() }
        const no = manners.data?.(mail)
        if (no && no !== 'hang up') return done(refusal(no))
        mails.push(mail)
        if (no !== 'hang up') return done()
        sockets.get(session.remotePort)?.destroy()
      })
    },
  })
  server.server.on('connection', (socket: Socket) => sockets.set(socket.remotePort!, socket))
  server.on('error', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>(resolve => server.close(resolve)))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, mails, manners }
}
