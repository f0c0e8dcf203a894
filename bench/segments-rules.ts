import { categories } from './segments-data.ts'

// The fifty segments of bench/segments.ts and, for each, what a careful person would write for it by hand: an expression
// over one row per customer. `handWritten` is the whole query: each table scanned once, everything aggregated beside.

const day = 86_400_000
type Family = { text: string; by: string; events?: Record<string, string>; orders?: Record<string, string> }

const viewed = `name = 'Product Viewed'`
const ago = (days: number) => `at > now - ${days * day}`
const euros = (amount: number) => amount * 100

const families: ((i: number) => Family)[] = [
  i => {
    const [times, days] = [[3, 4, 5, 6, 8][i]!, [7, 14, 30, 60, 90][i]!]
    return { text: `did "Product Viewed" at least ${times} times in last ${days} days`, by: `views${days} >= ${times}`, events: { [`views${days}`]: `countIf(${viewed} and ${ago(days)})` } }
  },
  i => {
    const days = [1, 3, 7, 14, 30][i]!
    return { text: `did "Product Added" in last ${days} days and orders = 0`, by: `lastAdded > now - ${days * day} and ordered = 0`, events: { lastAdded: `maxIf(at, name = 'Product Added')` }, orders: { ordered: 'count()' } }
  },
  i => ({ text: `last order more than ${[30, 60, 90, 180, 365][i]} days ago`, by: `lastOrder > 0 and lastOrder <= now - ${[30, 60, 90, 180, 365][i]! * day}`, orders: { lastOrder: 'max(at)' } }),
  i => {
    const [times, days] = [[1, 2, 2, 3, 3][i]!, [30, 60, 90, 180, 365][i]!]
    return { text: `orders(last ${days} days) >= ${times}`, by: `orders${days} >= ${times}`, orders: { [`orders${days}`]: `countIf(${ago(days)})` } }
  },
  i => {
    const amount = [50, 100, 200, 400, 800][i]!
    return { text: `spend(last 365 days) >= ${amount} EUR and country in (NL, BE)`, by: `spent365 >= ${euros(amount)} and country in ('NL', 'BE')`, orders: { spent365: `sumIf(subtotal_minor - discount_minor - refunded_minor, ${ago(365)} and currency = 'EUR')` } }
  },
  i => ({ text: `did "Product Viewed" where (category = ${JSON.stringify(categories[i])}) at least 2 times in last 30 days`, by: `of${i} >= 2`, events: { [`of${i}`]: `countIf(${viewed} and category = '${categories[i]}' and ${ago(30)})` } }),
  i => ({ text: `country = ${['NL', 'BE', 'DE', 'PH', 'IN'][i]} and consent(email, marketing) is granted`, by: `country = '${['NL', 'BE', 'DE', 'PH', 'IN'][i]}' and has(consents, 'email:marketing:granted')` }),
  i => {
    const [signed, added] = [[7, 14, 30, 60, 90][i]!, [14, 30, 30, 60, 90][i]!]
    return { text: `did "Signed In" in last ${signed} days and not did "Product Added" in last ${added} days`, by: `lastSigned > now - ${signed * day} and lastAdded <= now - ${added * day}`, events: { lastSigned: `maxIf(at, name = 'Signed In')`, lastAdded: `maxIf(at, name = 'Product Added')` } }
  },
  i => ({ text: `sum(price of "Product Added", last 90 days) >= ${[50, 75, 100, 150, 200][i]}`, by: `added90 >= ${[50, 75, 100, 150, 200][i]}`, events: { added90: `sumIf(toFloat64OrZero(price), name = 'Product Added' and ${ago(90)})` } }),
  i => ({ text: `tags = "vip" and last "Product Viewed" more than ${[7, 14, 30, 60, 90][i]} days ago`, by: `has(tags, 'vip') and lastViewed > 0 and lastViewed <= now - ${[7, 14, 30, 60, 90][i]! * day}`, events: { lastViewed: `maxIf(at, ${viewed})` } }),
]

export const live: Family[] = families.flatMap(family => Array.from({ length: 5 }, (_, i) => family(i)))

/** How many customers each of the fifty has, as `counts`, at an instant in milliseconds. */
export function handWritten(now: number): string {
  const columns = (of: 'events' | 'orders') => Object.entries(Object.assign({}, ...live.map(one => one[of] ?? {})) as Record<string, string>).map(([name, aggregate]) => `${aggregate} as ${name}`).join(', ')
  return `
    with ${now} as now
    select [${live.map(({ by }) => `countIf(${by})`).join(', ')}] as counts
    from (select id, country, consents, tags from customers final where not deleted) as customers
    left join (select customer_id, ${columns('events')} from (select customer_id, name, toUnixTimestamp64Milli(occurred_at) as at, said.category as category, said.price as price from events
      where name in ('Product Viewed', 'Product Added', 'Signed In') and occurred_at <= fromUnixTimestamp64Milli(${now})) group by customer_id) as events on events.customer_id = customers.id
    left join (select customer_id, ${columns('orders')} from (select customer_id, toUnixTimestamp64Milli(placed_at) as at, subtotal_minor, discount_minor, refunded_minor, currency from orders final
      where not deleted and payment_state != 'voided' and placed_at <= fromUnixTimestamp64Milli(${now})) group by customer_id) as orders on orders.customer_id = customers.id`
}

