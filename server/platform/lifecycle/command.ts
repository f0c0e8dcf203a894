import { loadConfig, type Config } from '../config.ts'
import { systemClock } from '../clock.ts'
import type { Ctx } from '../context.ts'
import { createLog } from '../log.ts'
import { noMail } from '../mail.ts'
import { sentenceOf } from './complaint.ts'
import { joinStores, openStores, type Stores } from './stores.ts'

/**
 * Runs a command line (an import, a rebuild) and ends the process: on the stores of the Suki that runs on this
 * data folder, so that it goes on serving, or else on stores that it starts for itself.
 *
 *     await runCommand(['--data', folder], async ({ ctx }) => { … })
 *
 * `settings` are options of the table of settings; a command parses its own. What the work throws is printed
 * as one sentence, with exit code 1.
 */
export async function runCommand(settings: string[], environment: Record<string, string | undefined>, work: (open: { ctx: Ctx; stores: Stores }) => Promise<void>) {
  let stores: Stores | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void (stores?.close() ?? Promise.resolve()).finally(() => process.exit(130)))
  }
  try {
    const config = loadConfig(settings, environment)
    stores = (await joinStores(config)) ?? (await openStores(config))
    await work({ ctx: contextOf(stores), stores })
    process.exitCode ??= 0
  } catch (error) {
    console.error(error instanceof Error ? sentenceOf(error) : error)
    process.exitCode = 1
  }
  await stores?.close()
  process.exit()
}

function contextOf({ config, db, warehouse }: Stores): Ctx {
  const quiet: Config = { ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel }
  return { config, db, warehouse, mail: noMail, clock: systemClock, log: createLog(quiet), actor: { kind: 'command', id: null, name: 'Command line' } }
}
