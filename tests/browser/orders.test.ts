import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cornerShop } from '../support/corner-shop.ts'
import { browserWorld, settled } from '../support/browser.ts'

test('an agent refunds one piece, then cancels: what the dialogs say is what goes back', async t => {
  const { ctx, page } = await browserWorld(t, { seed: 'nothing', role: 'agent' })
  const { place } = await cornerShop(ctx)
  const order = await place({ number: '20412', lines: [{ sku: 'MUG', quantity: 3, unitPriceMinor: 1250, discountMinor: 1 }], shippingMinor: 495 })

  await page.goto('/orders')
  await page.getByRole('link', { name: /20412/ }).click()
  await page.waitForURL(/open=/)
  await page.getByRole('button', { name: 'Refund' }).click()
  await page.getByLabel('Pieces of Blue enamel mug').fill('1')
  await page.getByText('€12.50 goes back').waitFor()
  await page.getByRole('button', { name: 'Refund €12.50' }).click()
  await page.getByText('€12.50 is refunded.').waitFor()

  await page.goto(`/orders/${order.id}`)
  await settled(page)
  await page.getByText('€12.50 went back').waitFor()
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Cancel the order' }).click()
  await page.getByText('€29.94 goes back to the customer.').waitFor()
  const cancel = page.getByRole('button', { name: 'Cancel the order' })
  assert.equal(await cancel.isDisabled(), true)
  await page.getByLabel('Type “20412” to go on').fill('20412')
  await cancel.click()
  await page.getByText('€29.94 went back').waitFor()

  const row = await ctx.db.selectFrom('orders').select(['refunded_minor', 'payment_state']).where('id', '=', order.id).executeTakeFirstOrThrow()
  assert.deepEqual(row, { refunded_minor: 1250 + 2994, payment_state: 'refunded' })
  assert.deepEqual(page.problems, [])
})

test('whoever may only read is offered no change', async t => {
  const { ctx, page } = await browserWorld(t, { seed: 'nothing', role: 'analyst' })
  const { place, mug } = await cornerShop(ctx)
  const order = await place()
  for (const path of [`/orders/${order.id}`, `/products/${mug.id}`, '/orders', '/products', '/stores']) {
    await page.goto(path)
    await settled(page)
    assert.equal(await page.getByRole('button', { name: /Refund|Archive|Edit|^More$|Export|Add a/ }).count(), 0, path)
  }
})
