import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matches } from './match.ts'

const best = (words: string, titles: string[]) => titles.filter(title => matches(words, title) > 0).sort((a, b) => matches(words, b) - matches(words, a))

test('a title that begins with the words comes before one that has them later', () => {
  assert.deepEqual(best('or', ['Import orders', 'Orders', 'Story of the store']), ['Orders', 'Import orders', 'Story of the store'])
})

test('letters left out are forgiven, letters that are not there are not', () => {
  assert.deepEqual(best('nwimp', ['New import', 'Sign out']), ['New import'])
  assert.deepEqual(best('xyz', ['New import', 'Sign out']), [])
})

test('accents and capitals make no difference', () => {
  assert.equal(matches('cafe', 'Café'), 4)
  assert.equal(matches('ТЁМ', 'тёмные цвета'), 4)
})
