import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { world } from '../../tests/support/world.ts'
import { append, eventId } from './log.ts'
import { sources } from './index.ts'

const viewed = { sourceId: sources.suki, messageId: 'm-1', name: 'Product Viewed', occurredAt: '2026-03-01T10:00:00Z', properties: { sku: "it's" } }

test('an event that is sent twice stands in the log once', async t => {
  const { ctx } = await world(t)
  assert.deepEqual(await append(ctx.db, [viewed]), { added: 1, repeats: [] })
  assert.deepEqual(await append(ctx.db, [viewed, { ...viewed, messageId: 'm-2' }]), { added: 1, repeats: [0] })
  const events = await ctx.db.selectFrom('events').select(['name', 'properties', 'occurred_at']).orderBy('seq').execute()
  assert.deepEqual(events[0], { name: 'Product Viewed', properties: { sku: "it's" }, occurred_at: '2026-03-01T10:00:00.000Z' })
  assert.equal(events.length, 2)
})

test('SQL and TypeScript make the same id of an event', async t => {
  const { ctx } = await world(t)
  const { rows } = await sql<{ id: string }>`select event_id(${viewed.sourceId}::uuid, 'naïve — id') as id`.execute(ctx.db)
  assert.equal(rows[0]?.id, eventId({ sourceId: viewed.sourceId, messageId: 'naïve — id' }))
})
