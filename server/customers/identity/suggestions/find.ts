import { sql, type RawBuilder } from 'kysely'
import type { SuggestionReason } from '../../../../contracts/merge-suggestions.ts'
import { inTransaction, type Ctx, type Db } from '../../../platform/index.ts'

/** Two customers, the lower id first, and one thing that speaks for their being one person. */
export type Evidence = {
  one: string
  other: string
  reason: SuggestionReason
  /** How alike the names are, 0 to 1; null when one of them has none. */
  likeness: number | null
  /** Both birthdays are known, and they differ. */
  isBornApart: boolean
}

/** What more customers than this share is a town, a reseller or a shared phone, not one person. */
const mostOfOneKey = 5
const mostPairs = 100_000
const alike = 0.8

/**
 * Everything that speaks for two customers being one. Customers with the same key are brought together by grouping, so
 * nobody is compared with everybody; only then are names compared.
 * Read-only, so that the transaction has no number: readers of the log wait for every older transaction that has one.
 */
export const evidence = (ctx: Ctx): Promise<Evidence[]> =>
  inTransaction(ctx.db, async db => {
    await sql`set transaction read only`.execute(db)
    await sql`set local work_mem = '64MB'`.execute(db)
    const found = [await sharing(db, 'email', emails), await phones(db)]
    for (const [reason, keys] of named) found.push(await sharing(db, reason, keys, sql`similarity(a.sort_name, b.sort_name) >= ${alike}`))
    return found.flat()
  })

// Gmail reads neither dots nor what follows a plus; elsewhere only the latter is safe to ignore.
const emails = sql`
  select customer_id as id, case when split_part(value, '@', 2) in ('gmail.com', 'googlemail.com') then replace(split_part(split_part(value, '@', 1), '+', 1), '.', '') || '@gmail.com'
    else split_part(split_part(value, '@', 1), '+', 1) || '@' || split_part(value, '@', 2) end as key
  from customer_identifiers where kind = 'email'`

// The ends of a name in the order of the alphabet, so that "Reyes, Ana" meets "Ana Reyes".
const first = sql`least(split_part(c.sort_name, ' ', 1), split_part(c.sort_name, ' ', -1))`
const last = sql`greatest(split_part(c.sort_name, ' ', 1), split_part(c.sort_name, ' ', -1))`
const hasName = sql`c.merged_into is null and c.sort_name like '% %'`

const named: [SuggestionReason, RawBuilder<unknown>][] = [
  ['name_birthday', sql`select c.id, c.birthday || left(${first}, 1) || left(${last}, 1) as key from customers as c where ${hasName} and c.birthday is not null`],
  [
    'name_address',
    sql`select c.id, translate(lower(o.postal_code), ' -', '') || ' ' || substring(o.address from '\\d+') || ' ' || left(${first}, 2) as key
      from (select distinct customer_id, postal_code, address from orders where customer_id is not null and postal_code is not null and address ~ '\\d') as o join customers as c on c.id = o.customer_id where ${hasName}`,
  ],
  // One end of the name may be mistyped, the other is as it is.
  [
    'name_city',
    sql`select c.id, towns.name || '|' || pair.key as key from customers as c
      join (select city, search_text(city) as name from (select distinct city from customers where city is not null) as all_towns) as towns on towns.city = c.city,
      lateral (values (${first} || ' ' || left(${last}, 2)), (left(${first}, 2) || ' ' || ${last})) as pair (key) where ${hasName}`,
  ],
]

const together = (keys: RawBuilder<unknown>) => sql`
  select distinct a.id as one, b.id as other, shared.key
  from (select key, array_agg(distinct id) as ids from (${keys}) as keyed where key <> '' group by key having count(distinct id) between 2 and ${mostOfOneKey}) as shared,
    unnest(ids) as a (id), unnest(ids) as b (id) where a.id < b.id`

const compared = sql`case when a.sort_name <> '' and b.sort_name <> '' then similarity(a.sort_name, b.sort_name)::float8 end as likeness, coalesce(a.birthday <> b.birthday, false) as "isBornApart"`
const bothStand = sql`join customers as a on a.id = pairs.one and a.merged_into is null join customers as b on b.id = pairs.other and b.merged_into is null`

async function sharing(db: Db, reason: SuggestionReason, keys: RawBuilder<unknown>, where = sql`true`): Promise<Evidence[]> {
  const { rows } = await sql<Omit<Evidence, 'reason'>>`
    select one, other, ${compared} from (select distinct one, other from (${together(keys)}) as keyed) as pairs ${bothStand} where ${where} limit ${mostPairs}`.execute(db)
  return rows.map(row => ({ ...row, reason }))
}

/** The same nine last digits. Two full numbers that end alike are of two countries; one without its country is likely the same. */
async function phones(db: Db): Promise<Evidence[]> {
  const written = sql`
    select customer_id as id, value from customer_identifiers where kind = 'phone'
    union all select id, traits ->> 'phone' from customers where merged_into is null and traits ? 'phone' and jsonb_typeof(traits -> 'phone') in ('string', 'number')`
  const keys = sql`select id, right(regexp_replace(value, '\\D', '', 'g'), 9) as key from (${written}) as w where length(regexp_replace(value, '\\D', '', 'g')) between 9 and 15`
  const isFull = (id: RawBuilder<unknown>) => sql`exists (select from customer_identifiers as i where i.customer_id = ${id} and i.kind = 'phone' and right(i.value, 9) = pairs.key)`
  const { rows } = await sql<Omit<Evidence, 'reason'> & { isEnding: boolean }>`
    select one, other, ${compared}, ${isFull(sql`one`)} and ${isFull(sql`other`)} as "isEnding" from (${together(keys)}) as pairs ${bothStand} limit ${mostPairs}`.execute(db)
  return rows.map(({ isEnding, ...row }) => ({ ...row, reason: isEnding ? 'phone_ending' : 'phone' }))
}
