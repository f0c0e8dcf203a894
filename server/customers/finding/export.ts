import { Readable } from 'node:stream'
import { customerColumns, type CustomerColumn, type CustomerExport, type CustomerRow } from '../../../contracts/customers.ts'
import { decimals, toMajor } from '../../../contracts/money.ts'
import type { Ctx } from '../../platform/index.ts'
import { audit } from '../../staff/index.ts'
import { countExactly, listCustomers } from './list.ts'

const batch = 2000

/**
 * The customers of a filter as CSV, batch after batch along the list's own order: memory stays that of two batches,
 * and no transaction stays open while a slow reader takes its time.
 */
export async function exportCustomers(ctx: Ctx, { columns, ...filter }: CustomerExport): Promise<{ rows: number; csv: Readable }> {
  const rows = await countExactly(ctx, filter)
  const chosen = columns ?? [...customerColumns]
  await audit(ctx, { action: 'customers.export', record: { kind: 'customers', id: '', label: `${rows} customers` }, changes: { export: { from: null, to: { filter, columns: chosen, rows } } } })
  return { rows, csv: Readable.from(lines(ctx, filter, chosen), { objectMode: false, highWaterMark: 64 * 1024 }) }
}

async function* lines(ctx: Ctx, filter: Omit<CustomerExport, 'columns'>, columns: CustomerColumn[]) {
  // The mark tells spreadsheets that it is UTF-8.
  yield `\ufeff${columns.join(',')}\r\n`
  for (let after: string | undefined, first = true; first || after; first = false) {
    const { items, next } = await listCustomers(ctx, { ...filter, limit: batch, after })
    if (items.length) yield items.map(row => `${columns.map(column => cell(valueOf(row, column))).join(',')}\r\n`).join('')
    after = next ?? undefined
  }
}

function valueOf(row: CustomerRow, column: CustomerColumn): string | number | null {
  if (column === 'tags') return row.tags.join(', ')
  if (column === 'spent') return row.currency ? toMajor(row.spentMinor, row.currency).toFixed(decimals(row.currency)) : ''
  return row[column]
}

/** A cell that a spreadsheet takes as text: what would begin a formula gets an apostrophe (OWASP, "CSV Injection"). Plain numbers and phones stay. */
export function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
