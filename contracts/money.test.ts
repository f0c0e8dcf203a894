import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decimals, extend, shareOfLine, spread, toMajor, toMinor } from './money.ts'

test('a currency has the decimals of ISO 4217', () => {
  assert.deepEqual(['EUR', 'JPY', 'KWD', 'CLF', 'PHP'].map(decimals), [2, 0, 3, 4, 2])
})

test('an amount survives the way to major units and back', () => {
  fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'), (minor, currency) => toMinor(toMajor(minor, currency), currency) === minor))
})

test('quantity × price is rounded once, half up', () => {
  assert.deepEqual([extend(3, 333), extend(0.5, 1), extend(0.375, 1000), extend(1.005, 100)], [999, 1, 375, 101])
})

test('spreading gives away exactly the amount and never more than a weight', () => {
  fc.assert(fc.property(fc.array(fc.nat(1e9), { minLength: 1, maxLength: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (weights, share) => {
    const sum = weights.reduce((a, b) => a + b, 0)
    const amount = Math.floor(sum * share)
    const parts = spread(amount, weights)
    assert.equal(parts.reduce((a, b) => a + b, 0), sum ? amount : 0)
    assert.ok(parts.every((part, i) => part >= 0 && part <= weights[i]!))
  }))
})

test('returning piece by piece gives back exactly what was paid', () => {
  fc.assert(fc.property(fc.nat(1e7), fc.integer({ min: 1, max: 40 }), (paid, pieces) => {
    let [left, back] = [paid, 0]
    for (let n = pieces; n > 0; n--) {
      const share = shareOfLine(left, n, 1)
      left -= share
      back += share
    }
    assert.equal(back, paid)
  }))
})
