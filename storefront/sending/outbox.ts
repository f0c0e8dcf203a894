import { createPace } from './pace.ts'
import { drop, keep, names, waiting, type Message } from './shelf.ts'

/** Suki takes 500 KB at once; browsers take 64 KB from a page that goes away. */
const bytes = { batch: 400_000, beacon: 60_000 }

/**
 * Sends messages in batches and keeps each until Suki said that it is stored: over reloads, without a network,
 * through faults of the server. A message that is sent twice is stored once, so nothing is lost by sending again.
 */
export function createOutbox(host: string, key: string) {
  let sending: Promise<void> | undefined
  let alone = false
  const beaconed = new Set<string>()

  const bodyOf = (batch: Map<string, string>) => `{"batch":[${[...batch.values()].join()}],"sentAt":"${new Date().toISOString()}","writeKey":${JSON.stringify(key)}}`

  const send = async (): Promise<void> => {
    const batch = waiting(alone ? 0 : bytes.batch)
    if (!batch.size) return void (alone = false)
    const body = bodyOf(batch)
    const answer = await fetch(`${host}/v1/batch`, { method: 'POST', body, headers: { 'content-type': 'text/plain' }, credentials: 'omit', keepalive: body.length < 20_000 }).catch(() => undefined)
    const status = answer?.status ?? 500
    if (status >= 500 || [408, 410, 429, 460].includes(status)) return pace.failed(Number(answer?.headers.get('retry-after')) * 1000)
    pace.sent()
    // Refused for ever: one of them is to blame, and the others go without it.
    const refused = status >= 400 && batch.size > 1
    alone = refused || (alone && status < 400)
    if (!refused) drop(batch.keys())
    await send()
  }

  const flush = () => (sending ??= send().finally(() => (sending = undefined)))
  const pace = createPace(() => void flush())

  /** The page goes away: what waits leaves as a beacon, and stays until a later page hears that it is stored. */
  const leave = () => {
    if (pace.waits()) return
    const batch = waiting(bytes.beacon, beaconed)
    if (batch.size && navigator.sendBeacon(`${host}/beacon/v1/batch?writeKey=${encodeURIComponent(key)}`, bodyOf(batch))) for (const name of batch.keys()) beaconed.add(name)
  }

  return {
    add: (message: Message) => (keep(message) >= 19 ? pace.now() : pace.soon()),
    start: () => {
      addEventListener('online', () => void flush())
      addEventListener('pagehide', leave)
      document.addEventListener('visibilitychange', () => void (document.visibilityState === 'hidden' && leave()))
      if (names().length) pace.soon()
    },
    clear: () => drop(names()),
    waits: () => names().length > 0,
    flush,
  }
}
