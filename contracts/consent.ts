import { z } from 'zod'
import { route } from './route.ts'
import { Done, Flag, Id, Instant, Language, many, page, PageQuery } from './shapes.ts'

export const channels = ['email', 'sms', 'whatsapp', 'push', 'phone', 'post'] as const
export const Channel = z.enum(channels)
export type Channel = z.infer<typeof Channel>

export const purposes = ['marketing', 'service', 'profiling'] as const
export const Purpose = z.enum(purposes)
export type Purpose = z.infer<typeof Purpose>

/** `pending`: asked by a letter whether it was them (double opt-in), not confirmed yet. `withdrawn`: granted once, and taken back. */
export const decisions = ['granted', 'denied', 'pending', 'withdrawn'] as const
export const Decision = z.enum(decisions)
export type Decision = z.infer<typeof Decision>

export const consentSources = ['event', 'traits', 'staff', 'api', 'import', 'confirmation', 'preferences'] as const
export const ConsentSource = z.enum(consentSources)
export type ConsentSource = z.infer<typeof ConsentSource>

/**
 * Why somebody may or may not be contacted. Yes: `granted`, or `assumed` where nothing is known and the rules allow it.
 * No: `erased`, `unknown` (no such customer), `restricted`, `suppressed`, `denied`, `withdrawn`, `pending`, `no_consent`.
 */
export const contactReasons = ['granted', 'assumed', 'erased', 'unknown', 'restricted', 'suppressed', 'denied', 'withdrawn', 'pending', 'no_consent'] as const
export const ContactReason = z.enum(contactReasons)
export type ContactReason = z.infer<typeof ContactReason>

/** The answer for one customer, with the entry of the ledger that decides. */
export const Contact = z.object({ customerId: Id, may: z.boolean(), reason: ContactReason, consentId: Id.nullable() })
export type Contact = z.infer<typeof Contact>

/** How we know: what of it was known when it was recorded. */
export const Proof = z.object({
  ip: z.string(), userAgent: z.string(), page: z.string(), form: z.string(), reason: z.string(), staff: z.string(), eventId: Id, eventName: z.string(), file: z.string(), row: z.int(), note: z.string(), confirmationId: Id, messageId: Id,
}).partial()
export type Proof = z.infer<typeof Proof>

export const ConsentEntry = z.object({
  id: Id,
  channel: Channel,
  purpose: Purpose,
  decision: Decision,
  source: ConsentSource,
  sourceName: z.string().nullable(),
  wordingVersion: z.string().nullable(),
  /** What they read, in the language in which they read it. */
  wordingText: z.string().nullable(),
  language: z.string().nullable(),
  /** When they said so, and when we heard of it. */
  occurredAt: Instant,
  recordedAt: Instant,
  proof: Proof,
  /** It decides today. */
  decides: z.boolean(),
})
export type ConsentEntry = z.infer<typeof ConsentEntry>

export const ConsentCell = z.object({ channel: Channel, purpose: Purpose, may: z.boolean(), reason: ContactReason, state: Decision.nullable(), consentId: Id.nullable(), at: Instant.nullable() })
export type ConsentCell = z.infer<typeof ConsentCell>

export const Suppression = z.object({ id: Id, channel: Channel, reason: z.enum(['bounce', 'complaint', 'manual', 'list']), since: Instant, by: z.string() })
export type Suppression = z.infer<typeof Suppression>
export const Restriction = z.object({ since: Instant, by: z.string(), reason: z.string() })
export type Restriction = z.infer<typeof Restriction>

const params = z.object({ customerId: Id })

export const customerConsents = route({
  method: 'GET', path: '/v1/customers/:customerId/consents', may: 'consents.read',
  summary: 'May we contact this customer? For each channel and purpose yes or no, why, and what decides.',
  params,
  answers: z.object({ cells: z.array(ConsentCell), restriction: Restriction.nullable(), suppressions: z.array(Suppression), entries: z.int(), confirmation: z.object({ askedAt: Instant, expiresAt: Instant }).nullable() }),
})

