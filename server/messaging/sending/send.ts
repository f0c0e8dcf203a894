import { append, sources, type NewEvent } from '../../collect/index.ts'
import { suppress } from '../../customers/index.ts'
import { announce, inTransaction, nowText, within, type Ctx } from '../../platform/index.ts'
import { decide, type Decision } from '../deciding/decide.ts'
import { verdictOn, waitAfter, type Outcome } from './handing/replies.ts'
import type { Letter } from './handing/smtp.ts'
import { change, claim, lockRecipients, markHanding, type Change, type Mailing, type Message } from './ledger.ts'
import { letterOf, type Content, type From, type Writer } from './letters.ts'
import { giveBack, reserve, type Provider } from './providers.ts'
import { withSlots } from './slots.ts'

export type Handed = { message: Message; letter: Letter }

/** Before and after the server: all that a step needs to know. */
export type Step = { mailing: Mailing; provider: Provider; from: From; write: Writer; workerId: string; limit: number }

/**
 * Takes the next messages of a mailing, asks for each whether it may still be sent, writes it, and notes that it is about
 * to be handed over: all or nothing, in one transaction. Until then another process may do it; from then on nobody else will.
 * @returns what is to be handed, and how many were looked at
 */
export const prepare = (ctx: Ctx, step: Step): Promise<{ handed: Handed[]; looked: number }> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const { mailing, provider } = step
    const now = nowText(ctx.clock)
    const limit = await reserve(own, provider, step.limit)
    const messages = limit ? await claim(db, mailing.id, { limit, now }) : []
    if (!messages.length) {
      await giveBack(own, provider, limit)
      return { handed: [], looked: 0 }
    }
    await lockRecipients(db, messages)
    const decisions = await decide(own, { customerIds: messages.flatMap(m => m.customerId ?? []), channel: mailing.channel, purpose: mailing.purpose, storeZone: mailing.storeZone, except: messages.map(m => m.id) })
    const { go: allowed, stop } = sorted(mailing, messages, decisions)
    const { go, later } = await withSlots(own, allowed)
    stop.push(...later)
    const contents = await step.write(own, mailing, go)
    const ready: Handed[] = []
    for (const message of go) {
      const content = contents.get(message.id) ?? new Error('Nothing was written for this message.')
      if (content instanceof Error) stop.push({ id: message.id, state: 'failed', reason: 'template', reply: content.message.slice(0, 500) })
      else ready.push({ message, letter: await letterFor(message, content, step, ctx) })
    }
    await giveBack(own, provider, limit - ready.length)
    await change(db, stop, { from: ['queued'] })
    await markHanding(db, { messages: ready.map(({ message }) => ({ id: message.id, consentId: decisions.get(message.customerId!)?.consentId ?? null, nodeId: message.nodeId, address: message.address })), workerId: step.workerId, providerId: provider.id, now })
    return { handed: ready, looked: messages.length }
  })

const letterFor = (message: Message, content: Content, { from, mailing, provider }: Step, { clock }: Ctx) => letterOf({ ...message, address: message.address! }, content, { from, mailing, provider, now: clock.now() })

/** Which go out now, to the address of now (of transactional mail to the one that was named), and what becomes of the others. */
function sorted({ stream }: Mailing, messages: Message[], decisions: Map<string, Decision>): { go: Message[]; stop: Change[] } {
  const go: Message[] = []
  const stop: Change[] = []
  for (const message of messages) {
    const decision = message.customerId ? decisions.get(message.customerId) : undefined
    if (!decision) stop.push({ id: message.id, state: 'skipped', reason: 'unknown' })
    else if (!decision.may) stop.push({ id: message.id, state: 'skipped', reason: decision.reason, consentId: decision.consentId })
    else if (decision.waitUntil) stop.push({ id: message.id, state: 'queued', sendAt: decision.waitUntil })
    else if (stream === 'transactional') go.push({ ...message, address: message.address ?? decision.address, language: message.language ?? decision.language })
    else go.push({ ...message, address: decision.address, nodeId: decision.nodeId, language: decision.language })
  }
  return { go, stop }
}

/** Writes what became of letters, and tells the log. */
export const settle = (ctx: Ctx, { mailing, workerId }: Pick<Step, 'mailing' | 'workerId'>, outcomes: { message: Message; outcome: Outcome }[]): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const now = nowText(ctx.clock)
    // Another process may have taken us for dead: what it called unknown, we know.
    const settled = new Set(await change(db, outcomes.map(o => changeFor(o, ctx)), { from: ['handing', 'unknown'], workerId }))
    const known = outcomes.filter(({ message }) => settled.has(message.id))
    await append(db, known.flatMap(o => eventFor(o, mailing, now)))
    for (const { message, outcome } of known) if (outcome.kind === 'refused' && outcome.permanent && message.address && verdictOn(outcome).isDead) await suppress(own, { channel: mailing.channel, address: message.address, reason: 'bounce' })
    await announce(db, { topic: 'messages', id: mailing.id, count: known.length })
  })

function changeFor({ message: { id, attempts }, outcome }: { message: Message; outcome: Outcome }, { clock }: Ctx): Change {
  const now = clock.now()
  switch (outcome.kind) {
    case 'sent': return { id, state: 'sent', sentAt: now.toString(), reply: outcome.reply, providerMessageId: outcome.providerMessageId }
    case 'unknown': return { id, state: 'unknown', reason: 'no_answer', reply: outcome.problem }
    case 'not_handed': return { id, state: 'queued', sendAt: now.add({ seconds: 1 }).toString(), reply: outcome.problem }
    case 'refused': {
      if (outcome.permanent) return { id, state: 'failed', reason: 'refused', reply: outcome.reply, attempts: attempts + 1 }
      const wait = waitAfter(attempts + 1)
      if (wait === null) return { id, state: 'failed', reason: 'expired', reply: outcome.reply, attempts: attempts + 1 }
      return { id, state: 'queued', sendAt: now.add({ milliseconds: wait }).toString(), reply: outcome.reply, attempts: attempts + 1 }
    }
  }
}

function eventFor({ message, outcome }: { message: Message; outcome: Outcome }, mailing: Mailing, now: string): NewEvent[] {
  const about = { sourceId: sources.suki, nodeId: message.nodeId, storeId: mailing.storeId, occurredAt: now }
  const properties = { message_id: message.id, campaign_id: mailing.id, campaign: mailing.name, stream: mailing.stream, variant: message.letter }
  if (outcome.kind === 'sent') return [{ ...about, messageId: `${message.id} sent`, name: 'Email Sent', properties }]
  if (outcome.kind !== 'refused' || !outcome.permanent) return []
  const { reason, isDead, status } = verdictOn(outcome)
  return [{ ...about, messageId: `${message.id} refused`, name: 'Email Bounced', properties: { ...properties, reason, permanent: isDead, status, reply: outcome.reply.slice(0, 9) } }]
}
