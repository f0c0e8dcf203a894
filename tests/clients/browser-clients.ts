import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { markOf, type Call } from './calls.ts'

type Where = { url: string; writeKey: string }
export type BrowserClient = { calls: Call[]; script: string; load(where: Where): string; say(call: Call, mark: string): string }

// The files as their packages bring them.
const segmentScript = fileURLToPath(new URL('../umd/index.js', import.meta.resolve('@segment/analytics-next')))
const rudderScript = fileURLToPath(new URL('../bundled/umd/index.js', import.meta.resolve('@rudderstack/analytics-js')))

const withScreen: Call[] = ['identify', 'track', 'page', 'screen', 'group', 'alias']
const withoutScreen = withScreen.filter(call => call !== 'screen')

// They repeat often and long: a restart takes a while on a busy machine.
const httpConfig = { backoffConfig: { baseBackoffInterval: 0.2, maxBackoffInterval: 1, maxRetryCount: 100 } }
const patience = { minRetryDelay: 200, maxRetryDelay: 1000, maxAttempts: 100 }

/** The clients for pages, each in every way it can send. What they are told is JavaScript of the page. */
export const browserClients: Record<string, BrowserClient> = {
  '@segment/analytics-next': segment({ httpConfig }),
  '@segment/analytics-next in batches': segment({ httpConfig, deliveryStrategy: { strategy: 'batching', config: { size: 3, timeout: 100 } } }),
  '@rudderstack/analytics-js': rudder({ queueOptions: { ...patience } }),
  '@rudderstack/analytics-js in batches': rudder({ queueOptions: { ...patience, batch: { enabled: true, maxItems: 3, flushInterval: 100 } } }),
  '@rudderstack/analytics-js by beacon': rudder({ useBeacon: true, beaconQueueOptions: { maxItems: 3, flushQueueInterval: 100 } }),
}

function segment(settings: object): BrowserClient {
  const calls: Record<Call, (mark: string) => string> = {
    identify: mark => `identify('ana', { mark: '${mark}' })`,
    track: mark => `track('Product Viewed', { mark: '${mark}' })`,
    page: mark => `page('Shop', 'Mugs', { mark: '${mark}' })`,
    screen: mark => `screen('Shop', 'Start', { mark: '${mark}' })`,
    group: mark => `group('smiths', { mark: '${mark}' })`,
    alias: mark => `alias('ana', '${mark}')`,
  }
  return {
    calls: withScreen,
    script: segmentScript,
    load: ({ url, writeKey }) => `window.client = AnalyticsNext.AnalyticsBrowser.load(${JSON.stringify({ writeKey, cdnURL: url })}, ${JSON.stringify({ integrations: { 'Segment.io': { apiHost: `${new URL(url).host}/v1`, protocol: 'http', ...settings } } })})`,
    say: (call, mark) => `client.${calls[call](mark)}`,
  }
}

function rudder(settings: object): BrowserClient {
  const calls: Record<Exclude<Call, 'screen'>, (mark: string) => string> = {
    identify: mark => `identify('ana', { mark: '${mark}' })`,
    track: mark => `track('Product Viewed', { mark: '${mark}' })`,
    page: mark => `page('Shop', 'Mugs', { mark: '${mark}' })`,
    group: mark => `group('smiths', { mark: '${mark}' })`,
    alias: mark => `alias('ana', '${mark}')`,
  }
  return {
    calls: withoutScreen,
    script: rudderScript,
    load: ({ url, writeKey }) => `window.client = new rudderanalytics.RudderAnalytics(); client.load('${writeKey}', '${url}', ${JSON.stringify({ configUrl: url, ...settings })})`,
    say: (call, mark) => `client.${calls[call as Exclude<Call, 'screen'>](mark)}`,
  }
}

/** What a page runs to make each call of a round. */
export const sayAll = ({ calls, say }: BrowserClient, name: string, round: string) => calls.map(call => say(call, markOf(name, round, call))).join('\n')

/** A shop's page of an origin of its own: `/N` holds the script of client N, loaded and told where Suki is. */
export async function shopPages(t: TestContext, pages: { client: BrowserClient; where: Where }[]) {
  const server = createServer(async (request, response) => {
    const [, kind = '', n = ''] = /^\/(page|script)\/(\d+)$/.exec(request.url ?? '') ?? []
    const page = pages[Number(n)]
    if (!page || !kind) return response.writeHead(404).end()
    if (kind === 'script') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(await readFile(page.client.script))
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Mugs</title><link rel="icon" href="data:,"><script src="/script/${n}"></script><script>${page.client.load(page.where)}</script>`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return (n: number) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/page/${n}`
}
