import { z } from 'zod'
import { route } from './route.ts'
import { Currency, Flag, Id, Instant, many, Minor, page, PageQuery } from './shapes.ts'

export const cartStates = ['open', 'checkout', 'abandoned', 'ordered'] as const
export const CartState = z.enum(cartStates)

export const CartRow = z.object({
  id: Id,
  storeId: Id,
  customerId: Id.nullable(),
  customerName: z.string().nullable(),
  email: z.string().nullable(),
  state: CartState,
  currency: Currency,
  /** What the pieces in it cost, before discounts, shipping and tax. */
  valueMinor: Minor,
  itemsCount: z.int(),
  /** The title of its first product. */
  firstTitle: z.string().nullable(),
  discountCodes: z.array(z.string()),
  /** 0: not at the checkout. */
  checkoutStep: z.int(),
  /** How often it was left for so long that it was abandoned, and taken up again. */
  returns: z.int(),
  startedAt: Instant,
  /** When something was last done with it. */
  activeAt: Instant,
  abandonedAt: Instant.nullable(),
  orderedAt: Instant.nullable(),
  orderNumber: z.string().nullable(),
})
export type CartRow = z.infer<typeof CartRow>

export const CartLine = z.object({
  productId: Id.nullable(),
  variantId: Id.nullable(),
  sku: z.string(),
  title: z.string(),
  variant: z.string().nullable(),
  imageUrl: z.string().nullable(),
  quantity: z.number(),
  /** Null where neither the event nor the catalogue has a price. */
  unitPriceMinor: Minor.nullable(),
})
export type CartLine = z.infer<typeof CartLine>

/** Something that was done with a cart, as its source told it. */
export const CartMoment = z.object({
  id: Id,
  kind: z.enum(['added', 'removed', 'shown', 'coupon', 'coupon_off', 'checkout', 'step', 'payment', 'ordered']),
  at: Instant,
  title: z.string().nullable(),
  quantity: z.number().nullable(),
  code: z.string().nullable(),
  step: z.int().nullable(),
})
export type CartMoment = z.infer<typeof CartMoment>

export const Cart = CartRow.extend({
  /** The shop's own id of it. */
  cartKey: z.string().nullable(),
  storeName: z.string(),
  /** After how many minutes without activity it counts as abandoned. */
  abandonedMinutes: z.int(),
  orderId: Id.nullable(),
  lines: z.array(CartLine),
  history: z.array(CartMoment),
})
export type Cart = z.infer<typeof Cart>

export const CartFilter = z.object({
  /** A customer's name, e-mail or phone. */
  q: z.string().trim().max(200).optional(),
  state: many(CartState),
  store: many(Id),
  currency: Currency.optional(),
  customer: Id.optional(),
  valueFrom: z.coerce.number().int().optional(),
  valueTo: z.coerce.number().int().optional(),
  /** For how many hours nothing was done with it: at least, and at most. */
  idleFrom: z.coerce.number().min(0).max(100_000).optional(),
  idleTo: z.coerce.number().min(0).max(100_000).optional(),
  /** Only carts that reached the checkout, or only those that did not. */
  checkout: Flag.optional(),
  /** Only carts of customers whom Suki knows, or only those of visitors. */
  known: Flag.optional(),
})
export type CartFilter = z.output<typeof CartFilter>

export const cartSorts = ['-active', 'active', '-value', 'value'] as const
export const CartQuery = CartFilter.extend({ ...PageQuery.shape, sort: z.enum(cartSorts).default('-active') })
export type CartQuery = z.output<typeof CartQuery>

export const listCarts = route({
  method: 'GET', path: '/v1/carts', may: 'orders.read',
  summary: 'Carts that hold something, the most recently touched first or by value.',
  query: CartQuery, answers: page(CartRow),
})

export const cartFigures = route({
  method: 'GET', path: '/v1/carts/figures', may: 'orders.read',
  summary: 'Carts of the last 30 days: how many were abandoned and ordered, and what the abandoned ones are worth, by currency.',
  query: z.object({ store: many(Id) }),
  answers: z.object({ items: z.array(z.object({ currency: Currency, openCount: z.int(), abandonedCount: z.int(), abandonedMinor: Minor, orderedCount: z.int(), returnedCount: z.int() })) }),
})

export const exportCarts = route({
  method: 'GET', path: '/v1/carts/export', may: 'orders.export',
  summary: 'The carts of a filter as CSV, the most recently touched first, streamed.',
  query: CartFilter, answers: 'text/csv', limitPerMinute: 20,
})

export const getCart = route({
  method: 'GET', path: '/v1/carts/:cartId', may: 'orders.read',
  summary: 'One cart with its lines and what was done with it.',
  params: z.object({ cartId: Id }), answers: Cart,
})

export const UnusableEvent = z.object({
  eventId: Id,
  sourceId: Id,
  sourceName: z.string().nullable(),
  name: z.string(),
  reason: z.string(),
  occurredAt: Instant,
})
export type UnusableEvent = z.infer<typeof UnusableEvent>

export const listUnusable = route({
  method: 'GET', path: '/v1/carts/unusable', may: 'sources.read',
  summary: 'Events about carts and orders that could not be used, with the reason, newest first. They stay in the log.',
  query: PageQuery, answers: page(UnusableEvent),
})

const Liked = z.object({ name: z.string(), share: z.number() })
const SeenProduct = z.object({ productId: Id.nullable(), title: z.string(), imageUrl: z.string().nullable(), at: Instant })

export const ShoppingFacts = z.object({
  /** The currency that the customer mostly buys in; null before the first order. */
  currency: Currency.nullable(),
  ordersCount: z.int(),
  /** (gross − discounts) ÷ orders. */
  averageOrderMinor: Minor.nullable(),
  /** Days between orders, on average; null before the second. */
  daysBetweenOrders: z.number().nullable(),
  daysSinceLastOrder: z.int().nullable(),
  /** Share of orders with a discount or a code, 0 to 1. */
  discountShare: z.number().nullable(),
  /** By what was paid. */
  topCategory: z.string().nullable(),
  /** Categories by what was bought and looked at; what is 90 days old counts half. Shares add up to 1. */
  interests: z.array(Liked),
  viewed: z.array(SeenProduct),
  wishes: z.array(SeenProduct),
  /** The cart in hand or the last one left. */
  cart: CartRow.nullable(),
})
export type ShoppingFacts = z.infer<typeof ShoppingFacts>

export const shoppingFacts = route({
  method: 'GET', path: '/v1/customers/:customerId/shopping', may: 'customers.read',
  summary: 'How a customer shops: average order, discounts, interests, what was looked at and wished for, the cart in hand.',
  params: z.object({ customerId: Id }), answers: ShoppingFacts,
})
