import { sql } from 'kysely'
import { nodeIds, normalEmail, normalPhone, userKind } from '../../collect/index.ts'
import { appError, inTransaction, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'

export const nobodyErased = appError('privacy.not_erased', 404, 'Nobody with this was erased. Check how it is written, with the country code for a phone.')

type By = { email?: string | undefined; phone?: string | undefined; userId?: string | undefined; storeKey?: string | undefined }

/**
 * Somebody who was erased came back by themselves: none of their identifiers is kept out any more. What was erased stays
 * erased. @throws nobodyErased
 */
export const release = (ctx: Ctx, by: By): Promise<{ released: number }> =>
  inTransaction(ctx.db, async db => {
    const nodes = await nodesOf(within(ctx, { db }), by)
    const { rows } = await sql<{ request: string; count: number }>`
      with gone as (delete from tombstones where request_id in (select request_id from tombstones where node_id = any(${nodes}::uuid[])) returning request_id)
      select request_id as request, count(*) as count from gone group by 1`.execute(db)
    if (!rows.length) throw nobodyErased()
    for (const { request, count } of rows) await audit(within(ctx, { db }), { action: 'privacy.release', record: { kind: 'privacy_request', id: request, label: null }, changes: { identifiers: { from: count, to: 0 } } })
    return { released: rows.reduce((sum, row) => sum + row.count, 0) }
  })

async function nodesOf(ctx: Ctx, { email, phone, userId, storeKey }: By): Promise<string[]> {
  const nodeId = await nodeIds(ctx)
  const found = [
    { kind: 'email', value: email && normalEmail(email) },
    { kind: 'phone', value: phone && normalPhone(phone, await countries(ctx.db)) },
    { kind: userKind({ storeKey: storeKey ?? null }), value: userId },
  ]
  return found.flatMap(({ kind, value }) => (value ? [nodeId({ kind, value })] : []))
}

const countries = async (db: Db) => (await db.selectFrom('stores').select('country').where('country', 'is not', null).orderBy('created_at').execute()).map(row => row.country)
