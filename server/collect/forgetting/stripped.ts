import type { Identifier } from '../identifiers/index.ts'
import type { NewEvent } from '../log.ts'

type Content = Pick<NewEvent, 'type' | 'name' | 'properties' | 'context'>

/** Money stands in the books, whoever asked to be forgotten. */
const ofTheBooks = /^Order (Completed|Updated|Refunded|Cancelled)$/
const ofOrders = ['order_id', 'checkout_id', 'total', 'revenue', 'subtotal', 'shipping', 'tax', 'discount', 'coupon', 'currency', 'affiliation', 'channel', 'payment_state', 'refunded', 'refund_id', 'tax_included', 'value']
const ofProducts = ['product_id', 'sku', 'name', 'variant', 'category', 'brand', 'price', 'quantity', 'discount', 'position', 'coupon', 'currency', 'line_id']

/** What is left of an event of somebody who was erased: of orders the money and the goods, of everything else nothing. */
export function withoutPerson({ type = 'track', name, properties = {} }: Content): { properties: Record<string, unknown>; context: Record<string, unknown> } | undefined {
  if (type !== 'track' || !ofTheBooks.test(name)) return undefined
  const products = properties['products']
  return { context: {}, properties: { ...only(properties, ofOrders), ...(Array.isArray(products) ? { products: products.map(product => only(product as Record<string, unknown>, ofProducts)) } : {}) } }
}

const only = (of: Record<string, unknown>, names: string[]) => Object.fromEntries(names.flatMap(name => (of && typeof of === 'object' && ['string', 'number', 'boolean'].includes(typeof of[name]) ? [[name, of[name]]] : [])))

/** The event of somebody else, without the identifiers of whoever was erased, also where they stand within a text. */
export function withoutIdentifiers<E extends Content & { anonymousId?: string | null; userId?: string | null }>(event: E, gone: Identifier[]): E {
  const values = new Set(gone.map(i => i.value.toLowerCase()))
  const addresses = gone.filter(i => i.kind === 'email').map(i => i.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const within = addresses.length ? new RegExp(`(?<![\\w.%+-])(?:${addresses.join('|')})(?![\\w-]|\\.\\w)`, 'gi') : undefined
  const clean = (text: string) => (values.has(text.trim().toLowerCase()) ? erasedMark : within ? text.replace(within, erasedMark) : text)
  const own = (id: string | null | undefined) => (id && values.has(id.toLowerCase()) ? null : (id ?? null))
  return { ...event, anonymousId: own(event.anonymousId), userId: own(event.userId), properties: redacted(event.properties ?? {}, clean), context: redacted(event.context ?? {}, clean) }
}

const erasedMark = '[erased]'

function redacted<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === 'string') return clean(value) as T
  if (Array.isArray(value)) return value.map(one => redacted(one, clean)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, redacted(one, clean)])) as T
}
