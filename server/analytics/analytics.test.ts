import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { figures, type Days, type Figure } from '../../contracts/analytics.ts'
import { createSegment } from '../../contracts/segment-routes.ts'
import { seeded, changeAtRandom, shop } from '../../tests/support/raw-shop.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import type { Ctx } from '../platform/index.ts'
import { catchUp, runJobs } from '../../tests/support/jobs.ts'
import { cohortsOf } from './cohorts.ts'
import { lastHappenings, momentOf } from './now.ts'
import { bestSellers, byCountry, currenciesInUse, seriesOf, summarise } from './overview.ts'
import { salesOf } from './product-sales.ts'

type RefundsOn = 'refund' | 'order'

/** The definitions once more, in plain SQL over PostgreSQL. */
async function figuresInPostgres(ctx: Ctx, { from, to }: Days, storeIds: string[], refundsOn: RefundsOn, members?: string[]): Promise<Record<Figure, number | null>> {
  const { rows } = await sql<Record<'gross' | 'discounts' | 'orders' | 'shipping' | 'tax' | 'refunds' | 'buyers' | 'returning', number>>`
    with o as (select o.*, (o.placed_at at time zone s.time_zone)::date as day from orders o join stores s on s.id = o.store_id where payment_state <> 'voided' ${members ? sql`and customer_id = any(${members}::uuid[])` : sql``}),
      mine as (select * from o where store_id = any(${storeIds}::uuid[]) and day between ${from} and ${to}),
      back as (select r.amount_minor, (case when ${refundsOn} = 'order' then coalesce(parent.placed_at, r.refunded_at) else r.refunded_at end at time zone s.time_zone)::date as day
        from refunds r join stores s on s.id = r.store_id left join orders parent on parent.id = r.order_id where r.store_id = any(${storeIds}::uuid[]) ${members ? sql`and r.customer_id = any(${members}::uuid[])` : sql``}),
      buyers as (select distinct customer_id from mine where customer_id is not null)
    select (select coalesce(sum(subtotal_minor), 0)::bigint from mine) as gross, (select coalesce(sum(discount_minor), 0)::bigint from mine) as discounts, (select count(*) from mine) as orders,
      (select coalesce(sum(shipping_minor), 0)::bigint from mine) as shipping, (select coalesce(sum(tax_minor), 0)::bigint from mine) as tax,
      (select coalesce(sum(amount_minor), 0)::bigint from back where day between ${from} and ${to}) as refunds, (select count(*) from buyers) as buyers,
      (select count(*) from buyers b where exists (select 1 from o where o.customer_id = b.customer_id and o.day < ${from}::date)) as returning`.execute(ctx.db)
  const f = rows[0]!
  return {
    gross: f.gross, discounts: f.discounts, refunds: f.refunds, net: f.gross - f.discounts - f.refunds, orders: f.orders, aov: f.orders ? Math.round((f.gross - f.discounts) / f.orders) : null,
    shipping: f.shipping, tax: f.tax, newCustomers: f.buyers - f.returning, returningCustomers: f.returning, repeatRate: f.buyers ? f.returning / f.buyers : null,
  }
}

/** Three stores in three time zones, thirty customers, guests, voided orders, discounts, refunds with and without an order. */
async function randomShop(ctx: Ctx, seed: number) {
  const random = seeded(seed)
  const { change, stores } = await changeAtRandom(ctx.db, random)
  await sql`insert into customers (name) select 'c' || n from generate_series(1, 30) n`.execute(ctx.db)
  for (let i = 0; i < 60; i++) await change()
  await sql`insert into orders (store_id, number, customer_id, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, payment_state, country, placed_at, source_id)
    select ${sql.raw(`(array[${stores.map(s => `'${s.storeId}'::uuid`).join(',')}])`)}[1 + n % 3], 'bulk-' || n, (select id from customers where n % 7 <> 0 order by md5(id::text || n || ${String(seed)}) limit 1), 'EUR', n * 13 % 9000, n % 11, n % 5 * 100, n % 3,
      n, case when n % 9 = 0 then 'voided' else 'paid' end, case n % 3 when 0 then 'NL' when 1 then 'DE' end, timestamptz '2025-09-20 00:00Z' + (n * 7919 % 200) * interval '23 hours 17 minutes', '00000000-0000-7000-8000-000000000001'
    from generate_series(1, 300) n`.execute(ctx.db)
  await sql`insert into refunds (store_id, number, order_id, currency, amount_minor, refunded_at, country, source_id) select store_id, 'back-' || number, id, currency, 7, placed_at + interval '9 days', country, source_id from orders where number like 'bulk-%4'`.execute(ctx.db)
  await catchUp(ctx)
  return { random, storeIds: stores.map(s => s.storeId) }
}

