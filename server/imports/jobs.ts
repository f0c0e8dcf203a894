import { z } from 'zod'
import { sql } from 'kysely'
import { announce, job, type Ctx } from '../platform/index.ts'
import { updateImport } from './queries.ts'
import { uploadedFile } from './running/plan.ts'
import { runImport } from './running/run.ts'

/** Runs an uploaded import; at most one process at a time. What PostgreSQL may do better another time is tried again. */
export const importJob = job('imports.run', z.object({ importId: z.uuid() }), async (ctx, { importId }) => {
  try {
    await runImport(ctx, importId, uploadedFile(ctx.db, importId))
  } catch (error) {
    if (passes(error as Error)) throw error
    ctx.log.error({ importId, error: (error as Error).message }, 'an import failed')
    const now = ctx.clock.now().toString()
    await updateImport(ctx.db, importId, now, { state: 'failed', finished_at: now, problem: 'Something failed on our side; it is in the log. The import can go on from where it stopped.' })
    await announce(ctx.db, { topic: 'imports', id: importId })
  }
})

/** Deadlocks, lost connections and a server that stops: SQLSTATE 40, 08, 57, codes of the network, and pg's own word for a lost connection. */
const passes = ({ code = '', message }: Error & { code?: string }) => /^(40|08|57|E[A-Z])/.test(code) || /connection/i.test(message)

/**
 * Lets imports go on that a killed process left behind: they run, but no session holds them. Looked for by every worker when
 * it starts and then every 15 s, because a job of a killed worker itself waits four hours.
 */
export async function takeUpAbandoned(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from imports where state = 'running' and file_in = 'chunks' and updated_at < ${ctx.clock.now().subtract({ seconds: 5 }).toString()}::timestamptz
      and not exists (select from pg_locks where locktype = 'advisory' and classid = 7255 and objid = hashtext(imports.id::text)::bit(32)::bigint::oid
        and database = (select oid from pg_database where datname = current_database()))
      and not exists (select from graphile_worker.jobs as j where j.key = 'import:' || imports.id and j.locked_at is null)`.execute(ctx.db)
  // A key of its own each time: a job with the first key may still be locked by the worker that died.
  for (const { id } of rows) await importJob.later(ctx.db, { importId: id }, { key: `import:${id}:again`, maxAttempts: 5 })
  return rows.length
}

/** Looks for abandoned imports as long as the worker runs. */
export async function watchAbandoned(ctx: Ctx): Promise<() => Promise<void>> {
  const look = () => takeUpAbandoned(ctx).catch(error => ctx.log.warn({ error: (error as Error).message }, 'abandoned imports could not be looked for'))
  await look()
  const timer = setInterval(look, 15_000)
  return async () => clearInterval(timer)
}
