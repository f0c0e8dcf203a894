import type { FastifyInstance } from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '../../platform/index.ts'
import { listenForMail } from './arriving/listen.ts'
import { serveHooks } from './hooks/door.ts'
import { serveTracking } from './tracking/door.ts'
import { tellHits } from './tracking/tell.ts'
import { readInbound } from './arriving/read.ts'
import { tidyReturns } from './arriving/upkeep.ts'
import { readNotice } from './hooks/read.ts'

export { returnRoutes } from './routes.ts'
export { returnsKeep } from './personal.ts'
export { verpAddress } from './addresses.ts'
export { clickUrl, honeypotLink, pixelUrl } from './tracking/links.ts'

export const returnJobs = [readInbound, readNotice, tidyReturns]

/** Opens, clicks and notices of providers, over HTTP. */
export async function openReturns(app: FastifyInstance, ctx: Ctx): Promise<void> {
  await serveTracking(app, ctx)
  await serveHooks(app, ctx)
}

/** How long a worker rests when nothing was opened or followed. */
const restMs = 1_000

/** What a worker does all the time: it takes in mails where a port is set, and tells the log of opens and clicks. */
export async function workOnReturns(ctx: Ctx): Promise<() => Promise<void>> {
  const { inboundHost, inboundSmtpPort, inboundLmtpPort } = ctx.config
  const listening = [
    ...(inboundSmtpPort === undefined ? [] : [await listenForMail(ctx, { way: 'smtp', host: inboundHost, port: inboundSmtpPort })]),
    ...(inboundLmtpPort === undefined ? [] : [await listenForMail(ctx, { way: 'lmtp', host: inboundHost, port: inboundLmtpPort })]),
  ]
  const ending = new AbortController()
  const running = tellUntil(ctx, ending.signal)
  return async () => {
    ending.abort()
    await Promise.all([...listening.map(one => one.stop()), running])
  }
}

async function tellUntil(ctx: Ctx, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    const told = await tellHits(ctx).catch((error: Error) => (ctx.log.warn({ error: error.message }, 'opens and clicks could not be told'), 0))
    if (!told) await pause(restMs, undefined, { signal: ending }).catch(() => {})
  }
}
