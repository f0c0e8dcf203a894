import { sql } from 'kysely'
import type { BoughtProduct, Customer } from '../../contracts/customers.ts'
import type { Db } from '../platform/index.ts'
import { nodesOf } from './identity/graph/homes.ts'

/** The facts that a person may edit, named as in the contract. */
export type Facts = {
  name: string
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  language: string | null
  country: string | null
  city: string | null
  birthday: string | null
  gender: string | null
  preferredChannel: string | null
  preferredStoreId: string | null
}

/** The facts of a customer, whose row stays locked until the transaction ends: two edits at once do not mix. */
export const factsOf = (db: Db, customerId: string): Promise<Facts | undefined> =>
  db.selectFrom('customers').select(['name', 'first_name as firstName', 'last_name as lastName', 'email', 'phone', 'language', 'country', 'city', 'birthday', 'gender', 'preferred_channel as preferredChannel', 'preferred_store_id as preferredStoreId']).where('id', '=', customerId).forUpdate().executeTakeFirst()

export const nameOfCustomer = async (db: Db, customerId: string): Promise<string> => {
  const customer = await db.selectFrom('customers').select(['name', 'email', 'phone']).where('id', '=', customerId).executeTakeFirst()
  return customer?.name || customer?.email || customer?.phone || customerId
}

export const customerExists = async (db: Db, customerId: string) => !!(await db.selectFrom('customers').select('id').where('id', '=', customerId).executeTakeFirst())

/** Links to a customer who was merged into another lead to that one. */
export const whoIsNow = async (db: Db, customerId: string): Promise<string> =>
  (await db.selectFrom('customers').select('merged_into').where('id', '=', customerId).executeTakeFirst())?.merged_into ?? customerId

/** The whole profile in one statement: 5 ms among 1 M customers and 4.6 M orders. */
export async function customerById(db: Db, customerId: string): Promise<Customer | undefined> {
  const { rows } = await sql<Customer>`
    select c.id, c.name, c.first_name as "firstName", c.last_name as "lastName", c.email, c.phone, c.language, c.country, c.city, c.birthday, c.gender, c.preferred_channel as "preferredChannel", c.preferred_store_id as "preferredStoreId", c.tags, c.traits,
      c.orders_count as "ordersCount", c.spent_minor as "spentMinor", c.currency, c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt",
      c.last_seen_at as "lastSeenAt", c.created_at as "createdAt", c.updated_at as "updatedAt",
      coalesce((select json_agg(v order by v.orders desc, v.currency) from (${valueOf(customerId)}) as v), '[]') as value,
      coalesce((select json_agg(s order by s.orders desc, s.name) from (
        select stores.id, stores.name, count(*)::int as orders from orders join stores on stores.id = orders.store_id
        where orders.customer_id = c.id and payment_state <> 'voided' group by stores.id) as s), '[]') as stores,
      coalesce((select json_agg(json_build_object('kind', kind, 'value', value, 'since', ${iso(sql`created_at`)}) order by created_at, kind, value) from customer_identifiers where customer_id = c.id and kind <> 'customer'), '[]') as identifiers,
      (select count(*)::int from customer_notes where (customer_id = c.id or customer_id in (select id from customers where merged_into = c.id)) and deleted_at is null) as "notesCount"
    from customers as c where c.id = ${customerId}`.execute(db)
  return rows[0]
}

const iso = (column: unknown) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const valueOf = (customerId: string) => sql`
  select currency, orders, "grossMinor", "discountMinor", "refundMinor", "grossMinor" - "discountMinor" - "refundMinor" as "netMinor",
    case when orders = 0 then 0 else round(("grossMinor" - "discountMinor")::numeric / orders) end as "averageMinor"
  from (
    select currency, sum(orders)::int as orders, sum(gross)::bigint as "grossMinor", sum(discount)::bigint as "discountMinor", sum(refund)::bigint as "refundMinor"
    from (
      select currency, count(*) as orders, sum(subtotal_minor) as gross, sum(discount_minor) as discount, 0 as refund
      from orders where customer_id = ${customerId} and payment_state <> 'voided' group by currency
      union all
      select currency, 0, 0, 0, sum(amount_minor) from refunds where customer_id = ${customerId} group by currency) as parts
    group by currency) as sums`

