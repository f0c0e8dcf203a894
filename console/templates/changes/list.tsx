import type { Content } from '../../../contracts/templates.ts'
import { languageNames } from '../../../languages/index.ts'
import { Tag, useText } from '../../ui/index.ts'
import css from '../templates.module.css'
import { blockNames } from '../words.ts'
import { changesOf, wordsBetween, type Change, type What } from './changes.ts'

const names: Record<What, string> = {
  ...blockNames, subject: 'templates.subject', preheader: 'templates.preheader', text: 'templates.block.text', source: 'templates.side.source', defaults: 'templates.changes.defaults', language: 'templates.changes.language', section: 'templates.section.title',
}
const kinds: Record<Change['kind'], string> = { added: 'templates.changes.added', removed: 'templates.changes.removed', changed: 'templates.changes.changed', moved: 'templates.changes.moved' }
const tones = { added: 'brand', removed: 'bad', changed: 'amber', moved: 'plain' } as const

/** What one text says differently from another, word by word. */
export function ChangeList({ before, after }: { before: Content; after: Content }) {
  const t = useText()
  const changes = changesOf(before, after)
  const isOneLanguage = new Set([...Object.keys(before.variants), ...Object.keys(after.variants)]).size === 1
  if (!changes.length) return <p className="muted">{t('templates.changes.none')}</p>
  return (
    <ul className={css.changes}>
      {changes.map(({ language, what, kind, before: old, after: now }, at) => (
        <li key={at}>
          <div className="row" style={{ gap: 8 }}><Tag tone={tones[kind]}>{t(kinds[kind])}</Tag><strong>{t(names[what])}</strong>{!isOneLanguage && <span className="muted">{languageNames[language]}</span>}</div>
          {(old || now) && <p>{wordsBetween(old, now).map(({ text, kind: how }, piece) => (how === 'in' ? <ins key={piece}>{text}</ins> : how === 'out' ? <del key={piece}>{text}</del> : <span key={piece}>{text}</span>))}</p>}
        </li>
      ))}
    </ul>
  )
}
