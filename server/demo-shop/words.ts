import { createInstance } from 'i18next'
import en from '../../languages/en/demo-shop.json' with { type: 'json' }
import fil from '../../languages/fil/demo-shop.json' with { type: 'json' }
import gu from '../../languages/gu/demo-shop.json' with { type: 'json' }
import nl from '../../languages/nl/demo-shop.json' with { type: 'json' }
import ru from '../../languages/ru/demo-shop.json' with { type: 'json' }
import ta from '../../languages/ta/demo-shop.json' with { type: 'json' }
import { languages, type Language } from '../../contracts/shapes.ts'
import { toMajor } from '../../contracts/money.ts'

/** Says a text of `demo-shop.json` in the visitor's language. */
export type Say = (key: string, values?: Record<string, string | number>) => string

/** What each language calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', fil: 'Filipino', ta: 'தமிழ்', nl: 'Nederlands', ru: 'Русский', gu: 'ગુજરાતી' }

const texts = createInstance()
await texts.init({
  lng: 'en', fallbackLng: false, returnNull: false, interpolation: { escapeValue: false }, showSupportNotice: false,
  resources: Object.fromEntries(Object.entries({ en, fil, gu, nl, ru, ta }).map(([language, own]) => [language, { translation: { 'demo-shop': own } }])),
} as Parameters<typeof texts.init>[0])

const says = Object.fromEntries(languages.map(language => [language, texts.getFixedT(language) as unknown as Say])) as Record<Language, Say>
export const sayIn = (language: Language): Say => says[language]

const locales: Record<Language, string> = { en: 'en-GB', fil: 'fil-PH', ta: 'ta-IN', nl: 'nl-NL', ru: 'ru-RU', gu: 'gu-IN' }

export const money = (minor: number, currency: string, language: Language) => new Intl.NumberFormat(locales[language], { style: 'currency', currency }).format(toMajor(minor, currency))
export const countryName = (code: string, language: Language) => new Intl.DisplayNames(locales[language], { type: 'region' }).of(code) ?? code
export const day = (instant: string, timeZone: string, language: Language) => Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toLocaleString(locales[language], { dateStyle: 'long' })

/** The first language of the browser that the shop speaks, else English. */
export function languageOf(accepted: string | undefined): Language {
  const wanted = (accepted ?? '').split(',').map(entry => entry.trim().split(/[-;]/)[0] ?? '').map(tag => (tag === 'tl' ? 'fil' : tag))
  return languages.find(language => language === wanted.find(tag => (languages as readonly string[]).includes(tag))) ?? 'en'
}
