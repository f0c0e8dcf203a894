import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { CustomerQuery } from '../../../contracts/customers.ts'
import { world } from '../../../tests/support/world.ts'
import type { Ctx } from '../../platform/index.ts'
import { create, edit } from '../customers.ts'
import { listCustomers } from './list.ts'
import { oneMistakeAway } from './search.ts'

const search = async (ctx: Ctx, q: string) => (await listCustomers(ctx, { q, limit: 50 } as CustomerQuery)).items.map(row => row.name)

async function shop(ctx: Ctx) {
  const { id: storeId } = await ctx.db.insertInto('stores').values({ key: 'utrecht', name: 'Utrecht', currency: 'EUR', time_zone: 'Europe/Amsterdam', country: 'NL' }).returning('id').executeTakeFirstOrThrow()
  const anna = await create(ctx, { name: 'Anna Smit', email: 'anna.smit@example.com', phone: '06 1234 5678' })
  await create(ctx, { name: 'Johan Johansson', email: 'jj@post.example' })
  await create(ctx, { name: 'Zoë O’Brien', phone: '+44 20 7946 0958' })
  await create(ctx, { name: 'Мария Петрова' })
  await create(ctx, { name: 'பிரியா ரவி' })
  await create(ctx, { name: 'પ્રિયા પટેલ' })
  return { storeId, anna }
}

test('a search finds by the beginnings of words, in any order and without regard to accents and case', async t => {
  const { ctx } = await world(t)
  await shop(ctx)
  for (const q of ['anna', 'SMI', 'smit ann', 'Ánna', 'anna.smit', 'anna.smit@example.com']) assert.deepEqual(await search(ctx, q), ['Anna Smit'], q)
  for (const q of ['zoe', 'obrien', "o'brien", 'O’Bri']) assert.deepEqual(await search(ctx, q), ['Zoë O’Brien'], q)
  assert.deepEqual(await search(ctx, 'мар'), ['Мария Петрова'])
  assert.deepEqual(await search(ctx, 'பிரி'), ['பிரியா ரவி'])
  assert.deepEqual(await search(ctx, 'પટે'), ['પ્રિયા પટેલ'])
  assert.deepEqual(await search(ctx, 'anna johansson'), [])
})

test('one typing mistake a word is forgiven: a letter missing, doubled, wrong or swapped', async t => {
  const { ctx } = await world(t)
  await shop(ctx)
  for (const q of ['smti', 'smiit', 'snit', 'anna smti', 'aana smitt']) assert.deepEqual(await search(ctx, q), ['Anna Smit'], q)
  for (const q of ['johnasson', 'johanson', 'johannsson', 'jphansson', 'johnass']) assert.deepEqual(await search(ctx, q), ['Johan Johansson'], q)
  assert.deepEqual(await search(ctx, 'петорва'), ['Мария Петрова'])
  assert.deepEqual(await search(ctx, 'xmxt'), [])
})

test('a phone is found in every way of writing it, and by its last digits', async t => {
  const { ctx } = await world(t)
  await shop(ctx)
  for (const q of ['+31612345678', '0612345678', '06-1234 5678', '0031 6 1234', '06 1234', '345678']) assert.deepEqual(await search(ctx, q), ['Anna Smit'], q)
  assert.deepEqual(await search(ctx, '+44 20 7946'), ['Zoë O’Brien'])
})

test("an order number and the shop's own id find their customer first", async t => {
  const { ctx } = await world(t)
  const { storeId, anna } = await shop(ctx)
  await create(ctx, { name: 'Digits 20412' })
  await ctx.db.insertInto('orders').values({ store_id: storeId, number: '20412', customer_id: anna.id, currency: 'EUR', subtotal_minor: 1, total_minor: 1, placed_at: ctx.clock.now().toString(), source_id: storeId }).execute()
  await ctx.db.insertInto('customer_identifiers').values({ kind: 'store:utrecht', value: '13085', customer_id: anna.id, id: crypto.randomUUID(), cluster_id: crypto.randomUUID() }).execute()
  assert.deepEqual(await search(ctx, '#20412'), ['Anna Smit', 'Digits 20412'])
  assert.deepEqual(await search(ctx, '13085'), ['Anna Smit'])
})

test('whole words come before beginnings, and those before mistakes', async t => {
  const { ctx } = await world(t)
  for (const name of ['Mara Bos', 'Mariana Bos', 'Maria Bos']) await create(ctx, { name })
  assert.deepEqual(await search(ctx, 'maria'), ['Maria Bos', 'Mariana Bos', 'Mara Bos'])
})

test('a name that changed is found by the new one alone, and a deleted customer by none', async t => {
  const { ctx } = await world(t)
  const { anna } = await shop(ctx)
  await edit(ctx, anna.id, { name: 'Anna de Wit', email: null, phone: null })
  assert.deepEqual(await search(ctx, 'smit'), [])
  assert.deepEqual(await search(ctx, 'wit'), ['Anna de Wit'])
  assert.deepEqual(await search(ctx, '0612345678'), [])
  await ctx.db.deleteFrom('customers').where('id', '=', anna.id).execute()
  assert.deepEqual(await ctx.db.selectFrom('customer_words').select('word').where('customer_id', '=', anna.id).execute(), [])
})

test('a name that thousands carry is walked in order of the last order, page after page', async t => {
  const { ctx } = await world(t)
  await crowd.execute(ctx.db)
  const seen: string[] = []
  let after: string | undefined
  do {
    const page = await listCustomers(ctx, { q: 'maria', limit: 200, after } as CustomerQuery)
    seen.push(...page.items.map(row => row.name))
    after = page.next ?? undefined
  } while (after)
  assert.equal(seen.length, 3000)
  assert.equal(new Set(seen).size, 3000)
  assert.deepEqual(await search(ctx, 'maria c2999x'), ['Maria c2999x'])
  assert.equal((await search(ctx, 'maria crowd')).length, 50)
})

test('every text one mistake away is made once', () => {
  const made = oneMistakeAway('anna')
  for (const text of ['nna', 'ana', 'nana', 'anan', 'ann', 'annaa', 'enna', 'anno', 'canna']) assert.ok(made.includes(text), text)
  assert.equal(new Set(made).size, made.length)
  assert.ok(!made.includes('anna'))
  assert.ok(oneMistakeAway('мария').includes('марияв'))
})

const crowd = sql`insert into customers (name, last_order_at, email) select 'Maria c' || i || 'x', timestamptz '2026-01-01' + make_interval(mins => i / 3), 'crowd' || i || '@x.example' from generate_series(1, 3000) as i`
