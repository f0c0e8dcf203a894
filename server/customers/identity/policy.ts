import { sql } from 'kysely'
import { z } from 'zod'
import type { IdentityPolicy } from '../../../contracts/identity.ts'
import { defaultPolicy, identityPolicy, policySetting } from '../../collect/index.ts'
import { inTransaction, job, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { absorb } from './graph/absorb.ts'
import { lockIdentity } from './graph/queries.ts'
import { settle } from './graph/settle.ts'

export async function policyShown(ctx: Ctx): Promise<IdentityPolicy> {
  const { kinds, blocked } = await policySetting(ctx)
  return { kinds: { ...defaultPolicy.kinds, ...kinds }, other: defaultPolicy.other, blocked }
}

/** Sets limits, priorities and blocked values; the whole graph is folded again in the background. */
export const changePolicy = (ctx: Ctx, { kinds, blocked }: Pick<IdentityPolicy, 'kinds' | 'blocked'>): Promise<IdentityPolicy> =>
  inTransaction(ctx.db, async db => {
    const own = within(ctx, { db })
    const before = await policySetting(own)
    const value = JSON.stringify({ kinds, blocked })
    await sql`insert into settings (name, value, updated_at) values ('identity_policy', ${value}::jsonb, ${ctx.clock.now().toString()}) on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(db)
    await audit(own, { action: 'identity.policy', record: { kind: 'setting', id: 'identity_policy', label: null }, changes: { kinds: { from: JSON.stringify(before.kinds), to: JSON.stringify(kinds) }, blocked: { from: before.blocked.join(', '), to: blocked.join(', ') } } })
    await foldEverything.later(db, {}, { key: 'fold-everything', queue: 'identity' })
    return policyShown(own)
  })

const clustersAtOnce = 500

/** Folds every cluster again, some hundred in a transaction, so that nobody waits long for the identity lock. */
export const foldEverything = job('identity.fold', z.object({}), async (ctx, _payload, stopping) => {
  let after = '00000000-0000-0000-0000-000000000000'
  while (!stopping.aborted) {
    const last = await inTransaction(ctx.db, db => foldSome(within(ctx, { db }), after))
    if (!last) return
    after = last
  }
  throw new Error('Suki stops; the rest is folded at the next start.')
})

async function foldSome(ctx: Ctx, after: string): Promise<string | undefined> {
  await lockIdentity(ctx.db)
  const clusters = await clustersAfter(ctx.db, after)
  const changed = await absorb(ctx.db, [], await identityPolicy(ctx), clusters)
  await settle(ctx, changed, () => ({ id: null, at: ctx.clock.now().toString() }), new Set())
  return clusters.at(-1)
}

async function clustersAfter(db: Db, after: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select cluster_id as id from identity_observations where cluster_id > ${after} group by 1 order by 1 limit ${clustersAtOnce}`.execute(db)
  return rows.map(row => row.id)
}
