import { discountOn, hours, type Calendar } from './calendar.ts'
import { priceIn, things, type Thing } from './catalog.ts'
import { habits, type StoryCustomer } from './customers.ts'
import { countries, type StoryStore } from './places.ts'
import { chanceOf, type Chance } from './random.ts'

export type StoryLine = { thing: string; sku: string; title: string; quantity: number; unitPriceMinor: number }

export type StoryOrder = {
  store: string
  number: string
  /** Key of the customer; null for a guest. */
  customer: string | null
  email: string | null
  country: string
  city: string
  channel: 'web' | 'app' | 'shop_floor' | 'phone'
  currency: string
  placedAt: number
  paid: boolean
  lines: StoryLine[]
  discountMinor: number
  discountCodes: string[]
  shippingMinor: number
  cancelled: { at: number; reason: string } | null
  refund: { at: number; reason: string; lines: { position: number; quantity: number }[] | null; amountMinor: number | null } | null
}

/** The SKU of a variant of a thing. */
export const skuOf = (thing: Thing, variant: number) => `${thing.key.toUpperCase()}${thing.variants.length > 1 ? `-${variant + 1}` : ''}`

type Shopping = { store: StoryStore; calendar: Calendar; now: number; chance: Chance; shelf: Thing[] }

/** All orders of one store up to now, numbered in the order in which they were placed. */
export function ordersOf(store: StoryStore, calendar: Calendar, customers: StoryCustomer[], now: number): StoryOrder[] {
  const shopping: Shopping = { store, calendar, now, chance: chanceOf(`orders of ${store.key}`), shelf: things.filter(t => t.regions.includes(store.region) && t.pull > 0) }
  const own = customers.filter(customer => customer.store === store.key)
  const placed = own.flatMap(customer => visitsOf(customer, shopping).map((day, i) => orderOn(day, customer, i === 0, shopping)))
  const guests = Array.from({ length: Math.round(placed.length * 0.08) }, () => orderOn(anyDay(shopping), guestOf(shopping), false, shopping))
  return [...placed, ...guests]
    .filter(order => order.placedAt <= now)
    .sort((a, b) => a.placedAt - b.placedAt)
    .map((order, i) => ({ ...order, number: `${store.numberPrefix}${store.firstNumber + i}` }))
}

/** The days on which a customer orders. A third more new customers arrive at the end than at the start. */
function visitsOf(customer: StoryCustomer, { calendar, chance }: Shopping): number[] {
  const habit = habits[customer.habit]
  // The density of arrivals grows along 1 + 0.3 x over both years; this is the inverse of its integral.
  const arrival = (calendar.total * (Math.sqrt(1 + 0.69 * chance.next()) - 1)) / 0.3
  const days: number[] = []
  if (customer.habit === 'never') return days
  for (let moment = arrival, day = calendar.dayAt(moment); day !== undefined; day = calendar.dayAt(moment)) {
    days.push(day)
    if (chance.happens(habit.stop)) break
    moment += chance.wait(habit.wait) + 1
  }
  return days
}

const anyDay = ({ calendar, chance }: Shopping) => calendar.dayAt(calendar.total * chance.next())!

function guestOf({ store, chance }: Shopping): StoryCustomer {
  const [country, { cities }] = chance.one(Object.entries(countries).filter(([, own]) => own.store === store.key))
  const email = chance.happens(0.6) ? `guest${chance.between(1000, 99_999)}@example.com` : null
  return { key: '', store: store.key, firstName: '', lastName: '', email, phone: null, language: 'en', country, city: chance.weighted(cities), birthday: null, gender: null, tags: [], traits: {}, habit: 'once' }
}

function orderOn(day: number, customer: StoryCustomer, first: boolean, shopping: Shopping): StoryOrder {
  const { store, calendar, chance, now } = shopping
  const channel = chance.weighted([['web', 66], ['app', customer.key ? 14 : 0], ['shop_floor', customer.country === store.country ? 16 : 0], ['phone', 2]] as const)
  const hour = chance.weighted((channel === 'shop_floor' ? hours.shopFloor : hours.online).map((weight, h) => [h, weight] as const))
  const placedAt = calendar.instantOf(day, hour * 3600 + chance.between(0, 3599))
  const lines = basket(calendar.days[day]!, customer, day / calendar.days.length, shopping)
  const subtotal = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
  const discount = discountOn(calendar.days[day]!, store.region, { first, vip: customer.habit === 'champion', wholesale: customer.habit === 'wholesale' }, chance)
  const discountMinor = discount ? Math.round((subtotal * discount.percent) / 100) : 0
  const order: StoryOrder = {
    store: store.key, number: '', customer: customer.key || null, email: customer.email, country: customer.country, city: customer.city,
    channel, currency: store.currency, placedAt, paid: true, lines,
    discountMinor, discountCodes: discount ? [discount.code] : [],
    shippingMinor: shippingOf(channel, subtotal - discountMinor, store),
    cancelled: null, refund: null,
  }
  return { ...order, ...whatWentWrong(order, now, chance) }
}

