import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Ctx } from '../platform/index.ts'
import { commitInGroups, type Groups } from './groups.ts'
import { keepUnreadable, takeIn, type Dialect, type Envelope } from './intake.ts'
import { sourceOfKey, type KnownSource } from './sources.ts'

// The wire contracts of Segment's HTTP tracking API and RudderStack's gateway: their clients work unchanged.
// A client gives up for ever on a 4xx other than 408, 410, 429 and 460, so only what can never succeed gets one.

const calls: Record<string, string> = { identify: 'identify', track: 'track', page: 'page', screen: 'screen', group: 'group', alias: 'alias', merge: 'alias', i: 'identify', t: 'track', p: 'page', s: 'screen', g: 'group', a: 'alias' }
const batches = ['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch']
// RudderStack's browser client asks with the slash.
const configs = ['/sourceConfig', '/sourceConfig/']

const largestBody = 4_000 * 1024
// A shop's server sends all its events from one address; overload is answered by the queue of commits.
const open = { config: { unlimited: true as const } }
const retryAfter = { 'retry-after': '2' }

/** Mounts the front door of events. Who may enter is decided by the write key alone. */
export async function openDoor(app: FastifyInstance, ctx: Ctx): Promise<void> {
  const groups = commitInGroups(ctx)
  await app.register(async door => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) => done(null, body))
    door.addHook('onRequest', async (request, reply) => void reply.headers(allowOrigin(request)))
    door.setErrorHandler(answerFault)
    for (const [path, type] of Object.entries(calls)) door.post(`/v1/${path}`, open, (request, reply) => receive(ctx, groups, request, reply, type))
    for (const path of batches) door.post(path, open, (request, reply) => receive(ctx, groups, request, reply))
    for (const path of ['/pixel/v1/:call', '/v1/pixel/:call']) door.get(path, open, (request, reply) => receivePixel(ctx, groups, request, reply))
    for (const path of ['/v1/:call', '/beacon/v1/batch', '/v1/projects/:writeKey/settings', ...configs]) door.options(path, open, preflight)
    door.get('/v1/projects/:writeKey/settings', open, async (request, reply) => reply.send(clientSettings(await keyed(ctx, (request.params as { writeKey: string }).writeKey))))
    for (const path of configs) door.get(path, open, async (request, reply) => reply.send(rudderConfig(await keyed(ctx, keyIn(request)))))
  })
}

async function receive(ctx: Ctx, groups: Groups, request: FastifyRequest, reply: FastifyReply, type?: string) {
  const body = await readBody(request)
  if (!body) {
    await keepUnreadable(ctx, await keyed(ctx, keyIn(request)), request.body)
    return reply.status(400).send({ success: false, message: 'The body is not JSON. Expected an object.' })
  }
  const source = await sourceOfKey(ctx, keyIn(request) ?? textOf(body['writeKey']))
  if (!source) return reply.status(401).send({ success: false, message: 'No source has this write key.' })
  if (source.disabledAt) return reply.status(404).send({ success: false, message: 'This source is switched off.' })
  return answer(ctx, groups, reply, { source, body, type, ip: request.ip, dialect: dialectOf(request, body), anonymousId: anonymousIdIn(request) })
}

async function answer(ctx: Ctx, groups: Groups, reply: FastifyReply, envelope: Envelope) {
  const refusal = await takeIn(ctx, groups, envelope)
  if (refusal) return reply.status(refusal.status).send({ success: false, message: refusal.message })
  return envelope.dialect === 'rudder' ? reply.type('text/plain').send('OK') : reply.send({ success: true })
}

/**
 * A transparent pixel; what it reports is in its address: RudderStack's as fields, Segment's as base64 JSON in `data`.
 * It is answered after the commit like everything else; a mail program shows nothing of a refusal anyway.
 */
async function receivePixel(ctx: Ctx, groups: Groups, request: FastifyRequest, reply: FastifyReply) {
  const type = calls[(request.params as { call: string }).call]
  const query = request.query as Record<string, string>
  const body = query['data'] === undefined ? fieldsOf(query) : jsonIn(Buffer.from(query['data'], 'base64'))
  const source = await keyed(ctx, keyIn(request) ?? textOf(body?.['writeKey']))
  if (source && body && type) await takeIn(ctx, groups, { source, body, type, ip: request.ip, dialect: 'rudder' })
  return reply.type('image/gif').header('cache-control', 'no-store').send(pixel)
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** `properties.price=3` in an address is `{ properties: { price: '3' } }`. */
function fieldsOf({ writeKey: _, ...query }: Record<string, string>) {
  const message: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query)) {
    const [group, field] = name.split('.', 2) as [string, string | undefined]
    if (!field) message[group] = value
    else if (group === 'properties' || group === 'traits' || group === 'context') message[group] = { ...(message[group] as object), [field]: value }
  }
  return message
}

