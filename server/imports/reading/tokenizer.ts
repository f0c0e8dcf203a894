import { appError } from '../../platform/index.ts'

export const quoteNeverCloses = appError('imports.quote_never_closes', 422, 'A quoted cell that begins near row {row} never ends. Correct the file, or set the quote sign.')

/** Longer than any row of a real file: beyond it, a quote was not meant as one. */
const longestRow = 16 * 1024 * 1024

export type Dialect = { separator: string; quote: '"' | "'" | 'none' }

/**
 * Splits CSV text into rows (RFC 4180, with any line end), chunk by chunk: a row, a quoted cell or a pair of quotes
 * may lie across chunks. Quotes count only at the start of a cell; elsewhere they are text, as in most exports.
 * Own code because it decides how long an import takes: Online Retail's 0.54 M rows with gunzip in 0.56 s, csv-parse 7 in 2.5 s.
 */
export class Tokenizer {
  readonly #separator: number
  readonly #quote: number
  #rest = ''
  #rows = 0

  constructor({ separator, quote }: Dialect) {
    this.#separator = separator.charCodeAt(0)
    this.#quote = quote === 'none' ? -1 : quote.charCodeAt(0)
  }

  /** Rows that `text` completes. `last` closes the final row even without a line end. Empty lines are no rows. @throws quoteNeverCloses */
  push(text: string, last = false): string[][] {
    const rows: string[][] = []
    const all = this.#rest ? this.#rest + text : text
    let start = 0
    for (;;) {
      const cells: string[] = []
      const end = this.#row(all, start, cells, last)
      if (end < 0) break
      if (cells.length > 1 || cells[0] !== '') rows.push(cells)
      start = end
    }
    this.#rest = all.slice(start)
    this.#rows += rows.length
    if (this.#rest.length > longestRow) throw quoteNeverCloses({ row: this.#rows + 1 })
    return rows
  }

  /** Fills `cells` with the row at `start`. @returns where the next row begins, -1 when the row is not complete yet. */
  #row(text: string, start: number, cells: string[], last: boolean): number {
    let at = start
    if (at >= text.length) return -1
    for (;;) {
      const quoted = text.charCodeAt(at) === this.#quote
      const end = quoted ? this.#quotedEnd(text, at + 1, last) : this.#plainEnd(text, at)
      if (end < 0) return -1
      cells.push(quoted ? this.#unquote(text, at, end) : text.slice(at, end))
      const next = this.#afterCell(text, end, last)
      if (next !== separated) return next
      at = end + 1
    }
  }

  /** After a cell: `separated`, the start of the next row, or -1 when more text is needed to tell. */
  #afterCell(text: string, end: number, last: boolean): number {
    if (end >= text.length) return last ? text.length : -1
    const code = text.charCodeAt(end)
    if (code === this.#separator) return end + 1 < text.length || last ? separated : -1
    if (code === newline) return end + 1
    if (end + 1 >= text.length && !last) return -1
    return text.charCodeAt(end + 1) === newline ? end + 2 : end + 1
  }

  #plainEnd(text: string, start: number): number {
    const separator = this.#separator
    let at = start
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === separator || code === newline || code === carriageReturn) break
    }
    return at
  }

  /** Where a quoted cell ends: behind its closing quote and any text up to the separator. */
  #quotedEnd(text: string, start: number, last: boolean): number {
    const quote = String.fromCharCode(this.#quote)
    for (let at = start; ; at += 2) {
      at = text.indexOf(quote, at)
      if (at < 0) return last ? text.length : -1
      if (at + 1 >= text.length && !last) return -1
      if (text.charCodeAt(at + 1) !== this.#quote) return this.#plainEnd(text, at + 1)
    }
  }

  #unquote(text: string, start: number, end: number): string {
    const quote = String.fromCharCode(this.#quote)
    const cell = text.slice(start + 1, end)
    const close = cell.endsWith(quote) ? cell.length - 1 : -1
    if (close >= 0 && !cell.includes(quote + quote) && cell.indexOf(quote) === close) return cell.slice(0, close)
    return cell.replace(new RegExp(`${quote}(${quote})?`, 'g'), '$1')
  }
}

const newline = 10
const carriageReturn = 13
const separated = -2
