import { z } from 'zod'
import { ConsentSource, Decision } from './consent.ts'
import { messageStates } from './messaging.ts'
import { route } from './route.ts'
import { Currency, Day, Done, Flag, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

export const campaignStates = ['draft', 'approval', 'scheduled', 'sending', 'paused', 'cancelled', 'done'] as const
export const CampaignState = z.enum(campaignStates)
export type CampaignState = z.infer<typeof CampaignState>

export const Audience = z.object({ include: z.array(Id).max(50), exclude: z.array(Id).max(50) })
export type Audience = z.infer<typeof Audience>

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:00.')
const LocalTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'Expected a day and a time like 2026-12-01T09:00.')

export const Schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }),
  z.object({ kind: z.literal('at'), at: Instant }),
  /** By each recipient's own clock. */
  z.object({ kind: z.literal('local'), at: LocalTime }),
])
export type Schedule = z.infer<typeof Schedule>

export const letters = ['A', 'B', 'C', 'D'] as const
export const Variant = z.object({
  templateId: Id,
  /** The version of the template; when left out, the one that is published when the campaign is launched. */
  versionId: Id.optional(),
  /** In place of the template's subject, by language. */
  subjects: z.record(z.string(), z.string().max(300)).optional(),
  /** Of a test of times: when this one is sent, by the recipient's clock. */
  time: TimeOfDay.optional(),
})
export type Variant = z.infer<typeof Variant>

export const Test = z.object({
  about: z.enum(['subject', 'content', 'time']),
  winner: z.enum(['revenue', 'click', 'open']),
  /** Of the audience that takes part in the test, all variants together; the others wait for the winner. 100: there is no winner, only a comparison. */
  sharePercent: z.int().min(1).max(100),
  hours: z.int().min(1).max(24 * 14),
})
export type Test = z.infer<typeof Test>

export const CampaignDraft = z.object({
  name: z.string().trim().min(1).max(120),
  storeId: Id.nullable(),
  senderId: Id.nullable(),
  audience: Audience,
  variants: z.partialRecord(z.enum(letters), Variant),
  test: Test.nullable(),
  holdOutPercent: z.number().min(0).max(50),
  schedule: Schedule,
  attributionDays: z.int().min(1).max(30),
  touch: z.enum(['sent', 'open', 'click']),
})
export type CampaignDraft = z.infer<typeof CampaignDraft>

const verdicts = ['more', 'less', 'unclear', 'no_hold_out', 'too_few'] as const
/** What the report said last, as of `at`. */
const CampaignFigures = z.object({
  at: Instant, currency: Currency.nullable(), sent: z.int(), delivered: z.int(), opened: z.int(), clicked: z.int(), orders: z.int(), revenueMinor: Minor,
  verdict: z.enum(verdicts), broughtMinor: Minor.nullable(), broughtFromMinor: Minor.nullable(), broughtToMinor: Minor.nullable(),
})

const summary = {
  id: Id, name: z.string(), state: CampaignState, storeId: Id.nullable(), createdAt: Instant, createdBy: z.string(),
  startsAt: Instant.nullable(), startedAt: Instant.nullable(), finishedAt: Instant.nullable(), archivedAt: Instant.nullable(), considered: z.int(),
}
export const CampaignRow = z.object({ ...summary, /** Null before anything is sent. */ figures: CampaignFigures.nullable() })
export type CampaignRow = z.infer<typeof CampaignRow>

export const Campaign = z.object({
  ...summary,
  ...CampaignDraft.shape,
  /** Counts the changes of the draft: give it with a change, so that nobody's change is lost unseen. */
  revision: z.int(), changedAt: Instant, changedBy: z.string(),
  launchedBy: z.string().nullable(), approvedBy: z.string().nullable(), approvedAt: Instant.nullable(),
  drawnAt: Instant.nullable(), winner: z.string().nullable(), winnerAt: Instant.nullable(), winnerBecause: z.unknown(), problem: z.string().nullable(),
})
export type Campaign = z.infer<typeof Campaign>

const params = z.object({ campaignId: Id })

/** `when`: when it began or will; drafts come last, or first. Revenue is compared in minor units of whatever currency. */
export const campaignSorts = ['-created', 'created', 'name', '-name', 'state', '-state', '-when', 'when', '-sent', 'sent', '-opened', 'opened', '-clicked', 'clicked', '-revenue', 'revenue'] as const
export type CampaignSort = (typeof campaignSorts)[number]
export const CampaignFilter = z.object({
  q: z.string().trim().max(120).optional(), state: many(CampaignState),
  /** Sent to it, or leaves out whoever is in it. */
  segment: Id.optional(),
  template: Id.optional(),
  /** Days on which it began or will, both included, in the time zone of the first store. */
  whenFrom: Day.optional(), whenTo: Day.optional(),
  archived: z.enum(['yes', 'no']).default('no'),
})
export type CampaignFilter = z.output<typeof CampaignFilter>

