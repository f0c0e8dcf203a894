import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { assertCopied, daysOf } from '../../tests/support/copy.ts'
import { changeAtRandom, seeded, shop } from '../../tests/support/raw-shop.ts'
import { world } from '../../tests/support/world.ts'
import { append, sources } from '../collect/index.ts'
import type { Ctx } from '../platform/index.ts'
import { beginGeneration } from './generations.ts'
import { catchUp, readLog } from '../../tests/support/jobs.ts'
import { compactWarehouse, follow } from './index.ts'

const event = (n: number | string) => ({ sourceId: sources.suki, messageId: `m-${n}`, name: 'Product Viewed', occurredAt: '2026-03-01T10:00:00Z', properties: { n } })
const messagesHeld = async (ctx: Ctx) => (await ctx.warehouse.rows<{ n: number }>(`select JSONExtractInt(properties, 'n') as n from events order by n`)).map(row => row.n)

test('an order, its lines and its refund stand in the warehouse, and the day counts them', async t => {
  const { ctx } = await world(t)
  const { storeId, order, refund } = await shop(ctx.db)
  const orderId = await order({ at: '2026-03-01T23:30:00Z', minor: 5000, lines: 2 })
  await refund(orderId, { at: '2026-03-05T10:00:00Z', minor: 1000 })
  await catchUp(ctx)
  await assertCopied(ctx)
  const days = await ctx.warehouse.rows(`select day, orders, gross_minor, refunded_minor, refunded_of_orders_minor, bitmapCardinality(buyers) as buyers, length(products) as products from days final where store_id = '${storeId}' order by day`)
  assert.deepEqual(days, [
    // Amsterdam is an hour ahead: the order belongs to the next day.
    { day: '2026-03-02', orders: 1, gross_minor: 5000, refunded_minor: 0, refunded_of_orders_minor: 1000, buyers: 1, products: 1 },
    { day: '2026-03-05', orders: 0, gross_minor: 0, refunded_minor: 1000, refunded_of_orders_minor: 0, buyers: 0, products: 0 },
  ])
})

test('after the night nothing lies in the warehouse that something newer replaced', async t => {
  const { ctx } = await world(t)
  const { order } = await shop(ctx.db)
  const orderId = await order({ at: '2026-03-01T23:30:00Z', minor: 5000, lines: 2 })
  await catchUp(ctx)
  await sql`update orders set number = 'another' where id = ${orderId}`.execute(ctx.db)
  await catchUp(ctx)
  const held = () => ctx.warehouse.rows<{ number: string }>('select number from orders')
  assert.equal((await held()).length, 2)
  await compactWarehouse(ctx)
  assert.deepEqual(await held(), [{ number: 'another' }])
  await assertCopied(ctx)
})

test('what commits out of order is not skipped', async t => {
  const { ctx, pool } = await world(t)
  const [early, late] = [await pool.connect(), await pool.connect()]
  const put = (client: pg.PoolClient, n: number) => client.query(`insert into events (id, source_id, name, occurred_at, properties) values (gen_random_uuid(), $1, 'Seen', now(), jsonb_build_object('n', $2::int))`, [sources.suki, n])
  await early.query('begin')
  await late.query('begin')
  await put(early, 1)
  await put(late, 2)
  await late.query('commit')
  await append(ctx.db, [event(3)])
  await catchUp(ctx)
  assert.deepEqual(await messagesHeld(ctx), [], 'nothing above the running transaction is read')
  await early.query('commit')
  early.release()
  late.release()
  await catchUp(ctx)
  assert.deepEqual(await messagesHeld(ctx), [1, 2, 3])
})

test('an order that moves to another day or store, or is deleted, leaves nothing behind', async t => {
  const { ctx } = await world(t)
  const [one, two] = [await shop(ctx.db), await shop(ctx.db, { key: 'second' })]
  const orderId = await one.order({ at: '2026-03-01T10:00:00Z', lines: 3 })
  await one.refund(orderId, { at: '2026-03-02T10:00:00Z', minor: 100 })
  await catchUp(ctx)
  await ctx.db.updateTable('orders').set({ placed_at: '2025-12-31T10:00:00Z', store_id: two.storeId }).where('id', '=', orderId).execute()
  await catchUp(ctx)
  await assertCopied(ctx)
  await ctx.db.updateTable('orders').set({ placed_at: '2026-03-01T10:00:00Z', store_id: one.storeId }).where('id', '=', orderId).execute()
  await catchUp(ctx)
  await assertCopied(ctx)
  await ctx.db.deleteFrom('orders').where('id', '=', orderId).execute()
  await catchUp(ctx)
  await assertCopied(ctx)
  assert.deepEqual(await daysOf(ctx), [])
})