export const consentHistory = route({
  method: 'GET', path: '/v1/customers/:customerId/consents/history', may: 'consents.read',
  summary: 'The ledger of one customer with the proof of each entry, the latest first.',
  params, query: PageQuery.extend({ channel: Channel.optional(), purpose: Purpose.optional() }), answers: page(ConsentEntry),
})

const Said = {
  channels: z.array(Channel).min(1, 'Name at least one channel.').max(channels.length),
  purposes: z.array(Purpose).min(1, 'Name at least one purpose.').max(purposes.length),
  decision: z.enum(['granted', 'denied', 'withdrawn']),
  /** When they said so; now when left out. Not in the future. */
  occurredAt: Instant.optional(),
  wordingVersion: z.string().trim().min(1).max(200).optional(),
  language: z.string().max(20).optional(),
}

export const recordConsent = route({
  method: 'POST', path: '/v1/customers/:customerId/consents', may: 'consents.write', audits: 'consents.record',
  summary: 'A person of the team records what a customer said, and how they know.',
  params,
  body: z.object({ ...Said, reason: z.string().trim().min(3, 'Say how you know, e.g. "Asked by phone".').max(1000) }),
  answers: z.object({ recorded: z.int() }),
})

export const ConsentToRecord = z.object({
  ...Said,
  /** Suki's id, or what the person is known by. Whom nobody knows becomes a customer. */
  customer: z.object({ id: Id, externalId: z.string().min(1).max(200), storeKey: z.string().min(1).max(60), email: z.string().max(254), phone: z.string().max(40) }).partial(),
  /** What they read, where the version is not one of the console's. */
  wordingText: z.string().max(5000).optional(),
  proof: z.object({ ip: z.string().max(60), userAgent: z.string().max(500), page: z.string().max(2000), form: z.string().max(200), note: z.string().max(1000) }).partial().default({}),
})
export type ConsentToRecord = z.output<typeof ConsentToRecord>

export const recordConsents = route({
  method: 'POST', path: '/v1/consents', may: 'consents.write', audits: 'consents.record',
  summary: 'Records up to 1,000 consents that a shop, a till or a form took, each with its proof.',
  body: z.object({ consents: z.array(ConsentToRecord).min(1).max(1000) }),
  answers: z.object({ recorded: z.int(), customerIds: z.array(Id.nullable()) }),
})

export const contactAnswers = route({
  method: 'GET', path: '/v1/consents/answers', may: 'consents.read',
  summary: 'May these customers be contacted on this channel for this purpose? Up to 100 by `customer`.',
  query: z.object({ customer: many(Id), channel: Channel, purpose: Purpose }), answers: z.object({ items: z.array(Contact) }),
})

export const askConfirmation = route({
  method: 'POST', path: '/v1/customers/:customerId/consents/confirmation', may: 'consents.write', audits: 'consents.ask',
  summary: 'Sends the letter that asks whether it was them (double opt-in). Until they confirm, it is pending.',
  params, body: z.object({ purposes: z.array(Purpose).min(1).default(['marketing']), wordingVersion: z.string().max(200).optional(), language: Language.optional() }), answers: Done,
})

export const suppressCustomer = route({
  method: 'POST', path: '/v1/customers/:customerId/suppressions', may: 'consents.write', audits: 'consents.suppress',
  summary: 'Sends nothing more on this channel, whatever was agreed to.', params, body: z.object({ channel: Channel }), answers: Done,
})
export const liftSuppression = route({
  method: 'DELETE', path: '/v1/suppressions/:suppressionId', may: 'consents.write', audits: 'consents.lift_suppression',
  summary: 'Lets messages go to this address again.', params: z.object({ suppressionId: Id }), answers: Done,
})

export const Wording = z.object({
  id: Id, version: z.string(), note: z.string(), channels: z.array(Channel), purposes: z.array(Purpose), texts: z.partialRecord(Language, z.string()),
  createdAt: Instant, createdBy: z.string(), retiredAt: Instant.nullable(),
  /** Entries of the ledger that rest on it. */
  consents: z.int(),
})
export type Wording = z.infer<typeof Wording>

