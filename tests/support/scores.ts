import { requestScores, runScores } from '../../server/segments/index.ts'
import type { Ctx } from '../../server/platform/index.ts'
import { catchUp, readLog } from './jobs.ts'

/** Computes the scores of everybody as the night does, and brings them to the warehouse. */
export async function scoreAll(ctx: Ctx): Promise<void> {
  await readLog(ctx)
  await requestScores(ctx, 'night')
  const waiting = await ctx.db.selectFrom('score_runs').select('id').where('state', '=', 'waiting').execute()
  for (const { id } of waiting) await runScores.run(ctx, { runId: id })
  await catchUp(ctx)
}
