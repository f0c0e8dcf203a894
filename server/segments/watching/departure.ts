type Departure = { usual: number; spread: number }

/** So many days must be known before one of them can be unusual. */
const fewestDays = 14

/**
 * How a day departs from those before it: by more than `threshold` spreads from their median. The spread is the median
 * of what they themselves depart, times 1.4826 (the standard deviation, were they normal; Hampel's identifier), and at
 * least the square root of `traffic`, which chance alone brings when so many come and go on a usual day.
 * @returns undefined for a usual day, and with fewer than fourteen days to compare with
 */
export function departure(value: number, before: number[], { threshold, traffic }: { threshold: number; traffic: number }): Departure | undefined {
  if (before.length < fewestDays) return undefined
  const usual = median(before)
  const spread = Math.max(1.4826 * median(before.map(one => Math.abs(one - usual))), Math.sqrt(traffic), 1)
  return Math.abs(value - usual) > threshold * spread ? { usual, spread } : undefined
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
