import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/rfm.ts'
import { createSegment, previewSegment, segmentMembers } from '../../../contracts/segment-routes.ts'
import { conditionsOf, parseRule, printRule } from '../../../contracts/segments.ts'
import { seededCrowd as crowd } from '../../../tests/support/crowd.ts'
import { catchUp, readLog, runJobs } from '../../../tests/support/jobs.ts'
import { shop } from '../../../tests/support/raw-shop.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { mergeCustomers } from '../../customers/index.ts'
import { keepOn } from '../keeping/keep.ts'
import { standings } from './standings.ts'
import { watchScores } from './runs.ts'

type World = Awaited<ReturnType<typeof world>>
type Stood = { id: string; recency: number; frequency: number; monetary: number; rfm_group: string; value_decile: number; currency: string }
const zone = 'Europe/Amsterdam'

/** The definition once more, customer by customer. */
async function naive({ ctx }: World, now: number): Promise<Stood[]> {
  const orders = (await ctx.db.selectFrom('orders').selectAll().where('payment_state', '<>', 'voided').where('customer_id', 'is not', null).execute()).filter(o => Date.parse(o.placed_at) <= now)
  const refunds = (await ctx.db.selectFrom('refunds').selectAll().where('customer_id', 'is not', null).execute()).filter(r => Date.parse(r.refunded_at) <= now)
  const people = [...Map.groupBy(orders, o => o.customer_id!)].map(([id, own]) => {
    const byCurrency = [...Map.groupBy(own, o => o.currency)].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    const [currency, main] = byCurrency[0]!
    const back = refunds.filter(r => r.customer_id === id && r.currency === currency).reduce((sum, r) => sum + r.amount_minor, 0)
    const lastDay = own.map(o => Temporal.Instant.from(o.placed_at).toZonedDateTimeISO(zone).toPlainDate().toString()).sort().at(-1)!
    return { id, currency, lastDay, orders: own.length, spent: main.reduce((sum, o) => sum + o.subtotal_minor - o.discount_minor, 0) - back }
  })
  return people.map(one => {
    const rivals = people.filter(p => p.currency === one.currency)
    const part = (better: (p: typeof one) => boolean, among: (typeof one)[], parts: number) => Math.floor((parts * among.filter(better).length) / among.length)
    const richer = (p: typeof one) => p.spent > one.spent
    const [recency, frequency, monetary] = [5 - part(p => p.lastDay > one.lastDay, people, 5), 5 - part(p => p.orders > one.orders, people, 5), 5 - part(richer, rivals, 5)]
    return { id: one.id, recency, frequency, monetary, rfm_group: contract.groupOf(recency, Math.round((frequency + monetary) / 2)), value_decile: 1 + part(richer, rivals, 10), currency: one.currency }
  }).sort((a, b) => (a.id < b.id ? -1 : 1))
}

const kept = ({ ctx }: World): Promise<Stood[]> => ctx.db.selectFrom('scores').select(['id', 'recency', 'frequency', 'monetary', 'rfm_group', 'value_decile', 'currency']).orderBy('id').execute()

/** Asks for a computation as the night does, and lets it run once the log is read. */
async function compute(w: World) {
  await readLog(w.ctx)
  await watchScores.run(w.ctx, {})
  await runJobs(w)
}

for (const seed of [1, 2]) {
  test(`scores are what the definition says: of equal ones all in the better part, money within one currency, merged customers as one (seed ${seed})`, async t => {
    const w = await world(t)
    const { pick } = await crowd(w, seed)
    await compute(w)
    const first = await kept(w)
    assert.deepEqual(first, await naive(w, w.clock.now().epochMilliseconds))
    assert.ok(new Set(first.map(row => row.rfm_group)).size > 4 && new Set(first.map(row => row.currency)).size === 2)

    // How they stood a month ago is computed from what had happened by then.
    await catchUp(w.ctx)
    const monthAgo = w.clock.now().epochMilliseconds - 30 * 86_400_000
    const then = await w.ctx.warehouse.rows<Stood>(`select customer_id as id, recency, frequency, monetary, rfm_group, value_decile, currency from ${standings({ at: monthAgo, zone })} order by toString(id)`)
    assert.deepEqual(then, await naive(w, monthAgo))

    const buyers = first.map(row => row.id)
    const whole = await mergeCustomers(w.ctx, buyers.slice(0, 2))
    await w.ctx.db.updateTable('orders').set({ payment_state: 'voided' }).where('customer_id', '=', pick(buyers.slice(2))).execute()
    w.clock.advance({ hours: 24 })
    await compute(w)
    assert.deepEqual(await kept(w), await naive(w, w.clock.now().epochMilliseconds))
    assert.deepEqual((await kept(w)).map(row => row.id).filter(id => buyers.slice(0, 2).includes(id)), [whole])
  })
}

