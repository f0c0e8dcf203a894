import { createServer } from 'node:http'
import { after, type TestContext } from 'node:test'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { createApp } from '../../server/app.ts'
import { world } from './world.ts'

let script: Promise<string> | undefined
/** The script for shops as `bin/build` makes it. */
export const builtScript = () => (script ??= build({ configFile: 'storefront/vite.config.ts', logLevel: 'error', build: { write: false } }).then(built => ([built].flat() as Rollup.RollupOutput[])[0]!.output[0].code))

let launched: Promise<Browser> | undefined
const names = '--host-resolver-rules=MAP *.shop.example 127.0.0.1, MAP shop.example 127.0.0.1'
const browser = () => (launched ??= chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', names] }))
after(async () => (await launched)?.close())

export type ShopPages = (path: string) => string
type Wishes = { tag?: string; pages?: ShopPages; before?: string }

/**
 * Suki, a shop's web server whose pages carry the script, and a browser. `faults` are what Suki answers first;
 * `tag` are further attributes of the script, `pages` the shop's HTML by path, `before` a script ahead of Suki's.
 */
export async function shop(t: TestContext, { tag = '', pages = () => '', before = '' }: Wishes = {}) {
  const w = await world(t)
  await w.ctx.db.insertInto('sources').values({ kind: 'web', name: 'Corner Shop', write_key: 'key-1' }).execute()
  const app = await createApp(w.ctx)
  const faults: { status: number; retryAfter?: string }[] = []
  const asked: string[] = []
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') return
    asked.push(request.url)
    const fault = faults.shift()
    if (fault) return reply.status(fault.status).headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after', 'retry-after': fault.retryAfter ?? '0' }).send()
  })
  const suki = await app.listen({ port: 0 })
  const code = await builtScript()
  const web = createServer((request, response) => {
    if (request.url === '/suki.js') return void response.setHeader('content-type', 'text/javascript').end(code)
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><html lang="en"><title>Corner Shop</title><script>${before}</script><script src="/suki.js" data-host="${suki}" data-key="key-1" ${tag}></script><body>${pages(request.url ?? '')}`)
  }).listen(0, '127.0.0.1')
  const context = await (await browser()).newContext()
  const page = await context.newPage()
  t.after(async () => {
    await context.close()
    web.close()
    await app.close()
  })
  const { port } = web.address() as { port: number }
  const open = (path: string, host = '127.0.0.1') => page.goto(`http://${host}:${port}${path}`)
  const log = () => w.ctx.db.selectFrom('events').select(['type', 'name', 'anonymous_id', 'user_id', 'properties', 'context']).orderBy('seq').execute()
  const say = async <T>(work: (suki: Api) => T) => inPage(page, work)
  const flush = () => inPage(page, suki => suki.flush())
  /** Names of what the browser keeps for this shop. */
  const stored = async () => ({ cookies: (await context.cookies()).map(cookie => cookie.name).sort(), storage: (await page.evaluate<string[]>('Object.keys(localStorage)')).sort() })
  return { ...w, context, page, open, log, faults, asked, say, flush, stored }
}

type Properties = Record<string, unknown>
export type Api = {
  track(event: string, properties?: Properties): void
  identify(id: string | Properties, traits?: Properties): void
  group(id: string, traits?: Properties): void
  alias(id: string, previous?: string): void
  consent(given: boolean, asked?: Properties): void
  consented(): boolean | undefined
  visitor(): { anonymousId: string; userId?: string } | undefined
  reset(): void
  flush(): Promise<void>
}

const inPage = <T>(page: Page, work: (suki: Api) => T) => page.evaluate(`(${work.toString()})(window.suki)`) as Promise<Awaited<T>>
