import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { customerSorts, type CustomerFilter, type CustomerQuery, type CustomerRow, type CustomerSort } from '../../../contracts/customers.ts'
import { world } from '../../../tests/support/world.ts'
import type { Ctx } from '../../platform/index.ts'
import { countCustomers, listCustomers } from './list.ts'

type Made = { id: string; name: string; email: string | null; phone: string | null; language: string | null; country: string | null; city: string | null; tags: string[]; orders: number; spent: number; currency: string | null; first: string | null; last: string | null; created: string; bought: { day: number; store: number; voided: boolean }[] }

const days = (n: number) => Temporal.Instant.from('2026-01-01T12:00:00Z').add({ hours: 24 * n }).toString()
const dayOf = (n: number) => Temporal.PlainDate.from('2026-01-01').add({ days: n }).toString()
const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: null })
const ids = Array.from({ length: 60 }, (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`)
const stores = ['00000000-0000-7000-9000-000000000001', '00000000-0000-7000-9000-000000000002']

const anyCustomer = fc.record({
  name: fc.constantFrom('Anna', 'ben', 'Çelik', 'Dirk', 'Елена', ''), email: fc.boolean(), phone: fc.boolean(), language: maybe(['nl', 'en']), country: maybe(['NL', 'PH', 'IN']), city: maybe(['Utrecht', 'Cebu']),
  tags: fc.uniqueArray(fc.constantFrom('vip', 'wholesale', 'new')), spent: fc.integer({ min: -50, max: 300 }), created: fc.integer({ min: 0, max: 20 }),
  bought: fc.array(fc.record({ day: fc.integer({ min: 0, max: 40 }), store: fc.constantFrom(0, 1), voided: fc.boolean() }), { maxLength: 4 }),
})
const shopOf = (least: number, most: number) => fc.array(anyCustomer, { minLength: least, maxLength: most }).map(list => list.map((c, i): Made => {
  const standing = c.bought.filter(order => !order.voided).map(order => order.day).sort((a, b) => a - b)
  return { ...c, id: ids[i]!, email: c.email ? `c${i}@x.example` : null, phone: c.phone ? `+3161000${1000 + i}` : null, created: days(c.created), orders: standing.length, currency: standing.length ? 'EUR' : null, first: standing.length ? days(standing[0]!) : null, last: standing.length ? days(standing.at(-1)!) : null }
}))

const day = fc.integer({ min: 0, max: 40 }).map(dayOf)
const anyFilter: fc.Arbitrary<CustomerFilter> = fc.record({
  country: fc.uniqueArray(fc.constantFrom('NL', 'PH', 'IN'), { minLength: 1 }), language: fc.constant(['nl']), city: fc.constant(['Utrecht']), tag: fc.uniqueArray(fc.constantFrom('vip', 'wholesale'), { minLength: 1 }),
  hasEmail: fc.boolean(), hasPhone: fc.boolean(), ordersFrom: fc.integer({ min: 0, max: 3 }), ordersTo: fc.integer({ min: 0, max: 3 }), spentFrom: fc.integer({ min: -50, max: 300 }), spentTo: fc.integer({ min: -50, max: 300 }), currency: fc.constant('EUR'),
  lastOrderFrom: day, lastOrderTo: day, firstOrderFrom: day, firstOrderTo: day, createdFrom: day, createdTo: day, noOrderForDays: fc.integer({ min: 20, max: 60 }),
  store: fc.uniqueArray(fc.constantFrom(...stores), { minLength: 1 }), boughtFrom: day, boughtTo: day, buyer: fc.constantFrom('any', 'new', 'returning'),
}, { requiredKeys: [] })

/** The filter as a person would explain it, over plain objects. */
function naive(c: Made, f: CustomerFilter, now: string): boolean {
  const inDays = (at: string | null, from?: string, to?: string) => (!from && !to) || (at !== null && (!from || at.slice(0, 10) >= from) && (!to || at.slice(0, 10) <= to))
  const bought = c.bought.filter(o => !o.voided && (!f.store || f.store.includes(stores[o.store]!)) && inDays(days(o.day), f.boughtFrom, f.boughtTo))
  return (!f.country || f.country.includes(c.country ?? '')) && (!f.language || f.language.includes(c.language ?? '')) && (!f.city || f.city.includes(c.city ?? '')) && (f.tag ?? []).every(one => c.tags.includes(one)) &&
    (f.hasEmail === undefined || f.hasEmail === !!c.email) && (f.hasPhone === undefined || f.hasPhone === !!c.phone) &&
    c.orders >= (f.ordersFrom ?? 0) && c.orders <= (f.ordersTo ?? 99) && c.spent >= (f.spentFrom ?? -99) && c.spent <= (f.spentTo ?? 999) && (!f.currency || c.currency === f.currency) &&
    inDays(c.last, f.lastOrderFrom, f.lastOrderTo) && inDays(c.first, f.firstOrderFrom, f.firstOrderTo) && inDays(c.created, f.createdFrom, f.createdTo) &&
    (!f.noOrderForDays || (c.last !== null && Temporal.Instant.from(c.last).until(now).total('hours') > 24 * f.noOrderForDays)) &&
    ((!f.store && !f.boughtFrom && !f.boughtTo) || (bought.length > 0 &&
      (f.buyer !== 'new' || inDays(c.first, f.boughtFrom, f.boughtTo)) && (f.buyer !== 'returning' || !f.boughtFrom || c.first!.slice(0, 10) < f.boughtFrom)))
}

async function open(ctx: Ctx, shop: Made[]) {
  for (const table of ['orders', 'customers', 'stores']) await sql`delete from ${sql.table(table)}`.execute(ctx.db)
  await ctx.db.insertInto('stores').values(stores.map((id, i) => ({ id, key: `s${i}`, name: `S${i}`, currency: 'EUR', time_zone: 'Europe/Amsterdam' }))).execute()
  await ctx.db.insertInto('customers').values(shop.map(c => ({ id: c.id, name: c.name, email: c.email, phone: c.phone, language: c.language, country: c.country, city: c.city, tags: c.tags, orders_count: c.orders, spent_minor: c.spent, currency: c.currency, first_order_at: c.first, last_order_at: c.last, created_at: c.created }))).execute()
  const orders = shop.flatMap(c => c.bought.map((o, i) => ({ store_id: stores[o.store]!, number: `${c.id}-${i}`, customer_id: c.id, currency: 'EUR', subtotal_minor: 1, total_minor: 1, payment_state: o.voided ? 'voided' : 'paid', placed_at: days(o.day), source_id: stores[0]! })))
  if (orders.length) await ctx.db.insertInto('orders').values(orders).execute()
}

async function everyPage(ctx: Ctx, query: Partial<CustomerQuery>, between: () => Promise<void> = async () => {}): Promise<CustomerRow[]> {
  const rows: CustomerRow[] = []
  for (let after: string | undefined, first = true; first || after; first = false) {
    const page = await listCustomers(ctx, { limit: 7, ...query, after } as CustomerQuery)
    rows.push(...page.items)
    after = page.next ?? undefined
    await between()
  }
  return rows
}

test('every filter gives exactly the customers that the same rule over plain objects gives', async t => {
  const { ctx, clock } = await world(t)
  await fc.assert(fc.asyncProperty(shopOf(12, 60), fc.array(anyFilter, { minLength: 12, maxLength: 12 }), async (shop, filters) => {
    await open(ctx, shop)
    for (const filter of filters) {
      const wanted = shop.filter(c => naive(c, filter, clock.now().toString())).map(c => c.id).sort()
      assert.deepEqual((await listCustomers(ctx, { ...filter, limit: 200 } as CustomerQuery)).items.map(row => row.id).sort(), wanted, JSON.stringify(filter))
      assert.deepEqual(await countCustomers(ctx, filter), { count: wanted.length, exact: true })
    }
  }), { numRuns: 10, endOnFailure: true })
})

test('every order is total: pages join to the whole list, who never ordered last in both directions', async t => {
  const { ctx } = await world(t)
  const [shop] = fc.sample(shopOf(50, 50), { numRuns: 1, seed: 7 }) as [Made[]]
  await open(ctx, shop)
  const value: Record<string, (row: CustomerRow) => string | number | null> = { created: r => r.createdAt, lastOrder: r => r.lastOrderAt, spent: r => r.spentMinor, orders: r => r.ordersCount, name: r => r.name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase() }
  for (const sort of customerSorts.filter((one): one is Exclude<CustomerSort, 'best'> => one !== 'best')) {
    const rows = await everyPage(ctx, { sort })
    assert.deepEqual(rows.map(row => row.id).sort(), shop.map(c => c.id).sort(), sort)
    const values = rows.map(value[sort.replace('-', '')]!)
    const known = values.filter(one => one !== null)
    assert.deepEqual(values.slice(known.length), values.slice(known.length).map(() => null), `${sort}: nulls last`)
    const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    assert.deepEqual(known, sort.startsWith('-') ? sorted.reverse() : sorted, sort)
  }
})

test('a list that changes while it is read neither skips nor repeats the rows that stay', async t => {
  const { ctx } = await world(t)
  const [shop] = fc.sample(shopOf(50, 50), { numRuns: 1, seed: 3 }) as [Made[]]
  await open(ctx, shop)
  let n = 0
  const rows = await everyPage(ctx, { sort: '-created' }, async () => {
    await ctx.db.insertInto('customers').values({ name: `New ${n}`, created_at: days(n++ % 20) }).execute()
    await ctx.db.deleteFrom('customers').where('name', '=', `New ${n - 3}`).execute()
  })
  const stayed = rows.filter(row => !row.name.startsWith('New')).map(row => row.id)
  assert.deepEqual(stayed.sort(), shop.map(c => c.id).sort())
  assert.equal(new Set(rows.map(row => row.id)).size, rows.length)
})

test('rows of the same millisecond are told apart by the microsecond', async t => {
  const { ctx } = await world(t)
  await sql`insert into customers (name, created_at) select 'c' || i, timestamptz '2026-01-01 00:00:00.000001' + make_interval(secs => i / 1000000.0) from generate_series(1, 30) as i`.execute(ctx.db)
  assert.equal(new Set((await everyPage(ctx, { sort: '-created' })).map(row => row.id)).size, 30)
})

test('beyond ten thousand the number is an estimate that says so', async t => {
  const { ctx } = await world(t)
  await sql`insert into customers (name, country) select 'c' || i, case when i % 4 = 0 then 'PH' else 'NL' end from generate_series(1, 20000) as i`.execute(ctx.db)
  await sql`analyze customers`.execute(ctx.db)
  const { count, exact } = await countCustomers(ctx, { country: ['NL'] })
  assert.equal(exact, false)
  assert.ok(Math.abs(count - 15000) < 300, String(count))
  assert.deepEqual(await countCustomers(ctx, { country: ['PH'] }), { count: 5000, exact: true })
})
