import { extend } from '../../../../contracts/money.ts'
import { amountsOf, sum, type Amounts } from '../../orders/amounts.ts'
import type { ToldProduct } from '../spec/products.ts'
import type { SaidOfOrder } from '../spec/reports.ts'

/** What was bought, and the order's amounts as `amountsOf` (server/commerce/orders/amounts.ts) defines them. */
export type Settled = { products: (ToldProduct & { priceMinor: number })[]; amounts: Amounts; taxIncluded: boolean }

/** The title of the line for what an event names no product for. */
export const notItemised = 'Not itemised'

/**
 * Makes amounts that add up of what events say. What was paid, `total`, holds; the rest is read so that it leads there:
 * whether prices include the tax, and whether they are after the discount. What then is still missing becomes a line of
 * its own, what is too much a discount.
 * @returns undefined where nothing says what was bought or paid
 */
export function settle(said: SaidOfOrder, priceOf: (product: ToldProduct) => number | undefined): Settled | undefined {
  const { shippingMinor: shipping = 0, taxMinor: tax = 0 } = said
  const paid = said.totalMinor ?? plus(said.revenueMinor ?? said.subtotalMinor, shipping + tax)
  if (!said.products?.length && paid === undefined) return undefined
  const products = pricedProducts(said, priceOf, paid === undefined ? undefined : paid - shipping - tax + (said.discountMinor ?? 0))
  const worth = sum(products.map(product => extend(product.quantity, product.priceMinor)))
  const onLines = sum(products.map(product => product.discountMinor ?? 0))
  const discount = Math.min(worth, Math.max(said.discountMinor ?? 0, onLines))
  const reading = paid === undefined ? { discount, taxIncluded: said.taxIncluded ?? true } : readingOf({ worth, discount, onLines, shipping, tax, paid, said })
  const base = worth - reading.discount + shipping + (reading.taxIncluded ? 0 : tax)
  const missing = paid === undefined ? 0 : paid - base
  const line: Settled['products'][number] = { title: notItemised, quantity: 1, priceMinor: missing }
  const over = Math.max(0, -missing)
  const more = Math.min(over, worth - reading.discount)
  const claim = {
    lines: (missing > 0 ? [...products, line] : products).map(({ quantity, priceMinor, discountMinor }) => ({ quantity, unitPriceMinor: priceMinor, ...(discountMinor && reading.discount >= onLines ? { discountMinor } : {}) })),
    discountMinor: reading.discount + more, shippingMinor: Math.max(0, shipping - (over - more)), taxMinor: tax, taxIncluded: reading.taxIncluded,
  }
  return { products: missing > 0 ? [...products, line] : products, amounts: amountsOf(claim).amounts, taxIncluded: reading.taxIncluded }
}

const plus = (a: number | undefined, b: number) => (a === undefined ? undefined : a + b)

/** A line discount is at most what the line costs. The price of the one product that has none follows from the rest. */
function pricedProducts(said: SaidOfOrder, priceOf: (product: ToldProduct) => number | undefined, goods: number | undefined) {
  const prices = (said.products ?? []).map(product => product.priceMinor ?? priceOf(product))
  const unpriced = prices.flatMap((price, i) => (price === undefined ? [i] : []))
  const rest = (goods ?? 0) - sum((said.products ?? []).map(({ quantity }, i) => extend(quantity, prices[i] ?? 0)))
  const [only] = unpriced
  const follows = unpriced.length === 1 && rest > 0 && Number.isInteger(rest / said.products![only!]!.quantity) ? rest / said.products![only!]!.quantity : 0
  return (said.products ?? []).map((product, i) => {
    const priceMinor = prices[i] ?? follows
    const { discountMinor, ...rest } = product
    return { ...rest, priceMinor, ...(discountMinor ? { discountMinor: Math.min(discountMinor, extend(product.quantity, priceMinor)) } : {}) }
  })
}

type Known = { worth: number; discount: number; onLines: number; shipping: number; tax: number; paid: number; said: SaidOfOrder }

/** Of the ways to read the amounts the first that leads exactly to what was paid; else what the event says, else tax included. */
function readingOf({ worth, discount, shipping, tax, paid, said }: Known): { discount: number; taxIncluded: boolean } {
  const ways = [discount, 0].flatMap(off => (said.taxIncluded === undefined ? [false, true] : [said.taxIncluded]).map(taxIncluded => ({ discount: off, taxIncluded })))
  const exact = ways.find(way => worth - way.discount + shipping + (way.taxIncluded ? 0 : tax) === paid)
  if (exact) return { ...exact, taxIncluded: tax === 0 ? (said.taxIncluded ?? true) : exact.taxIncluded }
  const goods = said.revenueMinor ?? said.subtotalMinor
  const isOnTop = tax > 0 && goods !== undefined && Math.abs(goods + shipping + tax - paid) <= 1
  return { discount, taxIncluded: said.taxIncluded ?? !isOnTop }
}
