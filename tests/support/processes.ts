import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { commandOf } from '../../server/platform/embedded/orphan.ts'
import { freePort } from '../../server/platform/lifecycle/address.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** A temporary folder that is gone after the test. */
export async function temporaryFolder(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'suki-life-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export type Settings = { args?: string[]; env?: Record<string, string>; uid?: number }

/**
 * Runs Suki as a process of its own on a free port, with nothing of this environment. What still runs after the
 * test is killed, orphans on `data` included.
 */
export async function runSuki(t: TestContext, { args = [], env = {}, uid }: Settings) {
  const port = await freePort()
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], PORT: String(port), ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => (said.out += chunk))
  child.stderr.on('data', chunk => (said.err += chunk))
  const exit = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null, ...said }))
  t.after(() => child.kill('SIGKILL'))
  const url = `http://127.0.0.1:${port}`
  return {
    pid: child.pid!,
    port,
    url,
    said,
    exit,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Resolves when the block is printed; fails when Suki ends before. */
    ready: () => until(() => said.out.includes('Suki is ready') || said.out.includes('works on its jobs'), exit.then(({ code, err, out }) => Promise.reject(new Error(`Suki ended (${code}): ${err}${out}`)))),
    get: (path: string) => fetch(`${url}${path}`),
  }
}

export type Suki = Awaited<ReturnType<typeof runSuki>>

/** Waits for something that a real process does; looks every 20 ms. */
export async function until(isTrue: () => boolean | Promise<boolean>, orElse: Promise<never> = new Promise(() => {})) {
  const late = Date.now() + 60_000
  const look = async () => {
    while (!(await isTrue())) {
      if (Date.now() > late) throw new Error(`It did not come true within a minute: ${isTrue}`)
      await pause(20)
    }
  }
  await Promise.race([look(), orElse])
}

/** The server processes of a data folder; 0 where none runs. */
export async function storesOf(data: string) {
  const commands = await allCommands()
  const pidOf = (part: string) => commands.find(({ command }) => command.includes(part))?.pid ?? 0
  return { postgres: pidOf(`postgres -D ${data}/postgres`), clickhouse: pidOf(`clickhouse-server.ts ${data}/clickhouse`) }
}

/** Small Debian images have no `ps`. */
async function allCommands() {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
    return Promise.all(pids.map(async pid => ({ pid, command: await commandOf(pid) })))
  }
  const { stdout } = spawn('ps', ['-eo', 'pid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] })
  return (await stdout.toArray()).join('').split('\n').map(line => ({ pid: Number.parseInt(line), command: line.trim().replace(/^\d+ +/, '') }))
}

export function isAlive(pid: number) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
