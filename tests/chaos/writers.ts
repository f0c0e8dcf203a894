import { setTimeout as pause } from 'node:timers/promises'

export type Sent = {
  /** Numbers of the events that were answered with 200. */
  acknowledged: Set<number>
  /** Of those whose writer gave up, and may have got in or not. */
  uncertain: Set<number>
  /** How often a request failed and was sent again. */
  repeats: number
}

type Wanted = { url(): string; writeKey: string; writers: number; events: number; random(): number }

/**
 * Writers that send numbered events in batches as an SDK does: one request after another, each repeated with the same
 * message ids until it is answered with 200. One in thirty whose request failed gives up: a phone that was switched off.
 */
export function beginWriting({ url, writeKey, writers, events, random }: Wanted) {
  const sent: Sent = { acknowledged: new Set(), uncertain: new Set(), repeats: 0 }
  let next = 0
  const take = () => Array.from({ length: Math.min(1 + Math.floor(random() * 100), events - next) }, () => next++)
  const write = async () => {
    for (let numbers = take(); numbers.length; numbers = take()) await deliver(numbers)
  }
  const deliver = async (numbers: number[]) => {
    const body = JSON.stringify({ batch: numbers.map(messageOf), sentAt: new Date() })
    for (;;) {
      const status = await post(url(), writeKey, body)
      if (status === 200) return numbers.forEach(n => sent.acknowledged.add(n))
      if (status && status < 500 && status !== 429) throw new Error(`Suki refused events for ever with ${status}.`)
      if (random() < 1 / 30) return numbers.forEach(n => sent.uncertain.add(n))
      sent.repeats++
      await pause(50 + random() * 150)
    }
  }
  let writing = writers
  const done = Promise.all(Array.from({ length: writers }, () => write().finally(() => writing--)))
  return { sent, done, isDone: () => writing === 0 }
}

/** Half are of customers who are signed in, half of visitors; some hundred of each. */
const messageOf = (n: number) => ({
  type: 'track', event: 'Product Viewed', messageId: `chaos-${n}`, timestamp: new Date(),
  ...(n % 2 ? { userId: `u${n % 397}` } : { anonymousId: `v${n % 401}` }),
  properties: { n, sku: `SKU-${n % 50}`, price: 12.5, title: 'Blue enamel mug' },
})

/** The status, or nothing where none came. */
async function post(url: string, writeKey: string, body: string): Promise<number | undefined> {
  const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/batch`, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  await answer?.arrayBuffer().catch(() => {})
  return answer?.status
}
