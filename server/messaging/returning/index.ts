import type { FastifyInstance } from 'fastify'
import { setTimeout as pause } from 'node:timers/promises'
import type { Ctx } from '../../platform/index.ts'
import { fetchOverImap } from './arriving/imap.ts'
import { listenForMail, type Listening } from './arriving/listen.ts'
import { endWay, tellEveryMs, tellWay, type OpenWay } from './arriving/ways.ts'
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
  const { inboundImapUrl } = ctx.config
  const ports = await openPorts(ctx)
  const ending = new AbortController()
  const running = [
    repeat(ctx, 'opens and clicks could not be told', restMs, ending.signal, () => tellHits(ctx)),
    ...(ports.length ? [repeat(ctx, 'the ways in could not be told', tellEveryMs, ending.signal, () => tellPorts(ctx, ports))] : []),
    ...(inboundImapUrl ? [repeat(ctx, 'the mailbox of INBOUND_IMAP_URL could not be read', mailboxMs, ending.signal, () => fetchAndTell(ctx, inboundImapUrl))] : []),
  ]
  return async () => {
    ending.abort()
    await Promise.all([...ports.map(({ server }) => server.stop()), ...running])
    for (const way of [...ports.map(port => port.way), ...(inboundImapUrl ? [mailboxWay(inboundImapUrl)] : [])]) await endWay(ctx, way).catch(() => {})
  }
}

type Port = { server: Listening; way: OpenWay }

async function openPorts(ctx: Ctx): Promise<Port[]> {
  const { inboundHost: host, inboundSmtpPort: smtp, inboundLmtpPort: lmtp } = ctx.config
  const ports: Port[] = []
  for (const [way, port] of [['smtp', smtp], ['lmtp', lmtp]] as const) {
    if (port === undefined) continue
    const server = await listenForMail(ctx, { way, host, port })
    ports.push({ server, way: { way, address: `${host}:${server.port}` } })
  }
  return ports
}

async function tellPorts(ctx: Ctx, ports: Port[]): Promise<number> {
  for (const { server, way } of ports) await tellWay(ctx, { ...way, certificateUntil: server.certificateUntil() })
  return 0
}

/** The mailbox by its server and folder. */
function mailboxWay(url: string): OpenWay {
  const { hostname, pathname } = new URL(url)
  return { way: 'imap', address: `${hostname}/${decodeURIComponent(pathname.slice(1)) || 'INBOX'}` }
}

async function fetchAndTell(ctx: Ctx, url: string): Promise<number> {
  try {
    const taken = await fetchOverImap(ctx, url)
    await tellWay(ctx, mailboxWay(url))
    return taken
  } catch (error) {
    await tellWay(ctx, mailboxWay(url), (error as Error).message)
    throw error
  }
}

/** Does it again and again; rests when it found nothing or failed. */
async function repeat(ctx: Ctx, problem: string, restMs: number, ending: AbortSignal, once: () => Promise<number>): Promise<void> {
  while (!ending.aborted) {
    const found = await once().catch((error: Error) => (ctx.log.warn({ error: error.message }, problem), 0))
    if (!found) await pause(restMs, undefined, { signal: ending }).catch(() => {})
  }
}