test('every cell has a rule that finds exactly its customers, and all cells together are everybody', async t => {
  const w = await world(t)
  await crowd(w, 4)
  await compute(w)
  await catchUp(w.ctx)
  const [marketer, scores] = [await signedIn(w, 'marketer'), await kept(w)]
  const { cells } = await marketer.call(contract.rfm, { query: { currency: 'EUR' } })
  let found = 0
  for (const recency of [1, 3, 5]) {
    for (const value of [1, 2, 3, 4, 5]) {
      const rule = contract.ruleOfCell(recency, value)
      assert.deepEqual(parseRule(printRule(rule)).rule, rule)
      const { count } = await marketer.call(previewSegment, { body: { rule } })
      assert.equal(count, scores.filter(s => s.recency === recency && contract.valueOf(s.frequency, s.monetary) === value).length)
      assert.ok(conditionsOf(rule).length <= 12)
      found += count
    }
  }
  assert.equal(found, scores.filter(s => s.recency % 2 === 1).length)
  assert.ok(cells.every(cell => cell.group === contract.groupOf(cell.recency, cell.value)))
})

test('who rises or falls in the night enters and leaves segments that ask for it, and the profile tells why', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  const one = await shop(ctx.db)
  const [ana, ...others] = (await ctx.db.insertInto('customers').values(['Ana', 'Ben', 'Cai', 'Dia', 'Eva'].map(name => ({ name }))).returning('id').execute()).map(row => row.id)
  for (const [i, customerId] of [ana!, ...others].entries()) await one.order({ at: `2026-02-0${i + 1}T10:00:00Z`, minor: 1000 * (i + 1), customerId })
  const marketer = await signedIn(w, 'marketer')
  const { id: segmentId } = await marketer.call(createSegment, { body: { name: 'Fresh', text: 'rfm_recency = 5' } })
  await runJobs(w)
  const members = async () => {
    while (await keepOn(ctx));
    return (await marketer.call(segmentMembers, { params: { segmentId }, query: {} })).items.map(row => row.name)
  }
  assert.deepEqual(await members(), [])
  await compute(w)
  assert.deepEqual(await members(), ['Eva'])
  assert.deepEqual((await marketer.call(contract.customerScores, { params: { customerId: ana! } })).scores, { recency: 1, frequency: 5, monetary: 1, value: 3, group: 'at_risk', valueDecile: 9, currency: 'EUR', asOf: '2026-03-02T09:00:00.000Z' })

  // She comes back: nothing changes before the night has come, in the time zone of the shop.
  await one.order({ at: '2026-03-02T08:00:00Z', minor: 500, customerId: ana! })
  clock.set('2026-03-03T01:59:00Z')
  await compute(w)
  assert.deepEqual(await members(), ['Eva'])
  clock.set('2026-03-03T02:00:00Z')
  await compute(w)
  assert.deepEqual(await members(), ['Ana'])
  assert.deepEqual((await marketer.call(contract.customerScores, { params: { customerId: ana! } })).nextOrder, { expectedAt: '2026-03-31T06:00:00.000Z', daysBetween: 28.9, isOverdue: false })
})

test('a segment is broken down by what is known of its members; money in the currency that most of them use', async t => {
  const w = await world(t)
  const { ctx } = w
  const one = await shop(ctx.db)
  const rows = [['NL', 'nl', 'EUR', 300], ['NL', 'en', 'EUR', 200], ['BE', 'nl', 'CZK', 9000], [null, null, null, 0]] as const
  const made = await ctx.db.insertInto('customers').values(rows.map(([country, language, currency, spent], i) => ({ name: `c${i}`, country, language, currency, spent_minor: spent, orders_count: spent ? 1 : 0 }))).returning('id').execute()
  await one.order({ at: '2026-03-01T10:00:00Z', customerId: made[0]!.id })
  await compute(w)
  const marketer = await signedIn(w, 'marketer')
  const { id: segmentId } = await marketer.call(createSegment, { body: { name: 'All', text: 'everyone' } })
  await runJobs(w)
  await catchUp(ctx)
  const parts = await marketer.call(contract.segmentBreakdown, { params: { segmentId } })
  assert.deepEqual([parts.customers, parts.currency], [5, 'EUR'])
  assert.deepEqual(parts.byCountry.map(row => [row.key, row.customers, row.revenueMinor]), [[null, 2, 0], ['NL', 2, 500], ['BE', 1, 0]])
  assert.deepEqual(parts.byValueDecile.map(row => [row.key, row.customers]), [['1', 1], [null, 4]])
  assert.deepEqual(parts.byRfmGroup.map(row => [row.key, row.customers]), [[null, 4], ['champions', 1]])
})
