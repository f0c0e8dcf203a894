import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { isCrowded } from '../collect/index.ts'
import { announce, transactionsDone, within, type Ctx } from '../platform/index.ts'
import { batchRows, readBatch, type Batch } from './following/batch.ts'
import { refreshDays } from './days.ts'
import { deletions, followed, type Followed } from './following/followed.ts'
import { adoptTables, beginGeneration, findFault, generationsOf, prepareTables, restamp, swap, tableOf, type Generation, type Reason } from './generations.ts'
import { beginBatch, finishBatch, positionsOf, type Position } from './following/positions.ts'

// Asking for the oldest running transaction costs 0.1 ms; while it is the same, nothing new can have come below it.
const pollMs = 200
const heartbeatMs = 5_000
// While rows pour in, figures are computed at most so often, and never for more than a fifth of the time.
const refreshEveryMs = 3_000
const followerLock = 7255

/** Follows PostgreSQL until stopped. Any number of workers may call it: one follows, the others wait for its place. */
export async function follow(ctx: Ctx): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      await asTheOnlyFollower(ctx, own => tend(own, ending.signal)).catch(error => ctx.log.warn({ error: (error as Error).message }, 'The warehouse will be followed again in half a second.'))
      await pause(500, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}

/** Brings the warehouse up to this moment and returns, e.g. in a test or before a report. Waits for the follower's place. */
export async function catchUp(ctx: Ctx): Promise<void> {
  while (!(await catchUpIfFree(ctx))) await pause(50)
}

/** The same where nobody follows. @returns false when someone does */
export const catchUpIfFree = (ctx: Ctx): Promise<boolean> =>
  asTheOnlyFollower(ctx, async own => {
    const following = await beginFollowing(own)
    let isHeldBack: boolean
    do {
      isHeldBack = !(await transactionsDone(own.db))
      while (await pass(own, following, new AbortController().signal));
    } while (following.filling && !isHeldBack)
  })

/**
 * Runs `work` on the connection that holds the lock: who loses the lock loses the means to move a position.
 * @returns false when someone else follows
 */
