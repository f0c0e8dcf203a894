import en from '../../../../languages/en/preferences.json' with { type: 'json' }
import fil from '../../../../languages/fil/preferences.json' with { type: 'json' }
import gu from '../../../../languages/gu/preferences.json' with { type: 'json' }
import nl from '../../../../languages/nl/preferences.json' with { type: 'json' }
import ru from '../../../../languages/ru/preferences.json' with { type: 'json' }
import ta from '../../../../languages/ta/preferences.json' with { type: 'json' }
import { languages, type Language } from '../../../../contracts/shapes.ts'
import type { Channel, Purpose } from '../../../../contracts/consent.ts'
import type { Reason } from '../saying.ts'

const texts: Record<Language, { page: Record<string, string> }> = { en, fil, ta, nl, ru, gu }

export type Key = `preferences.page.${string}`
export type Say = (key: Key, values?: Record<string, string>) => string

/** Texts of the pages, in the language of whoever reads them. */
export const sayIn = (language: Language): Say => (key, values = {}) =>
  (texts[language].page[key.split('.')[2]!] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')

/** The first of these that we speak: `nl-BE` is nl; `tl` is what Filipino is called in browsers. */
export function spoken(...tags: (string | null | undefined)[]): Language {
  const firsts = tags.map(tag => tag?.trim().toLowerCase().split(/[-;]/)[0])
  return firsts.map(first => languages.find(language => language === (first === 'tl' ? 'fil' : first))).find(found => found !== undefined) ?? 'en'
}

export const viaTexts: Record<Channel, Key> = {
  email: 'preferences.page.viaEmail', sms: 'preferences.page.viaSms', whatsapp: 'preferences.page.viaWhatsapp', push: 'preferences.page.viaPush', phone: 'preferences.page.viaPhone', post: 'preferences.page.viaPost',
}
export const purposeTexts: Record<Purpose, { name: Key; text: Key }> = {
  marketing: { name: 'preferences.page.news', text: 'preferences.page.newsText' },
  service: { name: 'preferences.page.service', text: 'preferences.page.serviceText' },
  profiling: { name: 'preferences.page.profiling', text: 'preferences.page.profilingText' },
}
export const reasonTexts: Record<Reason, Key> = { too_often: 'preferences.page.tooOften', not_relevant: 'preferences.page.notRelevant', never_asked: 'preferences.page.neverAsked', other: 'preferences.page.otherReason' }
export const leavingTexts: Partial<Record<Channel, Key>> = { email: 'preferences.page.leaveEmail', sms: 'preferences.page.leaveSms', whatsapp: 'preferences.page.leaveWhatsapp' }
export const leftTexts: Partial<Record<Channel, Key>> = { email: 'preferences.page.leftEmail', sms: 'preferences.page.leftSms', whatsapp: 'preferences.page.leftWhatsapp' }
