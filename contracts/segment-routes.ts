import { z } from 'zod'
import { CampaignState } from './campaigns.ts'
import { route } from './route.ts'
import { Rule } from './segments/rule.ts'
import { Currency, Day, Done, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

/** A rule as a tree (docs/segments.md). */
const RuleBody = Rule
/** Either the tree or its text. */
const Said = { rule: RuleBody.optional(), text: z.string().min(1).max(50_000).optional() }
const oneOf = { error: 'Expected a rule, as a tree in "rule" or as text in "text", and not both.', path: ['rule'] }
const said = ({ rule, text }: { rule?: unknown; text?: unknown }) => (rule === undefined) !== (text === undefined)

/** A day unlike its usual ones: how many came in (`entered`), or how many more were in at its end (`grown`). */
const Drift = z.object({ day: Day, measure: z.enum(['entered', 'grown']), value: z.int(), usual: z.number() })
export type Drift = z.infer<typeof Drift>

export const SegmentRow = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  /** The rule by which customers are in now; the newest one until the first stands. */
  text: z.string(),
  membersCount: z.int(),
  timeZone: z.string(),
  /** The definition that is being found, or could not be. */
  building: z.object({ version: z.int(), step: z.enum(['waiting', 'asking', 'writing', 'done']), rowsDone: z.int(), rowsExpected: z.int().nullable(), problem: z.string().nullable() }).nullable(),
  /** The newest of the last seven days that were looked at. */
  drift: Drift.nullable(),
  createdAt: Instant,
  createdBy: z.string(),
  archivedAt: Instant.nullable(),
})
export type SegmentRow = z.infer<typeof SegmentRow>

export const listSegments = route({
  method: 'GET', path: '/v1/segments', may: 'segments.read',
  summary: 'Segments by name.',
  query: PageQuery.extend({ q: z.string().trim().max(120).optional(), archived: z.enum(['yes', 'no']).default('no') }), answers: page(SegmentRow),
})

/** Where a segment is used: in another segment's rule, by a campaign that is not over, or in a saved view that the reader may see. */
export const SegmentUse = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('segment'), id: Id, name: z.string() }),
  z.object({ kind: z.literal('campaign'), id: Id, name: z.string(), state: CampaignState }),
  z.object({ kind: z.literal('view'), id: Id, name: z.string(), page: z.string(), search: z.record(z.string(), z.unknown()) }),
])
export type SegmentUse = z.infer<typeof SegmentUse>

const Version = z.object({ number: z.int(), rule: z.unknown(), text: z.string(), state: z.enum(['building', 'serving', 'past', 'failed']), madeBy: z.string(), madeAt: Instant, builtAt: Instant.nullable() })
export const Segment = SegmentRow.extend({
  rule: z.unknown(),
  storeId: Id.nullable(),
  /** Whether its days are compared with its usual ones, and by how many usual spreads they may depart. */
  watch: z.object({ watched: z.boolean(), threshold: z.number() }),
  /** Newest first. */
  versions: z.array(Version),
  usedBy: z.array(SegmentUse),
})
export type Segment = z.infer<typeof Segment>

const params = z.object({ segmentId: Id })
const Name = z.string().trim().min(1).max(120)

export const getSegment = route({ method: 'GET', path: '/v1/segments/:segmentId', may: 'segments.read', summary: 'One segment with its definitions.', params, answers: Segment })

export const createSegment = route({
  method: 'POST', path: '/v1/segments', may: 'segments.write', audits: 'segments.create',
  summary: 'Makes a segment. Its membership is found in the background.',
  body: z.object({ name: Name, description: z.string().trim().max(2000).optional(), storeId: Id.nullable().optional(), ...Said }).refine(said, oneOf), answers: Segment,
})

export const editSegment = route({
  method: 'PATCH', path: '/v1/segments/:segmentId', may: 'segments.write', audits: 'segments.edit',
  summary: 'Changes the name, the description or the rule. The old membership serves until that of the new rule stands.',
  params, body: z.object({ name: Name, description: z.string().trim().max(2000), ...Said }).partial().refine(body => body.rule === undefined || body.text === undefined, oneOf), answers: Segment,
})

export const archiveSegmentRoute = route({
  method: 'POST', path: '/v1/segments/:segmentId/archive', may: 'segments.write', audits: 'segments.archive',
  summary: 'Ends a segment. One that other segments are made of, or to which a campaign is on its way, is refused.', params, answers: Done,
})

export const restoreSegment = route({
  method: 'POST', path: '/v1/segments/:segmentId/restore', may: 'segments.write', audits: 'segments.restore',
  summary: 'Takes a segment out of the archive. Its membership is found anew in the background.', params, answers: Done,
})

export const watchSegment = route({
  method: 'PUT', path: '/v1/segments/:segmentId/watch', may: 'segments.write', audits: 'segments.watch',
  summary: 'Whether a day unlike its usual ones is told, and how many usual spreads it may depart.',
  params, body: z.object({ watched: z.boolean(), threshold: z.number().min(2).max(20) }), answers: Done,
})

export const segmentTrends = route({
  method: 'GET', path: '/v1/segments/trends', may: 'segments.read',
  summary: 'How many were in at the end of each of the last thirty days, of several segments.',
  query: z.object({ ids: many(Id) }), answers: z.array(z.object({ segmentId: Id, sizes: z.array(z.int()) })),
})

