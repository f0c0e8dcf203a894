import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { conditionsOf, printRule, Rule } from '../../contracts/segments.ts'
import { arbitraryHistory, catalogue, segmentIds, wordsAt } from '../../tests/support/arbitrary-history.ts'
import { arbitraryRule } from '../../tests/support/arbitrary-rules.ts'
import { fillWarehouse } from '../../tests/support/history-rows.ts'
import { world } from '../../tests/support/world.ts'
import type { Ctx } from '../platform/index.ts'
import { answersOf, ask } from './emitting/ask.ts'
import { changesAt, evaluatorOf, type Zoned } from './evaluating/evaluate.ts'
import type { History } from './evaluating/history.ts'
import { endOfTime } from './evaluating/windows.ts'

// SEGMENT_CASES=100000 is the nightly form; SEGMENT_SEED repeats a run.
const cases = Number(process.env['SEGMENT_CASES'] ?? 2_000)
const seed = Number(process.env['SEGMENT_SEED'] ?? 20_260_302)
const [people, rulesEach] = [20, 10]

/** Instants where calendars are difficult: ends of months, leap days, changes of the clocks, one at midnight. */
const moments: [at: string, zone: string][] = [
  ['2026-03-02T09:00:00Z', 'Europe/Amsterdam'], ['2024-02-29T23:59:59.999Z', 'UTC'], ['2026-03-31T16:00:00Z', 'Asia/Manila'], ['2018-11-04T03:00:00Z', 'America/Sao_Paulo'],
  ['2026-03-29T01:00:00.001Z', 'Europe/Amsterdam'], ['2025-12-31T18:29:59.999Z', 'Asia/Kolkata'], ['2026-11-01T05:30:00Z', 'America/New_York'], ['2026-05-31T12:00:00Z', 'UTC'],
  ['2025-04-25T00:30:00Z', 'Africa/Cairo'], ['2025-03-01T00:00:00Z', 'UTC'],
]

type Batch = { now: number; zone: string; people: History[]; rules: Rule[]; segments: Map<string, Zoned>; late: boolean }

function batchOf(n: number): Batch {
  const [at, zone] = moments[n % moments.length]!
  const now = Date.parse(at)
  const late = n % 4 === 3
  const draw = <T>(arbitrary: fc.Arbitrary<T>, count: number, salt: number) => fc.sample(arbitrary, { numRuns: count, seed: seed + n * 100 + salt })
  const words = wordsAt(now, zone)
  const rule = arbitraryRule(words).map(r => Rule.parse(r))
  const segments = new Map(segmentIds.map((id, i) => [id, { rule: draw(arbitraryRule(words, { segments: false }), 1, 50 + i)[0]!, zone }]))
  const histories = Array.from({ length: people }, (_, i) => draw(arbitraryHistory(`${String(n).padStart(8, '0')}-0000-7000-8000-${String(i + 1).padStart(12, '0')}`, now, zone, late), 1, i)[0]!)
  return { now, zone, people: histories, rules: draw(rule, rulesEach, 99), segments, late }
}

const batches = Array.from({ length: Math.ceil(cases / people / rulesEach) }, (_, n) => batchOf(n))

// At night it takes some twenty milliseconds a case on two busy cores.
const patience = { timeout: Math.max(180_000, cases * 60) }

test('both evaluators give the same answer, and the same instant until which it stays', patience, async t => {
  const { ctx } = await world(t)
  await fillWarehouse(ctx.warehouse, batches.flatMap(batch => batch.people), catalogue)
  for (const [n, batch] of batches.entries()) await agree(ctx, batch, n % 2 === 0)
})

type Row = { customer_id: string; holds: number[]; nexts: number[] }

/** As a pass over everybody answers, of some: by ordinals. */
const amongAll = (ctx: Ctx, question: Parameters<typeof answersOf>[1], people: History[]) =>
  ask<Row>(ctx.warehouse, question, ({ from, holds, nexts }) => `select customer_id, [${holds.map(h => `toUInt8(${h})`).join(', ')}] as holds, [${nexts.map(n => `toInt64(${n})`).join(', ')}] as nexts from ${from} where customer_id in (${people.map(p => `toUUID('${p.customerId}')`).join(', ')})`)