export const listWordings = route({
  method: 'GET', path: '/v1/consents/wordings', may: 'consents.read',
  summary: 'What people read before they agreed: versions and their texts, the latest first.', query: PageQuery.extend({ retired: Flag.optional() }), answers: page(Wording),
})
export const createWording = route({
  method: 'POST', path: '/v1/consents/wordings', may: 'consents.settings', audits: 'consents.create_wording',
  summary: 'Adds a version. It is never changed; new words are a new version.',
  body: z.object({
    version: z.string().trim().min(3).max(100).regex(/^[a-z0-9][a-z0-9._-]*$/, 'Expected small letters, digits, dots and dashes, e.g. newsletter-2026-11.'),
    note: z.string().trim().max(500).default(''), channels: Said.channels, purposes: Said.purposes,
    texts: z.partialRecord(Language, z.string().trim().min(1).max(5000)).refine(texts => Object.keys(texts).length > 0, 'Write it in at least one language.'),
  }),
  answers: Wording,
})
export const retireWording = route({
  method: 'POST', path: '/v1/consents/wordings/:wordingId/retire', may: 'consents.settings', audits: 'consents.retire_wording',
  summary: 'Says that nobody is shown this version any more. What rests on it stands.', params: z.object({ wordingId: Id }), answers: Wording,
})

/** What holds where nothing is known, and where a letter asks whether it was them. */
export const ConsentRules = z.object({
  /** Purposes for which each channel may be used although nobody asked. */
  assumed: z.record(Channel, z.array(Purpose)),
  /** Subscriptions that come from forms and scripts count after the person confirms by e-mail. */
  doubleOptIn: z.boolean(),
  /** How long such a letter can be answered. */
  confirmWithinDays: z.int().min(1).max(90),
})
export type ConsentRules = z.infer<typeof ConsentRules>

export const consentRules = route({ method: 'GET', path: '/v1/consents/rules', may: 'consents.read', summary: 'What holds where nothing is known, and double opt-in.', answers: ConsentRules })
export const changeConsentRules = route({
  method: 'PUT', path: '/v1/consents/rules', may: 'consents.settings', audits: 'consents.change_rules',
  summary: 'Changes what holds where nothing is known, and double opt-in.', body: ConsentRules, answers: ConsentRules,
})

export const ConsentImport = z.object({ id: Id, fileName: z.string(), rowsRead: z.int(), recorded: z.int(), known: z.int(), bad: z.int(), importedBy: z.string(), importedAt: Instant })
export type ConsentImport = z.infer<typeof ConsentImport>

/** Columns of a file of consents; the first line names them. */
export const consentColumns = ['email', 'phone', 'customer_id', 'external_id', 'store', 'channel', 'purpose', 'decision', 'occurred_at', 'wording_version', 'wording_text', 'language', 'ip', 'user_agent', 'page', 'form', 'note'] as const

export const importConsents = route({
  method: 'POST', path: '/v1/consents/imports', may: 'consents.settings', audits: 'consents.import',
  summary: 'Takes in a CSV file of consents with their proof, at most 1.5 MB at a time. Rows that cannot be used are kept with the reason.',
  body: z.object({ fileName: z.string().trim().min(1).max(300), content: z.string().min(1).max(1_500_000) }), answers: ConsentImport,
})
export const listConsentImports = route({ method: 'GET', path: '/v1/consents/imports', may: 'consents.read', summary: 'Files of consents that were taken in, the latest first.', query: PageQuery, answers: page(ConsentImport) })
export const consentImportBadRows = route({
  method: 'GET', path: '/v1/consents/imports/:importId/bad-rows', may: 'consents.settings', summary: 'The rows that could not be used, as CSV with the reasons.',
  params: z.object({ importId: Id }), answers: 'text/csv',
})
