import type { FastifyInstance } from 'fastify'
import { modules } from './modules.ts'
import { createHttp, type Ctx } from './platform/index.ts'
import { identify } from './staff/index.ts'

/** The HTTP server with the routes of every module. */
export const createApp = (ctx: Ctx): Promise<FastifyInstance> => createHttp({ ctx, routes: modules.flatMap(m => m.routes ?? []), identify })

export const allJobs = () => modules.flatMap(m => m.jobs ?? [])
