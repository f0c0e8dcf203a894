import { useMemo } from 'react'
import type { Language } from '../../contracts/shapes.ts'
import { useLanguage } from './text.ts'

export type WhenStyle = 'relative' | 'date' | 'dateTime' | 'time' | 'month'
export type Format = ReturnType<typeof formatIn>

let zone: string | undefined
/** The reader's time zone, from their account. */
export const setTimeZone = (timeZone: string | undefined) => void (zone = timeZone)
export const timeZone = () => zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone

/** Numbers, money and instants as the reader writes them. */
export function useFormat(): Format {
  const language = useLanguage()
  return useMemo(() => formatIn(language), [language])
}

const made = new Map<string, unknown>()
// An Intl formatter costs about 30 µs to make and 1 µs to use; a table of rows makes thousands of calls.
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make())
  return made.get(key) as T
}

/** How many minor units a currency's unit has, as a power of ten: 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string) => once(`digits ${currency}`, () => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2)

export function formatIn(reader: Language) {
  // English as most of the world writes it: 19 Nov 2026, 18:51.
  const language = reader === 'en' ? 'en-GB' : reader

  // Day names such as "2026-03-02" are calendar days and shown as they are, in no zone.
  const isDay = (at: string) => /^\d{4}-\d\d-\d\d$/.test(at)
  const when = (at: string, style: string, options: Intl.DateTimeFormatOptions) => {
    const inZone = isDay(at) ? 'UTC' : timeZone()
    return once(`${language} ${style} ${inZone}`, () => new Intl.DateTimeFormat(language, { timeZone: inZone, ...options })).format(new Date(at))
  }
  const number = (value: number, options: Intl.NumberFormatOptions = {}) => once(`${language} n ${JSON.stringify(options)}`, () => new Intl.NumberFormat(language, options)).format(value)
  const names = once(`${language} country`, () => new Intl.DisplayNames(language, { type: 'region' }))
  return {
    number,
    /** `short` is for axes and headlines: €48K. `whole` leaves the cents out. */
    money: (minor: number, currency: string, style: 'full' | 'whole' | 'short' = 'full') => {
      const value = minor / 10 ** minorDigits(currency)
      const shape = style === 'short' ? { notation: 'compact' as const, maximumFractionDigits: 1, minimumFractionDigits: 0 } : style === 'whole' ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}
      return number(value, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...shape })
    },
    short: (value: number) => number(value, { notation: 'compact', maximumFractionDigits: 1 }),
    /** From a share: 0.418 → 41.8 %. */
    percent: (share: number, digits = 1) => number(share, { style: 'percent', maximumFractionDigits: digits }),
    date: (at: string) => when(at, 'date', { day: 'numeric', month: 'short', year: 'numeric' }),
    dayMonth: (at: string) => when(at, 'dayMonth', { day: 'numeric', month: 'short' }),
    month: (at: string) => when(at, 'month', { month: 'short', year: 'numeric' }),
    weekday: (at: string) => when(at, 'weekday', { weekday: 'long' }),
    time: (at: string) => when(at, 'time', { hour: '2-digit', minute: '2-digit' }),
    /** With seconds, for what happens this moment. */
    clock: (at: string) => when(at, 'clock', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
    dateTime: (at: string) => when(at, 'dateTime', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
    relative: (at: string, now = Date.now()) => relative(language, (new Date(at).getTime() - now) / 1000, 'long'),
    /** The same where there is little room: 8 min ago. */
    ago: (at: string, now = Date.now()) => relative(language, (new Date(at).getTime() - now) / 1000, 'short'),
    monthOnly: (at: string) => when(at, 'monthOnly', { month: 'short' }),
    list: (values: string[]) => once(`${language} list`, () => new Intl.ListFormat(language, { type: 'conjunction' })).format(values),
    listOr: (values: string[]) => once(`${language} listOr`, () => new Intl.ListFormat(language, { type: 'disjunction' })).format(values),
    country: (code: string) => names.of(code) ?? code,
    /** Every country with its name, in the reader's alphabet. */
    countries: () => once(`${language} countries`, () => isoCountries().map(code => [code, names.of(code) ?? code] as const).sort((a, b) => a[1].localeCompare(b[1], language))),
    currency: (code: string) => once(`${language} currency`, () => new Intl.DisplayNames(language, { type: 'currency' })).of(code) ?? code,
    bytes: (bytes: number) => {
      const step = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
      const unit = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'][step]!
      return number(bytes / 1000 ** step, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step ? 1 : 0 })
    },
  }
}

// Two letters that Intl has a name for are a country of ISO 3166 (or one that was); user-assigned and unknown ones are not.
const notCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ', 'AN', 'BU', 'CS', 'DD', 'DY', 'FX', 'HV', 'NH', 'NQ', 'NT', 'PC', 'PU', 'PZ', 'RH', 'SU', 'TP', 'VD', 'WK', 'YD', 'YU', 'ZR', 'CT', 'FQ', 'JT', 'MI', 'PU', 'UK'])
function isoCountries(): string[] {
  const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  return letters.flatMap(a => letters.map(b => a + b)).filter(code => !notCountries.has(code) && english.of(code) !== undefined)
}

const steps = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]] as const

function relative(language: string, seconds: number, style: 'long' | 'short'): string {
  const [unit, size] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? steps[5]
  return once(`${language} relative ${style}`, () => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style })).format(Math.trunc(seconds / size), unit)
}
