import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql } from 'kysely'
import { world } from '../../../tests/support/world.ts'
import type { Message } from './ledger.ts'
import { withSlots } from './slots.ts'

const to = (address: string): Message => ({ id: randomUUID(), mailingId: randomUUID(), letter: 'A', customerId: null, nodeId: randomUUID(), address, language: null, attempts: 0, versionId: null, data: null })
const secondsOf = (later: { sendAt?: string | null }[]) => later.map(change => (Date.parse(change.sendAt!) - Date.parse('2026-03-02T09:00:00Z')) / 1000)

test('mailboxes of a domain with a rate are written to at that rate, each once, over all processes', async t => {
  const { ctx, clock } = await world(t)
  await sql`insert into recipient_domains (domain, per_second, changed_at, changed_by) values ('gmail.example', 2, now(), 'Ana')`.execute(ctx.db)
  const first = await withSlots(ctx, [to('a@gmail.example'), to('b@other.example'), to('c@GMAIL.example'), to('d@gmail.example')])
  assert.deepEqual([first.go.map(m => m.address), secondsOf(first.later)], [['a@gmail.example', 'b@other.example'], [0.5, 1]])

  const [one, other] = await Promise.all([withSlots(ctx, [to('e@gmail.example'), to('f@gmail.example')]), withSlots(ctx, [to('g@gmail.example')])])
  assert.deepEqual([...secondsOf(one.later), ...secondsOf(other.later)].toSorted((a, b) => a - b), [1.5, 2, 2.5])

  // One whose time has come takes no other; after a rest nothing is made up for.
  clock.set('2026-03-02T09:01:00Z')
  const later = await withSlots(ctx, [{ ...to('a@gmail.example'), hasSlot: true }, to('h@gmail.example'), to('i@gmail.example')])
  assert.deepEqual([later.go.map(m => m.address), secondsOf(later.later)], [['a@gmail.example', 'h@gmail.example'], [60.5]])
})

test('a rate of less than one a second spaces mails further apart', async t => {
  const { ctx } = await world(t)
  await sql`insert into recipient_domains (domain, per_second, changed_at, changed_by) values ('slow.example', 0.1, now(), 'Ana')`.execute(ctx.db)
  const { go, later } = await withSlots(ctx, [to('a@slow.example'), to('b@slow.example'), to('c@slow.example')])
  assert.deepEqual([go.length, secondsOf(later)], [1, [10, 20]])
})
