import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { splitQuoted } from './quoted.ts'

test('an answer is told from the mail that it quotes', () => {
  assert.deepEqual(splitQuoted('Is it blue?\n\nOn Mon, 2 Mar 2026 Corner shop wrote:\n> Dear Ana\n>\n> See our mugs\n'), { own: 'Is it blue?\n', quoted: '\nOn Mon, 2 Mar 2026 Corner shop wrote:\n> Dear Ana\n>\n> See our mugs\n' })
  assert.equal(splitQuoted('Ja graag\n\nOp ma 2 mrt 2026 om 10:00 schreef Winkel\n<shop@shop.example>:\n> Beste Ana').own.trim(), 'Ja graag')
  assert.equal(splitQuoted('Спасибо\n\n-----Исходное сообщение-----\nОт: Магазин').own.trim(), 'Спасибо')
})

test('answers between the lines, below them, and plain letters are theirs completely', () => {
  for (const text of ['> Is it blue?\nYes\n> And large?\nNo', '> Dear Ana\n\nThank you', 'Thank you', '', '5 > 3 is true']) assert.deepEqual(splitQuoted(text), { own: text, quoted: '' })
})

test('nothing is lost', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('> a', 'b', '', 'On Monday she wrote:', '-----Original Message-----', '____________________', 'c:')), lines => {
    const text = lines.join('\n')
    const { own, quoted } = splitQuoted(text)
    assert.equal(own + quoted, text)
  }))
})
