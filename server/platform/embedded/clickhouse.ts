import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { appError } from '../errors.ts'

export const clickhouseFailed = appError('clickhouse.failed', 500, 'The embedded ClickHouse does not start: {reason}')

export type EmbeddedStore = {
  url: string
  stop(): Promise<void>
  /** At once, without waiting; the next start recovers. */
  kill(): void
  /** The reason, when it has ended. */
  exited: Promise<string>
}

/**
 * Starts the embedded ClickHouse (chDB behind ClickHouse's HTTP interface on a free loopback port).
 * It ends by itself when this process is gone. Only who has the url, which holds a password, may ask it.
 * @throws clickhouseFailed
 */
export async function startClickhouse({ folder, port = 0 }: { folder: string; port?: number }): Promise<EmbeddedStore> {
  for (let attempt = 1; ; attempt++) {
    const started = await attemptStart(folder, port)
    if (typeof started !== 'string') return started
    // The engine of a killed Suki may still be closing this folder.
    if (attempt >= 40 || !/Cannot lock file/.test(started)) throw clickhouseFailed({ reason: started })
    await pause(250)
  }
}

async function attemptStart(folder: string, port: number): Promise<EmbeddedStore | string> {
  const password = randomBytes(24).toString('hex')
  const child = fork(new URL('./clickhouse-server.ts', import.meta.url), [folder, String(port)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk).slice(-4000)))
  // Not its `close` event: that never comes after a disconnect from this side.
  const exited = Promise.all([once(child, 'exit'), finished(child.stderr!)]).then(([[code, signal]]) => (signal ? `it was killed (${signal}).` : (reasonIn(said) ?? `it ended (${code}).`)))
  // Not as an argument: those are seen by everyone on the machine.
  child.send({ password }, () => {})
  const started = await Promise.race([portOf(child), exited])
  if (typeof started === 'string') return started
  const stop = async () => {
    if (child.connected) child.disconnect()
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await exited
    clearTimeout(patience)
  }
  return { url: `http://suki:${password}@127.0.0.1:${started}`, stop, kill: () => void child.kill('SIGKILL'), exited }
}

/** The port, once it listens. Under `node --watch` the child also reports the files that it loads. */
const portOf = (child: ChildProcess) =>
  new Promise<number>(resolve => {
    child.on('message', (message: { port?: number }) => {
      if (message.port) resolve(message.port)
    })
  })

const reasonIn = (text: string) => /(?:DB::Exception|Error): (.+)/.exec(text)?.[1]
