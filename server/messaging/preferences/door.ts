import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { channels, purposes, type Channel, type Purpose } from '../../../contracts/consent.ts'
import { languages } from '../../../contracts/shapes.ts'
import type { Ctx } from '../../platform/index.ts'
import { cellsOf, choicesOf } from './choices.ts'
import { subjectOf, type Subject } from './links.ts'
import { centrePage, paces } from './page/centre.ts'
import { notice, sendPage, viewIn, type View } from './page/layout.ts'
import { leavingPage } from './page/leaving.ts'
import { purposeTexts, spoken, viaTexts } from './page/words.ts'
import { readerOf, type Reader } from './reader.ts'
import { askTeam, choose, leaveAll, leaveChannel, pauseUntil, reasons, type Decided, type Told } from './saying.ts'
import { shopOf } from './shop.ts'

type Request = FastifyRequest<{ Params: { token: string }; Querystring: Record<string, string>; Body: URLSearchParams | undefined }>
type Open = { subject: Subject; reader: Reader; view: View }

// Mail providers unsubscribe for their users from few addresses: links are counted, and addresses only where they bring forged ones.
const anyone = { config: { unlimited: true as const } }

/**
 * Serves unsubscribing and the preference centre. Anyone may call who holds a signed link: whoever sends a form from
 * another site would have to know it. GET changes nothing, since programs that read mail open every link.
 */
export async function servePreferences(app: FastifyInstance, ctx: Ctx): Promise<void> {
  await app.register(async own => {
    own.removeAllContentTypeParsers()
    own.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 8192 }, (_request, body, done) => done(null, new URLSearchParams(body as string)))
    // One-click may come as multipart; it carries nothing that has to be read.
    own.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 8192 }, (_request, _body, done) => done(null, new URLSearchParams()))
    const perLink = own.createRateLimit({ max: 60, timeWindow: 60_000, keyGenerator: request => `link ${(request.params as { token: string }).token}` })
    const perAddress = own.createRateLimit({ max: 30, timeWindow: 60_000, keyGenerator: request => `forged ${normalizeIP(request.ip, 64)}` })
    /** Lets in whoever holds a link of ours; answers everybody else. */
    const opened = (work: (open: Open, request: Request, reply: FastifyReply) => Promise<unknown>) => async (request: Request, reply: FastifyReply) => {
      const subject = subjectOf(ctx, request.params.token)
      const count = await (subject ? perLink : perAddress)(request)
      if (!count.isAllowed && count.isExceeded) return sayNo(ctx, request, reply.header('retry-after', count.ttlInSeconds), 'busy')
      if (!subject) return sayNo(ctx, request, reply, 'unknown')
      const reader = await readerOf(ctx.db, subject)
      return reader ? work({ subject, reader, view: await viewOf(ctx, request, reader) }, request, reply) : sayNo(ctx, request, reply, 'gone')
    }
    own.get('/u/:token', anyone, opened((open, _, reply) => showLeaving(ctx, open, reply)))
    own.post('/u/:token', anyone, opened((open, request, reply) => takeLeaving(ctx, open, request, reply)))
    own.get('/preferences/:token', anyone, opened((open, _, reply) => showCentre(ctx, open, reply)))
    own.post('/preferences/:token', anyone, opened((open, request, reply) => takeChoice(ctx, open, request, reply)))
  })
}

async function viewOf(ctx: Ctx, { query: { language, said = '', undo = '' }, headers, params }: Request, reader?: Reader): Promise<View> {
  const chosen = languages.find(one => one === language) ?? spoken(reader?.language, ...(headers['accept-language']?.split(',').slice(0, 5) ?? []))
  return viewIn(chosen, { token: params.token, shop: await shopOf(ctx.db, reader?.storeId ?? null), said: { ...(said && { said }), ...(undo && { undo }) } })
}

/** A forged link, one whose person is gone, or too many at once. To a program that unsubscribes for somebody who is gone all is well. */
async function sayNo(ctx: Ctx, request: Request, reply: FastifyReply, why: 'unknown' | 'gone' | 'busy') {
  const view = await viewOf(ctx, request)
  const { say } = view
  if (why === 'unknown') return sendPage(reply, 404, view, notice(say('preferences.page.unknownTitle'), say('preferences.page.unknownText')))
  if (why === 'busy') return sendPage(reply, 429, view, notice(say('preferences.page.busyTitle'), say('preferences.page.busyText')))
  return sendPage(reply, 200, view, notice(say('preferences.page.goneTitle'), say('preferences.page.goneText')))
}

