import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createCustomer, getCustomer, type NewCustomer } from '../../../../contracts/customers.ts'
import { mergeCustomers, separateCustomer } from '../../../../contracts/identity.ts'
import { compareCustomers, countMergeSuggestions, decideMergeSuggestions, listMergeSuggestions, lookForDuplicates, undoMergeSuggestions } from '../../../../contracts/merge-suggestions.ts'
import { cornerShop } from '../../../../tests/support/corner-shop.ts'
import { readLog, runJobs } from '../../../../tests/support/jobs.ts'
import { signedIn } from '../../../../tests/support/people.ts'
import { world } from '../../../../tests/support/world.ts'

/** Maria, who may merge customers, and short ways to add some and to see which pairs wait. */
async function office(t: TestContext) {
  const w = await world(t)
  const maria = await signedIn(w, 'admin')
  const add = async (customer: Partial<NewCustomer>) => (await maria.call(createCustomer, { body: customer })).id
  const look = async () => {
    await maria.call(lookForDuplicates)
    await runJobs(w)
  }
  const waiting = async (query: { state?: 'open' | 'accepted' | 'dismissed'; reason?: never; minScore?: number } = {}) => (await maria.call(listMergeSuggestions, { query })).items
  const pairs = async () => (await waiting()).map(s => [s.one.name || s.one.emails[0], s.other.name || s.other.emails[0], ...s.reasons])
  return { ...w, maria, add, look, waiting, pairs }
}

test('the same address in another form suggests that two are one', async t => {
  const { add, look, pairs } = await office(t)
  await add({ name: 'Ana Reyes', email: 'ana.reyes@gmail.com' })
  await add({ name: 'A. Reyes', email: 'AnaReyes+shop@googlemail.com' })
  await add({ name: 'Ben Cruz', email: 'ben@example.com' })
  await add({ name: 'Ben Cruz', email: 'ben+news@example.com' })
  // Elsewhere a dot makes another address.
  await add({ email: 'b.en@example.com' })
  await look()
  assert.deepEqual((await pairs()).toSorted(), [['Ana Reyes', 'A. Reyes', 'email'], ['Ben Cruz', 'Ben Cruz', 'email']])
})

test('a phone that a source gave in a form of its own meets the full number; two countries with the same ending need a like name', async t => {
  const { ctx, add, look, pairs } = await office(t)
  await add({ name: 'Ana Reyes', phone: '+31612345678' })
  await ctx.db.insertInto('customers').values({ name: 'Anna', traits: JSON.stringify({ phone: '06 123 456 78' }) }).execute()
  await add({ name: 'Jan Smit', phone: '+31687654321' })
  await add({ name: 'Wim Kok', phone: '+32687654321' })
  await add({ name: 'Jan Smith', phone: '+49687654321' })
  await look()
  assert.deepEqual((await pairs()).toSorted(), [['Ana Reyes', 'Anna', 'phone'], ['Jan Smit', 'Jan Smith', 'phone_ending']])
})

test('a like name needs a birthday, an address or a town beside it, and two birthdays speak against it', async t => {
  const { ctx, add, look, pairs } = await office(t)
  const shop = await cornerShop(ctx)
  await add({ name: 'Johanna Visser', birthday: '1980-04-05' })
  await add({ name: 'Visser, Johana', birthday: '1980-04-05' })
  await add({ name: 'Pieter de Groot', city: 'Utrecht' })
  await add({ name: 'Pieter de Grot', city: 'UTRECHT ' })
  await add({ name: 'Sanne Bakker', city: 'Delft', birthday: '1950-01-01' })
  await add({ name: 'Sanne Bakker', city: 'Delft', birthday: '1982-02-02' })
  await add({ name: 'Karel Mol' })
  await add({ name: 'Karel Mol' })
  for (const email of ['tom@example.com', 'tom@work.example']) {
    const { id } = await shop.place({ customer: { email, name: 'Tom Jansen' } })
    await ctx.db.updateTable('orders').set({ address: 'Oudegracht 12', postal_code: email.includes('work') ? '3511ab' : '3511 AB' }).where('id', '=', id).execute()
  }
  await look()
  assert.deepEqual((await pairs()).toSorted(), [['Johanna Visser', 'Visser, Johana', 'name_birthday'], ['Pieter de Groot', 'Pieter de Grot', 'name_city'], ['Tom Jansen', 'Tom Jansen', 'name_address']])
})

test('what more than five share suggests nothing: that is a town or a reseller', async t => {
  const { add, look, pairs } = await office(t)
  for (let i = 0; i < 6; i++) await add({ name: 'Maria Santos', city: 'Manila' })
  await look()
  assert.deepEqual(await pairs(), [])
})