/** Sending costs €4.95 under €50, ₱149 under ₱2,000 and ₹79 under ₹1,500. */
function shippingOf(channel: StoryOrder['channel'], worth: number, { currency }: StoryStore) {
  if (channel === 'shop_floor') return 0
  const [price = 0, freeFrom = 0] = { EUR: [495, 5000], PHP: [14_900, 200_000], INR: [7900, 150_000] }[currency] ?? []
  return worth >= freeFrom ? 0 : price
}

const kindsOfThings = [...new Set(things.map(thing => thing.category))]

/** What lies in the basket: what is popular, in season and to the customer's taste, and what goes with it. */
function basket(date: Temporal.PlainDate, customer: StoryCustomer, age: number, { chance, shelf, store, calendar }: Shopping): StoryLine[] {
  const taste = kindsOfThings[[...customer.key].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % kindsOfThings.length]
  const onSale = shelf.filter(thing => thing.newSince === undefined || age * calendar.days.length >= calendar.days.length - thing.newSince)
  const weights = onSale.map(thing => [thing, thing.pull * thing.trend ** (age * 2) * (thing.season?.months.includes(date.month) ? thing.season.factor : 1) * (thing.category === taste ? 2.5 : 1)] as const)
  const wanted = new Set<Thing>()
  for (let i = chance.weighted([[1, 44], [2, 30], [3, 16], [4, 7], [5, 3]]); i > 0; i--) {
    const thing = chance.weighted(weights)
    wanted.add(thing)
    const companion = onSale.find(other => other.key === thing.with)
    if (companion && chance.happens(0.28)) wanted.add(companion)
  }
  return [...wanted].map(thing => lineOf(thing, customer, store, chance))
}

function lineOf(thing: Thing, customer: StoryCustomer, store: StoryStore, chance: Chance): StoryLine {
  const variant = chance.weighted(thing.variants.map((_, i) => [i, 1 / (i + 1)] as const))
  const [name, factor] = thing.variants[variant]!
  const pieces = chance.weighted(thing.sets ? [[1, 38], [2, 34], [4, 20], [6, 8]] : [[1, 86], [2, 12], [3, 2]])
  return {
    thing: thing.key,
    sku: skuOf(thing, variant),
    title: name ? `${thing.title}, ${name}` : thing.title,
    quantity: customer.habit === 'wholesale' ? pieces * chance.between(4, 8) : pieces,
    unitPriceMinor: priceIn(store.currency, thing.euroCents * factor),
  }
}

const reasonsToReturn = ['Damaged in the post', 'Not the colour they expected', 'Changed their mind', 'Arrived too late', 'One was missing', 'Too small']
const reasonsToCancel = ['Ordered twice by mistake', 'Out of stock', 'Changed their mind', 'Wrong address']
const hour = 3_600_000

/** One order in fourteen is returned in part or whole, one in sixty is cancelled; some of the newest are not paid yet. */
function whatWentWrong(order: StoryOrder, now: number, chance: Chance): Partial<StoryOrder> {
  const fate = chance.weighted([['fine', 912], ['part', 38], ['all', 18], ['goodwill', 14], ['cancelled', 12], ['unpaid', 6]] as const)
  const position = chance.between(0, order.lines.length - 1)
  const quantity = chance.between(1, order.lines[position]!.quantity)
  const later = order.placedAt + chance.between(3 * 24, 21 * 24) * hour
  const soon = order.placedAt + chance.between(1, 30) * hour
  const waits = chance.happens(0.06) && now - order.placedAt < 48 * hour && order.channel !== 'shop_floor'
  if (waits) return { paid: false }
  if (fate === 'cancelled' || fate === 'unpaid') return soon > now ? {} : { paid: fate === 'cancelled', cancelled: { at: soon, reason: fate === 'unpaid' ? 'Not paid' : chance.one(reasonsToCancel) } }
  if (fate === 'fine' || later > now) return {}
  const reason = chance.one(reasonsToReturn)
  if (fate === 'goodwill') return { refund: { at: later, reason: 'Apology for a late delivery', lines: null, amountMinor: Math.max(100, Math.round(order.lines[0]!.unitPriceMinor / 500) * 100) } }
  return { refund: { at: later, reason, lines: fate === 'all' ? order.lines.map((line, i) => ({ position: i, quantity: line.quantity })) : [{ position, quantity }], amountMinor: null } }
}
