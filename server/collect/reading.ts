import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { inTransaction, transactionsDone, within, type Ctx, type Db } from '../platform/index.ts'
import { isCrowded } from './groups.ts'
import { withoutErased } from './forgetting/forget.ts'

/** An event as the log has it. `nodeId` is for whom it was recorded; whose that is now, the customers module knows. */
export type LogEvent = {
  id: string
  xid: string
  seq: number
  sourceId: string
  sourceKind: string
  type: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'
  name: string
  nodeId: string | null
  storeId: string | null
  anonymousId: string | null
  userId: string | null
  properties: Record<string, unknown>
  context: Record<string, unknown>
  occurredAt: string
  receivedAt: string
}

/** Something that follows the log. What it does is committed together with how far it has come: exactly once. */
export type LogReader = { name: string; read(ctx: Ctx, events: LogEvent[]): Promise<void> }

const batchSize = 2_000

/**
 * Reads the next events and gives them to each reader in turn, all in one transaction. An event that makes a reader
 * fail is found by halving, set aside for that reader, and the rest goes on.
 * @returns how many were read; undefined while another process reads
 */
async function readOn(ctx: Ctx, readers: LogReader[]): Promise<number | undefined> {
  let limit = batchSize
  const skipped = new Map<string, string>()
  for (let retries = 0; ; ) {
    try {
      return await readBatch(ctx, readers, limit, skipped)
    } catch (error) {
      const reason = (error as Error).cause ?? error
      if (passes(reason) || !(error instanceof ReadingFailed)) {
        if (++retries > 5) throw error
      } else if (limit > 1) {
        limit = Math.ceil(Math.min(limit, error.count) / 2)
      } else {
        ctx.log.error({ reader: error.reader, eventId: error.eventId, error: (reason as Error).message, stack: (reason as Error).stack }, 'An event could not be read and was set aside.')
        skipped.set(error.reader, (reason as Error).message)
      }
    }
  }
}

class ReadingFailed extends Error {
  reader: string
  count: number
  eventId: string
  constructor(reader: string, events: LogEvent[], cause: unknown) {
    super(`The reader ${reader} failed.`, { cause })
    this.reader = reader
    this.count = events.length
    this.eventId = events[0]!.id
  }
}

/** Faults of the moment: two transactions in each other's way, or a connection that was lost. */
const passes = (error: unknown) => {
  const { code = '' } = error as { code?: string }
  return ['40P01', '40001', '55P03', '57P01', '57P02', '57P03', '53300'].includes(code) || code.startsWith('08') || /Connection terminated|ECONNREFUSED|ECONNRESET/.test((error as Error).message)
}

const readBatch = (ctx: Ctx, readers: LogReader[], limit: number, skipped: Map<string, string>): Promise<number | undefined> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const { rows } = await sql<{ xid: string; seq: number }>`select xid::text, seq from log_position for update skip locked`.execute(db)
    const position = rows[0]
    if (!position) return undefined
    const found = await eventsAfter(db, position, limit)
    const last = found.at(-1)
    if (!last) return 0
    const events = await withoutErased(own, found)
    for (const reader of readers) if (events.length && !skipped.has(reader.name)) await reader.read(own, events).catch(error => { throw new ReadingFailed(reader.name, events, error) })
    const now = ctx.clock.now().toString()
    for (const [reader, error] of skipped) await sql`insert into log_failures (event_id, reader, error, at) values (${found[0]!.id}, ${reader}, ${error.slice(0, 2000)}, ${now}) on conflict do nothing`.execute(db)
    await sql`update log_position set xid = ${last.xid}::xid8, seq = ${last.seq}, read_at = ${now}::timestamptz`.execute(db)
    return found.length
  })

/** Strictly below the oldest running transaction: whatever commits later has a higher number, so nothing is skipped. */
async function eventsAfter(db: Db, { xid, seq }: { xid: string; seq: number }, limit: number): Promise<LogEvent[]> {
  const { rows } = await sql<LogEvent>`
    select e.id, e.xid::text, e.seq, e.source_id as "sourceId", coalesce(s.kind, 'server') as "sourceKind", e.type, e.name, e.node_id as "nodeId", e.store_id as "storeId",
      e.anonymous_id as "anonymousId", e.user_id as "userId", e.properties, e.context, e.occurred_at as "occurredAt", e.received_at as "receivedAt"
    from events as e left join sources as s on s.id = e.source_id
    where (e.xid, e.seq) > (${xid}::xid8, ${seq}::bigint) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by e.xid, e.seq limit ${limit}`.execute(db)
  return rows
}

/** Reads everything that can be read now, and what that adds. What a transaction of this database holds back for over two seconds is left. */
export async function readAll(ctx: Ctx, readers: LogReader[]): Promise<void> {
  let isHeldBack: boolean
  do {
    isHeldBack = !(await transactionsDone(ctx.db))
    while (await readOn(ctx, readers));
  } while (!isHeldBack && (await isUnread(ctx)))
}

/** Whether events wait, asked without taking the place of who reads, which would be a transaction of its own. Without an order PostgreSQL would look through all of them. */
const isUnread = async ({ db }: Ctx) => (await sql`select from events where (xid, seq) > (select xid, seq from log_position) order by xid, seq limit 1`.execute(db)).rows.length > 0

/** How long a reader that has read everything waits before it looks again. */
const idleMs = 50

/**
 * Follows the log until stopped. Of several processes one reads; another takes over when that one is gone.
 * Taking events in comes first: while they queue at the door of this process, reading has a fifth of the time.
 */
export async function followLog(ctx: Ctx, readers: LogReader[]): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const running = (async () => {
    while (!ending.signal.aborted) {
      const began = performance.now()
      const read = await isUnread(ctx).then(isMore => (isMore ? readOn(ctx, readers) : 0)).catch(error => {
        ctx.log.warn({ error: (error as Error).message }, 'The log could not be read just now; trying again.')
        return undefined
      })
      const wait = read ? isCrowded() && Math.min(1000, 4 * (performance.now() - began)) : read === 0 ? idleMs : 500
      if (wait) await pause(wait, undefined, { signal: ending.signal }).catch(() => {})
    }
  })()
  return async () => {
    ending.abort()
    await running
  }
}
