/** Chance that repeats: the same seed gives the same story on every machine. */
export type Chance = ReturnType<typeof chanceOf>

/** A stream of chance named by its seed (FNV-1a into mulberry32); streams of different names do not disturb one another. */
export function chanceOf(seed: string) {
  let state = [...seed].reduce((hash, letter) => Math.imul(hash ^ letter.codePointAt(0)!, 16_777_619), 2_166_136_261) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    /** An integer from `low` to `high`, both included. */
    between: (low: number, high: number) => low + Math.floor(next() * (high - low + 1)),
    happens: (share: number) => next() < share,
    one: <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!,
    /** One of the entries, as often as its weight says. */
    weighted: <T>(of: readonly (readonly [T, number])[]): T => {
      let left = next() * of.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of of) if ((left -= weight) < 0) return value
      return of.at(-1)![0]
    },
    /** A waiting time whose mean is given (exponential). */
    wait: (mean: number) => -Math.log(1 - next()) * mean,
    shuffled: <T>(of: readonly T[]): T[] => of.map(value => [next(), value] as const).sort((a, b) => a[0] - b[0]).map(([, value]) => value),
  }
}
