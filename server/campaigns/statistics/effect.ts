/** People of one group: how many there were, and what those who spent something spent (minor units). */
export type Group = { people: number; amounts: number[] }

export type Effect = {
  /** What the treated spent more in all than they would have without (minor units), and the interval that holds it 95 times in 100. */
  total: number
  from: number
  to: number
  /** How often chance alone gives a difference as large. */
  pValue: number
}

/**
 * The effect of a treatment that was assigned at random, by a randomisation test (Fisher 1935; Ernst 2004, "Permutation
 * methods: a basis for exact inference"): if the treatment did nothing, every buyer could as well have been in the other
 * group, so the difference is compared with those of random divisions. It needs no assumption about how amounts are
 * spread, which matters: a few large orders make every other interval lie. The interval is the difference less the
 * 2.5 % and 97.5 % points of these divisions.
 * @returns undefined where nothing can be told: an empty group, or fewer than five buyers
 */
export function effectOf(treated: Group, control: Group, random: () => number, rounds = 4000): Effect | undefined {
  const amounts = [...treated.amounts, ...control.amounts]
  if (!treated.people || !control.people || amounts.length < 5) return undefined
  const sum = (values: number[]) => values.reduce((all, one) => all + one, 0)
  const everything = sum(amounts)
  const difference = (treatedSum: number) => treatedSum / treated.people - (everything - treatedSum) / control.people
  const seen = difference(sum(treated.amounts))
  const chance = Float64Array.from({ length: rounds }, () => difference(everything - drawn(amounts, { people: treated.people + control.people, places: control.people }, random))).sort()
  const at = (q: number) => chance[Math.min(rounds - 1, Math.max(0, Math.round(q * (rounds - 1))))]!
  const extreme = chance.reduce((count, one) => count + (Math.abs(one) >= Math.abs(seen) - 1e-9 ? 1 : 0), 0)
  return { total: seen * treated.people, from: (seen - at(0.975)) * treated.people, to: (seen - at(0.025)) * treated.people, pValue: (extreme + 1) / (rounds + 1) }
}

/** The sum of those amounts that fall into the control group when its places are given out at random. */
function drawn(amounts: number[], { people, places }: { people: number; places: number }, random: () => number): number {
  let left = people
  let free = places
  let sum = 0
  for (const amount of amounts) {
    if (random() * left < free) {
      sum += amount
      free--
    }
    left--
  }
  return sum
}

/** A generator of numbers in [0, 1) that begins the same for the same seed (mulberry32), so that a report says the same twice. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
