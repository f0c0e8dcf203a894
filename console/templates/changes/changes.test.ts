import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Block, Content } from '../../../contracts/templates.ts'
import { Content as Shape } from '../../../contracts/templates.ts'
import { changesOf, wordsBetween } from './changes.ts'

const text = (id: string, html: string) => ({ id, type: 'text', html })
const saying = (blocks: object[], more: object = {}): Content => Shape.parse({ mainLanguage: 'en', variants: { en: { subject: 'News', body: { form: 'blocks', sections: [{ id: 's', columns: [{ id: 'c', width: 100, blocks }] }] }, ...more } } })
const told = (before: Content, after: Content) => changesOf(before, after).map(({ what, kind, before: old, after: now }) => [kind, what, old, now].filter(Boolean).join(' | '))
const [a, b, c] = [text('a', '<p>One</p>'), text('b', '<p>Two</p>'), text('c', '<p>Three</p>')]

test('the same text has no changes', () => assert.deepEqual(told(saying([a, b]), saying([a, b])), []))

test('words, settings and places are told apart', () => {
  assert.deepEqual(told(saying([a, b]), saying([a, text('b', '<p>Two and <b>more</b></p>')])), ['changed | text | Two | Two and more'])
  assert.deepEqual(told(saying([a]), saying([{ ...a, align: 'center' }])), ['changed | text | align: left | align: center'])
  assert.deepEqual(told(saying([a, b, c]), saying([c, a, b])), ['moved | text | Three'])
  assert.deepEqual(told(saying([a, b]), saying([b, c])), ['added | text | Three', 'removed | text | One'])
})

test('the envelope and whole languages are compared too', () => {
  const dutch = { ...saying([a]), variants: { ...saying([a]).variants, nl: saying([a]).variants.en! } }
  assert.deepEqual(told(saying([a]), dutch), ['added | language | News'])
  assert.deepEqual(told(saying([a], { preheader: 'Look' }), saying([a], { subject: 'Old news' })), ['changed | subject | News | Old news', 'removed | preheader | Look'])
})

test('a text that went on in MJML shows its source', () => {
  const by = saying([a], { body: { form: 'mjml', source: '<mjml/>' } })
  assert.deepEqual(told(saying([a as Block]), by), ['changed | source | One | <mjml/>'])
})

test('what went and what came is found word by word', () => {
  assert.deepEqual(wordsBetween('We sell good cups', 'We sell cups and bowls').map(({ kind, text: words }) => `${kind}:${words.trim()}`), ['same:We sell', 'out:good', 'same:cups', 'in:and bowls'])
  assert.equal(wordsBetween('a '.repeat(700), 'b').length, 2)
})
