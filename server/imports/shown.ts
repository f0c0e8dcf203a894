import type { Import } from '../../contracts/imports.ts'
import { appError, type Ctx } from '../platform/index.ts'
import { importById, type ImportRow } from './queries.ts'

export const importNotFound = appError('imports.not_found', 404, 'There is no such import.')
export async function importOf({ db }: Pick<Ctx, 'db'>, importId: string): Promise<ImportRow> {
  const row = await importById(db, importId)
  if (!row) throw importNotFound()
  return row
}

/** An import as the API shows it. */
export const shown = (row: ImportRow): Import => ({
  id: row.id,
  kind: row.kind,
  storeId: row.store_id,
  storeName: row.store_name,
  fileName: row.file_name,
  fileSize: row.file_size,
  state: row.state,
  step: row.step,
  progress: shareDone(row),
  nextChunk: row.next_chunk,
  rowsRead: row.rows_read,
  rowsBad: row.rows_bad,
  rowsLeftOut: row.rows_left_out,
  counts: row.counts,
  problem: row.problem,
  startedBy: row.started_by,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})

// What each step takes of the whole, as measured with Online Retail II.
const weights = { reading: 0.2, customers: 0.01, products: 0.01, orders: 0.7, refunds: 0.07, finishing: 0.01 }

/** How far an import is, between 0 and 1. */
export function shareDone(row: Pick<ImportRow, 'state' | 'step' | 'chunk' | 'chunks' | 'bytes_read' | 'file_size'>): number {
  if (row.state === 'done') return 1
  const steps = Object.entries(weights)
  const at = steps.findIndex(([name]) => name === row.step)
  const before = steps.slice(0, at).reduce((sum, [, weight]) => sum + weight, 0)
  const part = row.step === 'reading' ? row.bytes_read / Math.max(row.file_size, 1) : row.chunk / Math.max(row.chunks, 1)
  return Math.min(before + steps[at]![1] * Math.min(part, 1), 0.999)
}
