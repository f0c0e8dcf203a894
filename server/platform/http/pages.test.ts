import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import Fastify from 'fastify'
import { world } from '../../../tests/support/world.ts'
import { gauge } from '../metrics.ts'
import { serveConsole } from './console.ts'
import { addSecurityHeaders } from './headers.ts'
import { createHttp } from './server.ts'

/** A server of a small built console. */
async function built(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'suki-console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><script>dark()</script><script src="/assets/main-1a2b.js"></script>')
  await writeFile(join(folder, 'assets/main-1a2b.js'), 'plain')
  await writeFile(join(folder, 'assets/main-1a2b.js.br'), 'small')
  const app = Fastify()
  addSecurityHeaders(app, { publicUrl: undefined })
  await serveConsole(app, folder)
  t.after(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })
  return app
}

test('every address of the console is its page, and unknown ones of the API and of files are not', async t => {
  const app = await built(t)
  const statuses = await Promise.all(['/', '/customers', '/customers/0195?tab=orders', '/v1/nothing', '/assets/gone-1.js', '/favicon.ico'].map(async url => (await app.inject(url)).statusCode))
  assert.deepEqual(statuses, [200, 200, 200, 404, 404, 404])
  assert.equal((await app.inject({ method: 'POST', url: '/customers' })).statusCode, 404)
})

test('files named by their hash are kept for ever, the page is asked for anew, and what was compressed is sent so', async t => {
  const app = await built(t)
  const asset = await app.inject({ url: '/assets/main-1a2b.js', headers: { 'accept-encoding': 'br' } })
  assert.deepEqual([asset.headers['cache-control'], asset.headers['content-encoding'], asset.body], ['public, max-age=31536000, immutable', 'br', 'small'])
  assert.equal((await app.inject('/assets/main-1a2b.js')).body, 'plain')
  assert.equal((await app.inject('/')).headers['cache-control'], 'no-cache')
})

test('a page runs only its own scripts and lies in no frame', async t => {
  const page = await (await built(t)).inject('/')
  const policy = String(page.headers['content-security-policy'])
  assert.match(policy, /script-src 'self' 'sha256-[A-Za-z0-9+/]+='$/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.deepEqual([page.headers['x-content-type-options'], page.headers['referrer-policy']], ['nosniff', 'same-origin'])
})

test('the documentation comes from Suki alone and shows the same document each time', async t => {
  const { ctx } = await world(t)
  const app = await createHttp({ ctx, routes: [], identify: async () => undefined })
  t.after(() => app.close())
  const page = await app.inject('/docs/')
  assert.equal(page.statusCode, 200)
  assert.deepEqual([...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address), ['js/scalar.js'])
  assert.equal((await app.inject('/docs/js/scalar.js')).statusCode, 200)
  const document = (await app.inject('/openapi.json')).json()
  assert.deepEqual([document.openapi, Object.keys(document.paths)], ['3.1.0', ['/v1/live']])
})

test('/ready says which store is missing and nothing else', async t => {
  const { ctx } = await world(t)
  const warehouse = { ...ctx.warehouse, ping: async () => false, rows: () => Promise.reject(new Error('secret address')) }
  const app = await createHttp({ ctx: { ...ctx, warehouse }, routes: [], identify: async () => undefined })
  t.after(() => app.close())
  const { statusCode, body } = await app.inject('/ready')
  assert.deepEqual([statusCode, JSON.parse(body)], [503, { ready: false, checks: { postgres: 'ok', warehouse: 'does not answer', migrations: 'does not answer' } }])
})

test('metrics are for this machine, not for what a proxy passes on; with a token, for who sends it', async t => {
  const { ctx } = await world(t)
  const gauges = [gauge('suki_test_lag', 'A figure.', () => 7), gauge('suki_test_broken', 'Cannot be read.', () => Promise.reject(new Error('gone')))]
  const app = await createHttp({ ctx, routes: [], identify: async () => undefined, gauges })
  const guarded = await createHttp({ ctx: { ...ctx, config: { ...ctx.config, metricsToken: 'a token that is long' } }, routes: [], identify: async () => undefined })
  t.after(() => Promise.all([app.close(), guarded.close()]))
  const { body } = await app.inject('/metrics')
  assert.match(body, /^suki_test_lag 7$/m)
  assert.match(body, /^process_cpu_seconds_total /m)
  const statuses = await Promise.all([
    app.inject({ url: '/metrics', remoteAddress: '10.0.0.9' }),
    app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '10.0.0.9' } }),
    guarded.inject('/metrics'),
    guarded.inject({ url: '/metrics', remoteAddress: '10.0.0.9', headers: { authorization: 'Bearer a token that is long' } }),
  ])
  assert.deepEqual(statuses.map(response => response.statusCode), [403, 403, 403, 200])
})
