import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSource, editSource } from '../../contracts/sources.ts'
import { approveEvents, listTracked } from '../../contracts/tracking-plan.ts'
import { axeProblems, browserWorld, overflowOf, settled, shot, visit } from '../support/browser.ts'
import { readLog } from '../support/jobs.ts'
import { appOf } from '../support/people.ts'

type World = Awaited<ReturnType<typeof browserWorld>>

/** A busy web shop, a till that has sent nothing, and a plan that the shop has drifted from. */
async function busyShop(w: World) {
  const app = await appOf(w)
  const admin = w.person!
  const source = await admin.call(createSource, { body: { kind: 'web', name: 'Web shop' } })
  await admin.call(createSource, { body: { kind: 'shop_floor', name: 'Till at the door' } })
  const send = (...batch: object[]) => app.inject({ method: 'POST', url: '/v1/batch', payload: { writeKey: source.writeKey, batch: batch.map(one => ({ type: 'track', anonymousId: 'v1', ...one })) } })
  const order = (n: number, more: object = {}) => ({ event: 'Order Completed', messageId: `o${n}`, userId: 'ana', properties: { order_id: `10${n}`, total: 64.9, currency: n % 3 ? 'EUR' : 'GBP', gift: n % 2 === 0, products: [{ sku: 'MUG-1', price: 12.5, quantity: 2 }], ...more } })
  for (let hour = 0; hour < 20; hour++) {
    w.clock.advance({ minutes: 60 })
    await send(...Array.from({ length: 4 + ((hour * 7) % 13) }, (_, n) => ({ event: 'Product Viewed', properties: { product_id: `P-${n}`, list: n % 2 ? 'search' : 'home page', position: n } })), order(hour))
    if (hour % 6 === 3) await send({ event: 'Cart Viewed', anonymousId: '' }, order(hour))
  }
  await readLog(w.ctx)
  const { items } = await admin.call(listTracked, { query: {} })
  await admin.call(approveEvents, { body: { eventIds: items.filter(event => event.name !== 'Cart Viewed').map(event => event.id) } })
  await send(order(90, { total: '64.90', coupon: 'SPRING' }), order(91, { total: null }), { event: 'Mug Filled', properties: { litres: 0.3 } })
  await readLog(w.ctx)
  return { source, send, order, orderId: items.find(event => event.name === 'Order Completed')!.id }
}

test('a source shows what comes in as it comes, and what became of it', async t => {
  const w = await browserWorld(t)
  const { source, send } = await busyShop(w)
  const { page } = w
  const sourcePage = `/sources/${source.id}`

  await visit(page, '/sources')
  assert.deepEqual(await shot(page, 'sources'), [])

  await visit(page, sourcePage)
  assert.deepEqual(await shot(page, 'source'), [])
  // Within five seconds of somebody looking, every message is kept.
  w.clock.advance({ seconds: 6 })
  await send({ event: 'Wishlist Opened', messageId: 'w1' })
  await page.getByRole('button', { name: /Wishlist Opened/ }).waitFor()

  await page.getByRole('radiogroup', { name: 'Show' }).getByText('Rejected').click()
  await page.getByRole('button', { name: /Cart Viewed/ }).first().click()
  assert.deepEqual(await shot(page, 'source-rejected'), [])
  const raw = page.getByRole('textbox', { name: 'As received' })
  await raw.fill((await raw.inputValue()).replace('"anonymousId": ""', '"anonymousId": "v1"'))
  await page.getByRole('button', { name: 'Send again', exact: true }).click()
  await page.getByText('Taken in.').waitFor()

  await page.goto('about:blank')
  await w.person!.call(editSource, { params: { sourceId: source.id }, body: { enforcement: 'block' } })
  assert.deepEqual(page.problems, [])
})

test('the tracking plan shows what is sent, what is expected, and where they differ', async t => {
  const w = await browserWorld(t)
  const { orderId } = await busyShop(w)
  const { page } = w
  await visit(page, '/tracking-plan')
  assert.deepEqual(await shot(page, 'tracking-plan'), [])
  await page.getByRole('link', { name: 'Order Completed' }).click()
  await page.getByText('products[].price').waitFor()
  assert.deepEqual(await shot(page, 'tracking-plan-event'), [])
  await visit(page, '/tracking-plan?tab=warnings')
  assert.deepEqual(await shot(page, 'tracking-plan-warnings'), [])
  await visit(page, `/tracking-plan?open=${orderId}`)
  await page.getByRole('button', { name: 'Change the plan' }).first().click()
  await page.getByRole('button', { name: 'Change the plan' }).nth(1).waitFor()
  assert.deepEqual(page.problems, [])
})

test('sources and plan in the light, in the dark and on a phone', async t => {
  const w = await browserWorld(t)
  const { source, orderId } = await busyShop(w)
  const [till] = await w.ctx.db.selectFrom('sources').select('id').where('kind', '=', 'shop_floor').execute()
  const paths = { 'sources': '/sources', 'source': `/sources/${source.id}`, 'source-new': `/sources/${till!.id}`, 'source-add': '/sources?open=new', 'source-rejected': `/sources/${source.id}?outcome=rejected`, 'tracking-plan': '/tracking-plan', 'tracking-plan-event': `/tracking-plan?open=${orderId}`, 'tracking-plan-warnings': '/tracking-plan?tab=warnings', 'tracking-plan-new': '/tracking-plan?open=new' }
  const found: Record<string, unknown[]> = {}
  for (const [look, options] of Object.entries({ light: {}, dark: { dark: true }, phone: { width: 390, height: 844 } })) {
    const page = await w.open(options)
    for (const [name, path] of Object.entries(paths)) {
      await visit(page, path)
      await settled(page)
      if (process.env['SCREENS_TO']) await page.screenshot({ path: `${process.env['SCREENS_TO']}/${name}-${look}.png` })
      const wide = look === 'phone' ? await overflowOf(page) : 0
      const wrong = [...(await axeProblems(page)), ...(wide ? [`${wide} px too wide`] : []), ...page.problems.splice(0)]
      if (wrong.length) found[`${name} ${look}`] = wrong
    }
    await page.context().close()
  }
  assert.deepEqual(found, {})
})