const toldBy = ({ ip, headers, body }: Request, { language, say }: View, via: Told['via']): Told => ({
  via, ip, userAgent: headers['user-agent']?.slice(0, 500) ?? '', language, reason: reasons.find(reason => reason === body?.get('why')),
  ...(via !== 'one_click' && { wording: (channel: Channel, purpose: Purpose) => `${say(purposeTexts[purpose].name)}: ${purpose === 'profiling' ? say('preferences.page.profilingText') : say(viaTexts[channel])}` }),
})

async function showLeaving({ db }: Ctx, { reader, view }: Open, reply: FastifyReply) {
  const channel = reader.message?.channel ?? 'email'
  const said = (await cellsOf(db, reader.customerId)).find(cell => cell.channel === channel && cell.purpose === 'marketing')!.said
  return sendPage(reply, 200, view, leavingPage(view, { channel, address: masked(reader.address), hasLeft: said === 'withdrawn' || said === 'denied' }))
}

/** Without one of the page's own buttons it is the one click of a mail program (RFC 8058): done at once, without a page between. */
async function takeLeaving(ctx: Ctx, { subject, reader, view }: Open, request: Request, reply: FastifyReply) {
  const pressed = request.body?.get('do')
  if (!pressed) {
    await leaveChannel(ctx, subject, toldBy(request, view, 'one_click'))
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send('Unsubscribed.\n')
  }
  const told = toldBy(request, view, 'page')
  if (pressed === 'undo') await choose(ctx, subject, { cells: [{ channel: reader.message?.channel ?? 'email', purpose: 'marketing', decision: 'granted' }] }, told)
  else await leaveChannel(ctx, subject, told)
  return back(reply, view, 'u', pressed === 'undo' ? { said: 'undone' } : {})
}

const showCentre = async (ctx: Ctx, { reader, view }: Open, reply: FastifyReply) => sendPage(reply, 200, view, centrePage(view, await choicesOf(ctx, reader), masked(reader.address)))

async function takeChoice(ctx: Ctx, { subject, view }: Open, request: Request, reply: FastifyReply) {
  const body = request.body ?? new URLSearchParams()
  const told = toldBy(request, view, 'preferences')
  const grant = (channel: string): Decided[] => channels.filter(one => one === channel).map(one => ({ channel: one, purpose: 'marketing', decision: 'granted' }))
  switch (body.get('do')) {
    case 'save':
      await choose(ctx, subject, { cells: changedIn(body), cap: paces[body.get('often') as keyof typeof paces] }, told)
      return back(reply, view, 'preferences', { said: 'saved' })
    case 'pause':
      await pauseUntil(ctx, subject, ctx.clock.now().add({ hours: 24 * 30 }))
      return back(reply, view, 'preferences', { said: 'paused' })
    case 'resume':
      await pauseUntil(ctx, subject, null)
      return back(reply, view, 'preferences', { said: 'resumed' })
    case 'leave': {
      const were = await leaveAll(ctx, subject, told)
      return back(reply, view, 'preferences', { said: 'left', undo: were.map(cell => cell.channel).join(' ') })
    }
    case 'undo':
      await choose(ctx, subject, { cells: (body.get('cells') ?? '').split(' ').flatMap(grant) }, told)
      return back(reply, view, 'preferences', { said: 'undone' })
    case 'export':
    case 'erase':
      await askTeam(ctx, subject, body.get('do') as 'export' | 'erase')
      return back(reply, view, 'preferences', { said: 'asked' })
    default:
      return back(reply, view, 'preferences', {})
  }
}

const back = (reply: FastifyReply, { token, language }: View, place: 'u' | 'preferences', said: Record<string, string>) =>
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').redirect(`/${place}/${token}?${new URLSearchParams({ ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)), language })}`, 303)

/** What differs from what the page showed. Recommendations are no matter of channels: one box stands for all. */
function changedIn(body: URLSearchParams): Decided[] {
  const on = new Set(body.getAll('on'))
  return body.getAll('shown').slice(0, 20).flatMap(shown => {
    const [name = '', was] = shown.split(' ')
    if (on.has(name) === (was === 'on')) return []
    const [first = '', second = first] = name.split('.')
    const purpose = purposes.find(one => one === second)
    if (!purpose) return []
    return channels.filter(channel => name === 'profiling' || channel === first).map(channel => ({ channel, purpose, decision: on.has(name) ? 'granted' : 'withdrawn' }))
  })
}

/** Enough for its owner to know it again; not for somebody to whom the mail was passed on. */
function masked(address: string | null): string {
  if (!address) return ''
  const [name = '', domain] = address.split('@')
  return domain ? `${name.slice(0, 1)}•••@${domain}` : `•••${address.slice(-3)}`
}
