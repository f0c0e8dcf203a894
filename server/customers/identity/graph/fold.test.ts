import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold, type Components, type Cut, type Observation } from './fold.ts'
import { defaultPolicy } from '../../../collect/index.ts'

const seen = (at: number, ...identifiers: string[]): Observation => ({ id: `e${at}`, at: `2026-03-02T09:00:${String(at).padStart(2, '0')}Z`, identifiers })
const together = (components: Components, a: string, b: string) => components.get(a) !== undefined && components.get(a) === components.get(b)

/** Components as sorted lists, so that two of them can be compared. */
const asLists = (components: Components) => [...new Set(components.values())].map(c => [...c.members].sort().join(' ')).sort()

test('signing in joins the visitor to the customer', () => {
  const components = fold([seen(1, 'anonymous_id|v1'), seen(2, 'anonymous_id|v1', 'user_id|ana')], [], defaultPolicy)
  assert.ok(together(components, 'anonymous_id|v1', 'user_id|ana'))
})

test('two people who sign in on one terminal stay two: the terminal belongs to the first', () => {
  const components = fold([seen(1, 'anonymous_id|till', 'user_id|ana'), seen(2, 'anonymous_id|till', 'user_id|ben')], [], defaultPolicy)
  assert.ok(together(components, 'anonymous_id|till', 'user_id|ana'))
  assert.ok(!together(components, 'user_id|ana', 'user_id|ben'))
})

test('a family that shares an e-mail stays as many as it has accounts', () => {
  const components = fold([seen(1, 'user_id|ana', 'email|home@example.com'), seen(2, 'user_id|ben', 'email|home@example.com'), seen(3, 'user_id|ben', 'phone|+31612345678')], [], defaultPolicy)
  assert.deepEqual(asLists(components), ['email|home@example.com user_id|ana', 'phone|+31612345678 user_id|ben'])
})

test('values that identify nobody join nobody', () => {
  const components = fold([seen(1, 'user_id|null', 'email|ana@example.com'), seen(2, 'user_id|null', 'email|ben@example.com')], [], defaultPolicy)
  assert.ok(!together(components, 'email|ana@example.com', 'email|ben@example.com'))
})

test('what a person cut stays apart, whatever is seen later', () => {
  const cuts: Cut[] = [['email|ana@example.com', 'phone|+31612345678']]
  const components = fold([seen(1, 'email|ana@example.com', 'phone|+31612345678'), seen(2, 'phone|+31612345678', 'anonymous_id|v1'), seen(3, 'email|ana@example.com', 'anonymous_id|v1')], cuts, defaultPolicy)
  assert.ok(!together(components, 'email|ana@example.com', 'phone|+31612345678'))
  assert.ok(together(components, 'phone|+31612345678', 'anonymous_id|v1'))
})

test('a person may join more than the limits allow, and events still find that customer', () => {
  const joined = { ...seen(3, 'user_id|ana', 'user_id|ben'), byStaff: true }
  const components = fold([seen(1, 'user_id|ana'), seen(2, 'user_id|ben'), joined, seen(4, 'user_id|ben', 'anonymous_id|v1')], [], defaultPolicy)
  assert.equal(asLists(components).length, 1)
})

test('the shops of one company are kinds of their own: one customer may have an account at each', () => {
  const components = fold([seen(1, 'store:corner|17', 'email|ana@example.com'), seen(2, 'store:market|4', 'email|ana@example.com'), seen(3, 'store:corner|18', 'email|ana@example.com')], [], defaultPolicy)
  assert.deepEqual(asLists(components), ['email|ana@example.com store:corner|17 store:market|4', 'store:corner|18'])
})
