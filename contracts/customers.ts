import { z } from 'zod'
import { route } from './route.ts'
import { Country, Currency, Day, Done, Flag, Id, Instant, Language, many, Minor, page, PageQuery } from './shapes.ts'

export const CustomerRow = z.object({
  id: Id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  language: z.string().nullable(),
  country: Country.nullable(),
  city: z.string().nullable(),
  tags: z.array(z.string()),
  /** Orders that stand, and what they brought net of discounts and refunds, in the currency that the customer mostly buys in. */
  ordersCount: z.int(),
  spentMinor: Minor,
  currency: Currency.nullable(),
  firstOrderAt: Instant.nullable(),
  lastOrderAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  createdAt: Instant,
})
export type CustomerRow = z.infer<typeof CustomerRow>

const Whole = z.coerce.number().int()

/** The filters of the list; Home and others link to them, so that every figure opens its customers. */
export const CustomerFilter = z.object({
  /** A name, e-mail, phone, order number or the shop's own id; typing mistakes in names are forgiven. */
  q: z.string().trim().max(200).optional(),
  ids: many(Id),
  country: many(Country),
  /** As stored, e.g. `nl`. */
  language: many(z.string().max(20)),
  city: many(z.string().max(120)),
  /** Customers who carry all of these. */
  tag: many(z.string().max(60)),
  /** In all of these segments, and in none of those. */
  segment: many(Id),
  notSegment: many(Id),
  hasEmail: Flag.optional(),
  hasPhone: Flag.optional(),
  ordersFrom: Whole.optional(),
  ordersTo: Whole.optional(),
  spentFrom: Whole.optional(),
  spentTo: Whole.optional(),
  currency: Currency.optional(),
  /** Days are of the chosen store's time zone, else of the first store's; both ends are included. */
  lastOrderFrom: Day.optional(),
  lastOrderTo: Day.optional(),
  /** Ordered, but not within so many days. */
  noOrderForDays: z.coerce.number().int().min(1).max(36500).optional(),
  firstOrderFrom: Day.optional(),
  firstOrderTo: Day.optional(),
  createdFrom: Day.optional(),
  createdTo: Day.optional(),
  /** Bought in any of these stores. */
  store: many(Id),
  /** Bought on these days: anyone, those whose first order lies there, or those who had ordered before. */
  boughtFrom: Day.optional(),
  boughtTo: Day.optional(),
  buyer: z.enum(['any', 'new', 'returning']).optional(),
})
export type CustomerFilter = z.output<typeof CustomerFilter>

/** `-` is largest or newest first. Who never ordered comes last either way. `best`: how well the search matches. */
export const customerSorts = ['-created', 'created', '-lastOrder', 'lastOrder', '-spent', 'spent', '-orders', 'orders', 'name', '-name', 'best'] as const
export type CustomerSort = (typeof customerSorts)[number]

/** The order of a list whose caller asked for none: the one that its filter is about. */
export const sortOf = (filter: Pick<CustomerFilter, 'q' | 'lastOrderFrom' | 'lastOrderTo' | 'boughtFrom' | 'boughtTo'>): CustomerSort =>
  filter.q ? 'best' : filter.lastOrderFrom || filter.lastOrderTo || filter.boughtFrom || filter.boughtTo ? '-lastOrder' : '-created'

const CustomerQuery = CustomerFilter.extend({ ...PageQuery.shape, sort: z.enum(customerSorts).optional() })
export type CustomerQuery = z.output<typeof CustomerQuery>

export const listCustomers = route({
  method: 'GET', path: '/v1/customers', may: 'customers.read',
  summary: 'Customers, newest first unless sorted; the best matches of a search first, filters by orders by the last order.',
  query: CustomerQuery, answers: page(CustomerRow),
})

export const countCustomers = route({
  method: 'GET', path: '/v1/customers/count', may: 'customers.read',
  summary: 'How many customers a filter has: exact up to 10,000, beyond that an estimate that says so.',
  query: CustomerFilter, answers: z.object({ count: z.int(), exact: z.boolean() }),
})

