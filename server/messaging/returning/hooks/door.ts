import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { inTransaction, nowText, type Ctx } from '../../../platform/index.ts'
import { keyOfHook, type HookProvider } from './keys.ts'
import { isSignedByMailgun } from './mailgun.ts'
import { object, text } from './notices.ts'
import { readNotice } from './read.ts'
import { countRefusals, type Refusals } from './refusals.ts'
import { isSignedBySendgrid } from './sendgrid.ts'
import { isAmazonSns, isSignedBySns, type Fetch } from './ses.ts'

type HookRequest = FastifyRequest<{ Params: { provider: string } }>
type Verdict = 'take' | 'done' | 'refuse' | 'stale' | 'unchecked'
type Door = { fetched: Fetch; refusals: Refusals }

const largestBody = 4 * 1024 * 1024
/** What is older was delivered long ago, and its signature may have been found somewhere. Providers retry for hours. */
const windowSeconds = 24 * 3600

const overHttps: Fetch = async url => {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}.`)
  return (await answer.text()).slice(0, 100_000)
}

/**
 * Where providers tell what became of messages. Who may call is decided by their signature alone. What they tell is kept
 * before it is acknowledged and read by a job; told twice it is kept once.
 */
export async function serveHooks(app: FastifyInstance, ctx: Ctx, fetched: Fetch = overHttps): Promise<void> {
  const own: Door = { fetched, refusals: countRefusals(ctx) }
  app.addHook('onClose', () => own.refusals.write())
  await app.register(async door => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', { parseAs: 'string', bodyLimit: largestBody }, (_request, body, done) => done(null, body))
    door.post('/returns/:provider', { config: { unlimited: true as const } }, (request: HookRequest, reply) => receive(ctx, request, reply, own))
  })
}

async function receive(ctx: Ctx, request: HookRequest, reply: FastifyReply, { fetched, refusals }: Door) {
  const provider = request.params.provider
  const key = await keyOfHook(ctx, provider)
  if (!key) return reply.status(404).send({ message: 'Nothing is set up for this provider.' })
  const body = typeof request.body === 'string' ? request.body : ''
  const verdict = await verdictOn(ctx, key.provider, { key: key.key, request, body, fetched }).catch((error: Error): Verdict => {
    ctx.log.warn({ provider, error: error.message }, 'a notice could not be checked')
    return 'unchecked'
  })
  if (verdict !== 'take' && verdict !== 'done') refusals.note(key.provider, verdict === 'refuse' ? 'signature' : verdict)
  if (verdict === 'refuse' || verdict === 'unchecked') return reply.status(403).send({ message: 'The signature is not right for the key that was set up.' })
  if (verdict === 'stale') return reply.status(403).send({ message: 'The notice is older than a day, or from the future.' })
  if (verdict === 'take') await keepNotice(ctx, key.provider, body)
  return reply.send({ message: 'ok' })
}

type Asked = { key: string; request: HookRequest; body: string; fetched: Fetch }

async function verdictOn(ctx: Ctx, provider: HookProvider, asked: Asked): Promise<Verdict> {
  if (provider === 'ses') return verdictOnSns(ctx, asked)
  if (provider === 'postmark') return isSame(asked.request.headers.authorization ?? '', `Basic ${Buffer.from(asked.key).toString('base64')}`) ? 'take' : 'refuse'
  if (provider === 'sendgrid') {
    const [signature, timestamp] = ['signature', 'timestamp'].map(name => text(asked.request.headers[`x-twilio-email-event-webhook-${name}`]))
    return isSignedBySendgrid(asked.key, { signature: signature!, timestamp: timestamp!, body: asked.body }) ? inWindow(ctx, Number(timestamp) * 1000) : 'refuse'
  }
  const signature = object(object(JSON.parse(asked.body))['signature'])
  return isSignedByMailgun(asked.key, signature) ? inWindow(ctx, Number(signature['timestamp']) * 1000) : 'refuse'
}

/** The key is the topic: a signature by SNS says only that somebody's topic sent it. A first message asks to confirm. */
async function verdictOnSns(ctx: Ctx, { key, body, fetched }: Asked): Promise<Verdict> {
  const message = object(JSON.parse(body))
  if (message['TopicArn'] !== key || !(await isSignedBySns(message, fetched))) return 'refuse'
  const fresh = inWindow(ctx, Date.parse(text(message['Timestamp'])))
  if (fresh !== 'take' || message['Type'] !== 'SubscriptionConfirmation') return message['Type'] === 'UnsubscribeConfirmation' ? 'done' : fresh
  const url = text(message['SubscribeURL'])
  if (!isAmazonSns(url)) return 'refuse'
  await fetched(url)
  return 'done'
}

const inWindow = ({ clock }: Ctx, at: number): Verdict => (Math.abs(clock.now().epochMilliseconds - at) <= windowSeconds * 1000 ? 'take' : 'stale')

const isSame = (given: string, wanted: string) => {
  const [one, other] = [given, wanted].map(value => createHash('sha256').update(value).digest())
  return timingSafeEqual(one!, other!)
}

const keepNotice = (ctx: Ctx, provider: HookProvider, body: string) =>
  inTransaction(ctx.db, async db => {
    const digest = createHash('sha256').update(`${provider}\n${body}`).digest()
    const { rows } = await sql<{ id: string }>`
      insert into return_notices (provider, digest, body, received_at) values (${provider}, ${digest}, ${body.replaceAll('\0', '')}, ${nowText(ctx.clock)}) on conflict (digest) do nothing returning id`.execute(db)
    if (rows[0]) await readNotice.later(db, { noticeId: rows[0].id })
  })
