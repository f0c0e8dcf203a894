import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worthALook } from './worth.ts'

type Facts = Parameters<typeof worthALook>[0]
const nothing: Facts = { days: undefined, summary: undefined, products: undefined, countries: undefined, quiet: undefined }
const kinds = (facts: Partial<Facts>) => worthALook({ ...nothing, ...facts }).map(notice => notice.kind)

const figures = (refunds: number, refundsBefore: number, orders = 200) => ({ figures: { gross: { value: 1_000_000, previous: 1_000_000, series: [] }, refunds: { value: refunds, previous: refundsBefore, series: [] }, orders: { value: orders, previous: orders, series: [] } } }) as unknown as Facts['summary']
const product = (title: string, amountMinor: number, previousAmountMinor: number | null) => ({ productId: title, title, imageUrl: null, amountMinor, quantity: 1, orders: 1, previousAmountMinor })
const selling = (...items: ReturnType<typeof product>[]) => ({ currency: 'EUR', items })
const days = (values: number[]) => ({ currency: 'EUR', previousBuckets: null, buckets: values.map((_, i) => ({ from: `2026-02-${String(i + 1).padStart(2, '0')}`, to: '' })), lines: [{ figure: 'net' as const, values, previous: null }] })

test('a quiet shop has nothing worth a look', () => {
  assert.deepEqual(kinds({}), [])
  assert.deepEqual(kinds({ summary: figures(30_000, 30_000), quiet: 2, products: selling(product('mug', 5_000, 4_800)), days: days(Array.from({ length: 28 }, (_, i) => 1000 + (i % 7) * 40)) }), [])
})

test('refunds are news when their share grew by a third, and only with enough orders to tell', () => {
  assert.deepEqual(kinds({ summary: figures(60_000, 30_000) }), ['refunds'])
  assert.deepEqual(kinds({ summary: figures(60_000, 30_000, 12) }), [])
})

test('a product is news when it moves and matters', () => {
  const notices = worthALook({ ...nothing, products: selling(product('mug', 90_000, 40_000), product('plate', 30_000, 60_000), product('spoon', 50, 10)) })
  assert.deepEqual(notices.map(notice => [notice.kind, 'title' in notice && notice.title]), [['rising', 'mug'], ['falling', 'plate']])
})

test('a day is unusual when it lies far outside what is usual for this shop; today does not count yet', () => {
  const usual = Array.from({ length: 20 }, (_, i) => 1000 + (i % 5) * 50)
  assert.deepEqual(kinds({ days: days([...usual, 9_000, 1_050]) }), ['day'])
  assert.deepEqual(kinds({ days: days([...usual, 9_000]) }), [])
})
