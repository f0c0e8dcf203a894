import compress from '@fastify/compress'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { randomUUID } from 'node:crypto'
import type { RouteSpec } from '../../../contracts/route.ts'
import { appError } from '../errors.ts'
import { within, type Actor, type Ctx } from '../context.ts'
import { requestSeconds, type Gauge } from '../metrics.ts'
import { serveConsole } from './console.ts'
import { addDocs } from './docs.ts'
import { addSecurityHeaders } from './headers.ts'
import { once } from './idempotency.ts'
import { createLimits, type Limits } from './limits.ts'
import { createLive } from './live.ts'
import { addOperations } from './operations.ts'
import { answerNothingHere, answerProblem } from './problems.ts'
import type { Caller, Served } from './serve.ts'

export const signInFirst = appError('auth.signed_out', 401, 'Sign in first, or send an API key as "Authorization: Bearer …".')
export const notAllowed = appError('auth.not_allowed', 403, 'Your role may not do this; it needs the permission {permission}.')
export const foreignOrigin = appError('auth.foreign_origin', 403, 'The request comes from another site.')

export type HttpOptions = {
  ctx: Ctx
  routes: Served[]
  /** Who calls, from the session cookie or the API key. Undefined when nobody is signed in. */
  identify(ctx: Ctx, request: FastifyRequest): Promise<Caller | undefined>
  gauges?: Gauge[]
  /** Adds the routes that no contract describes. */
  mount?(app: FastifyInstance): Promise<void>
}

/** Builds the HTTP server of all routes, the console and the documentation. `ready()` and `listen()` are left to the caller. */
export async function createHttp({ ctx, routes, identify, gauges = [], mount }: HttpOptions): Promise<FastifyInstance> {
  const app = createBare(ctx)
  app.decorateRequest('caller', undefined)
  const limits = await createLimits(app, ctx.config)
  app.addHook('onRequest', async (request, reply) => (request.routeOptions.config.unlimited ? undefined : limits.perAddress(request, reply)))
  await app.register(compress, { global: true, threshold: 1024 })
  // Uploads are read as they come; the limit of JSON bodies is not theirs.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  addOperations(app, ctx, gauges)
  const served = [...routes, createLive(app, ctx, identify)]
  addDocs(app, served.map(one => one.spec))
  for (const one of served) addRoute(app, ctx, one, limits, identify)
  await mount?.(app)
  await serveConsole(app)
  return app
}

/** The HTTP server of a process that is only a worker: health, readiness and metrics. */
export function createOperations(ctx: Ctx, gauges: Gauge[]): FastifyInstance {
  const app = createBare(ctx)
  app.setNotFoundHandler(answerNothingHere)
  addOperations(app, ctx, gauges)
  return app
}

function createBare(ctx: Ctx): FastifyInstance {
  const app = Fastify({
    loggerInstance: ctx.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: ctx.config.trustProxy,
    bodyLimit: 2 * 1024 * 1024,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerProblem)
  addSecurityHeaders(app, ctx.config)
  app.addHook('onResponse', async (request, reply) => recordRequest(request, reply))
  return app
}

/** The route's pattern, not its address: addresses may hold what people searched for. */
function recordRequest(request: FastifyRequest, reply: FastifyReply) {
  const route = request.routeOptions.url ?? 'none'
  requestSeconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  const line = { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime), by: request.caller?.keyId ?? request.caller?.staffId }
  // Not each event that comes in: that would be a second log.
  if (route.startsWith('/v1/') && !request.routeOptions.config.unlimited) request.log.info(line, 'request')
  else request.log.debug(line, 'request')
}

function addRoute(app: FastifyInstance, ctx: Ctx, { spec, handle }: Served, limits: Limits, identify: HttpOptions['identify']) {
  app.route({
    method: spec.method,
    url: spec.path,
    schema: {
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { querystring: spec.query } : {}),
      ...(spec.body ? { body: spec.body } : {}),
      ...(typeof spec.answers === 'string' ? {} : { response: { 200: spec.answers } }),
    },
    // Before the body is read: nobody uploads what they may not.
    onRequest: [async request => void (request.caller = await identify(ctx, request)), limits.perCaller(spec), async request => authorise(ctx, spec, request)],
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const { caller } = request
      const own = within(ctx, { actor: actorOf(request), log: ctx.log.child({ requestId: request.id }) })
      const work = (context: Ctx) => Promise.resolve(handle(context, { params: request.params, query: request.query, body: request.body, caller: caller!, request, reply } as never))
      const answer = spec.method === 'GET' || spec.showsOnce ? await work(own) : await once(own, { request, reply, caller }, work)
      return reply.sent ? reply : answer
    },
  })
}

function actorOf({ caller, ip }: FastifyRequest): Actor {
  if (!caller) return { kind: 'suki', id: null, name: 'nobody', ip }
  return { kind: caller.via === 'key' ? 'key' : 'staff', id: caller.staffId, name: caller.name, ip }
}

function authorise({ config }: Ctx, spec: RouteSpec, request: FastifyRequest) {
  const { caller } = request
  if (caller?.via !== 'key' && spec.method !== 'GET') refuseForeignOrigin(request, config.publicUrl)
  if (spec.may === 'anyone') return
  if (!caller) throw signInFirst()
  if (spec.may !== 'signed in' && !caller.may(spec.may)) throw notAllowed({ permission: spec.may })
}

/** Cookies travel with requests that other sites cause; the Origin header tells. */
function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined) {
  const { origin } = request.headers
  if (origin === undefined) return
  const host = URL.canParse(origin) ? new URL(origin).host : undefined
  const own = [request.host, publicUrl && new URL(publicUrl).host]
  if (!host || !own.includes(host)) throw foreignOrigin()
}
