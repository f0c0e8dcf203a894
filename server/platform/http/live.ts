import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { hears, live, type News } from '../../../contracts/live.ts'
import type { Ctx } from '../context.ts'
import { listenForNews, type Live } from '../live.ts'
import { poolOf } from '../postgres/database.ts'
import { serve, type Caller, type Served } from './serve.ts'

type Told = { id: string; news: News }
type Identify = (ctx: Ctx, request: FastifyRequest) => Promise<Caller | undefined>
type Streams = { told: Told[]; open: Set<(told: Told) => void>; end: Set<() => void> }

const heartbeatMs = 20_000
/** What a console that was away for a moment can still be told; beyond that it refreshes everything. */
const kept = 500

/**
 * One stream of news for each open console. Proxies keep the connection because of the heartbeat, which also
 * asks again who listens: a person whose session ended hears nothing more.
 */
export function createLive(app: FastifyInstance, ctx: Ctx, identify: Identify): Served {
  const streams: Streams = { told: [], open: new Set(), end: new Set() }
  let listening: Promise<Live> | undefined
  app.addHook('preClose', async () => {
    for (const end of streams.end) end()
    await (await listening?.catch(() => undefined))?.close()
  })
  return serve(live, async (own, { caller, request, reply }) => {
    listening ??= startListening(ctx, streams)
    await listening
    stream(own, { caller, request, reply, streams, identify })
  })
}

async function startListening(ctx: Ctx, { told, open }: Streams): Promise<Live> {
  const listener = await listenForNews(poolOf(ctx.db).options.connectionString!, ctx.log)
  const run = randomBytes(4).toString('hex')
  let n = 0
  listener.on(news => {
    const next = { id: `${run}-${++n}`, news }
    told.push(next)
    if (told.length > kept) told.shift()
    for (const hear of open) hear(next)
  })
  return listener
}

type Listener = { caller: Caller; request: FastifyRequest; reply: FastifyReply; streams: Streams; identify: Identify }

function stream(ctx: Ctx, { caller, request, reply, streams, identify }: Listener) {
  reply.hijack()
  const out = reply.raw
  let may = caller.may
  out.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff', 'x-request-id': request.id })
  // A console that stopped reading is let go before it fills the memory; it comes back by itself.
  const write = (text: string) => (out.writableLength > 1_000_000 ? void out.destroy() : void out.write(text))
  const tell = ({ id, news }: Told) => may(hears[news.topic]) && write(`id: ${id}\nevent: news\ndata: ${JSON.stringify(news)}\n\n`)
  write('retry: 2000\n\n')
  resume(request.headers['last-event-id'], streams.told, tell, write)
  const beat = setInterval(() => void identify(ctx, request).then(now => {
    if (!now) return out.end()
    may = now.may
    return write(': still here\n\n')
  }, () => out.destroy()), heartbeatMs)
  const end = () => void out.end()
  streams.open.add(tell)
  streams.end.add(end)
  out.on('close', () => {
    clearInterval(beat)
    streams.open.delete(tell)
    streams.end.delete(end)
  })
}

/** Tells what was missed, or that too much was. */
function resume(lastId: string | string[] | undefined, told: Told[], tell: (told: Told) => void, write: (text: string) => void) {
  if (typeof lastId !== 'string' || lastId === '') return
  const at = told.findIndex(one => one.id === lastId)
  if (at < 0) return write('event: refresh\ndata: {}\n\n')
  for (const missed of told.slice(at + 1)) tell(missed)
}
