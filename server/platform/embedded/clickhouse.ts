import { fork } from 'node:child_process'
import { once } from 'node:events'

export type EmbeddedStore = { url: string; stop(): Promise<void>; exited: Promise<string> }

/**
 * Starts the embedded ClickHouse (chDB behind ClickHouse's HTTP interface on a free loopback port).
 * It ends by itself when this process is gone.
 */
export async function startClickhouse({ folder, port = 0 }: { folder: string; port?: number }): Promise<EmbeddedStore> {
  const child = fork(new URL('./clickhouse-server.ts', import.meta.url), [folder, String(port)], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'], execArgv: [] })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk).slice(-2000)))
  const exited = once(child, 'exit').then(([code, signal]) => `The embedded ClickHouse ended (${signal ?? code}). ${complaint}`)
  const started = await Promise.race([once(child, 'message'), exited])
  if (typeof started === 'string') throw new Error(started)
  const stop = async () => {
    if (child.connected) child.disconnect()
    await exited
  }
  return { url: `http://127.0.0.1:${started[0].port}`, stop, exited }
}
