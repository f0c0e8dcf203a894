import { z } from 'zod'
import { route } from './route.ts'
import { Country, Currency, Day, Flag, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

export const channels = ['web', 'app', 'shop_floor', 'phone', 'marketplace', 'other'] as const
export const Channel = z.enum(channels)
export const paymentStates = ['pending', 'paid', 'partially_refunded', 'refunded', 'voided'] as const
export const PaymentState = z.enum(paymentStates)
export type PaymentState = z.infer<typeof PaymentState>

export const OrderRow = z.object({
  id: Id,
  storeId: Id,
  number: z.string(),
  customerId: Id.nullable(),
  customerName: z.string().nullable(),
  email: z.string().nullable(),
  channel: Channel,
  currency: Currency,
  totalMinor: Minor,
  refundedMinor: Minor,
  itemsCount: z.int(),
  paymentState: PaymentState,
  discountCodes: z.array(z.string()),
  country: Country.nullable(),
  placedAt: Instant,
  cancelledAt: Instant.nullable(),
})
export type OrderRow = z.infer<typeof OrderRow>

export const OrderLine = z.object({
  id: Id,
  productId: Id.nullable(),
  variantId: Id.nullable(),
  sku: z.string(),
  title: z.string(),
  imageUrl: z.string().nullable(),
  quantity: z.number(),
  unitPriceMinor: Minor,
  discountMinor: Minor,
  taxMinor: Minor,
  /** round(quantity × unit price) − discount. */
  totalMinor: Minor,
  /** What is not returned yet, and what the customer paid for it: line total, plus tax where prices exclude it. */
  leftQuantity: z.number(),
  leftMinor: Minor,
})
export type OrderLine = z.infer<typeof OrderLine>

const RefundLine = z.object({ id: Id, orderLineId: Id.nullable(), sku: z.string(), title: z.string(), quantity: z.number(), amountMinor: Minor })
export const Refund = z.object({
  id: Id,
  number: z.string(),
  amountMinor: Minor,
  reason: z.string().nullable(),
  refundedAt: Instant,
  lines: z.array(RefundLine),
})

/** Something that happened to an order, from the log. */
export const OrderMoment = z.object({
  id: Id,
  name: z.string(),
  occurredAt: Instant,
  /** Who did it; null when it came from outside, e.g. from the shop. */
  by: z.string().nullable(),
  amountMinor: Minor.nullable(),
  reason: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
})
export type OrderMoment = z.infer<typeof OrderMoment>

const shipTo = { name: z.string().nullable(), address: z.string().nullable(), postalCode: z.string().nullable(), city: z.string().nullable(), region: z.string().nullable(), country: Country.nullable() }

export const Order = OrderRow.extend({
  storeName: z.string(),
  timeZone: z.string(),
  subtotalMinor: Minor,
  discountMinor: Minor,
  shippingMinor: Minor,
  taxMinor: Minor,
  taxIncluded: z.boolean(),
  phone: z.string().nullable(),
  shipTo: z.object(shipTo),
  cancelReason: z.string().nullable(),
  lines: z.array(OrderLine),
  refunds: z.array(Refund),
  customer: z.object({ id: Id, name: z.string(), email: z.string().nullable(), ordersCount: z.int(), spentMinor: Minor, currency: Currency.nullable(), firstOrderAt: Instant.nullable() }).nullable(),
  history: z.array(OrderMoment),
})
export type Order = z.infer<typeof Order>

/** The filters of an order list; analytics links to them, so that every figure opens its rows. */
export const OrderFilter = z.object({
  /** An order number, or a customer's name, e-mail or phone; typing mistakes in names are forgiven. */
  q: z.string().trim().max(200).optional(),
  store: many(Id),
  currency: Currency.optional(),
  /** Days of the store's own time zone, both included. */
  from: Day.optional(),
  to: Day.optional(),
  state: many(PaymentState),
  channel: many(Channel),
  country: many(Country),
  customer: Id.optional(),
  product: Id.optional(),
  code: z.string().max(100).optional(),
  totalFrom: z.coerce.number().int().optional(),
  totalTo: z.coerce.number().int().optional(),
  /** Orders of which money went back on these days. */
  refundedFrom: Day.optional(),
  refundedTo: Day.optional(),
  /** Orders without a customer, or only those with one. */
  guest: Flag.optional(),
  /** Within `from` and `to`: customers whose first order lies there (new), or before it (returning). */
  buyer: z.enum(['new', 'returning']).optional(),
  cancelled: Flag.optional(),
  /** Leaves out what was never paid and cancelled. */
  counted: Flag.optional(),
})
export type OrderFilter = z.output<typeof OrderFilter>

export const orderSorts = ['-placed', 'placed', '-total', 'total'] as const
const OrderQuery = OrderFilter.extend({ ...PageQuery.shape, sort: z.enum(orderSorts).default('-placed') })
export type OrderQuery = z.output<typeof OrderQuery>

export const listOrders = route({
  method: 'GET', path: '/v1/orders', may: 'orders.read',
  summary: 'Orders, newest first or by total. Amounts in filters are minor units.',
  query: OrderQuery, answers: page(OrderRow),
})

export const countOrders = route({
  method: 'GET', path: '/v1/orders/count', may: 'orders.read',
  summary: 'How many orders a filter has: exact where that is cheap, else an estimate that says so.',
  query: OrderFilter, answers: z.object({ count: z.int(), exact: z.boolean() }),
})

export const exportOrders = route({
  method: 'GET', path: '/v1/orders/export', may: 'orders.export',
  summary: 'The orders of a filter as CSV, newest first, streamed.',
  query: OrderFilter, answers: 'text/csv', limitPerMinute: 20,
})

export const getOrder = route({
  method: 'GET', path: '/v1/orders/:orderId', may: 'orders.read',
  summary: 'One order with its lines, refunds, customer and history.',
  params: z.object({ orderId: Id }), answers: Order,
})

const Positive = z.number().positive('A quantity is above zero.').max(1e9).refine(n => Number.isInteger(Math.round(n * 1e6) / 1e3), 'A quantity has at most three decimals.')
const NotNegative = Minor.min(0, 'An amount is not negative; a refund is made from the order.')
const text = (max: number) => z.string().trim().min(1).max(max)

const NewLine = z.object({
  /** Links the line to a product: by variant, else by SKU. */
  variantId: Id.optional(),
  sku: z.string().trim().max(120).optional(),
  /** The product's own when left out. */
  title: z.string().trim().max(300).optional(),
  quantity: Positive,
  unitPriceMinor: NotNegative,
  discountMinor: NotNegative.optional(),
  taxMinor: NotNegative.optional(),
  /** Checked when given: round(quantity × unit price) − discount. */
  totalMinor: NotNegative.optional(),
})

export const NewOrder = z.object({
  storeId: Id,
  /** The shop's number. An order with this number of this store is placed once. */
  number: text(80),
  placedAt: Instant.optional(),
  channel: Channel.default('web'),
  paymentState: z.enum(['pending', 'paid']).default('paid'),
  lines: z.array(NewLine).min(1, 'An order has at least one line.').max(1000),
  /** The whole discount of the order, lines included; what is not on the lines is spread over them. */
  discountMinor: NotNegative.optional(),
  shippingMinor: NotNegative.default(0),
  taxMinor: NotNegative.optional(),
  /** Whether prices include the tax. */
  taxIncluded: z.boolean().default(true),
  /** Both are checked when given. */
  subtotalMinor: NotNegative.optional(),
  totalMinor: NotNegative.optional(),
  discountCodes: z.array(text(100)).max(20).default([]),
  /** Who bought: by Suki's id, else the shop's own id, e-mail or phone; a new one becomes a customer. Left out: a guest. */
  customer: z.object({ id: Id.optional(), externalId: text(200).optional(), email: z.email().optional(), phone: text(40).optional(), name: text(200).optional() }).optional(),
  email: z.email().optional(),
  phone: text(40).optional(),
  shipTo: z.object({ name: text(200), address: text(400), postalCode: text(20), city: text(120), region: text(120), country: Country }).partial().default({}),
})
export type NewOrder = z.input<typeof NewOrder>

export const placeOrder = route({
  method: 'POST', path: '/v1/orders', may: 'orders.write', audits: 'orders.place',
  summary: 'Places an order. A number that the store used already gives that order, unchanged.',
  body: NewOrder, answers: Order,
})

const optionalText = (max: number) => z.string().trim().max(max).nullable().transform(value => value || null)
const OrderChange = z.object({
  email: z.email().nullable(),
  phone: optionalText(40),
  shipTo: z.object({ name: optionalText(200), address: optionalText(400), postalCode: optionalText(20), city: optionalText(120), region: optionalText(120), country: Country.nullable() }).partial(),
}).partial()
export type OrderChange = z.output<typeof OrderChange>

export const editOrder = route({
  method: 'PATCH', path: '/v1/orders/:orderId', may: 'orders.write', audits: 'orders.edit',
  summary: 'Changes where an order goes and whom to reach about it.',
  params: z.object({ orderId: Id }), body: OrderChange, answers: Order,
})

export const markOrderPaid = route({
  method: 'POST', path: '/v1/orders/:orderId/paid', may: 'orders.write', audits: 'orders.mark_paid',
  summary: 'Notes that a pending order was paid.',
  params: z.object({ orderId: Id }), answers: Order,
})

export const cancelOrder = route({
  method: 'POST', path: '/v1/orders/:orderId/cancel', may: 'orders.write', audits: 'orders.cancel',
  summary: 'Cancels a whole order: what was paid goes back, what was not is voided.',
  params: z.object({ orderId: Id }), body: z.object({ reason: text(500).optional() }), answers: Order,
})

export const NewRefund = z.object({
  /** The refund's own number; the same number of the same order is refunded once. */
  number: text(100).optional(),
  /** What comes back. Left out together with `amountMinor`: everything that is left. */
  lines: z.array(z.object({ lineId: Id, quantity: Positive })).max(1000).optional(),
  /** What goes back in money; the worth of the lines when left out. */
  amountMinor: Minor.min(1, 'A refund gives something back.').optional(),
  reason: text(500).optional(),
})
export type NewRefund = z.output<typeof NewRefund>

export const refundOrder = route({
  method: 'POST', path: '/v1/orders/:orderId/refunds', may: 'orders.write', audits: 'orders.refund',
  summary: 'Gives money back: for lines, an amount, or all that is left. Never more than was paid.',
  params: z.object({ orderId: Id }), body: NewRefund, answers: Order,
})
