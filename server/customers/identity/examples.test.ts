import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { world } from '../../../tests/support/world.ts'
import { sources, type Identifier } from '../../collect/index.ts'
import { inTransaction, within, type Ctx } from '../../platform/index.ts'
import { identify } from './identify.ts'

// The worked examples of docs/identity.md.

const named = (text: string): Identifier => ({ kind: text.split('|')[0]!, value: text.split('|')[1]! })
const at = (time: string, ...identifiers: string[]) => ({ id: crypto.randomUUID(), at: `2026-03-01T${time}:00Z`, sourceId: sources.suki, identifiers: identifiers.map(named) })
const take = (ctx: Ctx, ...seen: ReturnType<typeof at>[]) => inTransaction(ctx.db, db => identify(within(ctx, { db }), seen))

async function people(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ who: string }>`select string_agg(kind || '|' || value, ' ' order by kind, value) as who from customer_identifiers group by customer_id`.execute(ctx.db)
  return rows.map(row => row.who).sort()
}

test('a family’s e-mail stays with whoever had it first, and glues nobody, in any order of arrival', async t => {
  const family = [
    at('10:00', 'user_id|7', 'email|home@example.com', 'anonymous_id|A'),
    at('11:00', 'user_id|8', 'email|home@example.com', 'anonymous_id|B'),
    at('11:05', 'user_id|8', 'anonymous_id|B'),
  ]
  for (const order of [family, family.toReversed()]) {
    const { ctx } = await world(t)
    for (const one of order) await take(ctx, one)
    assert.deepEqual(await people(ctx), ['anonymous_id|A email|home@example.com user_id|7', 'anonymous_id|B user_id|8'])
  }
})

test('forty customers sign in on one tablet and stay forty', async t => {
  const { ctx } = await world(t)
  await take(ctx, ...Array.from({ length: 40 }, (_, i) => at(`10:${String(i + 10)}`, `user_id|${i + 100}`, 'anonymous_id|tablet')))
  const found = await people(ctx)
  assert.deepEqual([found.length, found.filter(who => who.includes('tablet'))], [40, ['anonymous_id|tablet user_id|100']])
})
