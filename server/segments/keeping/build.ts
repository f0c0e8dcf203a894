import { sql } from 'kysely'
import { z } from 'zod'
import { announce, AppError, inTransaction, job, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { waitForCopy } from '../../warehouse/index.ts'
import { ask } from '../emitting/ask.ts'
import { endOfTime } from '../evaluating/windows.ts'
import type { Zoned } from '../evaluating/evaluate.ts'
import { alone } from './alone.ts'
import { touchSince } from './changed.ts'
import { servingRules } from './rules.ts'

type Version = Zoned & { segmentId: string; number: number }

/** Finds who is in a segment by its new definition, beside the old membership, which serves until this one stands. */
export const buildSegment = job('segments.build', z.object({ segmentId: z.uuid() }), (ctx, { segmentId }, stopping) => alone(ctx, `build ${segmentId}`, () => buildNext(ctx, segmentId, stopping)))

async function buildNext(ctx: Ctx, segmentId: string, stopping: AbortSignal) {
  const version = await buildingVersion(ctx.db, segmentId)
  if (!version) return
  try {
    await build(ctx, version, stopping)
  } catch (error) {
    // What the rule itself is to blame for is said to whoever made it; everything else is tried again.
    if (!(error instanceof AppError) || error.status >= 500) throw error
    await ctx.db.updateTable('segment_versions').set({ state: 'failed', problem: error.message }).where('segment_id', '=', segmentId).where('number', '=', version.number).execute()
    await announce(ctx.db, { topic: 'segments', id: segmentId })
  }
}

async function build(ctx: Ctx, version: Version, stopping: AbortSignal) {
  await sql`delete from segment_found where segment_id = ${version.segmentId}`.execute(ctx.db)
  const fence = await fenceOf(ctx.db)
  await waitForCopy(ctx, String(BigInt(fence) - 1n))
  await progress(ctx, version, { step: 'asking' })
  const found = await everyone(ctx, version)
  await progress(ctx, version, { step: 'writing', rows_expected: found.reduce((sum, chunk) => sum + chunk.ids.length, 0) })
  let done = 0
  for (const chunk of found) {
    stopping.throwIfAborted()
    await note(ctx.db, version, chunk)
    await progress(ctx, version, { rows_done: (done += chunk.ids.length) })
  }
  await inTransaction(ctx.db, db => stand(within(ctx, { db }), version, fence))
}

async function buildingVersion(db: Db, segmentId: string): Promise<Version | undefined> {
  const { rows } = await sql<Version>`
    select v.segment_id as "segmentId", v.number, v.rule, v.time_zone as zone from segment_versions as v join segments as s on s.id = v.segment_id
    where v.segment_id = ${segmentId} and v.state = 'building' and s.archived_at is null`.execute(db)
  return rows[0]
}

/** The oldest transaction that still runs: all below it are over. */
async function fenceOf(db: Db): Promise<string> {
  const { rows } = await sql<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db)
  return rows[0]!.xmin
}

type Chunk = { ids: string[]; holds: number[]; nexts: number[] }

/** All who are in, and all who will or may be without news, some thousand in a chunk. */
async function everyone(ctx: Ctx, version: Version): Promise<Chunk[]> {
  const segments = await servingRules(ctx.db)
  const question = { rules: [version], segments: new Map([...segments, [version.segmentId, { id: version.segmentId, name: '', version: 0, rule: version.rule, zone: version.zone }]]), now: ctx.clock.now().epochMilliseconds, withNext: true }
  return ask<Chunk>(ctx.warehouse, question, ({ from, holds: [holds], nexts: [next] }) => `
    select groupArray(customer_id) as ids, groupArray(h) as holds, groupArray(n) as nexts
    from (select customer_id, toUInt8(${holds}) as h, toInt64(${next}) as n from ${from}) where h = 1 or n < ${endOfTime} group by cityHash64(customer_id) % 64`)
}

async function note(db: Db, { segmentId }: Version, { ids, holds, nexts }: Chunk) {
  await sql`insert into segment_found (segment_id, customer_id) select ${segmentId}, id from unnest(${ids}::uuid[], ${holds}::int[]) as t (id, holds) where holds = 1 on conflict do nothing`.execute(db)
  await sql`
    insert into segment_due (customer_id, due_at) select id, to_timestamp(next / 1000.0) from unnest(${ids}::uuid[], ${nexts}::bigint[]) as t (id, next) where next < ${endOfTime} order by id
    on conflict (customer_id) do update set due_at = least(segment_due.due_at, excluded.due_at)`.execute(db)
}

async function progress(ctx: Ctx, { segmentId, number }: Version, change: { step?: 'asking' | 'writing'; rows_done?: number; rows_expected?: number }) {
  await ctx.db.updateTable('segment_versions').set(change).where('segment_id', '=', segmentId).where('number', '=', number).execute()
  await announce(ctx.db, { topic: 'segments', id: segmentId })
}

/**
 * Puts what was found in the place of the old membership, while nobody keeps. Whoever changed since the warehouse was
 * asked is asked again. No events: nobody did anything, a definition changed.
 */
async function stand({ db, clock }: Ctx, { segmentId, number }: Version, fence: string) {
  const at = nowText(clock)
  await sql`select from segment_keeper for update`.execute(db)
  await sql`
    with entered as (insert into segment_members (segment_id, customer_id, entered_at) select segment_id, customer_id, ${at} from segment_found where segment_id = ${segmentId} on conflict do nothing returning customer_id),
      gone as (delete from segment_members as m where segment_id = ${segmentId} and not exists (select from segment_found as f where f.segment_id = m.segment_id and f.customer_id = m.customer_id) returning customer_id),
      moved as (select customer_id, true as entered from entered union all select customer_id, false from gone),
      told as (insert into segment_moves (segment_id, customer_id, entered, at, cause) select ${segmentId}, customer_id, entered, ${at}, 'definition' from moved)
    insert into segment_touched (customer_id) select customer_id from moved where exists (select from segment_versions where state = 'serving' and rule::text like ${`%${segmentId}%`})`.execute(db)
  await db.updateTable('segment_versions').set({ state: 'past' }).where('segment_id', '=', segmentId).where('state', '=', 'serving').execute()
  await db.updateTable('segment_versions').set({ state: 'serving', step: 'done', built_at: at }).where('segment_id', '=', segmentId).where('number', '=', number).execute()
  await sql`update segments set serving = ${number}, time_zone = v.time_zone, members_count = (select count(*) from segment_members where segment_id = ${segmentId})
    from segment_versions as v where v.segment_id = segments.id and v.number = ${number} and segments.id = ${segmentId}`.execute(db)
  await sql`delete from segment_found where segment_id = ${segmentId}`.execute(db)
  await touchSince(db, fence)
  await announce(db, { topic: 'segments', id: segmentId })
}