export const listCampaigns = route({ method: 'GET', path: '/v1/campaigns', may: 'messages.read', summary: 'Campaigns with what the report said last, the newest first unless sorted.', query: PageQuery.extend({ ...CampaignFilter.shape, sort: z.enum(campaignSorts).default('-created') }), answers: page(CampaignRow) })
const Several = z.object({ campaignIds: z.array(Id).min(1).max(200) })
export const archiveCampaigns = route({ method: 'POST', path: '/v1/campaigns/archive', may: 'messages.write', audits: 'campaigns.archive', summary: 'Puts campaigns away; their reports stay. One that is on its way is refused, and then none is put away.', body: Several, answers: Done })
export const restoreCampaigns = route({ method: 'POST', path: '/v1/campaigns/restore', may: 'messages.write', audits: 'campaigns.restore', summary: 'Takes campaigns out of the archive.', body: Several, answers: Done })
export const copyCampaigns = route({ method: 'POST', path: '/v1/campaigns/copies', may: 'messages.write', audits: 'campaigns.create', summary: 'Makes a draft like each of these campaigns.', body: z.object({ campaignIds: z.array(Id).min(1).max(50) }), answers: z.object({ items: z.array(z.object({ id: Id, name: z.string() })) }) })
export const createCampaign = route({ method: 'POST', path: '/v1/campaigns', may: 'messages.write', audits: 'campaigns.create', summary: 'Makes a draft. What is left out has a sensible default: 5 % hold-out, sent at once.', body: CampaignDraft.partial().required({ name: true }), answers: Campaign })
export const getCampaign = route({ method: 'GET', path: '/v1/campaigns/:campaignId', may: 'messages.read', summary: 'One campaign.', params, answers: Campaign })
export const editCampaign = route({ method: 'PATCH', path: '/v1/campaigns/:campaignId', may: 'messages.write', audits: 'campaigns.edit', summary: 'Changes a draft. With `revision` only if it is still the one that the change was made on; 409 says who changed it meanwhile.', params, body: CampaignDraft.partial().extend({ revision: z.int().optional() }), answers: Campaign })
export const removeCampaign = route({ method: 'DELETE', path: '/v1/campaigns/:campaignId', may: 'messages.write', audits: 'campaigns.remove', summary: 'Removes a draft.', params, answers: Done })
export const copyCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/copy', may: 'messages.write', audits: 'campaigns.create', summary: 'Makes a draft like this campaign.', params, answers: Campaign })

/** `counts`: of each outcome. `send`, `held_out`, or the reason why not (`sendReasons`). */
export const DryRun = z.object({ state: z.enum(['running', 'done', 'failed']), askedAt: Instant, expected: z.int().nullable(), considered: z.int(), counts: z.record(z.string(), z.int()), problem: z.string().nullable() })
export type DryRun = z.infer<typeof DryRun>

export const startDryRun = route({ method: 'POST', path: '/v1/campaigns/:campaignId/dry-run', may: 'messages.write', summary: 'Finds out what would become of everybody in the audience, without sending. In the background.', params, answers: DryRun })
export const getDryRun = route({ method: 'GET', path: '/v1/campaigns/:campaignId/dry-run', may: 'messages.read', summary: 'The last dry run; 404 where there was none.', params, answers: DryRun })
const Person = z.object({ id: Id, name: z.string(), email: z.string().nullable(), country: z.string().nullable() })
export const dryRunPeople = route({ method: 'GET', path: '/v1/campaigns/:campaignId/dry-run/people', may: 'customers.read', summary: 'The people behind a number of the dry run.', params, query: PageQuery.extend({ outcome: z.string().max(40) }), answers: page(Person) })

export const launchCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/launch', may: 'messages.send', audits: 'campaigns.launch', summary: 'Schedules a draft, or asks a second person to approve it where the rules say so. What stands in the way is named. With `revision` only what was looked at is sent: 409 where it was changed meanwhile.', params, query: z.object({ revision: z.coerce.number().int().optional() }), answers: Campaign })
export const approveCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/approve', may: 'messages.send', audits: 'campaigns.approve', summary: 'A second person agrees.', params, answers: Campaign })
export const pauseCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/pause', may: 'messages.send', audits: 'campaigns.pause', summary: 'Holds a campaign that is being sent; what a server has been handed goes out.', params, answers: Campaign })
export const resumeCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/resume', may: 'messages.send', audits: 'campaigns.resume', summary: 'Goes on where it was paused.', params, answers: Campaign })
export const cancelCampaign = route({ method: 'POST', path: '/v1/campaigns/:campaignId/cancel', may: 'messages.send', audits: 'campaigns.cancel', summary: 'Ends a campaign for good, or takes a scheduled one back to a draft.', params, answers: Campaign })

