import { behaviourOf, type StoryEvent } from './behaviour.ts'
import { calendarOf } from './calendar.ts'
import { priceIn, things } from './catalog.ts'
import { peopleOf, type StoryCustomer } from './customers.ts'
import { notesOf, type StoryNote } from './notes.ts'
import { ordersOf, skuOf, type StoryOrder } from './orders.ts'
import { stores, type StoryStore } from './places.ts'

export type StoryProduct = {
  store: string
  key: string
  title: string
  brand: string
  category: string
  status: 'active' | 'draft' | 'archived'
  imageUrl: string
  tags: string[]
  variants: { sku: string; title: string; priceMinor: number; costMinor: number }[]
}

/** Customers arrive in the order of their first order, or on `createdAt` when they never bought. Instants are epoch milliseconds. */
export type Story = {
  stores: StoryStore[]
  products: StoryProduct[]
  customers: (StoryCustomer & { createdAt: number })[]
  orders: StoryOrder[]
  events: StoryEvent[]
  notes: StoryNote[]
}

/**
 * Two years of the Corner Shops up to `now`, as plain data. The same `now` gives the same story.
 * Made in under a second.
 */
export function demoStory(now: Temporal.Instant, { customers: count = 2000 } = {}): Story {
  const until = now.epochMilliseconds
  const people = peopleOf(count)
  const calendars = new Map(stores.map(store => [store.key, calendarOf(store, now)]))
  const orders = stores.flatMap(store => ordersOf(store, calendars.get(store.key)!, people, until))
  const events = stores.flatMap(store => behaviourOf(store, calendars.get(store.key)!, people, orders.filter(order => order.store === store.key), until))
  const customers = withArrivals(people, orders, until)
  return { stores, products: stores.flatMap(productsOf), customers, orders: orders.sort((a, b) => a.placedAt - b.placedAt), events: events.sort((a, b) => a.at - b.at), notes: notesOf(customers, orders, until) }
}

export const productsOf = (store: StoryStore): StoryProduct[] =>
  things.filter(thing => thing.regions.includes(store.region)).map(thing => ({
    store: store.key,
    key: thing.key,
    title: thing.title,
    brand: thing.key.includes('enamel') ? 'Emaille & Co' : thing.key.includes('linen') ? 'Vlasveld' : store.name,
    category: thing.category,
    status: thing.status ?? 'active',
    imageUrl: `/demo/${thing.key}.svg`,
    tags: [...(thing.newSince ? ['new'] : []), ...(thing.season ? ['seasonal'] : [])],
    variants: thing.variants.map(([title, factor], i) => {
      const priceMinor = priceIn(store.currency, thing.euroCents * factor)
      return { sku: skuOf(thing, i), title, priceMinor, costMinor: Math.round(priceMinor * thing.cost) }
    }),
  }))

/** Nobody is a customer before they came: at their first order, or somewhere in the last year. */
function withArrivals(people: StoryCustomer[], orders: StoryOrder[], until: number) {
  const first = new Map<string | null, number>()
  for (const { customer, placedAt } of orders) first.set(customer, Math.min(placedAt, first.get(customer) ?? Infinity))
  return people.map((person, i) => ({ ...person, createdAt: (first.get(person.key) ?? until - ((i * 37) % 365) * 86_400_000 - 3_600_000) - 60_000 })).sort((a, b) => a.createdAt - b.createdAt)
}
