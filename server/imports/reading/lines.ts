import type { ImportSettings, RowReason } from '../../../contracts/imports.ts'
import { decimals } from '../../../contracts/money.ts'
import type { Values } from './reader.ts'
import { parseDecimal, times, toUnits } from './values.ts'

/**
 * Decides what an order line is, and completes its values:
 *
 * - A number that starts with C is a cancellation: its lines, of quantities below zero, become a refund.
 *   Any other letter is a bookkeeping adjustment and no sale. (Only where `letters` is `meaning`.)
 * - A quantity below zero under another number is a return of that order: the refund `<number>-R`.
 * - A price of 0, or a quantity of 0 or below without a price, for no known buyer moves stock and sells nothing.
 *
 * The worth of a line is round(quantity × price), half away from zero, of the exact decimals in the file: prices may
 * have three decimals. See docs/decisions/0010-what-counts-in-imported-invoices.md.
 * @returns why the line is left out; null when it stays
 */
export function lineSettler(slots: { name: string; index: number; column: string }[], { decimal, letters }: ImportSettings, digits: number): (values: Values, cells: string[]) => RowReason | null {
  const slotOf = (name: string) => slots.find(slot => slot.name === name)
  const [priceAt, quantityAt] = [slotOf('unit_price')?.index ?? -1, slotOf('quantity')?.index ?? -1]
  const leaveOut = (cells: string[], name: string, reason: RowReason['reason']): RowReason => ({ field: name, column: slotOf(name)?.column ?? null, reason, value: (cells[slotOf(name)?.index ?? -1] ?? '').slice(0, 200) })
  const worthOf = (values: Values, cells: string[]) => {
    const [quantity, price] = [parseDecimal(cells[quantityAt] ?? '', decimal), parseDecimal(cells[priceAt] ?? '', decimal)]
    return quantity && price ? toUnits(times(quantity, price), values['currency'] ? decimals(values['currency']) : digits) : 0
  }
  return (values, cells) => {
    const { number, unit_price: price, quantity } = values
    values['refund'] = 'f'
    if (!number) return null
    const letter = letters === 'meaning' ? /^[A-Za-z]/.exec(number)?.[0].toUpperCase() : undefined
    if (letter && letter !== 'C') return leaveOut(cells, 'number', 'adjustment')
    if (price == null || quantity == null) return null
    const pieces = Number(quantity)
    const free = !/[1-9]/.test(cells[priceAt] ?? '')
    if (letter === 'C' && (pieces >= 0 || free)) return leaveOut(cells, 'quantity', 'adjustment')
    if (pieces === 0 || (free && (pieces < 0 || (!values['customer_key'] && !values['email'])))) return leaveOut(cells, 'unit_price', 'stock_movement')
    values['worth'] = String(Math.abs(worthOf(values, cells)))
    if (pieces > 0) return null
    values['refund'] = 't'
    values['quantity'] = quantity.slice(1)
    if (letter === 'C') return null
    values['of_number'] = number
    values['number'] = `${number}-R`
    return null
  }
}