const span = (random: () => number): Days => {
  const from = Temporal.PlainDate.from('2025-09-15').add({ days: Math.floor(random() * 150) })
  return { from: from.toString(), to: from.add({ days: Math.floor(random() * 60) }).toString() }
}

for (const seed of [1, 2, 3]) {
  test(`figures equal an independent SQL over the record, in three time zones (seed ${seed})`, async t => {
    const { ctx } = await world(t)
    const { random, storeIds } = await randomShop(ctx, seed)
    for (let round = 0; round < 8; round++) {
      const period = span(random)
      const store = round % 2 ? [storeIds[round % 3]!] : undefined
      const refundsOn = random() < 0.5 ? ('refund' as const) : ('order' as const)
      const compare = round % 3 ? ('previous' as const) : ('year' as const)
      const answer = await summarise(ctx, { ...period, store, compare, refundsOn })
      const wanted = await figuresInPostgres(ctx, period, store ?? storeIds, refundsOn)
      const before = await figuresInPostgres(ctx, answer.previous!, store ?? storeIds, refundsOn)
      for (const figure of figures) assert.deepEqual({ figure, value: answer.figures[figure].value, previous: answer.figures[figure].previous }, { figure, value: wanted[figure], previous: before[figure] })
      const { lines, buckets } = await seriesOf(ctx, { ...period, store, compare: 'none', refundsOn, granularity: round % 2 ? 'week' : 'month' })
      // Money alone is read by a query of its own.
      const money = await seriesOf(ctx, { ...period, store, compare: 'none', refundsOn, granularity: round % 2 ? 'week' : 'month', figure: ['net', 'orders', 'aov'] })
      for (const line of money.lines) assert.deepEqual(line, lines.find(other => other.figure === line.figure))
      for (const [i, bucket] of buckets.entries()) {
        const own = await figuresInPostgres(ctx, bucket, store ?? storeIds, refundsOn)
        assert.deepEqual(Object.fromEntries(lines.map(line => [line.figure, line.values[i]])), own)
      }
      const countries = await byCountry(ctx, { ...period, store, compare, refundsOn })
      assert.equal(countries.items.reduce((sum, c) => sum + c.netMinor, 0), wanted.net)
      assert.equal(countries.items.reduce((sum, c) => sum + c.orders, 0), wanted.orders)
    }
  })
}

test('figures of a segment are those of its members alone', async t => {
  const w = await world(t)
  const { ctx } = w
  const { random, storeIds } = await randomShop(ctx, 5)
  await sql`update refunds set customer_id = orders.customer_id from orders where orders.id = refunds.order_id`.execute(ctx.db)
  const marketer = await signedIn(w, 'marketer')
  const { id: segment } = await marketer.call(createSegment, { body: { name: 'Often', text: 'orders >= 8' } })
  await runJobs(w)
  await catchUp(ctx)
  const members = (await ctx.db.selectFrom('segment_members').select('customer_id').execute()).map(row => row.customer_id)
  assert.ok(members.length > 3 && members.length < 30)
  for (let round = 0; round < 3; round++) {
    const query = { ...span(random), store: round % 2 ? [storeIds[round % 3]!] : undefined, segment, compare: 'none', refundsOn: round % 3 ? 'refund' : 'order' } as const
    const wanted = await figuresInPostgres(ctx, query, query.store ?? storeIds, query.refundsOn, members)
    const { figures: found } = await summarise(ctx, query)
    assert.deepEqual(Object.fromEntries(figures.map(figure => [figure, found[figure].value])), wanted)
    const { lines } = await seriesOf(ctx, { ...query, granularity: 'month', figure: ['net', 'orders'] })
    assert.equal(lines.find(line => line.figure === 'orders')!.values.reduce((a, b) => a! + b!, 0), wanted.orders)
    assert.equal((await byCountry(ctx, query)).items.reduce((sum, c) => sum + c.netMinor, 0), wanted.net)
    const { rows: [sold] } = await sql<{ amount: number }>`
      select coalesce(sum(l.total_minor), 0)::bigint as amount from order_lines l join orders o on o.id = l.order_id join stores s on s.id = o.store_id
      where o.payment_state <> 'voided' and o.customer_id = any(${members}::uuid[]) and o.store_id = any(${query.store ?? storeIds}::uuid[]) and (o.placed_at at time zone s.time_zone)::date between ${query.from} and ${query.to}`.execute(ctx.db)
    assert.equal((await bestSellers(ctx, { ...query, by: 'amount', limit: 100 })).items.reduce((sum, item) => sum + item.amountMinor, 0), sold!.amount)
    const ever = await cohortsOf(ctx, { to: query.to, months: 12, segment, store: query.store })
    assert.ok(ever.cohorts.reduce((sum, c) => sum + c.size, 0) <= members.length)
  }
})

