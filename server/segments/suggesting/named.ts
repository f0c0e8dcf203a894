import { sql } from 'kysely'
import type { Ctx } from '../../platform/index.ts'
import type { Asked, Suggested } from './suggest.ts'

const named = {
  store: sql`select id::text as value, name as label, null::bigint as count from stores`,
  source: sql`select id::text as value, name as label, null::bigint as count from sources`,
  segment: sql`select id::text as value, name as label, members_count as count from segments where archived_at is null`,
}

/** Records that a rule names by their id. */
export async function namedSuggestions({ db }: Ctx, { q, values, limit }: Asked, of: keyof typeof named): Promise<Suggested> {
  const { rows } = await sql<{ value: string; label: string; count: number | null }>`
    select * from (${named[of]}) as n where ${q ? sql`strpos(lower(label), lower(${q})) > 0` : sql`true`} and ${values?.length ? sql`value = any(${values})` : sql`true`}
    order by lower(label), value limit ${limit}`.execute(db)
  return { items: rows.map(row => ({ ...row, count: row.count === null ? null : Number(row.count), share: null, types: [] })), sampled: null }
}
