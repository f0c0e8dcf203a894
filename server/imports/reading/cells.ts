import type { ImportSettings, RowReason } from '../../../contracts/imports.ts'
import { languages } from '../../../contracts/shapes.ts'
import { normalEmail, normalPhone } from '../../collect/index.ts'
import { countryCode } from './countries.ts'
import type { FieldType } from './fields.ts'
import { asText, instantReader, parseDay, parseDecimal, parseKey, parseText, toUnits } from './values.ts'

export type Bad = { bad: RowReason['reason'] }
export type Convert = (text: string, decimals: number, row: Record<string, string | null>) => string | null | Bad

export const isBad = (value: string | null | Bad): value is Bad => typeof value === 'object' && value !== null

const bad = (reason: RowReason['reason']): Bad => Object.freeze({ bad: reason })
const notNumber = bad('not_number')
const negative = bad('negative')
const tooLarge = bad('too_large')
const tooLong = bad('too_long')
const notDate = bad('not_date')
const notEmail = bad('not_email')
const notCurrency = bad('not_currency')
const notChoice = bad('not_choice')

/** How a cell of each type becomes what is staged. */
export function converters(settings: ImportSettings, phoneCountry?: string | null): Record<FieldType, Convert> {
  const readInstant = instantReader(settings)
  return {
    key: text => limited(parseKey(text), 200),
    text: text => limited(parseText(text), 1000),
    email: text => {
      const email = parseText(text)
      return email === '' ? null : (normalEmail(email) ?? notEmail)
    },
    phone: (text, _, row) => {
      const phone = parseText(text).replace(/^'/, '')
      return phone === '' ? null : (normalPhone(phone, [row['country'], phoneCountry]) ?? limited(phone, 60))
    },
    quantity: text => {
      const number = parseDecimal(text, settings.decimal)
      if (!number) return text.trim() === '' ? null : notNumber
      if (Math.abs(number.digits) / 10 ** number.scale > 1e10) return tooLarge
      return asText(number.scale > 3 ? { digits: toUnits(number, 3), scale: 3 } : number)
    },
    money: (text, decimals) => {
      const number = parseDecimal(text, settings.decimal)
      if (!number) return text.trim() === '' ? null : notNumber
      const units = toUnits(number, decimals)
      return Math.abs(units) > 1e15 ? tooLarge : units < 0 ? negative : String(units)
    },
    instant: text => readInstant(text) ?? (text.trim() === '' ? null : notDate),
    day: text => parseDay(text, settings.dates) ?? (text.trim() === '' ? null : notDate),
    country: (text, _, row) => {
      const name = parseText(text)
      row['country_name'] = name ? name.slice(0, 100) : null
      return name ? countryOf(name) : null
    },
    currency: text => (/^[A-Z]{3}$/.test(text.trim().toUpperCase()) ? text.trim().toUpperCase() : notCurrency),
    payment: text => choose(payments, text),
    channel: text => choices(channels, text) ?? 'other',
    status: text => choose(statuses, text),
    language: text => languageOf(text),
    list: text => asList(text),
  }
}

const limited = (text: string, longest: number) => (text === '' ? null : text.length > longest ? tooLong : text)

const seenCountries = new Map<string, string | null>()
function countryOf(name: string): string | null {
  let code = seenCountries.get(name)
  if (code === undefined) {
    if (seenCountries.size > 5000) seenCountries.clear()
    seenCountries.set(name, (code = countryCode(name)))
  }
  return code
}

const simple = (text: string) => text.trim().toLowerCase().replace(/[\s-]+/g, '_')
const choices = (known: Record<string, string>, text: string): string | null => known[simple(text)] ?? null
const choose = (known: Record<string, string>, text: string) => (text.trim() === '' ? null : (choices(known, text) ?? notChoice))

const payments = {
  paid: 'paid', completed: 'paid', complete: 'paid', betaald: 'paid', bezahlt: 'paid', оплачен: 'paid', оплачено: 'paid', authorized: 'pending', pending: 'pending', unpaid: 'pending', partially_paid: 'pending', open: 'pending',
  processing: 'pending', refunded: 'refunded', partially_refunded: 'partially_refunded', voided: 'voided', void: 'voided', failed: 'voided', expired: 'voided',
}
const channels = {
  web: 'web', online: 'web', online_store: 'web', website: 'web', app: 'app', mobile: 'app', ios: 'app', android: 'app', pos: 'shop_floor', shop_floor: 'shop_floor', shop: 'shop_floor', store: 'shop_floor', retail: 'shop_floor',
  phone: 'phone', marketplace: 'marketplace', amazon: 'marketplace', ebay: 'marketplace', bol: 'marketplace', etsy: 'marketplace', other: 'other',
}
const statuses = { active: 'active', published: 'active', true: 'active', enabled: 'active', draft: 'draft', false: 'draft', hidden: 'draft', archived: 'archived', disabled: 'archived' }

function languageOf(text: string): string | null {
  const name = text.trim().toLowerCase()
  const byName = { english: 'en', filipino: 'fil', tagalog: 'fil', tl: 'fil', tamil: 'ta', dutch: 'nl', nederlands: 'nl', russian: 'ru', русский: 'ru', gujarati: 'gu' }[name]
  const code = byName ?? (/^([a-z]{2,3})(?:[-_].*)?$/.exec(name)?.[1] || null)
  return code === 'tl' ? 'fil' : code && (languages as readonly string[]).includes(code) ? code : code
}

/** A list as PostgreSQL's array literal. */
function asList(text: string): string | null {
  const items = text.split(/[,;|]/).map(item => item.trim()).filter(Boolean)
  return items.length ? `{${items.map(item => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}` : null
}
