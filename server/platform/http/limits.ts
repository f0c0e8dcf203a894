import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RouteSpec } from '../../../contracts/route.ts'
import type { Config } from '../config.ts'
import { appError } from '../errors.ts'

export const tooMany = appError('rate_limited', 429, 'Too many requests. Try again in {seconds} seconds.')

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not counted: what comes in here must not be turned away for coming often. */
    unlimited?: true
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>
export type Limits = {
  /** For every request before anyone is looked up: an address may send ten times what one caller may. */
  perAddress: Hook
  /** For a route, once it is known who calls: the caller, or the address of someone who is not signed in. */
  perCaller(spec: RouteSpec): Hook
}

/** Limits of requests a minute, counted in this process. */
export async function createLimits(app: FastifyInstance, { requestsPerMinute }: Pick<Config, 'requestsPerMinute'>): Promise<Limits> {
  await app.register(rateLimit, { global: false, timeWindow: 60_000, cache: 20_000 })
  const limit = (max: number, keyGenerator: (request: FastifyRequest) => string): Hook => {
    const count = app.createRateLimit({ max, keyGenerator })
    return async (request, reply) => {
      const found = await count(request)
      if (found.isAllowed) return
      reply.headers({ 'ratelimit-limit': found.max, 'ratelimit-remaining': found.remaining, 'ratelimit-reset': found.ttlInSeconds })
      if (!found.isExceeded) return
      reply.header('retry-after', found.ttlInSeconds)
      throw tooMany({ seconds: found.ttlInSeconds })
    }
  }
  const general = limit(requestsPerMinute, callerOf)
  return {
    perAddress: limit(requestsPerMinute * 10, addressOf),
    perCaller: spec => (spec.limitPerMinute ? limit(spec.limitPerMinute, callerOf) : general),
  }
}

const callerOf = (request: FastifyRequest) => request.caller?.keyId ?? request.caller?.staffId ?? addressOf(request)

/** One household or server holds a whole /64 of IPv6; counting single addresses would limit nobody. */
const addressOf = (request: FastifyRequest) => normalizeIP(request.ip, 64)
