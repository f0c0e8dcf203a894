import { once } from 'node:events'
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { appError, type Ctx } from '../../../platform/index.ts'
import { readVerp } from '../addresses.ts'
import { certificateOf } from './certificate.ts'
import { keepMail, largestMail } from './keep.ts'

export const foreignAddress = appError('returns.foreign_address', 404, 'This server takes in answers to its own mails, nothing else.')
export const inboundTooLarge = appError('returns.too_large', 413, 'A mail may have 30 MB.')
export const notKept = appError('returns.not_kept', 503, 'The mail could not be stored. Send it again.')

export type Listening = { port: number; certificateUntil(): string | null; stop(): Promise<void> }

/**
 * Listens for mails to our own addresses, over SMTP or LMTP. `250` is said after the commit and not before: until then the
 * sender's queue keeps the mail, after it we do. It relays nothing and signs nobody in. With a certificate it offers
 * STARTTLS; whether that changed is looked at with each connection. @throws certificateUnusable
 */
export async function listenForMail(ctx: Ctx, { way, host, port }: { way: 'smtp' | 'lmtp'; host: string; port: number }): Promise<Listening> {
  const certified = certificateOf(ctx.config, ctx.log)
  const server = new SMTPServer({
    name: ctx.config.publicUrl ? new URL(ctx.config.publicUrl).hostname : 'suki',
    banner: 'Suki',
    lmtp: way === 'lmtp',
    authOptional: true,
    ...(certified && { cert: certified.current.cert, key: certified.current.key, minVersion: 'TLSv1.2' }),
    disabledCommands: certified ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: largestMail,
    maxClients: 100,
    socketTimeout: 60_000,
    closeTimeout: 2_000,
    logger: false,
    onConnect: (_session, done) => {
      const renewed = certified?.renewed()
      if (renewed) server.updateSecureContext({ cert: renewed.cert, key: renewed.key })
      done()
    },
    onRcptTo: (address, session, done) => void isOurs(ctx, address, session).then(() => done(), done),
    onData: (stream, session, done) => void take(ctx, way, stream, session).then(() => done(null), done),
  })
  // A connection that breaks is the sender's affair; it will say so.
  server.on('error', error => ctx.log.debug({ error: error.message }, 'inbound mail connection'))
  const listening = server.listen(port, host)
  await once(listening, 'listening')
  return { port: (listening.address() as { port: number }).port, certificateUntil: () => certified?.current.validUntil ?? null, stop: () => new Promise(resolve => server.close(() => resolve())) }
}

const answered = (error: Error, responseCode: number) => Object.assign(error, { responseCode })

/** A signed bounce address, or any address of a domain in whose name the shop writes (answers, complaints). */
async function isOurs(ctx: Ctx, { address }: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
  if (session.envelope.rcptTo.length >= 100) throw answered(new Error('Too many recipients.'), 452)
  if (readVerp(ctx, address)) return
  const domain = address.split('@').at(-1)!.toLowerCase()
  const own = await ctx.db.selectFrom('sending_domains').select('id').where(eb => eb.or([eb('domain', '=', domain), eb('bounce_domain', '=', domain)])).executeTakeFirst()
    .catch((error: Error) => Promise.reject(answered(Object.assign(notKept(), { cause: error }), 451)))
  if (!own) throw answered(foreignAddress(), 550)
}

async function take(ctx: Ctx, way: 'smtp' | 'lmtp', stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += (chunk as Buffer).length
    // What is too large is read to its end, as the protocol wants, but not kept.
    if (size <= largestMail) chunks.push(chunk as Buffer)
  }
  if (stream.sizeExceeded || size > largestMail) throw answered(inboundTooLarge(), 552)
  const { mailFrom, rcptTo } = session.envelope
  await keepMail(ctx, { way, from: mailFrom ? mailFrom.address : '', to: rcptTo.map(to => to.address), raw: Buffer.concat(chunks) }).catch((error: Error) => {
    ctx.log.error({ error: error.message }, 'an inbound mail could not be stored')
    throw answered(notKept(), 451)
  })
}