/** What marketers ask while they look for customers: every kind of condition, alone and together. */
export const previews: string[] = [
  'everyone', 'country = NL', 'country in (NL, BE) and language = nl', 'city = "Gent"', 'tags = "vip"', 'email is set and phone is missing', 'created in last 30 days', 'birthday anniversary in next 7 days', 'gender = "f" and birthday until 1990-01-01',
  'trait plan.tier = "gold"', 'trait points >= 500', 'trait trial is yes and country = DE',
  'did "Product Viewed"', 'did "Product Viewed" in last 7 days', 'did "Product Viewed" at least 3 times in last 30 days', 'did "Product Viewed" at least 10 times', 'did "Product Viewed" exactly 1 times in last 90 days', 'not did "Product Viewed" in last 60 days',
  'did "Signed In" in last 1 months', 'did "Checkout Started" between 30 days and 7 days ago', 'did "Product Added" from 2026-10-01 to 2026-10-31', 'did "Email Opened" at most 2 times in last 1 years',
  'did "Product Viewed" where (category = "Shoes") in last 14 days', 'did "Product Viewed" where (category = "Shoes", price > 50) at least 2 times in last 90 days', 'did "Product Added" where (price >= 80)', 'did "Product Viewed" where (brand = "Brand 7") at least 2 times',
  'did "Product Viewed" where (list = "search") in last 7 days', 'did "Product Added" where (name contains "thing 12") in last 30 days', 'did "Product Viewed"(category "Thing") in last 30 days', 'did "Product Viewed" since last order',
  'sum(price of "Product Added", last 30 days) >= 100', 'average(price of "Product Viewed", last 90 days) > 60', 'largest(price of "Product Added") >= 90', 'distinct(category of "Product Viewed", last 60 days) >= 4',
  'orders >= 1', 'orders(last 90 days) >= 2', 'orders(discounted) = 0 and orders >= 2', 'orders(channel "app", last 365 days) >= 1', 'orders(value >= 100 EUR) >= 1', 'orders(sku "SKU-7") >= 1', 'orders(brand "Brand 7", last 365 days) >= 1', 'items(last 365 days) >= 5', 'discounted_share > 50', 'refunded_share > 20',
  'spend(last 12 months) >= 200 EUR', 'average_order between 20 and 50 EUR', 'refunded(last 365 days) >= 10 EUR', 'refunds(last 180 days) >= 1', 'carts(value >= 50 EUR, more than 4 hours ago) >= 1',
  'first order in last 30 days', 'last order more than 90 days ago', 'last "Signed In" more than 60 days ago', 'overdue(150%)',
  'sequence("Product Viewed" then "Product Added" within 2 hours, last 30 days)', 'sequence("Product Added" without "Checkout Started" within 1 day, last 7 days)', 'sequence(order then order within 30 days without order within 90 days)',
  'consent(email, marketing) is granted', 'identified by "phone" and consent(sms, marketing) is granted', 'rfm_group in (champions, loyal)', 'store in ("0190a000-0000-7000-8000-000000000002")',
  'country in (NL, BE) and did "Product Viewed" at least 2 times in last 30 days and orders = 0', 'did "Product Added" in last 7 days and not did "Checkout Started" in last 7 days and consent(email, marketing) is granted',
  'orders >= 2 and last order more than 90 days ago and did "Email Opened" in last 30 days', '(did "Product Viewed" where (category = "Bags") in last 30 days or did "Product Added" where (category = "Bags") in last 90 days) and spend >= 50 EUR',
]

/** Somebody types: one value changes at a time, and the count follows each stroke. */
export const typing: string[][] = [
  ['1', '2', '3', '4', '5'].map(times => `country in (NL, BE) and did "Product Viewed" at least ${times} times in last 30 days and orders = 0`),
  ['1', '14', '140', '90', '9'].map(days => `country = NL and did "Product Viewed" where (category = "Shoes") at least 2 times in last ${days} days and consent(email, marketing) is granted`),
  ['5', '50', '500', '100'].map(amount => `spend(last 12 months) >= ${amount} EUR and did "Signed In" in last 90 days`),
  ['Sh', 'Sho', 'Shoe', 'Shoes'].map(text => `did "Product Viewed" where (category starts with "${text}") in last 60 days and not did "Product Added" in last 60 days`),
  ['7', '70', '30', '3'].map(days => `did "Product Added" in last ${days} days and not did "Checkout Started" in last ${days} days`),
  ['NL', 'NL, BE', 'NL, BE, DE'].map(countries => `country in (${countries}) and orders(last 365 days) >= 2 and did "Product Viewed" in last 30 days`),
]
