import { decimals, spread } from '../../../contracts/money.ts'
import type { Ctx } from '../../platform/index.ts'
import type { Shop } from '../shop.ts'
import type { State } from '../state.ts'
import { choicesOf, type Choice } from './catalogue.ts'

export type Line = Choice & { quantity: number; totalMinor: number }
export type Cart = { id: string; lines: Line[]; pieces: number; currency: string; subtotalMinor: number; discountMinor: number; coupon: Coupon | undefined; shippingMinor: number; freeFromMinor: number; totalMinor: number }

export type Coupon = { code: string; percent: number; fromMajor: number }

/** Codes that the shop takes; amounts are in units of a euro and become the store's own money. */
const coupons: Coupon[] = [
  { code: 'HELLO10', percent: 10, fromMajor: 0 },
  { code: 'TABLE20', percent: 20, fromMajor: 80 },
]
export const couponOf = (code: string) => coupons.find(coupon => coupon.code === code.trim().toUpperCase())
export const welcomeCode = coupons[0]!.code

/** What prices of a euro are in the store's money, in minor units and round. */
export const priced = (euros: number, currency: string) => Math.round(euros * ({ PHP: 60, INR: 90, RUB: 90, JPY: 160 }[currency] ?? 1)) * 10 ** decimals(currency)
const delivery = { fee: 5, freeFrom: 60 }

/** The cart with today's prices. A coupon that no longer fits takes nothing off. */
export async function cartOf(ctx: Ctx, shop: Shop, { cart, checkout }: Pick<State, 'cart' | 'checkout'>): Promise<Cart> {
  const choices = await choicesOf(ctx, shop, cart.lines.map(line => line.sku))
  const lines = choices.map(choice => {
    const { quantity } = cart.lines.find(line => line.sku === choice.article.sku)!
    return { ...choice, quantity, totalMinor: choice.article.priceMinor * quantity }
  })
  const subtotalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0)
  const coupon = cart.coupon ? couponOf(cart.coupon) : undefined
  const discountMinor = coupon && subtotalMinor >= priced(coupon.fromMajor, shop.currency) ? Math.round((subtotalMinor * coupon.percent) / 100) : 0
  const freeFromMinor = priced(delivery.freeFrom, shop.currency)
  const isFree = !lines.length || checkout?.delivery === 'pickup' || subtotalMinor - discountMinor >= freeFromMinor
  const shippingMinor = isFree ? 0 : priced(delivery.fee, shop.currency)
  return { id: cart.id, lines, pieces: lines.reduce((sum, line) => sum + line.quantity, 0), currency: shop.currency, subtotalMinor, discountMinor, coupon, shippingMinor, freeFromMinor, totalMinor: subtotalMinor - discountMinor + shippingMinor }
}

/** How much of the discount is on each line. */
export const discountsOf = ({ lines, discountMinor }: Cart) => spread(discountMinor, lines.map(line => line.totalMinor))
