import { Logger, runOnce, type TaskList } from 'graphile-worker'
import type pg from 'pg'
import { allJobs } from '../../server/app.ts'
import type { Ctx } from '../../server/platform/index.ts'

/** Runs every job that waits, and those that these cause, then returns. A job that fails makes the test fail. */
export async function runJobs({ ctx, pool }: { ctx: Ctx; pool: pg.Pool }): Promise<void> {
  const failed: unknown[] = []
  const taskList: TaskList = {}
  for (const job of allJobs()) taskList[job.name] = payload => job.run(ctx, payload).catch(error => void failed.push(error))
  await runOnce({ pgPool: pool, taskList, noHandleSignals: true, logger: new Logger(() => () => {}) })
  if (failed.length) throw failed[0]
}
