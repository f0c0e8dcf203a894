import { Readable } from 'node:stream'
import * as contract from '../../contracts/imports.ts'
import type { RowReason } from '../../contracts/imports.ts'
import { fromCursor, pageOf, serve } from '../platform/index.ts'
import { badRowsCsv } from './bad-rows.ts'
import { cancelImport, changeImport, createImport, listImports, startImport, uploadChunk } from './imports.ts'
import { previewOf } from './preview.ts'
import { keptRows } from './queries.ts'
import { importOf, shown } from './shown.ts'

export const importRoutes = [
  serve(contract.createImport, (ctx, { body }) => createImport(ctx, body)),
  serve(contract.uploadImportChunk, (ctx, { params, request }) => uploadChunk(ctx, params, request.body as AsyncIterable<Buffer>)),
  serve(contract.listImports, (ctx, { query }) => listImports(ctx, query)),
  serve(contract.getImport, async (ctx, { params }) => shown(await importOf(ctx, params.importId))),
  serve(contract.previewImport, async (ctx, { params }) => previewOf(ctx.db, await importOf(ctx, params.importId))),
  serve(contract.changeImport, (ctx, { params, body }) => changeImport(ctx, params.importId, body)),
  serve(contract.startImport, (ctx, { params }) => startImport(ctx, params.importId)),
  serve(contract.cancelImport, (ctx, { params }) => cancelImport(ctx, params.importId)),
  serve(contract.listBadRows, async (ctx, { params, query }) => {
    const { id, header } = await importOf(ctx, params.importId)
    const rows = await keptRows(ctx.db, id, query.kind, Number(fromCursor(query.after, 1)?.[0] ?? -1), query.limit + 1)
    const page = pageOf(rows, query.limit, row => [row.row_no])
    return { header, next: page.next, items: page.items.map(row => ({ rowNo: row.row_no, kind: query.kind, reasons: row.reasons as RowReason[], cells: row.raw })) }
  }),
  serve(contract.downloadBadRows, async (ctx, { params, query, reply }) => {
    const { id, header, file_name: name } = await importOf(ctx, params.importId)
    const file = `${name.replace(/(\.csv)?(\.gz)?$/i, '')}-${query.kind === 'bad' ? 'not-usable' : 'left-out'}.csv`
    return reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file)}`).type('text/csv; charset=utf-8').send(Readable.from(badRowsCsv(ctx.db, { importId: id, header, kind: query.kind })))
  }),
]
