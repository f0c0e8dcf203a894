import { z } from 'zod'
import { Stream } from './messaging.ts'
import { route } from './route.ts'
import { Done, Flag, Id, Instant, page, PageQuery } from './shapes.ts'

export const hookProviders = ['ses', 'postmark', 'sendgrid', 'mailgun'] as const
export const HookProvider = z.enum(hookProviders)
export type HookProvider = z.infer<typeof HookProvider>

export const inboundKinds = ['bounce', 'delivered', 'complaint', 'auto_reply', 'reply'] as const
export const InboundKind = z.enum(inboundKinds)
export type InboundKind = z.infer<typeof InboundKind>
export const InboundState = z.enum(['waiting', 'read', 'unreadable'])
export const inboundWays = ['smtp', 'lmtp', 'imap'] as const
export const InboundWay = z.enum(inboundWays)
export type InboundWay = z.infer<typeof InboundWay>

/** Why a mail came back. docs/returns.md says what each means and what follows from it. */
export const bounceReasons = [
  'user_unknown', 'host_unknown', 'has_moved', 'no_mail_accepted', 'mailbox_full', 'suspended', 'filtered', 'over_limit', 'too_large',
  'expired', 'network_error', 'system_error', 'system_full', 'mailer_error', 'too_many', 'on_hold',
  'blocked', 'sender_rejected', 'spam', 'virus', 'bad_reputation', 'authentication_failed', 'missing_reverse_dns', 'policy', 'security_error',
  'relaying_denied', 'not_compliant', 'syntax_error', 'content_error', 'vacation', 'unknown',
] as const
export const BounceReason = z.enum(bounceReasons)
export type BounceReason = z.infer<typeof BounceReason>

/** `refused`: what did not have the right signature since the key was set, or came too late. `lastAt`: of the last 30 days. */
export const ReturnHook = z.object({
  provider: HookProvider, url: z.string(), createdAt: Instant.nullable(), createdBy: z.string().nullable(),
  lastAt: Instant.nullable(), unreadable: z.int(), refused: z.int(), refusedAt: Instant.nullable(), refusedBecause: z.enum(['signature', 'stale', 'unchecked']).nullable(),
})
export type ReturnHook = z.infer<typeof ReturnHook>

/** One way in for mails, as workers say. `off`: none was set, or its worker ended; `silent`: its worker is not heard of. */
export const WayIn = z.object({
  way: InboundWay, state: z.enum(['on', 'off', 'silent']), address: z.string().nullable(), seenAt: Instant.nullable(),
  /** Until when its certificate is valid; null where nothing is encrypted. */
  certificateUntil: Instant.nullable(), problem: z.string().nullable(), problemAt: Instant.nullable(), lastAt: Instant.nullable(),
})
export type WayIn = z.infer<typeof WayIn>

/** A mail that came in. `problem` says why it could not be read; then it has no kind, and its source can be fetched. */
export const InboundMail = z.object({
  id: Id, way: InboundWay, state: InboundState, kind: InboundKind.nullable(), problem: z.string().nullable(), receivedAt: Instant, sizeBytes: z.int(), hasSource: z.boolean(),
  from: z.string().nullable(), to: z.array(z.string()), subject: z.string().nullable(), messageId: Id.nullable(), customerId: Id.nullable(), customerName: z.string().nullable(),
  /** Of a bounce: why, and whether the address is dead. */
  reason: BounceReason.nullable(), isPermanent: z.boolean(),
})
export type InboundMail = z.infer<typeof InboundMail>

export const UnderstoodRecipient = z.object({ address: z.string().nullable(), action: z.string(), status: z.string().nullable(), smtpCode: z.int().nullable(), reason: BounceReason, isPermanent: z.boolean(), diagnostic: z.string().nullable() })

