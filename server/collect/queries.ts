import { sql } from 'kysely'
import { sourceKinds, type Source } from '../../contracts/sources.ts'
import type { Db } from '../platform/index.ts'
import type { Kept, Rejected } from './intake.ts'
import { countRejected } from './watching/figures.ts'

export const sourceBy = (db: Db, { writeKey, id }: { writeKey: string; id?: undefined } | { id: string; writeKey?: undefined }) =>
  db.selectFrom('sources as s').leftJoin('stores', 'stores.id', 's.store_id')
    .select(['s.id', 's.kind', 's.name', 's.store_id as storeId', 'stores.key as storeKey', 'stores.country', 's.write_key as writeKey', 's.disabled_at as disabledAt', 's.enforcement', 's.watched_until as watchedUntil'])
    .where('s.write_key', 'is not', null).where(id ? 's.id' : 's.write_key', '=', id ?? writeKey!).executeTakeFirst()

export async function sourcesWhere(db: Db, { id, after, limit }: { id?: string; after?: (string | number | null)[] | undefined; limit: number }): Promise<Omit<Source, 'figures'>[]> {
  const { rows } = await sql<Omit<Source, 'figures'>>`
    select s.id, s.kind, s.name, s.store_id as "storeId", stores.name as "storeName", s.write_key as "writeKey", s.enforcement, s.disabled_at as "disabledAt", s.created_at as "createdAt"
    from sources as s left join stores on stores.id = s.store_id
    where s.write_key is not null and s.kind in (${sql.join(sourceKinds)})
      and ${id ? sql`s.id = ${id}` : sql`true`} and ${after ? sql`(lower(s.name), s.id) > (${after[0]}, ${after[1]}::uuid)` : sql`true`}
    order by lower(s.name), s.id limit ${limit}`.execute(db)
  return rows
}

export const storeExists = async (db: Db, storeId: string) => (await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst()) !== undefined

/** Keeps them and counts them, in one statement. */
export const keepRejected = (db: Db, { sourceId, receivedAt, rejected, envelope }: { sourceId: string; receivedAt: string; rejected: Rejected[]; envelope: Kept }) => sql`
  with kept as (
    insert into rejected_messages (source_id, received_at, violation, type, name, details, message, envelope)
    select ${sourceId}, ${receivedAt}, violation, type, name, details, message, ${storable(JSON.stringify(envelope))}::jsonb
    from json_to_recordset(${storable(JSON.stringify(rejected))}::json) as row(violation text, type text, name text, details jsonb, message jsonb))
  select ${countRejected(sourceId, receivedAt, rejected.length)}`.execute(db)

/** PostgreSQL's jsonb holds no NUL and no half of a surrogate pair; JSON of clients may. */
export function storable(json: string): string {
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json
  return json.replace(/\\\\|\\u0000|\\ud[89ab][0-9a-f]{2}(\\ud[c-f][0-9a-f]{2})?|\\ud[c-f][0-9a-f]{2}/gi, (found, low: string | undefined) => (found === '\\\\' || low ? found : found === '\\u0000' ? '' : '\\ufffd'))
}