export async function productsBoughtBy(db: Db, { customerId, limit, after }: { customerId: string; limit: number; after: (string | number | null)[] | undefined }) {
  const { rows } = await sql<BoughtProduct & { key: string; position: string }>`
    select bought.*, products.image_url as "imageUrl", "lastBoughtAt"::text as position from (
      select order_lines.product_id as "productId", coalesce(order_lines.product_id::text, order_lines.title) || ' ' || orders.currency as key,
        max(order_lines.title) as title, sum(order_lines.quantity) as quantity, count(distinct orders.id)::int as orders,
        sum(order_lines.total_minor)::bigint as "spentMinor", orders.currency, max(orders.placed_at) as "lastBoughtAt"
      from orders join order_lines on order_lines.order_id = orders.id
      where orders.customer_id = ${customerId} and orders.payment_state <> 'voided'
      group by order_lines.product_id, 2, orders.currency) as bought
    left join products on products.id = "productId"
    where ${after ? sql`("lastBoughtAt", key) < (${after[0]}::timestamptz, ${after[1]})` : sql`true`}
    order by "lastBoughtAt" desc, key desc limit ${limit}`.execute(db)
  return rows
}

/** Who really gained or lost which of the tags; rows that would not change are left alone. */
export async function changeTags(db: Db, { customerIds, add, remove, at }: { customerIds: string[]; add: string[]; remove: string[]; at: string }) {
  await sql`select id from customers where id = any(${customerIds}::uuid[]) order by id for no key update`.execute(db)
  const { rows } = await sql<{ id: string; name: string; added: string[]; removed: string[] }>`
    update customers set updated_at = ${at}, tags = array(select unnest(tags) except select unnest(${remove}::text[]) union select unnest(${add}::text[]) order by 1)
    where id = any(${customerIds}::uuid[]) and (not tags @> ${add}::text[] or tags && ${remove}::text[])
    returning id, name, array(select unnest(new.tags) except select unnest(old.tags)) as added, array(select unnest(old.tags) except select unnest(new.tags)) as removed`.execute(db)
  return rows
}

/** The distinct values of an indexed column, read by skipping through its index: countries, languages and cities of 1 M rows in 5 ms. */
async function distinct(db: Db, column: 'country' | 'language' | 'city', beginning: string, limit: number): Promise<string[]> {
  const name = sql.ref(column)
  const { rows } = await sql<{ value: string }>`
    with recursive found as (
      (select ${name} as value from customers where ${name} >= ${beginning} order by 1 limit 1)
      union all
      select (select ${name} from customers where ${name} > found.value order by 1 limit 1) from found where found.value is not null)
    select value from found where value is not null limit ${limit}`.execute(db)
  return rows.map(row => row.value)
}

export async function choices(db: Db, { city = '' }: { city?: string | undefined }) {
  const [countries, languages, cities, tags] = await Promise.all([
    distinct(db, 'country', '', 300),
    distinct(db, 'language', '', 300),
    distinct(db, 'city', city, 500),
    db.selectFrom('tags').select('name').orderBy('name').limit(1000).execute(),
  ])
  return { countries, languages, cities: cities.filter(name => name.startsWith(city)), tags: tags.map(tag => tag.name) }
}

export async function factChanges(db: Db, { customerId, field, limit, after }: { customerId: string; field: string | undefined; limit: number; after: (string | number | null)[] | undefined }) {
  const { rows } = await sql<{ id: string; at: string; by: string | null; field: string; from: unknown; to: unknown; position: string; seq: number }>`
    select events.id || ':' || change.key as id, occurred_at as at, context->'actor'->>'name' as by, change.key as field, change.value->'from' as from, change.value->'to' as to, occurred_at::text as position, seq
    from events, jsonb_each(case jsonb_typeof(properties->'changes') when 'object' then properties->'changes' else '{}' end) as change
    where node_id in (select node_id from ${nodesOf(customerId)} as nodes) and event_kind(type, name) <> 'visits' and name in ('Customer Created', 'Customer Updated')
      and ${field ? sql`change.key = ${field}` : sql`true`}
      and ${after ? sql`(occurred_at, seq, change.key) < (${after[0]}::timestamptz, ${after[1]}::bigint, ${after[2]})` : sql`true`}
    order by occurred_at desc, seq desc, change.key desc limit ${limit}`.execute(db)
  return rows
}
