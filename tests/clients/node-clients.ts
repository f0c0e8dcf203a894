import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics as Segment } from '@segment/analytics-node'
import { createRequire } from 'node:module'
import { everyCall, markOf, type Call, type Client } from './calls.ts'

const require = createRequire(import.meta.url)

type Where = { url: string; writeKey: string }
type Says = Record<Call, (message: never) => unknown>

// Three calls go into one request; a client waits 0.1 s for more, and 0.2 s before it repeats where that can be set.
const [flushAt, flushInterval] = [3, 100]
// On a busy machine a restart takes a while.
const retryCount = 300
const axiosRetryConfig = { retryDelay: () => 200 }

/** Those that give up waiting for an answer when told so. */
export const isImpatient = (name: string) => name === '@segment/analytics-node' || name === '@customerio/cdp-analytics-node'

/** The clients for servers: each with its own queue, its own way to repeat and its own idea of a request. */
export const nodeClients: Record<string, (where: Where) => Client> = {
  '@segment/analytics-node': ({ url, writeKey }) => {
    const client = new Segment({ writeKey, host: url, flushAt, flushInterval, httpRequestTimeout: 1500 })
    return { say: round => sayAll(client, '@segment/analytics-node', round), close: () => client.closeAndFlush() }
  },
  'analytics-node': ({ url, writeKey }) => {
    // Has no types, being the oldest.
    const Legacy = require('analytics-node') as new (writeKey: string, options: object) => Says & { flush(): Promise<unknown> }
    const client = new Legacy(writeKey, { host: url, flushAt, flushInterval, retryCount, axiosRetryConfig })
    return { say: round => sayAll(client, 'analytics-node', round), close: () => client.flush() }
  },
  '@rudderstack/rudder-sdk-node': ({ url, writeKey }) => {
    const client = new RudderAnalytics(writeKey, { dataPlaneUrl: url, flushAt, flushInterval, retryCount, axiosRetryConfig, logLevel: 'none' })
    return { say: round => sayAll(client, '@rudderstack/rudder-sdk-node', round), close: () => new Promise<void>(resolve => void client.flush(() => resolve())) }
  },
  '@customerio/cdp-analytics-node': ({ url, writeKey }) => {
    const client = new CustomerIo({ writeKey, host: url, maxEventsInBatch: flushAt, flushInterval, httpRequestTimeout: 1500, maxRetries: retryCount })
    return { say: round => sayAll(client, '@customerio/cdp-analytics-node', round), close: () => client.closeAndFlush() }
  },
}

/** All of them take one object for a call. */
function sayAll(client: Says, name: string, round: string) {
  const [userId, mark] = ['ana', (call: Call) => markOf(name, round, call)]
  const messages: Record<Call, object> = {
    identify: { userId, traits: { mark: mark('identify'), email: 'ana@example.com' } },
    track: { userId, event: 'Product Viewed', properties: { mark: mark('track'), sku: 'MUG' } },
    page: { userId, name: 'Mugs', properties: { mark: mark('page') } },
    screen: { userId, name: 'Start', properties: { mark: mark('screen') } },
    group: { userId, groupId: 'smiths', traits: { mark: mark('group') } },
    alias: { userId, previousId: mark('alias') },
  }
  for (const call of everyCall) client[call](messages[call] as never)
}
