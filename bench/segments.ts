import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { createSegment, listSegments, previewSegment } from '../contracts/segment-routes.ts'
import { parseRule } from '../contracts/segments.ts'
import { permissions } from '../contracts/permissions.ts'
import { createLog, createMailer, loadConfig, migratePostgres, openStores, runningPostgres, startPostgres, suki as suki0, systemClock, type Ctx } from '../server/platform/index.ts'
import { countAll } from '../server/segments/index.ts'
import { ensureOwner } from '../server/staff/index.ts'
import { catchUp, compactWarehouse } from '../server/warehouse/index.ts'
import { generate } from './generate.ts'
import type { LoadResult, LoadWanted } from './load.ts'
import { enrich, eventsForClickhouse, eventsIntoPostgres } from './segments-data.ts'
import { handWritten, live, previews, typing } from './segments-rules.ts'

// bin/bench segments [--customers 1000000] [--events 20 a customer] [--seconds 60] [--rate 1000] [--data DIR]
// fullPassMs: all fifty segments (segments-rules.ts) over all customers in one pass; handWrittenMs: the same fifty counts by
// a query written by hand, by turns, the middle of five; both must come to the same counts. previewP95Ms: over HTTP, each of
// some sixty rules and strokes of typing, twice, after a first time that is told apart as firstPreviewP95Ms.
// changed1000Ms: until 1,000 customers who were touched were asked of all segments. timeExactP99Ms: how long after the true
// instant a move is there for everybody to see, while --rate events a second arrive over HTTP: of who enters by an event, from
// when it was taken; of who enters or leaves because a minute is over, from the millisecond at which it is. rssMb: the most
// that the Suki process held.
const { values: options } = parseArgs({ options: { customers: { type: 'string', default: '1000000' }, events: { type: 'string', default: '20' }, seconds: { type: 'string', default: '60' }, rate: { type: 'string', default: '1000' }, data: { type: 'string' }, only: { type: 'string' } } })
const customers = Number(options.customers)
const wanted = { customers, events: customers * Number(options.events) }
const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'suki-bench-')))
const say = (line: string) => console.error(line)
const owner = { email: 'bench@example.com', password: 'a password of the bench' }
/** Who enters and who leaves these is watched: by an event, and because a minute is over. */
const watched = { 'Looks now': 'did "Product Viewed" in last 1 minutes', 'Has just looked': 'did "Product Viewed" in last 5 minutes and not did "Product Viewed" in last 1 minutes' }
const secret = 'a secret of the bench that is long enough'

try {
  if (!existsSync(join(folder, 'bench.json'))) await fill()
  const passes = await onStores(comparePasses)
  const running = options.only === 'passes' ? {} : await withSuki(async suki => ({ ...(await makeSegments(suki)), ...(await settled(suki)), ...(await askPreviews(suki)), ...(options.only === 'previews' ? {} : { ...(await changed1000(suki)), ...(await exactly(suki)) }), rssMb: await mostHeld(suki.pid) }))
  console.log(JSON.stringify({ customers, events: wanted.events, ...passes, ...running }))
} finally {
  if (!options.data) await rm(folder, { recursive: true, force: true })
}

/** Customers and orders are copied to the warehouse as ever; events are written into both stores by one formula. */
async function fill() {
  const until = Date.now()
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), settings: { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0, max_wal_size: '4GB', shared_buffers: '1GB', max_parallel_maintenance_workers: 2 } })
  let place: { xid: string; seq: number }
  try {
    await migratePostgres(postgres.url)
    await timed('customers and orders', () => generate(postgres.url, { customers, orders: Math.round(customers * 1.5), products: 5000, busy: 0 }, say))
    await psql(postgres.url, 'truncate events')
    await timed('traits, consents, carts', () => enrich(postgres.url))
    place = await timed('events into PostgreSQL', () => eventsIntoPostgres(postgres.url, { ...wanted, until }))
  } finally {
    await postgres.stop()
  }
  await onStores(async ctx => {
    // The log counts as unread meanwhile: the copy takes everything but the events.
    await timed('the warehouse followed', () => catchUp(ctx))
    await timed('events into ClickHouse', async () => {
      for (let from = 1; from <= wanted.events; from += 1e6) await ctx.warehouse.command(eventsForClickhouse({ ...wanted, until }, place, [from, Math.min(from + 1e6, wanted.events + 1)]))
    })
    const last = String(place.seq + wanted.events - 1)
    await sql`update log_position set xid = ${place.xid}::xid8, seq = ${last}`.execute(ctx.db)
    await sql`update warehouse_positions set done_xid = ${place.xid}::xid8, done_key = ${last}, rows_copied = ${wanted.events} where table_name = 'events'`.execute(ctx.db)
    // As each night.
    await timed('compacted', () => compactWarehouse(ctx))
    await ensureOwner(ctx, owner)
  })
  await writeFile(join(folder, 'bench.json'), JSON.stringify({ until, ...place }))
}

