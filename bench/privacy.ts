import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { askPrivacy, getPrivacyRequest, type PrivacyKind } from '../contracts/privacy.ts'
import type { Answer } from '../contracts/route.ts'
import { followLog } from '../server/collect/index.ts'
import { createApp } from '../server/app.ts'
import { allReaders, modules } from '../server/modules.ts'
import { createLog, createMailer, loadConfig, migratePostgres, openStores, startPostgres, suki, systemClock, type Ctx } from '../server/platform/index.ts'
import { ensureOwner } from '../server/staff/index.ts'
import { catchUp, follow } from '../server/warehouse/index.ts'
import { permissions } from '../contracts/permissions.ts'
import { generate, sizeOf } from './generate.ts'

// bin/bench privacy [--events 20] [--scale 0.2] [--data DIR] [--people 3]: an export and an erasure of one person while the
// instance holds so many million events, 5 M orders and 1 M customers at scale 1. The log is read and the warehouse follows
// meanwhile, as they do in a worker. The person has some 220 events and 5 orders, an address that stands in an event of
// somebody else, and a note. `eraseMs` is until nothing of them is in either store; the search that proves it follows.
const { values: options } = parseArgs({ options: { events: { type: 'string', default: '20' }, scale: { type: 'string', default: '0.2' }, data: { type: 'string' }, people: { type: 'string', default: '3' } } })
const size = sizeOf(Number(options.scale))
const millions = Number(options.events)
const folder = options.data ?? (await mkdtemp(join(tmpdir(), 'suki-bench-')))
const say = (line: string) => console.error(line)
const owner = { email: 'bench@example.com', password: 'a password of the bench' }