const Named = z.object({ id: Id, name: z.string() })
const Share = z.object({ customers: z.int(), spent: z.array(z.object({ currency: Currency, spentMinor: Minor })) })
export const Comparison = z.object({ a: Named, b: Named, onlyA: Share, both: Share, onlyB: Share })
export type Comparison = z.infer<typeof Comparison>
export const compareSegments = route({
  method: 'GET', path: '/v1/segments/compare', may: 'segments.read',
  summary: 'Who is in one segment alone, in both, in the other alone, and what they spent.',
  query: z.object({ a: Id, b: Id }), answers: Comparison,
})

export const Overlap = z.object({ size: z.int(), others: z.array(Named.extend({ size: z.int(), shared: z.int() })) })
export type Overlap = z.infer<typeof Overlap>
export const segmentOverlap = route({
  method: 'GET', path: '/v1/segments/:segmentId/overlap', may: 'segments.read',
  summary: 'How many members of a segment are in each other segment, the largest share first.', params, answers: Overlap,
})

export const Preview = z.object({
  /** How many customers the rule has at this instant, exactly, and how many there are in all. */
  count: z.int(),
  of: z.int(),
  at: Instant,
  /** The rule as text. */
  text: z.string(),
  /** Of these, how many have agreed to marketing on a channel. */
  reachable: z.object({ email: z.int(), sms: z.int() }),
  /** What they spent in all, net, per currency; the largest first. */
  spent: z.array(z.object({ currency: Currency, spentMinor: Minor })),
  sample: z.array(z.object({ id: Id, name: z.string(), email: z.string().nullable(), country: z.string().nullable(), ordersCount: z.int(), spentMinor: Minor, currency: Currency.nullable() })),
  tookMs: z.int(),
})
export type Preview = z.infer<typeof Preview>

export const previewSegment = route({
  method: 'POST', path: '/v1/segments/preview', may: 'segments.read',
  summary: 'How many customers a rule has now, and some of them, without making a segment.',
  body: z.object({ storeId: Id.nullable().optional(), ...Said }).refine(said, oneOf), answers: Preview, limitPerMinute: 600,
})

const Problem = z.object({ message: z.string(), line: z.int(), column: z.int(), offset: z.int(), length: z.int(), expected: z.array(z.string()) })
export const readRule = route({
  method: 'POST', path: '/v1/segments/read', may: 'segments.read',
  summary: 'A rule as tree and text, from either; or where its text is wrong and what was expected there.',
  body: z.object(Said).refine(said, oneOf), answers: z.object({ rule: z.unknown(), text: z.string().nullable(), problem: Problem.nullable() }),
})

export const segmentMembers = route({
  method: 'GET', path: '/v1/segments/:segmentId/members', may: 'customers.read',
  summary: 'Who is in a segment, the last to enter first.',
  params, query: PageQuery, answers: page(z.object({ id: Id, name: z.string(), email: z.string().nullable(), country: z.string().nullable(), enteredAt: Instant })),
})

export const causes = ['news', 'time', 'definition', 'rebuild', 'merge'] as const
export const segmentMoves = route({
  method: 'GET', path: '/v1/segments/:segmentId/moves', may: 'customers.read',
  summary: 'Who entered and who left, when and why, newest first.',
  params, query: PageQuery, answers: page(z.object({ id: Id, customerId: Id, name: z.string(), entered: z.boolean(), at: Instant, cause: z.enum(causes), eventId: Id.nullable(), eventName: z.string().nullable() })),
})

export const segmentHistory = route({
  method: 'GET', path: '/v1/segments/:segmentId/history', may: 'segments.read',
  summary: 'How many entered and left on each day of the segment’s time zone, and how many were in at its end.',
  params, query: z.object({ days: z.coerce.number().int().min(1).max(400).default(90) }),
  answers: z.object({ timeZone: z.string(), days: z.array(z.object({ day: Day, entered: z.int(), left: z.int(), size: z.int() })) }),
})

export type WhyNode = { kind: string; text: string; holds: boolean; until: string | null; actual: unknown; behind: { kind: 'event' | 'order' | 'refund' | 'cart'; id: string; at: string; name: string | null }[]; parts: WhyNode[] }
const WhyNode: z.ZodType<WhyNode, WhyNode> = z.object({
  /** `all`, `any`, `none` or the kind of a condition. */
  kind: z.string(),
  text: z.string(),
  holds: z.boolean(),
  /** Until then it surely stays so without news; null where only news can change it. */
  until: Instant.nullable(),
  /** What was found: a count, an amount, an instant, a fact. */
  actual: z.unknown(),
  /** What it was found in, the last twenty. */
  behind: z.array(z.object({ kind: z.enum(['event', 'order', 'refund', 'cart']), id: z.string(), at: Instant, name: z.string().nullable() })),
  get parts(): z.ZodArray<z.ZodType<WhyNode, WhyNode>> { return z.array(WhyNode) },
})

export const whySegment = route({
  method: 'GET', path: '/v1/segments/:segmentId/why/:customerId', may: 'customers.read',
  summary: 'Why a customer is in a segment or not, and when that changes if nothing happens.',
  params: params.extend({ customerId: Id }), answers: z.object({ customerId: Id, at: Instant, isMember: z.boolean(), changesAt: Instant.nullable(), why: WhyNode }),
})

export const customerSegments = route({
  method: 'GET', path: '/v1/customers/:customerId/segments', may: 'customers.read',
  summary: 'The segments that a customer is in.',
  params: z.object({ customerId: Id }), answers: z.array(z.object({ id: Id, name: z.string(), enteredAt: Instant })),
})
