import { execFile } from 'node:child_process'
import { chown, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SpawnOptions } from 'node:child_process'
import { promisify } from 'node:util'
import { appError } from '../errors.ts'

export const rootCannotReach = appError('postgres.root', 500, 'PostgreSQL may not run as root, so it runs as the user nobody, who cannot enter {folder}. Start Suki as an ordinary user, use a folder that others may pass through, or install setpriv (Debian: apt-get install util-linux).')

/** The account under which PostgreSQL runs: how a program is started as it, and who owns its files. */
export type Account = { command(program: string, args: string[]): [string, string[], SpawnOptions]; own(path: string): Promise<void> }

const run = promisify(execFile)

/**
 * PostgreSQL refuses to run as root. As root it runs as `nobody`, who keeps one capability of root: to pass
 * through folders closed to others, so that Suki may lie in /root or in a private temporary folder. Where
 * the system cannot give that (no setpriv, a container without capabilities), the folders must be open.
 * @throws rootCannotReach
 */
export async function accountForPostgres(paths: string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args, {}], own: async () => {} }
  const { uid, gid } = await idsOf('nobody')
  const own = (path: string) => chown(path, uid, gid)
  const drop = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup']
  const works = await run('setpriv', [...drop, 'true']).then(() => true, () => false)
  if (works) return { command: (program, args) => ['setpriv', [...drop, program, ...args], {}], own }
  const closed = (await Promise.all(paths.map(firstClosed))).find(folder => folder !== undefined)
  if (closed) throw rootCannotReach({ folder: closed })
  return { command: (program, args) => [program, args, { uid, gid }], own }
}

/** The uppermost folder on the way to a path that others may not pass through. */
async function firstClosed(path: string): Promise<string | undefined> {
  const folder = dirname(path)
  const above = folder === path ? undefined : await firstClosed(folder)
  if (above) return above
  const found = await stat(folder).catch(() => undefined)
  return found && !(found.mode & 0o001) ? folder : undefined
}

async function idsOf(user: string) {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find(row => row.startsWith(`${user}:`)) ?? 'nobody:x:65534:65534'
  const [, , uid, gid] = line.split(':').map(Number)
  return { uid: uid ?? 65534, gid: gid ?? 65534 }
}
