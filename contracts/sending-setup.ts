import { z } from 'zod'
import { Stream } from './messaging.ts'
import { route } from './route.ts'
import { Day, Done, Id, Instant } from './shapes.ts'

const Host = z.string().trim().toLowerCase().max(253).regex(/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]*[a-z0-9])?)(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/, 'Expected the name of a server, e.g. smtp.example.com.')
const Domain = z.string().trim().toLowerCase().max(253).regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])$/, 'Expected a domain, e.g. shop.example.')

/** `tls`: encrypted from the start (465); `starttls`: must be encrypted after the greeting (587); `none`: as it comes, for servers of the own network. */
export const securities = ['tls', 'starttls', 'none'] as const
/** How a server is reached. A password that is left out stays as it is. */
export const Connection = z.object({ host: Host, port: z.int().min(1).max(65535), security: z.enum(securities), user: z.string().trim().max(200).nullable(), password: z.string().max(500).optional() })
export type Connection = z.infer<typeof Connection>

/** Days of a warm-up: how many mails at most on each. */
export const WarmUp = z.array(z.int().min(1).max(10_000_000)).min(1).max(90)
export const warmUpPlans = {
  careful: [50, 100, 200, 400, 700, 1000, 1500, 2000, 3000, 4000, 5500, 7500, 10_000, 14_000, 20_000, 28_000, 40_000, 55_000, 75_000, 100_000, 140_000, 200_000, 280_000, 400_000, 550_000, 750_000, 1_000_000, 1_400_000],
  usual: [200, 500, 1000, 2000, 4000, 7000, 12_000, 20_000, 35_000, 60_000, 100_000, 170_000, 300_000, 500_000],
} as const

const Settings = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(80),
  streams: z.array(Stream).min(1, 'Choose what it is for.').max(2),
  /** The lowest that works is used; the next takes over while it fails. */
  rank: z.int().min(1).max(100),
  perSecond: z.number().min(0.01).max(100_000).nullable(),
  connections: z.int().min(1).max(100),
  warmUp: WarmUp.nullable(),
  warmUpFrom: Day.nullable(),
})

export const Provider = Settings.extend({
  id: Id, host: z.string(), port: z.int(), security: z.enum(securities), user: z.string().nullable(), hasPassword: z.boolean(),
  pausedAt: Instant.nullable(), failures: z.int(), failingUntil: Instant.nullable(), problem: z.string().nullable(),
  sentToday: z.int(), allowedToday: z.int().nullable(), createdAt: Instant, createdBy: z.string(),
})
export type Provider = z.infer<typeof Provider>

const providerId = z.object({ providerId: Id })
export const listProviders = route({ method: 'GET', path: '/v1/sending/providers', may: 'messages.read', summary: 'SMTP servers, the first to be used first. `fallback`: what is used while there is none.', answers: z.object({ items: z.array(Provider), fallback: z.object({ host: z.string(), isMailbox: z.boolean() }).nullable() }) })
export const createProvider = route({ method: 'POST', path: '/v1/sending/providers', may: 'messages.settings', audits: 'sending.create_provider', summary: 'Adds an SMTP server. Its password is kept encrypted and never shown again.', body: Settings.partial().required({ name: true }).extend(Connection.shape), answers: Provider })
export const editProvider = route({ method: 'PATCH', path: '/v1/sending/providers/:providerId', may: 'messages.settings', audits: 'sending.edit_provider', summary: 'Changes an SMTP server. A password is asked for again when the server is another.', params: providerId, body: Settings.partial().extend(Connection.partial().shape), answers: Provider })
export const pauseProvider = route({ method: 'POST', path: '/v1/sending/providers/:providerId/pause', may: 'messages.settings', audits: 'sending.pause_provider', summary: 'Sends nothing more through it until it is resumed.', params: providerId, answers: Provider })
export const resumeProvider = route({ method: 'POST', path: '/v1/sending/providers/:providerId/resume', may: 'messages.settings', audits: 'sending.resume_provider', summary: 'Uses it again, at once.', params: providerId, answers: Provider })
export const removeProvider = route({ method: 'DELETE', path: '/v1/sending/providers/:providerId', may: 'messages.settings', audits: 'sending.remove_provider', summary: 'Removes an SMTP server.', params: providerId, answers: Done })

