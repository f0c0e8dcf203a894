import type { FactName } from '../../../contracts/segments.ts'

/** Everything that rules can ask of one customer. Instants are milliseconds since 1970, amounts minor units. */
export type History = {
  customerId: string
  facts: Facts
  traits: Record<string, unknown>
  /** Each list in the order of time. */
  events: EventRow[]
  /** Without those that are voided. */
  orders: OrderRow[]
  refunds: RefundRow[]
  /** Carts that hold something and were neither ordered nor emptied. */
  carts: CartRow[]
  consents: { channel: string; purpose: string; state: 'granted' | 'denied' | 'pending' | 'withdrawn' }[]
  /** Kinds of identifiers, e.g. `email` or `store:main`. */
  identifiers: string[]
}

/** Days as `2026-01-31`, instants in milliseconds, texts, numbers; what is missing is left out. */
export type Facts = Partial<Record<FactName, string | number | string[]>>

export type EventRow = { id: string; at: number; name: string; sourceId: string; storeId: string | null; properties: Record<string, unknown> }
export type OrderRow = {
  id: string; at: number; storeId: string; channel: string; currency: string
  subtotalMinor: number; discountMinor: number; refundedMinor: number; itemsCount: number; discountCodes: string[]; lines: LineRow[]
}
/** Quantities are thousandths of a piece. */
export type LineRow = { productId: string | null; variantId: string | null; sku: string; title: string; quantityMilli: number; discountMinor: number; totalMinor: number }
/** `orderAt`: when its order was placed; that of the refund itself when the order is not known. */
export type RefundRow = { id: string; at: number; storeId: string; orderId: string | null; orderAt: number; currency: string; amountMinor: number }
export type CartRow = { id: string; at: number; storeId: string; currency: string; valueMinor: number }

/** The catalogue as far as rules ask for it. */
export type ProductRow = { id: string; storeId: string; externalId: string; category: string; brand: string }