/** `named`: these customers alone are asked, else everybody is. */
async function agree(ctx: Ctx, { now, zone, people, rules, segments }: Batch, named: boolean) {
  const question = { rules: rules.map(rule => ({ rule, zone })), segments, now }
  const zoned = question.rules
  const rows = await (named ? answersOf(ctx.warehouse, { ...question, only: people.map(p => p.customerId) }) : amongAll(ctx, { ...question, withNext: true }, people))
  const byCustomer = new Map(rows.map(row => [row.customer_id, row]))
  for (const [i, rule] of zoned.entries()) {
    const ask = evaluatorOf(rule, { segments, catalogue: { products: catalogue } })
    for (const history of people) {
      const expected = ask(history, now)
      const row = byCustomer.get(history.customerId)!
      const found = { holds: row.holds[i] === 1, next: row.nexts[i]! >= endOfTime ? Infinity : row.nexts[i] }
      if (found.holds !== expected.holds || found.next !== expected.next) await explain(ctx, rule, segments, history, now)
    }
  }
}

/** Names the smallest condition in which they differ. */
async function explain(ctx: Ctx, whole: Zoned, segments: Map<string, Zoned>, history: History, now: number) {
  const zoned = [...conditionsOf(whole.rule), whole.rule].map(rule => ({ rule, zone: whole.zone }))
  const [row] = await answersOf(ctx.warehouse, { rules: zoned, segments, now, only: [history.customerId] })
  for (const [i, rule] of zoned.entries()) {
    const { holds, next } = evaluatorOf(rule, { segments, catalogue: { products: catalogue } })(history, now)
    const sql = { holds: row!.holds[i] === 1, next: row!.nexts[i]! >= endOfTime ? Infinity : row!.nexts[i] }
    assert.deepEqual({ ...sql, by: 'sql' }, { holds, next, by: 'sql' }, `${printRule(rule.rule)}\nat ${new Date(now).toISOString()} (${now}) in ${rule.zone}, of ${JSON.stringify(history, null, 1)}`)
  }
}

// Each fourth batch, unless it is night: every question is one of its own.
const asked = cases > 2_000 ? batches : batches.filter((_, n) => n % 4 === 0)

test('whoever has a rule when sets of customers are counted has it in memory', patience, async t => {
  const { ctx } = await world(t)
  await fillWarehouse(ctx.warehouse, batches.flatMap(batch => batch.people), catalogue)
  for (const batch of asked) await agreeBySets(ctx, batch)
})

test('so it is where no event says a list, and rules do not look for one', patience, async t => {
  const { ctx } = await world(t)
  const plain = asked.slice(0, Math.ceil(asked.length / 4)).map(batch => ({ ...batch, people: batch.people.map(withoutLists) }))
  await fillWarehouse(ctx.warehouse, plain.flatMap(batch => batch.people), catalogue)
  for (const batch of plain) await agreeBySets(ctx, batch)
})

/** What lists say is said once. */
const withoutLists = (history: History): History => ({ ...history, events: history.events.map(event => ({ ...event, properties: Object.fromEntries(Object.entries(event.properties).map(([name, value]) => [name, Array.isArray(value) ? value.flat(5)[0] : value])) })) })

async function agreeBySets(ctx: Ctx, { now, zone, people, rules, segments }: Batch) {
  const zoned = rules.map(rule => ({ rule, zone }))
  const rows = await amongAll(ctx, { rules: zoned, segments, now, bySets: true }, people)
  const found = new Map(rows.map(row => [row.customer_id, row.holds]))
  for (const [i, rule] of zoned.entries()) {
    const evaluate = evaluatorOf(rule, { segments, catalogue: { products: catalogue } })
    for (const history of people) assert.equal(found.get(history.customerId)![i] === 1, evaluate(history, now).holds, `${printRule(rule.rule)}\nat ${new Date(now).toISOString()} in ${zone}, of ${JSON.stringify(history, null, 1)}`)
  }
}

test('between news and due instants no membership changes, and at the instant named it does', () => {
  for (const { now, zone, people, rules, segments } of batches) {
    for (const rule of rules) {
      const ask = evaluatorOf({ rule, zone }, { segments, catalogue: { products: catalogue } })
      for (const history of people) {
        const { holds, next } = ask(history, now)
        const where = () => `${printRule(rule)}\nat ${new Date(now).toISOString()} in ${zone}, of ${JSON.stringify(history)}`
        assert.ok(next > now, where())
        const until = Math.min(next, now + 800 * 86_400_000)
        for (const at of [now + 1, now + 60_000, now + (until - now) * 0.31, now + (until - now) * 0.87, until - 1].map(Math.floor)) if (at > now && at < next) assert.equal(ask(history, at).holds, holds, `${where()}\nchanged by ${new Date(at).toISOString()}, next is ${next}`)
        const changes = changesAt(ask, history, now)
        if (changes < Infinity) assert.notEqual(ask(history, changes).holds, ask(history, changes - 1).holds, where())
      }
    }
  }
})
