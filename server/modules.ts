import { jobs as staffJobs, routes as staffRoutes } from './staff/index.ts'
import { routes as mailboxRoutes } from './mailbox/index.ts'
import { followLog, openDoor, sourceJobs, sourceRoutes, trackingPlanReader, type LogReader } from './collect/index.ts'
import { consentReader, consentRoutes, customerRoutes, deriveAll, foldEverything, identityReader, lookForDuplicates, profileReader, sendConfirmation, serveConfirmations } from './customers/index.ts'
import { commerceJobs, commerceReader, commerceRoutes, watchCarts } from './commerce/index.ts'
import { importJob, importRoutes, watchAbandoned } from './imports/index.ts'
import { follow, warehouseGauges, warehouseRoutes } from './warehouse/index.ts'
import { analyticsRoutes } from './analytics/index.ts'
import { openShop } from './demo-shop/index.ts'
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
  /** Follows the log, in the order of the modules, in one transaction with those before it. */
  reads?: LogReader[]
  /** What a worker process does all the time beside its jobs; answers how to end it. */
  work?(ctx: Ctx): Promise<() => Promise<void>>
}

/**
 * Every module in dependency order: a module may use those above it, never those below.
 * `platform` comes first and is used by all. `tests/boundaries.test.ts` holds everyone to it.
 */
export const order = ['platform', 'staff', 'mailbox', 'collect', 'customers', 'commerce', 'imports', 'warehouse', 'segments', 'analytics', 'demo-shop'] as const

export const modules: Module[] = [
  { name: 'staff', routes: staffRoutes, jobs: staffJobs },
  { name: 'mailbox', routes: mailboxRoutes },
  { name: 'collect', routes: sourceRoutes, jobs: sourceJobs, reads: [trackingPlanReader], mount: openDoor, work: ctx => followLog(ctx, allReaders()) },
  { name: 'customers', routes: [...customerRoutes, ...consentRoutes], jobs: [deriveAll, foldEverything, lookForDuplicates, sendConfirmation], reads: [identityReader, profileReader, consentReader], mount: serveConfirmations },
  { name: 'commerce', routes: commerceRoutes, jobs: commerceJobs, reads: [commerceReader], work: watchCarts },
  { name: 'imports', routes: importRoutes, jobs: [importJob], work: watchAbandoned },
  { name: 'warehouse', routes: warehouseRoutes, gauges: warehouseGauges, work: follow },
  { name: 'analytics', routes: analyticsRoutes },
  { name: 'demo-shop', mount: openShop },
]

/** Everything that follows the log, in order. */
export const allReaders = (): LogReader[] => modules.flatMap(m => m.reads ?? [])
