import { z } from 'zod'
import { route } from './route.ts'
import { Id, Instant, PageQuery, page } from './shapes.ts'
import { TimeZone } from './stores.ts'

export const importKinds = ['customers', 'products', 'orders', 'order-lines'] as const
export const ImportKind = z.enum(importKinds)
export type ImportKind = z.infer<typeof ImportKind>

export const importStates = ['uploading', 'waiting', 'running', 'done', 'failed', 'cancelled'] as const
export const importSteps = ['reading', 'customers', 'products', 'orders', 'refunds', 'finishing'] as const

/** How a file is read. Everything is detected; what a person sets wins. */
export const ImportSettings = z.object({
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  separator: z.enum([',', ';', '\t', '|']),
  quote: z.enum(['"', "'", 'none']),
  decimal: z.enum(['.', ',']),
  /** The order of day, month and year where a date is not ISO 8601. */
  dates: z.enum(['dmy', 'mdy']),
  /** Time zone of instants that name none. */
  timeZone: TimeZone,
  /** `meaning`: a number that starts with C is a cancellation, with another letter a bookkeeping adjustment. */
  letters: z.enum(['meaning', 'plain']),
})
export type ImportSettings = z.infer<typeof ImportSettings>

/** Field of the record → column of the file; null where the file has none. */
export const ImportMapping = z.record(z.string().max(40), z.string().max(300).nullable())
export type ImportMapping = z.infer<typeof ImportMapping>

/** Why a cell cannot be used, as a code that the console words in its language. */
export const cellReasons = ['missing', 'not_number', 'negative', 'not_whole', 'not_date', 'not_email', 'not_country', 'not_currency', 'other_currency', 'not_choice', 'too_long', 'too_large', 'cells_missing', 'adjustment', 'stock_movement'] as const
export const RowReason = z.object({ field: z.string(), column: z.string().nullable(), reason: z.enum(cellReasons), value: z.string() })
export type RowReason = z.infer<typeof RowReason>

const Tally = z.object({ created: z.int(), updated: z.int(), unchanged: z.int() })
export const ImportCounts = z.object({ customers: Tally, products: Tally, orders: Tally, refunds: Tally }).partial()
export type ImportCounts = z.infer<typeof ImportCounts>

export const Import = z.object({
  id: Id,
  kind: ImportKind,
  storeId: Id,
  storeName: z.string(),
  fileName: z.string(),
  fileSize: z.int(),
  state: z.enum(importStates),
  step: z.enum(importSteps),
  /** Between 0 and 1, over all steps. */
  progress: z.number(),
  /** The next chunk to upload; chunks before it are stored. */
  nextChunk: z.int(),
  rowsRead: z.int(),
  rowsBad: z.int(),
  /** Rows that are no sales: bookkeeping adjustments and stock movements. */
  rowsLeftOut: z.int(),
  counts: ImportCounts,
  problem: z.string().nullable(),
  startedBy: z.string(),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
})
export type Import = z.infer<typeof Import>

export const PreviewRow = z.object({ rowNo: z.int(), cells: z.array(z.string()), leftOut: z.boolean(), reasons: z.array(RowReason) })

export const ImportPreview = z.object({
  import: Import,
  /** As they hold now: detected, with what a person set. */
  settings: ImportSettings,
  detected: ImportSettings,
  /** Settings for which the file allows more than one reading. */
  doubts: z.array(z.enum(['encoding', 'dates', 'decimal'])),
  header: z.array(z.string()),
  /** The fields of this kind with the column that fills each, and what proposed it. */
  fields: z.array(z.object({ name: z.string(), required: z.boolean(), type: z.string(), column: z.string().nullable(), from: z.enum(['name', 'values', 'person']).nullable() })),
  rows: z.array(PreviewRow),
  /** Rows looked at, and how many of them cannot be used. */
  lookedAt: z.int(),
  bad: z.int(),
  leftOut: z.int(),
  /** Required fields that no column fills: the import cannot start. */
  missing: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const BadRow = z.object({ rowNo: z.int(), kind: z.enum(['bad', 'left_out']), reasons: z.array(RowReason), cells: z.array(z.string()) })

/** Bytes of one uploaded chunk; the last may be shorter. Below the server's limit of a request body. */
export const importChunkBytes = 1024 * 1024

const importParams = z.object({ importId: Id })

export const createImport = route({
  method: 'POST',
  path: '/v1/imports',
  may: 'imports.run',
  summary: 'Begins an import: says what the file holds and for which store. The bytes follow in chunks.',
  body: z.object({ kind: ImportKind, storeId: Id, fileName: z.string().trim().min(1).max(255), fileSize: z.int().min(1).max(50 * 1024 ** 3) }),
  answers: Import,
  audits: 'imports.create',
})

export const uploadImportChunk = route({
  method: 'PUT',
  path: '/v1/imports/:importId/chunks/:n',
  may: 'imports.run',
  summary: 'Stores one chunk of the file (1 MiB, the last may be shorter), as application/octet-stream. A repeat replaces it, so an upload can be resumed at `nextChunk`.',
  params: importParams.extend({ n: z.coerce.number().int().min(0).max(100_000) }),
  answers: z.object({ nextChunk: z.int() }),
  audits: 'imports.upload',
  limitPerMinute: 6000,
})

export const listImports = route({
  method: 'GET',
  path: '/v1/imports',
  may: 'imports.run',
  summary: 'Lists imports, newest first.',
  query: PageQuery,
  answers: page(Import),
})

export const getImport = route({
  method: 'GET',
  path: '/v1/imports/:importId',
  may: 'imports.run',
  summary: 'One import with its progress.',
  params: importParams,
  answers: Import,
})

export const previewImport = route({
  method: 'GET',
  path: '/v1/imports/:importId/preview',
  may: 'imports.run',
  summary: 'What would be read: the detected settings, the mapping, the first rows and the first problems. Works from the first chunk on.',
  params: importParams,
  answers: ImportPreview,
})

export const changeImport = route({
  method: 'PATCH',
  path: '/v1/imports/:importId',
  may: 'imports.run',
  summary: 'Corrects settings or the mapping before the start. Fields and settings that are not named stay.',
  params: importParams,
  body: z.object({ settings: ImportSettings.partial().optional(), mapping: ImportMapping.optional() }),
  answers: ImportPreview,
  audits: 'imports.change',
})

export const startImport = route({
  method: 'POST',
  path: '/v1/imports/:importId/start',
  may: 'imports.run',
  summary: 'Starts the import as a job. It goes on without the browser and after a restart.',
  params: importParams,
  answers: Import,
  audits: 'imports.start',
})

export const cancelImport = route({
  method: 'POST',
  path: '/v1/imports/:importId/cancel',
  may: 'imports.run',
  summary: 'Stops an import. What was taken in until then stays.',
  params: importParams,
  answers: Import,
  audits: 'imports.cancel',
})

export const listBadRows = route({
  method: 'GET',
  path: '/v1/imports/:importId/bad-rows',
  may: 'imports.run',
  summary: 'Rows that were not taken in, with the reason for each cell.',
  params: importParams,
  query: PageQuery.extend({ kind: z.enum(['bad', 'left_out']).default('bad') }),
  answers: page(BadRow).extend({ header: z.array(z.string()) }),
})

export const downloadBadRows = route({
  method: 'GET',
  path: '/v1/imports/:importId/bad-rows.csv',
  may: 'imports.run',
  summary: 'Rows that were not taken in, as CSV with the same header and a column `reason`, to be corrected and imported again.',
  params: importParams,
  query: z.object({ kind: z.enum(['bad', 'left_out']).default('bad') }),
  answers: 'text/csv',
})
