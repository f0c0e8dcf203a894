import { decimals } from '../../../contracts/money.ts'
import type { ImportKind, ImportSettings, RowReason } from '../../../contracts/imports.ts'
import { converters, isBad, type Bad, type Convert } from './cells.ts'
import type { Field } from './fields.ts'
import { lineSettler } from './lines.ts'
import type { MappedField } from './mapping.ts'

export type Plan = { kind: ImportKind; settings: ImportSettings; header: string[]; fields: MappedField[]; currency: string; country: string | null }

/** A row as it is staged: field name → text for COPY, null where empty. */
export type Values = Record<string, string | null>

export type ReadRow = { values: Values; reasons?: undefined; leftOut?: undefined } | { values?: undefined; reasons: RowReason[]; leftOut: boolean }

type Slot = { field: Field; name: string; index: number; column: string; convert: Convert; money: boolean }

/**
 * Reads rows of one file, in their order, by a plan: checks every mapped cell and turns it into what is staged.
 * Facts of an order that stand on its first line only hold for its next lines.
 */
export function rowReader({ kind, settings, header, fields, currency, country }: Plan): (cells: string[]) => ReadRow {
  const convert = converters(settings, country)
  const all: Slot[] = fields.filter(field => field.column !== null).map(field => ({ field, name: field.name, index: header.indexOf(field.column!), column: field.column!, convert: convert[field.type], money: field.type === 'money' }))
  // The currency decides how many decimals amounts have, and the country what a phone without a + means: they are read first.
  const first = (slot: Slot) => Number(slot.name === 'currency' || slot.name === 'country')
  const slots = all.sort((a, b) => first(b) - first(a))
  const missing = fields.filter(field => field.required && field.column === null)
  const inherited = slots.filter(slot => slot.field.ofOrder)
  const digits = decimals(currency)
  const settle = kind === 'order-lines' ? lineSettler(slots, settings, digits) : undefined
  let above: Values = {}
  let numberAbove: string | null | undefined
  return cells => {
    const values: Values = {}
    let reasons: RowReason[] | undefined
    const complain = (field: Field, reason: RowReason['reason'], column: string | null, value: string) => (reasons ??= []).push({ field: field.name, column, reason, value: value.slice(0, 200) })
    for (const slot of slots) {
      const text = cells[slot.index] ?? ''
      const value: string | null | Bad = text === '' ? null : slot.convert(text, slot.money && values['currency'] ? decimals(values['currency']) : digits, values)
      if (isBad(value)) complain(slot.field, value.bad, slot.column, text)
      else values[slot.name] = value
    }
    if (settle && values['number']) {
      if (values['number'] === numberAbove) for (const { name } of inherited) values[name] ??= above[name] ?? null
      above = values
      numberAbove = values['number']
    }
    const settled = settle?.(values, cells)
    if (settled) return { reasons: [settled], leftOut: true }
    if (cells.length < header.length && slots.some(slot => slot.index >= cells.length)) complain(slots.find(slot => slot.index >= cells.length)!.field, 'cells_missing', null, `${cells.length} of ${header.length}`)
    for (const { field, column } of slots) if (field.required && values[field.name] === null) complain(field, 'missing', column, '')
    for (const field of missing) complain(field, 'missing', null, '')
    if (!reasons) checkWhole(kind, values, complain, fields)
    if (kind === 'orders') values['refund'] = 'f'
    return reasons ? { reasons: reasons.sort((a, b) => header.indexOf(a.column ?? '') - header.indexOf(b.column ?? '')), leftOut: false } : { values }
  }
}

/** What one row must have whatever its columns: someone to recognise, something to sell. */
function checkWhole(kind: ImportKind, values: Values, complain: (field: Field, reason: RowReason['reason'], column: string | null, value: string) => void, fields: MappedField[]) {
  const needed = { customers: ['customer_key', 'email', 'phone'], products: ['sku', 'product_key'], orders: ['number'], 'order-lines': ['sku', 'product_key', 'title'] }[kind]
  if (needed.some(name => values[name])) return
  const field = fields.find(candidate => candidate.name === needed[0])!
  complain(field, 'missing', field.column, '')
}
