import { mkdtemp, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp } from '../server/app.ts'
import { recountProductSales } from '../server/commerce/index.ts'
import { createLog, createMailer, loadConfig, migratePostgres, openStores, startPostgres, suki, systemClock, type Ctx } from '../server/platform/index.ts'
import { ensureOwner } from '../server/staff/index.ts'
import { readAll } from '../server/collect/index.ts'
import { allReaders } from '../server/modules.ts'
import { catchUp } from '../server/warehouse/index.ts'
import { permissions } from '../contracts/permissions.ts'
import { generate, sizeOf } from './generate.ts'
import { commerceMeasures, customerMeasures, homeMeasures, sampleOf, type Measure } from './measures.ts'

// bin/bench console [--scale 0.1] [--data DIR] [--only TEXT] [--requests 100] [--no-warehouse]: how long the console's requests take at a million customers.
// Each is asked over HTTP, signed in with an API key, warm; beside it limitMs, the p50 of the plain query of the same data
// in the same run. With --data the generated shop is kept and used again. --no-warehouse leaves out Home's figures.
const { values: options } = parseArgs({ options: { scale: { type: 'string', default: '1' }, data: { type: 'string' }, only: { type: 'string' }, requests: { type: 'string', default: '100' }, 'no-warehouse': { type: 'boolean', default: false } } })
const size = sizeOf(Number(options.scale))
const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'suki-bench-')))
const say = (line: string) => console.error(line)
const owner = { email: 'bench@example.com', password: 'a password of the bench' }

if (!existsSync(join(folder, 'postgres', 'PG_VERSION'))) await generateShop()
const stores = await openStores(loadConfig(['--data', folder], { LOG_LEVEL: 'silent', REQUESTS_PER_MINUTE: '100000000', SUKI_SECRET: 'a secret of the bench that is long enough' }))
const ctx: Ctx = { ...stores, clock: systemClock, actor: suki, log: createLog(stores.config), mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1025', from: 'Suki <suki@example.com>' }) }
try {
  await timed('product sales', () => recountProductSales(ctx))
  if (!options['no-warehouse']) await timed('warehouse caught up', async () => {
    await readAll(ctx, allReaders())
    await catchUp(ctx)
  })
  await ensureOwner(ctx, owner)
  const app = await createApp(ctx)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const key = await makeKey(url)
  const sample = await sampleOf(ctx.db)
  const all = [...customerMeasures(ctx.db, sample), ...commerceMeasures(ctx.db, sample), ...(options['no-warehouse'] ? [] : homeMeasures(ctx.warehouse, sample))]
  const measures = all.filter(measure => measure.name.includes(options.only ?? ''))
  const results = []
  for (const measure of measures) {
    const result = await measured(measure, url, key)
    results.push(result)
    console.log(JSON.stringify(result))
  }
  console.log(JSON.stringify({ ...size, results }))
  await app.close()
} finally {
  await stores.close()
  if (!options.data) await rm(folder, { recursive: true, force: true })
}

/** Filled by a server that need not survive the machine; measured on one with Suki's own settings. */
async function generateShop() {
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), settings: { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0, max_wal_size: '16GB', shared_buffers: '1GB', max_parallel_maintenance_workers: 2 } })
  try {
    await migratePostgres(postgres.url)
    await timed('generated', () => generate(postgres.url, size, say))
  } finally {
    await postgres.stop()
  }
}

async function makeKey(url: string): Promise<string> {
  const post = (path: string, body: object, cookie = '') => fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', cookie, origin: url }, body: JSON.stringify(body) })
  const signedIn = await post('/v1/sign-in', owner)
  const cookie = signedIn.headers.getSetCookie().map(one => one.split(';')[0]).join('; ')
  const made = await post('/v1/keys', { name: 'bench', scopes: permissions }, cookie)
  if (!made.ok) throw new Error(`No API key was made: ${made.status} ${await made.text()}`)
  return ((await made.json()) as { key: string }).key
}

async function measured({ name, path, bare }: Measure, url: string, key: string) {
  const requests = Number(options.requests)
  const ask = async (i: number, before: { next?: string | null } | undefined) => {
    const answer = await fetch(url + path(i, before), { headers: { authorization: `Bearer ${key}` } })
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { next?: string | null }
  }
  for (let i = 0, before; i < 10; i++) before = await ask(i, before)
  const [asked, plain]: [number[], number[]] = [[], []]
  for (let i = 0, before: { next?: string | null } | undefined; i < requests; i++) {
    const begun = performance.now()
    before = await ask(i, before)
    asked.push(performance.now() - begun)
  }
  for (let i = 0; i < requests + 10; i++) {
    const begun = performance.now()
    await bare(i)
    if (i >= 10) plain.push(performance.now() - begun)
  }
  return { name, p50Ms: quantile(asked, 0.5), p95Ms: quantile(asked, 0.95), limitMs: quantile(plain, 0.5) }
}

function quantile(times: number[], share: number) {
  const sorted = times.toSorted((a, b) => a - b)
  return Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1))
}

async function timed(what: string, work: () => Promise<unknown>) {
  const begun = performance.now()
  await work()
  say(`${what}: ${((performance.now() - begun) / 1000).toFixed(1)} s`)
}
