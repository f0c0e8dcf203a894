import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { groupOf, rfmMembers, rfmMigration, type RfmMigration, type Standing } from '../../../contracts/rfm.ts'
import { seededCrowd } from '../../../tests/support/crowd.ts'
import { catchUp } from '../../../tests/support/jobs.ts'
import { signedIn } from '../../../tests/support/people.ts'
import { world } from '../../../tests/support/world.ts'
import { mergeCustomers } from '../../customers/index.ts'

type Db = Awaited<ReturnType<typeof world>>['ctx']['db']

/** How everybody stood before a day began in Amsterdam: plain SQL over orders and refunds, by ranks; nothing of it is shared with the code. */
async function stoodBefore(db: Db, day: string): Promise<Map<string, Standing>> {
  const { rows } = await sql<{ id: string; r: number; f: number; m: number }>`
    with until as (select (${day}::date::timestamp at time zone 'Europe/Amsterdam') as t),
      own as (select o.* from orders as o, until where o.customer_id is not null and o.payment_state <> 'voided' and o.placed_at < until.t),
      usual as (select distinct on (customer_id) customer_id, currency from (select customer_id, currency, count(*) as n from own group by 1, 2) as by_currency order by customer_id, n desc, currency),
      people as (select customer_id, currency, max((placed_at at time zone 'Europe/Amsterdam')::date) filter (where true) as last, count(*) as orders from (select own.customer_id, usual.currency, own.placed_at from own join usual using (customer_id)) as x group by 1, 2),
      spent as (select p.*, coalesce((select sum(subtotal_minor - discount_minor) from own where own.customer_id = p.customer_id and own.currency = p.currency), 0)
        - coalesce((select sum(amount_minor) from refunds as r, until where r.customer_id = p.customer_id and r.currency = p.currency and r.refunded_at < until.t), 0) as net from people as p)
    select customer_id as id, (5 - 5 * (rank() over (order by last desc) - 1) / count(*) over ())::int as r, (5 - 5 * (rank() over (order by orders desc) - 1) / count(*) over ())::int as f,
      (5 - 5 * (rank() over (partition by currency order by net desc) - 1) / count(*) over (partition by currency))::int as m from spent`.execute(db)
  return new Map(rows.map(({ id, r, f, m }) => [id, groupOf(r, Math.floor((f + m + 1) / 2))]))
}

test('who moved from which group to which is what plain SQL over the orders says, customer by customer', async t => {
  const w = await world(t)
  await seededCrowd(w, 7)
  const buyers = await w.ctx.db.selectFrom('orders').select('customer_id').distinct().where('customer_id', 'is not', null).orderBy('customer_id').limit(2).execute()
  await mergeCustomers(w.ctx, buyers.map(row => row.customer_id!))
  await catchUp(w.ctx)
  const analyst = await signedIn(w, 'analyst')
  const inEuro = new Set((await sql<{ id: string }>`select distinct o.customer_id as id from orders as o join stores as s on s.id = o.store_id where s.currency = 'EUR' and o.customer_id is not null and o.payment_state <> 'voided'`.execute(w.ctx.db)).rows.map(row => row.id))
  const key = ({ from, to }: { from: Standing; to: Standing }) => `${from} → ${to}`
  let moved = 0
  for (const [from, to] of [['2025-12-01', '2026-01-01'], ['2026-01-01', '2026-02-01'], ['2025-12-01', '2026-03-01']] as const) {
    const query = { from, to, currency: 'EUR' }
    const answer: RfmMigration = await analyst.call(rfmMigration, { query })
    const [before, after] = [await stoodBefore(w.ctx.db, from), await stoodBefore(w.ctx.db, to)]
    const everybody = [...new Set([...before.keys(), ...after.keys()])].filter(id => inEuro.has(id)).map(id => ({ id, from: before.get(id) ?? 'none', to: after.get(id) ?? 'none' }) as const)
    const expected = Object.fromEntries([...Map.groupBy(everybody, key)].map(([name, of]) => [name, of.length]).sort())
    assert.deepEqual(Object.fromEntries(answer.flows.map(flow => [key(flow), flow.customers] as const).sort()), expected, `${from} to ${to}`)
    assert.equal(answer.customers, everybody.length)
    // And each flow opens exactly those customers.
    for (const flow of answer.flows.slice(0, 6)) {
      const { items } = await analyst.call(rfmMembers, { query: { ...query, fromGroup: flow.from, toGroup: flow.to, limit: 200 } })
      assert.deepEqual(items.map(one => one.id).sort(), everybody.filter(one => one.from === flow.from && one.to === flow.to).map(one => one.id).sort(), key(flow))
    }
    moved += answer.flows.filter(flow => flow.from !== 'none' && flow.from !== flow.to).length
  }
  assert.ok(moved > 5, `${moved} kinds of moves`)
})
