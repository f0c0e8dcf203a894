import { hours, type Calendar } from './calendar.ts'
import { things, type Thing } from './catalog.ts'
import type { StoryCustomer } from './customers.ts'
import type { StoryOrder } from './orders.ts'
import type { StoryStore } from './places.ts'
import { chanceOf, type Chance } from './random.ts'

/** Something a visitor did on the website or in the app, named as the Segment e-commerce spec (v2) names it. */
export type StoryEvent = {
  id: string
  store: string
  type: 'track' | 'page' | 'screen'
  name: string
  customer: string | null
  anonymousId: string
  at: number
  properties: Record<string, unknown>
  context: Record<string, unknown>
}

type Visit = { id: string; store: StoryStore; visitor: { customer: string | null; anonymousId: string }; endsAt: number; surface: 'web' | 'app'; looked: Thing[]; added: Thing[]; orders: boolean; context: Record<string, unknown> }

const searches = ['linen', 'mug', 'gift', 'apron', 'candle', 'basket', 'plate', 'tea towel', 'wedding gift', 'blue', 'honey', 'storage']
const campaigns = [undefined, undefined, undefined, { name: 'Autumn picks', source: 'newsletter', medium: 'email' }, { name: 'Table stories', source: 'instagram', medium: 'social' }, { name: 'Always on', source: 'google', medium: 'cpc' }]

/** Visits older than this are not told; shops keep them about so long. */
const daysKept = 400

/** Visits that ended in an order, visits that did not, and visitors whom nobody knows yet. */
export function behaviourOf(store: StoryStore, calendar: Calendar, customers: StoryCustomer[], orders: StoryOrder[], now: number): StoryEvent[] {
  const chance = chanceOf(`behaviour of ${store.key}`)
  const shelf = things.filter(thing => thing.regions.includes(store.region) && thing.pull > 0)
  const own = customers.filter(customer => customer.store === store.key)
  const online = orders.filter(order => order.channel === 'web' || order.channel === 'app')
  const visits = [
    ...online.map(order => visitBefore(order, store, shelf, chance)),
    ...browsing(own, orders, store, calendar, shelf, chance),
    ...strangers(Math.round(own.length * 0.8), store, calendar, shelf, chance),
  ]
  return visits.filter(visit => visit.endsAt <= now && visit.endsAt > now - daysKept * 86_400_000).flatMap(visit => eventsOf(visit, chance))
}

const deviceOf = (customer: string, surface: 'web' | 'app') => `${surface}-${customer.toLowerCase()}`

function visitBefore(order: StoryOrder, store: StoryStore, shelf: Thing[], chance: Chance): Visit {
  const bought = order.lines.map(line => shelf.find(thing => thing.key === line.thing)!)
  const surface = order.channel === 'app' ? 'app' : 'web'
  const visitor = { customer: order.customer, anonymousId: order.customer ? deviceOf(order.customer, surface) : `web-guest-${order.number.toLowerCase()}` }
  return { id: `order-${order.number}`, store, visitor, endsAt: order.placedAt - chance.between(20, 90) * 1000, surface, looked: [...bought, chance.one(shelf)], added: bought, orders: true, context: contextOf(surface, order.city, chance) }
}

/** Known customers look around mostly in the month after an order; one visit in four leaves a full cart behind. */
function browsing(customers: StoryCustomer[], orders: StoryOrder[], store: StoryStore, calendar: Calendar, shelf: Thing[], chance: Chance): Visit[] {
  const lastOrders = new Map(orders.map(order => [order.customer, order.placedAt]))
  return customers.flatMap(customer => {
    const last = lastOrders.get(customer.key)
    const visits = chance.between(0, customer.habit === 'champion' ? 9 : customer.habit === 'regular' ? 6 : 3)
    return Array.from({ length: visits }, (_, i) => {
      const endsAt = last === undefined ? anyMoment(calendar, chance, 200) : last + Math.round(chance.wait(30 * 86_400_000))
      const surface = chance.happens(0.25) ? 'app' : 'web'
      const looked = Array.from({ length: chance.between(1, 4) }, () => chance.one(shelf))
      return { id: `look-${customer.key}-${i}`, store, visitor: { customer: customer.key, anonymousId: deviceOf(customer.key, surface) }, endsAt, surface, looked, added: chance.happens(0.25) ? looked.slice(0, 2) : [], orders: false, context: contextOf(surface, customer.city, chance) } as Visit
    })
  })
}

/** Visitors of the last ninety days without a name. */
const strangers = (count: number, store: StoryStore, calendar: Calendar, shelf: Thing[], chance: Chance): Visit[] =>
  Array.from({ length: count }, (_, i) => {
    const looked = Array.from({ length: chance.between(1, 3) }, () => chance.one(shelf))
    return { id: `stranger-${i}`, store, visitor: { customer: null, anonymousId: `web-visitor-${store.country.toLowerCase()}-${i}` }, endsAt: anyMoment(calendar, chance, 90), surface: 'web', looked, added: chance.happens(0.12) ? looked.slice(0, 1) : [], orders: false, context: contextOf('web', undefined, chance) }
  })

function anyMoment(calendar: Calendar, chance: Chance, withinDays: number) {
  const length = calendar.days.length
  const hour = chance.weighted(hours.online.map((weight, h) => [h, weight] as const))
  return calendar.instantOf(Math.max(0, length - 1 - chance.between(0, withinDays)), hour * 3600 + chance.between(0, 3599))
}

function contextOf(surface: 'web' | 'app', city: string | undefined, chance: Chance): Record<string, unknown> {
  const campaign = chance.one(campaigns)
  const device = surface === 'app' ? 'phone' : chance.weighted([['phone', 58], ['computer', 34], ['tablet', 8]] as const)
  return { device: { type: device }, ...(city ? { location: { city } } : {}), ...(campaign ? { campaign } : {}) }
}

function eventsOf({ id, store, visitor, endsAt, surface, looked, added, orders, context }: Visit, chance: Chance): StoryEvent[] {
  const steps: { type?: 'page' | 'screen'; name: string; properties: Record<string, unknown> }[] = []
  const seen = [...new Set(looked)]
  if (chance.happens(0.45)) steps.push(surface === 'web' ? { type: 'page', name: 'Home', properties: { path: '/', title: store.name } } : { type: 'screen', name: 'Home', properties: {} })
  if (chance.happens(0.22)) steps.push({ name: 'Products Searched', properties: { query: chance.one(searches) } })
  else if (chance.happens(0.3)) steps.push({ name: 'Product List Viewed', properties: { category: seen[0]!.category } })
  for (const thing of seen) {
    steps.push({ name: 'Product Viewed', properties: productOf(thing) })
    if (added.includes(thing)) steps.push({ name: 'Product Added', properties: { ...productOf(thing), quantity: 1 } })
  }
  if (added.length && (orders || chance.happens(0.5))) steps.push({ name: 'Cart Viewed', properties: { products: added.map(productOf) } })
  if (added.length && (orders || chance.happens(0.3))) steps.push({ name: 'Checkout Started', properties: { products: added.map(productOf) } })
  let at = endsAt
  return steps.toReversed().map((step, i) => {
    const event: StoryEvent = { id: `${store.key}:${id}:${steps.length - i}`, store: store.key, type: step.type ?? 'track', name: step.name, ...visitor, at, properties: step.properties, context }
    at -= chance.between(8, 95) * 1000
    return event
  }).toReversed()
}

const productOf = (thing: Thing) => ({ product_id: thing.key, name: thing.title, category: thing.category })
