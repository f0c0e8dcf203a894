import en from '../../../languages/en/privacy.json' with { type: 'json' }
import fil from '../../../languages/fil/privacy.json' with { type: 'json' }
import gu from '../../../languages/gu/privacy.json' with { type: 'json' }
import nl from '../../../languages/nl/privacy.json' with { type: 'json' }
import ru from '../../../languages/ru/privacy.json' with { type: 'json' }
import ta from '../../../languages/ta/privacy.json' with { type: 'json' }
import type { Language } from '../../../contracts/shapes.ts'

const texts: Record<Language, { readme: Record<string, string> }> = { en, fil, ta, nl, ru, gu }

type Say = (key: `privacy.readme.${string}`, values?: Record<string, string>) => string

const sayIn = (language: Language): Say => (key, values = {}) => (texts[language].readme[key.split('.')[2]!] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')

/** What lies in the archive, for whoever opens it. */
export function readMe(language: Language, { at, rowCounts }: { at: string; rowCounts: Record<string, number> }): string {
  const say = sayIn(language)
  const tables = Object.entries(rowCounts).filter(([, rows]) => rows > 0).map(([table, rows]) => `  ${table.padEnd(28)} ${String(rows).padStart(8)}`)
  return [say('privacy.readme.title'), '', say('privacy.readme.when', { at }), say('privacy.readme.what'), say('privacy.readme.same'), say('privacy.readme.copy'), '', `${say('privacy.readme.rows')}:`, ...tables, ''].join('\r\n')
}
