import { sql } from 'kysely'
import type { Db } from '../../platform/index.ts'
import { columns, type Told } from './traits.ts'

/** Keeps what was told, unless the same source told later already. @returns the nodes of which something changed */
export async function keepTold(db: Db, told: Told[]): Promise<string[]> {
  const latest = new Map<string, Told>()
  for (const one of told) {
    const key = `${one.nodeId} ${one.trait} ${one.sourceId}`
    const known = latest.get(key)
    if (!known || Date.parse(known.at) <= Date.parse(one.at)) latest.set(key, one)
  }
  if (!latest.size) return []
  const { rows } = await sql<{ id: string }>`
    with kept as (
      insert into customer_traits (node_id, trait, source_id, value, at, event_id)
      select "nodeId", trait, "sourceId", coalesce(value, 'null'), at, "eventId"
      from json_to_recordset(${JSON.stringify([...latest.values()])}::json) as t ("nodeId" uuid, trait text, "sourceId" uuid, value jsonb, at timestamptz, "eventId" uuid)
      order by 1, 2, 3
      on conflict (node_id, trait, source_id) do update set value = excluded.value, at = excluded.at, event_id = excluded.event_id
        where customer_traits.at <= excluded.at and customer_traits.value <> excluded.value
      returning node_id)
    select distinct node_id as id from kept`.execute(db)
  return rows.map(row => row.id)
}

/**
 * Writes into customers' rows what their sources tell, best word first. Those of whom nobody told anything beside their
 * own row are left as they are.
 */
export async function deriveProfiles(db: Db, customerIds: string[]): Promise<void> {
  const ids = await toldOf(db, [...new Set(customerIds)])
  if (!ids.length) return
  await sql`select id from customers where id = any(${ids}::uuid[]) or merged_into = any(${ids}::uuid[]) order by id for no key update`.execute(db)
  await keepOwnFacts(db, ids)
  const fact = (name: string) => sql`facts ->> ${name}`
  const identifier = (kind: string) => sql`(select value from customer_identifiers as i where i.customer_id = folded.customer_id and i.kind = ${kind} order by i.id = (select anchor_id from customers where id = folded.customer_id) desc, created_at, id limit 1)`
  await sql`
    with best as (
      select distinct on (owned.customer_id, t.trait) owned.customer_id, t.trait, t.value
      from (${nodesOfMany(ids)}) as owned join customer_traits as t on t.node_id = owned.node_id join sources as s on s.id = t.source_id
      order by owned.customer_id, t.trait, s.precedence, t.at desc, t.node_id),
    folded as (
      select customer_id, coalesce(jsonb_object_agg(trait, value) filter (where trait not like 'traits.%'), '{}') as facts,
        coalesce(jsonb_object_agg(substr(trait, 8), value) filter (where trait like 'traits.%' and value <> 'null'), '{}') as traits
      from best group by 1),
    derived as (
      select customer_id, traits, coalesce(${fact('name')}, nullif(concat_ws(' ', ${fact('first_name')}, ${fact('last_name')}), ''), '') as name, ${fact('first_name')} as first_name, ${fact('last_name')} as last_name,
        case when facts ? 'email' then ${fact('email')} else ${identifier('email')} end as email, case when facts ? 'phone' then ${fact('phone')} else ${identifier('phone')} end as phone,
        ${fact('language')} as language, ${fact('country')} as country, ${fact('city')} as city, (${fact('birthday')})::date as birthday, ${fact('gender')} as gender,
        ${fact('preferred_channel')} as preferred_channel, (${fact('preferred_store_id')})::uuid as preferred_store_id
      from folded)
    update customers as c set traits = d.traits, ${sql.join(columns.map(column => sql`${sql.id(column)} = d.${sql.id(column)}`))}
    from derived as d where c.id = d.customer_id
      and (c.traits, ${sql.join(columns.map(column => sql`c.${sql.id(column)}`))}) is distinct from (d.traits, ${sql.join(columns.map(column => sql`d.${sql.id(column)}`))})`.execute(db)
  await sql`
    update customers as c set first_seen_at = seen.first_at, last_seen_at = seen.last_at
    from (select owned.customer_id, min(a.first_seen_at) as first_at, max(a.last_seen_at) as last_at from (${nodesOfMany(ids)}) as owned join node_activity as a on a.node_id = owned.node_id group by 1) as seen
    where c.id = seen.customer_id and (c.first_seen_at, c.last_seen_at) is distinct from (seen.first_at, seen.last_at)`.execute(db)
}

/** All nodes of customers, their own rows included, as `customer_id, node_id`. */
const nodesOfMany = (ids: string[]) => sql`
  select w.id as customer_id, w.id as node_id from unnest(${ids}::uuid[]) as w (id)
  union all select i.customer_id, i.id from customer_identifiers as i where i.customer_id = any(${ids}::uuid[]) and i.id <> i.customer_id`

/** Of whom more than their own row tells something, or did before. */
async function toldOf(db: Db, ids: string[]): Promise<string[]> {
  if (!ids.length) return []
  const { rows } = await sql<{ id: string }>`
    select c.id from customers as c where c.id = any(${ids}::uuid[]) and c.merged_into is null and (c.told
      or exists (select from customers as m where m.merged_into = c.id)
      or exists (select from customer_identifiers as i join customer_traits as t on t.node_id = i.id where i.customer_id = c.id))
    order by c.id`.execute(db)
  return rows.map(row => row.id)
}

/** The facts that stand in a row without a source become one more word among the others, the first time that there are others. */
export async function keepOwnFacts(db: Db, ids: string[]) {
  const facts = sql.join(columns.filter(column => column !== 'email' && column !== 'phone').map(column => sql`(${column}::text, to_jsonb(${column === 'name' ? sql`nullif(c.name, '')` : sql`c.${sql.id(column)}`}))`))
  await sql`
    with own as (update customers set told = true where not told and (id = any(${ids}::uuid[]) or merged_into = any(${ids}::uuid[])) returning *)
    insert into customer_traits (node_id, trait, source_id, value, at)
    select c.id, fact.trait, ${importSource}::uuid, fact.value, c.updated_at from own as c cross join lateral (
      select * from (values ${facts}) as fact (trait, value) where value is not null
      union all select 'email', to_jsonb(c.email) where c.email is not null and not exists (select from customer_identifiers as i where i.kind = 'email' and i.value = c.email)
      union all select 'phone', to_jsonb(c.phone) where c.phone is not null and not exists (select from customer_identifiers as i where i.kind = 'phone' and i.value = c.phone)
      union all select 'traits.' || key, value from jsonb_each(c.traits)) as fact (trait, value)
    on conflict do nothing`.execute(db)
}

const importSource = '00000000-0000-7000-8000-000000000002'
