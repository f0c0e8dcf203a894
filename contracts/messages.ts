import { z } from 'zod'
import { Channel, ConsentSource, Decision } from './consent.ts'
import { MessageState, Stream } from './messaging.ts'
import { route } from './route.ts'
import { Id, Instant, Language, many, page, PageQuery } from './shapes.ts'

/** What happened to a message, oldest first. `skipped` … stand where nothing was sent. */
export const messageSteps = ['considered', 'handed', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'decided'] as const

const line = {
  id: Id, mailingId: Id, mailing: z.string(), stream: Stream, channel: Channel, letter: z.string(),
  customerId: Id.nullable(), customerName: z.string().nullable(), address: z.string().nullable(), language: z.string().nullable(),
  state: MessageState,
  /** Why it was not sent, or what kind of failure; null where there is nothing to say. */
  reason: z.string().nullable(),
  createdAt: Instant, sendAt: Instant, sentAt: Instant.nullable(), handedAt: Instant.nullable(),
  deliveredAt: Instant.nullable(), openedAt: Instant.nullable(), clickedAt: Instant.nullable(), repliedAt: Instant.nullable(), bouncedAt: Instant.nullable(), complainedAt: Instant.nullable(), unsubscribedAt: Instant.nullable(),
}
export const MessageLine = z.object(line)
export type MessageLine = z.infer<typeof MessageLine>

export const MessageDetail = z.object({
  ...line,
  attempts: z.int(),
  /** What the server said last. */
  reply: z.string().nullable(),
  provider: z.string().nullable(),
  templateId: Id.nullable(),
  template: z.string().nullable(),
  /** The entry of the consent ledger that allowed it. */
  consent: z.object({ id: Id, decision: Decision, source: ConsentSource, occurredAt: Instant }).nullable(),
  decidedBy: z.string().nullable(),
  history: z.array(z.object({ step: z.enum(messageSteps), at: Instant })),
})
export type MessageDetail = z.infer<typeof MessageDetail>

export const MessageFilter = z.object({ state: many(MessageState), reason: z.string().max(60).optional(), mailing: Id.optional(), customer: Id.optional(), stream: Stream.optional() })

export const listMessages = route({ method: 'GET', path: '/v1/messages', may: 'messages.read', summary: 'Messages that were considered, sent or not, with the reason; the latest first.', query: PageQuery.extend(MessageFilter.shape), answers: page(MessageLine) })
export const getMessage = route({ method: 'GET', path: '/v1/messages/:messageId', may: 'messages.read', summary: 'A message: why it was sent or not, and what happened to it.', params: z.object({ messageId: Id }), answers: MessageDetail })
export const customerMessages = route({ method: 'GET', path: '/v1/customers/:customerId/messages', may: 'messages.read', summary: "A customer's messages, the latest first: which, why, what happened.", params: z.object({ customerId: Id }), query: PageQuery, answers: page(MessageLine) })

export const sendMessage = route({
  method: 'POST', path: '/v1/messages', may: 'messages.send', audits: 'messages.send', limitPerMinute: 60_000,
  summary: 'Sends one e-mail about an order, an account or a service, out of a transactional template. No marketing rules hold for it; a no to messages about service does. With `key` it is made once, however often it is asked for.',
  body: z.object({
    to: z.union([z.strictObject({ email: z.email('Expected an e-mail address.').max(254) }), z.strictObject({ customerId: Id })]),
    /** A published template of the kind `transactional`. */
    template: Id,
    /** In place of the customer's own language. */
    language: Language.optional(),
    /** What the template calls `data`, at most 64 kB as JSON. */
    data: z.record(z.string(), z.unknown()).default({}),
    /** The template's store when left out. */
    storeId: Id.optional(),
    /** A name of yours for this message, e.g. `order-1042-shipped`. The same key with another message is refused (409). */
    key: z.string().trim().min(1).max(200).optional(),
  }),
  answers: MessageLine,
})

export const undecidedMessages = route({ method: 'GET', path: '/v1/messages/undecided', may: 'messages.read', summary: 'Messages of which nobody can know whether they were sent: the connection or the process ended at the wrong moment. A person decides.', answers: z.object({ total: z.int(), mailings: z.array(z.object({ mailingId: Id, mailing: z.string(), count: z.int() })) }) })
export const decideMessages = route({
  method: 'POST', path: '/v1/messages/decisions', may: 'messages.send', audits: 'messages.decide',
  summary: 'Says of undecided messages that they are sent again, or count as sent. Of those named, or of all of a mailing.',
  body: z.object({ messageIds: z.array(Id).min(1).max(1000).optional(), mailingId: Id.optional(), decision: z.enum(['send_again', 'count_as_sent']) }).refine(({ messageIds, mailingId }) => (messageIds === undefined) !== (mailingId === undefined), 'Name messageIds or a mailingId.'),
  answers: z.object({ decided: z.int() }),
})
