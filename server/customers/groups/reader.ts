import { sql, type RawBuilder } from 'kysely'
import type { LogEvent, LogReader } from '../../collect/index.ts'

/** Follows the log: `group` calls name a household or company, what it is like, and who belongs to it. */
export const groupReader: LogReader = {
  name: 'groups',
  read: async ({ db }, events) => {
    const named = events.filter(event => event.type === 'group' && textOf(event.properties['group_id'])).map(toGroup)
    if (!named.length) return
    // What several calls of a batch say of one group is put together, the later word over the earlier.
    const told = [...Map.groupBy(named, group => `${group.storeId} ${group.externalId}`).values()].map(of => of.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).reduce((before, group) => ({ ...group, name: group.name || before.name, traits: { ...before.traits, ...group.traits } })))
    await sql`
      insert into groups (store_id, external_id, kind, name, traits, told_at, created_at)
      select "storeId", "externalId", ${kindIn(sql`traits`)}, name, traits, at, at
      from json_to_recordset(${JSON.stringify(told)}::json) as t ("storeId" uuid, "externalId" text, name text, traits jsonb, at timestamptz) order by "externalId"
      on conflict (store_id, external_id) do update set kind = ${kindIn(sql`(groups.traits || excluded.traits)`)}, name = coalesce(nullif(excluded.name, ''), groups.name), traits = groups.traits || excluded.traits, told_at = excluded.told_at
        where groups.told_at <= excluded.told_at`.execute(db)
    await sql`
      insert into group_members (group_id, node_id, customer_id, since)
      select g.id, t."nodeId", c.id, min(t.at) from json_to_recordset(${JSON.stringify(named.filter(group => group.nodeId))}::json) as t ("storeId" uuid, "externalId" text, "nodeId" uuid, at timestamptz)
        join groups as g on g.external_id = t."externalId" and g.store_id is not distinct from t."storeId"
        left join customer_identifiers as i on i.id = t."nodeId" left join customers as c on c.id = i.customer_id
      group by g.id, t."nodeId", c.id
      on conflict (group_id, node_id) do update set since = least(group_members.since, excluded.since)`.execute(db)
  },
}

const kindIn = (traits: RawBuilder<unknown>) => sql`case when ${traits} ->> 'type' ~* '^(household|family|home)$' then 'household' else 'company' end`

function toGroup({ storeId, nodeId, properties: { group_id: id, ...traits }, occurredAt }: LogEvent) {
  return { storeId, nodeId, externalId: textOf(id).slice(0, 200), name: (textOf(traits['name']) || textOf(traits['company'])).slice(0, 200), traits, at: occurredAt }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '')
