import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shop } from '../../tests/support/shop-page.ts'

const ld = (json: unknown) => `<script type="application/ld+json">${JSON.stringify(json)}</script>`
const mug = { '@context': 'https://schema.org', '@graph': [{ '@type': 'Product', sku: 'MUG-1', name: 'Blue enamel mug', brand: { name: 'Kalye' }, image: ['/mug.jpg'], offers: { price: '12.90', priceCurrency: 'EUR' } }] }
const buy = '<button data-suki-event="Product Added" data-suki-product-id="MUG-1" data-suki-price="12.90" data-suki-quantity="2">Buy</button>'
const productViewed = (events: { name: string; properties: unknown }[]) => events.filter(e => e.name === 'Product Viewed').map(e => e.properties)

test('pages, products and clicks are noticed, with one visitor', async t => {
  const { page, open, flush, log } = await shop(t, { pages: path => (path === '/mug' ? ld(mug) + buy : '') })
  await open('/')
  await flush()
  await open('/mug')
  await page.click('button')
  await flush()
  const events = await log()
  assert.deepEqual(events.map(e => e.name), ['Page Viewed', 'Page Viewed', 'Product Viewed', 'Product Added'])
  assert.equal(new Set(events.map(e => e.anonymous_id)).size, 1)
  const { sku, price, brand, currency, image_url } = events[2]!.properties
  assert.deepEqual([sku, price, brand, currency, new URL(image_url).pathname], ['MUG-1', 12.9, 'Kalye', 'EUR', '/mug.jpg'])
  assert.deepEqual(events[3]?.properties, { product_id: 'MUG-1', price: 12.9, quantity: 2 })
})

test('moving inside a single-page shop is a page view each, of the same address only one; anchors are none', async t => {
  const { page, open, flush, log } = await shop(t)
  await open('/')
  await page.evaluate('history.pushState({}, "", "/mug"); history.replaceState({}, "", "/mug"); history.pushState({}, "", "/mug#reviews")')
  await page.waitForFunction('Object.keys(localStorage).filter(n => n.startsWith("suki_msg")).length >= 2')
  await flush()
  assert.deepEqual((await log()).map(e => [e.name, e.properties.path, URL.canParse(e.properties.referrer) && new URL(e.properties.referrer).pathname]), [['Page Viewed', '/', false], ['Page Viewed', '/mug', '/']])
})

test('a product that a single-page shop draws after moving is viewed, and the one before it not again', async t => {
  const { page, open, flush, log } = await shop(t, { pages: () => `<div id="shop">${ld({ '@type': 'Product', sku: 'A', name: 'A' })}</div>` })
  await open('/a')
  await page.evaluate('history.pushState({}, "", "/b")')
  await page.waitForFunction('Object.keys(localStorage).filter(n => n.startsWith("suki_msg")).length >= 3')
  await page.evaluate(text => void (document.querySelector('#shop')!.innerHTML = text), ld({ '@type': 'Product', sku: 'B', name: 'B' }))
  await page.waitForFunction('Object.keys(localStorage).filter(n => n.startsWith("suki_msg")).length >= 4')
  await flush()
  assert.deepEqual((await log()).map(e => [e.name, e.properties.sku ?? e.properties.path]), [['Page Viewed', '/a'], ['Product Viewed', 'A'], ['Page Viewed', '/b'], ['Product Viewed', 'B']])
})

const shapes: [what: string, node: object, expected: object][] = [
  ['an offer of several prices', { '@type': 'Product', sku: 'S', offers: { '@type': 'AggregateOffer', lowPrice: 9.5, priceCurrency: 'PHP' } }, { price: 9.5, currency: 'PHP' }],
  ['offers in a list', { '@type': ['Product'], sku: 'S', offers: [{ price: '7', priceCurrency: 'INR' }, { price: '8' }] }, { price: 7, currency: 'INR' }],
  ['a price specification', { '@type': 'https://schema.org/Product', productID: 'P', sku: 'S', offers: { priceSpecification: [{ price: 5, priceCurrency: 'EUR' }] } }, { product_id: 'P', sku: 'S', price: 5, currency: 'EUR' }],
  ['a group of variants', { '@type': 'ProductGroup', productGroupID: 'G', name: 'Apron', hasVariant: [{ '@type': 'Product', sku: 'G-1', offers: { price: 49, priceCurrency: 'EUR' } }] }, { product_id: 'G', sku: 'G-1', price: 49 }],
  ['a page about it', { '@type': 'ItemPage', mainEntity: { '@type': 'Product', sku: 'S', category: { name: 'Mugs' }, image: { '@type': 'ImageObject', url: 'https://img.example/s.png' } } }, { category: 'Mugs', image_url: 'https://img.example/s.png' }],
]
test('a product is read in all the ways that shops describe one', async t => {
  const { open, flush, log } = await shop(t, { pages: () => shapes.map(([, node]) => ld(node)).join('') })
  await open('/')
  await flush()
  const viewed = productViewed(await log())
  shapes.forEach(([what, , expected], i) => assert.partialDeepStrictEqual(viewed[i], expected, what))
})

const trail = (...names: string[]) => ({ '@type': 'BreadcrumbList', itemListElement: names.map((name, i) => ({ '@type': 'ListItem', position: i + 1, name })) })

