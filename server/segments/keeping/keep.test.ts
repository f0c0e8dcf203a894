import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { sql } from 'kysely'
import { parseRule } from '../../../contracts/segments.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'
import type { Ctx } from '../../platform/index.ts'
import { archiveSegment, makeSegment, redefineSegment } from '../segments.ts'
import { keepOn } from './keep.ts'

const rule = (text: string) => {
  const { rule: read, problem } = parseRule(text)
  assert.ok(read, problem?.message ?? '')
  return read
}

/** A shop with two customers, and what a test asks about its segments. */
async function shop(t: TestContext) {
  const w = await world(t)
  const { ctx, clock } = w
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).returning('id').executeTakeFirstOrThrow()
  const customer = async (name: string, country = 'NL') => (await ctx.db.insertInto('customers').values({ name, country, created_at: clock.now().toString(), updated_at: clock.now().toString() }).returning('id').executeTakeFirstOrThrow()).id
  const [ana, ben] = [await customer('Ana'), await customer('Ben', 'BE')]
  const names = new Map([[ana, 'ana'], [ben, 'ben']])
  const did = (nodeId: string, name: string, at = clock.now().toString()) => append(ctx.db, [{ sourceId: sources.suki, messageId: `${nodeId} ${name} ${at}`, name, nodeId, occurredAt: at }])
  let orders = 0
  const order = (customerId: string, at = clock.now().toString()) => ctx.db.insertInto('orders').values({ store_id: storeId, number: String(++orders), customer_id: customerId, node_id: customerId, currency: 'EUR', subtotal_minor: 1000, total_minor: 1000, placed_at: at, source_id: sources.suki }).execute()
  const make = async (name: string, text: string) => {
    const id = await makeSegment(ctx, { name, rule: rule(text) })
    await runJobs(w)
    return id
  }
  const keep = async () => {
    await readLog(ctx)
    while (await keepOn(ctx));
  }
  const members = async (segmentId: string) => (await ctx.db.selectFrom('segment_members').select('customer_id').where('segment_id', '=', segmentId).execute()).map(row => names.get(row.customer_id) ?? row.customer_id).sort()
  return { ...w, ana, ben, did, order, make, keep, members, customer }
}

const told = async (ctx: Ctx) => (await sql<{ name: string; segment: string; cause: string }>`select name, properties ->> 'segment' as segment, properties ->> 'cause' as cause from events where name like 'Segment %' order by xid, seq`.execute(ctx.db)).rows.map(e => `${e.name}: ${e.segment} (${e.cause})`)

test('a new segment is found in the warehouse; who does something enters at once, and leaves on the millisecond', async t => {
  const { ctx, clock, ana, did, make, keep, members } = await shop(t)
  const segmentId = await make('Looked lately', 'did "Product Viewed" in last 7 days')
  assert.deepEqual(await members(segmentId), [])
  await did(ana, 'Product Viewed')
  await keep()
  assert.deepEqual(await members(segmentId), ['ana'])
  clock.advance({ milliseconds: 7 * 24 * 3_600_000 - 1 })
  await keep()
  assert.deepEqual(await members(segmentId), ['ana'])
  clock.advance({ milliseconds: 1 })
  await keep()
  assert.deepEqual(await members(segmentId), [])
  assert.deepEqual(await told(ctx), ['Segment Entered: Looked lately (news)', 'Segment Left: Looked lately (time)'])
})

test('"has not bought for 30 days" becomes true at its instant, for whom only time passes', async t => {
  const { clock, ana, ben, order, make, keep, members } = await shop(t)
  await order(ana)
  clock.advance({ hours: 24 })
  await order(ben)
  const segmentId = await make('Lapsed', 'last order more than 30 days ago')
  assert.deepEqual(await members(segmentId), [])
  clock.advance({ hours: 29 * 24 })
  await keep()
  assert.deepEqual(await members(segmentId), ['ana'])
  await order(ana)
  await keep()
  assert.deepEqual(await members(segmentId), [])
  clock.advance({ hours: 24 })
  await keep()
  assert.deepEqual(await members(segmentId), ['ben'])
})

