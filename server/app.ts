import type { FastifyInstance } from 'fastify'
import { live } from '../contracts/live.ts'
import { modules } from './modules.ts'
import { createHttp, forgetIdempotencyKeys, jobGauges, type Ctx } from './platform/index.ts'
import { identify } from './staff/index.ts'

/** The HTTP server with the routes of every module. */
export const createApp = (ctx: Ctx): Promise<FastifyInstance> =>
  createHttp({
    ctx,
    routes: allRoutes(),
    identify,
    gauges: allGauges(),
    mount: async app => {
      for (const module of modules) await module.mount?.(app, ctx)
    },
  })

export const allRoutes = () => modules.flatMap(m => m.routes ?? [])
/** Every contract that is served; the platform itself serves the stream of news. */
export const allSpecs = () => [...allRoutes().map(served => served.spec), live]
export const allJobs = () => [forgetIdempotencyKeys, ...modules.flatMap(m => m.jobs ?? [])]
export const allGauges = () => [...jobGauges, ...modules.flatMap(m => m.gauges ?? [])]