export const InboundMailDetail = InboundMail.extend({
  /** What a person wrote, as plain text; made out of the HTML where there is no other. */
  text: z.string().nullable(), attachments: z.array(z.object({ name: z.string(), type: z.string(), sizeBytes: z.int() })),
  mailId: z.string().nullable(), inReplyTo: z.string().nullable(), threadIds: z.array(z.string()),
  /** Whom a bounce speaks of, and what was said of each. Addresses and words go after 30 days, with the source. */
  recipients: z.array(UnderstoodRecipient),
  /** Of a complaint: its Feedback-Type (RFC 5965). */
  feedback: z.string().nullable(),
  message: z.object({ id: Id, mailingId: Id, mailing: z.string(), stream: Stream, address: z.string().nullable(), sentAt: Instant.nullable() }).nullable(),
})
export type InboundMailDetail = z.infer<typeof InboundMailDetail>

export const InboundFilter = z.object({
  kind: InboundKind.optional(), state: InboundState.optional(),
  /** Read, and about no message that was sent from here. */
  unmatched: Flag.optional(),
  customerId: Id.optional(), messageId: Id.optional(),
  /** An e-mail address: of whoever wrote, or to whom the message went that it is about. */
  q: z.string().trim().max(320).optional(),
})

export const listReturnHooks = route({ method: 'GET', path: '/v1/messages/return-hooks', may: 'messages.settings', summary: 'Where each e-mail provider tells what became of messages, and whether that is set up.', answers: z.object({ hooks: z.array(ReturnHook) }) })
export const setReturnHook = route({
  method: 'PUT', path: '/v1/messages/return-hooks/:provider', may: 'messages.settings', audits: 'return_hooks.change',
  summary: "Sets what a provider's notices are checked with: for SES the ARN of the topic, for Postmark user:password, for SendGrid the public key, for Mailgun the HTTP signing key.",
  params: z.object({ provider: HookProvider }), body: z.object({ key: z.string().trim().min(8).max(2_000) }), answers: Done,
})
export const removeReturnHook = route({ method: 'DELETE', path: '/v1/messages/return-hooks/:provider', may: 'messages.settings', audits: 'return_hooks.remove', summary: "Takes in a provider's notices no longer.", params: z.object({ provider: HookProvider }), answers: Done })

export const listWaysIn = route({ method: 'GET', path: '/v1/messages/ways-in', may: 'messages.read', summary: 'Where mails come in: which ways are on, and when something last came through each.', answers: z.object({ ways: z.array(WayIn), bounceDomain: z.string().nullable() }) })

export const listInboundMails = route({
  method: 'GET', path: '/v1/messages/inbound', may: 'messages.read', summary: 'Mails that came in: answers, bounces, complaints, and those that could not be read. Newest first.',
  query: PageQuery.extend(InboundFilter.shape), answers: page(InboundMail),
})
export const countInbound = route({
  method: 'GET', path: '/v1/messages/inbound/counts', may: 'messages.read', summary: 'How many mails of each kind came in within 30 days, how many of them are about no message; and how many wait or could not be read, whenever they came.',
  answers: z.object({ since: Instant, kinds: z.record(InboundKind, z.int()), unmatched: z.int(), waiting: z.int(), unreadable: z.int() }),
})
export const readInboundMail = route({ method: 'GET', path: '/v1/messages/inbound/:mailId', may: 'messages.read', summary: 'A mail that came in.', params: z.object({ mailId: Id }), answers: InboundMailDetail })
export const inboundSource = route({ method: 'GET', path: '/v1/messages/inbound/:mailId/source', may: 'messages.read', audits: 'inbound.export', summary: 'A mail as it came, while it is kept.', params: z.object({ mailId: Id }), answers: 'message/rfc822' })
export const replayInboundMail = route({ method: 'POST', path: '/v1/messages/inbound/:mailId/replay', may: 'messages.settings', audits: 'inbound.replay', summary: 'Reads a mail again that could not be read.', params: z.object({ mailId: Id }), answers: Done })
