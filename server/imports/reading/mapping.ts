import type { ImportKind, ImportMapping, ImportSettings } from '../../../contracts/imports.ts'
import { countryCode } from './countries.ts'
import { fieldsOf, type Field } from './fields.ts'
import { instantReader, parseDecimal } from './values.ts'

export type MappedField = Field & { column: string | null; from: 'name' | 'values' | 'person' | null }

type Sample = { header: string[]; rows: string[][] }

/** Which column fills which field: what a person set, else by the header's names, else by what the cells hold. */
export function mapColumns(kind: ImportKind, sample: Sample, settings: ImportSettings, given: ImportMapping): MappedField[] {
  const taken = new Set(Object.values(given).filter(column => column !== null))
  const byName = new Map<string, string>()
  for (const { field, column } of rankedNames(kind, sample.header)) {
    if (field.name in given || byName.has(field.name) || taken.has(column)) continue
    byName.set(field.name, column)
    taken.add(column)
  }
  return fieldsOf[kind].map(field => {
    if (field.name in given) return { ...field, column: given[field.name] ?? null, from: 'person' as const }
    const named = byName.get(field.name)
    if (named) return { ...field, column: named, from: 'name' as const }
    const held = columnThatHolds(field, sample, settings, taken)
    if (held) taken.add(held)
    return { ...field, column: held, from: held ? ('values' as const) : null }
  })
}

/** All matches of headers with aliases, surest first: an alias that stands earlier in its field's list. */
function rankedNames(kind: ImportKind, header: string[]) {
  const columns = header.map(column => ({ column, key: simple(column) }))
  return fieldsOf[kind]
    .flatMap(field => [...field.aliases.split('|'), field.name].flatMap((alias, rank) => columns.filter(c => c.key === simple(alias)).map(({ column }) => ({ field, column, rank }))))
    .sort((a, b) => a.rank - b.rank)
}

/** `Customer ID`, `customer_id` and `CustomerID` are one name. */
const simple = (name: string) => name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Only what cells show beyond doubt: a needed field, an e-mail, a country. */
function columnThatHolds(field: Field, { header, rows }: Sample, settings: ImportSettings, taken: Set<string>): string | null {
  const looksRight = looks[field.type]
  if (!looksRight || (!field.required && field.type !== 'email' && field.type !== 'country')) return null
  const test = looksRight(settings)
  const found = header.filter((column, i) => {
    if (taken.has(column)) return false
    const cells = rows.map(row => row[i] ?? '').filter(Boolean)
    return cells.length > 2 && cells.filter(test).length >= cells.length * 0.9
  })
  return found.length === 1 ? found[0]! : null
}

const looks: Partial<Record<Field['type'], (settings: ImportSettings) => (cell: string) => boolean>> = {
  email: () => cell => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell),
  country: () => cell => cell.length > 1 && countryCode(cell) !== null,
  instant: settings => {
    const read = instantReader(settings)
    return cell => /\D/.test(cell) && read(cell) !== null
  },
  quantity: () => cell => /^-?\d{1,5}$/.test(cell),
  money: ({ decimal }) => cell => (parseDecimal(cell, decimal)?.scale ?? 0) === 2,
}
