import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { createDatabase, createLog, createMailer, createPool, loadConfig, openWarehouse, suki, systemClock, type Ctx } from '../../server/platform/index.ts'
import { assertCopied } from '../support/copy.ts'
import { seeded } from '../support/raw-shop.ts'
import { apart, embedded, type Stage, type Victim } from './stages.ts'
import { beginWriting, type Sent } from './writers.ts'

// A small form with every run of the tests; `bin/test --chaos` runs all of it. CHAOS_SEED=N repeats the moments of a run.
const all = { events: 200_000, kills: 20, timeout: 1_800_000 }

if (process.env['CHAOS']) {
  test('what was acknowledged is there once, when Suki is killed and its stores with it', { timeout: all.timeout }, t => chaos(t, embedded, { ...all, victims: ['suki'] }))
  test('… when the embedded PostgreSQL is killed', { timeout: all.timeout }, t => chaos(t, embedded, { ...all, victims: ['postgres'] }))
  test('… when a PostgreSQL that runs by itself is killed', { timeout: all.timeout }, t => chaos(t, apart, { ...all, victims: ['postgres'] }))
} else {
  test('what was acknowledged is there once, whoever is killed', t => chaos(t, apart, { victims: ['suki', 'postgres'], events: 10_000, kills: 3, timeout: 60_000 }))
}

type Wanted = { victims: Victim[]; events: number; kills: number; timeout: number }

async function chaos(t: TestContext, build: (t: TestContext) => Promise<Stage>, { victims, events, kills, timeout }: Wanted) {
  const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)
  t.diagnostic(`CHAOS_SEED=${seed}`)
  const random = seeded(seed)
  const stage = await build(t)
  await asked(stage, ({ db }) => db.insertInto('sources').values({ kind: 'server', name: 'Chaos', write_key: 'chaos' }).execute())
  const began = performance.now()
  const { sent, done, isDone } = beginWriting({ url: stage.url, writeKey: 'chaos', writers: 10, events, random })
  const killed = Array.from({ length: kills }, (_, kill) => victims[kill % victims.length]!)
  for (const [kill, victim] of killed.entries()) {
    // Anywhere in its share of the events, even while the one before is being recovered from.
    const share = ((kill + random()) / kills) * events
    await until(() => sent.acknowledged.size >= share || isDone(), timeout)
    await pause(random() * 100)
    await until(() => stage.kill(victim), timeout)
  }
  await done
  await stage.whole()
  await asked(stage, ctx => assertOnce(ctx, sent, timeout))
  t.diagnostic(`${sent.acknowledged.size} events acknowledged, ${sent.uncertain.size} given up, ${sent.repeats} requests repeated, ${kills} kills, Suki started ${stage.starts()} times, ${((performance.now() - began) / 1000).toFixed(1)} s`)
  if (stage.livesOn) assert.equal(stage.starts(), 1 + killed.filter(victim => victim === 'suki').length, 'Suki outlives its PostgreSQL')
  await stage.end()
}

async function assertOnce(ctx: Ctx, { acknowledged, uncertain }: Sent, timeout: number) {
  const { rows: log } = await sql<{ n: number }>`select (properties ->> 'n')::int as n from events where properties ? 'n'`.execute(ctx.db)
  const logged = new Set(log.map(row => row.n))
  assert.equal(logged.size, log.length, 'every event in the log once')
  assert.deepEqual([...acknowledged].filter(n => !logged.has(n)), [], 'every acknowledged event in the log')
  assert.deepEqual([...logged].filter(n => !acknowledged.has(n) && !uncertain.has(n)), [], 'nothing in the log that nobody sent')

  // The reader of the log counts what each visitor and customer did. It writes events of its own, so it comes first.
  const differing = sql<{ nodes: number }>`select count(*) as nodes from (select node_id, count(*) as events from events where properties ? 'n' group by 1) as l
    full join node_activity as a using (node_id) where l.events is distinct from a.events_count`
  const unread = sql`select from events, log_position as p where (events.xid, events.seq) > (p.xid, p.seq) limit 1`
  await until(async () => (await unread.execute(ctx.db)).rows.length === 0, timeout)
  assert.equal((await differing.execute(ctx.db)).rows[0]!.nodes, 0, 'every event in the profile of its customer once')

  const inLog = (await sql<{ events: number }>`select count(*) as events from events`.execute(ctx.db)).rows[0]!.events
  const copied = async () => (await ctx.warehouse.rows<{ events: number }>('select count() as events from events'))[0]!.events
  await until(async () => (await copied()) >= inLog, timeout)
  await assertCopied(ctx)
}

/** Asks the stores as they are now. */
async function asked<T>(stage: Stage, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { postgresUrl, clickhouseUrl, clickhouseDatabase } = await stage.stores()
  const config = loadConfig([], { LOG_LEVEL: 'silent' })
  const pool = createPool(postgresUrl, 2)
  const warehouse = await openWarehouse(clickhouseUrl, clickhouseDatabase)
  try {
    return await work({ config, log: createLog(config), clock: systemClock, actor: suki, db: createDatabase(pool), warehouse, mail: createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'nobody' }) })
  } finally {
    await Promise.all([pool.end(), warehouse.close()])
  }
}

async function until(isTrue: () => boolean | Promise<boolean>, timeout: number) {
  const late = performance.now() + timeout
  while (!(await isTrue())) {
    if (performance.now() > late) throw new Error(`It did not come true in ${timeout / 1000} s: ${isTrue}`)
    await pause(5)
  }
}
