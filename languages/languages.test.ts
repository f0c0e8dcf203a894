import assert from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parseAst } from 'vite'
import { languages, type Language } from '../contracts/shapes.ts'
import { sourceFiles } from '../tests/support/sources.ts'

type Texts = Map<string, string>

/** Every text of a language by its key, e.g. `orders.title`. */
function textsOf(language: Language): Texts {
  const texts: Texts = new Map()
  for (const file of readdirSync(`languages/${language}`)) flatten(JSON.parse(readFileSync(`languages/${language}/${file}`, 'utf8')) as object, file.replace('.json', ''), texts)
  return texts
}

function flatten(value: object, path: string, texts: Texts) {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') texts.set(`${path}.${key}`, inner)
    else flatten(inner as object, `${path}.${key}`, texts)
  }
}

const plural = /_(zero|one|two|few|many|other)$/
const stemOf = (key: string) => key.replace(plural, '')
const placeholdersOf = (text: string) => [...new Set([...text.matchAll(/{{\s*([\w.]+)/g)].map(([, name]) => name!))].sort()
const all = Object.fromEntries(languages.map(language => [language, textsOf(language)])) as Record<Language, Texts>
const stems = new Map([...Map.groupBy(all.en.keys(), stemOf)].map(([stem, keys]) => [stem, keys.some(key => plural.test(key))]))

/** The plural forms that a language needs for whole numbers: Russian one, few and many; English one and other. */
const formsOf = (language: Language) => {
  const rules = new Intl.PluralRules(language)
  const used = new Set(Array.from({ length: 200 }, (_, n) => rules.select(n)))
  return [...used, 'other'].filter((form, i, forms) => forms.indexOf(form) === i).sort()
}

for (const language of languages) {
  test(`${language} has every text, in every plural form it needs, and none too many`, () => {
    const wanted = [...stems].flatMap(([stem, isPlural]) => (isPlural ? formsOf(language).map(form => `${stem}_${form}`) : [stem])).sort()
    const given = [...all[language].keys()].sort()
    assert.deepEqual({ missing: wanted.filter(key => !all[language].has(key)), tooMany: given.filter(key => !wanted.includes(key)) }, { missing: [], tooMany: [] })
  })

  test(`${language} fills in what the English text fills in`, () => {
    const wrong = [...all[language]].filter(([key, text]) => {
      const english = all.en.get(key) ?? all.en.get(`${stemOf(key)}_other`)
      // "One order": a form for a single number may leave the number out.
      const may = plural.test(key) ? ['count'] : []
      return english !== undefined && placeholdersOf(text).filter(name => !may.includes(name)).join() !== placeholdersOf(english).filter(name => !may.includes(name)).join()
    })
    assert.deepEqual(wrong, [])
  })
}

test('every text is used in the code, and every key in the code has a text', () => {
  const code = sourceFiles().filter(file => /^(console|server)\//.test(file) && !file.endsWith('.test.ts')).map(file => readFileSync(file, 'utf8')).join('\n')
  const areas = [...new Set([...stems.keys()].map(stem => stem.split('.')[0]))]
  const literal = new Set([...code.matchAll(new RegExp(`['"\`]((?:${areas.join('|')})(?:\\.[\\w-]+)+)['"\`]`, 'g'))].map(([, key]) => key!))
  const unused = [...stems.keys()].filter(stem => !literal.has(stem) && !stem.startsWith('mails.'))
  const called = [...code.matchAll(/\b(?:t|say)\(\s*'([\w.-]+)'/g)].map(([, key]) => key!)
  const missing = [...new Set(called)].filter(key => !stems.has(key))
  assert.deepEqual({ unused, missing }, { unused: [], missing: [] })
})

test('no text stands in the screens themselves, where no translator finds it', () => {
  const files = globSync('console/**/*.tsx').filter(file => !file.startsWith('console/dist') && !file.startsWith('console/catalogue/'))
  const found = files.flatMap(file => visibleTexts(readFileSync(file, 'utf8')).map(text => `${file}: ${text}`))
  assert.deepEqual(found, [])
})

const notWords = new Set(['Suki', 'suki', 's', 'Enter', 'Esc', 'Shift', 'PostgreSQL', 'ClickHouse'])
const heardOrSeen = new Set(['aria-label', 'placeholder', 'title', 'alt', 'label', 'description'])
type Node = { type: string; value?: unknown; name?: { name?: unknown }; [key: string]: unknown }

/** Words between tags, except in code, and in attributes that people see or hear. */
function visibleTexts(code: string): string[] {
  const found: string[] = []
  const look = (node: unknown, inCode: boolean): void => {
    if (Array.isArray(node)) return node.forEach(one => look(one, inCode))
    if (!isNode(node)) return
    const attribute = node.type === 'JSXAttribute' && heardOrSeen.has(String(node.name?.name)) && isNode(node.value) && node.value.type === 'Literal' ? node.value.value : undefined
    for (const text of [node.type === 'JSXText' && !inCode ? node.value : undefined, attribute]) if (typeof text === 'string' && /\p{L}/u.test(text.replace(/&\w+;/g, '')) && !notWords.has(text.trim())) found.push(text.trim())
    const opening = node['openingElement']
    const isCode = node.type === 'JSXElement' && isNode(opening) && opening.name?.name === 'code'
    for (const inner of Object.values(node)) look(inner, inCode || isCode)
  }
  look(parseAst(code, { lang: 'tsx' }).body, false)
  return found
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
