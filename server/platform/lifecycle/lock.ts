import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { appError } from '../errors.ts'

export const alreadyRunning = appError('data.in_use', 500, 'Suki is already running on this data (process {pid}{url}). Stop it first, or give this one another folder with --data.')

/** Who runs on a data folder: the process, and when it started since pids are used again. */
type Holder = { pid: number; started: string; host: string; url?: string; clickhouseUrl?: string }

export type DataLock = { tell(more: Pick<Holder, 'url' | 'clickhouseUrl'>): Promise<void>; release(): Promise<void> }

const lockFile = (folder: string) => join(folder, 'suki.lock')

/**
 * Takes a data folder for this process; a lock left by a killed process is taken over.
 * @throws alreadyRunning
 */
export async function lockData(folder: string): Promise<DataLock> {
  await mkdir(folder, { recursive: true })
  const own: Holder = { pid: process.pid, started: await startOf(process.pid), host: hostname() }
  const draft = `${lockFile(folder)}.${randomBytes(6).toString('hex')}`
  const write = async (more: Partial<Holder>) => writeFile(draft, JSON.stringify(Object.assign(own, more)), { mode: 0o600 })
  await write({})
  try {
    await place(folder, draft, own)
  } finally {
    await rm(draft, { force: true })
  }
  return {
    tell: async more => {
      await write(more)
      await rename(draft, lockFile(folder))
    },
    release: () => rm(lockFile(folder), { force: true }),
  }
}

async function place(folder: string, draft: string, own: Holder) {
  try {
    // A link, not a rename: it fails when someone else was first.
    await link(draft, lockFile(folder))
    return
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  refuse(await holderOf(folder))
  await rename(draft, lockFile(folder))
  // Two may take over the same stale lock at once: the last one to write it has it.
  await pause(50)
  const now = await holderOf(folder)
  if (now?.pid !== own.pid) refuse(now)
}

function refuse(holder: Holder | undefined) {
  if (holder) throw alreadyRunning({ pid: holder.pid, url: holder.url ? `, ${holder.url}` : '' })
}

/** The living process that holds a data folder; undefined when none does. */
export async function holderOf(folder: string): Promise<Holder | undefined> {
  const text = await readFile(lockFile(folder), 'utf8').catch(() => '')
  try {
    const holder = JSON.parse(text) as Holder
    return holder.host === hostname() && (await startOf(holder.pid)) === holder.started ? holder : undefined
  } catch {
    return undefined
  }
}

/** When a process started, unique over restarts of the machine; throws when there is none. */
async function startOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return (await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim()
  const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')])
  // The command's name, in parentheses, may hold spaces; the start is field 22, in ticks since boot.
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
}
