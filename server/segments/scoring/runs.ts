import { sql } from 'kysely'
import { z } from 'zod'
import type { ScoresRun } from '../../../contracts/rfm.ts'
import { importedSince } from '../../imports/index.ts'
import { announce, inTransaction, job, nowText, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { zoneOf } from '../segments.ts'
import { score } from './score.ts'

/** A run that was asked for; tried again it goes on as the same one. */
export const runScores = job('segments.scores', z.object({ runId: z.uuid() }), async (ctx, { runId }, stopping) => {
  const run = { db: ctx.db, runId }
  if (!(await isNewest(run))) return
  await change(run, { state: 'running', problem: null })
  try {
    const { asOf, customers, changed } = await score(ctx, stopping)
    await change(run, { state: 'done', as_of: asOf, customers, changed, finished_at: nowText(ctx.clock) })
    await sql`delete from score_runs where started_at < (select started_at from score_runs order by started_at desc offset 100 limit 1)`.execute(ctx.db)
  } catch (error) {
    if (!stopping.aborted) await change(run, { state: 'failed', problem: (error as Error).message, finished_at: nowText(ctx.clock) })
    throw error
  }
})

type Change = { state: ScoresRun['state']; problem?: string | null; as_of?: string; customers?: number; changed?: number; finished_at?: string }

type Run = { db: Db; runId: string }

async function change({ db, runId }: Run, changed: Change): Promise<void> {
  await db.updateTable('score_runs').set(changed).where('id', '=', runId).execute()
  await announce(db, { topic: 'scores' })
}

/** One that failed is not tried again when another was asked for since. */
const isNewest = async ({ db, runId }: Run): Promise<boolean> =>
  (await db.selectFrom('score_runs').select('id').where('state', '<>', 'done').orderBy('started_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst())?.id === runId

/** Has the scores computed anew in the background, unless that is about to happen anyway. */
export const requestScores = (ctx: Ctx, reason: ScoresRun['reason']): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const run = await db.insertInto('score_runs').values({ reason, started_by: ctx.actor.name, started_at: nowText(ctx.clock) }).onConflict(conflict => conflict.doNothing()).returning('id').executeTakeFirst()
    if (reason === 'hand') await audit(within(ctx, { db }), { action: 'scores.compute', record: { kind: 'scores', id: '', label: 'scores' } })
    if (run) await runScores.later(db, { runId: run.id }, { queue: 'scores', maxAttempts: 5 })
  })

/** The hour of the night at which scores are computed, in the time zone of the first store. */
const hour = 3
/** An import of so many rows is not left until the night. */
const manyRows = 1000

/** Looks whether scores are due: nobody has any yet, a night has begun since, or much was imported. Also after a night that was slept through. */
export const watchScores = job('segments.scores_due', z.object({}).loose(), async ctx => {
  const reason = await dueReason(ctx)
  if (reason) await requestScores(ctx, reason)
}, { cron: '*/5 * * * *' })

async function dueReason({ db, clock }: Ctx): Promise<ScoresRun['reason'] | undefined> {
  const last = await lastDone(db)
  if (!last?.asOf) return (await db.selectFrom('orders').select('id').limit(1).execute()).length ? 'night' : undefined
  const here = clock.now().toZonedDateTimeISO(await zoneOf(db, null))
  const today = here.withPlainTime({ hour })
  const night = Temporal.ZonedDateTime.compare(here, today) >= 0 ? today : today.subtract({ days: 1 })
  if (Temporal.Instant.compare(last.asOf, night.toInstant()) < 0) return 'night'
  return (await importedSince(db, { since: last.asOf, rows: manyRows })) ? 'import' : undefined
}

const columns = ['reason', 'state', 'started_at as startedAt', 'finished_at as finishedAt', 'as_of as asOf', 'customers', 'changed', 'started_by as startedBy', 'problem'] as const
const runs = (db: Db) => db.selectFrom('score_runs').select(columns).orderBy('started_at', 'desc').orderBy('id', 'desc').limit(1)

const lastDone = async (db: Db): Promise<ScoresRun | null> => ((await runs(db).where('state', '=', 'done').executeTakeFirst()) as ScoresRun | undefined) ?? null

/** How customers stood at which instant. */
export const lastScored = async (db: Db): Promise<string | null> => (await lastDone(db))?.asOf ?? null

/** The last computation that ended well, and the one that was begun since. */
export async function scoreRuns(db: Db): Promise<{ computed: ScoresRun | null; current: ScoresRun | null }> {
  const newest = ((await runs(db).executeTakeFirst()) as ScoresRun | undefined) ?? null
  return { computed: await lastDone(db), current: newest?.state === 'done' ? null : newest }
}
