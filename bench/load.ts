import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

// Sends events to Suki as shops do, in a process of its own: what it costs is nobody's figure. It keeps its connections
// open and writes requests that were made before the clock runs. Started by bench/ingest.ts, which tells it what to send.

export type LoadWanted =
  | { kind: 'batches' | 'singles'; connections: number; events: number; run: string }
  /** Batches of ten, so that `perSecond` events are sent each second whatever the answers take. */
  | { kind: 'steady'; connections: number; perSecond: number; seconds: number; run: string }
type Load = LoadWanted & { port: number; writeKey: string }
export type LoadResult = { events: number; seconds: number; p50Ms: number; p99Ms: number; refused: number }

if (process.send) {
  process.on('message', async (load: Load) => process.send?.(load.kind === 'steady' ? await steady(load) : await asFastAsPossible(load)))
}

async function asFastAsPossible({ kind, port, writeKey, connections, events, run }: Extract<Load, { events: number }>): Promise<LoadResult> {
  const size = kind === 'batches' ? 100 : 1
  const requests = Array.from({ length: events / size }, (_, i) => requestOf(writeKey, Array.from({ length: size }, (_, j) => messageOf(run, i * size + j))))
  const clients = await Promise.all(Array.from({ length: connections }, () => clientOn(port)))
  const taken: number[] = []
  let next = 0
  let refused = 0
  const began = performance.now()
  await Promise.all(clients.map(async send => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const at = performance.now()
      if (!(await send(request))) refused++
      taken.push(performance.now() - at)
    }
  }))
  return { events, refused, ...summary(taken, performance.now() - began) }
}

async function steady({ port, writeKey, connections, perSecond, seconds, run }: Extract<Load, { kind: 'steady' }>): Promise<LoadResult> {
  const count = (perSecond * seconds) / 10
  const requests = Array.from({ length: count }, (_, i) => requestOf(writeKey, Array.from({ length: 10 }, (_, j) => messageOf(run, i * 10 + j))))
  const free = await Promise.all(Array.from({ length: connections }, () => clientOn(port)))
  const taken: number[] = []
  let refused = 0
  const began = performance.now()
  const sending: Promise<void>[] = []
  for (const [i, request] of requests.entries()) {
    const due = began + (i / count) * seconds * 1000
    while (performance.now() < due) await pause(1)
    const send = free.pop() ?? (await clientOn(port))
    sending.push(send(request).then(ok => {
      if (!ok) refused++
      // From when it was due: a queue that forms before Suki is Suki's.
      taken.push(performance.now() - due)
      free.push(send)
    }))
  }
  await Promise.all(sending)
  return { events: count * 10, refused, ...summary(taken, performance.now() - began) }
}

function summary(taken: number[], ms: number) {
  taken.sort((a, b) => a - b)
  const at = (share: number) => Number(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]!.toFixed(1))
  return { seconds: ms / 1000, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/** What a visitor of a shop causes: 800 bytes, a fifth of it by customers who are signed in. */
export function messageOf(run: string, n: number) {
  const visitor = (n * 2_654_435_761) % 20_011
  return {
    type: 'track', event: n % 3 ? 'Product Viewed' : 'Product Added', messageId: `${run}-${n}`, timestamp: new Date().toISOString(), anonymousId: `visitor-${visitor}`, ...(visitor % 5 ? {} : { userId: `customer-${visitor}` }),
    properties: { product_id: `P-${n % 500}`, sku: `SKU-${n % 500}`, name: 'Blue enamel mug', brand: 'Kandila', category: 'Kitchen', price: 12.5 + (n % 40), currency: 'EUR', quantity: 1, url: `https://shop.example.com/products/blue-enamel-mug-${n % 500}` },
    context: {
      ip: '203.0.113.7', locale: 'nl-NL', timezone: 'Europe/Amsterdam', library: { name: 'analytics.js', version: 'npm:next-1.84.3' }, userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36',
      page: { path: '/products/blue-enamel-mug', title: 'Blue enamel mug', url: 'https://shop.example.com/products/blue-enamel-mug', referrer: 'https://www.example.com/' },
    },
  }
}

export function requestOf(writeKey: string, messages: object[]): Buffer {
  const body = Buffer.from(JSON.stringify(messages.length === 1 ? messages[0] : { batch: messages, sentAt: new Date().toISOString() }))
  const head = [`POST /v1/${messages.length === 1 ? 'track' : 'batch'} HTTP/1.1`, 'host: 127.0.0.1', `authorization: Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'content-type: application/json', `content-length: ${body.length}`, '', '']
  return Buffer.concat([Buffer.from(head.join('\r\n')), body])
}

/** One connection that stays open, for one request at a time. @returns whether Suki took what was sent */
export async function clientOn(port: number): Promise<(request: Buffer) => Promise<boolean>> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let answered: (ok: boolean) => void = () => {}
  let said = ''
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString('latin1')
    const end = said.indexOf('\r\n\r\n')
    if (end < 0 || said.length < end + 4 + Number(/content-length: (\d+)/i.exec(said)?.[1] ?? 0)) return
    const ok = said.startsWith('HTTP/1.1 200')
    said = ''
    answered(ok)
  })
  socket.on('close', () => answered(false)).unref()
  return request =>
    new Promise<boolean>(resolve => {
      answered = resolve
      socket.ref().write(request)
    }).finally(() => socket.unref())
}
