import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { parseRule } from '../../../contracts/segments.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { startOfTime, world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'
import { makeSegment } from '../segments.ts'
import { keepOn } from './keep.ts'

const hour = 3_600_000
const day = 24 * hour

/** What a person would count by hand: instants of views and of orders, and an instant. */
const segments: Record<string, [rule: string, oracle: (views: number[], orders: number[], now: number) => boolean]> = {
  looking: ['did "Product Viewed" at least 3 times in last 2 days', (views, _, now) => views.filter(v => v > now - 2 * day && v <= now).length >= 3],
  quiet: ['did "Product Viewed" and not did "Product Viewed" in last 7 days', (views, _, now) => views.length > 0 && !views.some(v => v > now - 7 * day)],
  lapsed: ['last order more than 30 days ago', (_, orders, now) => orders.length > 0 && Math.max(...orders) <= now - 30 * day],
  undecided: ['sequence("Product Viewed" without order within 1 day, last 7 days)', (views, orders, now) => views.some(v => v > now - 7 * day && v + day <= now && !orders.some(o => o > v && o < v + day))],
  second: ['orders = 1 and first order between 60 days and 20 days ago', (_, orders, now) => orders.length === 1 && orders[0]! > now - 60 * day && orders[0]! <= now - 20 * day],
  monthly: ['orders(last 1 month) >= 2', (_, orders, now) => orders.filter(o => Temporal.PlainDate.compare(dateOf(o), dateOf(now).subtract({ months: 1 })) > 0).length >= 2],
}

const dateOf = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC').toPlainDate()

/** The same numbers each time. */
function dice(seed: number) {
  let state = seed
  return (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below
}

test('months of customers who look and buy, or only let time pass: at every instant checked, who is in is who should be', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  const roll = dice(7)
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'UTC' }).returning('id').executeTakeFirstOrThrow()
  const people = await ctx.db.insertInto('customers').values(Array.from({ length: 25 }, (_, i) => ({ name: `c${i}`, created_at: startOfTime, updated_at: startOfTime }))).returning('id').execute()
  const lives = new Map(people.map(({ id }) => [id, { views: [] as number[], orders: [] as number[] }]))
  const ids = new Map<string, string>()
  for (const [name, [text]] of Object.entries(segments)) ids.set(await makeSegment(ctx, { name, rule: parseRule(text).rule! }), name)
  await runJobs(w)
  let checked = 0
  for (let step = 0; step < 150; step++) {
    const nextDue = (await sql<{ at: string | null }>`select min(due_at) as at from segment_due`.execute(ctx.db)).rows[0]?.at
    const soon = clock.now().epochMilliseconds + (roll(3) ? roll(6 * 60) * 60_000 : roll(4) * day)
    const due = nextDue ? Date.parse(nextDue) : Infinity
    // To what happens next, or to the instant before something is due, or exactly to it.
    clock.set(new Date(Math.max(clock.now().epochMilliseconds, due < soon ? due - (roll(4) ? 0 : 1) : soon)).toISOString())
    const now = clock.now().epochMilliseconds
    if (due >= soon) for (let i = roll(3); i > 0; i--) await something(now, step * 10 + i)
    await readLog(ctx)
    while (await keepOn(ctx));
    checked += await compare(now)
  }
  assert.ok(checked > 20_000)

  async function something(now: number, n: number) {
    const { id } = people[roll(people.length)]!
    const at = new Date(now).toISOString()
    if (roll(3)) {
      lives.get(id)!.views.push(now)
      await append(ctx.db, [{ sourceId: sources.suki, messageId: `e${n}`, name: 'Product Viewed', nodeId: id, occurredAt: at }])
    } else {
      lives.get(id)!.orders.push(now)
      await ctx.db.insertInto('orders').values({ store_id: storeId, number: String(n), customer_id: id, node_id: id, currency: 'EUR', subtotal_minor: 1, total_minor: 1, placed_at: at, source_id: sources.suki }).execute()
    }
  }

  async function compare(now: number) {
    const members = new Set((await ctx.db.selectFrom('segment_members').select(['segment_id', 'customer_id']).execute()).map(m => `${ids.get(m.segment_id)} ${m.customer_id}`))
    for (const [name, [, oracle]] of Object.entries(segments)) {
      for (const [id, { views, orders }] of lives) assert.equal(members.has(`${name} ${id}`), oracle(views, orders, now), `${name} at ${new Date(now).toISOString()}: ${JSON.stringify({ views, orders })}`)
    }
    return lives.size * ids.size
  }
})
