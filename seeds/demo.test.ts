import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { world } from '../tests/support/world.ts'
import { fillEmpty } from './demo.ts'
import { smallStory } from './small.ts'
import { demoStory } from './story/story.ts'

const fewer = (now: Temporal.Instant) => demoStory(now, { customers: 150 })

test('the demo fills an empty instance once, with an owner who can sign in', async t => {
  const { ctx } = await world(t)
  const owner = await fillEmpty(ctx, smallStory)
  assert.deepEqual(owner, { email: 'maria@example.com', password: 'corner-shop' })
  assert.equal(await fillEmpty(ctx, smallStory), undefined)
  const { rows } = await sql<{ n: number }>`select count(*) as n from orders`.execute(ctx.db)
  assert.deepEqual(rows, [{ n: 22 }])
  const staff = await ctx.db.selectFrom('staff').select(['email', 'role', 'name']).execute()
  assert.deepEqual(staff, [{ email: 'maria@example.com', role: 'owner', name: 'Maria Cruz' }])
})

test('an instance that holds anything is left as it is', async t => {
  const { ctx } = await world(t)
  await ctx.db.insertInto('customers').values({ name: 'Somebody real' }).execute()
  assert.equal(await fillEmpty(ctx, smallStory), undefined)
  assert.equal((await ctx.db.selectFrom('stores').select('id').execute()).length, 0)
})

test('what the stores hold is what the story says, to the cent', async t => {
  const { ctx } = await world(t)
  await fillEmpty(ctx, fewer)
  const story = fewer(ctx.clock.now())
  const worth = (lines: { quantity: number; unitPriceMinor: number }[]) => lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
  const standing = story.orders.filter(order => order.paid || !order.cancelled)
  const told = Map.groupBy(standing, order => order.currency)
  const { rows } = await sql<{ currency: string; orders: number; gross: number; discounts: number }>`
    select currency, count(*) as orders, sum(subtotal_minor)::bigint as gross, sum(discount_minor)::bigint as discounts from orders where payment_state <> 'voided' group by 1 order by 1`.execute(ctx.db)
  assert.deepEqual(rows, ['EUR', 'INR', 'PHP'].map(currency => {
    const orders = told.get(currency) ?? []
    return { currency, orders: orders.length, gross: orders.reduce((sum, order) => sum + worth(order.lines), 0), discounts: orders.reduce((sum, order) => sum + order.discountMinor, 0) }
  }))
  const { rows: contradictions } = await sql`
    select number from orders o where total_minor <> subtotal_minor - discount_minor + shipping_minor
      or refunded_minor <> (select coalesce(sum(amount_minor), 0) from refunds where order_id = o.id) or (cancelled_at is null and payment_state in ('voided'))`.execute(ctx.db)
  assert.deepEqual(contradictions, [])
  const refunds = await ctx.db.selectFrom('refunds').select('id').execute()
  assert.equal(refunds.length, story.orders.filter(order => order.refund || (order.cancelled && order.paid)).length)
})

test('every event of the story stands in the log once and knows its customer', async t => {
  const { ctx } = await world(t)
  await fillEmpty(ctx, smallStory)
  const story = smallStory(ctx.clock.now())
  const { rows } = await sql<{ name: string; n: number }>`select name, count(*) as n from events group by 1 order by 1`.execute(ctx.db)
  const count = Object.fromEntries(rows.map(row => [row.name, row.n]))
  assert.deepEqual([count['Customer Created'], count['Order Completed'], count['Product Viewed'], count['Order Cancelled']], [12, 22, story.events.length, 1])
  const anna = await ctx.db.selectFrom('customers').selectAll().where('email', '=', 'anna.smit@example.com').executeTakeFirstOrThrow()
  assert.deepEqual([anna.name, anna.orders_count, anna.currency, anna.tags, anna.birthday, anna.city], ['Anna Smit', 4, 'EUR', ['vip', 'linen lover'], '1988-06-14', 'Utrecht'])
  assert.equal(anna.spent_minor, 4900 + 2900 + 3 * 1850 + 3 * 790 + 2 * 1590 + 3310)
  assert.ok(anna.last_seen_at)
})