test('cohorts equal an independent SQL: sizes, who came back, what they paid', async t => {
  const { ctx } = await world(t)
  const { storeIds } = await randomShop(ctx, 4)
  const answer = await cohortsOf(ctx, { to: '2026-04-30', months: 7, value: true, store: storeIds.slice(0, 2) })
  const { rows } = await sql<{ cohort: string; month: string; bought: number; paid: number }>`
    with o as (select customer_id, date_trunc('month', placed_at at time zone s.time_zone)::date as month, subtotal_minor - discount_minor as paid from orders o join stores s on s.id = o.store_id
        where payment_state <> 'voided' and customer_id is not null and store_id = any(${storeIds.slice(0, 2)}::uuid[])),
      firsts as (select customer_id, min(month) as cohort from o group by customer_id)
    select cohort, month, count(distinct customer_id) as bought, sum(paid)::bigint as paid from o join firsts using (customer_id) where cohort >= '2025-10-01' group by 1, 2 order by 1, 2`.execute(ctx.db)
  const cells = answer.cohorts.flatMap(c => c.bought.map((bought, i) => ({ cohort: c.month, month: answer.months[answer.months.indexOf(c.month) + i]!, bought, paid: c.valueMinor![i]! }))).filter(c => c.bought > 0)
  assert.deepEqual(cells, rows)
  assert.ok(cells.length > 10)
})

