import { jobs as staffJobs, routes as staffRoutes, staffKeeps, viewsUsing } from './staff/index.ts'
import { mailboxKeeps, routes as mailboxRoutes } from './mailbox/index.ts'
import { collectKeeps, followLog, openDoor, sourceJobs, sourceRoutes, trackingPlanReader, type LogReader } from './collect/index.ts'
import { consentReader, consentRoutes, customerRoutes, customersKeeps, deriveAll, foldEverything, groupReader, identityReader, lookForDuplicates, profileReader, sendConfirmation, serveConfirmations } from './customers/index.ts'
import { commerceJobs, commerceKeeps, commerceReader, commerceRoutes, watchCarts } from './commerce/index.ts'
import { importJob, importRoutes, importsKeeps, watchAbandoned } from './imports/index.ts'
import { follow, warehouseGauges, warehouseKeeps, warehouseRoutes } from './warehouse/index.ts'
import { buildSegment, keepSegments, rebuildSegments, runScores, segmentReader, segmentRoutesOver, segmentsKeeps, watchScores, watchSegments, type AskUses } from './segments/index.ts'
import { checkDomains, lookForNewKeys, messagingKeeps, messagingRoutes, recommendationsJob, returnJobs, serveMessaging, workOnMessages } from './messaging/index.ts'
import { campaignRoutes, campaignsKeeps, campaignsUsing, dryRunJob, runCampaigns, tallyCampaigns } from './campaigns/index.ts'
import { analyticsRoutes } from './analytics/index.ts'
import { openShop } from './demo-shop/index.ts'
import type { FastifyInstance } from 'fastify'
import { privacyKeeps, privacyOver } from './privacy/index.ts'
import { platformKeeps, type Ctx, type Gauge, type Job, type Kept, type Served } from './platform/index.ts'

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
  /** Every table of its own, and what of it is about customers: for privacy requests. */
  keeps?: Kept
  /** Where it uses a segment, so that whoever changes or archives that is told. */
  usesSegments?: AskUses
  /** What a worker process does all the time beside its jobs; answers how to end it. */
  work?(ctx: Ctx): Promise<() => Promise<void>>
}

/**
 * Every module in dependency order: a module may use those above it, never those below.
 * `platform` comes first and is used by all. `tests/boundaries.test.ts` holds everyone to it.
 */
export const order = ['platform', 'staff', 'mailbox', 'collect', 'customers', 'commerce', 'imports', 'warehouse', 'privacy', 'segments', 'messaging', 'campaigns', 'analytics', 'demo-shop'] as const

export const modules: Module[] = [
  { name: 'staff', keeps: staffKeeps, routes: staffRoutes, jobs: staffJobs, usesSegments: viewsUsing },
  { name: 'mailbox', keeps: mailboxKeeps, routes: mailboxRoutes },
  { name: 'collect', keeps: collectKeeps, routes: sourceRoutes, jobs: sourceJobs, reads: [trackingPlanReader], mount: openDoor, work: ctx => followLog(ctx, allReaders()) },
  { name: 'customers', keeps: customersKeeps, routes: [...customerRoutes, ...consentRoutes], jobs: [deriveAll, foldEverything, lookForDuplicates, sendConfirmation], reads: [identityReader, profileReader, groupReader, consentReader], mount: serveConfirmations },
  { name: 'commerce', keeps: commerceKeeps, routes: commerceRoutes, jobs: commerceJobs, reads: [commerceReader], work: watchCarts },
  { name: 'imports', keeps: importsKeeps, routes: importRoutes, jobs: [importJob], work: watchAbandoned },
  { name: 'warehouse', keeps: warehouseKeeps, routes: warehouseRoutes, gauges: warehouseGauges, work: follow },
  { name: 'privacy', keeps: privacyKeeps, ...privacyOver(() => allKept()) },
  { name: 'segments', keeps: segmentsKeeps, routes: segmentRoutesOver(() => allUsers()), jobs: [buildSegment, rebuildSegments, runScores, watchScores, watchSegments], reads: [segmentReader], work: keepSegments },
  { name: 'messaging', keeps: messagingKeeps, routes: messagingRoutes, jobs: [...returnJobs, checkDomains, lookForNewKeys, recommendationsJob], mount: serveMessaging, work: workOnMessages },
  { name: 'campaigns', keeps: campaignsKeeps, routes: campaignRoutes, jobs: [dryRunJob, tallyCampaigns], work: runCampaigns, usesSegments: campaignsUsing },
  { name: 'analytics', routes: analyticsRoutes },
  { name: 'demo-shop', mount: openShop },
]

/** Everything that follows the log, in order. */
export const allReaders = (): LogReader[] => modules.flatMap(m => m.reads ?? [])
/** Every module that uses segments. */
const allUsers = (): AskUses[] => modules.flatMap(m => m.usesSegments ?? [])
/** What all modules keep, in order. */
export const allKept = (): Kept[] => [platformKeeps, ...modules.flatMap(m => m.keeps ?? [])]
