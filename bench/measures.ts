import { sql } from 'kysely'
import type { Db, Warehouse } from '../server/platform/index.ts'

/** What is asked of the API, and the plain query that reads the same rows, as the measure of what could be. */
export type Measure = {
  name: string
  /** The path of request i; what the request before it answered is there to be continued. */
  path(i: number, before: { next?: string | null } | undefined): string
  /** The same data by SQL alone. */
  bare(i: number): Promise<unknown>
  requests?: number
}

export type Sample = { customers: { id: string; email: string; phone: string; name: string }[]; orders: { id: string; number: string }[]; products: string[]; busy: string[] }

/** Customers, orders and products to ask for, spread over all of them. */
export async function sampleOf(db: Db): Promise<Sample> {
  const customers = await sql<Sample['customers'][number]>`select id, email, phone, name from customers where phone is not null and orders_count > 0 order by hashtext(id::text) limit 200`.execute(db)
  const orders = await sql<Sample['orders'][number]>`select id, number from orders where id in (select id from orders tablesample system (1) where customer_id is not null order by hashtext(id::text) limit 200)`.execute(db)
  const products = await sql<{ id: string }>`select product_id as id from product_sales order by sold desc, product_id limit 100`.execute(db)
  const busy = await sql<{ id: string }>`select node_id as id from events where node_id is not null group by 1 having count(*) > 100 limit 100`.execute(db)
  return { customers: customers.rows, orders: orders.rows, products: products.rows.map(row => row.id), busy: busy.rows.map(row => row.id) }
}

const rowOfCustomer = sql`id, name, email, phone, language, country, city, tags, orders_count, spent_minor, currency, first_order_at, last_order_at, last_seen_at, created_at`
const rowOfOrder = sql`o.id, o.store_id, o.number, o.customer_id, c.name, o.email, o.channel, o.currency, o.total_minor, o.refunded_minor, o.items_count, o.payment_state, o.discount_codes, o.country, o.placed_at, o.cancelled_at`

const query = (of: Record<string, string | number | string[]>) => new URLSearchParams(Object.entries(of).flatMap(([key, value]) => [value].flat().map(one => [key, String(one)]))).toString()
const at = <T>(of: T[], i: number): T => of[i % of.length]!