async function asTheOnlyFollower(ctx: Ctx, work: (own: Ctx) => Promise<void>): Promise<boolean> {
  return ctx.db.connection().execute(async db => {
    const { rows } = await sql<{ held: boolean }>`select pg_try_advisory_lock(${sql.lit(followerLock)}) as held`.execute(db)
    if (!rows[0]?.held) return false
    try {
      await work(within(ctx, { db }))
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(followerLock)})`.execute(db).catch(() => {})
    }
    return true
  })
}

/** What the follower remembers between two passes. */
type Following = { serving: Generation | undefined; filling: Generation | undefined; fence: string | undefined; positions: Map<string, Map<string, Position>>; refreshAt: number; completeAt: number }

async function tend(ctx: Ctx, ending: AbortSignal) {
  const following = await beginFollowing(ctx)
  while (!ending.aborted) {
    const seen = await newsOf(ctx)
    while (!ending.aborted && (await passInTurn(ctx, following, ending)));
    while (!ending.aborted && (await newsOf(ctx)) === seen && performance.now() - following.completeAt < heartbeatMs) await pause(pollMs, undefined, { signal: ending }).catch(() => {})
  }
}

/** A pass, and while events queue at the door of this process a pause after it that is four times as long: they come first. */
async function passInTurn(ctx: Ctx, following: Following, ending: AbortSignal): Promise<boolean> {
  const began = performance.now()
  const isMore = await pass(ctx, following, ending)
  if (isCrowded()) await pause(Math.min(1000, 4 * (performance.now() - began)), undefined, { signal: ending }).catch(() => {})
  return isMore
}

/** Changes whenever there may be something to do: rows below a new horizon, a filling that was asked for. */
async function newsOf({ db }: Ctx) {
  const { rows } = await sql<{ news: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text || (select count(*) from warehouse_generations where serving_since is null) || ' ' || (select seq from log_position) as news`.execute(db)
  return rows[0]?.news
}

async function horizons({ db }: Ctx) {
  const { rows } = await sql<{ oldest: string; next: string }>`select pg_snapshot_xmin(s)::text as oldest, pg_snapshot_xmax(s)::text as next from pg_current_snapshot() as s`.execute(db)
  return rows[0]!
}

/** Looks at what both stores hold: finishes a swap, notices a store that was restored or exchanged. */
async function beginFollowing(ctx: Ctx): Promise<Following> {
  const begun = await generationsOf(ctx.db)
  if (begun.filling?.swapping) await swap(ctx, begun.filling)
  const { serving } = await generationsOf(ctx.db)
  const fault = serving ? await findFault(ctx, serving) : 'first'
  if (fault) await beginAnew(ctx, fault)
  const { serving: now, filling } = await generationsOf(ctx.db)
  // Tables that are not a copy are left as they are until the filling takes their place.
  return { serving: fault && now?.id === serving?.id ? undefined : now, filling, fence: undefined, positions: new Map(), refreshAt: 0, completeAt: -heartbeatMs }
}

async function beginAnew(ctx: Ctx, reason: Reason) {
  if (reason !== 'first') ctx.log.warn({ reason }, 'The warehouse is not a copy of this database; it is copied anew.')
  await restamp(ctx.db)
  const id = await beginGeneration(ctx, reason)
  if (reason === 'first') await adoptTables(ctx, id)
}

/** One round over all tables, a batch each. @returns whether there is more to do at once */
async function pass(ctx: Ctx, following: Following, ending: AbortSignal): Promise<boolean> {
  following.filling ??= (await generationsOf(ctx.db)).filling
  if (following.filling) following.fence ??= (await horizons(ctx)).next
  const begunAt = ctx.clock.now().toString()
  let [copied, more] = [0, false]
  for (const generation of [following.serving, following.filling]) {
    if (!generation) continue
    for (const table of [...followed, deletions]) {
      if (ending.aborted) return false
      const count = await copyBatch(ctx, following, generation, table)
      copied += count
      more ||= count >= batchRows
    }
  }
  if (more && performance.now() < following.refreshAt) return true
  const refreshed = await refresh(ctx, following, more, ending)
  if (more || ending.aborted) return more
  // All that was written before the filling was seen must be in it, also by transactions that still ran.
  if (following.filling && !copied && BigInt((await horizons(ctx)).oldest) >= BigInt(following.fence!)) await finishFilling(ctx, following)
  // What is noted is news as well: noted after every pass, each would be followed by the next.
  if (copied || refreshed || performance.now() - following.completeAt >= heartbeatMs) await noteComplete(ctx, following, begunAt)
  if (copied || refreshed) await announce(ctx.db, { topic: 'warehouse' })
  return copied > 0
}

async function copyBatch(ctx: Ctx, following: Following, generation: Generation, table: Followed): Promise<number> {
  const positions = following.positions.get(generation.id) ?? (await loadPositions(ctx, following, generation))
  const position = positions.get(table.table)!
  const batch = await readBatch(ctx.db, table, position)
  if (!batch) return 0
  await beginBatch(ctx.db, generation.id, table.table, batch)
  await insertBatch(ctx, generation, table, position, batch)
  positions.set(table.table, await finishBatch(ctx, generation.id, table.table, batch))
  return batch.count
}

async function insertBatch(ctx: Ctx, generation: Generation, table: Followed, { done }: Position, { rows }: Batch) {
  if (!rows) return
  if (table !== deletions) return ctx.warehouse.insertText(tableOf(generation, table.table), rows, table.appended && `${generation.id}/${done.xid}/${done.key}`)
  for (const [name, own] of Object.entries(JSON.parse(rows) as Record<string, string>)) await ctx.warehouse.insertText(tableOf(generation, name), own)
}

async function loadPositions(ctx: Ctx, following: Following, generation: Generation) {
  if (!generation.serving) await prepareTables(ctx, generation)
  const positions = await positionsOf(ctx.db, generation.id)
  following.positions.set(generation.id, positions)
  return positions
}

/** While a filling is behind, only the serving figures are kept; its own are computed once at the end. */
async function refresh(ctx: Ctx, following: Following, more: boolean, ending: AbortSignal) {
  let any = false
  const begun = performance.now()
  for (const generation of [following.serving, more ? undefined : following.filling]) if (generation) any = (await refreshDays(ctx, generation, () => ending.aborted)) || any
  const ended = performance.now()
  following.refreshAt = ended + refreshEveryMs + 4 * (ended - begun)
  return any
}

async function finishFilling(ctx: Ctx, following: Following) {
  await swap(ctx, following.filling!)
  ctx.log.info({ generation: following.filling!.id }, 'The warehouse was copied anew.')
  following.positions.clear()
  following.serving = (await generationsOf(ctx.db)).serving
  following.filling = undefined
  following.fence = undefined
}

async function noteComplete(ctx: Ctx, following: Following, at: string) {
  following.completeAt = performance.now()
  await sql`update warehouse_generations set complete_at = ${at}::timestamptz where serving_since is not null`.execute(ctx.db)
}