test('accepting merges at once and is taken back exactly; the pair then waits again', async t => {
  const { maria, add, look, waiting, ctx } = await office(t)
  const older = await add({ name: 'Ana Reyes', email: 'ana.reyes@gmail.com', city: 'Ghent' })
  const newer = await add({ name: 'Ana Reyes', email: 'anareyes@gmail.com' })
  await look()
  const [pair] = await waiting()
  assert.deepEqual([pair?.one.id, pair?.other.id, (pair?.score ?? 0) >= 80], [older, newer, true])
  assert.deepEqual(await maria.call(decideMergeSuggestions, { body: { ids: [pair!.id], decision: 'accept' } }), { decided: [pair!.id] })
  await readLog(ctx)
  assert.equal((await maria.call(getCustomer, { params: { customerId: newer } })).id, older)
  assert.deepEqual([(await waiting()).length, (await waiting({ state: 'accepted' })).map(s => s.decidedBy)], [0, ['Test admin']])
  assert.deepEqual(await maria.call(undoMergeSuggestions, { body: { ids: [pair!.id] } }), { undone: [pair!.id] })
  assert.equal((await maria.call(getCustomer, { params: { customerId: newer } })).id, newer)
  await look()
  assert.deepEqual((await waiting()).map(s => s.id), [pair!.id])
})

test('a dismissed pair never comes back, not even when one of them becomes part of somebody else', async t => {
  const { maria, add, look, waiting } = await office(t)
  const first = await add({ name: 'Somebody older' })
  const ana = await add({ name: 'Ana Reyes', email: 'ana.reyes@gmail.com' })
  await add({ name: 'Ana Reyes', email: 'anareyes@gmail.com' })
  await look()
  const [pair] = await waiting()
  await maria.call(decideMergeSuggestions, { body: { ids: [pair!.id], decision: 'dismiss' } })
  await look()
  assert.equal((await waiting()).length, 0)
  await maria.call(mergeCustomers, { body: { customerIds: [first, ana] } })
  await look()
  assert.equal((await waiting()).length, 0)
})

test('customers whom a person parted are not suggested', async t => {
  const { maria, add, look, waiting } = await office(t)
  const ana = await add({ name: 'Ana Reyes', email: 'ana.reyes@gmail.com' })
  const other = await add({ name: 'Ana Reyes', email: 'anareyes@gmail.com' })
  await maria.call(mergeCustomers, { body: { customerIds: [ana, other] } })
  await maria.call(separateCustomer, { params: { customerId: ana }, body: { mergedId: other } })
  await look()
  assert.equal((await waiting()).length, 0)
})

test('several pairs are decided together, those about the same person too; what no longer holds is forgotten', async t => {
  const { maria, add, look, waiting, ctx } = await office(t)
  const ids = [await add({ name: 'Ana Reyes', email: 'ana.reyes@gmail.com' }), await add({ name: 'Ana Reyes', email: 'anareyes@gmail.com' }), await add({ name: 'Ana Reyes', email: 'a.nareyes@gmail.com' })]
  await add({ name: 'Ben Cruz', city: 'Cebu' })
  const ben = await add({ name: 'Ben Cruz', city: 'Cebu' })
  await look()
  assert.deepEqual([(await waiting()).length, (await waiting({ minScore: 80 })).length], [4, 3])
  const { decided } = await maria.call(decideMergeSuggestions, { body: { ids: (await waiting({ minScore: 80 })).map(s => s.id), decision: 'accept' } })
  assert.equal(decided.length, 3)
  for (const customerId of ids) assert.equal((await maria.call(getCustomer, { params: { customerId } })).id, ids[0])
  await ctx.db.updateTable('customers').set({ city: 'Davao' }).where('id', '=', ben).execute()
  await look()
  assert.deepEqual(await maria.call(countMergeSuggestions), { open: 0, lookedAt: ctx.clock.now().toString(), isLooking: false })
})

test('pages follow one another without a gap, and two customers are compared side by side', async t => {
  const { maria, add, look } = await office(t)
  for (const town of ['Aa', 'Bb', 'Cc', 'Dd', 'Ee']) for (let i = 0; i < 2; i++) await add({ name: `Ana Reyes ${town}`, city: town, email: `ana${i}@${town}.example` })
  await look()
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await maria.call(listMergeSuggestions, { query: { limit: 2, after } })
    seen.push(...page.items.map(s => s.id))
    if (!page.next) break
    after = page.next
  }
  assert.deepEqual([seen.length, new Set(seen).size], [5, 5])
  const [pair] = (await maria.call(listMergeSuggestions, { query: { limit: 1 } })).items
  const { items } = await maria.call(compareCustomers, { query: { id: [pair!.other.id, pair!.one.id] } })
  assert.deepEqual(items, [pair!.one, pair!.other])
})
