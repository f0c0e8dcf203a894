import type { Language } from '../../../contracts/shapes.ts'
import { blocksOf, type Block, type BlockType, type Body, type Content, type Section, type Variant } from '../../../contracts/templates.ts'

// What one text says differently from another. Nothing here knows of the screen.

export type What = 'subject' | 'preheader' | 'text' | 'source' | 'defaults' | 'language' | 'section' | BlockType
export type Change = {
  language: Language
  what: What
  kind: 'added' | 'removed' | 'changed' | 'moved'
  before: string
  after: string
}

/** In reading order, language by language; those of `after` first, then what it no longer has. */
export function changesOf(before: Content, after: Content): Change[] {
  const spoken = [...new Set([...Object.keys(after.variants), ...Object.keys(before.variants)])] as Language[]
  return spoken.flatMap(language => {
    const [old, now] = [before.variants[language], after.variants[language]]
    if (!old || !now) return [{ language, what: 'language' as const, kind: old ? ('removed' as const) : ('added' as const), before: old?.subject ?? '', after: now?.subject ?? '' }]
    return variantChanges(old, now).map(change => ({ language, ...change }))
  })
}

type Found = Omit<Change, 'language'>

function variantChanges(old: Variant, now: Variant): Found[] {
  const line = (what: What, before: string, after: string): Found[] => (before === after ? [] : [{ what, kind: !before ? 'added' : after ? 'changed' : 'removed', before, after }])
  const defaults = (of: Variant) => Object.entries(of.defaults).map(([path, instead]) => `${path}: ${instead}`).sort().join('; ')
  return [...line('subject', old.subject, now.subject), ...line('preheader', old.preheader, now.preheader), ...bodyChanges(old.body, now.body), ...line('text', old.text ?? '', now.text ?? ''), ...line('defaults', defaults(old), defaults(now))]
}

function bodyChanges(old: Body, now: Body): Found[] {
  if (old.form === 'mjml' || now.form === 'mjml') {
    const [before, after] = [old, now].map(body => (body.form === 'mjml' ? body.source : blocksOf(body).map(wordsOf).join('\n'))) as [string, string]
    return before === after ? [] : [{ what: 'source', kind: 'changed', before, after }]
  }
  const [olds, news] = [blocksOf(old), blocksOf(now)]
  const known = new Map(olds.map(block => [block.id, block]))
  const still = new Set(news.map(block => block.id))
  const moved = movedAmong(olds.map(block => block.id).filter(id => still.has(id)), news.map(block => block.id).filter(id => known.has(id)))
  return [...news.flatMap(block => blockChange(known.get(block.id), block, moved.has(block.id))), ...olds.filter(block => !still.has(block.id)).map((block): Found => ({ what: block.type, kind: 'removed', before: wordsOf(block), after: '' })), ...sectionChanges(old.sections, now.sections)]
}

function blockChange(old: Block | undefined, now: Block, isMoved: boolean): Found[] {
  const after = wordsOf(now)
  if (!old) return [{ what: now.type, kind: 'added', before: '', after }]
  const before = wordsOf(old)
  if (before !== after) return [{ what: now.type, kind: 'changed', before, after }]
  const settings = settingsBetween(old, now)
  if (settings) return [{ what: now.type, kind: 'changed', ...settings }]
  return isMoved ? [{ what: now.type, kind: 'moved', before: '', after }] : []
}

function sectionChanges(olds: Section[], news: Section[]): Found[] {
  const known = new Map(olds.map(section => [section.id, section]))
  const bare = ({ columns, ...section }: Section) => ({ ...section, columns: columns.map(column => column.width) })
  return news.flatMap(section => {
    const old = known.get(section.id)
    const settings = old && settingsBetween(bare(old), bare(section))
    return settings ? [{ what: 'section' as const, kind: 'changed' as const, ...settings }] : []
  })
}

/** What is set differently, by the names that the contract has for it. */
function settingsBetween(old: object, now: object): { before: string; after: string } | undefined {
  const differing = Object.keys({ ...old, ...now }).filter(key => JSON.stringify(old[key as never]) !== JSON.stringify(now[key as never]))
  const said = (of: object) => differing.map(key => `${key}: ${typeof of[key as never] === 'string' ? of[key as never] : JSON.stringify(of[key as never] ?? null)}`).join('; ')
  return differing.length ? { before: said(old), after: said(now) } : undefined
}

const plain = (html: string) => html.replace(/<br>|<\/(p|h\d|li)>/g, ' ').replace(/<[^>]+>/g, '').replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/\s+/g, ' ').trim()

/** What a block says, for who reads of a change. */
function wordsOf(block: Block): string {
  if (block.type === 'text') return plain(block.html)
  if (block.type === 'footer') return [plain(block.html), block.unsubscribe, block.preferences, block.view].filter(Boolean).join(' · ')
  if (block.type === 'button') return `${block.text} → ${block.href}`
  return block.type === 'image' ? block.alt : ''
}

/** Those that changed places: all but the longest run that kept its order. */
function movedAmong(before: string[], after: string[]): Set<string> {
  const places = after.map(id => before.indexOf(id))
  const length = places.map(() => 1)
  const from = places.map(() => -1)
  for (const [at, place] of places.entries()) for (let earlier = 0; earlier < at; earlier++) if (places[earlier]! < place && length[earlier]! + 1 > length[at]!) [length[at], from[at]] = [length[earlier]! + 1, earlier]
  const kept = new Set<number>()
  for (let at = length.indexOf(Math.max(...length)); at >= 0; at = from[at]!) kept.add(at)
  return new Set(after.filter((_, at) => !kept.has(at)))
}

type Piece = { text: string; kind: 'same' | 'out' | 'in' }
/** Beyond this many words the whole is shown as replaced: comparing takes their product. */
const mostWords = 600

/** Word by word what went and what came. */
export function wordsBetween(before: string, after: string): Piece[] {
  const [a, b] = [before, after].map(text => text.split(/(?<=\s)/)) as [string[], string[]]
  if (a.length > mostWords || b.length > mostWords) return [{ text: before, kind: 'out' }, { text: after, kind: 'in' }]
  const same = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) same[i]![j] = a[i]!.trim() === b[j]!.trim() ? same[i + 1]![j + 1]! + 1 : Math.max(same[i + 1]![j]!, same[i]![j + 1]!)
  const pieces: Piece[] = []
  const add = (text: string, kind: Piece['kind']) => (pieces.at(-1)?.kind === kind ? void (pieces.at(-1)!.text += text) : void pieces.push({ text, kind }))
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i]!.trim() === b[j]!.trim()) { add(b[j++]!, 'same'); i++ }
    else if (i < a.length && (j === b.length || same[i + 1]![j]! >= same[i]![j + 1]!)) add(a[i++]!, 'out')
    else add(b[j++]!, 'in')
  }
  return pieces.filter(piece => piece.text)
}