const Sales = z.object({ orders: z.int(), revenueMinor: Minor })
export const Report = z.object({
  campaignId: Id, at: Instant, currency: Currency.nullable(),
  considered: z.int(), byState: z.partialRecord(z.enum(messageStates), z.int()), skipped: z.record(z.string(), z.int()),
  delivered: z.int(), opened: z.int(), clicked: z.int(), replied: z.int(), unsubscribed: z.int(), bounced: z.int(), complained: z.int(),
  /** Orders and net revenue by the last touch; what went back is taken off already. */
  attributed: Sales.extend({ refundedMinor: Minor }),
  /** Against the hold-out: what the campaign brought, with the interval that holds it 95 times in 100. */
  incremental: z.object({
    verdict: z.enum(verdicts),
    treated: z.int(), heldOut: z.int(), treatedBuyers: z.int(), heldOutBuyers: z.int(),
    revenueMinor: Minor.nullable(), fromMinor: Minor.nullable(), toMinor: Minor.nullable(), pValue: z.number().nullable(),
    /** Until then the time in which orders count runs on for somebody. */
    openUntil: Instant.nullable(),
  }),
  variants: z.array(z.object({ letter: z.string(), sent: z.int(), opened: z.int(), clicked: z.int(), unsubscribed: z.int(), bounced: z.int(), attributed: Sales })),
})
export type Report = z.infer<typeof Report>

export const campaignReport = route({ method: 'GET', path: '/v1/campaigns/:campaignId/report', may: 'messages.read', summary: 'What became of a campaign and what it earned, as of now.', params, answers: Report })

export const outcomes = ['delivered', 'opened', 'clicked', 'replied', 'unsubscribed', 'bounced', 'complained', 'ordered'] as const
/** What is said together holds together. */
export const PeopleFilter = z.object({
  /** A name, an e-mail address, a phone number or an order's number. */
  q: z.string().trim().max(200).optional(),
  state: many(z.enum(messageStates)), reason: z.string().max(40).optional(), did: z.enum(outcomes).optional(), letter: z.enum(letters).optional(),
  /** Followed this link; with `byMachine` only a program did. */
  link: z.string().max(4000).optional(), byMachine: Flag.optional(),
  /** Bought within the days that count from when the message was planned: of those who were to get it, or of those left out by lot. */
  bought: z.enum(['treated', 'held_out']).optional(),
})
export type PeopleFilter = z.output<typeof PeopleFilter>
export const CampaignPerson = z.object({
  messageId: Id, /** Null where they were erased. */ customerId: Id.nullable(), name: z.string(), email: z.string().nullable(), country: z.string().nullable(),
  letter: z.string(), language: z.string().nullable(), state: z.enum(messageStates), reason: z.string().nullable(),
  /** The entry of the consent ledger that allowed it. */
  consent: z.object({ decision: Decision, source: ConsentSource, occurredAt: Instant }).nullable(),
  createdAt: Instant, sendAt: Instant, sentAt: Instant.nullable(), deliveredAt: Instant.nullable(), openedAt: Instant.nullable(), clickedAt: Instant.nullable(), repliedAt: Instant.nullable(),
  unsubscribedAt: Instant.nullable(), bouncedAt: Instant.nullable(), complainedAt: Instant.nullable(),
  /** Orders that count for this message. */
  orders: z.array(z.object({ id: Id, number: z.string(), netMinor: Minor, currency: Currency })),
})
export type CampaignPerson = z.infer<typeof CampaignPerson>
export const campaignPeople = route({ method: 'GET', path: '/v1/campaigns/:campaignId/people', may: 'customers.read', summary: 'The people behind a number of the report: which message, why, and what happened.', params, query: PageQuery.extend(PeopleFilter.shape), answers: page(CampaignPerson) })
export const exportCampaignPeople = route({ method: 'GET', path: '/v1/campaigns/:campaignId/people/export', may: 'customers.export', audits: 'campaigns.export', summary: 'The same people as CSV.', params, query: PeopleFilter, answers: 'text/csv' })

export const CampaignOrder = z.object({
  id: Id, number: z.string(), placedAt: Instant, customerId: Id, name: z.string(), email: z.string().nullable(), messageId: Id, letter: z.string(), /** When the message was touched for which it counts. */ touchedAt: Instant,
  currency: Currency, /** Goods less discounts, before anything went back. */ goodsMinor: Minor, refundedMinor: Minor, netMinor: Minor,
})
export type CampaignOrder = z.infer<typeof CampaignOrder>
export const campaignOrders = route({ method: 'GET', path: '/v1/campaigns/:campaignId/orders', may: 'orders.read', summary: 'The orders behind the revenue of the report, the latest first, with what went back.', params, query: PageQuery.extend({ letter: z.enum(letters).optional() }), answers: page(CampaignOrder) })
export const campaignLinks = route({ method: 'GET', path: '/v1/campaigns/:campaignId/links', may: 'messages.read', summary: 'How often each link of the mail was followed, by people; machines apart.', params, answers: z.array(z.object({ url: z.string(), index: z.int(), people: z.int(), clicks: z.int(), machines: z.int() })) })
export const compareCampaigns = route({ method: 'GET', path: '/v1/campaigns/compare', may: 'messages.read', summary: 'Reports of several campaigns side by side.', query: z.object({ campaign: z.union([Id, z.array(Id).max(6)]) }), answers: z.array(Report.extend({ name: z.string() })) })
