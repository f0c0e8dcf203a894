import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Longer transactions of this database are not waited for: whoever asks may hold one. */
const own = sql`datname = current_database() and backend_type = 'client backend' and xact_start < clock_timestamp() - interval '2 seconds'`

/**
 * Waits for the transactions that are older than something committed by now: transaction numbers belong to the whole
 * cluster, so one in another database, or of PostgreSQL's own upkeep, holds back whoever reads up to the oldest that runs.
 * @returns whether none of them runs any more; false while one of this database has been open for over two seconds
 */
export async function transactionsDone(db: Db): Promise<boolean> {
  const { rows: [now] } = await sql<{ next: string }>`select pg_snapshot_xmax(pg_current_snapshot())::text as next`.execute(db)
  for (;;) {
    const { rows: [open] } = await sql<{ short: number; long: number }>`
      select count(*) filter (where not (${own})) as short, count(*) filter (where ${own}) as long
      from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid() and age(backend_xid) >= age(${now!.next}::xid8::xid)`.execute(db)
    if (!open!.short) return !open!.long
    await pause(10)
  }
}
