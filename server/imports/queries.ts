import { sql } from 'kysely'
import type { ImportCounts, ImportKind, ImportMapping, ImportSettings } from '../../contracts/imports.ts'
import type { Db } from '../platform/index.ts'

export type ImportRow = {
  id: string; kind: ImportKind; store_id: string; store_key: string; store_name: string; currency: string; time_zone: string; store_country: string | null; file_name: string; file_size: number; file_in: 'chunks' | 'command'
  file_digest: string | null; state: 'uploading' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'; settings: Partial<ImportSettings>; mapping: ImportMapping; header: string[]
  step: 'reading' | 'customers' | 'products' | 'orders' | 'refunds' | 'finishing'; chunk: number; chunks: number; ahead: number[]; rows_read: number; rows_staged: number; rows_bad: number; rows_left_out: number; bytes_read: number
  counts: ImportCounts; problem: string | null; started_by: string; started_at: string | null; finished_at: string | null; created_at: string; updated_at: string; next_chunk: number
}

const imports = (db: Db) =>
  db
    .selectFrom('imports as i')
    .innerJoin('stores as s', 's.id', 'i.store_id')
    .selectAll('i')
    .select(['s.key as store_key', 's.name as store_name', 's.currency', 's.time_zone', 's.country as store_country', sql<number>`(select coalesce(max(n) + 1, 0) from import_chunks where import_id = i.id)`.as('next_chunk')])
    .$castTo<ImportRow>()

export const importById = (db: Db, id: string): Promise<ImportRow | undefined> => imports(db).where('i.id', '=', id).executeTakeFirst()

/** The import, kept as it is until the transaction ends. */
export const lockImport = (db: Db, id: string) => db.selectFrom('imports').selectAll().where('id', '=', id).forUpdate().$castTo<Pick<ImportRow, 'state' | 'chunk' | 'ahead' | 'counts'>>().executeTakeFirst()

export async function insertImport(db: Db, row: Pick<ImportRow, 'kind' | 'store_id' | 'file_name' | 'file_size' | 'file_in' | 'file_digest' | 'state' | 'started_by'> & { at: string }): Promise<string> {
  const { at, ...values } = row
  const { id } = await db.insertInto('imports').values({ ...values, created_at: at, updated_at: at }).returning('id').executeTakeFirstOrThrow()
  return id
}

export type ImportChange = Partial<Omit<ImportRow, 'settings' | 'mapping' | 'counts'>> & { settings?: Partial<ImportSettings>; mapping?: ImportMapping; counts?: ImportCounts }

export async function updateImport(db: Db, id: string, at: string, { settings, mapping, counts, ...plain }: ImportChange): Promise<void> {
  const json = { ...(settings && { settings: JSON.stringify(settings) }), ...(mapping && { mapping: JSON.stringify(mapping) }), ...(counts && { counts: JSON.stringify(counts) }) }
  await db.updateTable('imports').set({ ...plain, ...json, updated_at: at }).where('id', '=', id).execute()
}

/** Newest first, after the given position. */
export const importsPage = (db: Db, limit: number, after: (string | number | null)[] | undefined) =>
  imports(db)
    .$if(after !== undefined, q => q.where(sql<boolean>`(i.created_at, i.id) < (${after?.[0]}::timestamptz, ${after?.[1]}::uuid)`))
    .orderBy('i.created_at', 'desc')
    .orderBy('i.id', 'desc')
    .limit(limit)
    .execute()

/** Whether an import of so many rows, or more, ended since. */
export const importedSince = async (db: Db, { since, rows }: { since: string; rows: number }): Promise<boolean> =>
  (await db.selectFrom('imports').select('id').where('state', '=', 'done').where('finished_at', '>', since).where('rows_staged', '>=', rows).where('kind', 'in', ['orders', 'order-lines']).limit(1).execute()).length > 0

/** The latest import of the same file into the same store that did not come to its end. */
export const unfinishedImport = (db: Db, { digest, kind, storeId }: { digest: string; kind: ImportKind; storeId: string }) =>
  imports(db).where('i.file_digest', '=', digest).where('i.kind', '=', kind).where('i.store_id', '=', storeId).where('i.file_in', '=', 'command').where('i.state', 'in', ['running', 'failed']).orderBy('i.created_at', 'desc').executeTakeFirst()

export const storeByKey = (db: Db, key: string) => db.selectFrom('stores').selectAll().where('key', '=', key).executeTakeFirst()
export const storeById = (db: Db, id: string) => db.selectFrom('stores').selectAll().where('id', '=', id).executeTakeFirst()

export const saveChunk = (db: Db, importId: string, n: number, bytes: Buffer) =>
  db.insertInto('import_chunks').values({ import_id: importId, n, bytes }).onConflict(c => c.columns(['import_id', 'n']).doUpdateSet({ bytes })).execute()

export const chunkOf = async (db: Db, importId: string, n: number): Promise<Buffer | undefined> =>
  (await db.selectFrom('import_chunks').select('bytes').where('import_id', '=', importId).where('n', '=', n).executeTakeFirst())?.bytes

export async function uploadedBytes(db: Db, importId: string): Promise<{ chunks: number; bytes: number; last: number }> {
  const { rows } = await sql<{ chunks: number; bytes: number; last: number }>`
    select count(*) as chunks, coalesce(sum(octet_length(bytes)), 0)::bigint as bytes, coalesce(max(n), -1) as last from import_chunks where import_id = ${importId}`.execute(db)
  return rows[0]!
}

export const deleteChunks = (db: Db, importId: string) => db.deleteFrom('import_chunks').where('import_id', '=', importId).execute()

export type KeptRow = { rowNo: number; kind: 'bad' | 'left_out'; reasons: unknown; cells: string[] }

/** Keeps rows that are not taken in. A row that is read again after a crash is kept once. */
export const keepRows = (db: Db, importId: string, rows: KeptRow[]) =>
  sql`insert into import_bad_rows (import_id, row_no, kind, reasons, raw)
    select ${importId}::uuid, "rowNo", kind, reasons, cells from json_to_recordset(${JSON.stringify(rows).replaceAll('\\u0000', '')}::json) as t ("rowNo" bigint, kind text, reasons jsonb, cells text[])
    on conflict do nothing`.execute(db)

export const keptRows = (db: Db, importId: string, kind: 'bad' | 'left_out', after: number, limit: number) =>
  db.selectFrom('import_bad_rows').selectAll().where('import_id', '=', importId).where('kind', '=', kind).where('row_no', '>', after).orderBy('row_no').limit(limit).execute()
