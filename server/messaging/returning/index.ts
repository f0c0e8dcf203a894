import type { FastifyInstance } from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '../../platform/index.ts'
import { fetchOverImap } from './arriving/imap.ts'
import { listenForMail } from './arriving/listen.ts'
import { serveHooks } from './hooks/door.ts'
import { serveTracking } from './tracking/door.ts'
import { tellHits } from './tracking/tell.ts'
import { readInbound } from './arriving/read.ts'
import { tidyReturns } from './arriving/upkeep.ts'
import { readNotice } from './hooks/read.ts'

export { returnRoutes } from './routes.ts'
export { returnsKeep } from './personal.ts'
export { clickUrl, honeypotLink, pixelUrl } from './tracking/links.ts'

export const returnJobs = [readInbound, readNotice, tidyReturns]

/** Opens, clicks and notices of providers, over HTTP. */
export async function openReturns(app: FastifyInstance, ctx: Ctx): Promise<void> {
  await serveTracking(app, ctx)
  await serveHooks(app, ctx)
}

/** How long a worker rests when nothing was opened or followed, and when a mailbox held nothing new. */
const restMs = 1_000
const mailboxMs = 30_000

/** What a worker does all the time: it takes in mails where a port is set, and tells the log of opens and clicks. */
export async function workOnReturns(ctx: Ctx): Promise<() => Promise<void>> {
  const { inboundHost, inboundSmtpPort, inboundLmtpPort, inboundImapUrl } = ctx.config
  const listening = [
    ...(inboundSmtpPort === undefined ? [] : [await listenForMail(ctx, { way: 'smtp', host: inboundHost, port: inboundSmtpPort })]),
    ...(inboundLmtpPort === undefined ? [] : [await listenForMail(ctx, { way: 'lmtp', host: inboundHost, port: inboundLmtpPort })]),
  ]
  const ending = new AbortController()
  const running = [
    repeat(ctx, 'opens and clicks could not be told', restMs, ending.signal, () => tellHits(ctx)),
    ...(inboundImapUrl ? [repeat(ctx, 'the mailbox of INBOUND_IMAP_URL could not be read', mailboxMs, ending.signal, () => fetchOverImap(ctx, inboundImapUrl))] : []),
  ]
  return async () => {
    ending.abort()
    await Promise.all([...listening.map(one => one.stop()), ...running])
  }
}

/** Does it again and again; rests when it found nothing or failed. */
async function repeat(ctx: Ctx, problem: string, restMs: number, ending: AbortSignal, once: () => Promise<number>): Promise<void> {
  while (!ending.aborted) {
    const found = await once().catch((error: Error) => (ctx.log.warn({ error: error.message }, problem), 0))
    if (!found) await pause(restMs, undefined, { signal: ending }).catch(() => {})
  }
}
