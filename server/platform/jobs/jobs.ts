import { sql } from 'kysely'
import type { z } from 'zod'
import type { Ctx } from '../context.ts'
import { gauge } from '../metrics.ts'
import type { Db } from '../postgres/database.ts'

export type JobOptions = {
  /** Jobs with the same key replace one another while they wait. */
  key?: string
  runAt?: string
  /** Jobs of one queue run one after another. */
  queue?: string
  maxAttempts?: number
}

export type Job = { name: string; run(ctx: Ctx, payload: unknown, stopping?: AbortSignal): Promise<void>; cron?: string }

const never = new AbortController().signal

/**
 * Declares a job. `later` adds it in the transaction that causes it, so it exists exactly if its cause does.
 * A job may run more than once: its verb is idempotent. A long one ends at a good place when `stopping` aborts
 * (throwing is fine: it is tried again), a few seconds before Suki stops anyway.
 */
export function job<S extends z.ZodType>(name: string, schema: S, work: (ctx: Ctx, payload: z.output<S>, stopping: AbortSignal) => Promise<unknown>, options: { cron?: string } = {}) {
  return {
    name,
    ...options,
    run: async (ctx: Ctx, payload: unknown, stopping = never) => void (await work(ctx, schema.parse(payload), stopping)),
    later: async (db: Db, payload: z.input<S>, { key, runAt, queue, maxAttempts }: JobOptions = {}) => {
      await sql`select graphile_worker.add_job(${name}, payload := ${JSON.stringify(payload)}::json, job_key := ${key ?? null},
        run_at := ${runAt ?? null}::timestamptz, queue_name := ${queue ?? null}, max_attempts := ${maxAttempts ?? 25})`.execute(db)
    },
  }
}

const countOfJobs = (condition: ReturnType<typeof sql>) => async ({ db }: Ctx) =>
  (await sql<{ count: number }>`select count(*) as count from graphile_worker.jobs where ${condition}`.execute(db)).rows[0]?.count ?? 0

export const jobGauges = [
  gauge('suki_jobs_due', 'Jobs whose time has come and that no worker has taken yet.', countOfJobs(sql`run_at <= now() and locked_at is null and attempts < max_attempts`)),
  gauge('suki_jobs_given_up', 'Jobs that failed as often as they may.', countOfJobs(sql`attempts >= max_attempts and locked_at is null`)),
]
