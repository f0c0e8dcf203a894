import { z } from 'zod'
import { route } from './route.ts'
import { Done, Id, Instant, many, page, PageQuery } from './shapes.ts'

/** What a person may ask of us: their data, its end, that it lies still, or that it is used again. */
export const privacyKinds = ['export', 'erase', 'restrict', 'unrestrict'] as const
export const PrivacyKind = z.enum(privacyKinds)
export type PrivacyKind = z.infer<typeof PrivacyKind>

/** `open`: asked, and nobody has begun. `failed`: it is tried again by itself, and can be begun again. */
export const privacyStates = ['open', 'running', 'done', 'failed', 'refused'] as const
export const PrivacyState = z.enum(privacyStates)
export type PrivacyState = z.infer<typeof PrivacyState>

/** Steps of an export and of an erasure, in their order. */
export const privacySteps = ['gather', 'rows', 'passages', 'warehouse', 'search', 'finish'] as const
export const Progress = z.object({ step: z.enum(privacySteps), done: z.int(), total: z.int() })
export type Progress = z.infer<typeof Progress>

const Counts = z.record(z.string(), z.object({ deleted: z.int(), blanked: z.int() }))

/** What was done, without a word of whom it was done to. `digest` is SHA-256 over everything else, `signature` signs it. */
export const Certificate = z.object({
  requestId: Id, askedAt: Instant, finishedAt: Instant, doneBy: z.string(),
  postgres: Counts,
  clickhouse: Counts,
  /** Orders that stay in the books, without whose they were. */
  ordersKept: z.int(),
  /** Identifiers that do not come in again. */
  tombstones: z.int(),
  search: z.object({
    tables: z.int(), columns: z.int(),
    /** How many identifiers and names were looked for, and how many are too short to be looked for as text. */
    looked: z.int(), tooShort: z.int(),
    /** Another customer has the same name: only the identifiers were looked for. */
    namesake: z.boolean(),
    found: z.array(z.object({ store: z.enum(['postgres', 'clickhouse']), table: z.string(), column: z.string(), rows: z.int() })),
  }),
  digest: z.string(), signature: z.string(),
})
export type Certificate = z.infer<typeof Certificate>

export const PrivacyRequest = z.object({
  id: Id,
  kind: PrivacyKind,
  state: PrivacyState,
  customerId: Id,
  /** The customer as they are known now; null once erased. */
  label: z.string().nullable(),
  note: z.string(),
  askedAt: Instant,
  dueAt: Instant,
  askedBy: z.string(),
  decidedBy: z.string().nullable(),
  refusedBecause: z.string().nullable(),
  finishedAt: Instant.nullable(),
  progress: Progress.nullable(),
  problem: z.string().nullable(),
  /** Of an export: how large, until when, and whether somebody fetched it. */
  file: z.object({ bytes: z.int(), expiresAt: Instant, fetchedAt: Instant.nullable() }).nullable(),
  /** Of an erasure: rows that are gone or blanked so far. */
  removed: z.int(),
  hasCertificate: z.boolean(),
  /** How often somebody came back with an identifier that was erased. */
  cameAgain: z.int(),
  cameLastAt: Instant.nullable(),
})
export type PrivacyRequest = z.infer<typeof PrivacyRequest>

