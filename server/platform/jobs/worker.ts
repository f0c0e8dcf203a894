import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, type TaskList, type Worker, type WorkerPool } from 'graphile-worker'
import pg from 'pg'
import { suki, within, type Ctx } from '../context.ts'
import type { Log } from '../log.ts'
import { jobsDone, jobSeconds } from '../metrics.ts'
import type { Job } from './jobs.ts'

export type RunningWorker = {
  /** Lets running jobs end for `seconds`, then gives them back to be tried again. */
  stop(seconds?: number): Promise<void>
}

/** Runs jobs until stopped. Those of a worker that died are given free within seconds. */
export async function startWorker(ctx: Ctx, pool: pg.Pool, url: string, jobs: Job[]): Promise<RunningWorker> {
  const events = new EventEmitter()
  const presence = await showPresence(url, ctx.log, events)
  const runner = await run({
    pgPool: pool,
    taskList: tasksOf(ctx, jobs),
    concurrency: ctx.config.workerConcurrency,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: 100,
    parsedCronItems: parseCronItems(jobs.flatMap(({ name, cron }) => (cron ? [{ task: name, match: cron }] : []))),
    logger: quietLogger(ctx.log),
    events,
  })
  runner.promise.catch(error => ctx.log.error({ error: String(error) }, 'The worker stopped.'))
  return {
    stop: async (seconds = 8) => {
      const ended = runner.stop().catch(() => {})
      const patience = setTimeout(() => void runner.kill('Suki stops').catch(() => {}), seconds * 1000)
      await ended
      clearTimeout(patience)
      await presence.end()
    },
  }
}

function tasksOf(ctx: Ctx, jobs: Job[]): TaskList {
  const tasks: TaskList = {}
  for (const { name, run: work } of jobs) {
    tasks[name] = async (payload, helpers) => {
      const measured = jobSeconds.startTimer({ job: name })
      try {
        await work(within(ctx, { actor: suki, log: ctx.log.child({ job: name, jobId: helpers.job.id }) }), payload, helpers.abortSignal)
        jobsDone.inc({ job: name, outcome: 'done' })
      } catch (error) {
        jobsDone.inc({ job: name, outcome: 'failed' })
        ctx.log.error({ job: name, jobId: helpers.job.id, attempt: helpers.job.attempts, error: (error as Error).message, stack: (error as Error).stack }, 'A job failed; it is tried again later.')
        throw error
      } finally {
        measured()
      }
    }
  }
  return tasks
}

/**
 * A job names the worker that holds it, and graphile-worker waits four hours before it believes that one dead.
 * Here each worker holds an advisory lock on its name for as long as its process lives; whoever can take the
 * lock of a holder knows that it is gone, also after `kill -9`, and frees its jobs.
 */
async function showPresence(url: string, log: Log, events: EventEmitter) {
  const names = new Set<string>()
  const line = await openLine(url, query => Promise.all([...names].map(name => query(holdName, [name]))))
  const hold = (name: string) => {
    names.add(name)
    line.query(holdName, [name]).catch(() => {})
  }
  events.on('worker:create', ({ worker: { workerId } }: { worker: Worker }) => hold(workerId))
  // Queues are held in the name of the pool: without it, jobs that run were given to somebody else as well.
  events.on('pool:create', ({ workerPool: { id } }: { workerPool: WorkerPool }) => hold(id))
  const sweep = async () => {
    const { rowCount } = await line.query(freeJobsOfTheDead, [[...names]])
    if (rowCount) log.warn({ workers: rowCount }, 'Freed the jobs of workers that died.')
  }
  await sweep()
  const timer = setInterval(() => void sweep().catch(error => log.warn({ error: (error as Error).message }, 'Could not look for dead workers.')), 5000)
  return {
    end: async () => {
      clearInterval(timer)
      await line.end()
    },
  }
}

type Query = (text: string, values: unknown[]) => Promise<pg.QueryResult>

/** One connection that asks one thing at a time and is opened anew, with `again`, when it was lost. */
async function openLine(url: string, again: (query: Query) => Promise<unknown>) {
  let client: pg.Client | undefined
  let last: Promise<unknown> = Promise.resolve()
  const query: Query = (text, values) => {
    const result = last.then(async () => (client ?? (await connect())).query(text, values))
    last = result.catch(() => {})
    return result
  }
  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true })
    fresh.on('error', () => (client = undefined))
    await fresh.connect()
    client = fresh
    void again(query).catch(() => {})
    return fresh
  }
  await connect()
  return { query, end: async () => void (await client?.end().catch(() => {})) }
}

const holdName = 'select pg_advisory_lock(hashtextextended($1, 7256))'

// A worker that has just begun may not hold its name yet: locks younger than two seconds are left alone.
const freeJobsOfTheDead = `
  with holders as materialized (
    select locked_by from graphile_worker._private_jobs where locked_by is not null and locked_at < now() - interval '2 seconds'
    union select locked_by from graphile_worker._private_job_queues where locked_by is not null and locked_at < now() - interval '2 seconds'
  ), dead as materialized (select locked_by from holders where pg_try_advisory_xact_lock(hashtextextended(locked_by, 7256)) and not locked_by = any($1))
  select graphile_worker.force_unlock_workers(array[locked_by]) from dead`

function quietLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.debug({ from: 'graphile-worker' }, message)
  })
}
