import { append, sources } from '../../collect/index.ts'
import type { Channel, Proof, Purpose } from '../../../contracts/consent.ts'
import { lockIdentity, recordConsents, tellConsents } from '../../customers/index.ts'
import { announce, inTransaction, nowText, within, type Ctx } from '../../platform/index.ts'
import { askPrivacy, listRequests } from '../../privacy/index.ts'
import { cellsOf, choicesOf, type Cell } from './choices.ts'
import type { Subject } from './links.ts'
import { readerOf, type Reader } from './reader.ts'
import { paceable, wish, type Wish } from './wishes.ts'

/** How we know: from which form it came, and who sent it. */
export type Told = { via: 'one_click' | 'page' | 'preferences'; ip: string; userAgent: string; language: string | null; reason?: Reason | undefined; wording?(channel: Channel, purpose: Purpose): string }

export const reasons = ['too_often', 'not_relevant', 'never_asked', 'other'] as const
export type Reason = (typeof reasons)[number]

export type Decided = Pick<Cell, 'channel' | 'purpose'> & { decision: 'granted' | 'withdrawn' }

/** Nobody of the team does this. */
const person = { kind: 'suki' as const, id: null, name: 'the person' }

/** Whose link it is and what they have said, which nobody changes meanwhile. Undefined where nobody is there any more. */
const asReader = <T>(ctx: Ctx, subject: Subject, work: (own: Ctx, reader: Reader) => Promise<T>): Promise<T | undefined> =>
  inTransaction(ctx.db, async db => {
    await lockIdentity(db)
    const reader = await readerOf(db, subject)
    return reader && work(within(ctx, { db, actor: person }), reader)
  })

/** No more marketing on the channel of the message. Said again it is no news. @returns whether it was news */
export const leaveChannel = (ctx: Ctx, subject: Subject, told: Told): Promise<boolean> =>
  asReader(ctx, subject, async (own, reader) => {
    const said = await decideCells(own, reader, [{ channel: reader.message?.channel ?? 'email', purpose: 'marketing', decision: 'withdrawn' }], told)
    return said.length > 0
  }).then(Boolean)

/** No more marketing on any channel. @returns what was on until now, for an undo */
export const leaveAll = (ctx: Ctx, subject: Subject, told: Told): Promise<Cell[]> =>
  asReader(ctx, subject, async (own, reader) => {
    const cells = (await cellsOf(own.db, reader.customerId)).filter(cell => cell.purpose === 'marketing')
    await decideCells(own, reader, cells.map(({ channel, purpose }) => ({ channel, purpose, decision: 'withdrawn' })), told)
    return cells.filter(cell => cell.isOn)
  }).then(cells => cells ?? [])

/** What they chose for channels and purposes, and how often. */
export const choose = (ctx: Ctx, subject: Subject, { cells, cap }: { cells: Decided[]; cap?: Wish['cap'] | undefined }, told: Told): Promise<void> =>
  asReader(ctx, subject, async (own, reader) => {
    await decideCells(own, reader, cells, told)
    if (cap !== undefined) await pace(own, reader, { cap })
  })

/** Nothing until then, on every channel; null ends the pause. */
export const pauseUntil = (ctx: Ctx, subject: Subject, until: Temporal.Instant | null): Promise<void> =>
  asReader(ctx, subject, (own, reader) => pace(own, reader, { pausedUntil: until && new Date(until.epochMilliseconds).toISOString() }))

async function pace(ctx: Ctx, reader: Reader, change: Partial<Wish>): Promise<void> {
  const { channels } = await choicesOf(ctx, reader)
  await wish(ctx, reader, change, paceable.filter(channel => channels.includes(channel)))
  await announce(ctx.db, { topic: 'customers', id: reader.customerId })
}

/** Asks the team for a copy of their data or for its end. Asked again while nobody has answered, it stays one request. */
export const askTeam = (ctx: Ctx, subject: Subject, kind: 'export' | 'erase'): Promise<void> =>
  asReader(ctx, subject, async (own, { customerId }) => {
    const { items } = await listRequests(own, { customer: customerId, state: ['open', 'running', 'failed'], kind: [kind], limit: 1 })
    if (!items.length) await askPrivacy(own, { customerId, kind, note: 'Asked for in the preference centre' })
  })

/** Records what differs from what they said before. @returns what was recorded */
async function decideCells(ctx: Ctx, reader: Reader, decided: Decided[], told: Told): Promise<Decided[]> {
  const before = await cellsOf(ctx.db, reader.customerId)
  const news = decided.filter(({ channel, purpose, decision }) => isNews(before.find(cell => cell.channel === channel && cell.purpose === purpose)!, decision))
  const proof: Proof = { form: told.via, ip: told.ip, userAgent: told.userAgent, ...(reader.message && { messageId: reader.message.id }), ...(told.reason && { note: told.reason }) }
  const recorded = await recordConsents(ctx, news.map(cell => ({ ...cell, nodeId: reader.nodeId, source: 'preferences', wordingText: told.wording?.(cell.channel, cell.purpose) ?? null, language: told.language, occurredAt: nowText(ctx.clock), proof })))
  await tellConsents(ctx, recorded, 'preferences')
  await noteInLedger(ctx, reader, news)
  await append(ctx.db, recorded.filter(r => r.purpose === 'marketing' && r.decision === 'withdrawn').flatMap(r => leavingEvent(ctx, reader, r, told)))
  return news
}

const isNews = ({ said }: Cell, decision: Decided['decision']) => (decision === 'granted' ? said !== 'granted' : said !== 'withdrawn' && said !== 'denied')

/** The message after which they left; who comes back has not left. */
async function noteInLedger({ db, clock }: Ctx, { message }: Reader, news: Decided[]): Promise<void> {
  const own = news.find(cell => cell.purpose === 'marketing' && cell.channel === message?.channel)
  if (!message || !own) return
  await db.updateTable('messages').set({ unsubscribed_at: own.decision === 'withdrawn' ? nowText(clock) : null }).where('id', '=', message.id).execute()
  await announce(db, { topic: 'messages', id: message.mailingId })
}

const eventNames: Partial<Record<Channel, string>> = { email: 'Email Unsubscribed', sms: 'SMS Unsubscribed', whatsapp: 'WhatsApp Unsubscribed', push: 'Push Unsubscribed' }

/** Of one message it is told once, however often they come back and leave again. */
function leavingEvent({ clock }: Ctx, { nodeId, storeId, message }: Reader, { id, channel }: { id: string; channel: Channel }, { via, reason }: Told) {
  const name = eventNames[channel]
  if (!name) return []
  const of = message?.channel === channel ? message : null
  const properties = { ...(of && { message_id: of.id, campaign_id: of.mailingId }), via, ...(reason && { reason }) }
  return [{ sourceId: sources.suki, messageId: `unsubscribed ${of?.id ?? id}`, name, nodeId, storeId, properties, occurredAt: nowText(clock) }]
}
