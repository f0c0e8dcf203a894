import { Logger, runOnce, type TaskList } from 'graphile-worker'
import { allJobs } from '../../server/app.ts'
import { createPool, type Ctx } from '../../server/platform/index.ts'

/** Runs every job that waits, and those that these cause, then returns. A job that fails makes the test fail. */
export async function runJobs({ ctx, postgresUrl }: { ctx: Ctx; postgresUrl: string }): Promise<void> {
  const failed: unknown[] = []
  const taskList: TaskList = {}
  for (const job of allJobs()) taskList[job.name] = payload => job.run(ctx, payload).catch(error => void failed.push(error))
  const pool = createPool(postgresUrl, 10)
  await runOnce({ pgPool: pool, taskList, noHandleSignals: true, logger: new Logger(() => () => {}) })
  // graphile-worker marks its last jobs done without waiting for it; the end of the pool does wait.
  await pool.end()
  if (failed.length) throw failed[0]
}