if (!existsSync(join(folder, 'postgres', 'PG_VERSION'))) await generateShop()
const stores = await openStores(loadConfig(['--data', folder], { LOG_LEVEL: 'silent', REQUESTS_PER_MINUTE: '100000000', SUKI_SECRET: 'a secret of the bench that is long enough' }))
const ctx: Ctx = { ...stores, clock: systemClock, actor: suki, log: createLog(stores.config), mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1025', from: 'Suki <suki@example.com>' }) }
try {
  // What was generated names nobody new: the readers of the log may pass it.
  await sql`update log_position set xid = (select xid from events order by xid desc, seq desc limit 1), seq = (select seq from events order by xid desc, seq desc limit 1) where xid = '0'`.execute(ctx.db)
  await timed('warehouse caught up', () => catchUp(ctx))
  await ensureOwner(ctx, owner)
  const app = await createApp(ctx)
  const ends = await Promise.all([followLog(ctx, allReaders()), follow(ctx)])
  const call = await signIn(app)
  const results = []
  for (const customerId of await peopleToAsk(Number(options.people))) {
    await mention(customerId)
    const exported = await run(call, customerId, 'export')
    const erased = await run(call, customerId, 'erase')
    const { search, ...steps } = erased.steps
    const { found, tables, columns } = erased.request.certificate!.search
    const result = { exportMs: exported.ms, exportBytes: exported.request.file?.bytes, eraseMs: erased.ms - (search ?? 0), steps, searchMs: search, found: found.length, tables, columns, rows: erased.request.removed }
    results.push(result)
    console.log(JSON.stringify(result))
  }
  for (const end of ends) await end()
  await app.close()
  console.log(JSON.stringify({ events: millions * 1e6, customers: size.customers, orders: size.orders, results }))
} finally {
  await stores.close()
  if (!options.data) await rm(folder, { recursive: true, force: true })
}

/** Customers, orders and their first events as for the other measurements, then visits by the million. */
async function generateShop() {
  const postgres = await startPostgres({ folder: join(folder, 'postgres'), settings: { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: 0, max_wal_size: '16GB', shared_buffers: '1GB', max_parallel_maintenance_workers: 2 } })
  try {
    await migratePostgres(postgres.url)
    await generate(postgres.url, size, say)
    await timed('visits', () => visits(postgres.url))
  } finally {
    await postgres.stop()
  }
}

async function visits(url: string) {
  const { Client } = await import('pg').then(pg => pg.default)
  const client = new Client({ connectionString: url, options: '-c timezone=UTC -c session_replication_role=replica -c work_mem=256MB -c maintenance_work_mem=512MB -c synchronous_commit=off' })
  await client.connect()
  // Indexes are built once at the end.
  const { rows: indexes } = await client.query<{ name: string; statement: string }>(`select indexname as name, indexdef as statement from pg_indexes where schemaname = 'public' and tablename = 'events' and indexname <> 'events_pkey'`)
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  for (let million = 0; million < millions; million++) {
    await client.query(`
      insert into events (id, source_id, type, name, node_id, anonymous_id, properties, context, occurred_at)
      select gen_random_uuid(), '00000000-0000-7000-8000-000000000001', (array['page', 'track', 'track'])[i % 3 + 1], (array['', 'Product Viewed', 'Product Added'])[i % 3 + 1], ('0190c000-0000-7000-8000-' || lpad(to_hex(i % ${size.customers} + 1), 12, '0'))::uuid, 'visitor-' || i % ${size.customers},
        jsonb_build_object('product_id', 'P' || i % 5000, 'name', 'Linen apron ' || i % 5000, 'url', 'https://shop.example/p/' || i % 5000, 'price', 12.5, 'currency', 'EUR'),
        jsonb_build_object('ip', '10.0.' || i % 250 || '.' || i % 249, 'userAgent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'page', jsonb_build_object('path', '/p/' || i % 5000, 'title', 'Linen apron')),
        timestamptz '2026-11-20' - interval '1 second' * (i % 31536000)
      from generate_series(${million * 1e6}::bigint, ${(million + 1) * 1e6 - 1}::bigint) as i`)
    say(`${million + 1} M visits`)
  }
  for (const { statement } of indexes) await client.query(statement)
  await client.query('vacuum analyze events')
  await client.end()
}

/** Busy customers with a name that is theirs alone. */
async function peopleToAsk(count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from customers where orders_count >= 3 and phone is not null order by id limit ${count}`.execute(ctx.db)
  for (const { id } of rows) await ctx.db.updateTable('customers').set({ name: `Zora ${id.slice(-4)} Quill`, first_name: 'Zora' }).where('id', '=', id).execute()
  return rows.map(row => row.id)
}

/** What others say of them. */
async function mention(customerId: string) {
  const { email } = await ctx.db.selectFrom('customers').select('email').where('id', '=', customerId).executeTakeFirstOrThrow()
  await ctx.db.insertInto('customer_notes').values({ customer_id: customerId, body: 'Likes tea', author_name: 'Bench', created_at: new Date().toISOString() }).execute()
  await sql`insert into events (id, source_id, name, node_id, properties, occurred_at) select gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'Gift Sent', (select id from customers where id > ${customerId} order by id limit 1), jsonb_build_object('to', ${email}::text), now()`.execute(ctx.db)
}

type Call = <T>(method: 'GET' | 'POST', url: string, payload?: object) => Promise<T>

/** Asks over the API, runs the job as a worker does, and looks how long each step takes. */
async function run(call: Call, customerId: string, kind: PrivacyKind) {
  const job = modules.find(m => m.name === 'privacy')!.jobs!.find(one => one.name === `privacy.${kind}`)!
  const { id } = await call<Answer<typeof askPrivacy>>('POST', askPrivacy.path, { customerId, kind, start: true })
  const steps: Record<string, number> = {}
  const began = performance.now()
  const running = new AbortController()
  const work = job.run(ctx, { requestId: id }).finally(() => running.abort())
  let last = { step: kind === 'erase' ? 'rows' : 'gather', at: began }
  while (!running.signal.aborted) {
    await pause(10)
    const { progress } = await ctx.db.selectFrom('privacy_requests').select('progress').where('id', '=', id).executeTakeFirstOrThrow()
    const { step } = progress as { step?: string }
    if (!step || step === last.step) continue
    steps[last.step] = Math.round(performance.now() - last.at)
    last = { step, at: performance.now() }
  }
  await work
  const ms = Math.round(performance.now() - began)
  steps[last.step] = Math.round(performance.now() - last.at)
  return { ms, steps, request: await call<Answer<typeof getPrivacyRequest>>('GET', getPrivacyRequest.path.replace(':requestId', id)) }
}

async function signIn(app: Awaited<ReturnType<typeof createApp>>): Promise<Call> {
  const signedIn = await app.inject({ method: 'POST', url: '/v1/sign-in', payload: owner })
  const cookie = signedIn.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
  const key = await app.inject({ method: 'POST', url: '/v1/keys', headers: { cookie }, payload: { name: 'Bench', scopes: permissions } })
  const headers = { authorization: `Bearer ${(key.json() as { key: string }).key}` }
  return async (method, url, payload) => {
    const answer = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    if (answer.statusCode >= 400) throw new Error(`${method} ${url}: ${answer.body}`)
    return answer.json()
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  say(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return result
}
