import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { announce, inTransaction, job, within, type Ctx, type Db } from '../../platform/index.ts'
import { waitForCopy } from '../../warehouse/index.ts'
import { ask } from '../emitting/ask.ts'
import type { Between } from '../emitting/emit.ts'
import { endOfTime } from '../evaluating/windows.ts'
import { alone } from './alone.ts'
import { changedSince } from './changed.ts'
import { move, type Move } from './moves.ts'
import { servingRules, type Kept } from './rules.ts'

// How many customers the warehouse is asked for at once (some 20 MB of JSON with 50 segments), and how many are written in
// one transaction: meanwhile the keeper waits.
const sliceSize = 100_000
const stepSize = 5_000
const keepersTurnMs = 150

/** Begins a rebuild when one is wanted or more than `above` are waiting, unless one is under way. @returns its fence, while there is one */
export async function rebuildFence({ db }: Ctx, above: number): Promise<string | undefined> {
  const { rows: [state] } = await sql<{ fence: string | null; wanted: boolean; waiting: number }>`
    select (select fence::text from segment_rebuilds) as fence, rebuild_wanted as wanted,
      coalesce((select seq from segment_touched order by xid desc, seq desc limit 1) - (select seq from segment_touched order by xid, seq limit 1) + 1, 0) as waiting
    from segment_keeper`.execute(db)
  if (state!.fence) return state!.fence
  if (!state!.wanted && state!.waiting <= above) return undefined
  await sql`update segment_keeper set rebuild_wanted = false`.execute(db)
  const { rows: [made] } = await sql<{ fence: string }>`insert into segment_rebuilds (fence, wanted_at) values (pg_snapshot_xmin(pg_current_snapshot()), now()) returning fence::text`.execute(db)
  await rebuildSegments.later(db, {}, { key: 'segments.rebuild', queue: 'segments' })
  return made!.fence
}

/**
 * Asks the warehouse for everybody, and moves who is not where they should be. Whoever was touched below the fence is
 * answered for by this; whoever changed since then is left to the keeper. The old membership serves meanwhile, some
 * thousand customers at a time get the new one. Begun anew after a crash it finds nothing to do for those it had.
 */
export const rebuildSegments = job('segments.rebuild', z.object({}), (ctx, _, stopping) => alone(ctx, 'rebuild', () => askEverybody(ctx, stopping)))

async function askEverybody(ctx: Ctx, stopping: AbortSignal) {
  const { rows: [rebuild] } = await sql<{ fence: string }>`select fence::text from segment_rebuilds`.execute(ctx.db)
  if (!rebuild) return
  await waitForCopy(ctx, String(BigInt(rebuild.fence) - 1n))
  const slices = await slicesOf(ctx)
  await sql`update segment_rebuilds set rows_done = 0, rows_expected = ${slices.reduce((sum, slice) => sum + slice.count, 0)}`.execute(ctx.db)
  for (const { count, ...between } of slices) {
    await rebuildSlice(ctx, rebuild.fence, between, stopping)
    await sql`update segment_rebuilds set rows_done = rows_done + ${count}`.execute(ctx.db)
    await announce(ctx.db, { topic: 'segments' })
  }
  await inTransaction(ctx.db, async db => {
    await sql`select from segment_keeper for update`.execute(db)
    await sql`delete from segment_touched where xid < ${rebuild.fence}::xid8`.execute(db)
    await sql`delete from segment_rebuilds`.execute(db)
    await announce(db, { topic: 'segments' })
  })
}

type Slice = Between & { count: number }

/** All customers in slices of neighbouring ids: events and customers lie in this order. */
async function slicesOf({ warehouse }: Ctx): Promise<Slice[]> {
  const rows = await warehouse.rows<{ id: string; count: number }>(`
    select id, n as count from (select id, rowNumberInAllBlocks() as n from (select id from customers final where not deleted order by id)) where n % ${sliceSize} = 0 order by id`)
  const [total] = await warehouse.rows<{ count: number }>('select count() as count from customers final where not deleted')
  return rows.map(({ id, count }, i) => ({ from: id, to: rows[i + 1]?.id, count: (rows[i + 1]?.count ?? total!.count) - count }))
}

/** `holds`: places of the segments that hold. */
type Answer = { id: string; holds: number[]; next: number }

async function rebuildSlice(ctx: Ctx, fence: string, between: Between, stopping: AbortSignal) {
  const segments = await servingRules(ctx.db)
  const rules = [...segments.values()]
  const question = { rules, segments, between, now: ctx.clock.now().epochMilliseconds, withNext: true }
  const answers = await ask<Answer>(ctx.warehouse, question, ({ from, holds, nexts }) => `
    select customer_id as id, arrayFilter((place, h) -> h, range(${rules.length}), [${holds.map(h => `toUInt8(${h})`).join(', ')}]) as holds, arrayMin([${nexts.map(n => `toInt64(${n})`).join(', ')}]) as next from ${from}`)
  for (let from = 0; from < answers.length; from += stepSize) {
    stopping.throwIfAborted()
    await inTransaction(ctx.db, db => writeStep(within(ctx, { db }), rules, fence, answers.slice(from, from + stepSize)))
    await pause(keepersTurnMs)
  }
}

/** Moves those who are not where they should be, while nobody keeps. */
async function writeStep(ctx: Ctx, rules: Kept[], fence: string, asked: Answer[]) {
  const { db, clock } = ctx
  await sql`select from segment_keeper for update`.execute(db)
  const serving = await servingRules(db)
  const changed = await changedSince(db, fence, asked.map(a => a.id))
  const now = clock.now().epochMilliseconds
  // What time has changed since they were asked is for the keeper, at once.
  const sure = asked.filter(a => !changed.has(a.id) && a.next > now)
  const due = asked.filter(a => a.next < endOfTime)
  await sql`
    insert into segment_due (customer_id, due_at) select c.id, to_timestamp(next / 1000.0) from unnest(${due.map(a => a.id)}::uuid[], ${due.map(a => a.next)}::bigint[]) as t (id, next) join customers as c on c.id = t.id and c.merged_into is null order by c.id
    on conflict (customer_id) do update set due_at = least(segment_due.due_at, excluded.due_at)`.execute(db)
  const standing = rules.map(rule => (serving.get(rule.id)?.version === rule.version ? rule : undefined))
  await move(ctx, await differences(db, standing, sure))
}

/** Who is in and should not be, or the other way round. Segments that were changed meanwhile are left out. */
async function differences(db: Db, rules: (Kept | undefined)[], asked: Answer[]): Promise<Move[]> {
  const wanted = asked.flatMap(({ id, holds }) => holds.flatMap(place => (rules[place] ? [`${rules[place].id} ${id}`] : [])))
  const kept = new Map(rules.flatMap(rule => (rule ? [[rule.id, rule.name]] : [])))
  const { rows } = await sql<{ key: string }>`select segment_id || ' ' || customer_id as key from segment_members where customer_id = any(${asked.map(a => a.id)}::uuid[])`.execute(db)
  const members = new Set(rows.map(row => row.key))
  const [shouldBe, moves] = [new Set(wanted), [] as Move[]]
  const note = (key: string, entered: boolean) => {
    const [segmentId, customerId] = key.split(' ') as [string, string]
    if (kept.has(segmentId)) moves.push({ segmentId, name: kept.get(segmentId)!, customerId, entered, cause: 'rebuild' })
  }
  for (const key of shouldBe) if (!members.has(key)) note(key, true)
  for (const key of members) if (!shouldBe.has(key)) note(key, false)
  return moves
}
