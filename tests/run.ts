import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startTestStores } from './support/stores.ts'

// `bin/test FILE…` runs those; without files, all. Each file is a process of its own on the same two stores.
// `bin/test --chaos` runs the chaos test in full: 600,000 events and 60 kills, 20,000 mails and 100 kills, about twenty minutes.
const isChaos = process.argv.includes('--chaos')
const wanted = isChaos ? ['tests/chaos/chaos.test.ts', 'tests/chaos/sending.test.ts'] : process.argv.slice(2)
const files = wanted.length ? wanted : globSync(['{server,contracts,console,languages,seeds,tests,bench,storefront}/**/*.test.ts'], { exclude: ['**/node_modules/**'] }).sort()

const stores = await startTestStores()
const child = spawn(process.execPath, ['--test', '--test-concurrency=2', `--test-timeout=${isChaos ? 3_600_000 : 180_000}`, '--test-reporter=spec', ...files], {
  stdio: 'inherit',
  // Compiled once for all files: about 0.4 s of processor time for each.
  env: { ...process.env, NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/suki-compiled', import.meta.url)), TEST_POSTGRES_URL: stores.postgresUrl, TEST_CLICKHOUSE_URL: stores.clickhouseUrl, ...(isChaos ? { CHAOS: 'all' } : {}) },
})
// The stores are stopped below, whoever ends the run.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'))
const [code] = await once(child, 'exit')
await stores.stop()
process.exitCode = code ?? 1
