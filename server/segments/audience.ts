import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'

/** Segments by id: some to be in, some not to be in. */
export type Audience = { include: string[]; exclude: string[] }

/** The next customers who are in one of the first segments and in none of the others, by id; `to`: where to go on, null at the end. */
export async function audienceAfter(db: Db, { include, exclude }: Audience, after: string | null, limit: number): Promise<{ ids: string[]; to: string | null }> {
  const from = after ?? '00000000-0000-0000-0000-000000000000'
  // Each segment gives its next ones from its own index; the union is cut again.
  const parts = include.map(id => sql`(select customer_id from segment_members where segment_id = ${id} and customer_id > ${from} order by customer_id limit ${limit})`)
  if (!parts.length) return { ids: [], to: null }
  const { rows } = await sql<{ id: string; excluded: boolean }>`
    select page.customer_id as id, exists (select from segment_members as x where x.customer_id = page.customer_id and x.segment_id = any(${exclude}::uuid[])) as excluded
    from (select customer_id from (${sql.join(parts, sql` union `)}) as merged order by customer_id limit ${limit}) as page order by 1`.execute(db)
  return { ids: rows.filter(row => !row.excluded).map(row => row.id), to: rows.length < limit ? null : rows.at(-1)!.id }
}

/** About how many: the sum of the included segments' sizes. */
export async function audienceSize(db: Db, { include }: Audience): Promise<number> {
  const { rows } = await sql<{ size: number }>`select coalesce(sum(members_count), 0) as size from segments where id = any(${include}::uuid[])`.execute(db)
  return rows[0]!.size
}

/** Of these segments, those that do not exist, are archived, or whose membership was never found yet. */
export async function segmentsNotReady(db: Db, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select w.id from unnest(${ids}::uuid[]) as w (id) left join segments as s on s.id = w.id and s.archived_at is null and s.serving is not null where s.id is null`.execute(db)
  return rows.map(row => row.id)
}
