import en from '../../../../languages/en/consent.json' with { type: 'json' }
import fil from '../../../../languages/fil/consent.json' with { type: 'json' }
import gu from '../../../../languages/gu/consent.json' with { type: 'json' }
import nl from '../../../../languages/nl/consent.json' with { type: 'json' }
import ru from '../../../../languages/ru/consent.json' with { type: 'json' }
import ta from '../../../../languages/ta/consent.json' with { type: 'json' }
import type { Language } from '../../../../contracts/shapes.ts'

const texts: Record<Language, { letter: Record<string, string> }> = { en, fil, ta, nl, ru, gu }

export type Say = (key: `consent.letter.${string}`, values?: Record<string, string>) => string

/** Texts of the letter and its page, in the language of whoever reads them. */
export const sayIn = (language: Language): Say => (key, values = {}) =>
  (texts[language].letter[key.split('.')[2]!] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