test('an order belongs to the day of its store, on the days that have 23 and 25 hours too', async t => {
  const { ctx } = await world(t)
  const { storeId, order } = await shop(ctx.db, { timeZone: 'Europe/Amsterdam' })
  // 29 March 2026 begins at 23:00Z and ends at 22:00Z; 25 October begins at 22:00Z and ends at 23:00Z.
  for (const at of ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z']) await order({ at })
  await catchUp(ctx)
  const ordersOn = async (day: string) => (await summarise(ctx, { from: day, to: day, store: [storeId], compare: 'none', refundsOn: 'refund' })).figures.orders.value
  assert.deepEqual(await Promise.all(['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-25', '2026-10-26'].map(ordersOn)), [1, 2, 1, 2, 1])
})

test('best sellers are counted by what was paid, and a product tells who buys it and what with', async t => {
  const { ctx } = await world(t)
  const { storeId, productId, order } = await shop(ctx.db)
  const other = await ctx.db.insertInto('products').values({ store_id: storeId, external_id: 'p-2', title: 'Teapot' }).returning('id').executeTakeFirstOrThrow()
  for (const day of ['01', '02', '03']) {
    const orderId = await order({ at: `2026-03-${day}T10:00:00Z`, minor: 500 })
    if (day !== '03') await sql`insert into order_lines (order_id, position, product_id, quantity, unit_price_minor, total_minor) values (${orderId}, 9, ${other.id}, 2, 1000, 2000)`.execute(ctx.db)
  }
  await order({ at: '2026-03-04T10:00:00Z', productId: other.id, minor: 100, customerId: null })
  await catchUp(ctx)
  const top = await bestSellers(ctx, { from: '2026-03-01', to: '2026-03-31', compare: 'previous', refundsOn: 'refund', by: 'amount', limit: 10 })
  assert.deepEqual(top.items.map(i => [i.title, i.amountMinor, i.quantity, i.orders]), [['Teapot', 4100, 5.5, 3], ['Kettle', 1500, 4.5, 3]])
  const sales = await salesOf(ctx, { productId, from: '2026-03-01', to: '2026-03-31', granularity: 'month' })
  assert.deepEqual({ buyers: sales.buyers, repeatBuyers: sales.repeatBuyers, orders: sales.orders, amountMinor: sales.amountMinor, quantity: sales.quantity }, { buyers: 1, repeatBuyers: 1, orders: 3, amountMinor: 1500, quantity: 4.5 })
  // Together in 2 of 4 baskets; each in 3: 2·4 ÷ (3·3).
  assert.deepEqual(sales.boughtWith.map(b => [b.title, b.orders, b.lift]), [['Teapot', 2, 8 / 9]])
})

test('stores of two currencies are never added up', async t => {
  const { ctx } = await world(t)
  const [euro, crown] = [await shop(ctx.db), await shop(ctx.db, { key: 'praha', currency: 'CZK' })]
  await euro.order({ at: '2026-03-01T10:00:00Z', minor: 100 })
  await crown.order({ at: '2026-03-01T10:00:00Z', minor: 900 })
  await crown.order({ at: '2026-03-01T11:00:00Z', minor: 900 })
  await catchUp(ctx)
  const ask = { from: '2026-03-01', to: '2026-03-01', compare: 'none', refundsOn: 'refund' } as const
  assert.equal((await summarise(ctx, ask)).figures.gross.value, 1800)
  assert.equal((await summarise(ctx, { ...ask, currency: 'EUR' })).figures.gross.value, 100)
  await assert.rejects(summarise(ctx, { ...ask, store: [euro.storeId, crown.storeId] }), { code: 'analytics.mixed_currencies' })
  assert.deepEqual((await currenciesInUse(ctx)).items.map(i => [i.currency, i.orders]), [['CZK', 2], ['EUR', 1]])
})

test('an empty Suki has figures of nothing', async t => {
  const { ctx } = await world(t)
  const answer = await summarise(ctx, { from: '2026-03-01', to: '2026-03-02', compare: 'previous', refundsOn: 'refund' })
  assert.deepEqual([answer.currency, answer.figures.gross.value, answer.figures.aov.value], [null, 0, null])
  assert.equal((await momentOf(ctx, {})).usualOrdersByNow, null)
})

test('the moment compares today so far with the same weekday so far', async t => {
  const { ctx } = await world(t)
  const { order } = await shop(ctx.db)
  // It is Monday 10:00 in Amsterdam.
  for (const at of ['2026-03-02T08:55:00Z', '2026-03-02T07:00:00Z', '2026-02-23T08:00:00Z', '2026-02-23T12:00:00Z']) await order({ at, minor: 1000 })
  await catchUp(ctx)
  assert.deepEqual(await momentOf(ctx, {}), { currency: 'EUR', ordersLastTenMinutes: 1, ordersToday: 2, grossTodayMinor: 2000, usualOrdersByNow: 1, usualGrossByNowMinor: 1000, lastOrderAt: '2026-03-02T08:55:00.000Z' })
})

test('only those who may read customers see their names go by', async t => {
  const { ctx } = await world(t)
  const { storeId, customerId } = await shop(ctx.db)
  await sql`insert into events (id, source_id, name, node_id, store_id, occurred_at, properties) values (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'Order Completed', ${customerId}, ${storeId}, now(), '{"total": 12.5, "currency": "EUR", "order_id": "1001"}')`.execute(ctx.db)
  const seen = async (may: boolean) => (await lastHappenings(ctx, { limit: 5 }, may)).items.map(i => [i.orderNumber, i.amountMinor, i.customerName])
  assert.deepEqual(await seen(true), [['1001', 1250, 'Ana']])
  assert.deepEqual(await seen(false), [['1001', 1250, null]])
})
