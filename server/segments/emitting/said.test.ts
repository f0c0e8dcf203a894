import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRule } from '../../../contracts/segments.ts'
import { rebuildWarehouse } from '../../../contracts/warehouse.ts'
import { catchUp } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { ask } from './ask.ts'
import { said } from './said.ts'

const rules = ['did "Product Viewed" where (category = "Bags")', 'did "Product Viewed" where (category starts with "sh")', 'sum(price of "Product Viewed") >= 100', 'average(price of "Product Viewed") >= 40', 'largest(price of "Product Viewed") > 50', 'distinct(category of "Product Viewed") >= 2']

test('a list is found from the moment on that the first event says one', async t => {
  const { ctx: { warehouse, clock } } = await world(t)
  const now = clock.now().epochMilliseconds
  const views = async (ordinal: number, properties: object) => {
    const id = `0190a000-0000-7000-8000-00000000000${ordinal}`
    await warehouse.insert('customers', [{ id, ordinal, version: 1 }])
    await warehouse.insert('events', [{ id, seq: ordinal, xid: 1, name: 'Product Viewed', node_id: id, customer_id: id, customer_ordinal: ordinal, properties: JSON.stringify(properties), occurred_at: new Date(now - 1).toISOString() }])
  }
  const counts = async () => {
    const question = { rules: rules.map(text => ({ rule: parseRule(text).rule!, zone: 'UTC' })), segments: new Map(), now, bySets: true }
    const [row] = await ask<{ counts: number[] }>(warehouse, question, ({ from, holds }) => `select [${holds.map(h => `countIf(${h})`).join(', ')}] as counts from ${from}`)
    return row!.counts
  }
  await views(1, { category: 'Bags', price: 7 })
  assert.deepEqual(await counts(), [1, 0, 0, 0, 0, 0])
  await views(2, { category: ['Bags', 'Shoes'], price: [40, '60'] })
  assert.deepEqual(await counts(), [2, 1, 1, 1, 1, 1])
})

test('of each property that is kept ready an index knows whether any event says a list, in a copy made anew as well', async t => {
  const w = await world(t)
  await catchUp(w.ctx)
  await (await signedIn(w, 'admin')).call(rebuildWarehouse, {})
  await catchUp(w.ctx)
  const indexes = await w.ctx.warehouse.rows<{ name: string }>(`select name from system.data_skipping_indices where database = currentDatabase() and table = 'events'`)
  assert.deepEqual(indexes.map(index => index.name).sort(), [...said].map(property => `lists_${property}`).sort())
})
