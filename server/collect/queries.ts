import { sql } from 'kysely'
import { sourceKinds, type Source } from '../../contracts/sources.ts'
import type { Db } from '../platform/index.ts'
import type { Rejected } from './intake.ts'

export const sourceByKey = (db: Db, writeKey: string) =>
  db.selectFrom('sources').select(['id', 'kind', 'name', 'store_id as storeId', 'write_key as writeKey', 'disabled_at as disabledAt']).where('write_key', '=', writeKey).executeTakeFirst()

export async function sourcesWhere(db: Db, { id, after, limit }: { id?: string; after?: (string | number | null)[] | undefined; limit: number }): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select s.id, s.kind, s.name, s.store_id as "storeId", stores.name as "storeName", s.write_key as "writeKey", s.disabled_at as "disabledAt", s.created_at as "createdAt"
    from sources as s left join stores on stores.id = s.store_id
    where s.write_key is not null and s.kind in (${sql.join(sourceKinds)})
      and ${id ? sql`s.id = ${id}` : sql`true`} and ${after ? sql`(lower(s.name), s.id) > (${after[0]}, ${after[1]}::uuid)` : sql`true`}
    order by lower(s.name), s.id limit ${limit}`.execute(db)
  return rows
}

export const storeExists = async (db: Db, storeId: string) => (await db.selectFrom('stores').select('id').where('id', '=', storeId).executeTakeFirst()) !== undefined

export const keepRejected = (db: Db, { sourceId, receivedAt, rejected }: { sourceId: string; receivedAt: string; rejected: Rejected[] }) =>
  sql`insert into rejected_messages (source_id, received_at, violation, message)
    select ${sourceId}, ${receivedAt}, violation, message
    from json_to_recordset(${storable(JSON.stringify(rejected))}::json) as row(violation text, message jsonb)`.execute(db)

/** PostgreSQL's jsonb holds no NUL and no half of a surrogate pair; JSON of clients may. */
export function storable(json: string): string {
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json
  return json.replace(/\\\\|\\u0000|\\ud[89ab][0-9a-f]{2}(\\ud[c-f][0-9a-f]{2})?|\\ud[c-f][0-9a-f]{2}/gi, (found, low: string | undefined) => (found === '\\\\' || low ? found : found === '\\u0000' ? '' : '\\ufffd'))
}
