import { sql } from 'kysely'
import { Logger, runOnce, type TaskList } from 'graphile-worker'
import { allJobs } from '../../server/app.ts'
import { readAll } from '../../server/collect/index.ts'
import { allReaders } from '../../server/modules.ts'
import { createPool, type Ctx } from '../../server/platform/index.ts'
import { catchUp as follow } from '../../server/warehouse/index.ts'

/** Runs every job that waits, and those that these cause, then returns. A job that fails makes the test fail. */
export async function runJobs({ ctx, postgresUrl }: { ctx: Ctx; postgresUrl: string }): Promise<void> {
  const failed: unknown[] = []
  const taskList: TaskList = {}
  for (const job of allJobs()) taskList[job.name] = payload => job.run(ctx, payload).catch(error => void failed.push(error))
  const isWaiting = async () => (await sql`select from graphile_worker.jobs where run_at <= now() and locked_at is null and attempts < max_attempts limit 1`.execute(ctx.db)).rows.length > 0
  // graphile-worker marks a job done without waiting for it, and meanwhile sees nothing more in that job's queue: so its
  // pool is ended, which does wait, and it is asked again.
  do {
    const pool = createPool(postgresUrl, 10)
    await runOnce({ pgPool: pool, taskList, noHandleSignals: true, logger: new Logger(() => () => {}) })
    await pool.end()
    if (failed.length) throw failed[0]
  } while (await isWaiting())
}

/** Lets everything that follows the log read all that waits in it, and what that adds. */
export const readLog = (ctx: Ctx): Promise<void> => readAll(ctx, allReaders())

/** Brings the warehouse up to this moment: the log is read first, since only then it is known whose an event is. */
export async function catchUp(ctx: Ctx): Promise<void> {
  await readLog(ctx)
  await follow(ctx)
}