async function psql(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function onStores<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const stores = await openStores(loadConfig(['--data', folder], { LOG_LEVEL: 'silent', SUKI_SECRET: secret }))
  try {
    return await work({ ...stores, clock: systemClock, actor: suki0, log: createLog(stores.config), mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1025', from: 'Suki <suki@example.com>' }) })
  } finally {
    await stores.close()
  }
}

async function comparePasses(ctx: Ctx) {
  const rules = live.map(({ text }) => ({ rule: parseRule(text).rule!, zone: 'UTC' }))
  const now = Date.now()
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < 6; turn++) {
    const a = await took(ours, () => countAll(ctx, { rules, now }))
    const b = await took(theirs, async () => (await ctx.warehouse.rows<{ counts: number[] }>(handWritten(now)))[0]!.counts)
    if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`The counts differ: ${live.map(({ text }, i) => (a[i] === b[i] ? '' : `\n${text}: ${a[i]}, by hand ${b[i]}`)).join('')}`)
    say(`pass ${turn}: ${ours.at(-1)} ms, by hand ${theirs.at(-1)} ms`)
  }
  // The first turn reads from disk.
  const [fullPassMs, handWrittenMs] = [quantile(ours.slice(1), 0.5), quantile(theirs.slice(1), 0.5)]
  return { fullPassMs, handWrittenMs, ratio: Number((fullPassMs / handWrittenMs).toFixed(2)) }
}

type Suki = { url: string; port: number; pid: number; call: <T>(method: string, path: string, body?: object) => Promise<T>; db: pg.Pool }

