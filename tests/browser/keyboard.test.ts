import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOrders } from '../../server/commerce/index.ts'
import { inTransaction, within } from '../../server/platform/index.ts'
import { browserWorld, settled } from '../support/browser.ts'

test('the console without the mouse', async t => {
  const { ctx, page } = await browserWorld(t)

  await t.test('a person finds a customer with ⌘K and opens it without the mouse', async () => {
    await page.goto('/')
    await settled(page)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('anna smit')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/customers\/[0-9a-f-]+$/)
    await page.getByRole('heading', { level: 1, name: /Anna Smit/ }).waitFor()
  })

  await t.test('what ⌘K finds comes together, customers first, however late they are', async () => {
    await page.goto('/')
    await settled(page)
    await page.route(/\/v1\/customers\?/, async route => {
      await page.waitForResponse(/\/v1\/orders\?/)
      await route.continue()
    })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('anna smit')
    await page.getByRole('option', { name: /Anna Smit/ }).first().waitFor()
    assert.match((await page.getByRole('option').first().getAttribute('href')) ?? '', /^\/customers\//)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/customers\/[0-9a-f-]+$/)
    await page.unroute(/\/v1\/customers\?/)
  })

  await t.test('in a list j and k move, x selects, enter opens, and coming back finds the place', async () => {
    await page.goto('/customers')
    await settled(page)
    await page.getByRole('row').nth(1).waitFor()
    for (const key of ['j', 'j', 'j', 'k', 'x']) await page.keyboard.press(key)
    const active = page.locator('[data-active]')
    assert.equal(await active.getAttribute('aria-rowindex'), '3')
    assert.equal(await active.getAttribute('aria-selected'), 'true')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/customers\/[0-9a-f-]+$/)
    await page.goBack()
    await page.locator('[data-active]').waitFor()
    assert.equal(await page.locator('[data-active]').getAttribute('aria-rowindex'), '3')
    assert.equal(await page.locator('[data-active]').getAttribute('aria-selected'), 'true')
  })

  await t.test('/ puts the cursor into the search of a list, and the search stands in the address', async () => {
    await page.goto('/customers')
    await settled(page)
    await page.keyboard.press('/')
    await page.keyboard.type('peeters')
    await page.waitForURL(/q=peeters/)
    await page.getByRole('link', { name: /Lien Peeters/ }).waitFor()
  })

  await t.test('? explains the keys, and escape closes', async () => {
    await page.goto('/')
    await settled(page)
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' })
  })

  await t.test('an order that comes in shows without a reload', async () => {
    const store = await ctx.db.selectFrom('stores').select('id').executeTakeFirstOrThrow()
    const listening = page.waitForResponse(response => response.url().includes('/v1/live'))
    await page.goto('/orders')
    await settled(page)
    await listening
    await inTransaction(ctx.db, db => placeOrders(within(ctx, { db }), [{ storeId: store.id, number: 'JUST-NOW', lines: [{ title: 'Blue enamel mug', quantity: 1, unitPriceMinor: 1590 }] }]))
    await page.getByText('JUST-NOW').first().waitFor()
  })
})

test('who is not signed in comes to the sign-in page and then to where they wanted', async t => {
  const { page } = await browserWorld(t, { signedIn: false, seed: 'nothing' })
  await page.goto('/orders?q=20412')
  await page.waitForURL(/\/sign-in\?to=/)
  assert.equal(new URL(page.url()).searchParams.get('to'), '/orders?q=20412')
})