/** What the server said while we tried: `reached`, `encrypted`, `signed_in`, each with its words, until something failed. */
export const Tried = z.object({ isGood: z.boolean(), steps: z.array(z.object({ step: z.enum(['reached', 'encrypted', 'signed_in']), state: z.enum(['good', 'failed', 'skipped']), said: z.string().nullable() })), ms: z.int() })
export type Tried = z.infer<typeof Tried>
export const tryProvider = route({ method: 'POST', path: '/v1/sending/provider-tries', may: 'messages.settings', summary: 'Connects and signs in, sends nothing. `providerId`: with the password kept there, to the server kept there.', limitPerMinute: 20, body: z.object({ providerId: Id.optional(), connection: Connection.optional() }), answers: Tried })

const SenderBody = z.object({ name: z.string().trim().min(1, 'Expected a name that recipients know.').max(100), email: z.email('Expected an e-mail address.').max(254).toLowerCase(), replyTo: z.email('Expected an e-mail address.').max(254).nullable(), storeId: Id.nullable() })
export const Sender = SenderBody.extend({
  id: Id, storeName: z.string().nullable(), createdAt: Instant, createdBy: z.string(),
  /** The sending domain that signs for it; null: nothing does, and many will not believe it. */
  domain: z.string().nullable(),
  isProven: z.boolean(),
})
export type Sender = z.infer<typeof Sender>
const senderId = z.object({ senderId: Id })
export const listSenders = route({ method: 'GET', path: '/v1/sending/senders', may: 'messages.read', summary: 'In whose name mails are sent. `fallback`: who it is where a store has none.', answers: z.object({ items: z.array(Sender), fallback: z.object({ name: z.string(), email: z.string() }) }) })
export const createSender = route({ method: 'POST', path: '/v1/sending/senders', may: 'messages.settings', audits: 'sending.create_sender', summary: 'Adds a sender.', body: SenderBody.partial({ replyTo: true, storeId: true }), answers: Sender })
export const editSender = route({ method: 'PATCH', path: '/v1/sending/senders/:senderId', may: 'messages.settings', audits: 'sending.edit_sender', summary: 'Changes a sender. Holds for what is queued as well.', params: senderId, body: SenderBody.partial(), answers: Sender })
export const archiveSender = route({ method: 'DELETE', path: '/v1/sending/senders/:senderId', may: 'messages.settings', audits: 'sending.archive_sender', summary: 'Takes a sender out of choice. Mailings that use it keep it.', params: senderId, answers: Done })

export const dnsProblems = ['no_answer', 'dkim_missing', 'dkim_other_key', 'dkim_revoked', 'dkim_several', 'dkim_testing', 'spf_missing', 'spf_several', 'spf_lookups', 'spf_syntax', 'spf_broken_include', 'spf_not_included', 'spf_everybody', 'spf_no_end', 'spf_unknown_outgoing', 'dmarc_missing', 'dmarc_several', 'dmarc_syntax', 'dmarc_none', 'dmarc_no_reports', 'dmarc_strict', 'mx_missing', 'mx_elsewhere', 'mx_own', 'mx_no_name'] as const
export type DnsProblem = (typeof dnsProblems)[number]

export const checkKinds = ['dkim', 'spf', 'dmarc', 'mx'] as const
/** What the DNS says of one matter. `advice`: it works, and could be better. `unknown`: no server answered. */
export const DnsCheck = z.object({
  kind: z.enum(checkKinds),
  state: z.enum(['good', 'advice', 'missing', 'wrong', 'unknown']),
  /** The record as it must be; null where nothing is to be changed. */
  add: z.object({ type: z.enum(['TXT', 'MX']), name: z.string(), value: z.string(), priority: z.int().nullable() }).nullable(),
  /** Records of that name that are there now. */
  found: z.array(z.string()),
  problems: z.array(z.object({ code: z.enum(dnsProblems), about: z.string().nullable() })),
})
export type DnsCheck = z.infer<typeof DnsCheck>

/**
 * A key beside the one that signs. `waiting`: it signs as soon as its record is seen, or a person says so. `resting`: it
 * signs no more, and its record must stay until `removableAt`, for mails on their way. `retired`: its record may go.
 */
