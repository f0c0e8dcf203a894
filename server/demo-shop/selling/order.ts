import { createHmac } from 'node:crypto'
import { placeOrders } from '../../commerce/index.ts'
import { inTransaction, within, type Ctx } from '../../platform/index.ts'
import type { Shop } from '../shop.ts'
import type { Checkout } from '../state.ts'
import { discountsOf, type Cart } from './cart.ts'

export type Ready = Checkout & { email: string; name: string }

/**
 * Places the order of a cart as a shop's server does: with its own source. The number comes of the checkout, so that a
 * second click, or a page that is sent again, is the same order. The browser reports the same number beside it.
 * @returns the order's number
 */
export async function placeOrder(ctx: Ctx, shop: Shop, cart: Cart, checkout: Ready): Promise<string> {
  const number = numberOf(ctx, checkout.id)
  const discounts = discountsOf(cart)
  const shipTo = checkout.delivery === 'pickup' ? { name: checkout.name } : { name: checkout.name, address: checkout.address, postalCode: checkout.postalCode, city: checkout.city, country: checkout.country }
  await inTransaction(ctx.db, async db => {
    await placeOrders(within(ctx, { db }), [{
      storeId: shop.storeId, number, channel: 'web', sourceId: shop.server.id,
      lines: cart.lines.map(({ article, quantity }, i) => ({ variantId: article.id, sku: article.sku, quantity, unitPriceMinor: article.priceMinor, discountMinor: discounts[i]! })),
      shippingMinor: cart.shippingMinor, discountCodes: cart.coupon && cart.discountMinor ? [cart.coupon.code] : [],
      customer: { email: checkout.email, name: checkout.name, ...(checkout.phone ? { phone: checkout.phone } : {}) },
      shipTo: Object.fromEntries(Object.entries(shipTo).filter(([, value]) => value)),
    }])
  })
  return number
}

/** Eight letters and digits that nobody guesses or misreads. */
const numberOf = ({ config }: Ctx, checkoutId: string) => `D-${letters(createHmac('sha256', config.secret!).update(`demo order ${checkoutId}`).digest(), 8)}`
const letters = (bytes: Buffer, count: number) => [...bytes.subarray(0, count)].map(byte => 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[byte % 32]).join('')

export type Ordered = { number: string; placedAt: string; currency: string; subtotalMinor: number; discountMinor: number; shippingMinor: number; taxMinor: number; totalMinor: number; codes: string[]; email: string | null; lines: { sku: string; title: string; quantity: number; unitPriceMinor: number; discountMinor: number; totalMinor: number }[] }

/** Orders of the demo shop by their numbers, the newest first. */
export async function ordersNumbered({ db }: Ctx, shop: Shop, numbers: string[]): Promise<Ordered[]> {
  if (!numbers.length) return []
  const rows = await db.selectFrom('orders')
    .select(['id', 'number', 'placed_at as placedAt', 'currency', 'subtotal_minor as subtotalMinor', 'discount_minor as discountMinor', 'shipping_minor as shippingMinor', 'tax_minor as taxMinor', 'total_minor as totalMinor', 'discount_codes as codes', 'email'])
    .where('store_id', '=', shop.storeId).where('source_id', '=', shop.server.id).where('number', 'in', numbers).orderBy('placed_at', 'desc').execute()
  if (!rows.length) return []
  const lines = await db.selectFrom('order_lines').select(['order_id', 'sku', 'title', 'quantity', 'unit_price_minor as unitPriceMinor', 'discount_minor as discountMinor', 'total_minor as totalMinor'])
    .where('order_id', 'in', rows.map(row => row.id)).orderBy('order_id').orderBy('position').execute()
  return rows.map(({ id, ...order }) => ({ ...order, lines: lines.filter(line => line.order_id === id).map(({ order_id: _, ...line }) => ({ ...line, quantity: Number(line.quantity) })) }))
}
