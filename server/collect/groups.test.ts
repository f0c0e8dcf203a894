import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../tests/support/world.ts'
import { commitInGroups } from './groups.ts'
import { sources, type NewEvent } from './log.ts'

const viewed = (messageId: string): NewEvent => ({ sourceId: sources.suki, messageId, name: 'Product Viewed', occurredAt: '2026-03-01T10:00:00Z' })

test('many callers share a commit, and each hears which of its events the log already held', async t => {
  const { ctx } = await world(t)
  const groups = commitInGroups(ctx)
  await groups.add([viewed('a')])
  assert.deepEqual(await Promise.all([groups.add([viewed('b')]), groups.add([viewed('c'), viewed('a')]), groups.add([viewed('d')]), groups.add([viewed('c')])]), [[], [1], [], [0]])
  assert.equal((await ctx.db.selectFrom('events').selectAll().execute()).length, 4)
})

test('more than may wait is turned away with the time to come again, and what waits is kept', async t => {
  const { ctx } = await world(t)
  const groups = commitInGroups(ctx, { mostWaiting: 3, atOnce: 1 })
  const taken = ['a', 'b', 'c', 'd'].map(id => groups.add([viewed(id)]))
  await assert.rejects(groups.add([viewed('e')]), { code: 'collect.overloaded', status: 503, message: /in 2 seconds/ })
  await Promise.all(taken)
  await groups.add([viewed('e')])
  assert.equal((await ctx.db.selectFrom('events').selectAll().execute()).length, 5)
})

test('a caller whose events cannot be stored fails alone', async t => {
  const { ctx } = await world(t)
  const groups = commitInGroups(ctx, { atOnce: 1 })
  const first = groups.add([viewed('a')])
  const [good, bad, other] = await Promise.allSettled([groups.add([viewed('b')]), groups.add([{ ...viewed('c'), occurredAt: 'never' }]), groups.add([viewed('d')]), first])
  assert.deepEqual([good.status, bad.status, other.status], ['fulfilled', 'rejected', 'fulfilled'])
})
