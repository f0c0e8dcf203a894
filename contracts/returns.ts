import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant, page, PageQuery } from './shapes.ts'

export const hookProviders = ['ses', 'postmark', 'sendgrid', 'mailgun'] as const
export const HookProvider = z.enum(hookProviders)
export type HookProvider = z.infer<typeof HookProvider>

export const inboundKinds = ['bounce', 'delivered', 'complaint', 'auto_reply', 'reply'] as const
export const InboundKind = z.enum(inboundKinds)
export const InboundState = z.enum(['waiting', 'read', 'unreadable'])

const Hook = z.object({ provider: HookProvider, url: z.string(), createdAt: Instant.nullable(), createdBy: z.string().nullable() })

/** A mail that came in. `problem` says why it could not be read; then it has no kind, and its source can be fetched. */
export const InboundMail = z.object({
  id: Id, way: z.enum(['smtp', 'lmtp', 'imap']), state: InboundState, kind: InboundKind.nullable(), problem: z.string().nullable(), receivedAt: Instant, sizeBytes: z.int(), hasSource: z.boolean(),
  from: z.string().nullable(), to: z.array(z.string()), subject: z.string().nullable(), messageId: Id.nullable(), customerId: Id.nullable(),
})
export const InboundMailDetail = InboundMail.extend({
  text: z.string().nullable(), attachments: z.array(z.object({ name: z.string(), type: z.string(), sizeBytes: z.int() })),
  mailId: z.string().nullable(), inReplyTo: z.string().nullable(), threadIds: z.array(z.string()),
})

export const listReturnHooks = route({ method: 'GET', path: '/v1/messages/return-hooks', may: 'messages.settings', summary: 'Where each e-mail provider tells what became of messages, and whether that is set up.', answers: z.object({ hooks: z.array(Hook) }) })
export const setReturnHook = route({
  method: 'PUT', path: '/v1/messages/return-hooks/:provider', may: 'messages.settings', audits: 'return_hooks.change',
  summary: "Sets what a provider's notices are checked with: for SES the ARN of the topic, for Postmark user:password, for SendGrid the public key, for Mailgun the HTTP signing key.",
  params: z.object({ provider: HookProvider }), body: z.object({ key: z.string().trim().min(8).max(2_000) }), answers: Done,
})
export const removeReturnHook = route({ method: 'DELETE', path: '/v1/messages/return-hooks/:provider', may: 'messages.settings', audits: 'return_hooks.remove', summary: "Takes in a provider's notices no longer.", params: z.object({ provider: HookProvider }), answers: Done })

export const listInboundMails = route({
  method: 'GET', path: '/v1/messages/inbound', may: 'messages.read', summary: 'Mails that came in: answers, bounces, complaints, and those that could not be read. Newest first.',
  query: PageQuery.extend({ kind: InboundKind.optional(), state: InboundState.optional(), customerId: Id.optional() }), answers: page(InboundMail),
})
export const readInboundMail = route({ method: 'GET', path: '/v1/messages/inbound/:mailId', may: 'messages.read', summary: 'A mail that came in.', params: z.object({ mailId: Id }), answers: InboundMailDetail })
export const inboundSource = route({ method: 'GET', path: '/v1/messages/inbound/:mailId/source', may: 'messages.read', summary: 'A mail as it came, while it is kept.', params: z.object({ mailId: Id }), answers: 'message/rfc822' })
export const replayInboundMail = route({ method: 'POST', path: '/v1/messages/inbound/:mailId/replay', may: 'messages.settings', audits: 'inbound.replay', summary: 'Reads a mail again that could not be read.', params: z.object({ mailId: Id }), answers: Done })
