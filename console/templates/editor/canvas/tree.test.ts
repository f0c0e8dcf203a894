import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Section } from '../../../../contracts/templates.ts'
import { add, addSection, duplicate, moveSection, moveTo, newBlock, newSection, remove, setColumns, step } from './tree.ts'

const words = { text: 'x', button: 'x', unsubscribe: 'x', preferences: 'x' }
const block = (id: string) => ({ ...newBlock('text', words), id })
/** `a b / c` is two sections; `a | b` two columns. */
const tree = (text: string): Section[] => text.split(' / ').map((section, s) => {
  const columns = section.split(' | ')
  const made = newSection(columns.length)
  return { ...made, id: `s${s}`, columns: made.columns.map((column, c) => ({ ...column, id: `s${s}c${c}`, blocks: columns[c]!.split(' ').filter(Boolean).map(block) })) }
})
const said = (sections: Section[]) => sections.map(section => section.columns.map(column => column.blocks.map(one => (one.id.startsWith('text-') ? 'new' : one.id)).join(' ')).join(' | ')).join(' / ')

test('a block moves within its column and on into the next', () => {
  assert.equal(said(step(tree('a b / c'), 'a', 1)), 'b a / c')
  assert.equal(said(step(tree('a b / c'), 'b', 1)), 'a / b c')
  assert.equal(said(step(tree('a | b / c'), 'c', -1)), 'a | b c / ')
  assert.equal(said(step(tree('a / b'), 'a', -1)), 'a / b')
})

test('a section changes places with its neighbour', () => {
  assert.equal(said(step(tree('a / b / c'), 's1', -1)), 'b / a / c')
  assert.equal(said(step(tree('a / b'), 's1', 1)), 'a / b')
})

test('a block is dropped where it was let go, in its own column too', () => {
  assert.equal(said(moveTo(tree('a b c'), 'a', { columnId: 's0c0', index: 3 })), 'b c a')
  assert.equal(said(moveTo(tree('a b c'), 'c', { columnId: 's0c0', index: 0 })), 'c a b')
  assert.equal(said(moveTo(tree('a | b'), 'a', { columnId: 's0c1', index: 1 })), ' | b a')
})

test('a section is dropped before the one that it was let go above', () => {
  assert.equal(said(moveSection(tree('a / b / c'), 's0', 3)), 'b / c / a')
  assert.equal(said(moveSection(tree('a / b / c'), 's2', 0)), 'c / a / b')
})

test('what is let go where it stood changes nothing', () => {
  const sections = tree('a b / c')
  assert.equal(moveTo(sections, 'a', { columnId: 's0c0', index: 0 }), sections)
  assert.equal(moveTo(sections, 'a', { columnId: 's0c0', index: 1 }), sections)
  assert.equal(moveSection(sections, 's1', 1), sections)
  assert.equal(moveSection(sections, 's1', 2), sections)
})

test('something new stands behind what is chosen, else above the footer', () => {
  const fresh = newBlock('text', words)
  assert.equal(said(add(tree('a b / c'), fresh, 'a')), 'a new b / c')
  assert.equal(said(add(tree('a / c'), fresh, 's0')), 'a new / c')
  assert.equal(said(add(tree('a / foot'), fresh, null)), 'a / new / foot')
  assert.equal(said(addSection(tree('a / b'), newSection(2), 'a')), 'a /  |  / b')
})

test('what is taken away is gone, what is doubled has an id of its own', () => {
  assert.equal(said(remove(tree('a b / c'), 'b')), 'a / c')
  assert.equal(said(remove(tree('a b / c'), 's0')), 'c')
  assert.equal(said(duplicate(tree('a b'), 'a')), 'a new b')
  assert.equal(said(duplicate(tree('a b'), 's0')), 'a b / new new')
})

test('with fewer columns nothing is lost', () => {
  const [section] = tree('a | b | c')
  assert.equal(said([setColumns(section!, 2)]), 'a | b c')
  assert.deepEqual(setColumns(section!, 3).columns.map(column => column.width), [34, 33, 33])
})