export const DkimKey = z.object({ id: Id, selector: z.string(), state: z.enum(['waiting', 'resting', 'retired']), record: z.object({ type: z.literal('TXT'), name: z.string(), value: z.string() }), check: DnsCheck.nullable(), createdAt: Instant, createdBy: z.string(), retiredAt: Instant.nullable(), removableAt: Instant.nullable() })
export type DkimKey = z.infer<typeof DkimKey>

export const SendingDomain = z.object({ id: Id, domain: z.string(), selector: z.string(), signsSince: Instant.nullable(), keys: z.array(DkimKey), bounceDomain: z.string().nullable(), checks: z.array(DnsCheck), checkedAt: Instant.nullable(), createdAt: Instant, createdBy: z.string(), senders: z.int() })
export type SendingDomain = z.infer<typeof SendingDomain>
const domainId = z.object({ domainId: Id })
export const listSendingDomains = route({ method: 'GET', path: '/v1/sending/domains', may: 'messages.read', summary: 'Domains in whose name is sent, with what the last look into the DNS found and what to add.', answers: z.object({ items: z.array(SendingDomain) }) })
export const createSendingDomain = route({ method: 'POST', path: '/v1/sending/domains', may: 'messages.settings', audits: 'sending.create_domain', summary: 'Adds a domain and makes its key (DKIM, RSA 2048).', body: z.object({ domain: Domain, bounceDomain: Domain.nullable().optional() }), answers: SendingDomain })
export const editSendingDomain = route({ method: 'PATCH', path: '/v1/sending/domains/:domainId', may: 'messages.settings', audits: 'sending.edit_domain', summary: 'Says where bounces go.', params: domainId, body: z.object({ bounceDomain: Domain.nullable() }), answers: SendingDomain })
export const checkSendingDomain = route({ method: 'POST', path: '/v1/sending/domains/:domainId/check', may: 'messages.settings', audits: 'sending.check_domain', summary: 'Looks into the DNS now.', params: domainId, answers: SendingDomain, limitPerMinute: 30 })
export const createDkimKey = route({ method: 'POST', path: '/v1/sending/domains/:domainId/keys', may: 'messages.settings', audits: 'sending.create_key', summary: 'Makes a new DKIM key beside the one that signs. It takes its place as soon as its record is seen in the DNS.', params: domainId, answers: SendingDomain, limitPerMinute: 20 })
export const signWithDkimKey = route({ method: 'POST', path: '/v1/sending/domains/:domainId/keys/:keyId/use', may: 'messages.settings', audits: 'sending.use_key', summary: 'Signs with a waiting key from now on, whatever the DNS says.', params: z.object({ domainId: Id, keyId: Id }), answers: SendingDomain })
export const removeDkimKey = route({ method: 'DELETE', path: '/v1/sending/domains/:domainId/keys/:keyId', may: 'messages.settings', audits: 'sending.remove_key', summary: 'Drops a waiting key, or forgets one that signed until a week ago.', params: z.object({ domainId: Id, keyId: Id }), answers: SendingDomain })
export const removeSendingDomain = route({ method: 'DELETE', path: '/v1/sending/domains/:domainId', may: 'messages.settings', audits: 'sending.remove_domain', summary: 'Removes a domain and its key. Mails in its name are signed no more.', params: domainId, answers: Done })

export const RecipientRate = z.object({ domain: z.string(), perSecond: z.number(), changedAt: Instant, changedBy: z.string() })
export type RecipientRate = z.infer<typeof RecipientRate>
export const listRecipientRates = route({ method: 'GET', path: '/v1/sending/recipient-rates', may: 'messages.read', summary: 'How fast the mailboxes of a domain are written to.', answers: z.object({ items: z.array(RecipientRate) }) })
export const setRecipientRate = route({ method: 'PUT', path: '/v1/sending/recipient-rates/:domain', may: 'messages.settings', audits: 'sending.set_rate', summary: 'Writes to the mailboxes of a domain at most so fast, over all processes and servers. Mails that have their time already keep it.', params: z.object({ domain: Domain }), body: z.object({ perSecond: z.number().min(0.01).max(10_000) }), answers: RecipientRate })
export const removeRecipientRate = route({ method: 'DELETE', path: '/v1/sending/recipient-rates/:domain', may: 'messages.settings', audits: 'sending.remove_rate', summary: 'Writes to the mailboxes of a domain as fast as to others.', params: z.object({ domain: Domain }), answers: Done })
