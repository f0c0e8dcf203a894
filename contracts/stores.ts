import { z } from 'zod'
import { route } from './route.ts'
import { Country, Currency, Id, Instant, page, PageQuery } from './shapes.ts'

const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** An IANA time zone, e.g. `Europe/Amsterdam`. */
export const TimeZone = z.string().refine(name => zones.has(name), 'Expected an IANA time zone, e.g. Europe/Amsterdam.')
const KnownCurrency = Currency.refine(code => currencies.has(code), 'This is not a currency of ISO 4217.')

export const Store = z.object({
  id: Id,
  /** The store's name in files and APIs. Never changes. */
  key: z.string(),
  name: z.string(),
  currency: Currency,
  timeZone: z.string(),
  country: Country.nullable(),
  /** After so many minutes without activity a cart counts as abandoned. */
  cartAbandonedMinutes: z.int(),
  createdAt: Instant,
  /** Once true, the currency is fixed. */
  hasOrders: z.boolean(),
})
export type Store = z.infer<typeof Store>

const NewStore = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Expected up to 40 small letters, digits and hyphens, e.g. corner-shop.'),
  name: z.string().trim().min(1, 'Give the store a name.').max(120),
  currency: KnownCurrency,
  timeZone: TimeZone,
  country: Country.nullable().default(null),
  /** 60 when left out. */
  cartAbandonedMinutes: z.int().min(5, 'At least 5 minutes.').max(10_080, 'At most a week, 10,080 minutes.').optional(),
})

const StoreChange = NewStore.omit({ key: true }).extend({ country: Country.nullable() }).partial()
export type StoreChange = z.output<typeof StoreChange>

export const listStores = route({
  method: 'GET', path: '/v1/stores', may: 'stores.read',
  summary: 'The stores by name.',
  query: PageQuery, answers: page(Store),
})

export const createStore = route({
  method: 'POST', path: '/v1/stores', may: 'stores.write', audits: 'stores.create',
  summary: 'Adds a store with its currency and time zone.',
  body: NewStore, answers: Store,
})

export const editStore = route({
  method: 'PATCH', path: '/v1/stores/:storeId', may: 'stores.write', audits: 'stores.edit',
  summary: 'Changes a store. The currency is fixed once it has orders.',
  params: z.object({ storeId: Id }), body: StoreChange, answers: Store,
})
