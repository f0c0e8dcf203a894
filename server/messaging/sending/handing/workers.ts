import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { announce, nowText, poolOf, type Ctx, type Db } from '../../../platform/index.ts'

// A worker holds an advisory lock on its number as long as it lives. PostgreSQL lets go of it when the connection ends,
// after `kill -9` as well, so that whoever can take the lock knows that the worker is gone.
const lockSpace = 7258

export type Worker = { id: string; isAlive(): boolean; end(): Promise<void> }

/** Registers this process as one that sends. */
export async function startSendingWorker({ db, clock }: Pick<Ctx, 'db' | 'clock'>): Promise<Worker> {
  const id = randomUUID()
  const client = await poolOf(db).connect()
  // Nobody sees the worker before it holds its lock, which outlives the transaction.
  await client.query('begin')
  const { rows } = await client.query<{ number: number }>('insert into sending_workers (id, started_at) values ($1, $2) returning number', [id, nowText(clock)])
  await client.query('select pg_advisory_lock($1, $2)', [lockSpace, rows[0]!.number])
  await client.query('commit')
  let alive = true
  const lost = () => void (alive = false)
  client.on('error', lost)
  client.on('end', lost)
  return {
    id,
    isAlive: () => alive,
    end: async () => {
      client.off('error', lost)
      client.off('end', lost)
      if (alive) await client.query('update sending_workers set ended_at = $2 where id = $1', [id, nowText(clock)]).catch(() => {})
      alive = false
      // The connection ends, and with it the lock.
      client.release(true)
    },
  }
}

/** What workers who are gone were handing when they went becomes `unknown`. @returns how many messages */
export async function takeOverFromDead(db: Db, now: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gone as materialized (
        update sending_workers set ended_at = ${now} where id in (
          select id from sending_workers where ended_at is null and pg_try_advisory_xact_lock(${lockSpace}, number) for update skip locked) returning id),
      lost as (update messages set state = 'unknown', reason = 'worker_gone' where state = 'handing' and worker_id in (select id from gone) returning id)
    select count(*) as count from lost`.execute(db)
  const count = rows[0]!.count
  if (count) await announce(db, { topic: 'messages', count })
  return count
}

/** How many processes send now: limits are shared among them. */
export async function countWorkers(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from sending_workers where ended_at is null`.execute(db)
  return Math.max(1, rows[0]!.count)
}
