import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { changeIdentityPolicy, identityPolicy } from '../../../contracts/identity.ts'
import { runJobs } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { defaultPolicy, kindPolicy, nodeIds, sources, type Identifier } from '../../collect/index.ts'
import { inTransaction, within, type Ctx } from '../../platform/index.ts'
import { mergeCustomers, separateIdentifiers, separateMerged } from './decisions.ts'
import { fold, type Cut, type Observation } from './graph/fold.ts'
import { identify, type Seen } from './identify.ts'

const named = (text: string): Identifier => ({ kind: text.slice(0, text.indexOf('|')), value: text.slice(text.indexOf('|') + 1) })
const sighting = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const seen = (at: number, ...identifiers: string[]): Seen => ({ id: sighting(at), at: Temporal.Instant.from('2026-03-01T09:00:00Z').add({ seconds: at }).toString(), sourceId: sources.suki, identifiers: identifiers.map(named) })
const take = (ctx: Ctx, ...batch: Seen[]) => inTransaction(ctx.db, db => identify(within(ctx, { db }), batch))

/** Customers as sorted lists of what they are recognised by. */
async function people(ctx: Ctx) {
  const { rows } = await sql<{ who: string }>`select string_agg(kind || '|' || value, ' ' order by (kind || '|' || value) collate "C") as who from customer_identifiers where kind <> 'customer' group by customer_id`.execute(ctx.db)
  return rows.map(row => row.who).sort()
}
const rowsOf = async (ctx: Ctx) => (await ctx.db.selectFrom('customers').select(['id', 'email', 'merged_into']).orderBy('created_at').orderBy('id').execute())
const homeOf = async (ctx: Ctx, text: string) => (await ctx.db.selectFrom('customer_identifiers').select('customer_id').where('kind', '=', named(text).kind).where('value', '=', named(text).value).executeTakeFirstOrThrow()).customer_id

test('a visitor becomes a customer when named, and keeps the id under which they were seen', async t => {
  const { ctx } = await world(t)
  await take(ctx, seen(1, 'anonymous_id|v1'))
  const visitor = await homeOf(ctx, 'anonymous_id|v1')
  assert.equal((await rowsOf(ctx)).length, 0)
  await take(ctx, seen(2, 'email|ana@example.com', 'anonymous_id|v1'))
  assert.deepEqual(await rowsOf(ctx), [{ id: visitor, email: 'ana@example.com', merged_into: null }])
})

test('what links two customers merges them into the older, with its reason', async t => {
  const { ctx } = await world(t)
  await take(ctx, seen(1, 'email|ana@example.com'))
  await take(ctx, seen(2, 'user_id|7'))
  await take(ctx, seen(3, 'user_id|7', 'email|ana@example.com'))
  const [older, newer] = await rowsOf(ctx)
  assert.equal(newer?.merged_into, older?.id)
  assert.deepEqual(await people(ctx), ['email|ana@example.com user_id|7'])
  assert.deepEqual((await ctx.db.selectFrom('identity_moves').select(['from_id', 'to_id', 'because']).execute()), [{ from_id: newer!.id, to_id: older!.id, because: sighting(3) }])
  const told = await ctx.db.selectFrom('events').select(['name', 'node_id', 'properties']).where('name', '=', 'Customers Merged').execute()
  assert.deepEqual(told, [{ name: 'Customers Merged', node_id: older!.id, properties: { customers: [newer!.id], because: sighting(3) } }])
})

test('orders follow: a merge joins them, undoing it gives each side its own again, and what comes later goes where it belongs', async t => {
  const { ctx } = await world(t)
  const store = await ctx.db.insertInto('stores').values({ key: 'nl', name: 'Utrecht', currency: 'EUR', time_zone: 'Europe/Amsterdam' }).returning('id').executeTakeFirstOrThrow()
  await take(ctx, seen(1, 'email|ana@example.com', 'anonymous_id|v1'), seen(2, 'user_id|7', 'phone|+31612345678'))
  const nodeId = await nodeIds(ctx)
  const [ana, seven] = [await homeOf(ctx, 'email|ana@example.com'), await homeOf(ctx, 'user_id|7')]
  const order = (number: string, node: string, customerId: string) => ctx.db.insertInto('orders').values({ store_id: store.id, number, node_id: nodeId(named(node)), customer_id: customerId, currency: 'EUR', subtotal_minor: 1, total_minor: 1, placed_at: ctx.clock.now().toString(), source_id: sources.suki }).execute()
  await order('1', 'anonymous_id|v1', ana)
  await order('2', 'user_id|7', seven)
  const owners = async () => (await ctx.db.selectFrom('orders').select(['number', 'customer_id']).orderBy('number').execute()).map(row => row.customer_id)
  // The shared phone is learnt late: this was seen between the two.
  await take(ctx, { ...seen(1, 'phone|+31612345678', 'anonymous_id|v1'), id: sighting(99) })
  assert.deepEqual(await owners(), [ana, ana])
  await separateMerged(ctx, ana, seven)
  assert.deepEqual(await owners(), [ana, seven])
  assert.deepEqual(await people(ctx), ['anonymous_id|v1 email|ana@example.com', 'phone|+31612345678 user_id|7'])
  await take(ctx, seen(50, 'phone|+31612345678', 'anonymous_id|v1'), seen(51, 'user_id|7', 'anonymous_id|v2'))
  assert.deepEqual(await people(ctx), ['anonymous_id|v1 email|ana@example.com', 'anonymous_id|v2 phone|+31612345678 user_id|7'])
})

