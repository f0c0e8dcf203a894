import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { rebuildWarehouse, status } from '../../contracts/warehouse.ts'
import { assertCopied, daysOf } from '../../tests/support/copy.ts'
import { signedIn } from '../../tests/support/people.ts'
import { shop } from '../../tests/support/raw-shop.ts'
import { world } from '../../tests/support/world.ts'
import { append, sources } from '../collect/index.ts'
import type { Ctx } from '../platform/index.ts'
import { catchUp } from '../../tests/support/jobs.ts'

const generationOf = async (ctx: Ctx) => (await ctx.db.selectFrom('warehouse_generations').select(['id', 'reason']).execute())[0]!

async function followedShop(ctx: Ctx) {
  const { order, refund } = await shop(ctx.db)
  const orderId = await order({ at: '2026-03-01T10:00:00Z', lines: 2 })
  await refund(orderId, { at: '2026-03-02T10:00:00Z', minor: 100 })
  await append(ctx.db, [{ sourceId: sources.suki, messageId: 'm', name: 'Product Viewed', occurredAt: '2026-03-01T10:00:00Z' }])
  await catchUp(ctx)
  return { order, orderId }
}

test('after a restore into a younger PostgreSQL everything is copied anew, and later changes still win', async t => {
  const { ctx } = await world(t)
  const { orderId } = await followedShop(ctx)
  // A dump brings rows with numbers of the old cluster, far in the future of this one.
  await sql`alter table orders disable trigger user`.execute(ctx.db)
  await sql`update orders set changed_xid = '9000000'`.execute(ctx.db)
  await sql`alter table orders enable trigger user`.execute(ctx.db)
  await sql`update events set xid = '9000000'`.execute(ctx.db)
  await sql`update log_position set xid = '9000000'`.execute(ctx.db)
  await sql`update warehouse_generations set cluster = 'the old one'`.execute(ctx.db)
  await catchUp(ctx)
  assert.equal((await generationOf(ctx)).reason, 'another_postgres')
  await assertCopied(ctx)
  await ctx.db.updateTable('orders').set({ subtotal_minor: 7 }).where('id', '=', orderId).execute()
  await append(ctx.db, [{ sourceId: sources.suki, messageId: 'm2', name: 'Product Viewed', occurredAt: '2026-03-01T10:00:00Z' }])
  await catchUp(ctx)
  await assertCopied(ctx)
})

test('a ClickHouse that lost rows, holds rows of a later time, or was filled by someone else is noticed', async t => {
  const { ctx } = await world(t)
  await followedShop(ctx)
  const days = await daysOf(ctx)
  const harms: [harm: string, reason: string][] = [
    ['truncate table orders', 'diverged'],
    ['truncate table events', 'diverged'],
    [`insert into orders (id, version) values (generateUUIDv4(), 999999999)`, 'diverged'],
    [`alter table refunds modify comment 'another Suki'`, 'another_clickhouse'],
  ]
  for (const [harm, reason] of harms) {
    const before = await generationOf(ctx)
    await ctx.warehouse.command(harm)
    await catchUp(ctx)
    const now = await generationOf(ctx)
    assert.notEqual(now.id, before.id, harm)
    assert.equal(now.reason, reason, harm)
    await assertCopied(ctx)
    assert.deepEqual(await daysOf(ctx), days)
  }
})

test('the status says what waits, and an admin may ask for a rebuild', async t => {
  const w = await world(t)
  const { order } = await followedShop(w.ctx)
  const admin = await signedIn(w, 'admin')
  assert.equal((await admin.call(status, {})).warehouse.rowsBehind, 0)
  await order({ at: '2026-03-03T10:00:00Z', lines: 2 })
  const behind = await admin.call(status, {})
  assert.deepEqual(behind.warehouse.tables.filter(table => table.rowsBehind > 0).map(table => [table.name, table.rowsBehind]), [['orders', 1], ['order_lines', 2]])
  await admin.call(rebuildWarehouse, {})
  assert.equal((await admin.call(status, {})).warehouse.rebuild?.reason, 'requested')
  await catchUp(w.ctx)
  const after = await admin.call(status, {})
  assert.deepEqual([after.warehouse.rebuild, after.warehouse.rowsBehind, after.warehouse.lagSeconds], [null, 0, 0])
  assert.equal((await (await signedIn(w, 'analyst')).ask(status, {})).status, 403)
})
