import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { clickUrl, pixelUrl } from '../server/messaging/index.ts'
import { loadConfig, runningPostgres } from '../server/platform/index.ts'

// bin/bench tracking [--rate 300] [--seconds 20] [--messages 20000]: how long a reader waits for the pixel and for the
// redirect of a link, over HTTP on connections that stay open, of a Suki as `bin/start` runs it (web and worker in one
// process, embedded stores), which tells the log of what was opened all the while. Each request is committed before it is
// answered. Times count from the moment a request was due, so that a wait in line counts as well; `late` is how much of it
// the process that asks was late itself. Half are opens.
const { values: options } = parseArgs({ options: { rate: { type: 'string', default: '300' }, seconds: { type: 'string', default: '20' }, messages: { type: 'string', default: '20000' } } })
const [rate, seconds, messages] = [Number(options.rate), Number(options.seconds), Number(options.messages)]
const data = await mkdtemp(join(tmpdir(), 'suki-bench-'))
const config = loadConfig(['--data', data], { SUKI_SECRET: 'a secret of the bench that is long enough' })
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const browser = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148' }

const suki = await startSuki()
const client = new pg.Pool({ connectionString: await runningPostgres(join(data, 'postgres')), max: 2 })
try {
  const ids = await sent()
  await steady(ids, 5)
  const { opens, clicks, late } = await steady(ids, seconds)
  await pause(6_000)
  const { rows } = await client.query<{ hits: string; told: string }>(`select (select count(*) from tracking_hits) as hits, (select count(*) from events where name in ('Email Opened', 'Email Clicked')) as told`)
  console.error(`${opens.length + clicks.length} requests; ${rows[0]!.told} told to the log, ${rows[0]!.hits} kept`)
  console.log(JSON.stringify({ rate, opens: figures(opens), clicks: figures(clicks), late: figures(late) }))
} finally {
  agent.destroy()
  await client.end()
  suki.kill('SIGTERM')
  await once(suki, 'exit')
  await rm(data, { recursive: true, force: true })
}

async function startSuki() {
  const child = spawn(process.execPath, [new URL('../server/main.ts', import.meta.url).pathname, '--data', data, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'warn', SUKI_SECRET: config.secret! } })
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    if (said.includes('Suki is ready')) break
  }
  return Object.assign(child, { port: Number(/Open +http:\/\/[^:]+:(\d+)/.exec(said)?.[1]) })
}

/** Messages of one campaign that left an hour ago. */
async function sent(): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`
    with mailing as (insert into mailings (stream, purpose, channel, name, created_at) values ('campaign', 'marketing', 'email', 'Bench', now()) returning id)
    insert into messages (mailing_id, channel, stream, purpose, recipient_id, node_id, address, state, send_at, sent_at, created_at)
    select mailing.id, 'email', 'campaign', 'marketing', gen_random_uuid(), gen_random_uuid(), n || '@example.com', 'sent', now() - interval '1 hour', now() - interval '1 hour', now() from mailing, generate_series(1, $1::int) as n returning id`, [messages])
  await client.query('analyze messages')
  return rows.map(row => row.id)
}

/** Opens and clicks by turns at a steady rate. @returns milliseconds of each */
async function steady(ids: string[], howLong: number): Promise<{ opens: number[]; clicks: number[]; late: number[] }> {
  const base = `http://127.0.0.1:${suki.port}`
  const [opens, clicks, late]: [number[], number[], number[]] = [[], [], []]
  const began = performance.now()
  const running: Promise<void>[] = []
  for (let n = 0; n < rate * howLong; n++) {
    const due = began + (n / rate) * 1000
    const wait = due - performance.now()
    if (wait > 0) await pause(wait)
    const messageId = ids[Math.floor(n / 2) % ids.length]!
    const url = n % 2 ? clickUrl({ config }, { base, messageId, linkIndex: 1, url: 'https://shop.example/mugs?from=mail' }) : pixelUrl({ config }, { base, messageId })
    late.push(Math.max(0, performance.now() - due))
    running.push(asked(url, n % 2 ? 302 : 200).then(() => void (n % 2 ? clicks : opens).push(performance.now() - due)))
  }
  await Promise.all(running)
  return { opens, clicks, late }
}

function asked(url: string, wanted: number): Promise<void> {
  return new Promise((done, failed) => {
    get(url, { agent, headers: browser }, answer => {
      answer.resume().on('end', () => (answer.statusCode === wanted ? done() : failed(new Error(`${url} answered ${answer.statusCode}`))))
    }).on('error', failed)
  })
}

function figures(ms: number[]) {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => Number(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1))
  return { requests: ms.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), maxMs: at(1) }
}
