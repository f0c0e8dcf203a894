import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { parseRule } from '../../../contracts/segments.ts'
import { readLog, runJobs } from '../../../tests/support/jobs.ts'
import { world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'
import type { Ctx } from '../../platform/index.ts'
import { makeSegment } from '../segments.ts'
import { keepOn } from './keep.ts'
import { rebuildSegments } from './rebuild.ts'

/** Transaction numbers belong to the whole cluster: one that runs in another database holds the fence back. */
async function othersDone({ db }: Ctx) {
  const isOpen = async () => (await sql`select from segment_touched where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`.execute(db)).rows.length > 0
  while (await isOpen()) await pause(10)
}

test('when very many are touched at once the warehouse is asked for everybody; the old membership serves meanwhile, and who does something is kept as ever', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  const make = async (name: string, text: string) => makeSegment(ctx, { name, rule: parseRule(text).rule! })
  const [dutch, buyers, looked, newly] = [await make('Dutch', 'country = NL'), await make('Buyers', 'orders >= 1'), await make('Looked', 'did "Product Viewed" in last 7 days'), await make('Bought lately', 'orders(last 30 days) >= 1')]
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main', currency: 'EUR', time_zone: 'UTC' }).returning('id').executeTakeFirstOrThrow()
  const [first, second] = await ctx.db.insertInto('customers').values([{ name: 'Ana', country: 'NL' }, { name: 'Ben', country: 'NL' }]).returning('id').execute()
  await runJobs(w)
  const members = async (segmentId: string) => (await ctx.db.selectFrom('segment_members').select('customer_id').where('segment_id', '=', segmentId).execute()).length
  assert.deepEqual([await members(dutch), await members(buyers)], [2, 0])

  // An import: 400 customers, and orders of half of them.
  await sql`insert into customers (name, country) select 'c' || i, (array['NL', 'BE'])[i % 2 + 1] from generate_series(1, 400) as i`.execute(ctx.db)
  await sql`insert into orders (store_id, number, customer_id, node_id, currency, subtotal_minor, total_minor, placed_at, source_id) select ${storeId}, name, id, id, 'EUR', 100, 100, ${clock.now().toString()}::timestamptz - interval '10 days', ${sources.suki} from customers where right(name, 1) in ('0', '1', '2', '3', '4')`.execute(ctx.db)
  await othersDone(ctx)
  assert.equal(await keepOn(ctx, 300), 0, 'nobody is asked one by one')
  assert.deepEqual([await members(dutch), await members(buyers)], [2, 0], 'the old membership serves')

  await append(ctx.db, [{ sourceId: sources.suki, messageId: 'look', name: 'Product Viewed', nodeId: first!.id, occurredAt: clock.now().toString() }])
  await ctx.db.updateTable('customers').set({ country: 'BE' }).where('id', '=', second!.id).execute()
  await readLog(ctx)
  assert.equal(await keepOn(ctx, 300), 2, 'whoever does something meanwhile is asked at once')
  assert.deepEqual([await members(looked), await members(dutch)], [1, 1])

  await runJobs(w)
  const counted = async (where: ReturnType<typeof sql>) => (await sql<{ n: number }>`select count(*) as n from customers as c where ${where}`.execute(ctx.db)).rows[0]!.n
  assert.deepEqual([await members(dutch), await members(buyers), await members(looked)], [await counted(sql`country = 'NL'`), await counted(sql`exists (select from orders where customer_id = c.id)`), 1])
  assert.equal((await sql`select from segment_touched union all select from segment_rebuilds`.execute(ctx.db)).rows.length, 0)
  const { rows: [moves] } = await sql<{ rebuilt: number; told: number; doubled: number }>`select (select count(*) from segment_moves where cause = 'rebuild') as rebuilt, (select count(*) from events where properties ->> 'cause' = 'rebuild') as told,
    (select count(*) from (select from segment_moves group by segment_id, customer_id, entered having count(*) > 1) as d) as doubled`.execute(ctx.db)
  assert.deepEqual([moves!.rebuilt > 400, moves!.told, moves!.doubled], [true, moves!.rebuilt, 0])

  // Whoever only time moves is known as well.
  assert.equal(await members(newly), await members(buyers))
  clock.advance({ hours: 20 * 24 })
  await readLog(ctx)
  while (await keepOn(ctx, 300));
  assert.equal(await members(newly), 0)
})

test('a rebuild that was cut off is begun anew, and one that is wanted is made', async t => {
  const w = await world(t)
  const { ctx } = w
  const dutch = await makeSegment(ctx, { name: 'Dutch', rule: parseRule('country = NL').rule! })
  await runJobs(w)
  await sql`insert into customers (name, country) select 'c' || i, 'NL' from generate_series(1, 20) as i`.execute(ctx.db)
  await sql`update segment_keeper set rebuild_wanted = true`.execute(ctx.db)
  await othersDone(ctx)
  await keepOn(ctx)
  // Nobody else remembers them.
  await sql`delete from segment_touched`.execute(ctx.db)
  await w.pool.query(`create function cut_off() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$`)
  await w.pool.query('create trigger cut_off before delete on segment_rebuilds for each row execute function cut_off()')
  await assert.rejects(rebuildSegments.run(ctx, {}), /cut off/)
  await w.pool.query('drop trigger cut_off on segment_rebuilds')
  await rebuildSegments.run(ctx, {})
  const { rows: [found] } = await sql<{ members: number; moves: number; left: number }>`select (select count(*) from segment_members where segment_id = ${dutch}) as members, (select count(*) from segment_moves) as moves, (select count(*) from segment_rebuilds) as left`.execute(ctx.db)
  assert.deepEqual(found, { members: 20, moves: 20, left: 0 })
})
