import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { countryCode } from './countries.ts'
import { detect } from './detect.ts'
import { asText, instantReader, parseDecimal, parseKey, times, toUnits } from './values.ts'

test('numbers are read as people and programs write them', () => {
  const pence = (text: string, decimal: '.' | ',' = '.') => { const number = parseDecimal(text, decimal); return number && toUnits(number, 2) }
  assert.deepEqual(['12', '6.95', '1,234.50', '£ 5', 'EUR 5.5', '(5.00)', '-1,234', '12-', '1e3', 'abc', '1.2.3', '1,5'].map(text => pence(text)), [1200, 695, 123450, 500, 550, -500, -123400, -1200, null, null, null, null])
  assert.deepEqual(['1.234,50 €', '1 234,5', '0,035', '1\u00a0000', '1.5'].map(text => pence(text, ',')), [123450, 123450, 4, 100000, null])
})

test('any decimal survives being written and read, in both ways of writing', () => {
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 4 }), (digits, scale) => {
    const text = asText({ digits, scale })
    assert.deepEqual(parseDecimal(text, '.'), { digits: digits || 0, scale })
    assert.deepEqual(parseDecimal(text.replace('.', ','), ','), { digits: digits || 0, scale })
  }))
})

test('units are rounded half away from zero, once, from the exact product', () => {
  assert.deepEqual([toUnits({ digits: 5, scale: 3 }, 2), toUnits({ digits: -5, scale: 3 }, 2), toUnits({ digits: 4, scale: 3 }, 2), toUnits({ digits: 7, scale: 0 }, 0)], [1, -1, 0, 7])
  // As doubles, 1.005 × 100 is 100.49999999999999.
  assert.equal(toUnits(times({ digits: 1, scale: 0 }, { digits: 1005, scale: 3 }), 2), 101)
})

test('local times are instants of their zone, also where clocks change; a time zone in the text wins', () => {
  const read = instantReader({ dates: 'dmy', timeZone: 'Europe/London' })
  assert.deepEqual(['2011-07-01 08:26:00', '2010-12-01 08:26', '13/01/2011 5:00 PM', '1.2.2011', '2020-09-11T19:35:42+02:00', '2020-09-11 19:35:42 +0100', '20110102', '2011-03-27 01:30', '2020-09-11 19:35:42.5 UTC'].map(read),
    ['2011-07-01T07:26:00Z', '2010-12-01T08:26:00Z', '2011-01-13T17:00:00Z', '2011-02-01T00:00:00Z', '2020-09-11T17:35:42Z', '2020-09-11T18:35:42Z', '2011-01-02T00:00:00Z', '2011-03-27T01:30:00Z', '2020-09-11T19:35:42.5Z'])
  assert.deepEqual(['31/02/2011', 'yesterday', '2011-13-01', '25:00'].map(read), [null, null, null, null])
  assert.equal(instantReader({ dates: 'mdy', timeZone: 'America/New_York' })('3/4/2011'), '2011-03-04T05:00:00Z')
})

test('17850.0 is the customer 17850', () => {
  assert.deepEqual(['17850.0', '13085', ' A10.0 ', '1.50'].map(parseKey), ['17850', '13085', 'A10.0', '1.50'])
})

test('countries have their code in any way shops write them; what is none has none', () => {
  assert.deepEqual(['United Kingdom', 'EIRE', 'RSA', 'USA', 'Korea', 'Hong Kong', 'Czech Republic', 'Saudi Arabia', 'nl', 'Нидерланды', 'Deutschland', 'Österreich'].map(countryCode), ['GB', 'IE', 'ZA', 'US', 'KR', 'HK', 'CZ', 'SA', 'NL', 'NL', 'DE', 'AT'])
  assert.deepEqual(['Channel Islands', 'West Indies', 'European Community', 'Unspecified', 'XX', ''].map(countryCode), [null, null, null, null, null, null])
})

const detected = (text: string, timeZone = 'Europe/Amsterdam') => detect(Buffer.from(text), { kind: 'order-lines', timeZone, given: {} })

test('separator, decimal sign and the order of dates are detected, and doubts are told', () => {
  const lines = (separator: string, rows: string[][]) => rows.map(row => row.join(separator)).join('\n') + '\n'
  const german = detected(lines(';', [['a', 'b', 'c'], ['1', '1.234,50', '31.12.2025'], ['2', '5,00', '1.1.2026']]))
  assert.deepEqual([german.settings.separator, german.settings.decimal, german.settings.dates, german.doubts], [';', ',', 'dmy', []])
  const american = detected(lines('\t', [['a', 'b', 'c'], ['1', '1,234.50', '12/31/2025']]))
  assert.deepEqual([american.settings.separator, american.settings.decimal, american.settings.dates, american.doubts], ['\t', '.', 'mdy', []])
  const unclear = detected(lines(',', [['a', 'b', 'c'], ['1', '1.50', '3/4/2025']]))
  assert.deepEqual([unclear.settings.dates, unclear.doubts], ['dmy', ['dates']])
  assert.equal(detected(lines(',', [['a', 'b', 'c'], ['1', '1.50', '3/4/2025']]), 'America/Chicago').settings.dates, 'mdy')
  assert.deepEqual(detected(lines(';', [['a', 'b'], ['x', '1.234']])).doubts, ['decimal'])
})

test('letters before a number have a meaning only where other numbers have none', () => {
  const letters = (...numbers: string[]) => detected(`Invoice,Quantity\n${numbers.map(number => `${number},1`).join('\n')}\n`).settings.letters
  assert.equal(letters('1', '2', 'C3', 'A4'), 'meaning')
  assert.equal(letters('A1', 'A2', 'C3'), 'plain')
  assert.equal(letters('2025-1', 'C3'), 'plain')
})
