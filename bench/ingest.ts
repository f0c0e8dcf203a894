import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openWarehouse, runningPostgres, type Warehouse } from '../server/platform/index.ts'
import { clientOn, messageOf, requestOf, type LoadResult, type LoadWanted } from './load.ts'

// bin/bench ingest [--events 100000] [--seconds 30] [--rate 2000]: how fast events come in, durably, over HTTP, into a
// Suki as `bin/start` runs it (web and worker in one process, both stores embedded), which reads the log all the while.
// batchPerSecond: batches of 100 on 16 connections. singlePerSecond: single events on 256 connections that stay open.
// rawPerSecond: the same rows into a table of the same shape and indexes in the same PostgreSQL, in statements of 1,000
// rows, on one connection or two, whichever is faster, while Suki has nothing to do. ratio: batchPerSecond / rawPerSecond.
// These in three rounds by turns, of which the middle figure counts: a machine is not equally fast from minute to minute.
// At a steady --rate events a second: p99Ms from sending a single event to its answer, and to when the profile and the
// warehouse have it. PROFILE=DIR writes a CPU profile of Suki.
const { values: options } = parseArgs({ options: { events: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '30' }, rate: { type: 'string', default: '2000' } } })
const [events, seconds, rate] = [Number(options.events), Number(options.seconds), Number(options.rate)]
const [data, writeKey] = [await mkdtemp(join(tmpdir(), 'suki-bench-')), 'bench']
const columns = ['id', 'source_id', 'type', 'name', 'node_id', 'store_id', 'anonymous_id', 'user_id', 'properties', 'context', 'occurred_at']
const say = (line: string) => console.error(line)

const suki = await startSuki([])
const client = new pg.Pool({ connectionString: await runningPostgres(join(data, 'postgres')), max: 4 })
const warehouse = await openWarehouse((JSON.parse(await readFile(join(data, 'suki.lock'), 'utf8')) as { clickhouseUrl: string }).clickhouseUrl, 'suki')
const load = fork(new URL('./load.ts', import.meta.url), { execArgv: [] })
try {
  const sourceId = (await client.query<{ id: string }>(`insert into sources (kind, name, write_key) values ('server', 'Bench', $1) returning id`, [writeKey])).rows[0]!.id
  await ask({ kind: 'batches', connections: 16, events: 20_000, run: 'warm' })
  const rounds: { batch: number; raw: number; single: number }[] = []
  for (const run of ['a', 'b', 'c']) {
    const batch = told('batches of 100', await ask({ kind: 'batches', connections: 16, events, run: `batch ${run}` }))
    await allRead('after the batches')
    const raw = Math.max(await rawInsert(1), await rawInsert(2))
    const single = told('single events', await ask({ kind: 'singles', connections: 256, events: Math.round(events / 4), run: `single ${run}` }))
    await allRead('after the single events')
    rounds.push({ batch, raw, single })
  }
  const { profile, stored, answered, steady } = await atSteadyRate(sourceId)
  const middle = (of: 'batch' | 'raw' | 'single') => Math.round(percentile(rounds.map(round => round[of]), 0.5))
  console.log(JSON.stringify({
    batchPerSecond: middle('batch'), singlePerSecond: middle('single'), rawPerSecond: middle('raw'), ratio: Number((middle('batch') / middle('raw')).toFixed(2)),
    p99Ms: percentile(answered, 0.99), eventToProfileP99Ms: percentile(profile, 0.99), eventToWarehouseP99Ms: percentile(stored, 0.99),
    steady: { eventsPerSecond: Math.round(steady.events / steady.seconds), batchP99Ms: steady.p99Ms, eventToProfileP50Ms: percentile(profile, 0.5), eventToWarehouseP50Ms: percentile(stored, 0.5) },
  }))
} finally {
  load.kill()
  await Promise.all([client.end(), warehouse.close()])
  suki.kill('SIGTERM')
  await once(suki, 'exit')
  await rm(data, { recursive: true, force: true })
}

