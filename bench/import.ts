import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migratePostgres, startClickhouse, startPostgres } from '../server/platform/index.ts'

// Imports both files of Online Retail II into a fresh instance by the command line, as a person would.
// Files given as arguments are imported instead. Seconds are those of the whole command, from its start to its exit.
// peakRssMb is what belongs to the import: the process of the command at its highest, plus the memory of its own that
// PostgreSQL's backends take together at their highest (shared buffers, 256 MB whoever uses them, are not counted).
const folder = new URL('../../shared/data/online_retail/', import.meta.url)
const given = process.argv.slice(2)
const files = given.length ? given : ['online_retail_II_2009_2010.csv.gz', 'online_retail_2010_2011.csv.gz'].map(name => new URL(name, folder).pathname)
const absent = files.filter(file => !existsSync(file))
if (absent.length) {
  console.log(`Skipped: there is no ${absent.join(', ')}. Name CSV files of order lines, or put Online Retail II (UCI, CC BY 4.0) there.`)
  process.exit(0)
}

const data = await mkdtemp(join(tmpdir(), 'suki-bench-'))
const [postgres, clickhouse] = await Promise.all([startPostgres({ folder: join(data, 'postgres') }), startClickhouse({ folder: join(data, 'clickhouse') })])
try {
  await migratePostgres(postgres.url)
  const command = new URL('../server/imports/command/command.ts', import.meta.url).pathname
  const begun = performance.now()
  const child = spawn(process.execPath, [command, ...files, '--as', 'order-lines', '--store', 'online-retail', '--currency', 'GBP', '--time-zone', 'Europe/London'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DATABASE_URL: postgres.url, CLICKHOUSE_URL: clickhouse.url },
  })
  const peak = { command: 0, backends: 0 }
  const watch = setInterval(() => look(peak, child.pid!, postgresPid()), 250)
  const [code] = await once(child, 'exit')
  const seconds = (performance.now() - begun) / 1000
  clearInterval(watch)
  if (code !== 0) throw new Error(`The import ended with ${code}.`)
  const rows = await rowsRead(postgres.url)
  console.log(JSON.stringify({ rows, seconds: Number(seconds.toFixed(1)), rowsPerSecond: Math.round(rows / seconds), peakRssMb: Math.round(peak.command + peak.backends), commandMb: Math.round(peak.command), backendsMb: Math.round(peak.backends) }))
} finally {
  await Promise.all([postgres.stop(), clickhouse.stop()])
  await rm(data, { recursive: true, force: true })
}

function postgresPid(): number {
  return Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** Keeps the highest figures in MB; processes that just ended count as nothing. */
function look(peak: { command: number; backends: number }, command: number, postmaster: number) {
  peak.command = Math.max(peak.command, memoryOf(command, 'VmHWM'))
  const backends = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => pid !== postmaster && parentOf(pid) === postmaster)
  peak.backends = Math.max(peak.backends, backends.map(pid => memoryOf(pid, 'RssAnon')).reduce((a, b) => a + b, 0))
}

function memoryOf(pid: number, what: string): number {
  return Number(new RegExp(`${what}:\\s*(\\d+)`).exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
}

function parentOf(pid: number): number {
  return Number(/PPid:\s*(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

async function rowsRead(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ rows: number }>('select sum(rows_read)::int as rows from imports')
  await client.end()
  return rows[0]!.rows
}
