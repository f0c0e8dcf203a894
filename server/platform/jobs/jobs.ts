import { Logger, run, type Runner, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import type pg from 'pg'
import type { z } from 'zod'
import { suki, within, type Ctx } from '../context.ts'
import type { Db } from '../postgres/database.ts'

export type JobOptions = {
  /** Jobs with the same key replace one another while they wait. */
  key?: string
  runAt?: string
  /** Jobs of one queue run one after another. */
  queue?: string
  maxAttempts?: number
}

export type Job = { name: string; run(ctx: Ctx, payload: unknown): Promise<void>; cron?: string }

/**
 * Declares a job. `later` adds it in the transaction that causes it, so it exists exactly if its cause does.
 * A job may run more than once: its verb is idempotent.
 */
export function job<S extends z.ZodType>(name: string, schema: S, work: (ctx: Ctx, payload: z.output<S>) => Promise<unknown>, options: { cron?: string } = {}) {
  return {
    name,
    ...options,
    run: async (ctx: Ctx, payload: unknown) => void (await work(ctx, schema.parse(payload))),
    later: async (db: Db, payload: z.input<S>, { key, runAt, queue, maxAttempts }: JobOptions = {}) => {
      await sql`select graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json, job_key := ${key ?? null},
        run_at := ${runAt ?? null}::timestamptz, queue_name := ${queue ?? null}, max_attempts := ${maxAttempts ?? 25})`.execute(db)
    },
  }
}

/** Runs jobs until stopped. Jobs of a worker that died are taken up again after its lock expires. */
export async function startWorker(ctx: Ctx, pool: pg.Pool, jobs: Job[]): Promise<Runner> {
  const taskList: TaskList = {}
  for (const { name, run: work } of jobs) taskList[name] = payload => work(within(ctx, { actor: suki }), payload)
  return run({
    pgPool: pool,
    taskList,
    concurrency: ctx.config.workerConcurrency,
    noHandleSignals: true,
    crontab: jobs.filter(j => j.cron).map(j => `${j.cron} ${j.name} {}`).join('\n'),
    logger: quietLogger(ctx),
  })
}

const quietLogger = (ctx: Ctx) =>
  new Logger(() => (level, message, meta) => {
    if (level === 'error') ctx.log.error({ job: meta?.['job'] && (meta['job'] as { task_identifier: string }).task_identifier }, message)
  })
