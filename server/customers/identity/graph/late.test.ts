import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultPolicy } from '../../../collect/index.ts'
import { fold, type Components, type Cut, type Identifier, type Observation } from './fold.ts'
import { foldRegion } from './late.ts'

const policy = { ...defaultPolicy, kinds: { ...defaultPolicy.kinds, email: { limit: 2, priority: 2 }, anonymous_id: { limit: 2, priority: 9 } } }
const identifier = fc.oneof(fc.integer({ min: 0, max: 9 }).map(n => `user_id|n${n}`), fc.integer({ min: 0, max: 9 }).map(n => `email|n${n}`), fc.integer({ min: 0, max: 14 }).map(n => `anonymous_id|n${n}`))
const seen = fc.record({ at: fc.integer({ min: 1000, max: 9999 }).map(String), identifiers: fc.uniqueArray(identifier, { minLength: 1, maxLength: 4 }), byStaff: fc.nat(19).map(n => n === 0) })
const worlds = fc.record({ known: fc.array(seen, { maxLength: 40 }), cuts: fc.array(fc.tuple(identifier, identifier).filter(([a, b]) => a !== b), { maxLength: 2 }), late: fc.array(seen, { minLength: 1, maxLength: 3 }), earlier: fc.option(fc.nat(39)) })

const asLists = (components: Components) => [...new Set(components.values())].map(c => [...c.members].sort().join(' ')).sort()
const numbered = (all: Omit<Observation, 'id'>[]): Observation[] => all.map((one, i) => ({ ...one, id: `e${i}` }))

/** As PostgreSQL is asked: only what the region sees, and wider where it has to be. @returns who is who, and how much was looked at */
function takeLate(known: Observation[], late: Observation[], cuts: Cut[]) {
  const stands = fold(known, cuts, policy)
  const since = late.map(o => o.at).sort()[0]!
  const all = [...known.filter(o => !late.some(l => l.id === o.id)), ...late]
  let asked = new Set(late.flatMap(o => o.identifiers))
  for (let round = 1; ; round++) {
    const inside = new Set([...asked].flatMap(i => [...(stands.get(i)?.members ?? [i])]))
    const stand = new Map([...inside].map((i): [Identifier, string] => [i, [...(stands.get(i)?.members ?? [i])].sort()[0]!]))
    const around = all.filter(o => o.identifiers.filter(i => inside.has(i)).length > (o.at >= since ? 0 : 1))
    const { components, needed } = foldRegion({ stand, observations: around, since, cuts }, policy)
    if (!needed.size) return { round, inside: inside.size, components: new Map([...stands].filter(([i]) => !inside.has(i)).concat([...components])) }
    asked = new Set([...inside, ...needed])
  }
}

test('something late makes of its surroundings what a fold of everything makes of them', () => {
  const runs = { local: 0, wider: 0 }
  fc.assert(
    fc.property(worlds, ({ known: drawn, cuts, late: lateDrawn, earlier }) => {
      const all = numbered([...drawn, ...lateDrawn])
      const [known, late] = [all.slice(0, drawn.length), all.slice(drawn.length)]
      // Something that was known may turn out to have happened earlier.
      const moved = earlier === null ? undefined : known[earlier]
      if (moved) late.push({ ...moved, at: String(Math.floor(Number(moved.at) / 2)).padStart(4, '0') })
      const taken = takeLate(known, late, cuts)
      assert.deepEqual(asLists(taken.components), asLists(fold([...known.filter(o => o !== moved), ...late], cuts, policy)))
      runs[taken.round > 1 ? 'wider' : 'local']++
    }),
    { numRuns: 3000 },
  )
  assert.ok(runs.local > 100 && runs.wider > 100, `Both ways were taken: ${JSON.stringify(runs)}`)
})

test('at the beginning of a chain of accounts that share devices only the first is looked at', () => {
  const chain = numbered(Array.from({ length: 500 }, (_, n) => ({ at: String(5000 + n), identifiers: [`user_id|n${n}`, `anonymous_id|n${n}`, `anonymous_id|n${n + 1}`] })))
  const taken = takeLate(chain, [{ id: 'late', at: '1000', identifiers: ['user_id|n0', 'device_id|tablet'] }], [])
  assert.deepEqual({ round: taken.round, inside: taken.inside }, { round: 1, inside: 4 })
})
