import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as contract from '../../../contracts/products.ts'
import * as stores from '../../../contracts/stores.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { world } from '../../../tests/support/world.ts'
import { cancelOrder, recountProductSales } from '../index.ts'

test('a product is found by words, with a typing mistake and by its SKU', async t => {
  const w = await world(t)
  await cornerShop(w.ctx)
  const agent = await signedIn(w, 'agent')
  const found = async (q: string) => (await agent.call(contract.listProducts, { query: { q } })).items.map(product => product.title).join(', ')
  assert.equal(await found('MUG enam'), 'Blue enamel mug')
  assert.equal(await found('enamle mug'), 'Blue enamel mug')
  assert.equal(await found('apron'), 'Linen apron')
  assert.equal(await found('100%'), '')
})

test('products sort by what they sold in the 90 days up to the last order', async t => {
  const w = await world(t)
  const { place } = await cornerShop(w.ctx)
  await place({ placedAt: '2010-01-01T10:00:00.000Z', lines: [{ sku: 'MUG', quantity: 50, unitPriceMinor: 1250 }] })
  await place({ placedAt: '2011-06-01T10:00:00.000Z', lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1250 }] })
  await place({ placedAt: '2011-06-02T10:00:00.000Z', lines: [{ sku: 'APRON', quantity: 1, unitPriceMinor: 4000 }] })
  await place({ placedAt: '2011-06-02T11:00:00.000Z', lines: [{ sku: 'APRON', quantity: 9, unitPriceMinor: 4000 }], paymentState: 'pending' }).then(order => cancelOrder(w.ctx, { orderId: order.id }))
  await recountProductSales(w.ctx)
  const agent = await signedIn(w, 'agent')
  const by = async (sort: '-sold' | '-revenue') => (await agent.call(contract.listProducts, { query: { sort } })).items.map(p => [p.title, p.sold90, p.revenue90Minor])
  assert.deepEqual(await by('-sold'), [['Blue enamel mug', 3, 3750], ['Linen apron', 1, 4000]])
  assert.deepEqual(await by('-revenue'), [['Linen apron', 1, 4000], ['Blue enamel mug', 3, 3750]])
})

test('a list of variants replaces the old one, but what was ordered stays', async t => {
  const w = await world(t)
  const { mug, apron, place } = await cornerShop(w.ctx)
  await place()
  const marketer = await signedIn(w, 'marketer')
  const edit = (productId: string, variants: { id?: string; sku: string; priceMinor?: number }[]) => marketer.ask(contract.editProduct, { params: { productId }, body: { variants } })
  assert.deepEqual((await edit(mug.id, [{ sku: 'MUG-L' }])).problem.fields, [{ field: 'variants', message: 'MUG was ordered and stays. Archive the product instead.' }])
  assert.deepEqual((await edit(apron.id, [{ sku: 'MUG' }])).problem.fields, [{ field: 'variants.0.sku', message: 'Another product of the store has this SKU.' }])
  const two = await edit(mug.id, [{ sku: 'MUG', priceMinor: 1300 }, { sku: 'MUG-L', priceMinor: 1500 }])
  const [small, large] = two.body.variants
  assert.deepEqual([small!.id, small!.priceMinor], [mug.variants[0]!.id, 1300])
  const swapped = await edit(mug.id, [{ id: small!.id, sku: 'MUG-L' }, { id: large!.id, sku: 'MUG' }])
  assert.deepEqual(swapped.body.variants.map(variant => [variant.id, variant.sku]), [[small!.id, 'MUG-L'], [large!.id, 'MUG']])
  const deeds = await w.ctx.db.selectFrom('audit_log').selectAll().where('action', '=', 'products.edit').where('actor_kind', '=', 'staff').orderBy('at').execute()
  assert.equal(deeds.length, 2)
})

test('the currency of a store is fixed once it has orders', async t => {
  const w = await world(t)
  const { store, place } = await cornerShop(w.ctx)
  const admin = await signedIn(w, 'admin')
  const edit = (body: stores.StoreChange) => admin.ask(stores.editStore, { params: { storeId: store.id }, body })
  assert.equal((await edit({ currency: 'GBP' })).body.currency, 'GBP')
  await place()
  assert.equal((await edit({ currency: 'EUR' })).problem.code, 'stores.currency_fixed')
  assert.equal((await edit({ name: 'Corner', timeZone: 'Europe/London' })).body.timeZone, 'Europe/London')
  assert.equal((await edit({ timeZone: 'Mars/Olympus' })).status, 400)
  const taken = await admin.ask(stores.createStore, { body: { key: 'corner', name: 'Other', currency: 'EUR', timeZone: 'UTC' } })
  assert.equal(taken.problem.code, 'stores.key_taken')
})

test('a category is added once for a name', async t => {
  const w = await world(t)
  const { store, mug } = await cornerShop(w.ctx)
  const marketer = await signedIn(w, 'marketer')
  const one = await marketer.call(contract.createCategory, { body: { storeId: store.id, name: 'Kitchen' } })
  await marketer.call(contract.editProduct, { params: { productId: mug.id }, body: { categoryId: one.id } })
  const again = await marketer.call(contract.createCategory, { body: { storeId: store.id, name: 'Kitchen' } })
  assert.deepEqual(again, { ...one, productsCount: 1 })
  assert.equal((await marketer.call(contract.listProducts, { query: { category: [one.id] } })).items[0]?.title, 'Blue enamel mug')
})
