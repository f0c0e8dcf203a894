import type { ImportSettings } from '../../../contracts/imports.ts'
import { TimeZone } from '../../../contracts/stores.ts'
import { appError, type Db } from '../../platform/index.ts'
import { chunkOf, type ImportRow } from '../queries.ts'
import { decode, detect, sampleRows, type Detected } from '../reading/detect.ts'
import { mapColumns, type MappedField } from '../reading/mapping.ts'
import { headOf, type Source } from '../reading/source.ts'

export const emptyFile = appError('imports.empty_file', 422, 'The file has no rows. Expected a first line with the names of the columns and at least one row below it.')
export const unknownColumn = appError('imports.unknown_column', 422, 'The file has no column "{column}". It has: {columns}.')
export const unknownField = appError('imports.unknown_field', 422, 'There is no field "{field}". Fields are: {fields}.')

/** How much of a file is looked at to detect how it is written. */
const headBytes = 1024 * 1024

export type FilePlan = Detected & { effective: ImportSettings; header: string[]; fields: MappedField[]; sample: string[][] }

/** The file of an upload. */
export const uploadedFile = (db: Db, importId: string): Source => ({
  open: async function* () {
    for (let n = 0; ; n++) {
      const bytes = await chunkOf(db, importId, n)
      if (!bytes) return
      yield bytes
    }
  },
})

/** How a file would be read: detected from its beginning, corrected by what a person set. @throws emptyFile, unknownColumn, unknownField */
export async function planOf(source: Source, row: Pick<ImportRow, 'kind' | 'settings' | 'mapping' | 'time_zone'>): Promise<FilePlan> {
  const head = await headOf(source, headBytes)
  const timeZone = TimeZone.safeParse(row.time_zone).success ? row.time_zone : 'UTC'
  const { settings, doubts } = detect(head, { kind: row.kind, timeZone, given: row.settings })
  const effective = { ...settings, ...row.settings }
  const [first, ...sample] = sampleRows(decode(head, effective.encoding), effective)
  if (!first || !sample.length) throw emptyFile()
  const header = distinctNames(first)
  const fields = mapColumns(row.kind, { header, rows: sample.slice(0, 1000) }, effective, row.mapping)
  refuseStrangers(row, header, fields)
  return { settings, doubts: doubts.filter(doubt => !(doubt in row.settings)), effective, header, fields, sample }
}

/** Columns are called by their names, so two of one name become `Name` and `Name (2)`, and a nameless one `Column 3`. */
function distinctNames(names: string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((raw, i) => {
    const name = raw.trim() || `Column ${i + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

function refuseStrangers({ mapping }: Pick<ImportRow, 'mapping'>, header: string[], fields: MappedField[]) {
  for (const [field, column] of Object.entries(mapping)) {
    if (!fields.some(known => known.name === field)) throw unknownField({ field, fields: fields.map(known => known.name).join(', ') })
    if (column !== null && !header.includes(column)) throw unknownColumn({ column, columns: header.join(', ') })
  }
}