export const customerColumns = ['id', 'name', 'email', 'phone', 'language', 'country', 'city', 'tags', 'ordersCount', 'spent', 'currency', 'firstOrderAt', 'lastOrderAt', 'lastSeenAt', 'createdAt'] as const
export type CustomerColumn = (typeof customerColumns)[number]

const ExportQuery = CustomerFilter.extend({ sort: z.enum(customerSorts).optional(), columns: many(z.enum(customerColumns)) })
export type CustomerExport = z.output<typeof ExportQuery>

export const exportCustomers = route({
  method: 'GET', path: '/v1/customers/export', may: 'customers.export', audits: 'customers.export',
  summary: 'The customers of a filter as CSV, streamed. The header x-total-rows says how many rows come.',
  query: ExportQuery, answers: 'text/csv', limitPerMinute: 20,
})

export const customerChoices = route({
  method: 'GET', path: '/v1/customers/choices', may: 'customers.read',
  summary: 'What there is to filter by: countries, languages, tags, and up to 500 cities that begin with `city`.',
  query: z.object({ city: z.string().max(120).optional() }),
  answers: z.object({ countries: z.array(z.string()), languages: z.array(z.string()), tags: z.array(z.string()), cities: z.array(z.string()) }),
})

const text = (max: number) => z.string().trim().max(max).nullable().transform(value => value || null)
/** Channels on which a customer can be reached. */
export const contactChannels = ['email', 'sms', 'whatsapp', 'push', 'phone', 'post'] as const
const Facts = {
  name: z.string().trim().max(200),
  firstName: text(100),
  lastName: text(100),
  email: text(254),
  /** Any way of writing it; without + it is read as a number of the customer's country, else of a store's. */
  phone: text(40),
  language: z.union([Language, z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Expected a language code, e.g. nl.')]).nullable(),
  country: Country.nullable(),
  city: text(120),
  birthday: Day.nullable(),
  gender: text(40),
  /** How they like to hear from the shop, and where they like to shop. */
  preferredChannel: z.enum(contactChannels).nullable(),
  preferredStoreId: Id.nullable(),
}
const Tag = z.string().trim().min(1).max(60)

export const NewCustomer = z.object(Facts).partial().extend({ tags: z.array(Tag).max(50).optional() })
export type NewCustomer = z.output<typeof NewCustomer>
export const CustomerChange = z.object(Facts).partial()
export type CustomerChange = z.output<typeof CustomerChange>

export const Customer = CustomerRow.extend({
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  birthday: Day.nullable(),
  gender: z.string().nullable(),
  /** One of `contactChannels`, or a source's own word. */
  preferredChannel: z.string().nullable(),
  preferredStoreId: Id.nullable(),
  traits: z.record(z.string(), z.unknown()),
  updatedAt: Instant,
  /** What they bought per currency, the most used first. Average is (gross − discounts) / orders. */
  value: z.array(z.object({ currency: Currency, orders: z.int(), grossMinor: Minor, discountMinor: Minor, refundMinor: Minor, netMinor: Minor, averageMinor: Minor })),
  /** Stores they bought in. */
  stores: z.array(z.object({ id: Id, name: z.string(), orders: z.int() })),
  /** How they are recognised: `email`, `phone`, `anonymous_id`, or `store:<key>` with the shop's own id. */
  identifiers: z.array(z.object({ kind: z.string(), value: z.string(), since: Instant })),
  notesCount: z.int(),
})
export type Customer = z.infer<typeof Customer>

const params = z.object({ customerId: Id })

export const getCustomer = route({
  method: 'GET', path: '/v1/customers/:customerId', may: 'customers.read',
  summary: 'One customer: facts, value, how they are recognised.',
  params, answers: Customer,
})

export const createCustomer = route({
  method: 'POST', path: '/v1/customers', may: 'customers.write', audits: 'customers.create',
  summary: 'Creates a customer. An e-mail or phone that is another customer’s is refused with that customer’s id.',
  body: NewCustomer, answers: Customer,
})

export const editCustomer = route({
  method: 'PATCH', path: '/v1/customers/:customerId', may: 'customers.write', audits: 'customers.edit',
  summary: 'Changes the facts that are given; null clears one.',
  params, body: CustomerChange, answers: Customer,
})

export const tagCustomers = route({
  method: 'POST', path: '/v1/customers/tags', may: 'customers.write', audits: 'customers.tag',
  summary: 'Adds and removes tags of up to 1,000 customers. Answers who changed, so that it can be undone exactly.',
  body: z.object({ customerIds: z.array(Id).min(1).max(1000), add: z.array(Tag).max(20).default([]), remove: z.array(Tag).max(20).default([]) }),
  answers: z.object({ added: z.record(z.string(), z.array(Id)), removed: z.record(z.string(), z.array(Id)) }),
})
export type Tagging = { customerIds: string[]; add: string[]; remove: string[] }

export const FactChange = z.object({ id: z.string(), at: Instant, by: z.string(), field: z.string(), from: z.unknown(), to: z.unknown() })

export const customerHistory = route({
  method: 'GET', path: '/v1/customers/:customerId/history', may: 'customers.read',
  summary: 'Who changed which fact from what to what, newest first.',
  params, query: PageQuery.extend({ field: z.string().max(60).optional() }), answers: page(FactChange),
})

export const eventKinds = ['orders', 'visits', 'service', 'messages', 'changes'] as const
export const EventKind = z.enum(eventKinds)
export type EventKind = z.infer<typeof EventKind>

/** One entry of the timeline: an event, or the visits of one session together. */
export const TimelineEntry = z.object({
  id: Id,
  kind: EventKind,
  /** The event's name; of a session, that of its newest event. */
  name: z.string(),
  at: Instant,
  /** When the first event of the entry happened. */
  from: Instant,
  count: z.int(),
  storeId: Id.nullable(),
  by: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  /** What was looked at in a session: titles, newest first, at most five. */
  seen: z.array(z.string()),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

export const customerTimeline = route({
  method: 'GET', path: '/v1/customers/:customerId/timeline', may: 'customers.read',
  summary: 'What happened with a customer, newest first. Visits within half an hour of one another are one entry.',
  params, query: PageQuery.extend({ kind: EventKind.optional() }), answers: page(TimelineEntry),
})

export const BoughtProduct = z.object({
  productId: Id.nullable(), title: z.string(), imageUrl: z.string().nullable(), quantity: z.number(), orders: z.int(), spentMinor: Minor, currency: Currency, lastBoughtAt: Instant,
})
export type BoughtProduct = z.infer<typeof BoughtProduct>

export const customerProducts = route({
  method: 'GET', path: '/v1/customers/:customerId/products', may: 'customers.read',
  summary: 'What a customer bought, the most recent first.',
  params, query: PageQuery, answers: page(BoughtProduct),
})

export const Note = z.object({ id: Id, body: z.string(), authorId: z.string().nullable(), authorName: z.string(), createdAt: Instant, editedAt: Instant.nullable() })
export type Note = z.infer<typeof Note>
const NoteBody = z.object({ body: z.string().trim().min(1, 'A note says something.').max(10_000) })
const noteParams = params.extend({ noteId: Id })

export const listNotes = route({
  method: 'GET', path: '/v1/customers/:customerId/notes', may: 'customers.read',
  summary: 'Notes of the team about a customer, newest first.',
  params, query: PageQuery, answers: page(Note),
})
export const addNote = route({
  method: 'POST', path: '/v1/customers/:customerId/notes', may: 'customers.write', audits: 'customers.note',
  summary: 'Writes a note.', params, body: NoteBody, answers: Note,
})
export const editNote = route({
  method: 'PATCH', path: '/v1/customers/:customerId/notes/:noteId', may: 'customers.write', audits: 'customers.edit_note',
  summary: 'Changes a note. Its author does, or an admin.', params: noteParams, body: NoteBody, answers: Note,
})
export const deleteNote = route({
  method: 'DELETE', path: '/v1/customers/:customerId/notes/:noteId', may: 'customers.write', audits: 'customers.delete_note',
  summary: 'Removes a note; it can be restored.', params: noteParams, answers: Done,
})
export const restoreNote = route({
  method: 'POST', path: '/v1/customers/:customerId/notes/:noteId/restore', may: 'customers.write', audits: 'customers.restore_note',
  summary: 'Takes back the removal of a note.', params: noteParams, answers: Note,
})
