import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { world } from '../../tests/support/world.ts'
import { audit, changesBetween } from './index.ts'

test('an audit entry says who did what to which record, when and from where', async t => {
  const { ctx } = await world(t)
  await audit({ ...ctx, actor: { kind: 'staff', id: '01990000-0000-7000-8000-000000000001', name: 'Maria Cruz', ip: '10.0.0.1' } }, { action: 'customers.edit', record: { kind: 'customer', id: 'c-1', label: 'Anna Smit' }, changes: changesBetween({ city: 'Utrecht', tags: ['a'] }, { city: 'Delft', tags: ['a'] }) })
  const [entry] = await ctx.db.selectFrom('audit_log').select(['at', 'actor_name', 'ip', 'action', 'record_label', 'changes']).execute()
  assert.deepEqual(entry, { at: '2026-03-02T09:00:00.000Z', actor_name: 'Maria Cruz', ip: '10.0.0.1', action: 'customers.edit', record_label: 'Anna Smit', changes: { city: { from: 'Utrecht', to: 'Delft' } } })
})

for (const [deed, statement] of Object.entries({ changed: `update audit_log set action = 'nothing'`, deleted: 'delete from audit_log', emptied: 'truncate audit_log', 'changed in replica mode': `begin; set local session_replication_role = replica; update audit_log set action = 'nothing'; commit` })) {
  test(`the audit log cannot be ${deed}, even by the database account of Suki itself`, async t => {
    const { ctx, pool } = await world(t)
    await audit(ctx, { action: 'staff.invite', record: { kind: 'invitation', id: 'i-1' } })
    await assert.rejects(pool.query(statement), /append-only/)
    await pool.query('rollback')
    assert.equal((await sql<{ n: number }>`select count(*) as n from audit_log where action = 'staff.invite'`.execute(ctx.db)).rows[0]?.n, 1)
  })
}
