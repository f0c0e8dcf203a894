import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ctx } from '../../../platform/index.ts'
import { keepHits, type Hits, type NewHit } from './hits.ts'
import { honeypotIndex, readClick, readPixel } from './links.ts'
import { suspectAlone } from './machines.ts'

type OpenRequest = FastifyRequest<{ Params: { token: string } }>
type ClickRequest = FastifyRequest<{ Params: { token: string }; Querystring: { u?: string } }>

const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
// A company's whole staff reads from one address, and proxies of mail programs from few.
const anyone = { config: { unlimited: true as const } }
/** So long a person waits for the disk; their way goes on, and what they did is kept when the disk is back. */
const patienceMs = 250

/**
 * Serves the pixel and the links of mails. Anyone may call: what the address says is signed, and where it leads is part of
 * what is signed. No cookie, nothing about the caller is kept but whether a program called.
 */
export async function serveTracking(app: FastifyInstance, ctx: Ctx): Promise<void> {
  const hits = keepHits(ctx)
  await app.register(async door => {
    door.get('/o/:token', anyone, (request: OpenRequest, reply) => open(ctx, hits, request, reply))
    door.get('/c/:token', anyone, (request: ClickRequest, reply) => follow(ctx, hits, request, reply))
  })
}

/** Always a picture: a mail program shows nothing else of a refusal but a broken one. */
async function open(ctx: Ctx, hits: Hits, request: OpenRequest, reply: FastifyReply) {
  const messageId = readPixel(ctx, request.params.token.replace(/\.gif$/, ''))
  if (messageId) await keep(ctx, hits, { messageId, kind: 'open', linkIndex: null, url: null, suspect: suspectAlone(askedBy(request)), at: ctx.clock.now().toString() })
  return reply.type('image/gif').header('cache-control', 'no-store, private, max-age=0').header('cross-origin-resource-policy', 'cross-origin').send(pixel)
}

async function follow(ctx: Ctx, hits: Hits, request: ClickRequest, reply: FastifyReply) {
  const found = readClick(ctx, request.params.token, request.query.u ?? '')
  if (!found) return reply.status(404).type('text/plain; charset=utf-8').header('cache-control', 'no-store').send('This link is not one that we sent. It may have been cut off on its way.\n')
  await keep(ctx, hits, { messageId: found.messageId, kind: 'click', linkIndex: found.linkIndex, url: found.url.slice(0, 2_000).replaceAll('\0', ''), suspect: found.linkIndex === honeypotIndex ? 'honeypot' : suspectAlone(askedBy(request)), at: ctx.clock.now().toString() })
  return reply.status(302).header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex').header('location', found.url).send()
}

const askedBy = ({ method, headers }: FastifyRequest) => ({ method, userAgent: (headers['user-agent'] ?? '').slice(0, 500), purpose: [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']].filter(Boolean).join(' ') })

/** Durable before the answer, unless the disk makes a person wait. */
async function keep(ctx: Ctx, hits: Hits, hit: NewHit): Promise<void> {
  let patience: NodeJS.Timeout | undefined
  const kept = hits.add(hit).catch((error: Error) => ctx.log.error({ error: error.message }, 'an open or click could not be kept'))
  await Promise.race([kept, new Promise<void>(resolve => (patience = setTimeout(resolve, patienceMs)))])
  clearTimeout(patience)
}
