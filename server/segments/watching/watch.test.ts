import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/segment-routes.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { departure } from './departure.ts'
import { watchSegments } from './watch.ts'

const calm = { threshold: 4, traffic: 100 }

test('a day is unusual when it departs by more than so many spreads from the median of those before', () => {
  const usual = [98, 104, 100, 96, 103, 99, 101, 100, 97, 102, 100, 105, 95, 100]
  assert.equal(departure(139, usual, calm), undefined)
  assert.deepEqual(departure(141, usual, calm), { usual: 100, spread: 10 })
  assert.deepEqual(departure(59, usual, calm), { usual: 100, spread: 10 })
  assert.equal(departure(141, usual, { ...calm, threshold: 5 }), undefined)
})

test('what is loud by nature is compared with its own loudness, and one odd day before hides nothing', () => {
  assert.equal(departure(300, [10, 290, 20, 280, 15, 300, 10, 295, 20, 285, 12, 290, 18, 300], calm), undefined)
  assert.ok(departure(400, [98, 9000, 100, 96, 103, 99, 101, 100, 97, 102, 100, 105, 95, 100], calm))
})

test('nothing is unusual with fewer than fourteen days to compare with, nor two customers where nobody came', () => {
  assert.equal(departure(9000, Array<number>(13).fill(1), calm), undefined)
  assert.equal(departure(2, Array<number>(28).fill(0), { threshold: 4, traffic: 0 }), undefined)
})

test('a segment whose yesterday departed says so in its row, in the log and once; a definition that changed does not', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).execute()
  const marketer = await signedIn(w, 'marketer')
  const { id: segmentId } = await marketer.call(contract.createSegment, { body: { name: 'Dutch', text: 'country = NL' } })
  await runJobs(w)
  const came = (day: string, many: number, cause: 'news' | 'definition' = 'news') =>
    ctx.db.insertInto('segment_moves').values(Array.from({ length: many }, () => ({ segment_id: segmentId, customer_id: crypto.randomUUID(), entered: true, at: `${day}T12:00:00Z`, cause }))).execute()
  const first = clock.now().toZonedDateTimeISO('Europe/Amsterdam').toPlainDate()
  for (let i = 1; i <= 20; i++) await came(first.add({ days: i }).toString(), i === 20 ? 40 : 5)
  await came(first.add({ days: 10 }).toString(), 500, 'definition')
  clock.set(`${first.add({ days: 21 })}T00:10:00+01:00[Europe/Amsterdam]`.replace(/\[.*/, ''))
  await watchSegments.run(ctx, {})
  await watchSegments.run(ctx, {})
  const [row] = (await marketer.call(contract.listSegments, { query: {} })).items
  const day = first.add({ days: 20 }).toString()
  assert.deepEqual(row?.drift, { day, measure: 'entered', value: 40, usual: 5 })
  const told = await ctx.db.selectFrom('events').select('properties').where('name', '=', 'Segment Drifted').execute()
  assert.deepEqual(told.map(event => (event.properties as { measure: string }).measure), ['entered', 'grown'])

  // Switched off, nothing is looked at; the change is in the audit log.
  await marketer.call(contract.watchSegment, { params: { segmentId }, body: { watched: false, threshold: 6 } })
  await came(first.add({ days: 21 }).toString(), 90)
  clock.advance({ hours: 24 })
  await watchSegments.run(ctx, {})
  assert.equal((await ctx.db.selectFrom('segment_drifts').selectAll().execute()).length, 2)
  assert.deepEqual((await marketer.call(contract.getSegment, { params: { segmentId } })).watch, { watched: false, threshold: 6 })
  const analyst = await signedIn(w, 'analyst')
  assert.equal((await analyst.ask(contract.watchSegment, { params: { segmentId }, body: { watched: true, threshold: 4 } })).status, 403)
  assert.equal((await ctx.db.selectFrom('audit_log').selectAll().where('action', '=', 'segments.watch').execute()).length, 1)
})
