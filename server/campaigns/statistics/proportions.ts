/** So many of so many did something. */
export type Share = { did: number; of: number }

export type Compared = { difference: number; from: number; to: number; pValue: number }

/**
 * Two shares compared: the interval is Newcombe's hybrid score interval (1998, method 10), which holds for small and
 * extreme shares too; the p-value is that of the pooled z-test. `alpha`: divide it by the number of comparisons.
 */
export function compareShares(one: Share, other: Share, alpha = 0.05): Compared | undefined {
  if (!one.of || !other.of) return undefined
  const z = quantile(1 - alpha / 2)
  const [a, b] = [wilson(one, z), wilson(other, z)]
  const difference = one.did / one.of - other.did / other.of
  const pooled = (one.did + other.did) / (one.of + other.of)
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / one.of + 1 / other.of))
  return {
    difference,
    from: difference - Math.hypot(one.did / one.of - a.low, b.high - other.did / other.of),
    to: difference + Math.hypot(a.high - one.did / one.of, other.did / other.of - b.low),
    pValue: spread === 0 ? 1 : 2 * (1 - normal(Math.abs(difference) / spread)),
  }
}

/** Wilson's score interval of one share (1927). */
function wilson({ did, of }: Share, z: number): { low: number; high: number } {
  const p = did / of
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of)
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** The standard normal distribution; Abramowitz and Stegun 26.2.17, off by less than 7.5e-8. */
export function normal(x: number): number {
  if (x < 0) return 1 - normal(-x)
  const t = 1 / (1 + 0.2316419 * x)
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
}

/** Its inverse, by halving: exact enough, and there is nothing to get wrong. */
function quantile(p: number): number {
  let [low, high] = [-10, 10]
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (normal(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