test('a person merges customers whom nothing links, also those without any identifier, and may undo it', async t => {
  const { ctx } = await world(t)
  await take(ctx, seen(1, 'email|ana@example.com'), seen(2, 'user_id|7'), seen(3, 'user_id|8'))
  const { id: nameless } = await ctx.db.insertInto('customers').values({ name: 'Ana at the counter' }).returning('id').executeTakeFirstOrThrow()
  const ids = [await homeOf(ctx, 'email|ana@example.com'), await homeOf(ctx, 'user_id|7'), await homeOf(ctx, 'user_id|8'), nameless]
  const into = await mergeCustomers(ctx, ids)
  assert.equal((await rowsOf(ctx)).filter(row => row.merged_into === null).length, 1)
  assert.equal((await rowsOf(ctx)).filter(row => row.merged_into === into).length, 3)
  await separateMerged(ctx, into, nameless)
  assert.equal((await rowsOf(ctx)).find(row => row.id === nameless)?.merged_into, null)
  assert.deepEqual(await people(ctx), ['email|ana@example.com user_id|7 user_id|8'])
})

test('who was merged, parted and merged again is one, as often as a person changes their mind', async t => {
  const { ctx } = await world(t)
  await take(ctx, seen(1, 'email|ana@example.com'), seen(2, 'user_id|7'))
  const [ana, seven] = [await homeOf(ctx, 'email|ana@example.com'), await homeOf(ctx, 'user_id|7')]
  for (let i = 0; i < 3; i++) {
    await mergeCustomers(ctx, [ana, seven])
    assert.deepEqual(await people(ctx), ['email|ana@example.com user_id|7'])
    await separateMerged(ctx, ana, seven)
    assert.deepEqual(await people(ctx), ['email|ana@example.com', 'user_id|7'])
  }
})

test('identifiers that a person takes away become somebody of their own, and joining them again withdraws that', async t => {
  const { ctx } = await world(t)
  await take(ctx, seen(1, 'email|home@example.com', 'phone|+31612345678'), seen(2, 'email|home@example.com', 'anonymous_id|v1'))
  const home = await homeOf(ctx, 'email|home@example.com')
  await separateIdentifiers(ctx, home, [(await nodeIds(ctx))(named('phone|+31612345678'))])
  assert.deepEqual(await people(ctx), ['anonymous_id|v1 email|home@example.com', 'phone|+31612345678'])
  assert.equal((await rowsOf(ctx)).length, 2)
  assert.equal(await mergeCustomers(ctx, [home, await homeOf(ctx, 'phone|+31612345678')]), home)
  assert.deepEqual(await people(ctx), ['anonymous_id|v1 email|home@example.com phone|+31612345678'])
})

const identifier = fc.oneof(
  fc.constantFrom('user_id|ana', 'user_id|ben', 'user_id|cy'),
  fc.constantFrom('email|a@example.com', 'email|b@example.com', 'email|c@example.com', 'email|d@example.com'),
  fc.constantFrom('anonymous_id|1', 'anonymous_id|2', 'anonymous_id|3', 'anonymous_id|4', 'anonymous_id|5'),
)
const policy = { ...defaultPolicy, kinds: { ...defaultPolicy.kinds, email: { limit: 2, priority: 2 }, anonymous_id: { limit: 3, priority: 9 } } }
const priority = (text: string) => kindPolicy(policy, named(text).kind).priority
const observations = fc.array(fc.record({ at: fc.integer({ min: 10, max: 40 }), identifiers: fc.uniqueArray(identifier, { minLength: 1, maxLength: 4 }), byStaff: fc.boolean() }), { minLength: 1, maxLength: 12 })
const decisions = fc.array(fc.record({ after: fc.nat(12), one: identifier, other: identifier }), { maxLength: 2 })

