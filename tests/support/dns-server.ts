import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

export type Zone = Record<string, { TXT?: string[]; MX?: [priority: number, exchange: string][]; A?: string[] } | 'broken'>

const types: Record<number, 'A' | 'MX' | 'TXT'> = { 1: 'A', 15: 'MX', 16: 'TXT' }
const numbers = { A: 1, MX: 15, TXT: 16 }

/** A DNS server on this machine that answers from a table, over UDP (RFC 1035). Of a name that is `broken` it says that it failed. */
export async function dnsServer(t: TestContext, zone: Zone): Promise<{ address: string; zone: Zone }> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => socket.send(answerTo(query, zone), from.port, from.address))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => new Promise<void>(resolve => socket.close(resolve)))
  return { address: `127.0.0.1:${socket.address().port}`, zone }
}

function answerTo(query: Buffer, zone: Zone): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const question = query.subarray(12, at + 5)
  const type = types[query.readUInt16BE(at + 1)]
  const held = zone[labels.join('.').toLowerCase()]
  const records = type && held && held !== 'broken' ? (held[type] ?? []).map(value => record(type, dataOf(type, value))) : []
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180 | (held === 'broken' ? 2 : held ? 0 : 3), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, question, ...records])
}

function record(type: keyof typeof numbers, data: Buffer): Buffer {
  const head = Buffer.alloc(12)
  // The name of the question, class IN, a minute.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(numbers[type], 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}

function dataOf(type: keyof typeof numbers, value: string | [number, string]): Buffer {
  if (type === 'A') return Buffer.from((value as string).split('.').map(Number))
  if (type === 'TXT') return Buffer.concat((value as string).match(/.{1,255}/gs)!.flatMap(part => [Buffer.from([part.length]), Buffer.from(part)]))
  const [priority, exchange] = value as [number, string]
  return Buffer.concat([Buffer.from([priority >> 8, priority & 255]), ...exchange.split('.').flatMap(label => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.from([0])])
}
