import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cartFigures, exportCarts, getCart, listCarts, listUnusable, shoppingFacts } from '../../../contracts/carts.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { tellingShop } from '../../../tests/support/telling-shop.ts'
import { createCategory } from '../products/categories.ts'
import { editProduct } from '../products/products.ts'
import { abandonCarts } from './carts/abandon.ts'

const mug = { sku: 'MUG', name: 'Blue enamel mug', price: 12.5, quantity: 1 }
const apron = { sku: 'APRON', name: 'Linen apron', price: 40, quantity: 1 }

/** Four carts: two left, one of them Ana's; one at the checkout; one ordered. */
async function fourCarts(t: Parameters<typeof tellingShop>[0]) {
  const w = await tellingShop(t)
  await w.tell('web', { event: 'Product Added', at: '08:00', browser: 'a', properties: mug }, { type: 'identify', at: '08:01', browser: 'b', user: 'ana', properties: { email: 'ana@example.com', name: 'Ana Cruz' } }, { event: 'Product Added', at: '09:00', browser: 'b', user: 'ana', properties: { ...apron, quantity: 3 } })
  await abandonCarts(w.ctx)
  await w.tell('web', { event: 'Product Added', at: '11:30', browser: 'c', properties: mug }, { event: 'Checkout Started', at: '11:31', browser: 'c' }, { event: 'Product Added', at: '11:40', browser: 'd', properties: mug }, { event: 'Order Completed', at: '11:50', browser: 'd', properties: { order_id: '9', total: 12.5 } })
  return { ...w, maria: await signedIn(w, 'marketer') }
}

test('carts are found by state, value, how long they lie, and by whom; pages follow one another', async t => {
  const { maria } = await fourCarts(t)
  const listed = async (query: object) => (await maria.call(listCarts, { query })).items.map(cart => [cart.state, cart.valueMinor])
  assert.deepEqual(await listed({}), [['ordered', 1250], ['checkout', 1250], ['abandoned', 12000], ['abandoned', 1250]])
  assert.deepEqual(await listed({ state: 'abandoned', sort: '-value' }), [['abandoned', 12000], ['abandoned', 1250]])
  assert.deepEqual(await listed({ valueFrom: 2000 }), [['abandoned', 12000]])
  assert.deepEqual(await listed({ idleFrom: 3.5 }), [['abandoned', 1250]])
  assert.deepEqual(await listed({ q: 'ana cruz' }), [['abandoned', 12000]])
  assert.deepEqual(await listed({ known: 'false', checkout: 'true' }), [['checkout', 1250]])
  const first = await maria.call(listCarts, { query: { limit: 3 } })
  const rest = await maria.call(listCarts, { query: { limit: 3, after: first.next! } })
  assert.deepEqual([first.items.length, rest.items.map(cart => cart.state), rest.next], [3, ['abandoned'], null])
})

test('a cart shows what is in it, what was done with it, and the order that it became', async t => {
  const { maria } = await fourCarts(t)
  const [ordered] = (await maria.call(listCarts, { query: { state: 'ordered' } })).items
  const cart = await maria.call(getCart, { params: { cartId: ordered!.id } })
  assert.deepEqual([cart.orderNumber, cart.orderId !== null, cart.lines.map(line => [line.title, line.unitPriceMinor, line.productId !== null]), cart.history.map(moment => moment.kind)], ['9', true, [['Blue enamel mug', 1250, true]], ['ordered', 'added']])
  assert.equal((await maria.ask(getCart, { params: { cartId: '00000000-0000-7000-8000-000000000099' } })).problem.code, 'carts.not_found')
})

test('the figures count what was left and what it is worth, and the export has every cart', async t => {
  const { maria } = await fourCarts(t)
  assert.deepEqual((await maria.call(cartFigures, { query: {} })).items, [{ currency: 'EUR', openCount: 1, abandonedCount: 2, abandonedMinor: 13250, orderedCount: 1, returnedCount: 0 }])
  const lines = String(await maria.call(exportCarts, { query: { state: 'abandoned' } })).trim().split('\r\n')
  assert.equal(lines.length, 3)
  assert.match(lines[1]!, /Ana Cruz|ana@example\.com/)
})

test('events that could not be used are listed with their reason', async t => {
  const { maria, tell } = await fourCarts(t)
  await tell('server', { event: 'Order Cancelled', at: '11:00', user: 'u' })
  assert.deepEqual((await maria.call(listUnusable, { query: {} })).items.map(one => [one.name, one.reason, one.sourceName]), [['Order Cancelled', 'no_order_number', 'server']])
})

test('how somebody shops: average order, discounts, interests that fade, what they looked at and wish for', async t => {
  const { maria, tell, ctx, mug: cup, apron: linen, store } = await fourCarts(t)
  for (const [product, name] of [[cup, 'Kitchen'], [linen, 'Linen']] as const) {
    const category = await createCategory(ctx, { storeId: store.id, name })
    await editProduct(ctx, { productId: product.id, categoryId: category.id })
  }
  await tell('server', { event: 'Order Completed', at: '2026-02-20T08:00:00Z', user: 'ana', properties: { order_id: '1', total: 36, discount: 4, coupon: 'TEN', products: [apron] } }, { event: 'Order Completed', at: '2026-02-10T08:00:00Z', user: 'ana', properties: { order_id: '2', total: 12.5, products: [mug] } })
  await tell('web', { event: 'Product Viewed', at: '11:00', browser: 'b', user: 'ana', properties: mug }, { event: 'Product Added to Wishlist', at: '11:01', browser: 'b', user: 'ana', properties: mug })
  const { id } = await ctx.db.selectFrom('customers').select('id').where('email', '=', 'ana@example.com').executeTakeFirstOrThrow()
  const facts = await maria.call(shoppingFacts, { params: { customerId: id } })
  assert.deepEqual([facts.ordersCount, facts.averageOrderMinor, facts.daysBetweenOrders, facts.daysSinceLastOrder, facts.discountShare, facts.topCategory], [2, 2425, 10, 10, 0.5, 'Linen'])
  assert.deepEqual([facts.interests.map(interest => interest.name), facts.viewed.map(one => one.title), facts.wishes.map(one => one.title), facts.cart?.state], [['Kitchen', 'Linen'], ['Blue enamel mug'], ['Blue enamel mug'], 'abandoned'])
  assert.equal(Math.round(facts.interests.reduce((sum, { share }) => sum + share, 0) * 1000), 1000)
})
