import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../platform/index.ts'
import type { Texts } from '../person.ts'

/** A column in which text can stand. */
export type Column = { table: string; column: string; type: 'text' | 'json' | 'jsonb' | 'text[]' | 'bytea'; isGenerated: boolean }

/** Every column of PostgreSQL in which text can stand, whoever made the table. */
export async function textColumns(db: Db): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as "table", a.attname as "column", a.attgenerated <> '' as "isGenerated",
      case when t.typname in ('text', 'varchar', 'bpchar', 'citext', 'name') then 'text' when t.typname in ('_text', '_varchar') then 'text[]' else t.typname end as type
    from pg_attribute as a join pg_class as c on c.oid = a.attrelid join pg_namespace as n on n.oid = c.relnamespace join pg_type as t on t.oid = a.atttypid
    where c.relkind = 'r' and n.nspname in ('public', 'staging', 'graphile_worker') and a.attnum > 0 and not a.attisdropped
      and t.typname in ('text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb', '_text', '_varchar', 'bytea')
    order by 1, a.attnum`.execute(db)
  return rows
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/** `ana@example.com` stands neither in `diana@example.com` nor in `ana@example.com.au`. */
const bounded = (texts: string[]) => `(?:^|[^[:alnum:]._%+-])(?:${texts.map(escaped).join('|')})(?:$|[^[:alnum:].-]|[.](?:$|[^[:alnum:]]))`

/** As a condition for both stores: the regular expressions of PostgreSQL and of ClickHouse (RE2) read it alike. */
export const patternOf = ({ identifiers, names }: Pick<Texts, 'identifiers' | 'names'>): string => bounded([...identifiers, ...names])

const asText = ({ column, type }: Column): RawBuilder<unknown> => {
  const name = sql.ref(`t.${column}`)
  if (type === 'text[]') return sql`array_to_string(${name}, E'\\n')`
  return type === 'text' ? name : sql`${name}::text`
}

/**
 * Rows in which one of the texts stands. Looked for plainly first: that is three times faster than the expression, and
 * `case` keeps the planner from asking the expression first because it takes it for cheaper.
 */
export function mentions(columns: Column[], { identifiers, names }: Pick<Texts, 'identifiers' | 'names'>): RawBuilder<unknown> {
  const all = [...identifiers, ...names]
  const readable = columns.filter(c => c.type !== 'bytea')
  const bytes = columns.filter(c => c.type === 'bytea').map(c => inBytes(sql.ref(`t.${c.column}`), { identifiers, names }))
  if (!all.length) return sql`false`
  const plain = sql`concat_ws(E'\\n', ${sql.join(readable.map(asText))})`
  const found = sql`case when lower(${plain}) like any(${all.map(text => `%${text.replace(/[\\%_]/g, '\\$&')}%`)}::text[]) then ${plain} ~* ${patternOf({ identifiers, names })} else false end`
  return sql`(${sql.join([...(readable.length ? [found] : []), ...bytes], sql` or `)})`
}

/** In bytes that may be a mail or a file: as they are written here. What is found of an address is looked at once more, with what stands around it. */
function inBytes(bytes: RawBuilder<unknown>, { identifiers, names }: Pick<Texts, 'identifiers' | 'names'>): RawBuilder<unknown> {
  const plain = identifiers.filter(text => /^[\x20-\x7e]+$/.test(text))
  const holds = (texts: string[]) => sql`exists (select from unnest(${texts}::text[]) as x where position(convert_to(x, 'UTF8') in ${bytes}) > 0)`
  const others = [...names, ...identifiers.filter(text => !plain.includes(text))]
  return sql`case when ${holds(plain)} and encode(${bytes}, 'escape') ~* ${plain.length ? bounded(plain) : '^$'} then true else ${holds(others)} end`
}

/** The same column without these texts. Digits within JSON may be a number: they become 0. */
export function withoutTexts(column: Column, { identifiers, names }: Pick<Texts, 'identifiers' | 'names'>): RawBuilder<unknown> {
  const name = sql.ref(`t.${column.column}`)
  const [numbers, words] = [[...identifiers].filter(text => /^\d+$/.test(text)), [...identifiers, ...names].filter(text => !/^\d+$/.test(text))]
  const around = (texts: string[]) => `(?<![[:alnum:]._%+-])(?:${texts.map(escaped).join('|')})(?![[:alnum:]-]|[.][[:alnum:]])`
  const clean = (text: RawBuilder<unknown>) => {
    const inWords = words.length ? sql`regexp_replace(${text}, ${around(words)}, '[erased]', 'gi')` : text
    return numbers.length ? sql`regexp_replace(${inWords}, ${around(numbers)}, '0', 'g')` : inWords
  }
  if (column.type === 'text[]') return sql`(select array_agg(${clean(sql`x`)}) from unnest(${name}) as x)`
  if (column.type === 'text') return clean(name)
  return sql`(${clean(sql`${name}::text`)})::${sql.raw(column.type)}`
}
