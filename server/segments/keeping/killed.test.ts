import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { parseRule } from '../../../contracts/segments.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { runSuki, temporaryFolder, until, type Suki } from '../../../tests/support/processes.ts'
import { seeded } from '../../../tests/support/raw-shop.ts'
import { world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'
import { systemClock, within, type Ctx } from '../../platform/index.ts'
import { makeSegment } from '../segments.ts'

// SEGMENT_KILLS=200 is the nightly form. SEGMENT_SEED repeats the moments of a run.
const kills = Number(process.env['SEGMENT_KILLS'] ?? 2)
const seed = Number(process.env['SEGMENT_SEED'] ?? Date.now() % 1_000_000)

const rules = { seen: 'did "Product Viewed" in last 1 minutes', often: 'did "Product Viewed" at least 3 times', quiet: 'did "Product Viewed" and not did "Product Viewed" in last 1 minutes' }
const secret = 'a secret of tests that is long enough'

test('of two workers one is killed at any moment, again and again: nobody is forgotten, and nobody enters or leaves twice', { timeout: 60_000 + kills * 10_000 }, async t => {
  t.diagnostic(`SEGMENT_SEED=${seed}`)
  const random = seeded(seed)
  const w = await world(t)
  const ctx = within(w.ctx, { clock: systemClock })
  const people = await ctx.db.insertInto('customers').values(Array.from({ length: 60 }, (_, i) => ({ name: `c${i}` }))).returning('id').execute()
  const views = new Map(people.map(({ id }) => [id, 0]))
  const ids: Record<string, string> = {}
  for (const [name, text] of Object.entries(rules)) ids[name] = await makeSegment(ctx, { name, rule: parseRule(text).rule! })
  await runJobs({ ...w, ctx })

  const data = await temporaryFolder(t)
  const env = { DATABASE_URL: w.postgresUrl, CLICKHOUSE_URL: w.clickhouseUrl, CLICKHOUSE_DATABASE: ctx.warehouse.database, SUKI_SECRET: secret }
  const start = async (): Promise<Suki> => {
    const suki = await runSuki(t, { args: ['worker', '--data', data], env })
    await suki.ready()
    return suki
  }
  const workers = await Promise.all([start(), start()])

  let sent = 0
  const over = new AbortController()
  // Each view leaves the minute within some seconds.
  const sending = (async () => {
    while (!over.signal.aborted) {
      const some = Array.from({ length: 1 + Math.floor(random() * 4) }, () => people[Math.floor(random() * people.length)]!.id)
      await append(ctx.db, some.map(nodeId => ({ sourceId: sources.suki, messageId: `k${sent++}`, name: 'Product Viewed', nodeId, occurredAt: new Date(Date.now() - 57_000 - random() * 3000).toISOString() })))
      for (const id of some) views.set(id, views.get(id)! + 1)
      await pause(5)
    }
  })()
  for (let kill = 0; kill < kills; kill++) {
    const asMany = sent + random() * 400
    await until(() => sent > asMany)
    if (kill % 2) await sql`update segment_keeper set rebuild_wanted = true`.execute(ctx.db)
    const victim = Math.floor(random() * 2)
    workers[victim]!.kill('SIGKILL')
    await workers[victim]!.exit
    workers[victim] = await start()
  }
  over.abort()
  await sending
  await until(() => isSettled(ctx))

  const members = await ctx.db.selectFrom('segment_members').select(['segment_id', 'customer_id']).execute()
  const found = (name: string) => new Set(members.filter(m => m.segment_id === ids[name]).map(m => m.customer_id))
  const who = (isIn: (count: number) => boolean) => new Set([...views].filter(([, count]) => isIn(count)).map(([id]) => id))
  assert.deepEqual([found('seen'), found('often'), found('quiet')], [new Set(), who(count => count >= 3), who(count => count > 0)])
  await assertOnce(ctx, members.map(m => `${m.segment_id} ${m.customer_id}`))
  t.diagnostic(`${sent} events, ${kills} kills`)
})

/** All is read, all are asked, and no view lies within the minute. */
async function isSettled({ db }: Ctx) {
  const { rows } = await sql`select from segment_touched union all select from segment_rebuilds union all select from segment_due where due_at <= now()
    union all select from events, log_position as p where (events.xid, events.seq) > (p.xid, p.seq) union all select from events where name = 'Product Viewed' and occurred_at > now() - interval '61 seconds' limit 1`.execute(db)
  return rows.length === 0
}

/** Moves go in and out by turns and end where the membership stands; the log has each of them once. */
async function assertOnce({ db }: Ctx, members: string[]) {
  const { rows: moves } = await sql<{ id: string; key: string; entered: boolean }>`select id, segment_id || ' ' || customer_id as key, entered from segment_moves order by at, id`.execute(db)
  const inside = new Set<string>()
  for (const { key, entered } of moves) {
    assert.notEqual(inside.has(key), entered, `${key} ${entered ? 'entered' : 'left'} twice`)
    if (entered) inside.add(key)
    else inside.delete(key)
  }
  assert.deepEqual([...inside].sort(), members.sort())
  const { rows: told } = await sql<{ id: string; key: string; name: string }>`select (properties ->> 'segment_id') || ' ' || node_id as key, name from events where name like 'Segment %'`.execute(db)
  const sorted = (list: string[]) => list.sort()
  assert.deepEqual(sorted(told.map(e => `${e.key} ${e.name}`)), sorted(moves.map(m => `${m.key} ${m.entered ? 'Segment Entered' : 'Segment Left'}`)), 'every move in the log once')
  const { rows: counts } = await sql`select from segments as s where members_count <> (select count(*) from segment_members where segment_id = s.id)`.execute(db)
  assert.equal(counts.length, 0, 'the size that is shown is the size')
}
