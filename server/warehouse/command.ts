import { setTimeout as pause } from 'node:timers/promises'
import { appError, runCommand, type Ctx } from '../platform/index.ts'
import { catchUpIfFree } from './follower.ts'
import { beginGeneration } from './generations.ts'
import { statusOf } from './status.ts'

const nothingElse = appError('rebuild.unknown', 400, '"{word}" cannot be rebuilt; expected warehouse.')

// bin/rebuild warehouse [--data DIR]: the Suki that runs on this data does it while it serves; without one, this command does.
const [what = 'warehouse', ...rest] = process.argv.slice(2)

await runCommand(what.startsWith('--') ? process.argv.slice(2) : rest, process.env, async ({ ctx }) => {
  if (what !== 'warehouse' && !what.startsWith('--')) throw nothingElse({ word: what })
  const begun = performance.now()
  const id = await beginGeneration(ctx, 'requested')
  const telling = tell(ctx, id)
  while (!(await serves(ctx, id))) if (!(await catchUpIfFree(ctx))) await pause(500)
  await telling
  console.error('')
  console.log(`The warehouse is copied anew, in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
})

async function serves(ctx: Ctx, id: string) {
  const generation = await ctx.db.selectFrom('warehouse_generations').select('serving_since').where('id', '=', id).executeTakeFirst()
  return !generation || generation.serving_since !== null
}

/** How far it is, on one line that is written again and again. */
async function tell(ctx: Ctx, id: string) {
  while (!(await serves(ctx, id))) {
    const { rebuild } = (await statusOf(ctx)).warehouse
    if (rebuild) process.stderr.write(`\r${rebuild.rowsCopied.toLocaleString('en')} of about ${Math.max(rebuild.rowsExpected, rebuild.rowsCopied).toLocaleString('en')} rows (${Math.floor(rebuild.share * 100)} %) `)
    await pause(500)
  }
}
