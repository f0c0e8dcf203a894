import { randomUUIDv7 } from 'node:crypto'
import { toMajor } from '../../../contracts/money.ts'
import { append, sources, type NewEvent } from '../../collect/index.ts'
import type { Ctx } from '../../platform/index.ts'
import { audit, type Change } from '../../staff/index.ts'
import type { OrderFacts } from './facts.ts'

/** What changed: `from` and `to` as texts, by field of the API. */
export type Changes = Record<string, { from: string | null; to: string | null }>

/**
 * Order events follow the Segment e-commerce spec v2: amounts in major units, `order_id` is the shop's number,
 * `subtotal` and `revenue` are after discounts and before shipping and tax. Each carries the whole order,
 * so that a reader needs no other event: https://segment.com/docs/connections/spec/ecommerce/v2/
 */
export function propertiesOf(order: OrderFacts): Record<string, unknown> {
  const major = (minor: number) => toMajor(minor, order.currency)
  return {
    order_id: order.number,
    suki_order_id: order.id,
    affiliation: order.storeName,
    channel: order.channel,
    currency: order.currency,
    subtotal: major(order.subtotalMinor - order.discountMinor),
    revenue: major(order.subtotalMinor - order.discountMinor),
    discount: major(order.discountMinor),
    shipping: major(order.shippingMinor),
    tax: major(order.taxMinor),
    tax_included: order.taxIncluded,
    total: major(order.totalMinor),
    refunded: major(order.refundedMinor),
    payment_state: order.paymentState,
    ...(order.discountCodes.length ? { coupon: order.discountCodes.join(',') } : {}),
    products: order.lines.map((line, i) => ({
      product_id: line.externalId ?? undefined,
      line_id: line.id,
      sku: line.sku,
      name: line.title,
      variant: line.variantTitle || undefined,
      category: line.category ?? undefined,
      brand: line.brand ?? undefined,
      image_url: line.imageUrl ?? undefined,
      price: major(line.unitPriceMinor),
      quantity: line.quantity,
      discount: major(line.discountMinor),
      position: i + 1,
    })),
  }
}

export type OrderEvent = { name: 'Order Completed' | 'Order Updated' | 'Order Refunded' | 'Order Cancelled'; order: OrderFacts; occurredAt: string; messageId?: string; sourceId?: string; extra?: Record<string, unknown> }

/** Writes what happened to orders into the log, in the caller's transaction. */
export const tell = (ctx: Ctx, events: OrderEvent[]) => append(ctx.db, events.map(event => asEvent(ctx, event)))

const asEvent = (ctx: Ctx, { name, order, occurredAt, messageId, sourceId, extra }: OrderEvent): NewEvent => ({
  sourceId: sourceId ?? sources.suki,
  messageId: messageId ?? randomUUIDv7(),
  name,
  nodeId: order.nodeId ?? order.customerId,
  storeId: order.storeId,
  properties: { ...propertiesOf(order), ...extra },
  context: isPerson(ctx) ? { actor: { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name } } : {},
  occurredAt,
})

const isPerson = ({ actor }: Ctx) => actor.kind === 'staff' || actor.kind === 'key'

/** Writes into the audit log what a person did to an order, in the caller's transaction. */
export async function note(ctx: Ctx, order: OrderFacts, action: string, changes: Record<string, Change> = {}) {
  if (!isPerson(ctx)) return
  await audit(ctx, { action, record: { kind: 'order', id: order.id, label: order.number }, changes })
}