test('a row that two transactions change in the opposite order of their numbers keeps the later change', async t => {
  const { ctx, pool } = await world(t)
  const { order } = await shop(ctx.db)
  const orderId = await order({ at: '2026-03-01T10:00:00Z' })
  await catchUp(ctx)
  const older = await pool.connect()
  await older.query('begin')
  await older.query('select pg_current_xact_id()')
  await ctx.db.updateTable('orders').set({ placed_at: '2026-01-01T10:00:00Z' }).where('id', '=', orderId).execute()
  await catchUp(ctx)
  await older.query(`update orders set placed_at = '2026-03-01T10:00:00Z' where id = $1`, [orderId])
  await older.query('commit')
  older.release()
  await catchUp(ctx)
  await assertCopied(ctx)
})

test('two followers at once copy every row once, and the second takes over', async t => {
  const { ctx } = await world(t)
  const stops = [await follow(ctx), await follow(ctx)]
  t.after(() => Promise.all(stops.map(stop => stop())))
  await append(ctx.db, Array.from({ length: 500 }, (_, n) => event(n)))
  await readLog(ctx)
  await until(async () => (await messagesHeld(ctx)).length === 500)
  await stops[0]!()
  await append(ctx.db, [event(500)])
  await readLog(ctx)
  await until(async () => (await messagesHeld(ctx)).length === 501)
  assert.deepEqual(await messagesHeld(ctx), Array.from({ length: 501 }, (_, n) => n))
})

test('a follower whose connections PostgreSQL ends goes on by itself', async t => {
  const { ctx } = await world(t)
  const stop = await follow(ctx)
  t.after(stop)
  await append(ctx.db, [event(1)])
  await readLog(ctx)
  await until(async () => (await messagesHeld(ctx)).length === 1)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(ctx.db)
  await append(ctx.db, [event(2)])
  await readLog(ctx)
  await until(async () => (await messagesHeld(ctx)).length === 2)
})

test('a follower that has nothing to copy is at rest', async t => {
  const { ctx } = await world(t)
  const stop = await follow(ctx)
  t.after(stop)
  await append(ctx.db, [event(1)])
  await readLog(ctx)
  const version = async () => (await sql<{ version: string }>`select xmin::text as version from warehouse_generations where complete_at is not null`.execute(ctx.db)).rows[0]?.version
  await until(async () => (await messagesHeld(ctx)).length === 1 && (await version()) !== undefined)
  const versions = new Set<string | undefined>()
  for (let looked = 0; looked < 50; looked++) {
    versions.add(await version())
    await pause(20)
  }
  assert.ok(versions.size <= 3, `It noted ${versions.size} times in a second that the copy is complete.`)
})

test('a follower that is killed again and again copies every row exactly once', { timeout: 300_000 }, async t => {
  const { ctx, postgresUrl, clickhouseUrl } = await world(t)
  const random = seeded(7)
  const { change } = await changeAtRandom(ctx.db, random)
  await catchUp(ctx)
  for (let kill = 0; kill < 7; kill++) {
    const child = fork(new URL('../../tests/support/follower.ts', import.meta.url), [postgresUrl, clickhouseUrl, ctx.warehouse.database], { execArgv: [] })
    const exited = once(child, 'exit')
    await once(child, 'message')
    const working = (async () => {
      for (let i = 0; i < 6; i++) {
        await append(ctx.db, Array.from({ length: 500 }, (_, n) => event(kill * 3000 + i * 500 + n)))
        await change()
        await readLog(ctx)
      }
    })()
    // It is at work when its first batch is begun; then the axe falls any time.
    const state = async () => (await sql<{ at: string }>`select coalesce(string_agg(until_xid::text || done_xid::text, ','), '') as at from warehouse_positions`.execute(ctx.db)).rows[0]!.at
    const before = await state()
    await until(async () => (await state()) !== before)
    await pause(random() * 150)
    child.kill('SIGKILL')
    await Promise.all([exited, working])
    if (kill === 3) await beginGeneration(ctx, 'requested')
  }
  await catchUp(ctx)
  await assertCopied(ctx)
  const maintained = await daysOf(ctx)
  await beginGeneration(ctx, 'requested')
  await catchUp(ctx)
  await assertCopied(ctx)
  assert.deepEqual(await daysOf(ctx), maintained)
})

async function until(true_: () => Promise<boolean>) {
  while (!(await true_())) await pause(20)
}
