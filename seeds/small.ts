import { priceIn, things } from './story/catalog.ts'
import type { StoryCustomer } from './story/customers.ts'
import { skuOf, type StoryOrder } from './story/orders.ts'
import { countries, storeOf, stores } from './story/places.ts'
import { productsOf, type Story } from './story/story.ts'
import type { Language } from '../contracts/shapes.ts'

// A dozen customers and their orders, small enough to check by eye. Browser tests and screenshots tell their rules with it.

type Line = [thing: string, pieces: number]
const day = 86_400_000

/** name, e-mail, phone, language, country, city, tags */
const people: [string, string, string | null, string | null, Language, string, string, string[]][] = [
  ['Anna', 'Smit', 'anna.smit@example.com', '+31612345678', 'nl', 'NL', 'Utrecht', ['vip', 'linen lover']],
  ['Ravi', 'Kumar', 'ravi.kumar@example.com', '+919812345678', 'en', 'IN', 'Chennai', ['tea drinker']],
  ['Juan', 'dela Cruz', 'juan.delacruz@example.com', '+639171234567', 'fil', 'PH', 'Quezon City', []],
  ['Ирина', 'Петрова', 'irina.petrova@example.com', '+37126123456', 'ru', 'LV', 'Рига', ['gift buyer']],
  ['નેહા', 'પટેલ', 'neha.patel@example.com', '+919898765432', 'gu', 'IN', 'Ahmedabad', ['home cook']],
  ['கவிதா', 'ராஜன்', 'kavitha.rajan@example.com', '+919841234567', 'ta', 'IN', 'Madurai', ['vip']],
  ['Lien', 'Peeters', 'lien.peeters@example.com', '+32471234567', 'nl', 'BE', 'Gent', []],
  ['Pieter', "van 't Hof", 'pieter.vanthof@example.com', null, 'nl', 'NL', 'Amsterdam', ['wholesale']],
  ['Maria Concepcion', 'de los Santos-Villanueva', 'maria.concepcion.delossantos@example.com', '+639179876543', 'fil', 'PH', 'Cagayan de Oro', ['newsletter']],
  ['Zoë', 'Lambrecht', 'zoe.lambrecht@example.com', null, 'en', 'BE', 'Antwerpen', []],
  ['Дмитрий', 'Ильин', null, '+37129654321', 'ru', 'LV', 'Юрмала', []],
  ['Eva', 'Bos', 'eva.bos@example.com', null, 'nl', 'NL', 'Haarlem', ['newsletter']],
]

/** days ago, e-mail of the customer (null: guest), channel, lines, what happened */
const sales: [number, number | null, StoryOrder['channel'], Line[], Partial<Pick<StoryOrder, 'discountCodes' | 'paid'>> & { refund?: number; cancelled?: boolean; percent?: number }][] = [
  [400, 0, 'web', [['linen-apron-sage', 1], ['linen-tea-towel', 2]], {}],
  [330, 7, 'phone', [['stoneware-plate', 24], ['stoneware-bowl', 24]], { discountCodes: ['TRADE25'], percent: 25 }],
  [210, 0, 'web', [['stoneware-plate', 4]], { refund: 1 }],
  [180, 3, 'web', [['beeswax-candles', 2], ['corner-box', 1]], {}],
  [160, 5, 'web', [['brass-lamp', 1], ['kolam-stencils', 3]], {}],
  [120, 0, 'shop_floor', [['lavender-soap', 3]], {}],
  [95, 2, 'app', [['barako-coffee', 4]], {}],
  [90, 6, 'web', [['rattan-basket', 1]], { discountCodes: ['WELKOM10'], percent: 10 }],
  [75, null, 'web', [['blue-enamel-mug', 2]], {}],
  [60, 4, 'web', [['jetpur-tablecloth', 1], ['linen-napkins', 2]], {}],
  [45, 8, 'web', [['abaca-placemats', 2], ['capiz-light', 4]], { refund: 2 }],
  [33, 1, 'web', [['filter-coffee-set', 1], ['tiffin-box', 2]], {}],
  [28, 9, 'web', [['wool-throw', 1]], { cancelled: true }],
  [20, 5, 'app', [['bhavani-towel', 4]], {}],
  [16, 3, 'web', [['blue-enamel-mug', 4], ['enamel-jug', 1]], {}],
  [12, 10, 'shop_floor', [['wooden-salad-servers', 1]], {}],
  [9, 2, 'web', [['blue-enamel-mug', 1], ['linen-apron-sage', 1]], {}],
  [6, 0, 'web', [['blue-enamel-mug', 2], ['beeswax-candles', 1]], {}],
  [4, null, 'shop_floor', [['walnut-spoon', 1]], {}],
  [2, 6, 'web', [['rattan-basket', 1], ['seagrass-tray', 1]], {}],
  [1, 1, 'web', [['linen-napkins', 1]], { paid: false }],
  [0, 4, 'app', [['blue-enamel-mug', 6]], {}],
]

