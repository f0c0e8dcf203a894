import { decimals, toMinor } from '../../../../contracts/money.ts'

/** Above this no amount is meant: it is some other number in the wrong place. */
const most = 1e13

/** An amount of an event, which is in units of the currency, as minor units; undefined where it is none. */
export function minorIn(value: unknown, currency: string): number | undefined {
  const major = numberIn(value, decimals(currency))
  if (major === undefined) return undefined
  const minor = toMinor(major, currency)
  return Math.abs(minor) <= most ? minor : undefined
}

/**
 * A number, or a text that is meant as one: `12.50`, `12,50`, `1,234.50`, `1.234,50`, `€ 12`, `1 234,50 ₽`.
 * One comma before exactly three digits groups thousands, except in currencies with three decimals.
 */
export function numberIn(value: unknown, digits = 2): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.length > 40) return undefined
  const text = value.replace(/[\s'’\u00a0\u202f]/g, '').match(/-?[\d.,]*\d/)?.[0]
  if (!text || /\d[^\d.,]+\d/.test(value.replace(/[\s'’\u00a0\u202f]/g, ''))) return undefined
  const number = Number(plain(text, digits))
  return Number.isFinite(number) ? number : undefined
}

function plain(text: string, digits: number): string {
  const [comma, dot] = [text.lastIndexOf(','), text.lastIndexOf('.')]
  const isGrouped = (mark: string) => text.indexOf(mark) !== text.lastIndexOf(mark)
  if (comma >= 0 && dot >= 0) return comma > dot ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '')
  if (dot >= 0) return isGrouped('.') ? text.replaceAll('.', '') : text
  if (comma < 0) return text
  return isGrouped(',') || (text.length - comma === 4 && digits !== 3) ? text.replaceAll(',', '') : text.replace(',', '.')
}

/** How many, with at most three decimals; 1 where nothing readable is said. */
export function quantityIn(value: unknown): number {
  const quantity = numberIn(value, 3)
  return quantity === undefined || Math.abs(quantity) > 1e6 ? 1 : Math.round(quantity * 1000) / 1000
}

/** A currency code, whatever its case. */
export function currencyIn(value: unknown): string | undefined {
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) ? code : undefined
}

/** A text, or a number that is used as one; undefined when empty. */
export function textIn(value: unknown, length = 300): string | undefined {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
  return text ? text.slice(0, length) : undefined
}

export const partOf = (of: Record<string, unknown>, name: string): Record<string, unknown> => {
  const value = of[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
