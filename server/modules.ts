import { jobs as staffJobs, routes as staffRoutes } from './staff/index.ts'
import { routes as mailboxRoutes } from './mailbox/index.ts'
import { openDoor, sourceRoutes } from './collect/index.ts'
import { customerRoutes } from './customers/index.ts'
import { commerceJobs, commerceRoutes } from './commerce/index.ts'
import { importJob, importRoutes, watchAbandoned } from './imports/index.ts'
import { follow, warehouseGauges, warehouseRoutes } from './warehouse/index.ts'
import { analyticsRoutes } from './analytics/index.ts'
import type { FastifyInstance } from 'fastify'
import type { Ctx, Gauge, Job, Served } from './platform/index.ts'

export type Module = {
  name: string
  routes?: Served[]
  jobs?: Job[]
  /** Figures for /metrics. */
  gauges?: Gauge[]
  /** Routes that no contract describes, e.g. those that the sign-in library brings. Each checks by itself who may call. */
  mount?(app: FastifyInstance, ctx: Ctx): void | Promise<void>
  /** What a worker process does all the time beside its jobs; answers how to end it. */
  work?(ctx: Ctx): Promise<() => Promise<void>>
}

/**
 * Every module in dependency order: a module may use those above it, never those below.
 * `platform` comes first and is used by all. `tests/boundaries.test.ts` holds everyone to it.
 */
export const order = ['platform', 'staff', 'mailbox', 'collect', 'customers', 'commerce', 'imports', 'warehouse', 'analytics'] as const

export const modules: Module[] = [
  { name: 'staff', routes: staffRoutes, jobs: staffJobs },
  { name: 'mailbox', routes: mailboxRoutes },
  { name: 'collect', routes: sourceRoutes, mount: openDoor },
  { name: 'customers', routes: customerRoutes },
  { name: 'commerce', routes: commerceRoutes, jobs: commerceJobs },
  { name: 'imports', routes: importRoutes, jobs: [importJob], work: watchAbandoned },
  { name: 'warehouse', routes: warehouseRoutes, gauges: warehouseGauges, work: follow },
  { name: 'analytics', routes: analyticsRoutes },
]
