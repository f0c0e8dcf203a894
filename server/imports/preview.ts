import type { ImportPreview } from '../../contracts/imports.ts'
import type { Db } from '../platform/index.ts'
import type { ImportRow } from './queries.ts'
import { rowReader } from './reading/reader.ts'
import { planOf, uploadedFile } from './running/plan.ts'
import { shown } from './shown.ts'

const rowsShown = 20
const problemsShown = 10

/** What would be read of an upload, with the first rows and the first problems. Nothing is written. */
export async function previewOf(db: Db, row: ImportRow): Promise<ImportPreview> {
  const plan = await planOf(uploadedFile(db, row.id), row)
  const read = rowReader({ kind: row.kind, settings: plan.effective, header: plan.header, fields: plan.fields, currency: row.currency, country: row.store_country })
  const looked = plan.sample.map((cells, i) => {
    const { reasons = [], leftOut = false } = read(cells)
    return { rowNo: i + 1, cells, leftOut, reasons }
  })
  const bad = looked.filter(one => one.reasons.length && !one.leftOut)
  const first = looked.slice(0, rowsShown)
  return {
    import: shown(row),
    settings: plan.effective,
    detected: plan.settings,
    doubts: plan.doubts,
    header: plan.header,
    fields: plan.fields.map(({ name, required, type, column, from }) => ({ name, required: required ?? false, type, column, from })),
    rows: [...first, ...bad.filter(one => !first.includes(one)).slice(0, problemsShown)],
    lookedAt: looked.length,
    bad: bad.length,
    leftOut: looked.filter(one => one.leftOut).length,
    missing: plan.fields.filter(field => field.required && field.column === null).map(field => field.name),
  }
}
