/**
 * Money without floating point: integers of minor units beside their currency.
 * Shared by server and console, so that a dialog shows exactly what the server will do.
 */
const unusual: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}
const digitsOf = new Map(Object.entries(unusual).flatMap(([digits, codes]) => codes.split(' ').map(code => [code, Number(digits)] as const)))

/** How many decimals a currency has (ISO 4217): JPY 0, EUR 2, KWD 3. */
export const decimals = (currency: string): number => digitsOf.get(currency) ?? 2

/** 1999 EUR → 19.99, for texts, charts and events; never to calculate with. */
export const toMajor = (minor: number, currency: string): number => minor / 10 ** decimals(currency)

/** 19.99 EUR → 1999. Exact for every amount that `toMajor` gave. */
export const toMinor = (major: number, currency: string): number => Math.round(major * 10 ** decimals(currency))

/** Quantity × price, rounded half up to a minor unit. Quantities have at most three decimals, as in 0.375 kg. */
export const extend = (quantity: number, unitPriceMinor: number): number => Math.round((Math.round(quantity * 1000) * unitPriceMinor) / 1000)

/**
 * Spreads an amount over weights so that the parts add up to exactly the amount (largest remainders).
 * No part exceeds its weight when the amount does not exceed their sum.
 */
export function spread(amount: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (!sum) return weights.map(() => 0)
  const exact = weights.map(weight => (BigInt(amount) * BigInt(weight)) / BigInt(sum))
  const parts = exact.map(Number)
  const remainders = weights.map((weight, i) => ({ i, rest: BigInt(amount) * BigInt(weight) - exact[i]! * BigInt(sum) }))
  let left = amount - parts.reduce((a, b) => a + b, 0)
  for (const { i } of remainders.sort((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.i - b.i))) {
    if (left-- <= 0) break
    parts[i]! += 1
  }
  return parts
}

/**
 * What goes back for `quantity` pieces of a line of which `leftQuantity` pieces worth `leftMinor` were not yet returned.
 * The last piece takes the remainder, so that returning piece by piece gives back exactly what was paid.
 */
export const shareOfLine = (leftMinor: number, leftQuantity: number, quantity: number): number =>
  leftQuantity <= 0 ? 0 : Math.round((leftMinor * Math.round(quantity * 1000)) / Math.round(leftQuantity * 1000))
