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

test('text of any characters keeps its column; the two that cannot be held are replaced', async t => {
  const { ctx } = await world(t)
  await append(ctx.db, [{ ...viewed, name: 'a\x1eb\0c', anonymousId: "'\\ {,}\"\n", userId: '\ud83d' }, { ...viewed, messageId: 'm-2', properties: { separated: '\x1e' } }])
  const events = await ctx.db.selectFrom('events').select(['name', 'anonymous_id', 'user_id', 'properties']).orderBy('seq').execute()
  assert.deepEqual(events, [
    { name: 'a\ufffdb\ufffdc', anonymous_id: "'\\ {,}\"\n", user_id: '\ufffd', properties: viewed.properties },
    { name: viewed.name, anonymous_id: null, user_id: null, properties: { separated: '\x1e' } },
  ])
})