export const listPrivacyRequests = route({
  method: 'GET', path: '/v1/privacy/requests', may: 'privacy.read',
  summary: 'Requests of customers about their data, the latest first.',
  query: PageQuery.extend({ state: many(PrivacyState), kind: many(PrivacyKind), customer: Id.optional() }), answers: page(PrivacyRequest),
})
const params = z.object({ requestId: Id })
export const getPrivacyRequest = route({
  method: 'GET', path: '/v1/privacy/requests/:requestId', may: 'privacy.read',
  summary: 'One request: how far it is, what was done. Who may act on it also gets the link to an export, which works for a day.',
  params, answers: PrivacyRequest.extend({ link: z.string().nullable(), certificate: Certificate.nullable() }),
})
export const askPrivacy = route({
  method: 'POST', path: '/v1/privacy/requests', may: 'privacy.write', audits: 'privacy.ask',
  summary: 'Notes what a customer asked for; with `start` it is done at once.',
  body: z.object({ customerId: Id, kind: PrivacyKind, note: z.string().trim().max(2000).default(''), start: z.boolean().default(false) }), answers: PrivacyRequest,
})
export const startPrivacy = route({
  method: 'POST', path: '/v1/privacy/requests/:requestId/start', may: 'privacy.write', audits: 'privacy.start',
  summary: 'Does what was asked for. An erasure cannot be undone.', params, answers: PrivacyRequest,
})
export const refusePrivacy = route({
  method: 'POST', path: '/v1/privacy/requests/:requestId/refuse', may: 'privacy.write', audits: 'privacy.refuse',
  summary: 'Says that it will not be done, and why.', params, body: z.object({ because: z.string().trim().min(3, 'Say why.').max(1000) }), answers: PrivacyRequest,
})
export const privacyFile = route({
  method: 'GET', path: '/v1/privacy/requests/:requestId/file', may: 'privacy.write',
  summary: 'The archive of an export: everything as JSON and as CSV.', params, answers: 'application/zip',
})
export const privacyCertificate = route({
  method: 'GET', path: '/v1/privacy/requests/:requestId/certificate', may: 'privacy.read',
  summary: 'The certificate of an erasure. It names nobody.', params, answers: Certificate,
})

/** Whatever a person is known by; one is enough. */
export const releaseErased = route({
  method: 'POST', path: '/v1/privacy/release', may: 'privacy.write', audits: 'privacy.release',
  summary: 'Somebody who was erased came back by themselves: what names them may come in again. Nothing that was erased returns.',
  body: z.object({ email: z.string().max(254), phone: z.string().max(40), userId: z.string().max(512), storeKey: z.string().max(60) }).partial(), answers: z.object({ released: z.int() }),
})

export const RetentionRule = z.object({ eventName: z.string(), days: z.int(), setAt: Instant, setBy: z.string(), ranAt: Instant.nullable(), deletedLast: z.int(), deletedTotal: z.int() })
export type RetentionRule = z.infer<typeof RetentionRule>

export const listRetention = route({ method: 'GET', path: '/v1/privacy/retention', may: 'privacy.read', summary: 'How long events of which name are kept.', answers: z.object({ items: z.array(RetentionRule), names: z.array(z.string()) }) })
export const setRetention = route({
  method: 'PUT', path: '/v1/privacy/retention', may: 'privacy.write', audits: 'privacy.set_retention',
  summary: 'Deletes events of a name so many days after they happened, every night, in both stores.',
  body: z.object({ eventName: z.string().trim().min(1).max(512), days: z.int().min(1).max(36500) }), answers: RetentionRule,
})
export const dropRetention = route({
  method: 'DELETE', path: '/v1/privacy/retention/:eventName', may: 'privacy.write', audits: 'privacy.drop_retention',
  summary: 'Keeps events of this name from now on.', params: z.object({ eventName: z.string().min(1).max(512) }), answers: Done,
})

/** `keep`: an erasure leaves orders in the books, without whose they were. `delete`: they go, and the figures with them. */
export const PrivacyRules = z.object({ orders: z.enum(['keep', 'delete']), dueDays: z.int().min(1).max(365) })
export type PrivacyRules = z.infer<typeof PrivacyRules>
export const privacyRules = route({ method: 'GET', path: '/v1/privacy/rules', may: 'privacy.read', summary: 'What an erasure does to orders, and how long a request may take.', answers: PrivacyRules })
export const changePrivacyRules = route({ method: 'PUT', path: '/v1/privacy/rules', may: 'privacy.write', audits: 'privacy.change_rules', summary: 'Changes what an erasure does to orders, and how long a request may take.', body: PrivacyRules, answers: PrivacyRules })