async function startSuki(roles: string[]) {
  const child = spawn(process.execPath, [...(process.env['PROFILE'] ? ['--cpu-prof', `--cpu-prof-dir=${process.env['PROFILE']}`] : []), new URL('../server/main.ts', import.meta.url).pathname, ...roles, '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'warn' } })
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (said.includes('Suki is ready')) break
  }
  return Object.assign(child, { port: Number(/Open +http:\/\/[^:]+:(\d+)/.exec(said)?.[1]) })
}

async function ask(wanted: LoadWanted): Promise<LoadResult> {
  load.send({ ...wanted, port: suki.port, writeKey })
  const [result] = (await once(load, 'message')) as [LoadResult]
  if (result.refused) throw new Error(`${result.refused} requests were refused.`)
  return result
}

/** @returns events a second */
function told(what: string, { events, seconds, p50Ms, p99Ms }: LoadResult): number {
  say(`${what}: ${Math.round(events / seconds)} events/s, answers p50 ${p50Ms} ms, p99 ${p99Ms} ms`)
  return events / seconds
}

/** Waits until the log is read and copied, so that the next figure is not that of what the one before left. */
async function allRead(when: string) {
  const began = performance.now()
  const left = async () => Number((await client.query('select count(*) as left from events as e, log_position as p where (e.xid, e.seq) > (p.xid, p.seq)')).rows[0].left)
  const behind = await left()
  while (await left()) await pause(200)
  const read = performance.now()
  const inLog = Number((await client.query('select count(*) as events from events')).rows[0].events)
  while ((await warehouse.rows<{ events: number }>('select count() as events from events'))[0]!.events < inLog) await pause(200)
  say(`${when}: ${behind} events were left to read, read after ${((read - began) / 1000).toFixed(1)} s, copied after ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

/** The rows that came in by batches, into a table like the log. @returns rows a second */
async function rawInsert(connections: number): Promise<number> {
  const { rows } = await client.query<Record<string, unknown>>(`select ${columns.map(column => (column === 'properties' || column === 'context' ? `${column}::text` : column)).join(', ')} from events where source_id = (select id from sources where write_key = '${writeKey}') limit ${events}`)
  await client.query('drop table if exists raw_events; create table raw_events (like events including all)')
  const statements = Array.from({ length: Math.floor(rows.length / 1000) }, (_, i) => rows.slice(i * 1000, (i + 1) * 1000).flatMap(row => columns.map(column => row[column])))
  const text = `insert into raw_events (${columns.join(', ')}) values ${Array.from({ length: 1000 }, (_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`).join(', ')})`).join(', ')}`
  const clients = await Promise.all(Array.from({ length: connections }, async () => {
    const own = new pg.Client({ connectionString: await runningPostgres(join(data, 'postgres')) })
    await own.connect()
    return own
  }))
  await client.query('checkpoint')
  let next = 0
  const began = performance.now()
  await Promise.all(clients.map(async own => {
    for (let values = statements[next++]; values; values = statements[next++]) await own.query({ name: 'raw', text, values })
  }))
  const perSecond = (statements.length * 1000) / ((performance.now() - began) / 1000)
  await Promise.all(clients.map(own => own.end()))
  await client.query('drop table raw_events')
  say(`raw insert, ${connections} connection${connections > 1 ? 's' : ''}: ${Math.round(perSecond)} rows/s`)
  return perSecond
}

/** While events come in steadily, one each 20 ms is watched on its way. */
async function atSteadyRate(sourceId: string) {
  const [profile, stored, answered]: number[][] = [[], [], []]
  const waiting = { profile: new Map<string, number>(), stored: new Map<string, number>() }
  const free = await Promise.all(Array.from({ length: 16 }, () => clientOn(suki.port)))
  const over = new AbortController()
  const sending = (async () => {
    const begun = performance.now()
    for (let n = 0; !over.signal.aborted; n++) {
      probe(n, performance.now()).catch(error => say(error.message))
      await pause(Math.max(0, begun + (n + 1) * 20 - performance.now()))
    }
  })()
  const watching = [
    watch(waiting.profile, profile!, 5, async ids => (await client.query<{ id: string }>('select e.id from events as e join node_activity as a on a.node_id = e.node_id where e.id = any($1)', [ids])).rows),
    watch(waiting.stored, stored!, 25, ids => found(warehouse, ids)),
  ]
  const steady = await ask({ kind: 'steady', connections: 16, perSecond: rate - 50, seconds, run: 'steady' })
  over.abort()
  await Promise.all([sending, ...watching])
  say(`steady: ${Math.round(steady.events / steady.seconds)} events/s in batches of 10, answers p50 ${steady.p50Ms} ms, p99 ${steady.p99Ms} ms; ${answered!.length} events watched`)
  return { profile: profile!, stored: stored!, answered: answered!, steady }

  async function probe(n: number, began: number) {
    const message = { ...messageOf('probe', n), anonymousId: `probe-${n}`, userId: undefined }
    const send = free.pop() ?? (await clientOn(suki.port))
    if (!(await send(requestOf(writeKey, [message])))) throw new Error('An event was refused.')
    free.push(send)
    answered!.push(performance.now() - began)
    const { id } = (await client.query<{ id: string }>('select event_id($1::uuid, $2) as id', [sourceId, message.messageId])).rows[0]!
    waiting.profile.set(id, began)
    waiting.stored.set(id, began)
  }

  async function watch(outstanding: Map<string, number>, taken: number[], everyMs: number, look: (ids: string[]) => Promise<{ id: string }[]>) {
    for (let isOver = false; !isOver; isOver = over.signal.aborted && outstanding.size === 0) {
      const seen = outstanding.size ? await look([...outstanding.keys()]) : []
      for (const { id } of seen) {
        taken.push(performance.now() - outstanding.get(id)!)
        outstanding.delete(id)
      }
      await pause(everyMs)
    }
  }
}

function found(from: Warehouse, ids: string[]) {
  return from.rows<{ id: string }>(`select id from events where id in (${ids.map(id => `'${id}'`).join(', ')})`)
}

function percentile(taken: number[], share: number) {
  taken.sort((a, b) => a - b)
  return Number(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]!.toFixed(1))
}
