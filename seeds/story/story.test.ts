import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blackFriday } from './calendar.ts'
import { smallStory } from '../small.ts'
import { demoStory } from './story.ts'

const now = Temporal.Instant.from('2026-11-21T19:00:00Z')
const story = demoStory(now)
const monthOf = (instant: number) => new Date(instant).toISOString().slice(0, 7)
const dayOf = (instant: number) => new Date(instant).toISOString().slice(0, 10)
const count = <T, K>(of: T[], by: (entry: T) => K) => new Map([...Map.groupBy(of, by)].map(([key, own]) => [key, own.length]))
const share = (part: number, whole: number) => part / whole

test('the same moment tells the same story, another moment another one', () => {
  assert.ok(JSON.stringify(demoStory(now)) === JSON.stringify(story))
  assert.notDeepEqual(demoStory(now.subtract({ hours: 24 * 30 })).orders.at(-1), story.orders.at(-1))
})

test('about 2,000 customers of five countries and six languages buy 40 to 60 things over two years up to today', () => {
  assert.equal(story.customers.length, 2000)
  assert.deepEqual([...new Set(story.customers.map(c => c.country))].sort(), ['BE', 'IN', 'LV', 'NL', 'PH'])
  assert.deepEqual([...new Set(story.customers.map(c => c.language))].sort(), ['en', 'fil', 'gu', 'nl', 'ru', 'ta'])
  const things = new Set(story.products.map(p => p.key)).size
  assert.ok(things >= 40 && things <= 60, `${things} things`)
  assert.equal(dayOf(story.orders[0]!.placedAt) < '2024-12-01', true)
  assert.equal(dayOf(story.orders.at(-1)!.placedAt), '2026-11-21')
  assert.ok(story.orders.every(o => o.placedAt <= now.epochMilliseconds) && story.events.every(e => e.at <= now.epochMilliseconds))
})

test('names are written in their own scripts and addresses are nobody’s', () => {
  const scripts = { ru: /^\p{Script=Cyrillic}+$/u, ta: /^[\p{Script=Tamil}]+$/u, gu: /^[\p{Script=Gujarati}]+$/u }
  for (const [language, script] of Object.entries(scripts)) assert.ok(story.customers.filter(c => c.language === language).every(c => script.test(c.firstName) && script.test(c.lastName)), language)
  const emails = story.customers.flatMap(c => c.email ?? [])
  assert.ok(emails.every(email => /^[a-z.]+\d*@example\.com$/.test(email)))
  assert.equal(new Set(emails).size, emails.length)
  const phones = story.customers.flatMap(c => c.phone ?? [])
  assert.equal(new Set(phones).size, phones.length)
})

test('December is the busiest month, February a slow one, Black Friday the busiest day of its fortnight', () => {
  const months = count(story.orders, o => monthOf(o.placedAt))
  const of = (month: string) => months.get(month) ?? 0
  assert.ok(of('2025-12') > of('2025-10') && of('2025-12') > of('2026-01'))
  assert.ok(of('2026-02') < of('2026-01') && of('2026-02') < of('2026-03'))
  const european = count(story.orders.filter(o => o.store === 'corner-shop'), o => dayOf(o.placedAt))
  const friday = blackFriday(2025)
  assert.equal(friday.toString(), '2025-11-28')
  const around = Array.from({ length: 14 }, (_, i) => european.get(friday.subtract({ days: 13 - i }).toString()) ?? 0)
  assert.equal(Math.max(...around), around.at(-1))
})

test('of each month’s new customers about a third is back in the next month, and ever fewer later', () => {
  const active = Map.groupBy(story.orders.filter(o => o.customer), o => o.customer!)
  const retention = [1, 3, 6].map(later => {
    const months = [...active.values()].map(own => own.map(o => monthIndex(o.placedAt))).filter(([first = 0]) => first <= monthIndex(now.epochMilliseconds) - later)
    return share(months.filter(([first = 0, ...rest]) => rest.includes(first + later)).length, months.length)
  })
  const [first = 0, third = 0, sixth = 0] = retention
  assert.ok(first > 0.25 && first < 0.4, `after a month ${first}`)
  assert.ok(first > third && third > sixth && sixth > 0.08, retention.join(' '))
})

const monthIndex = (instant: number) => Number(monthOf(instant).slice(0, 4)) * 12 + Number(monthOf(instant).slice(5))

test('there are one-timers and regulars, guests, codes, partial and whole refunds, cancellations and unpaid orders', () => {
  const orders = story.orders
  const perCustomer = [...count(orders.filter(o => o.customer), o => o.customer).values()]
  assert.ok(share(perCustomer.filter(n => n === 1).length, perCustomer.length) > 0.4)
  assert.ok(perCustomer.filter(n => n >= 10).length > 100)
  for (const [what, some, low, high] of [
    ['guests', orders.filter(o => !o.customer), 0.05, 0.1],
    ['codes', orders.filter(o => o.discountCodes.length), 0.08, 0.25],
    ['refunds', orders.filter(o => o.refund), 0.04, 0.09],
    ['cancelled', orders.filter(o => o.cancelled), 0.01, 0.03],
  ] as const) assert.ok(share(some.length, orders.length) > low && share(some.length, orders.length) < high, `${what} ${share(some.length, orders.length)}`)
  assert.ok(orders.some(o => o.refund?.lines?.length && o.refund.lines.length < o.lines.length))
  assert.ok(orders.some(o => o.cancelled && !o.paid))
})

test('every order names what its store sells, at a price above its cost, and numbers do not repeat', () => {
  for (const told of [story, smallStory(now)]) {
    const variants = new Map(told.products.flatMap(p => p.variants.map(v => [`${p.store} ${v.sku}`, v])))
    const lines = told.orders.flatMap(o => o.lines.map(line => ({ line, variant: variants.get(`${o.store} ${line.sku}`) })))
    assert.deepEqual(lines.filter(({ line, variant }) => variant?.priceMinor !== line.unitPriceMinor), [])
    assert.ok([...variants.values()].every(v => v.costMinor > 0 && v.costMinor < v.priceMinor))
    assert.equal(new Set(told.orders.map(o => `${o.store} ${o.number}`)).size, told.orders.length)
    assert.equal(new Set(told.events.map(e => e.id)).size, told.events.length)
  }
})

test('visitors search, look, fill carts and leave some behind', () => {
  const names = count(story.events, e => e.name)
  for (const name of ['Home', 'Products Searched', 'Product List Viewed', 'Product Viewed', 'Product Added', 'Cart Viewed', 'Checkout Started']) assert.ok((names.get(name) ?? 0) > 500, name)
  const started = new Set(story.events.filter(e => e.name === 'Product Added').map(e => e.id.split(':')[1]))
  const abandoned = [...started].filter(visit => !visit?.startsWith('order-'))
  assert.ok(abandoned.length > 300)
  assert.ok(story.events.some(e => !e.customer))
})

test('the small story can be checked by eye', () => {
  const small = smallStory(now)
  assert.deepEqual([small.customers.length, small.orders.length, small.orders.filter(o => !o.customer).length], [12, 22, 2])
  const anna = small.orders.filter(o => o.customer === 'C00001')
  assert.deepEqual(anna.map(o => o.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)), [4900 + 2 * 1450, 4 * 1850, 3 * 790, 2 * 1590 + 3310])
})
