import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRule } from '../../../contracts/segments.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { startOfTime, world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'
import { makeSegment } from '../segments.ts'
import { keepOn } from './keep.ts'

// SEGMENT_STEPS=20000 is the nightly form: an hour of it. SEGMENT_SEED repeats a run.
const steps = Number(process.env['SEGMENT_STEPS'] ?? 100)
const seed = Number(process.env['SEGMENT_SEED'] ?? 7)

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
type Life = { views: number[]; orders: number[] }
type Oracle = (life: Life, now: number) => boolean

const within = (list: number[], from: number, to: number) => list.filter(at => at > from && at <= to)
const dateOf = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC').toPlainDate()
const isLater = (a: Temporal.PlainDate, b: Temporal.PlainDate) => Temporal.PlainDate.compare(a, b) > 0

/** What a person would count by hand, from everything that happened, without knowing when anything changes. */
const segments: Record<string, [rule: string, oracle: Oracle]> = {
  looking: ['did "Product Viewed" at least 3 times in last 2 days', ({ views }, now) => within(views, now - 2 * day, now).length >= 3],
  quiet: ['did "Product Viewed" and not did "Product Viewed" in last 7 days', ({ views }, now) => views.length > 0 && !within(views, now - 7 * day, now).length],
  lapsed: ['last order more than 30 days ago', ({ orders }, now) => orders.length > 0 && Math.max(...orders) <= now - 30 * day],
  undecided: ['sequence("Product Viewed" without order within 1 day, last 7 days)', ({ views, orders }, now) => views.some(v => v > now - 7 * day && v + day <= now && !orders.some(o => o > v && o < v + day))],
  second: ['orders = 1 and first order between 60 days and 20 days ago', ({ orders }, now) => orders.length === 1 && orders[0]! > now - 60 * day && orders[0]! <= now - 20 * day],
  monthly: ['orders(last 1 month) >= 2', ({ orders }, now) => orders.filter(o => isLater(dateOf(o), dateOf(now).subtract({ months: 1 }))).length >= 2],
  minutes: ['did "Product Viewed" between 90 minutes and 5 minutes ago', ({ views }, now) => within(views, now - 90 * minute, now - 5 * minute).length > 0],
  spender: ['spend(last 60 days) >= 0.03 EUR and not orders(last 3 days) >= 1', ({ orders }, now) => within(orders, now - 60 * day, now).length >= 3 && !within(orders, now - 3 * day, now).length],
  chased: ['sequence("Product Viewed" then order within 2 hours, last 14 days)', ({ views, orders }, now) => views.some(v => v > now - 14 * day && orders.some(o => o > v && o < v + 2 * hour && o <= now))],
  settled: ['did "Product Viewed" at most 1 times since last order and orders >= 1', ({ views, orders }, now) => orders.length > 0 && within(views, Math.max(...orders), now).length <= 1],
  overdue: ['overdue', ({ orders }, now) => orders.length > 1 && Math.max(...orders) > Math.min(...orders) && now >= Math.max(...orders) + Math.floor((Math.max(...orders) - Math.min(...orders)) / (orders.length - 1))],
}

/** After how long what happened may make a difference: the spans that stand in the rules. */
const edges = [5 * minute, 90 * minute, 2 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day, 20 * day, 30 * day, 60 * day]

/** The same numbers each time. */
function dice(state: number) {
  return (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below
}

test('months of customers who look and buy, or only let time pass: at every instant checked, who is in is who should be', { timeout: 7_200_000 }, async t => {
  const w = await world(t)
  const { ctx, clock } = w
  const roll = dice(seed)
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'UTC' }).returning('id').executeTakeFirstOrThrow()
  const people = await ctx.db.insertInto('customers').values(Array.from({ length: 25 }, (_, i) => ({ name: `c${i}`, created_at: startOfTime, updated_at: startOfTime }))).returning('id').execute()
  const lives = new Map(people.map(({ id }): [string, Life] => [id, { views: [], orders: [] }]))
  const ids = new Map<string, string>()
  for (const [name, [text]] of Object.entries(segments)) ids.set(await makeSegment(ctx, { name, rule: parseRule(text).rule! }), name)
  await runJobs(w)
  let checked = 0
  for (let step = 0; step < steps; step++) {
    const now = nextInstant(clock.now().epochMilliseconds)
    clock.set(new Date(now).toISOString())
    if (!roll(3)) for (let i = 1 + roll(3); i > 0; i--) await something(now, step * 10 + i)
    await readLog(ctx)
    while (await keepOn(ctx));
    checked += await compare(now)
  }
  t.diagnostic(`${checked} memberships checked at ${steps} instants over ${Math.round((clock.now().epochMilliseconds - Date.parse(startOfTime)) / day)} days`)
  assert.equal(checked, steps * 25 * ids.size)

  /** An edge of a window to the millisecond, the one before it, or any instant: chosen by what happened alone. */
  function nextInstant(now: number): number {
    const happened = [...lives.values()].flatMap(({ views, orders }) => [...views, ...orders])
    const ahead = happened.flatMap(at => edges.map(edge => at + edge)).filter(at => at > now + 1).sort((a, b) => a - b)
    const edge = ahead[Math.min(roll(20), ahead.length - 1)]
    if (edge === undefined || !roll(5)) return now + (roll(3) ? roll(6 * 60) * minute : roll(4) * day) + roll(1000)
    return edge - (roll(3) ? 0 : 1)
  }

  async function something(now: number, n: number) {
    const { id } = people[roll(people.length)]!
    // Some of it arrives late.
    const happened = roll(8) ? now : now - roll(3 * day)
    const at = new Date(happened).toISOString()
    if (roll(3)) {
      lives.get(id)!.views.push(happened)
      await append(ctx.db, [{ sourceId: sources.suki, messageId: `e${n}`, name: 'Product Viewed', nodeId: id, occurredAt: at }])
    } else {
      lives.get(id)!.orders.push(happened)
      await ctx.db.insertInto('orders').values({ store_id: storeId, number: String(n), customer_id: id, node_id: id, currency: 'EUR', subtotal_minor: 1, total_minor: 1, placed_at: at, source_id: sources.suki }).execute()
    }
  }

  async function compare(now: number) {
    const members = new Set((await ctx.db.selectFrom('segment_members').select(['segment_id', 'customer_id']).execute()).map(m => `${ids.get(m.segment_id)} ${m.customer_id}`))
    for (const [name, [, oracle]] of Object.entries(segments)) {
      for (const [id, life] of lives) assert.equal(members.has(`${name} ${id}`), oracle(life, now), `${name} at ${new Date(now).toISOString()}: ${JSON.stringify(life)}`)
    }
    return lives.size * ids.size
  }
})
