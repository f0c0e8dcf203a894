import type { RowReason } from '../../contracts/imports.ts'
import type { Db } from '../platform/index.ts'
import { keptRows } from './queries.ts'

/** What is wrong with a cell, for the column `reason` of a CSV; the console words the same codes in its languages. */
const sentences: Record<RowReason['reason'], string> = {
  missing: 'is empty, but needed',
  not_number: 'is not a number',
  negative: 'is below zero',
  not_whole: 'is not a whole number',
  not_date: 'is not a date that exists',
  not_email: 'is not an e-mail address',
  not_country: 'is not a country',
  not_currency: 'is not a currency code of three letters',
  other_currency: 'is another currency than the store’s',
  not_choice: 'is not one of the known values',
  too_long: 'is too long',
  too_large: 'is too large',
  cells_missing: 'is missing, the row is too short',
  adjustment: 'is a bookkeeping adjustment, left out',
  stock_movement: 'is a stock movement without sale, left out',
}

export const wordReasons = (reasons: RowReason[]): string =>
  reasons.map(({ field, column, reason, value }) => `${column ?? field} ${value === '' ? '' : `"${value}" `}${sentences[reason]}`).join('; ')

/** The rows that were not taken in, as CSV with the file's own header and a column `reason`, to be corrected and imported again. */
export async function* badRowsCsv(db: Db, { importId, header, kind }: { importId: string; header: string[]; kind: 'bad' | 'left_out' }): AsyncGenerator<string> {
  yield csvLine([...header, 'reason'])
  let after = -1
  for (;;) {
    const rows = await keptRows(db, importId, kind, after, 2000)
    if (!rows.length) return
    yield rows.map(row => csvLine([...row.raw, ...Array(Math.max(0, header.length - row.raw.length)).fill(''), wordReasons(row.reasons as RowReason[])])).join('')
    after = rows.at(-1)!.row_no
  }
}

const csvLine = (cells: string[]) => `${cells.map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`