export function customerMeasures(db: Db, { customers, orders, busy }: Sample): Measure[] {
  const list = (name: string, filter: Record<string, string | number | string[]>, where: ReturnType<typeof sql>, order: ReturnType<typeof sql>): Measure =>
    ({ name, path: () => `/v1/customers?${query(filter)}`, bare: () => sql`select ${rowOfCustomer} from customers where ${where} order by ${order} limit 51`.execute(db) })
  const search = (name: string, typed: (i: number) => string, ids: (i: number) => ReturnType<typeof sql>): Measure =>
    ({ name, path: i => `/v1/customers?${query({ q: typed(i) })}`, bare: i => sql`select ${rowOfCustomer} from customers where id in (${ids(i)}) order by coalesce(last_order_at, '-infinity'::timestamptz) desc, id desc limit 51`.execute(db) })
  const lastOrder = sql`coalesce(last_order_at, '-infinity'::timestamptz) desc, id desc`
  const words = (word: string) => sql`select customer_id from customer_words where word >= ${word} and word < ${word} || ${'\u{10ffff}'} limit 2500`
  const names = ['julia', 'hendriks', 'ruth', 'கவிதா', 'нов', 'pat', 'van', 'kum', 'શા', 'dela']
  return [
    list('customers: newest', {}, sql`true`, sql`created_at desc, id desc`),
    list('customers: by last order', { sort: '-lastOrder' }, sql`true`, lastOrder),
    list('customers: by spent', { sort: '-spent' }, sql`true`, sql`spent_minor desc, id desc`),
    list('customers: by orders', { sort: '-orders' }, sql`true`, sql`orders_count desc, id desc`),
    list('customers: by name', { sort: 'name' }, sql`true`, sql`sort_name, id`),
    { name: 'customers: page after page', path: (_, before) => `/v1/customers?${query({ sort: '-lastOrder', limit: 200, ...(before?.next ? { after: before.next } : {}) })}`, bare: i => sql`select ${rowOfCustomer} from customers where (coalesce(last_order_at, '-infinity'::timestamptz), id) < (${new Date(Date.UTC(2026, 10, 20) - i * 3_600_000).toISOString()}::timestamptz, ${customers[0]!.id}::uuid) order by ${lastOrder} limit 201`.execute(db) },
    list('customers: of a country with a tag', { country: 'NL', tag: 'vip', sort: '-lastOrder' }, sql`country = 'NL' and tags @> array['vip']`, lastOrder),
    list('customers: 3 orders and €100', { ordersFrom: 3, spentFrom: 10_000, sort: '-lastOrder' }, sql`orders_count >= 3 and spent_minor >= 10000`, lastOrder),
    list('customers: bought in October, new', { boughtFrom: '2026-10-01', boughtTo: '2026-10-31', buyer: 'new', sort: '-spent' }, sql`first_order_at >= '2026-09-30 22:00Z' and first_order_at < '2026-10-31 23:00Z'`, sql`spent_minor desc, id desc`),
    { name: 'customers: count of a filter', path: () => `/v1/customers/count?${query({ ordersFrom: 3, country: 'NL' })}`, bare: () => sql`select count(*) from (select from customers where orders_count >= 3 and country = 'NL' limit 10001) as part`.execute(db) },
    search('search: e-mail', i => at(customers, i).email, i => sql`select customer_id from customer_identifiers where kind = 'email' and value = ${at(customers, i).email}`),
    search('search: phone', i => at(customers, i).phone, i => sql`select customer_id from customer_identifiers where kind = 'phone' and value = ${at(customers, i).phone}`),
    search('search: order number', i => at(orders, i).number, i => sql`select customer_id from orders where number = ${at(orders, i).number}`),
    search('search: full name', i => at(customers, i).name, i => words(at(customers, i).name.split(' ')[0]!.toLowerCase())),
    search('search: beginning of a name', i => at(names, i), i => words(at(names, i))),
    search('search: name with a typing mistake', i => at(['julai hendrix', 'rtuh petters', 'kumra ghayatri', 'hendirks', 'saurabah'], i), i => words(at(['julia', 'ruth', 'kumar', 'hendriks', 'saur'], i))),
    { name: 'profile', path: i => `/v1/customers/${at(customers, i).id}`, bare: async i => {
      await sql`select * from customers where id = ${at(customers, i).id}`.execute(db)
      await sql`select currency, store_id, count(*), sum(subtotal_minor), sum(discount_minor) from orders where customer_id = ${at(customers, i).id} and payment_state <> 'voided' group by 1, 2`.execute(db)
    } },
    { name: 'profile: timeline of 200 events', path: i => `/v1/customers/${at(busy, i)}/timeline`, bare: i => sql`select id, type, name, properties, context, occurred_at from events where node_id = ${at(busy, i)} order by occurred_at desc, seq desc limit 201`.execute(db) },
    { name: 'profile: products', path: i => `/v1/customers/${at(customers, i).id}/products`, bare: i => sql`select l.product_id, sum(l.quantity), sum(l.total_minor), max(o.placed_at) from orders o join order_lines l on l.order_id = o.id where o.customer_id = ${at(customers, i).id} group by 1 order by 4 desc limit 51`.execute(db) },
    { name: 'profile: orders', path: i => `/v1/orders?${query({ customer: at(customers, i).id })}`, bare: i => sql`select ${rowOfOrder} from orders o left join customers c on c.id = o.customer_id where o.customer_id = ${at(customers, i).id} order by placed_at desc, o.id desc limit 51`.execute(db) },
  ]
}

