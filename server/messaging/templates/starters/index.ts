import type { Starter } from '../../../../contracts/template-routes.ts'
import type { Content, TemplateKind, Variant } from '../../../../contracts/templates.ts'
import { languages, type Language } from '../../../../contracts/shapes.ts'
import { appError } from '../../../platform/index.ts'
import { sectionsOf, starts } from './build.ts'
import en from './en.json' with { type: 'json' }
import fil from './fil.json' with { type: 'json' }
import gu from './gu.json' with { type: 'json' }
import nl from './nl.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import ta from './ta.json' with { type: 'json' }

const words: Record<Language, typeof en> = { en, fil, ta, nl, ru, gu }
type Id = keyof typeof starts
const ids = Object.keys(starts) as Id[]
const unknownStarter = appError('templates.unknown_starter', 400, 'There is no starter {starter}. Expected one of: {known}.')

/** In every language: what it is called and for. */
export const starters: Starter[] = ids.map(id => ({
  id, kind: starts[id].kind,
  names: Object.fromEntries(languages.map(language => [language, words[language][id].name])) as Starter['names'],
  about: Object.fromEntries(languages.map(language => [language, words[language][id].about])) as Starter['about'],
}))

/** @throws templates.unknown_starter */
export function starterContent(starter: string, mainLanguage: Language): { content: Content; kind: TemplateKind } {
  const id = ids.find(one => one === starter)
  if (!id) throw unknownStarter({ starter, known: ids.join(', ') }, [{ field: 'starter', message: `Expected one of: ${ids.join(', ')}.` }])
  // Who begins with nothing writes in one language first.
  const spoken = id === 'empty' ? [mainLanguage] : languages
  return { kind: starts[id].kind, content: { mainLanguage, variants: Object.fromEntries(spoken.map(language => [language, variantOf(id, language)])) } }
}

function variantOf(id: Id, language: Language): Variant {
  const { subject, preheader } = words[language][id]
  return { subject, preheader, body: { form: 'blocks', sections: sectionsOf(id, words[language]) }, text: null, defaults: {} }
}

/** Who an example is addressed to. */
export const exampleName = (language: Language): { first: string; last: string } => words[language].example
