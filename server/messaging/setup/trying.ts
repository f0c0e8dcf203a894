import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Connection, Tried } from '../../../contracts/sending-setup.ts'
import { appError, type Ctx } from '../../platform/index.ts'
import { shortened } from '../sending/handing/replies.ts'
import { connectionKept } from './providers.ts'

const nothingToTry = appError('sending.nothing_to_try', 400, 'Say which server to try: providerId or connection.')
const sameServer = appError('sending.password_needed', 400, 'The kept password is tried only with the server, port, encryption and user it was given for. Type it again.')

/** Connects, encrypts and signs in as sending would, sends nothing, and tells what the server said. */
export async function tryServer(ctx: Ctx, { providerId, connection }: { providerId?: string | undefined; connection?: Connection | undefined }): Promise<Tried> {
  const began = performance.now()
  const steps = await stepsOf(await wantedOf(ctx, providerId, connection))
  return { isGood: steps.every(step => step.state !== 'failed'), steps, ms: Math.round(performance.now() - began) }
}

async function wantedOf(ctx: Ctx, providerId: string | undefined, connection: Connection | undefined): Promise<Connection> {
  if (!providerId && !connection) throw nothingToTry()
  if (!providerId) return connection!
  const kept = await connectionKept(ctx, providerId)
  if (!connection) return kept
  if (connection.password !== undefined || !connection.user) return connection
  const isSame = connection.host === kept.host && connection.port === kept.port && connection.security === kept.security && connection.user === kept.user
  if (!isSame) throw sameServer({}, [{ field: 'connection.password', message: 'Type the password again.' }])
  return kept
}

type Step = Tried['steps'][number]
type Failure = Error & { code?: string; response?: string }

const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000 }

async function stepsOf({ host, port, security, user, password }: Connection): Promise<Step[]> {
  const connection = new SMTPConnection({ host, port, secure: security === 'tls', requireTLS: security === 'starttls', opportunisticTLS: true, logger: false, ...timeouts })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  connection.on('error', failed.reject)
  const done = <T>(start: (done: (error?: Error | null) => void) => T) => Promise.race([failed.promise, new Promise<void>((resolve, reject) => start(error => (error ? reject(error) : resolve())))])
  const steps: Step[] = []
  try {
    await done(end => connection.connect(end))
    steps.push({ step: 'reached', state: 'good', said: greetingOf(connection) }, connection.secure ? { step: 'encrypted', state: 'good', said: null } : { step: 'encrypted', state: 'skipped', said: null })
    if (!user) return [...steps, { step: 'signed_in', state: 'skipped', said: null }]
    await done(end => connection.login({ user, pass: password ?? '' }, end))
    return [...steps, { step: 'signed_in', state: 'good', said: lastOf(connection) }]
  } catch (error) {
    const said = wordsOf(error as Failure, host)
    if (steps.length) return [...steps, { step: 'signed_in', state: 'failed', said }]
    return isOfTls(error as Failure) ? [{ step: 'reached', state: 'good', said: null }, { step: 'encrypted', state: 'failed', said }] : [{ step: 'reached', state: 'failed', said }]
  } finally {
    connection.close()
  }
}

const isOfTls = ({ code, message }: Failure) => code === 'ETLS' || /certificate|tls|ssl|handshake/i.test(message)
const wordsOf = ({ response, message }: Failure, host: string) => shortened(response || message || host)
const lastOf = (connection: SMTPConnection) => {
  const said = (connection as unknown as { lastServerResponse?: string | false }).lastServerResponse
  return said ? shortened(said) : null
}
/** Its first line names the server; the others are what it can do. */
const greetingOf = (connection: SMTPConnection) => lastOf(connection)?.split(/ (?=250[ -])/)[0] ?? null