export function commerceMeasures(db: Db, { customers, orders, products }: Sample): Measure[] {
  const list = (name: string, filter: Record<string, string | number | string[]>, where: ReturnType<typeof sql>, order = sql`o.placed_at desc, o.id desc`): Measure =>
    ({ name, path: () => `/v1/orders?${query(filter)}`, bare: () => sql`select ${rowOfOrder} from orders o left join customers c on c.id = o.customer_id where ${where} order by ${order} limit 51`.execute(db) })
  return [
    list('orders: newest', {}, sql`true`),
    list('orders: largest', { sort: '-total' }, sql`true`, sql`o.total_minor desc, o.id desc`),
    list('orders: refunded', { state: 'refunded' }, sql`o.payment_state <> 'paid' and o.payment_state = 'refunded'`),
    list('orders: of October in Belgium', { from: '2026-10-01', to: '2026-10-31', country: 'BE' }, sql`o.placed_at >= '2026-09-30 22:00Z' and o.placed_at < '2026-10-31 23:00Z' and o.country = 'BE'`),
    { name: 'orders: with a product', path: i => `/v1/orders?${query({ product: at(products, i) })}`, bare: i => sql`select ${rowOfOrder} from orders o left join customers c on c.id = o.customer_id where exists (select from order_lines l where l.order_id = o.id and l.product_id = ${at(products, i)}) order by o.placed_at desc, o.id desc limit 51`.execute(db) },
    { name: 'orders: search by number', path: i => `/v1/orders?${query({ q: at(orders, i).number })}`, bare: i => sql`select ${rowOfOrder} from orders o left join customers c on c.id = o.customer_id where o.number like ${`${at(orders, i).number}%`} order by o.placed_at desc limit 51`.execute(db) },
    { name: 'orders: search by name', path: i => `/v1/orders?${query({ q: at(customers, i).name })}`, bare: i => sql`select ${rowOfOrder} from orders o join customers c on c.id = o.customer_id where o.customer_id = ${at(customers, i).id} order by o.placed_at desc limit 51`.execute(db) },
    { name: 'order', path: i => `/v1/orders/${at(orders, i).id}`, bare: async i => {
      await sql`select o.*, c.* from orders o left join customers c on c.id = o.customer_id where o.id = ${at(orders, i).id}`.execute(db)
      await sql`select * from order_lines where order_id = ${at(orders, i).id} order by position`.execute(db)
      await sql`select * from refunds where order_id = ${at(orders, i).id}`.execute(db)
    } },
    { name: 'products: by revenue', path: () => `/v1/products?${query({ sort: '-revenue' })}`, bare: () => sql`select p.*, s.* from product_sales s join products p on p.id = s.product_id order by s.revenue_minor desc, s.product_id desc limit 51`.execute(db) },
    { name: 'products: search', path: i => `/v1/products?${query({ q: at(['linen apron', 'rattan', 'SKU-123', 'walnt spoon'], i) })}`, bare: i => sql`select * from products where search like ${`%${at(['linen apron', 'rattan', 'sku-123', 'walnut spoon'], i)}%`} order by lower(title) limit 51`.execute(db) },
    { name: 'product', path: i => `/v1/products/${at(products, i)}`, bare: i => sql`select p.*, v.* from products p join variants v on v.product_id = p.id where p.id = ${at(products, i)}`.execute(db) },
  ]
}

/** The year up to the last generated day, and its last thirty days. */
const periods = { month: { from: '2026-10-22', to: '2026-11-20' }, year: { from: '2025-11-21', to: '2026-11-20' } }

export function homeMeasures(warehouse: Warehouse, { products }: Sample): Measure[] {
  const placed = ({ from, to }: { from: string; to: string }) => `not deleted and payment_state <> 'voided' and toDate(placed_at, 'Europe/Amsterdam') between '${from}' and '${to}'`
  const ask = (name: string, path: string, plain: string): Measure => ({ name, path: () => path, bare: () => warehouse.rows(plain) })
  const sums = 'count() as orders, sum(subtotal_minor) as gross, sum(discount_minor) as discounts, sum(shipping_minor) as shipping, uniqExact(customer_id) as buyers'
  const { month, year } = periods
  return [
    ask('home: summary of 30 days', `/v1/analytics/summary?${query(month)}`, `select ${sums} from orders final where ${placed(month)}`),
    ask('home: summary of a year', `/v1/analytics/summary?${query(year)}`, `select ${sums} from orders final where ${placed(year)}`),
    ask('home: series of a year by day', `/v1/analytics/series?${query({ ...year, granularity: 'day', compare: 'year', figure: ['net', 'orders'] })}`, `select toDate(placed_at, 'Europe/Amsterdam') as day, ${sums} from orders final where ${placed(year)} group by day order by day`),
    ask('home: top products of 30 days', `/v1/analytics/top-products?${query(month)}`, `select product_id, sum(total_minor) as amount from order_lines final where not deleted and not voided and toDate(placed_at, 'Europe/Amsterdam') between '${month.from}' and '${month.to}' group by 1 order by 2 desc limit 10`),
    ask('home: countries of 30 days', `/v1/analytics/countries?${query(month)}`, `select country, count(), sum(subtotal_minor) from orders final where ${placed(month)} group by 1`),
    ask('home: cohorts of 12 months', `/v1/analytics/cohorts?${query({ to: month.to, months: 12 })}`, `select cohort, month, uniqExact(customer_id) from (select customer_id, toStartOfMonth(placed_at) as month, min(month) over (partition by customer_id) as cohort from orders final where not deleted and payment_state <> 'voided') group by 1, 2`),
    ask('home: happening now', '/v1/analytics/live', 'select name, node_id, occurred_at from events order by xid desc, seq desc limit 20'),
    ask('home: this moment', '/v1/analytics/moment', `select count(), sum(subtotal_minor) from orders final where ${placed({ from: '2026-11-20', to: '2026-11-20' })}`),
    { name: 'product: sales of a year', path: i => `/v1/products/${at(products, i)}/sales?${query(year)}`, bare: i => warehouse.rows(`select toDate(placed_at, 'Europe/Amsterdam') as day, sum(quantity), sum(total_minor), uniqExact(customer_id) from order_lines final where not deleted and not voided and product_id = '${at(products, i)}' and placed_at >= '${year.from}' group by 1 order by 1`) },
  ]
}
