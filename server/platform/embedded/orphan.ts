import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The server that the pid file of a PostgreSQL folder names, when it is still ours and alive. */
export async function serverOn(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const found = await pidFile(folder)
  return found && (await commandOf(found.pid)).includes(folder) ? found : undefined
}

/**
 * Stops the server that a killed Suki left behind on a folder. A pid file that names another program (pids are
 * used again) is made to name us: PostgreSQL takes its parent's pid for stale and still checks shared memory.
 */
export async function stopOrphan(folder: string): Promise<void> {
  const found = await pidFile(folder)
  if (!found) return
  if (!(await serverOn(folder))) return void (await disown(folder))
  for (const [signal, patience] of [['SIGINT', 20_000], ['SIGQUIT', 5000], ['SIGKILL', 2000]] as const) {
    if (await ended(found.pid, signal, patience)) return
  }
}

/** Sends a signal and waits until the process is gone. Whether it is. */
export async function ended(pid: number, signal: NodeJS.Signals, patience: number): Promise<boolean> {
  if (!sendTo(pid, signal)) return true
  for (let waited = 0; waited < patience; waited += 50) {
    await pause(50)
    if (!sendTo(pid, 0)) return true
  }
  return false
}

function sendTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function pidFile(folder: string) {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n').map(Number)
  return pid && port ? { pid, port } : undefined
}

async function disown(folder: string) {
  const file = join(folder, 'postmaster.pid')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/^\d+/, String(process.pid)))
}

/** The command line of a process; empty when there is none. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')
  return run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).then(({ stdout }) => stdout, () => '')
}
