import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Decision } from '../../../contracts/consent.ts'
import { nodeIds } from '../../collect/index.ts'
import { within, type Ctx } from '../../platform/index.ts'
import { world } from '../../../tests/support/world.ts'
import { create } from '../customers.ts'
import { mergeCustomers, separateMerged } from '../identity/decisions.ts'
import { homesOf } from '../identity/graph/homes.ts'
import { consentOf, type Entry } from './fold.ts'
import { record } from './record.ts'

const people = ['ana', 'ben', 'carla'] as const
const person = fc.constantFrom(...people)
/** `minutesLate`: how long ago they said so. `onProfile`: a person of the team notes it on whatever profile shows them. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ does: fc.constant('say' as const), who: person, decision: fc.constantFrom<Decision>('granted', 'denied', 'withdrawn', 'pending'), minutesLate: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })), onProfile: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('merge' as const), who: person, other: person }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('separate' as const), who: person }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Three customers, each with an e-mail. */
async function threePeople(ctx: Ctx) {
  const nodeId = await nodeIds(ctx)
  const made = await Promise.all(people.map(async name => {
    const email = `${name}-${randomUUID()}@example.com`
    const { id } = await create(ctx, { email })
    return [name, { id, node: nodeId({ kind: 'email', value: email }) }] as const
  }))
  return Object.fromEntries(made) as Record<(typeof people)[number], { id: string; node: string }>
}

const stateOf = async (ctx: Ctx, customerId: string) => (await ctx.db.selectFrom('consent_states').select('state').where('customer_id', '=', customerId).executeTakeFirst())?.state

test('whatever is said, merged and undone in whatever order, PostgreSQL holds what the definition says', async t => {
  const w = await world(t)
  const ctx = within(w.ctx, { actor: { kind: 'staff', id: null, name: 'Marie' } })
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async steps => {
    const three = await threePeople(ctx)
    // The oracle knows who was one customer when something was said; not how the ledger remembers it.
    const entries: (Entry & { owner: string })[] = []
    const homeOf = async (id: string) => (await homesOf(ctx.db, [id])).get(id)!.customerId
    const together = async (home: string) => (await Promise.all(people.map(async name => [name, await homeOf(three[name].node)] as const))).filter(([, own]) => own === home).map(([name]) => three[name].id)
    for (const one of steps) {
      w.clock.set(w.clock.now().add({ minutes: 1 }).toString())
      await take(ctx, one, three, homeOf, async (node, owner, decision, occurredAt) => {
        entries.push({ seq: entries.length, node: owner, seen: await together(await homeOf(node)), decision, occurredAt, owner })
      })
      for (const name of people) {
        const home = await homeOf(three[name].id)
        const own = new Set(await together(home))
        assert.equal(await stateOf(ctx, home), consentOf(entries.filter(e => own.has(e.owner)))?.decision)
      }
    }
  }), { numRuns: 12, ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}) })
})

async function take(ctx: Ctx, one: Step, three: Awaited<ReturnType<typeof threePeople>>, homeOf: (id: string) => Promise<string>, note: (node: string, owner: string, decision: Decision, at: string) => Promise<void>) {
  const { id, node } = three[one.who]
  if (one.does === 'say') {
    const occurredAt = ctx.clock.now().subtract({ minutes: one.minutesLate }).toString()
    const on = one.onProfile ? await homeOf(node) : node
    await note(on, one.onProfile ? on : id, one.decision, occurredAt)
    await record(ctx, [{ nodeId: on, channel: 'email', purpose: 'marketing', decision: one.decision, source: 'api', occurredAt, proof: {} }])
  }
  if (one.does === 'merge') {
    const ids = [...new Set([await homeOf(id), await homeOf(three[one.other].id)])]
    if (ids.length > 1) await mergeCustomers(ctx, ids)
  }
  if (one.does === 'separate' && (await homeOf(id)) !== id) await separateMerged(ctx, await homeOf(id), id)
}

const entry = (seq: number, node: string, decision: Decision, seen = [node]): Entry => ({ seq, node, seen, decision, occurredAt: `2026-03-02T09:0${seq}:00Z` })

test('of two people who are one now the stricter choice holds, whoever spoke last', () => {
  assert.equal(consentOf([entry(1, 'ana', 'denied'), entry(2, 'ben', 'granted')])?.decision, 'denied')
  assert.equal(consentOf([entry(1, 'ana', 'granted'), entry(2, 'ben', 'pending')])?.decision, 'pending')
})

test('what is said when both are known to be one settles it, and its going away brings back what was', () => {
  const before = [entry(1, 'ana', 'denied'), entry(2, 'ben', 'granted')]
  const since = entry(3, 'ben', 'granted', ['ana', 'ben'])
  assert.equal(consentOf([...before, since])?.decision, 'granted')
  assert.equal(consentOf(before.filter(e => e.node === 'ana'))?.decision, 'denied')
})

test('in one stream the order of arrival does not matter', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom<Decision>('granted', 'denied', 'withdrawn', 'pending'), { minLength: 1, maxLength: 8 }).chain(said => fc.tuple(fc.constant(said), fc.shuffledSubarray(said.map((_, i) => i), { minLength: said.length }))), ([said, order]) => {
    const arrived = order.map((i, seq) => ({ ...entry(0, 'ana', said[i]!), seq, occurredAt: `2026-03-02T09:0${i}:00Z` }))
    assert.equal(consentOf(arrived)?.decision, said.at(-1))
  }))
})