async function withSuki<T>(work: (suki: Suki) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [new URL('../server/main.ts', import.meta.url).pathname, '--data', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '100000000', SUKI_SECRET: secret } })
  let said = ''
  for await (const chunk of child.stdout) if ((said += String(chunk)).includes('Suki is ready')) break
  const port = Number(/Open +http:\/\/[^:]+:(\d+)/.exec(said)?.[1])
  const url = `http://127.0.0.1:${port}`
  const db = new pg.Pool({ connectionString: await runningPostgres(join(folder, 'postgres')), max: 4 })
  try {
    const authorization = `Bearer ${await makeKey(url)}`
    const call = async <T>(method: string, path: string, body?: object) => {
      const answer = await fetch(url + path, { method, headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
      if (!answer.ok) throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    }
    return await work({ url, port, pid: child.pid!, call, db })
  } finally {
    await db.end()
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
}

async function makeKey(url: string): Promise<string> {
  const post = (path: string, body: object, cookie = '') => fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', cookie, origin: url }, body: JSON.stringify(body) })
  const signedIn = await post('/v1/sign-in', owner)
  const made = await post('/v1/keys', { name: `bench ${Date.now()}`, scopes: permissions }, signedIn.headers.getSetCookie().map(one => one.split(';')[0]).join('; '))
  return ((await made.json()) as { key: string }).key
}

async function makeSegments({ call }: Suki) {
  const began = performance.now()
  const { items } = await call<{ items: { name: string }[] }>('GET', `${listSegments.path}?limit=100`)
  const missing = Object.entries({ ...Object.fromEntries(live.map(({ text }, i) => [`Bench ${i + 1}`, text])), ...watched }).filter(([name]) => !items.some(item => item.name === name))
  for (const [name, text] of missing) await call('POST', createSegment.path, { name, text })
  for (let left = Infinity; left;) {
    const rows = (await call<{ items: { building: { problem: string | null } | null }[] }>('GET', `${listSegments.path}?limit=100`)).items
    left = rows.filter(row => row.building).length
    await pause(500)
  }
  if (missing.length) say(`${missing.length} segments stand after ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return missing.length ? { buildSeconds: Number(((performance.now() - began) / 1000).toFixed(1)) } : {}
}

/** What the start has changed (carts are left, scores are found) is asked again by itself; nothing else is measured meanwhile. */
async function settled({ db }: Suki) {
  const began = performance.now()
  const isBusy = async () => (await db.query('select from segment_touched union all select from segment_rebuilds limit 1')).rowCount! > 0
  for (let quiet = 0; quiet < 10;) {
    quiet = (await isBusy()) ? 0 : quiet + 1
    await pause(500)
  }
  return { settledSeconds: Math.round((performance.now() - began) / 1000) }
}

async function askPreviews({ call }: Suki) {
  const round = async (texts: string[]) => {
    const taken: { text: string; ms: number }[] = []
    for (const text of texts) {
      const began = performance.now()
      await call('POST', previewSegment.path, { text })
      taken.push({ text, ms: Math.round(performance.now() - began) })
    }
    return taken
  }
  const strokes = typing.flat()
  const first = await round([...previews, ...strokes])
  const then = [...(await round(previews)), ...(await round(strokes)), ...(await round(previews)), ...(await round(strokes))]
  for (const { text, ms } of then.toSorted((a, b) => b.ms - a.ms).slice(0, 16)) say(`preview ${ms} ms: ${text}`)
  const [all, ofTyping] = [then.map(one => one.ms), then.filter(one => strokes.includes(one.text)).map(one => one.ms)]
  return { previewP95Ms: quantile(all, 0.95), previewP50Ms: quantile(all, 0.5), previewMaxMs: Math.max(...all), previews: all.length, typingP95Ms: quantile(ofTyping, 0.95), firstPreviewP95Ms: quantile(first.map(one => one.ms), 0.95) }
}

async function changed1000({ db }: Suki) {
  const touch = async () => {
    await db.query(`insert into segment_touched (customer_id) select id from customers where merged_into is null order by hashtext(id::text || clock_timestamp()::text) limit 1000`)
    const began = performance.now()
    while ((await db.query('select from segment_touched limit 1')).rowCount) await pause(5)
    return performance.now() - began
  }
  const times = [await touch(), await touch(), await touch(), await touch(), await touch()]
  return { changed1000Ms: quantile(times, 0.5) }
}

/** Watches who enters and leaves while events arrive. */
async function exactly({ db, port }: Suki) {
  const [seconds, rate, writeKey] = [Number(options.seconds), Number(options.rate), `bench-${Date.now()}`]
  await db.query(`insert into sources (kind, name, write_key) values ('server', $1, $1)`, [writeKey])
  const { rows: segments } = await db.query<{ id: string }>('select id from segments where name = any($1)', [Object.keys(watched)])
  const load = fork(new URL('./load.ts', import.meta.url), { execArgv: [] })
  const seen = new Map<string, number>()
  const over = new AbortController()
  const begun = new Date().toISOString()
  const watching = (async () => {
    while (!over.signal.aborted) {
      const { rows } = await db.query<{ id: string }>(`select id from segment_moves where segment_id = any($1) and at > greatest(now() - interval '20 seconds', $2::timestamptz)`, [segments.map(s => s.id), begun])
      const at = Date.now()
      for (const { id } of rows) if (!seen.has(id)) seen.set(id, at)
      await pause(20)
    }
  })()
  load.send({ kind: 'steady', connections: 16, perSecond: rate, seconds, run: writeKey, port, writeKey } satisfies LoadWanted & { port: number; writeKey: string })
  const [result] = (await once(load, 'message')) as [LoadResult]
  load.kill()
  // Whoever looked last leaves a minute later.
  await pause(65_000)
  over.abort()
  await watching
  return { ...(await latencies(db, seen, segments.map(s => s.id), begun)), eventsPerSecond: Math.round(result.events / result.seconds), refused: result.refused }
}

async function latencies(db: pg.Pool, seen: Map<string, number>, segmentIds: string[], begun: string) {
  const { rows } = await db.query<{ id: string; cause: string; trueAt: number | null }>(`
    select m.id, m.cause, extract(epoch from case when m.cause = 'news' then (select received_at from events as e where e.id = m.event_id) else
      (select max(e.occurred_at) + interval '1 minute' from customer_identifiers as i join events as e on e.node_id = i.id where i.customer_id = m.customer_id and e.name = 'Product Viewed' and e.occurred_at <= m.at - interval '1 minute') end) * 1000 as "trueAt"
    from segment_moves as m where m.segment_id = any($1) and m.at > $2 and m.cause in ('news', 'time')`, [segmentIds, begun])
  const late = (cause: string) => rows.filter(row => row.cause === cause && row.trueAt !== null && seen.has(row.id)).map(row => seen.get(row.id)! - Number(row.trueAt))
  const [news, time] = [late('news'), late('time')]
  say(`${news.length} moves by news: p50 ${quantile(news, 0.5)} ms, p99 ${quantile(news, 0.99)} ms; ${time.length} by time: p50 ${quantile(time, 0.5)} ms, p99 ${quantile(time, 0.99)} ms; ${rows.length - seen.size} not seen`)
  return { timeExactP99Ms: quantile([...news, ...time], 0.99), byNewsP99Ms: quantile(news, 0.99), byTimeP99Ms: quantile(time, 0.99), moves: news.length + time.length }
}

async function mostHeld(pid: number): Promise<number> {
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
}

async function took<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  times.push(Math.round(performance.now() - began))
  return result
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  say(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return result
}

function quantile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
}
