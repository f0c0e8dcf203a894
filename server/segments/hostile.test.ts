import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import * as contract from '../../contracts/segment-routes.ts'
import { parseRule } from '../../contracts/segments.ts'
import { catchUp } from '../../tests/support/jobs.ts'
import { signedIn } from '../../tests/support/people.ts'
import { world } from '../../tests/support/world.ts'
import { append, sources } from '../collect/index.ts'
import { countAll } from './asking.ts'
import { evaluatorOf } from './evaluating/evaluate.ts'
import { historiesOf } from './keeping/histories.ts'

test('what nobody should send is refused at once and says why; what is strange is only a value', async t => {
  const w = await world(t)
  const { ctx } = w
  const [ana] = await ctx.db.insertInto('customers').values({ name: `O'Hara \\ "x"`, city: `'s-Hertogenbosch\\`, tags: [`it's`, '\\', `%_`], email: 'ana@example.com' }).returning('id').execute()
  await append(ctx.db, [{ sourceId: sources.suki, messageId: 'x', name: `It's "over" \\ done`, nodeId: ana!.id, properties: { 'a.b': `50%`, list: [`'`, '\\'] }, occurredAt: ctx.clock.now().toString() }])
  await catchUp(ctx)
  const marketer = await signedIn(w, 'marketer')
  const send = async (body: unknown) => {
    const began = performance.now()
    const { status, problem } = await marketer.ask(contract.previewSegment, { body: body as never })
    return { status, code: problem?.code, said: JSON.stringify(problem), ms: performance.now() - began }
  }

  // Deeper than anybody means, in both forms, far beyond what a stack holds.
  const nested = (depth: number): unknown => Array.from({ length: depth }).reduce(rule => ({ kind: 'all', rules: [rule] }), { kind: 'fact', fact: 'country', test: { kind: 'set' } } as unknown)
  for (const body of [{ rule: nested(12) }, { rule: nested(3_000) }, { text: `${'('.repeat(20_000)}country is set` }, { text: `${'not '.repeat(12_000)}country is set` }]) {
    const answer = await send(body)
    assert.equal(answer.status, 400, answer.said)
    assert.match(answer.said, /deep/)
  }

  // More values than a list may have, and more than a request may.
  const values = (count: number) => ({ rule: { kind: 'fact', fact: 'city', test: { kind: 'in', values: Array.from({ length: count }, (_, i) => `city ${i}`) } } })
  const many = await send(values(1_001))
  assert.deepEqual([many.status, /1,?000/.test(many.said)], [400, true], many.said)
  assert.equal((await send(values(1_000_000))).status, 413)
  assert.equal((await send({ text: `city in (${Array.from({ length: 20_000 }, (_, i) => `c${i}`).join(', ')})` })).status, 400)

  // Words that are none.
  for (const body of [{ rule: { kind: 'fact', fact: 'password', test: { kind: 'set' } } }, { rule: { kind: 'fact', fact: 'country', test: { kind: 'set' }, extra: 1 } }, { rule: { kind: 'sql', query: 'select 1' } }, { text: '__proto__ = 1' }, { text: 'constructor is set' }, { rule: nested(1), text: 'everyone' }]) assert.equal((await send(body)).status, 400)

  // Quotes, backslashes and signs of patterns mean themselves.
  const count = async (text: string) => (await marketer.call(contract.previewSegment, { body: { text } })).count
  for (const text of [`city = "'s-Hertogenbosch\\\\"`, `tags = "it's"`, `tags = "\\\\"`, `tags in ("\\\\", "it's")`, `tags contains "%_"`, `city ends with "\\\\"`, `did "It's \\"over\\" \\\\ done"`, `did "It's \\"over\\" \\\\ done" where ("a.b" = "50%")`, `did "It's \\"over\\" \\\\ done" where (list in ("'", "\\\\"))`]) assert.equal(await count(text), 1, text)
  for (const text of [`city contains "_-hertog"`, `city starts with "%"`, `tags contains "%%"`, `tags = "' or 1=1 --"`, `did "It_s %"`]) assert.equal(await count(text), 0, text)

  // What is wrong is found in the text, not in an engine: it takes no time.
  const slow = await send({ text: `"${'\\"'.repeat(20_000)}` })
  assert.deepEqual([slow.status, slow.ms < 2_000], [400, true], `${slow.ms} ms`)
})

test('segments in a circle are refused, also one that is closed by an edit', async t => {
  const w = await world(t)
  const marketer = await signedIn(w, 'marketer')
  const make = (name: string, text: string) => marketer.call(contract.createSegment, { body: { name, text } })
  const a = await make('A', 'country = NL')
  const b = await make('B', `in segment "${a.id}" or country = BE`)
  const closed = await marketer.ask(contract.editSegment, { params: { segmentId: a.id }, body: { text: `not in segment "${b.id}"` } })
  assert.deepEqual([closed.status, closed.problem.code], [400, 'segments.circle'])
  assert.match(closed.problem.title, /A → B → A/)
})

test('numbers beyond what fits are the same for one customer and for all', async t => {
  const { ctx } = await world(t)
  const numbers = ['18446744073709551615', '18446744073709551616', '-9223372036854775809', '1e400', '9007199254740993', '123456789012345678901234567890', '0.1']
  const people = await ctx.db.insertInto('customers').values(numbers.map(name => ({ name }))).returning('id').execute()
  await append(ctx.db, people.map(({ id }, i) => ({ sourceId: sources.suki, messageId: `n${i}`, name: 'Measured', nodeId: id, properties: { text: numbers[i]! }, occurredAt: ctx.clock.now().toString() })))
  // As numbers of JSON, which JavaScript would not write like this.
  for (const [i, { id }] of people.entries()) await sql`update events set properties = properties || ${`{"number": ${numbers[i]!}}`}::jsonb where node_id = ${id}`.execute(ctx.db)
  await catchUp(ctx)
  const rules = ['1000000000000', '0', '0.1', '-1000000000000'].flatMap(n => ['>', '<', '=', '!='].map(op => `did "Measured" where (number ${op} ${n})`))
  rules.push('did "Measured" where (number is set)', 'largest(number of "Measured") > 1000000000000', 'smallest(number of "Measured") < -1000000000000', 'distinct(number of "Measured") = 1', 'did "Measured" where (number = "18446744073709552000")', 'did "Measured" where (number starts with "1.2345678901234568e")', 'did "Measured" where (number = "9007199254740992")', 'did "Measured" where (text = "9007199254740993")')
  for (const text of rules) {
    const rule = { rule: parseRule(text).rule!, zone: 'UTC' }
    const ask = evaluatorOf(rule, { segments: new Map(), catalogue: { products: [] } })
    const histories = await historiesOf(ctx, people.map(p => p.id), { names: ['Measured'], lastSeen: false, lines: false, scores: false, products: { ids: [], categories: [], brands: [] } })
    const inMemory = histories.filter(history => ask(history, ctx.clock.now().epochMilliseconds).holds).length
    const [counted] = await countAll(ctx, { rules: [rule] })
    assert.equal(counted, inMemory, text)
  }
})