test('the way to a product is its category', async t => {
  const { open, flush, log } = await shop(t, { pages: path => ld(trail('Home', 'Table', ...(path === '/named' ? ['Mug'] : []))) + ld({ '@type': 'Product', sku: 'M', name: 'Mug' }) })
  await open('/named')
  await flush()
  await open('/unnamed')
  await flush()
  assert.deepEqual(productViewed(await log()).map(p => (p as { category: string }).category), ['Table', 'Table'])
})

test('a list is viewed with its products, and a click on one says which', async t => {
  const list = { '@type': 'ItemList', identifier: 'table', itemListElement: [1, 2].map(n => ({ '@type': 'ListItem', position: n, item: { '@type': 'Product', sku: `M${n}`, name: `Mug ${n}`, url: `/mug-${n}`, offers: { price: n, priceCurrency: 'EUR' } } })) }
  const { page, open, flush, log } = await shop(t, { pages: path => (path === '/table' ? `${ld([trail('Home', 'Table'), list])}<a href="/mug-2"><b>Mug 2</b></a>` : '') })
  await open('/table')
  await page.click('b')
  await page.waitForURL('**/mug-2')
  await flush()
  const [, viewed, clicked] = await log()
  assert.partialDeepStrictEqual(viewed, { name: 'Product List Viewed', properties: { list_id: 'table', category: 'Table' } })
  assert.deepEqual(viewed?.properties.products.map((p: { sku: string; position: number; price: number }) => [p.sku, p.position, p.price]), [['M1', 1, 1], ['M2', 2, 2]])
  assert.partialDeepStrictEqual(clicked, { name: 'Product Clicked', properties: { sku: 'M2', position: 2, list_id: 'table', category: 'Table' } })
})

test('a confirmation described as an order completes it once, however often it is looked at', async t => {
  const order = { '@type': 'Order', orderNumber: '1001', price: '25.80', priceCurrency: 'EUR', discountCode: 'HELLO', acceptedOffer: [{ '@type': 'Offer', price: '12.90', priceCurrency: 'EUR', eligibleQuantity: { value: 2 }, itemOffered: { '@type': 'Product', sku: 'MUG-1', name: 'Mug' } }] }
  const { page, open, flush, log } = await shop(t, { pages: () => ld(order) })
  await open('/thanks')
  await flush()
  await page.reload()
  await flush()
  const completed = (await log()).filter(e => e.name === 'Order Completed')
  assert.equal(completed.length, 1)
  assert.partialDeepStrictEqual(completed[0]?.properties, { order_id: '1001', total: 25.8, currency: 'EUR', coupon: 'HELLO', products: [{ sku: 'MUG-1', name: 'Mug', price: 12.9, quantity: 2 }] })
})

test('a button on a product’s page is about that product, with the quantity of its form', async t => {
  const form = '<form data-suki-event="Product Added" onsubmit="event.preventDefault()"><select name="quantity"><option>1<option selected>3</select><button>Buy</button></form>'
  const { page, open, flush, log } = await shop(t, { pages: () => ld(mug) + form })
  await open('/mug')
  await page.click('button')
  await flush()
  assert.partialDeepStrictEqual((await log()).at(-1), { name: 'Product Added', properties: { sku: 'MUG-1', name: 'Blue enamel mug', price: 12.9, quantity: 3 } })
})

test('a mark inside of a product is about it, even where the shop stops the click', async t => {
  const card = `<div data-suki-product='{"product_id":"7","name":"Jug"}'><button data-suki-event="Product Added to Wishlist" data-suki-wishlist-name="Home" onclick="event.stopPropagation()">♥</button></div>`
  const { page, open, flush, log } = await shop(t, { pages: () => card })
  await open('/')
  await page.click('button')
  await flush()
  assert.partialDeepStrictEqual((await log()).at(-1), { name: 'Product Added to Wishlist', properties: { product_id: '7', name: 'Jug', wishlist_name: 'Home' } })
})

test('calls written into the page are made, without a script of the shop', async t => {
  const calls = [['identify', 'ana', { email: 'ana@example.com' }], ['track', 'Cart Viewed', { cart_id: 'c1' }]]
  const { open, flush, log } = await shop(t, { pages: () => `<script type="application/json" data-suki>${JSON.stringify(calls)}</script>` })
  await open('/cart')
  await flush()
  assert.deepEqual((await log()).map(e => [e.name, e.user_id]), [['Page Viewed', null], ['Identified', 'ana'], ['Cart Viewed', 'ana']])
})

test('what is seen is told once it is seen', async t => {
  const { page, open, flush, log } = await shop(t, { pages: () => '<div style="height:3000px"></div><p data-suki-view="Promotion Viewed" data-suki-promotion-id="spring">Spring</p>' })
  await open('/')
  await flush()
  await page.evaluate('scrollTo(0, 9999)')
  await page.waitForFunction('Object.keys(localStorage).some(n => n.startsWith("suki_msg"))')
  await page.evaluate('scrollTo(0, 0); scrollTo(0, 9999)')
  await flush()
  assert.deepEqual((await log()).map(e => [e.name, e.properties.promotion_id]), [['Page Viewed', undefined], ['Promotion Viewed', 'spring']])
})
