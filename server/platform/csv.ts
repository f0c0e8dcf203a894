import { Readable } from 'node:stream'

type Cell = string | number | boolean | null | undefined | string[]

/**
 * Rows as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read every script), streamed:
 * the next rows are read when the receiver takes them, so memory stays flat however many there are.
 */
export function csvStream<Row>(columns: [name: string, cell: (row: Row) => Cell][], pages: AsyncIterable<Row[]>): Readable {
  const line = (cells: Cell[]) => `${cells.map(csvCell).join(',')}\r\n`
  async function* text() {
    yield `\ufeff${line(columns.map(([name]) => name))}`
    for await (const rows of pages) yield rows.map(row => line(columns.map(([, cell]) => cell(row)))).join('')
  }
  return Readable.from(text(), { objectMode: false })
}

/** A text that begins like a formula gets an apostrophe, so that no spreadsheet runs what a customer typed (OWASP, "CSV injection"). */
export function csvCell(cell: Cell): string {
  const plain = Array.isArray(cell) ? cell.join(', ') : String(cell ?? '')
  const safe = typeof cell !== 'number' && /^[=+\-@\t\r]/.test(plain) && !/^[+-]?[\d\s().-]+$/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
