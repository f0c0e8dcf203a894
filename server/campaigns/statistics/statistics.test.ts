import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effectOf, seeded, type Group } from './effect.ts'
import { compareShares, normal } from './proportions.ts'

// Campaigns that do nothing: every night 10,000 (SIMULATIONS=10000), else a tenth of it.
const simulations = Number(process.env['SIMULATIONS'] ?? 1000)

/** What a shop's customers spend: 3 % buy, amounts as skewed as they are in shops (log-normal, sigma 1). */
function spending(people: number, random: () => number): number[] {
  const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: people }, () => (random() < 0.03 ? Math.round(Math.exp(8 + bell())) : 0))
}

test(`of ${simulations} campaigns that do nothing five in a hundred seem to do something`, () => {
  const random = seeded(20261122)
  let found = 0
  for (let i = 0; i < simulations; i++) {
    const groups: [Group, Group] = [{ people: 0, amounts: [] }, { people: 0, amounts: [] }]
    for (const amount of spending(2000, random)) {
      const group = groups[random() < 0.1 ? 1 : 0]
      group.people++
      if (amount) group.amounts.push(amount)
    }
    const effect = effectOf(groups[0], groups[1], random, 400)
    if (effect && effect.pValue < 0.05) found++
  }
  const share = (100 * found) / simulations
  // One in a hundred off is what is promised; fewer simulations spread more by themselves.
  const allowed = Math.max(1, (3 * 100 * Math.sqrt(0.05 * 0.95)) / Math.sqrt(simulations))
  assert.ok(Math.abs(share - 5) <= allowed, `${share} %`)
})

test('an effect that is there is found, and lies in its interval', () => {
  const random = seeded(7)
  const control = { people: 5000, amounts: spending(5000, random).filter(Boolean) }
  const treated = { people: 5000, amounts: spending(5000, random).filter(Boolean).concat(Array.from({ length: 150 }, () => 4000)) }
  const effect = effectOf(treated, control, random)!
  assert.ok(effect.pValue < 0.01)
  assert.ok(effect.from < 600_000 && effect.to > 600_000, JSON.stringify(effect))
})

test('of too few people nothing is said', () => {
  assert.equal(effectOf({ people: 100, amounts: [100, 200] }, { people: 5, amounts: [] }, seeded(1)), undefined)
  assert.equal(effectOf({ people: 100, amounts: Array.from({ length: 9 }, () => 5) }, { people: 0, amounts: [] }, seeded(1)), undefined)
})

test('shares are compared as in the literature', () => {
  // Newcombe 1998, table II: 56/70 against 48/80, method 10: 0.0524 to 0.3339.
  const { from, to, difference } = compareShares({ did: 56, of: 70 }, { did: 48, of: 80 })!
  assert.deepEqual([difference, from, to].map(n => n.toFixed(4)), ['0.2000', '0.0524', '0.3339'])
  assert.equal(normal(1.959964).toFixed(4), '0.9750')
  assert.equal(compareShares({ did: 0, of: 10 }, { did: 0, of: 10 })!.pValue, 1)
})
