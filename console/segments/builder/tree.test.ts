import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRule, printRule } from '../../../contracts/segments.ts'
import { asRoot, asRule, duplicated, inserted, moved, partAt, removed, replaced, stepped, unwrapped, wrapped, type Group } from './tree.ts'

const read = (text: string): Group => asRoot(parseRule(text).rule!)
const said = (root: Group) => printRule(asRule(root))
const start = read('country = NL and (city = "Gent" or overdue) and email is set')

test('parts are put in, replaced, doubled and taken away where they stand', () => {
  const overdue = { kind: 'overdue', percent: 150 } as const
  assert.equal(said(inserted(start, [1, 1], overdue)), 'country = NL and (city = "Gent" or overdue(150%) or overdue) and email is set')
  assert.equal(said(replaced(start, [0], overdue)), 'overdue(150%) and (city = "Gent" or overdue) and email is set')
  assert.equal(said(duplicated(start, [2])), 'country = NL and (city = "Gent" or overdue) and email is set and email is set')
  assert.equal(said(removed(start, [1])), 'country = NL and email is set')
  assert.equal(partAt(start, [1, 9]), undefined)
})

test('a group that is not filled yet says nothing', () => {
  assert.equal(said({ kind: 'all', rules: [{ kind: 'any', rules: [] }, { kind: 'overdue', percent: 100 }] }), 'overdue')
  assert.equal(said({ kind: 'none', rules: [{ kind: 'any', rules: [] }] }), 'everyone')
})

test('a part goes into a group and out of it again', () => {
  assert.equal(said(wrapped(start, [0])), 'any of (country = NL) and (city = "Gent" or overdue) and email is set')
  assert.equal(said(unwrapped(start, [1])), 'country = NL and city = "Gent" and overdue and email is set')
})

test('moving keeps everything else in its order, and a group never goes into itself', () => {
  assert.equal(said(moved(start, [0], [3]).root), '(city = "Gent" or overdue) and email is set and country = NL')
  const into = moved(start, [0], [1, 2])
  assert.deepEqual([said(into.root), into.path], ['(city = "Gent" or overdue or country = NL) and email is set', [0, 2]])
  assert.equal(moved(start, [1], [1, 0]).root, start)
})

test('one step at a time goes through every group', () => {
  let at = { root: start, path: [0] as readonly number[] }
  const seen = Array.from({ length: 4 }, () => ((at = stepped(at.root, at.path, 1)), said(at.root)))
  assert.deepEqual(seen, [
    '(country = NL or city = "Gent" or overdue) and email is set', '(city = "Gent" or country = NL or overdue) and email is set',
    '(city = "Gent" or overdue or country = NL) and email is set', '(city = "Gent" or overdue) and country = NL and email is set',
  ])
  for (let i = 0; i < 4; i++) at = stepped(at.root, at.path, -1)
  assert.deepEqual([said(at.root), at.path], [said(start), [0]])
})
