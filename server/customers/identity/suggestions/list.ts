import { sql } from 'kysely'
import type { ComparedCustomer, MergeSuggestion, SuggestionReason } from '../../../../contracts/merge-suggestions.ts'
import { fromCursor, pageOf, type Ctx, type Db } from '../../../platform/index.ts'
import { lookKey } from './look.ts'

type Query = { state: MergeSuggestion['state']; reason?: SuggestionReason[] | undefined; minScore?: number | undefined; limit: number; after?: string | undefined }
type Row = Omit<MergeSuggestion, 'one' | 'other'> & { oneId: string; otherId: string }

/** Waiting pairs of which one was merged elsewhere in the meantime are left out. */
const bothStand = sql`exists (select from customers where id = s.one_id and merged_into is null) and exists (select from customers where id = s.other_id and merged_into is null)`

export async function suggestions({ db }: Ctx, { state, reason, minScore, limit, after }: Query): Promise<{ items: MergeSuggestion[]; next: string | null }> {
  const position = fromCursor(after, 2)
  const { rows } = await sql<Row>`
    select s.id, s.one_id as "oneId", s.other_id as "otherId", s.reasons, s.score, s.state, s.found_at as "foundAt", s.decided_at as "decidedAt", s.decided_by as "decidedBy"
    from merge_suggestions as s
    where s.state = ${state} and ${reason ? sql`s.reasons && ${reason}::text[]` : sql`true`} and s.score >= ${minScore ?? 0} and ${state === 'open' ? bothStand : sql`true`}
      and ${position ? sql`(s.score < ${position[0]}::int or (s.score = ${position[0]}::int and s.id > ${position[1]}::uuid))` : sql`true`}
    order by s.score desc, s.id limit ${limit + 1}`.execute(db)
  const { items, next } = pageOf(rows, limit, row => [row.score, row.id])
  const people = new Map((await compared(db, items.flatMap(row => [row.oneId, row.otherId]))).map(customer => [customer.id, customer]))
  return { items: items.map(row => asSuggestion(row, people)), next }
}

/** The older customer is the one that stays. */
function asSuggestion({ oneId, otherId, ...row }: Row, people: Map<string, ComparedCustomer>): MergeSuggestion {
  const [one, other] = [people.get(oneId)!, people.get(otherId)!].toSorted(byAge) as [ComparedCustomer, ComparedCustomer]
  return { ...row, one, other }
}

const byAge = (a: ComparedCustomer, b: ComparedCustomer) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.id < b.id ? -1 : 1)

/** Customers as one compares them, the oldest first. */
export async function compared(db: Db, ids: string[]): Promise<ComparedCustomer[]> {
  if (!ids.length) return []
  const values = (kind: 'email' | 'phone') => sql`array(select value from (
    select c.${sql.raw(kind)} as value, 0 as rank where c.${sql.raw(kind)} is not null
    union (select value, 1 from customer_identifiers as i where i.customer_id = c.id and i.kind = ${kind} and i.value is distinct from c.${sql.raw(kind)} order by created_at limit 5)) as v order by rank, value)`
  const { rows } = await sql<ComparedCustomer>`
    select c.id, c.name, ${values('email')} as emails, ${values('phone')} as phones, c.city, c.country, c.birthday, c.tags,
      (select nullif(concat_ws(', ', o.address, o.postal_code), '') from orders as o where o.customer_id = c.id order by o.placed_at desc limit 1) as address,
      c.orders_count as "ordersCount", c.spent_minor as "spentMinor", c.currency, c.last_order_at as "lastOrderAt", c.created_at as "createdAt"
    from customers as c where c.id = any(${ids}::uuid[])`.execute(db)
  return rows.toSorted(byAge)
}

const countUpTo = 1000

export async function waiting({ db }: Ctx): Promise<{ open: number; lookedAt: string | null; isLooking: boolean }> {
  const { rows } = await sql<{ open: number; lookedAt: string | null; isLooking: boolean }>`
    select (select count(*)::int from (select from merge_suggestions as s where s.state = 'open' and ${bothStand} limit ${countUpTo}) as counted) as open,
      (select value #>> '{}' from settings where name = 'duplicates_looked_at') as "lookedAt",
      exists (select from graphile_worker.jobs where key = ${lookKey} and attempts < max_attempts) as "isLooking"`.execute(db)
  return rows[0]!
}
