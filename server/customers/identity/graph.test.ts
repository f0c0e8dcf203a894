import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Clusters } from './clusters.ts'
import { fold, type Components, type Cut, type Observation } from './graph.ts'
import { defaultPolicy } from './policy.ts'

const seen = (at: number, ...identifiers: string[]): Observation => ({ id: `e${at}`, at: `2026-03-02T09:00:${String(at).padStart(2, '0')}Z`, identifiers })
const together = (components: Components, a: string, b: string) => components.get(a) !== undefined && components.get(a) === components.get(b)

/** Components as sorted lists, so that two of them can be compared. */
const asLists = (components: Components) => [...new Set(components.values())].map(c => [...c.members].sort().join(' ')).sort()

test('signing in joins the visitor to the customer', () => {
  const components = fold([seen(1, 'anonymous_id:v1'), seen(2, 'anonymous_id:v1', 'user_id:ana')], [], defaultPolicy)
  assert.ok(together(components, 'anonymous_id:v1', 'user_id:ana'))
})

test('two people who sign in on one terminal stay two: the terminal belongs to the first', () => {
  const components = fold([seen(1, 'anonymous_id:till', 'user_id:ana'), seen(2, 'anonymous_id:till', 'user_id:ben')], [], defaultPolicy)
  assert.ok(together(components, 'anonymous_id:till', 'user_id:ana'))
  assert.ok(!together(components, 'user_id:ana', 'user_id:ben'))
})

test('a family that shares an e-mail stays as many as it has accounts', () => {
  const components = fold([seen(1, 'user_id:ana', 'email:home@example.com'), seen(2, 'user_id:ben', 'email:home@example.com'), seen(3, 'user_id:ben', 'phone:+31612345678')], [], defaultPolicy)
  assert.deepEqual(asLists(components), ['email:home@example.com user_id:ana', 'phone:+31612345678 user_id:ben'])
})

test('values that identify nobody join nobody', () => {
  const components = fold([seen(1, 'user_id:null', 'email:ana@example.com'), seen(2, 'user_id:null', 'email:ben@example.com')], [], defaultPolicy)
  assert.ok(!together(components, 'email:ana@example.com', 'email:ben@example.com'))
})

test('what a person cut stays apart, whatever is seen later', () => {
  const cuts: Cut[] = [['email:ana@example.com', 'phone:+31612345678']]
  const components = fold([seen(1, 'email:ana@example.com', 'phone:+31612345678'), seen(2, 'phone:+31612345678', 'anonymous_id:v1'), seen(3, 'email:ana@example.com', 'anonymous_id:v1')], cuts, defaultPolicy)
  assert.ok(!together(components, 'email:ana@example.com', 'phone:+31612345678'))
  assert.ok(together(components, 'phone:+31612345678', 'anonymous_id:v1'))
})

test('a person may join more than the limits allow, and events still find that customer', () => {
  const joined = { ...seen(3, 'user_id:ana', 'user_id:ben'), byStaff: true }
  const components = fold([seen(1, 'user_id:ana'), seen(2, 'user_id:ben'), joined, seen(4, 'user_id:ben', 'anonymous_id:v1')], [], defaultPolicy)
  assert.equal(asLists(components).length, 1)
})

const identifier = fc.oneof(
  fc.constantFrom('user_id:ana', 'user_id:ben', 'user_id:cy', 'user_id:null'),
  fc.constantFrom('email:a@example.com', 'email:b@example.com', 'email:c@example.com', 'email:d@example.com'),
  fc.constantFrom('anonymous_id:1', 'anonymous_id:2', 'anonymous_id:3', 'anonymous_id:4', 'anonymous_id:5'),
)
const policy = { ...defaultPolicy, kinds: { ...defaultPolicy.kinds, email: { limit: 2, priority: 2 }, anonymous_id: { limit: 3, priority: 9 } } }
const observations = fc.array(fc.record({ at: fc.integer({ min: 10, max: 40 }), identifiers: fc.array(identifier, { minLength: 1, maxLength: 4 }), byStaff: fc.boolean() }), { maxLength: 14 })
const arbitraryCuts = fc.array(fc.tuple(identifier, identifier).filter(([a, b]) => a !== b && !a.endsWith(':null') && !b.endsWith(':null')), { maxLength: 3 })

test('any order of arrival, any repetition and any interleaving with cuts give the components of the fold', () => {
  fc.assert(
    fc.property(observations, arbitraryCuts, fc.infiniteStream(fc.nat()), (drawn, cuts, random) => {
      const all = drawn.map(({ at, identifiers, byStaff }, i) => ({ ...seen(at, ...identifiers), id: `e${i}`, byStaff: byStaff && i % 4 === 0 }))
      const arrivals = [...all, ...all.slice(0, 3)].map(o => ({ o, cut: undefined as Cut | undefined })).concat(cuts.map(cut => ({ o: undefined as never, cut })))
      const clusters = new Clusters(policy)
      for (const { o, cut } of shuffled(arrivals, random)) {
        if (cut) clusters.cut(cut)
        else clusters.observe(o)
      }
      const expected = fold(all, cuts, policy)
      for (const [a, b] of cuts) for (const end of [a, b]) if (!expected.has(end)) expected.set(end, { members: new Set([end]), perKind: new Map(), cuts: new Set() })
      assert.deepEqual(asLists(clusters.components), asLists(expected))
    }),
    { numRuns: 3000 },
  )
})

const shuffled = <T>(items: T[], random: Iterator<number>): T[] => items.map(item => ({ item, key: random.next().value as number })).toSorted((a, b) => a.key - b.key).map(({ item }) => item)
