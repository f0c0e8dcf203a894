import { filters as standard, type Context, type Liquid } from 'liquidjs'
import { decimals, toMajor } from '../../../../contracts/money.ts'
import type { Language } from '../../../../contracts/shapes.ts'

/** Who reads, as filters need it: the language of the text, the reader's country, the store's days and money. */
export type Reader = { language: Language; locale: string; timeZone: string; currency: string }
export type Money = { minor: number; currency: string }

const homes: Record<Language, string> = { en: 'GB', fil: 'PH', ta: 'IN', nl: 'NL', ru: 'RU', gu: 'IN' }
/** `nl` read in Belgium is nl-BE; a country that no clock knows stays unsaid. */
export const localeOf = (language: Language, country: string | null | undefined): string => `${language}-${country && /^[A-Z]{2}$/.test(country) ? country : homes[language]}`

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && typeof (value as Money).minor === 'number' && typeof (value as Money).currency === 'string'
const readerOf = (context: Context) => context.getRegister<Reader>('reader')

/** Formatters cost some 30 µs to make and 1 µs to use. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.DisplayNames | Intl.PluralRules>()
function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.DisplayNames | Intl.PluralRules>(key: string, make: () => T): T {
  const known = made.get(key)
  if (known) return known as T
  if (made.size > 2000) made.clear()
  const fresh = make()
  made.set(key, fresh)
  return fresh
}

export function moneyText({ minor, currency }: Money, locale: string, whole = false): string {
  const digits = whole && minor % 10 ** decimals(currency) === 0 ? 0 : decimals(currency)
  return keep(`money ${locale} ${currency} ${digits}`, () => new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits })).format(toMajor(minor, currency))
}

/** A value as it is written where no filter says how. */
export function written(value: unknown, context: Context): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return isMoney(value) ? moneyText(value, readerOf(context).locale) : Array.isArray(value) ? value.map(one => written(one, context)).join(', ') : ''
  return String(value)
}

const dayStyles: Record<string, Intl.DateTimeFormatOptions> = {
  short: { dateStyle: 'short' }, medium: { dateStyle: 'medium' }, long: { dateStyle: 'long' }, full: { dateStyle: 'full' },
  weekday: { weekday: 'long' }, day: { day: 'numeric', month: 'long' }, month: { month: 'long', year: 'numeric' }, time: { timeStyle: 'short' }, datetime: { dateStyle: 'long', timeStyle: 'short' },
}

/** What a pattern names: the library would say them in the server's language. */
const named: Record<string, Intl.DateTimeFormatOptions> = { A: { weekday: 'long' }, a: { weekday: 'short' }, B: { month: 'long' }, b: { month: 'short' }, h: { month: 'short' } }
const inWords = (pattern: string, instant: number, { locale }: Reader, timeZone: string) =>
  pattern.replace(/%([AaBbh])/g, (_, sign: string) => keep(`date ${locale} ${timeZone} %${sign}`, () => new Intl.DateTimeFormat(locale, { ...named[sign], timeZone })).format(instant).replaceAll('%', '%%'))

type Own = { context: Context; liquid: Liquid }

function dateText(own: Own, value: unknown, style = 'long') {
  const reader = readerOf(own.context)
  const at = value === 'now' || value === 'today' ? own.context.getSync(['now']) : value
  const isDay = typeof at === 'string' && /^\d{4}-\d\d-\d\d$/.test(at)
  const instant = typeof at === 'number' ? at * 1000 : Date.parse(String(at ?? ''))
  if (Number.isNaN(instant)) return ''
  const timeZone = isDay ? 'UTC' : reader.timeZone
  if (style.includes('%')) return (standard['date'] as (this: Own, value: unknown, format: string, zone: string) => unknown).call(own, new Date(instant).toISOString(), inWords(style, instant, reader, timeZone), timeZone)
  const options = dayStyles[style]
  if (!options) throw new Error(`date knows ${Object.keys(dayStyles).join(', ')} and patterns like %d-%m-%Y, not "${style}"`)
  return keep(`date ${reader.locale} ${timeZone} ${style}`, () => new Intl.DateTimeFormat(reader.locale, { ...options, timeZone })).format(instant)
}

function numberText(own: Own, value: unknown, digits?: unknown) {
  const { locale } = readerOf(own.context)
  const most = Number.isInteger(digits) ? Math.min(8, Math.max(0, digits as number)) : undefined
  return value === null || value === undefined || value === '' || Number.isNaN(Number(value)) ? '' : keep(`number ${locale} ${most}`, () => new Intl.NumberFormat(locale, most === undefined ? {} : { minimumFractionDigits: most, maximumFractionDigits: most })).format(Number(value))
}

const nameOf = (own: Own, type: 'language' | 'region', code: unknown) => {
  const { locale } = readerOf(own.context)
  const found = typeof code === 'string' && /^[A-Za-z]{2,3}$/.test(code) ? keep(`${type} ${locale}`, () => new Intl.DisplayNames(locale, { type, fallback: 'none' })).of(type === 'region' ? code.toUpperCase() : code.toLowerCase()) : undefined
  return found ?? written(code, own.context)
}

/** Filters beside Liquid's own: they speak the reader's language. */
export function addFilters(liquid: Liquid): void {
  liquid.registerFilter('money', function (value: unknown, how?: unknown) {
    const reader = readerOf(this.context)
    const whole = how === 'whole'
    if (isMoney(value)) return moneyText(value, reader.locale, whole)
    if (value === null || value === undefined || value === '' || Number.isNaN(Number(value))) return ''
    const currency = typeof how === 'string' && /^[A-Z]{3}$/.test(how) ? how : reader.currency
    return moneyText({ minor: Math.round(Number(value) * 10 ** decimals(currency)), currency }, reader.locale, whole)
  })
  liquid.registerFilter('date', function (value: unknown, style?: unknown) {
    return dateText(this, value, typeof style === 'string' ? style : undefined)
  })
  liquid.registerFilter('number', function (value: unknown, digits?: unknown) {
    return numberText(this, value, digits)
  })
  liquid.registerFilter('percent', function (value: unknown) {
    const { locale } = readerOf(this.context)
    return Number.isNaN(Number(value ?? Number.NaN)) ? '' : keep(`percent ${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })).format(Number(value))
  })
  liquid.registerFilter('language_name', function (value: unknown) {
    return nameOf(this, 'language', value)
  })
  liquid.registerFilter('country_name', function (value: unknown) {
    return nameOf(this, 'region', value)
  })
  // {{ count | plural: one: "1 stuk", other: "stuks" }}: the form that the language needs for the number.
  liquid.registerFilter('plural', function (value: unknown, ...forms: unknown[]) {
    const named = Object.fromEntries(forms.filter((form): form is [string, unknown] => Array.isArray(form)))
    const form = keep(`plural ${readerOf(this.context).language}`, () => new Intl.PluralRules(readerOf(this.context).language)).select(Number(value))
    return written(named[form] ?? named['other'], this.context)
  })
}