test('any order of arrival, any batches, any repetition and any interleaving with decisions give the components of the fold', async t => {
  const { ctx } = await world(t)
  const nodeId = await nodeIds(ctx)
  await fc.assert(
    fc.asyncProperty(observations, decisions, fc.infiniteStream(fc.nat()), async (drawn, cuts, random) => {
      for (const table of ['customer_identifiers', 'identity_observations', 'identity_cuts', 'identity_moves', 'customers']) await sql`delete from ${sql.table(table)}`.execute(ctx.db)
      // Ties of the strongest are broken by the node's id, as the graph does it.
      const strongestFirst = (ids: string[]) => ids.toSorted((a, b) => priority(a) - priority(b) || (nodeId(named(a)) < nodeId(named(b)) ? -1 : 1))
      const all = drawn.map(({ at, identifiers, byStaff }, i) => ({ ...seen(at, ...strongestFirst(identifiers)), id: sighting(i), ...(byStaff && i % 4 === 0 ? { byStaff: 'Maria' } : {}) }))
      const arrivals = shuffled([...all, ...all.slice(0, 3)], random)
      const made: Cut[] = []
      for (let i = 0; i < arrivals.length; ) {
        const batch = arrivals.slice(i, (i += 1 + (random.next().value as number) % 4))
        await inTransaction(ctx.db, db => identify(within(ctx, { db }), batch, policy))
        for (const { one, other } of cuts.filter(c => c.after < i && c.after >= i - batch.length && c.one !== c.other)) if (await decideApart(ctx, nodeId, one, other)) made.push([one, other])
      }
      assert.deepEqual(await people(ctx), expected(all, made, nodeId))
      await everyoneHasOneRow(ctx)
    }),
    { numRuns: 60 },
  )
})

/** Where both are of one customer, a person says that they are not. */
async function decideApart(ctx: Ctx, nodeId: (i: Identifier) => string, one: string, other: string) {
  const known = await sql<{ customer_id: string; id: string }>`select customer_id, id from customer_identifiers where id = any(${[one, other].map(i => nodeId(named(i)))}::uuid[])`.execute(ctx.db)
  if (known.rows.length < 2) return false
  await sql`insert into identity_cuts (ones, others, by_staff, at) values (${[nodeId(named(one))]}, ${[nodeId(named(other))]}, 'Maria', now())`.execute(ctx.db)
  const { absorb } = await import('./graph/absorb.ts')
  const { settle } = await import('./graph/settle.ts')
  const { rows } = await sql<{ cluster: string }>`select distinct cluster_id as cluster from customer_identifiers where id = any(${known.rows.map(r => r.id)}::uuid[])`.execute(ctx.db)
  await inTransaction(ctx.db, async db => {
    const changed = await absorb(db, [], policy, rows.map(row => row.cluster))
    await settle(within(ctx, { db }), changed, () => ({ id: null, at: ctx.clock.now().toString() }), new Set())
  })
  return true
}

function expected(all: Seen[], cuts: Cut[], nodeId: (i: Identifier) => string): string[] {
  const idOf = (text: string) => `${named(text).kind}|${nodeId(named(text))}`
  const texts = new Map(all.flatMap(s => s.identifiers.map(i => [`${i.kind}|${nodeId(i)}`, `${i.kind}|${i.value}`])))
  const folded = fold(all.map((s): Observation => ({ id: s.id, at: s.at, identifiers: s.identifiers.map(i => `${i.kind}|${nodeId(i)}`), ...(s.byStaff ? { byStaff: true } : {}) })), cuts.map(([a, b]) => [idOf(a), idOf(b)] as const), policy)
  return [...new Set(folded.values())].map(c => [...c.members].map(m => texts.get(m)!).sort().join(' ')).sort()
}

/** Whoever is named has exactly one row that is not merged, and everybody of theirs leads there. */
async function everyoneHasOneRow(ctx: Ctx) {
  const { rows } = await sql`
    select i.customer_id from customer_identifiers as i left join customers as c on c.id = i.customer_id and c.merged_into is null
    where i.kind in ('user_id', 'email') and c.id is null
    union all select c.id from customers as c where merged_into is null and not exists (select from customer_identifiers where customer_id = c.id)`.execute(ctx.db)
  assert.deepEqual(rows, [])
}

const shuffled = <T>(items: T[], random: Iterator<number>): T[] => items.map(item => ({ item, key: random.next().value as number })).toSorted((a, b) => a.key - b.key).map(({ item }) => item)

test('a value that is blocked later identifies nobody any more, once everything was folded again', async t => {
  const w = await world(t)
  await take(w.ctx, seen(1, 'user_id|7', 'email|test@example.com'), seen(2, 'user_id|8', 'phone|+31612345678'), seen(3, 'phone|+31612345678', 'email|test@example.com'))
  const before = await people(w.ctx)
  const admin = await signedIn(w, 'admin')
  await admin.call(changeIdentityPolicy, { body: { kinds: { phone: { limit: 1, priority: 0 } }, blocked: ['test@example.com'] } })
  await runJobs(w)
  assert.deepEqual(before, ['email|test@example.com user_id|7', 'phone|+31612345678 user_id|8'])
  assert.deepEqual(await people(w.ctx), ['email|test@example.com', 'phone|+31612345678 user_id|8', 'user_id|7'])
  assert.deepEqual((await admin.call(identityPolicy, {})).blocked, ['test@example.com'])
})
