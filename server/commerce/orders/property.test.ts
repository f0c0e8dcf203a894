import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { toMinor } from '../../../contracts/money.ts'
import type { NewOrder } from '../../../contracts/orders.ts'
import { cornerShop } from '../../../tests/support/corner-shop.ts'
import { world } from '../../../tests/support/world.ts'
import { AppError, type Ctx } from '../../platform/index.ts'
import { cancelOrder, editOrder, markOrderPaid } from './change.ts'
import { getOrder } from './detail.ts'
import { refundOrder } from './refund.ts'

const line = fc.record({ quantity: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9000 }).map(n => n / 1000)), unitPriceMinor: fc.integer({ min: 0, max: 5000 }), taxMinor: fc.integer({ min: 0, max: 300 }) })
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('place' as const), lines: fc.array(line, { minLength: 1, maxLength: 3 }), discount: fc.nat(100), shippingMinor: fc.nat(900), taxIncluded: fc.boolean(), pending: fc.boolean(), guest: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('refund' as const), order: fc.nat(5), amountMinor: fc.option(fc.integer({ min: 1, max: 12_000 }), { nil: undefined }), lines: fc.option(fc.array(fc.record({ line: fc.nat(2), quantity: fc.integer({ min: 1, max: 5000 }).map(n => n / 1000) }), { maxLength: 2 }), { nil: undefined }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), order: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pay' as const), order: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), order: fc.nat(5), city: fc.option(fc.constantFrom('Utrecht', 'Cebu', 'Madurai'), { nil: null }) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

test('any sequence of placing, paying, editing, refunding and cancelling keeps the books right', async t => {
  const { ctx } = await world(t)
  const { store, place } = await cornerShop(ctx)
  const customer = { email: 'ana@example.com' }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async steps => {
      const orders: string[] = []
      for (const one of steps) await take(ctx, one, orders, async ({ guest, ...order }) => (await place({ storeId: store.id, ...order, customer: guest ? undefined : customer })).id)
      for (const orderId of orders) await holds(ctx, orderId)
      await factsHold(ctx)
    }),
    { numRuns: 40 },
  )
})

type Placing = Partial<NewOrder> & { guest: boolean }

async function take(ctx: Ctx, one: Step, orders: string[], place: (order: Placing) => Promise<string>) {
  if (one.kind === 'place') {
    const worth = one.lines.reduce((sum, { quantity, unitPriceMinor }) => sum + Math.round(quantity * unitPriceMinor), 0)
    orders.push(await place({ lines: one.lines.map(own => ({ ...own, title: 'Thing' })), discountMinor: Math.floor((Math.max(0, worth - 3) * one.discount) / 100), shippingMinor: one.shippingMinor, taxIncluded: one.taxIncluded, paymentState: one.pending ? 'pending' : 'paid', guest: one.guest }))
    return
  }
  const orderId = orders[one.order % Math.max(1, orders.length)]
  if (!orderId) return
  const lines = one.kind === 'refund' && one.lines ? await named(ctx, orderId, one.lines) : undefined
  const work = {
    refund: () => refundOrder(ctx, { orderId, ...(one.kind === 'refund' && one.amountMinor ? { amountMinor: one.amountMinor } : {}), ...(lines ? { lines } : {}) }),
    cancel: () => cancelOrder(ctx, { orderId }),
    pay: () => markOrderPaid(ctx, { orderId }),
    edit: () => editOrder(ctx, { orderId, shipTo: { city: one.kind === 'edit' ? one.city : null } }),
  }[one.kind]
  // What is not allowed says so in a known way and changes nothing.
  await work().catch((error: unknown) => assert.ok(error instanceof AppError, String(error)))
}

async function named(ctx: Ctx, orderId: string, wanted: { line: number; quantity: number }[]) {
  const { lines } = await getOrder(ctx, { orderId })
  return wanted.map(({ line, quantity }) => ({ lineId: lines[line % lines.length]!.id, quantity }))
}

async function holds(ctx: Ctx, orderId: string) {
  const order = await getOrder(ctx, { orderId })
  const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
  assert.equal(order.totalMinor, order.subtotalMinor - order.discountMinor + order.shippingMinor + (order.taxIncluded ? 0 : order.taxMinor))
  assert.equal(sum(order.lines.map(own => own.totalMinor)), order.subtotalMinor - order.discountMinor)
  assert.equal(sum(order.lines.map(own => own.discountMinor)), order.discountMinor)
  assert.ok(order.refundedMinor <= order.totalMinor)
  assert.equal(sum(order.refunds.map(refund => refund.amountMinor)), order.refundedMinor)
  for (const refund of order.refunds) assert.ok(sum(refund.lines.map(own => own.amountMinor)) <= refund.amountMinor)
  const unpaid = ['pending', 'voided'].includes(order.paymentState)
  assert.equal(order.paymentState, unpaid ? order.paymentState : order.refundedMinor === 0 && !order.cancelledAt ? 'paid' : order.refundedMinor === order.totalMinor ? 'refunded' : 'partially_refunded')
  if (order.cancelledAt) assert.ok(['refunded', 'voided'].includes(order.paymentState))
  assert.deepEqual(await replayed(ctx, order.number, order.storeId), { total: order.totalMinor, refunded: order.refundedMinor, state: order.paymentState, city: order.shipTo.city, cancelled: order.cancelledAt !== null })
}

/** The order as somebody knows it who has read the log alone. */
async function replayed(ctx: Ctx, number: string, storeId: string) {
  const events = await ctx.db.selectFrom('events').select(['name', 'properties']).where('store_id', '=', storeId).where(sql`properties ->> 'order_id'`, '=', number).orderBy('seq').execute()
  const state = { total: 0, refunded: 0, state: '', city: null as string | null, cancelled: false }
  for (const { name, properties } of events) {
    state.total = toMinor(properties.total, 'EUR')
    state.state = properties.payment_state
    if (name === 'Order Refunded') state.refunded += toMinor(properties.refund_amount, 'EUR')
    if (properties.changes?.city) state.city = properties.changes.city.to
    if (name === 'Order Cancelled') state.cancelled = true
  }
  return state
}

/** What the customer's row says is what its orders and refunds say, added up by hand. */
async function factsHold(ctx: Ctx) {
  const customers = await ctx.db.selectFrom('customers').selectAll().execute()
  for (const customer of customers) {
    const orders = (await ctx.db.selectFrom('orders').selectAll().where('customer_id', '=', customer.id).execute()).filter(order => order.payment_state !== 'voided')
    const refunds = await ctx.db.selectFrom('refunds').selectAll().where('customer_id', '=', customer.id).execute()
    const spent = orders.reduce((sum, order) => sum + order.subtotal_minor - order.discount_minor, 0) - refunds.reduce((sum, refund) => sum + refund.amount_minor, 0)
    assert.deepEqual([customer.orders_count, customer.spent_minor, customer.first_order_at], [orders.length, spent, orders.map(order => order.placed_at).sort()[0] ?? null])
  }
}
