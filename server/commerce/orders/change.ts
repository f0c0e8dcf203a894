import type { OrderChange } from '../../../contracts/orders.ts'
import { announce, appError, inTransaction, within, type Ctx } from '../../platform/index.ts'
import { recountCustomers } from '../recount.ts'
import { note, tell, type Changes } from './events.ts'
import { lockOrder, type OrderFacts } from './facts.ts'
import { giveBack } from './refund.ts'

export const orderNotPending = appError('orders.not_pending', 409, 'Order {number} does not wait for its payment.')
export const orderCancelled = appError('orders.cancelled', 409, 'Order {number} is cancelled already.')

/**
 * Changes where an order goes and whom to reach about it. What stays the same is no change and no event.
 * @throws orderNotFound
 */
export const editOrder = (ctx: Ctx, { orderId, ...change }: OrderChange & { orderId: string }): Promise<void> =>
  changing(ctx, orderId, async (own, order) => {
    const shipTo = { ...order.shipTo, ...given(change.shipTo ?? {}) }
    const after = { ...order, ...given({ email: change.email, phone: change.phone }), shipTo }
    const changes = changesBetween(order, after)
    if (!Object.keys(changes).length) return
    await own.db.updateTable('orders').where('id', '=', orderId).set({
      email: after.email, phone: after.phone, ship_name: shipTo.name, address: shipTo.address, postal_code: shipTo.postalCode,
      city: shipTo.city, region: shipTo.region, country: shipTo.country, updated_at: own.clock.now().toString(),
    }).execute()
    await updated(own, after, 'orders.edit', changes)
  })

/** @throws orderNotFound, orderNotPending */
export const markOrderPaid = (ctx: Ctx, { orderId }: { orderId: string }): Promise<void> =>
  changing(ctx, orderId, async (own, order) => {
    if (order.paymentState !== 'pending') throw orderNotPending({ number: order.number })
    await own.db.updateTable('orders').set({ payment_state: 'paid', updated_at: own.clock.now().toString() }).where('id', '=', orderId).execute()
    await updated(own, { ...order, paymentState: 'paid' }, 'orders.mark_paid', { paymentState: { from: 'pending', to: 'paid' } })
  })

/**
 * Cancels a whole order. What was paid and not refunded goes back as a refund; an order for which nothing was paid is voided.
 * @throws orderNotFound, orderCancelled
 */
export const cancelOrder = (ctx: Ctx, { orderId, reason, cancelledAt }: { orderId: string; reason?: string | undefined; cancelledAt?: string }): Promise<void> =>
  changing(ctx, orderId, async (own, order) => {
    if (order.cancelledAt) throw orderCancelled({ number: order.number })
    const at = cancelledAt ?? own.clock.now().toString()
    const left = order.totalMinor - order.refundedMinor
    const unpaid = order.paymentState === 'pending' || order.totalMinor === 0
    if (!unpaid && left > 0) await giveBack(own, order, { orderId, refundedAt: at, ...(reason ? { reason } : {}) })
    const paymentState = unpaid ? 'voided' : 'refunded'
    await own.db.updateTable('orders').set({ cancelled_at: at, cancel_reason: reason ?? null, payment_state: paymentState, updated_at: own.clock.now().toString() }).where('id', '=', orderId).execute()
    const after: OrderFacts = { ...order, cancelledAt: at, paymentState, refundedMinor: unpaid ? order.refundedMinor : order.totalMinor }
    await tell(own, [{ name: 'Order Cancelled', order: after, occurredAt: at, messageId: `${orderId}:cancelled`, extra: reason ? { reason } : {} }])
    await note(own, after, 'orders.cancel', { paymentState: { from: order.paymentState, to: paymentState } })
  })

/** One transaction with the order locked, the customer's facts recounted and the news told. */
const changing = (ctx: Ctx, orderId: string, work: (own: Ctx, order: OrderFacts) => Promise<void>): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const order = await lockOrder(db, orderId)
    await work(within(ctx, { db }), order)
    await recountCustomers(db, [order.customerId])
    await announce(db, { topic: 'orders', id: orderId })
  })

async function updated(ctx: Ctx, order: OrderFacts, action: string, changes: Changes) {
  await tell(ctx, [{ name: 'Order Updated', order, occurredAt: ctx.clock.now().toString(), extra: { changes } }])
  await note(ctx, order, action, changes)
}

const given = <T extends object>(fields: T) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }

function changesBetween(before: OrderFacts, after: OrderFacts): Changes {
  const flat = (order: OrderFacts): Record<string, string | null> => ({ email: order.email, phone: order.phone, ...order.shipTo })
  const [old, now] = [flat(before), flat(after)]
  return Object.fromEntries(Object.keys(now).filter(field => old[field] !== now[field]).map(field => [field, { from: old[field] ?? null, to: now[field] ?? null }]))
}
