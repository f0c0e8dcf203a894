import { sql } from 'kysely'
import type { z } from 'zod'
import type { getGroup, GroupRow, listGroups } from '../../../contracts/groups.ts'
import { appError, fromCursor, pageOf, type Ctx, type Db } from '../../platform/index.ts'

export const groupNotFound = appError('groups.not_found', 404, 'There is no such household or company.')

const members = sql`(select count(distinct customer_id)::int from group_members where group_id = g.id and customer_id is not null)`
const columns = sql`g.id, g.kind, coalesce(nullif(g.name, ''), g.external_id) as name, g.external_id as "externalId", s.name as "storeName", ${members} as "membersCount", g.created_at as "createdAt"`
const from = sql`from groups as g left join stores as s on s.id = g.store_id`

/** Groups by name, page by page; those without a name first, by the shop's id. */
export async function groupsOf({ db }: Ctx, { limit, after, q, kind }: z.output<typeof listGroups.query>) {
  const position = fromCursor(after, 2)
  const { rows } = await sql<GroupRow & { position: string }>`
    select ${columns}, lower(g.name) as position ${from}
    where ${kind ? sql`g.kind = ${kind}` : sql`true`} and ${q ? sql`(lower(g.name) like ${`${escaped(q.toLowerCase())}%`} or g.external_id = ${q})` : sql`true`}
      and ${position ? sql`(lower(g.name), g.id) > (${position[0]}, ${position[1]}::uuid)` : sql`true`}
    order by lower(g.name), g.id limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.position, row.id])
  return { items: items.map(({ position: _, ...row }) => row), next }
}

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')

export async function oneGroup({ db }: Ctx, groupId: string): Promise<z.output<typeof getGroup.answers>> {
  const { rows } = await sql<GroupRow & { traits: Record<string, unknown> }>`select ${columns}, g.traits ${from} where g.id = ${groupId}`.execute(db)
  if (!rows[0]) throw groupNotFound()
  return { ...rows[0], members: await membersOf(db, groupId) }
}

const membersOf = async (db: Db, groupId: string) =>
  (await sql<{ customerId: string; name: string; email: string | null; since: string }>`
    select c.id as "customerId", coalesce(nullif(c.name, ''), c.email, c.phone, '') as name, c.email, min(m.since) as since
    from group_members as m join customers as c on c.id = m.customer_id where m.group_id = ${groupId} group by c.id order by min(m.since), c.id limit 200`.execute(db)).rows

export const groupsOfCustomer = async ({ db }: Ctx, customerId: string): Promise<GroupRow[]> =>
  (await sql<GroupRow>`select ${columns} ${from} where g.id in (select group_id from group_members where customer_id = ${customerId}) order by g.kind, lower(g.name), g.id limit 50`.execute(db)).rows
