import type { z } from 'zod'
import type { createImport as createRoute, Import, ImportMapping, ImportPreview, ImportSettings } from '../../contracts/imports.ts'
import { importChunkBytes } from '../../contracts/imports.ts'
import { announce, appError, fromCursor, inTransaction, pageOf, within, type Ctx } from '../platform/index.ts'
import { audit, changesBetween } from '../staff/index.ts'
import { importJob } from './jobs.ts'
import { previewOf } from './preview.ts'
import { deleteChunks, importsPage, insertImport, lockImport, saveChunk, storeById, updateImport, uploadedBytes } from './queries.ts'
import { fieldsMissing } from './running/run.ts'
import { importOf, shown } from './shown.ts'

export const storeMissing = appError('imports.no_such_store', 422, 'There is no such store. Add it first.')
export const notWaiting = appError('imports.not_waiting', 409, 'This import is {state}; only one that has not started can be changed.')
export const notRunning = appError('imports.not_running', 409, 'This import is {state}; there is nothing to stop.')
export const uploadIncomplete = appError('imports.upload_incomplete', 409, '{have} of {size} bytes are here. Upload the rest, from chunk {next} on.')
export const chunkSize = appError('imports.chunk_size', 422, 'A chunk has between 1 and {most} bytes; this one has {bytes}. Only the last may be shorter than the others.')

/** Newest first. */
export async function listImports({ db }: Ctx, { limit, after }: { limit: number; after?: string | undefined }) {
  const page = pageOf(await importsPage(db, limit + 1, fromCursor(after, 2)), limit, row => [row.created_at, row.id])
  return { items: page.items.map(shown), next: page.next }
}

/** @throws storeMissing */
export const createImport = (ctx: Ctx, { kind, storeId, fileName, fileSize }: z.output<typeof createRoute.body>): Promise<Import> =>
  inTransaction(ctx.db, async db => {
    if (!(await storeById(db, storeId))) throw storeMissing({}, [{ field: 'storeId', message: 'There is no such store.' }])
    const at = ctx.clock.now().toString()
    const id = await insertImport(db, { kind, store_id: storeId, file_name: fileName, file_size: fileSize, file_in: 'chunks', file_digest: null, state: 'uploading', started_by: ctx.actor.name, at })
    await audit(within(ctx, { db }), { action: 'imports.create', record: { kind: 'import', id, label: fileName } })
    return shown(await importOf({ db }, id))
  })

/** Stores one chunk of an upload; a repeat replaces it. @throws chunkSize, notWaiting */
export async function uploadChunk(ctx: Ctx, { importId, n }: { importId: string; n: number }, body: AsyncIterable<Buffer>): Promise<{ nextChunk: number }> {
  const row = await importOf(ctx, importId)
  if (row.state !== 'uploading' && row.state !== 'waiting') throw notWaiting({ state: row.state })
  const bytes = await bytesWithin(body, importChunkBytes)
  const whole = Math.min(importChunkBytes, row.file_size - n * importChunkBytes)
  if (bytes.length !== whole) throw chunkSize({ most: importChunkBytes, bytes: bytes.length })
  return inTransaction(ctx.db, async db => {
    await saveChunk(db, importId, n, bytes)
    if (n === 0) await audit(within(ctx, { db }), { action: 'imports.upload', record: { kind: 'import', id: importId, label: row.file_name } })
    const { chunks, bytes: have } = await uploadedBytes(db, importId)
    if (have === row.file_size && row.state === 'uploading') {
      await updateImport(db, importId, ctx.clock.now().toString(), { state: 'waiting' })
      await announce(db, { topic: 'imports', id: importId })
    }
    return { nextChunk: chunks }
  })
}

/** A body of at most `most` bytes; a longer one is not read to its end. */
async function bytesWithin(body: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let have = 0
  for await (const part of body ?? []) {
    parts.push(part)
    if ((have += part.length) > most) throw chunkSize({ most, bytes: have })
  }
  return Buffer.concat(parts)
}

/** Corrects what was detected. @throws notWaiting, unknownColumn, unknownField */
export const changeImport = (ctx: Ctx, importId: string, { settings = {}, mapping = {} }: { settings?: Partial<ImportSettings> | undefined; mapping?: ImportMapping | undefined }): Promise<ImportPreview> =>
  inTransaction(ctx.db, async db => {
    await lockImport(db, importId)
    const row = await importOf({ db }, importId)
    if (row.state !== 'uploading' && row.state !== 'waiting') throw notWaiting({ state: row.state })
    const after = { settings: { ...row.settings, ...settings }, mapping: { ...row.mapping, ...mapping } }
    const preview = await previewOf(db, { ...row, ...after })
    await updateImport(db, importId, ctx.clock.now().toString(), after)
    await audit(within(ctx, { db }), { action: 'imports.change', record: { kind: 'import', id: importId, label: row.file_name }, changes: { ...changesBetween<object>(row.settings, settings), ...changesBetween<object>(row.mapping, mapping) } })
    return preview
  })

/**
 * Starts an import, or lets one that failed go on from where it stopped.
 * @throws uploadIncomplete, notWaiting, fieldsMissing
 */
export const startImport = (ctx: Ctx, importId: string): Promise<Import> =>
  inTransaction(ctx.db, async db => {
    await lockImport(db, importId)
    const row = await importOf({ db }, importId)
    if (row.file_in !== 'chunks' || !['uploading', 'waiting', 'failed'].includes(row.state)) throw notWaiting({ state: row.state })
    const { chunks, bytes } = await uploadedBytes(db, importId)
    if (bytes !== row.file_size) throw uploadIncomplete({ have: bytes, size: row.file_size, next: chunks })
    const { missing } = await previewOf(db, row)
    if (missing.length) throw fieldsMissing({ fields: missing.join(', ') }, missing.map(field => ({ field: `mapping.${field}`, message: 'Choose a column.' })))
    await updateImport(db, importId, ctx.clock.now().toString(), { state: 'running', problem: null, finished_at: null })
    await importJob.later(db, { importId }, { key: `import:${importId}`, maxAttempts: 5 })
    await announce(db, { topic: 'imports', id: importId })
    await audit(within(ctx, { db }), { action: 'imports.start', record: { kind: 'import', id: importId, label: row.file_name } })
    return shown(await importOf({ db }, importId))
  })

/** Stops an import: what was taken in until then stays. A running one stops between two transactions. @throws notRunning */
export const cancelImport = (ctx: Ctx, importId: string): Promise<Import> =>
  inTransaction(ctx.db, async db => {
    await lockImport(db, importId)
    const row = await importOf({ db }, importId)
    if (['done', 'cancelled'].includes(row.state)) throw notRunning({ state: row.state })
    const now = ctx.clock.now().toString()
    await updateImport(db, importId, now, { state: 'cancelled', finished_at: now })
    if (row.state !== 'running') await deleteChunks(db, importId)
    await announce(db, { topic: 'imports', id: importId })
    await audit(within(ctx, { db }), { action: 'imports.cancel', record: { kind: 'import', id: importId, label: row.file_name } })
    return shown(await importOf({ db }, importId))
  })
