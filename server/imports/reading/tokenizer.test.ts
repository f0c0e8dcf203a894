import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { quoteNeverCloses, Tokenizer } from './tokenizer.ts'

const pushAll = (dialect: ConstructorParameters<typeof Tokenizer>[0], parts: string[]) => {
  const tokenizer = new Tokenizer(dialect)
  return [...parts.flatMap(part => tokenizer.push(part)), ...tokenizer.push('', true)]
}

/** A text cut at arbitrary places. */
const cut = (text: string, places: number[]) => [0, ...places.map(p => p % (text.length + 1)).sort((a, b) => a - b), text.length].map((at, i, all) => text.slice(at, all[i + 1] ?? at)).slice(0, -1)

const cell = fc.string({ unit: fc.constantFrom('a', 'ä', '1', '"', ',', ';', '\n', '\r', ' ', "'", '\t'), maxLength: 6 })

test('any cells, written as RFC 4180 says, are read back the same, wherever the text is cut', () => {
  fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), fc.constantFrom(',', ';', '\t'), fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(200), { maxLength: 5 }), (rows, separator, lineEnd, places) => {
    const text = rows.map(row => row.map(value => `"${value.replaceAll('"', '""')}"`).join(separator)).join(lineEnd)
    assert.deepEqual(pushAll({ separator, quote: '"' }, cut(text, places)), rows)
  }))
})

test('texts are read as csv-parse reads them, wherever they are cut', () => {
  const sometimes = cell.map(value => (/[",\n\r]/.test(value) || value.length % 2 ? `"${value.replaceAll('"', '""')}"` : value))
  fc.assert(fc.property(fc.array(fc.array(sometimes, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.array(fc.nat(200), { maxLength: 5 }), (rows, lineEnd, closed, places) => {
    const text = rows.map(row => row.join(',')).join(lineEnd) + (closed ? lineEnd : '')
    assert.deepEqual(pushAll({ separator: ',', quote: '"' }, cut(text, places)), parse(text, { relax_column_count: true, record_delimiter: lineEnd }))
  }))
})

test('a quote inside a cell that began without one is text', () => {
  assert.deepEqual(pushAll({ separator: ',', quote: '"' }, ['7" RECORD,a\n"7"" RECORD",b\n']), [['7" RECORD', 'a'], ['7" RECORD', 'b']])
})

test('empty lines are no rows, a row of empty cells is one', () => {
  assert.deepEqual(pushAll({ separator: ',', quote: '"' }, ['a,b\n\n,\r\n\r\n']), [['a', 'b'], ['', '']])
})

test('a quote that never closes ends the reading instead of filling the memory', () => {
  const tokenizer = new Tokenizer({ separator: ',', quote: '"' })
  assert.throws(() => {
    for (let i = 0; i < 20; i++) tokenizer.push(i ? 'x'.repeat(1024 * 1024) : 'a,b\n"c,d\n')
  }, quoteNeverCloses({ row: 2 }))
})
