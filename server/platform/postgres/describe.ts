import pg from 'pg'

type Column = { table: string; column: string; type: string; nullable: boolean; default: string | null; generated: string; identity: string }

/** Reads the schema `public` as readable SQL (`schema.sql`) and as Kysely's table types (`tables.ts`). */
export async function describeSchema(url: string): Promise<{ sql: string; types: string }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const columns = (await client.query<Column>(columnsQuery)).rows
    const constraints = (await client.query<{ table: string; definition: string }>(constraintsQuery)).rows
    const extras = (await client.query<{ definition: string }>(extrasQuery)).rows
    return { sql: sqlOf(columns, constraints, extras), types: typesOf(columns) }
  } finally {
    await client.end()
  }
}

const columnsQuery = `
  select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
    pg_get_expr(d.adbin, d.adrelid) as default, a.attgenerated as generated, a.attidentity as identity
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  order by c.relname, a.attnum`

const constraintsQuery = `
  select conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition from pg_constraint
  where connamespace = 'public'::regnamespace and conrelid <> 0 and contype in ('p', 'u', 'f', 'c') and conparentid = 0
  order by 1, contype desc, 2`

const extrasQuery = `
  select indexdef || ';' as definition from pg_indexes where schemaname = 'public'
    and indexname not in (select conname from pg_constraint where contype in ('p', 'u', 'x'))
  union all
  select pg_get_triggerdef(oid) || ';' from pg_trigger where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
  union all
  select pg_get_functiondef(p.oid) || ';' from pg_proc p where p.pronamespace = 'public'::regnamespace
    and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by 1`

function byTable<T extends { table: string }>(rows: T[]): Map<string, T[]> {
  return Map.groupBy(rows, row => row.table.replaceAll('"', ''))
}

function sqlOf(columns: Column[], constraints: { table: string; definition: string }[], extras: { definition: string }[]) {
  const rules = byTable(constraints)
  const tables = [...byTable(columns)].map(([table, own]) => {
    const lines = [...own.map(columnSql), ...(rules.get(table) ?? []).map(r => r.definition)]
    return `create table ${table} (\n  ${lines.join(',\n  ')}\n);`
  })
  return ['-- Written by bin/schema from the migrations; do not edit.', ...tables, ...extras.map(e => e.definition.trim())].join('\n\n') + '\n'
}

function columnSql(c: Column) {
  const value = c.identity ? ' generated always as identity' : c.generated ? ` generated always as (${c.default}) stored` : c.default ? ` default ${c.default}` : ''
  return `${c.column} ${c.type}${value}${c.nullable ? '' : ' not null'}`
}

const scalar: Record<string, string> = {
  uuid: 'string', text: 'string', xid8: 'string', date: 'string', integer: 'number', smallint: 'number', bigint: 'number', boolean: 'boolean',
  'double precision': 'number', real: 'number', bytea: 'Buffer', inet: 'string',
}

function typeOf(type: string): string {
  if (type.endsWith('[]')) return `${typeOf(type.slice(0, -2))}[]`
  if (type.startsWith('timestamp')) return 'Instant'
  if (type.startsWith('numeric')) return 'number'
  if (type.startsWith('json')) return 'Json'
  return scalar[type] ?? 'string'
}

function typesOf(columns: Column[]) {
  const tables = [...byTable(columns)].map(([table, own]) => {
    const fields = own.map(c => {
      const type = typeOf(c.type) + (c.nullable ? ' | null' : '')
      return `    ${c.column}: ${c.identity || c.generated ? `GeneratedAlways<${type}>` : c.default ? (/^(Instant|Json)$/.test(type) ? `Defaulted${type}` : `Generated<${type}>`) : type}`
    })
    return `  ${table}: {\n${fields.join('\n')}\n  }`
  })
  return `// Written by bin/schema from the migrations; do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

/** ISO 8601 in UTC when read; an ISO text or a Date when written. */
type Instant = ColumnType<string, string | Date, string | Date>
type DefaultedInstant = ColumnType<string, string | Date | undefined, string | Date>
/** Parsed when read; JSON text when written. */
type Json = ColumnType<any, string, string>
type DefaultedJson = ColumnType<any, string | undefined, string>

export type Tables = {
${tables.join('\n')}
}
`
}
