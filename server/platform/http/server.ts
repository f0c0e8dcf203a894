import compress from '@fastify/compress'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../../../contracts/shapes.ts'
import type { RouteSpec } from '../../../contracts/route.ts'
import { appError } from '../errors.ts'
import { within, type Ctx } from '../context.ts'
import { answerProblem, answerNothingHere } from './problems.ts'
import { once } from './idempotency.ts'
import type { Caller, Served } from './serve.ts'

export const signInFirst = appError('auth.signed_out', 401, 'Sign in first, or send an API key as "Authorization: Bearer …".')
export const notAllowed = appError('auth.not_allowed', 403, 'Your role may not do this; it needs the permission {permission}.')
export const foreignOrigin = appError('auth.foreign_origin', 403, 'The request comes from another site.')

export type HttpOptions = {
  ctx: Ctx
  routes: Served[]
  /** Who calls, from the session cookie or the API key. Undefined when nobody is signed in. */
  identify(ctx: Ctx, request: FastifyRequest): Promise<Caller | undefined>
}

/** Builds the HTTP server of all routes. `ready()` and `listen()` are left to the caller. */
export async function createHttp({ ctx, routes, identify }: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({ loggerInstance: ctx.log as FastifyBaseLogger, genReqId: () => randomUUID(), requestIdHeader: false, trustProxy: ctx.config.trustProxy, bodyLimit: 2 * 1024 * 1024, disableRequestLogging: true, routerOptions: { maxParamLength: 300 } })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerProblem)
  app.setNotFoundHandler(answerNothingHere)
  app.addHook('onSend', async (request, reply) => void reply.header('x-request-id', request.id))
  app.addHook('onResponse', async (request, reply) => request.log.debug({ requestId: request.id, method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request'))
  await app.register(compress, { global: true, threshold: 1024 })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Suki', version: '1', description: 'The API that the console itself uses. Errors are RFC 9457 problems with stable codes.' } }, transform: jsonSchemaTransform })
  await app.register(rateLimit, { global: true, max: ctx.config.requestsPerMinute, timeWindow: '1 minute', enableDraftSpec: true, keyGenerator: request => request.headers.authorization ?? request.headers.cookie ?? request.ip, errorResponseBuilder: (_request, { ttl }) => tooMany({ seconds: Math.ceil(ttl / 1000) }) })
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  for (const served of routes) addRoute(app, ctx, served, identify)
  return app
}

export const tooMany = appError('rate_limited', 429, 'Too many requests. Try again in {seconds} seconds.')

function addRoute(app: FastifyInstance, ctx: Ctx, { spec, handle }: Served, identify: HttpOptions['identify']) {
  app.route({
    method: spec.method,
    url: spec.path,
    schema: schemaOf(spec),
    config: spec.limitPerMinute ? { rateLimit: { max: spec.limitPerMinute } } : {},
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const caller = await authorise(ctx, spec, request, identify)
      const actor = caller ? { kind: caller.via === 'key' ? ('key' as const) : ('staff' as const), id: caller.staffId, name: caller.name, ip: request.ip } : { kind: 'suki' as const, id: null, name: 'nobody', ip: request.ip }
      const own = within(ctx, { actor, log: ctx.log.child({ requestId: request.id }) })
      const work = () => Promise.resolve(handle(own, { params: request.params, query: request.query, body: request.body, caller: caller!, request, reply } as never))
      const answer = spec.method === 'GET' ? await work() : await once(own, request, caller, work)
      return reply.sent ? reply : answer
    },
  })
}

async function authorise(ctx: Ctx, spec: RouteSpec, request: FastifyRequest, identify: HttpOptions['identify']) {
  const caller = await identify(ctx, request)
  if (spec.may === 'anyone') return caller
  if (!caller) throw signInFirst()
  if (spec.may !== 'signed in' && !caller.may(spec.may)) throw notAllowed({ permission: spec.may })
  if (caller.via === 'session' && spec.method !== 'GET') refuseForeignOrigin(request)
  return caller
}

/** Cookies travel with requests of other sites; their Origin header tells. */
function refuseForeignOrigin(request: FastifyRequest) {
  const origin = request.headers.origin
  if (origin && new URL(origin).host !== request.host) throw foreignOrigin()
}

function schemaOf(spec: RouteSpec) {
  const problem = { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } }
  const answer = typeof spec.answers === 'string' ? { 200: { description: 'A stream', content: { [spec.answers]: { schema: z.any() } } } } : { 200: spec.answers }
  return {
    summary: spec.summary,
    tags: [spec.path.split('/')[2] ?? ''],
    description: spec.may === 'anyone' ? 'Open to anyone.' : spec.may === 'signed in' ? 'Needs a signed-in person or an API key.' : `Needs the permission \`${spec.may}\`.`,
    ...(spec.params ? { params: spec.params } : {}),
    ...(spec.query ? { querystring: spec.query } : {}),
    ...(spec.body ? { body: spec.body } : {}),
    response: { ...answer, '4xx': problem },
  }
}
