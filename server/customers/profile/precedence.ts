import { sql } from 'kysely'
import { z } from 'zod'
import { inTransaction, job, within, type Ctx, type Db } from '../../platform/index.ts'
import { audit, changesBetween } from '../../staff/index.ts'
import { deriveProfiles } from './derive.ts'

type Rank = { sourceId: string; precedence: number }

export const precedences = (db: Db) =>
  db.selectFrom('sources').select(['id as sourceId', 'name', 'kind', 'precedence']).orderBy('precedence').orderBy('name').orderBy('id').limit(1000).execute()

/** Ranks sources; every profile of which more than one tells something is derived again in the background. */
export const rankSources = (ctx: Ctx, items: Rank[]): Promise<void> =>
  inTransaction(ctx.db, async db => {
    const before = await precedences(db)
    await sql`update sources as s set precedence = t.precedence from json_to_recordset(${JSON.stringify(items)}::json) as t ("sourceId" uuid, precedence int) where s.id = t."sourceId"`.execute(db)
    const ranks = (all: typeof before) => Object.fromEntries(all.map(one => [one.name, String(one.precedence)]))
    await audit(within(ctx, { db }), { action: 'profile.precedence', record: { kind: 'setting', id: 'precedence', label: null }, changes: changesBetween(ranks(before), ranks(await precedences(db))) })
    await deriveAll.later(db, {}, { key: 'derive-profiles', queue: 'profiles' })
  })

const atOnce = 1000

export const deriveAll = job('profiles.derive', z.object({}), async (ctx, _payload, stopping) => {
  let after = '00000000-0000-0000-0000-000000000000'
  while (!stopping.aborted) {
    const { rows } = await sql<{ id: string }>`select id from customers where told and merged_into is null and id > ${after} order by id limit ${atOnce}`.execute(ctx.db)
    const last = rows.at(-1)
    if (!last) return
    await inTransaction(ctx.db, db => deriveProfiles(db, rows.map(row => row.id)))
    after = last.id
  }
  throw new Error('Suki stops; the rest is derived at the next start.')
})