/** The small story up to `now`: 12 customers (Eva Bos never bought), 22 orders of which 2 by guests, 2 refunds, 1 cancelled. */
export function smallStory(now: Temporal.Instant): Story {
  const until = now.epochMilliseconds
  const customers = people.map(customerOf)
  const counters = new Map(stores.map(store => [store.key, store.firstNumber]))
  const orders = sales.map(([daysAgo, buyer, channel, lines, what]) => {
    const customer = buyer === null ? undefined : customers[buyer]!
    const store = storeOf(customer?.store ?? 'corner-shop')
    const number = counters.get(store.key)!
    counters.set(store.key, number + 1)
    return saleOf({ store, number: `${store.numberPrefix}${number}`, customer, placedAt: until - daysAgo * day - 3_600_000, channel, lines, what })
  })
  const created = (key: string) => (orders.find(order => order.customer === key)?.placedAt ?? until - 10 * day) - 60_000
  return {
    stores,
    products: stores.flatMap(productsOf),
    customers: customers.map(customer => ({ ...customer, createdAt: created(customer.key) })).sort((a, b) => a.createdAt - b.createdAt),
    orders,
    events: visitsBefore(orders),
    notes: [
      { customer: 'C00001', text: 'Belt liever dan dat ze mailt.', at: until - 119 * day },
      { customer: 'C00006', text: 'தமிழில் பேச விரும்புகிறார்.', at: until - 20 * day },
    ],
  }
}

function customerOf([firstName, lastName, email, phone, language, country, city, tags]: (typeof people)[number], i: number): StoryCustomer {
  return { key: `C${String(i + 1).padStart(5, '0')}`, store: countries[country]!.store, firstName, lastName, email, phone, language, country, city, birthday: i === 0 ? '1988-06-14' : null, gender: null, tags, traits: i === 0 ? { acquired_by: 'Instagram' } : {}, habit: 'regular' }
}

type Sale = { store: (typeof stores)[number]; number: string; customer: StoryCustomer | undefined; placedAt: number; channel: StoryOrder['channel']; lines: Line[]; what: (typeof sales)[number][4] }

function saleOf({ store, number, customer, placedAt, channel, lines: wanted, what }: Sale): StoryOrder {
  const lines = wanted.map(([key, quantity]) => {
    const thing = things.find(t => t.key === key)!
    const name = thing.variants[0]![0]
    return { thing: key, sku: skuOf(thing, 0), title: name ? `${thing.title}, ${name}` : thing.title, quantity, unitPriceMinor: priceIn(store.currency, thing.euroCents) }
  })
  const worth = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
  return {
    store: store.key, number, customer: customer?.key ?? null, email: customer?.email ?? null, country: customer?.country ?? 'NL', city: customer?.city ?? 'Utrecht',
    channel, currency: store.currency, placedAt, paid: what.paid ?? true, lines,
    discountMinor: Math.round((worth * (what.percent ?? 0)) / 100), discountCodes: what.discountCodes ?? [], shippingMinor: 0,
    cancelled: what.cancelled ? { at: placedAt + 7_200_000, reason: 'Changed their mind' } : null,
    refund: what.refund ? { at: placedAt + 5 * day, reason: 'Damaged in the post', lines: [{ position: 0, quantity: what.refund }], amountMinor: null } : null,
  }
}

/** Everybody who bought online looked at each thing a minute before. */
const visitsBefore = (orders: StoryOrder[]): Story['events'] =>
  orders.filter(order => order.customer && order.channel !== 'shop_floor').flatMap(order =>
    order.lines.map((line, i) => ({
      id: `${order.store}:${order.number}:${i}`, store: order.store, type: 'track' as const, name: 'Product Viewed', customer: order.customer, anonymousId: `web-${order.customer!.toLowerCase()}`,
      at: order.placedAt - (order.lines.length - i) * 60_000, properties: { product_id: line.thing, name: line.title }, context: { device: { type: 'computer' } },
    })))
