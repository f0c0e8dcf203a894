import { once } from 'node:events'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { appError, type Ctx } from '../platform/index.ts'
import { receive } from './mails.ts'

export const mailTooLarge = appError('mailbox.too_large', 413, 'A mail may have 25 MB.')
const maxBytes = 25 * 1024 * 1024

/**
 * The development mailbox: an SMTP server on the loopback that delivers nothing and keeps everything for the screen.
 * Started when no SMTP_URL is set; `port` 0 takes a free one.
 */
export async function startMailbox(ctx: Ctx, port: number): Promise<{ url: string; stop(): Promise<void> }> {
  const server = new SMTPServer({
    name: 'suki',
    banner: 'Suki development mailbox',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: maxBytes,
    logger: false,
    onData: (stream, session, done) => void take(ctx, stream, session).then(() => done(), done),
  })
  // A connection that breaks is the sender's affair; it will say so.
  server.on('error', error => ctx.log.debug({ error: error.message }, 'mailbox connection'))
  const listening = server.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address() as { port: number }
  return { url: `smtp://127.0.0.1:${address.port}`, stop: () => new Promise(resolve => server.close(() => resolve())) }
}

async function take(ctx: Ctx, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  if (stream.sizeExceeded) throw Object.assign(mailTooLarge(), { responseCode: 552 })
  const { mailFrom, rcptTo } = session.envelope
  await receive(ctx, { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(to => to.address), raw: Buffer.concat(chunks) })
}
