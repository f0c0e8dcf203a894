import { AppError, appError, createLog, createTerminalLog, describeSettings, inData, loadConfig, openStores, sentenceOf, withAddress, type Config, type Log, type Stores } from './platform/index.ts'
import type { Running } from './start.ts'

const storeLost = appError('store.lost', 500, 'Suki stops, since an embedded store ended: {reason}')

// node server/main.ts [web] [worker] [options]: prints one block on stdout when ready, logs to stderr.
try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(process.env['LOG_LEVEL'] === 'debug' ? error : sentenceOf(error))
  process.exit(1)
}

async function main(argv: string[]) {
  if (argv.includes('--help') || argv.includes('-h')) return void console.log(describeSettings())
  const signal = listenForSignals()
  const config = await withAddress(loadConfig(argv, process.env))
  // The modules load while the stores start.
  const loading = import('./start.ts')
  loading.catch(() => {})
  const stores = await openStores(config)
  signal.onSecond(() => stores.kill())
  const log = logFor(stores.config)
  let running: Running | undefined
  try {
    const { startSuki, welcome } = await loading
    running = await startSuki(stores, log)
    await stores.lock?.tell({ url: config.publicUrl! })
    const welcomed = signal.isAsked() ? undefined : await Promise.race([signal.asked, welcome(running.ctx)])
    if (welcomed) console.log(welcomed)
    const lost = await Promise.race([signal.asked, stores.lost])
    if (lost) throw storeLost({ reason: lost })
  } catch (error) {
    if (!(error instanceof AppError)) log.fatal({ error: (error as Error).message, stack: (error as Error).stack }, 'Suki stops.')
    throw error
  } finally {
    await stop(stores, running)
  }
  process.exit(0)
}

/** What is not closed within 45 s is ended hard; the next start recovers. */
async function stop(stores: Stores, running: Running | undefined) {
  const patience = setTimeout(() => {
    stores.kill()
    process.exit(1)
  }, 45_000)
  await running?.stop()
  await stores.close()
  clearTimeout(patience)
}

/** A person at a terminal reads the block, and the log goes to a file. A supervisor gets everything as JSON lines on stderr. */
function logFor(config: Config): Log {
  const usesFolder = !config.databaseUrl || !config.clickhouseUrl
  return process.stderr.isTTY && usesFolder ? createTerminalLog(config, inData(config, 'suki.log')) : createLog(config)
}

/** The first SIGINT or SIGTERM asks to stop, the second one forces it. */
function listenForSignals() {
  let count = 0
  let force = () => {}
  const asked = new Promise<undefined>(resolve => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        if (++count === 1) return resolve(undefined)
        force()
        process.exit(130)
      })
    }
  })
  return { asked, isAsked: () => count > 0, onSecond: (work: () => void) => void (force = work) }
}
