import { drop, keep, names, waiting, type Message } from './shelf.ts'

const batchSize = 400_000
const patience = { first: 1_000, longest: 300_000 }

/**
 * Sends messages in batches and keeps each until Suki said that it is stored: over reloads, without a network,
 * through faults of the server. A message that is sent twice is stored once, so nothing is lost by sending again.
 */
export function createOutbox(host: string, key: string) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> | undefined
  let failures = 0

  const bodyOf = (batch: Map<string, string>) => `{"batch":[${[...batch.values()].join()}],"sentAt":"${new Date().toISOString()}","writeKey":${JSON.stringify(key)}}`

  const send = async () => {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting(batchSize)
    if (!batch.size) return
    const body = bodyOf(batch)
    const answer = await fetch(`${host}/v1/batch`, { method: 'POST', body, headers: { 'content-type': 'text/plain' }, keepalive: body.length < 60_000 }).catch(() => undefined)
    const passing = !answer || answer.status === 408 || answer.status === 429 || answer.status >= 500
    if (passing) return later(Number(answer?.headers.get('retry-after')) * 1000 || Math.min(patience.first * 2 ** failures++, patience.longest))
    failures = 0
    drop(batch.keys())
    if (names().length) await send()
  }

  /** Spread over half the time, so that a shop's visitors do not come back all at once. */
  const later = (ms: number) => {
    timer ??= setTimeout(() => void flush(), ms * (0.75 + Math.random() / 2))
  }

  const flush = () => (sending ??= send().finally(() => (sending = undefined)))

  /** The page goes away: what waits leaves as a beacon, and stays until a later page hears that it is stored. */
  const leave = () => {
    const batch = waiting(batchSize)
    if (batch.size) navigator.sendBeacon(`${host}/beacon/v1/batch?writeKey=${encodeURIComponent(key)}`, bodyOf(batch))
  }

  return {
    add: (message: Message) => {
      if (keep(message) >= 19) void flush()
      else later(patience.first / 2)
    },
    start: () => {
      addEventListener('online', () => void flush())
      addEventListener('pagehide', leave)
      document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && leave()))
      if (names().length) later(patience.first / 2)
    },
    clear: () => drop(names()),
    flush,
  }
}
