import type { Config } from '../../platform/index.ts'

/** How people reach Suki, without a slash at the end. Never taken from a request: its Host header can be forged. */
export function publicUrl({ publicUrl: set, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  return set ? new URL(set).origin : `http://${host === '0.0.0.0' || host === '127.0.0.1' ? 'localhost' : host}:${port}`
}
