import { sql } from 'kysely'
import type { Db } from '../platform/index.ts'
import type { Rejected } from './intake.ts'

export const sourceByKey = (db: Db, writeKey: string) =>
  db.selectFrom('sources').select(['id', 'kind', 'name', 'store_id as storeId', 'write_key as writeKey', 'disabled_at as disabledAt']).where('write_key', '=', writeKey).executeTakeFirst()

export const keepRejected = (db: Db, { sourceId, receivedAt, rejected }: { sourceId: string; receivedAt: string; rejected: Rejected[] }) =>
  sql`insert into rejected_messages (source_id, received_at, violation, message)
    select ${sourceId}, ${receivedAt}, violation, message
    from json_to_recordset(${storable(JSON.stringify(rejected))}::json) as row(violation text, message jsonb)`.execute(db)

/** PostgreSQL's jsonb holds no NUL and no half of a surrogate pair; JSON of clients may. */
export function storable(json: string): string {
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json
  return json.replace(/\\\\|\\u0000|\\ud[89ab][0-9a-f]{2}(\\ud[c-f][0-9a-f]{2})?|\\ud[c-f][0-9a-f]{2}/gi, (found, low: string | undefined) => (found === '\\\\' || low ? found : found === '\\u0000' ? '' : '\\ufffd'))
}