async function readBody(request: FastifyRequest): Promise<Record<string, unknown> | undefined> {
  const raw = request.body as Buffer | undefined
  if (!raw?.length) return undefined
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return jsonIn(raw)
  const bytes = await promisify(gunzip)(raw, { maxOutputLength: 4 * largestBody }).catch(() => undefined)
  return bytes && jsonIn(bytes)
}

/** The object that the bytes are; undefined when they are none. */
function jsonIn(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The write key: Basic with the key as user, Bearer, or `?writeKey=`; else it is in the body. */
function keyIn(request: FastifyRequest): string | undefined {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ')
  if (/^basic$/i.test(scheme)) return Buffer.from(value, 'base64').toString('utf8').split(':')[0] || undefined
  const { writeKey } = request.query as { writeKey?: string }
  return writeKey ?? (/^bearer$/i.test(scheme) && value && !value.startsWith('suki_') ? value : undefined)
}

const keyed = async (ctx: Ctx, key: string | undefined): Promise<KnownSource | undefined> => {
  const source = await sourceOfKey(ctx, key)
  return source?.disabledAt ? undefined : source
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/**
 * Who speaks: RudderStack's browser client names the visitor in a header as well, its beacon has an address of its own,
 * and the messages of all its clients carry `originalTimestamp`, which Segment's never do (its Node client even calls
 * itself analytics-node, as Segment's did).
 */
function dialectOf({ headers, url }: FastifyRequest, body?: Record<string, unknown>): Dialect {
  if (headers['anonymousid'] !== undefined || /rudder/i.test(headers['user-agent'] ?? '') || url.startsWith('/beacon/')) return 'rudder'
  const [first = body] = Array.isArray(body?.['batch']) ? (body['batch'] as unknown[]) : []
  return typeof first === 'object' && first !== null && 'originalTimestamp' in first ? 'rudder' : 'segment'
}

function anonymousIdIn(request: FastifyRequest): string | undefined {
  const header = request.headers['anonymousid']
  return typeof header === 'string' ? header.slice(0, 512) : undefined
}

const allowOrigin = (request: FastifyRequest) => ({
  'access-control-allow-origin': request.headers.origin ?? '*',
  'access-control-allow-credentials': 'true',
  // Without it a page's script cannot see how long it should wait.
  'access-control-expose-headers': 'retry-after',
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'origin',
})

/** Clients add headers of their own as they like (X-Retry-Count, Rsa-Retry-Attempt …): what they ask for is allowed. */
const preflight = (request: FastifyRequest, reply: FastifyReply) =>
  reply.headers({ 'access-control-allow-methods': 'GET, POST, OPTIONS', 'access-control-allow-headers': request.headers['access-control-request-headers'] ?? 'authorization, content-type', 'access-control-max-age': '86400' }).status(204).send()

/** What analytics.js asks for before it sends: which integrations run on the page. Ours only. */
const clientSettings = (source: KnownSource | undefined) => ({
  integrations: source ? { 'Segment.io': { apiKey: source.writeKey, unbundledIntegrations: [], addBundledMetadata: true, maybeBundledConfigIds: {}, versionSettings: { version: '4.4.7', componentTypes: ['browser'] } } } : {},
  plan: { track: { __default: { enabled: true, integrations: {} } }, identify: { __default: { enabled: true } }, group: { __default: { enabled: true } } },
  edgeFunction: {},
  analyticsNextEnabled: true,
  middlewareSettings: {},
  enabledMiddleware: {},
  metrics: { sampleRate: 0 },
  legacyVideoPluginsEnabled: false,
  remotePlugins: [],
})

const rudderConfig = (source: KnownSource | undefined) => ({
  isHosted: false,
  source: { id: source?.id ?? '', name: source?.name ?? '', writeKey: source?.writeKey ?? '', enabled: source !== undefined, workspaceId: 'suki', config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } }, connections: [], destinations: [], dataplanes: {} },
})

/** Whatever fails here passes: the client keeps its events and sends them again. */
function answerFault(error: Error & { statusCode?: number; code?: string }, request: FastifyRequest, reply: FastifyReply) {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return reply.status(dialectOf(request) === 'rudder' ? 413 : 400).send({ success: false, message: 'A request holds at most 4,000 KB.' })
  request.log.error({ requestId: request.id, error: error.message }, 'events not taken in')
  return reply.status(503).headers(retryAfter).send({ success: false, message: 'The events were not stored. Send them again.' })
}
