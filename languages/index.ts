import { createInstance } from 'i18next'
import { languages, type Language } from '../contracts/shapes.ts'

/** What each language calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', fil: 'Filipino', ta: 'தமிழ்', nl: 'Nederlands', ru: 'Русский', gu: 'ગુજરાતી' }

/** The texts in the reader's language; one instance for the console. */
export const texts = createInstance()

// `languages/nl/orders.json` becomes the keys `orders.…` of nl.
const read: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import('virtual:texts/en'),
  fil: () => import('virtual:texts/fil'),
  ta: () => import('virtual:texts/ta'),
  nl: () => import('virtual:texts/nl'),
  ru: () => import('virtual:texts/ru'),
  gu: () => import('virtual:texts/gu'),
}

/** Shows texts in this language from now on. */
export async function speak(language: Language): Promise<void> {
  if (!texts.isInitialized) {
    await texts.init({ lng: language, fallbackLng: false, resources: {}, interpolation: { escapeValue: false }, returnNull: false, showSupportNotice: false } as Parameters<typeof texts.init>[0])
  }
  if (!texts.hasResourceBundle(language, 'translation')) texts.addResourceBundle(language, 'translation', (await read[language]()).default)
  await texts.changeLanguage(language)
  document.documentElement.lang = language
}

/** The language to start in: chosen before on this machine, else the browser's, else English. */
export function firstLanguage(): Language {
  const wanted = [localStorage.getItem('suki.language'), ...navigator.languages].map(tag => tag?.split('-')[0]).map(tag => (tag === 'tl' ? 'fil' : tag))
  return (wanted.find(tag => (languages as readonly (string | undefined)[]).includes(tag)) as Language | undefined) ?? 'en'
}
