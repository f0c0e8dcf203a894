import type { ImportKind, ImportSettings } from '../../../contracts/imports.ts'
import { Tokenizer } from './tokenizer.ts'

export type Detected = { settings: ImportSettings; doubts: ('encoding' | 'dates' | 'decimal')[] }

/** What the beginning of a file shows. `timeZone` is the store's: files rarely name one. */
export function detect(head: Buffer, { kind, timeZone, given }: { kind: ImportKind; timeZone: string; given: Partial<ImportSettings> }): Detected {
  const encoding = encodingOf(head)
  const text = decode(head, given.encoding ?? encoding)
  const quote = given.quote ?? quoteOf(text)
  const separator = given.separator ?? separatorOf(text, quote)
  const rows = sampleRows(text, { separator, quote })
  const cells = rows.slice(1).flat()
  const decimal = decimalOf(cells)
  const dates = datesOf(cells, timeZone)
  const doubts = [...(decimal.sure ? [] : (['decimal'] as const)), ...(dates.sure ? [] : (['dates'] as const))]
  const settings = { encoding, separator, quote, decimal: decimal.value, dates: dates.value, timeZone, letters: lettersOf(kind, rows) }
  return { settings, doubts }
}

/** Rows of the beginning of a file; the last one may be cut and is left out. */
export function sampleRows(text: string, dialect: Pick<ImportSettings, 'separator' | 'quote'>): string[][] {
  const rows = new Tokenizer(dialect).push(text)
  return rows.length > 1 ? rows : new Tokenizer(dialect).push(text, true)
}

/** The text of the beginning of a file; a character cut at its end is left out. */
export const decode = (head: Buffer, encoding: ImportSettings['encoding']) => new TextDecoder(encoding).decode(head, { stream: true })

/** A byte order mark decides; else UTF-8 when the bytes are valid UTF-8, and Windows-1252 when not. */
function encodingOf(head: Buffer): ImportSettings['encoding'] {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

const separators = [',', ';', '\t', '|'] as const

/** The separator that gives most rows the width of the header, and the wider header where several do. */
function separatorOf(text: string, quote: ImportSettings['quote']): ImportSettings['separator'] {
  const head = text.slice(0, 100_000)
  const scored = separators.map(separator => {
    const rows = sampleRows(head, { separator, quote }).slice(0, 200)
    const width = rows[0]?.length ?? 0
    const even = rows.filter(row => row.length === width).length / Math.max(rows.length, 1)
    return { separator, score: width > 1 ? even * 1000 + width : 0 }
  })
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).separator
}

function quoteOf(text: string): ImportSettings['quote'] {
  const opening = (quote: string) => [...text.slice(0, 100_000).matchAll(new RegExp(`(?:^|[,;\\t|\\n])${quote}[^${quote}\\n]*${quote}(?=[,;\\t|\\r\\n])`, 'g'))].length
  const [double, single] = [opening('"'), opening("'")]
  return single > 3 && single > double * 2 ? "'" : '"'
}

/** A number with both signs, or with one sign and not three digits behind it, tells. */
function decimalOf(cells: string[]): { value: '.' | ','; sure: boolean } {
  const numbers = cells.map(cell => cell.trim().replace(/^[\p{Sc}A-Z\s]+|[\p{Sc}A-Z\s]+$/gu, '')).filter(cell => /^-?[\d.,'\s\u00a0]+$/.test(cell))
  const votes = (sign: '.' | ',', other: string) => numbers.filter(n => new RegExp(`^-?(?:\\d+|\\d{1,3}(?:[${other}'\\s\\u00a0]\\d{3})+)\\${sign}(?:\\d{1,2}|\\d{4,})$|^-?\\d{1,3}(?:\\${other}\\d{3})+\\${sign}\\d+$`).test(n)).length
  const [dot, comma] = [votes('.', ','), votes(',', '.')]
  const unclear = numbers.some(n => /^-?\d{1,3}[.,]\d{3}$/.test(n))
  return { value: comma > dot ? ',' : '.', sure: dot + comma > 0 ? Math.min(dot, comma) === 0 : !unclear }
}

/** A part above 12 is a day. Without any, American time zones suggest month first; the person is asked. */
function datesOf(cells: string[], timeZone: string): { value: 'dmy' | 'mdy'; sure: boolean } {
  const dates = cells.map(cell => /^\s*(\d{1,2})([-/.])(\d{1,2})\2(?:\d{4}|\d{2})\b/.exec(cell)).filter(found => found !== null)
  if (!dates.length) return { value: 'dmy', sure: true }
  const dayFirst = dates.filter(d => Number(d[1]) > 12 && Number(d[3]) <= 12).length
  const monthFirst = dates.filter(d => Number(d[3]) > 12 && Number(d[1]) <= 12).length
  if (dayFirst + monthFirst > 0) return { value: monthFirst > dayFirst ? 'mdy' : 'dmy', sure: Math.min(dayFirst, monthFirst) === 0 }
  if (dates.every(d => d[2] === '.')) return { value: 'dmy', sure: true }
  return { value: timeZone.startsWith('America/') ? 'mdy' : 'dmy', sure: false }
}

/** A letter before a number means something where other numbers have none. */
function lettersOf(kind: ImportKind, rows: string[][]): ImportSettings['letters'] {
  if (kind !== 'order-lines') return 'plain'
  const [header = [], ...data] = rows
  const column = header.findIndex(name => /invoice|^order|^name$|^number$|factuur|bestel|rechnung/i.test(name.trim()))
  const numbers = data.map(row => row[Math.max(column, 0)]?.trim() ?? '').filter(Boolean)
  const plain = numbers.filter(number => /^\d+$/.test(number)).length
  return plain >= numbers.length * 0.2 && numbers.every(number => /^[A-Za-z]?\d+$/.test(number)) && plain > 0 ? 'meaning' : 'plain'
}