test('an edited fact, a tag and a consent move customers without an event', async t => {
  const { ctx, ana, ben, make, keep, members } = await shop(t)
  const [dutch, vip] = [await make('Dutch', 'country = NL'), await make('VIP', 'tags = "vip"')]
  assert.deepEqual(await members(dutch), ['ana'])
  await ctx.db.updateTable('customers').set({ country: 'NL', tags: ['vip'] }).where('id', '=', ben).execute()
  await ctx.db.updateTable('customers').set({ country: null }).where('id', '=', ana).execute()
  await keep()
  assert.deepEqual([await members(dutch), await members(vip)], [['ben'], ['ben']])
})

test('a new definition is found beside the old one, which serves until then; nobody is told that they entered', async t => {
  const { ctx, make, members, ...w } = await shop(t)
  const segmentId = await make('Country', 'country = NL')
  await redefineSegment(ctx, { segmentId, rule: rule('country = BE') })
  assert.deepEqual(await members(segmentId), ['ana'])
  await runJobs({ ctx, postgresUrl: w.postgresUrl })
  assert.deepEqual(await members(segmentId), ['ben'])
  assert.deepEqual(await told(ctx), [])
  const { rows } = await sql<{ number: number; state: string }>`select number, state from segment_versions order by number`.execute(ctx.db)
  assert.deepEqual(rows, [{ number: 1, state: 'past' }, { number: 2, state: 'serving' }])
  const moves = await ctx.db.selectFrom('segment_moves').select(['entered', 'cause']).orderBy('id').execute()
  assert.equal(moves.filter(m => m.cause === 'definition').length, 3)
})

test('a segment of a segment follows it; a circle is refused, and an archived one', async t => {
  const { ctx, ben, make, keep, members } = await shop(t)
  const dutch = await make('Dutch', 'country = NL')
  const others = await make('Not Dutch', `not in segment "${dutch}"`)
  assert.deepEqual(await members(others), ['ben'])
  await ctx.db.updateTable('customers').set({ country: 'NL' }).where('id', '=', ben).execute()
  await keep()
  assert.deepEqual([await members(dutch), await members(others)], [['ana', 'ben'], []])
  await assert.rejects(redefineSegment(ctx, { segmentId: dutch, rule: rule(`in segment "${others}"`) }), { code: 'segments.circle', message: /Dutch → Not Dutch → Dutch/ })
  await assert.rejects(archiveSegment(ctx, { segmentId: dutch }), { code: 'segments.in_use' })
  await archiveSegment(ctx, { segmentId: others })
  await assert.rejects(makeSegment(ctx, { name: 'x', rule: rule(`in segment "${others}"`) }), { code: 'segments.unknown_segment' })
})

test('merged customers count as one: the one that goes leaves, and what both did counts together', async t => {
  const { ctx, ana, ben, did, make, keep, members } = await shop(t)
  const twice = await make('Twice', 'did "Product Viewed" at least 2 times')
  const all = await make('All', 'everyone')
  await did(ana, 'Product Viewed')
  await did(ben, 'Product Viewed', '2026-03-01T09:00:00Z')
  await keep()
  assert.deepEqual([await members(twice), await members(all)], [[], ['ana', 'ben']])
  await ctx.db.updateTable('customers').set({ merged_into: ana }).where('id', '=', ben).execute()
  await sql`insert into customer_identifiers (kind, value, id, cluster_id, customer_id, moved) values ('customer', ${ben}, ${ben}, ${ben}, ${ana}, true)`.execute(ctx.db)
  await keep()
  assert.deepEqual([await members(twice), await members(all)], [['ana'], ['ana']])
})

test('a step that is cut off leaves nothing behind, and the next one does it once', async t => {
  const { ctx, ana, did, make, keep, members, pool } = await shop(t)
  const segmentId = await make('Looked lately', 'did "Product Viewed" in last 7 days')
  await did(ana, 'Product Viewed')
  await readLog(ctx)
  // The last thing that a step writes is when each customer is due.
  await pool.query(`create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$`)
  await pool.query('create trigger cut_off before insert on segment_due for each row execute function cut_off()')
  await assert.rejects(keepOn(ctx), /cut off/)
  assert.deepEqual([await members(segmentId), await told(ctx)], [[], []])
  await pool.query('drop trigger cut_off on segment_due')
  await Promise.all([keep(), keep()])
  assert.deepEqual([await members(segmentId), await told(ctx)], [['ana'], ['Segment Entered: Looked lately (news)']])
})
