import { createServer } from 'node:net'
import { once } from 'node:events'
import type { Config } from '../config.ts'

/** Settles where Suki is reached before anything is built on it: port 0 becomes a free one, and the public URL follows. */
export async function withAddress(config: Config): Promise<Config> {
  const port = config.port || (await freePort())
  // Browsers allow passkeys on localhost, not on 127.0.0.1.
  const host = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(config.host) ? 'localhost' : config.host
  return { ...config, port, publicUrl: config.publicUrl ?? `http://${host}:${port}` }
}

/** A port that is free on loopback at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
