import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** What a proxy does to one request that brings events, in place of passing it on. */
export type Fault =
  /** As a load balancer answers while nothing stands behind it: without any header for browsers. */
  | 503
  /** As Suki answers when too much comes in. */
  | 429
  /** Suki takes the events and commits, and the client never hears of it. */
  | 'answer lost'
  /** The same, and the connection stays open without a word: the client gives up by itself. */
  | 'no answer'

/**
 * A proxy between a client and Suki that is out of order for the first requests with events. `did` tells what it did
 * with each that it has dealt with, e.g. `answer lost: 200`, where Suki had answered 200.
 */
export async function unrulyProxy(t: TestContext, target: () => string, faults: Fault[] = []) {
  const waiting = [...faults]
  const did: string[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const fault = request.method === 'POST' ? waiting.shift() : undefined
    if (fault === 503) return refuse(did, response, 503, {})
    if (fault === 429) return refuse(did, response, 429, { 'retry-after': '1', 'access-control-allow-origin': request.headers.origin ?? '*', 'access-control-allow-credentials': 'true', 'access-control-expose-headers': 'retry-after' })
    const answer = await pass(target(), request, body).catch(() => undefined)
    if (request.method === 'POST') did.push(answer ? `${fault ?? 'passed on'}: ${answer.status}` : 'Suki away')
    if (fault === 'no answer') return
    if (!answer || fault) return response.destroy()
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, did }
}

function refuse(did: string[], response: ServerResponse, status: number, headers: Record<string, string>) {
  did.push(String(status))
  response.writeHead(status, headers).end()
}

const pass = (target: string, { method, url, headers }: IncomingMessage, body: Buffer) =>
  new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
    const passed = ask(new URL(url!, target), { method, headers }, async answer => resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(await answer.toArray()) }))
    passed.on('error', reject).end(body)
  })
