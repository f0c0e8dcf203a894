import assert from 'node:assert/strict'
import { test } from 'node:test'
import { suggestForRule, type Suggestible } from '../../../contracts/segment-suggestions.ts'
import { catchUp } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { append, sources } from '../../collect/index.ts'

test('a rule is suggested what the data really has, the most frequent first, and nothing that names somebody', async t => {
  const w = await world(t)
  const { ctx, clock } = w
  const at = clock.now().toString()
  const { id: store } = await ctx.db.insertInto('stores').values({ key: 'main', name: 'Main shop', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).returning('id').executeTakeFirstOrThrow()
  const person = (country: string, n: number) => ({ name: `P ${n}`, country, tags: n % 2 ? ['vip'] : [], traits: JSON.stringify({ plan: { tier: n ? 'gold' : 'free' }, points: n, mail: 'ana@example.com' }), created_at: at, updated_at: at })
  await ctx.db.insertInto('customers').values(['NL', 'NL', 'NL', 'BE', 'DE'].map(person)).execute()
  const { id: nodeId } = await ctx.db.selectFrom('customers').select('id').limit(1).executeTakeFirstOrThrow()
  await append(ctx.db, Array.from({ length: 4 }, (_, n) => ({ sourceId: sources.suki, messageId: `m${n}`, name: 'Product Viewed', nodeId, properties: { price: 12 + n, products: [{ brand: 'Acme', size: { eu: 'M' } }] }, occurredAt: at })))
  await catchUp(ctx)
  const marketer = await signedIn(w, 'marketer')
  const ask = async (of: Suggestible, more = {}) => (await marketer.call(suggestForRule, { query: { of, ...more } })).items
  const values = async (of: Suggestible, more = {}) => (await ask(of, more)).map(one => [one.value, one.count])

  assert.deepEqual(await values('country'), [['NL', 3], ['BE', 1], ['DE', 1]])
  assert.equal((await ask('country'))[0]!.share, 0.6)
  assert.deepEqual(await values('country', { q: 'b' }), [['BE', 1]])
  assert.deepEqual(await values('tags'), [['vip', 2]])
  assert.deepEqual((await ask('traits')).map(one => [one.value, one.types]), [['mail', ['string']], ['plan.tier', ['string']], ['points', ['number']]])
  assert.deepEqual(await values('trait', { path: 'plan.tier' }), [['gold', 4]])
  assert.deepEqual(await values('trait', { path: 'mail' }), [])
  assert.deepEqual(await values('events', { q: 'viewed' }), [['Product Viewed', 4]])
  assert.deepEqual((await ask('properties', { event: 'Product Viewed' })).map(one => [one.value, one.types]).sort(), [['price', ['number']], ['products.brand', ['string']], ['products.size.eu', ['string']]])
  assert.deepEqual(await values('property', { event: 'Product Viewed', path: 'products.size.eu' }), [['M', 4]])
  assert.deepEqual((await ask('store', { values: store })).map(one => one.label), ['Main shop'])
  for (const kind of ['product', 'variant', 'sku', 'category', 'brand', 'channel', 'code', 'source', 'identifier', 'segment', 'language', 'city', 'gender', 'email_domain'] as const) assert.ok(Array.isArray(await ask(kind)), kind)
})
