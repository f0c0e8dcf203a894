import { Button, Checkbox, MultiSelect, Textarea, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { propertyTypes, type Expected, type SeenProperty, type TrackedEventDetail } from '../../contracts/tracking-plan.ts'
import { useFormat, useText } from '../ui/index.ts'
import css from './plan.module.css'
import { typeNames } from './words.ts'

export type Draft = { note: string; properties: { path: string; types: string[]; required: boolean }[] }

/** What is planned, and below it what was seen without being planned: those have no types yet. */
export function draftOf({ note, expected, seen }: Pick<TrackedEventDetail, 'note' | 'expected' | 'seen'>): Draft {
  const planned = new Set(expected.map(one => one.path))
  return { note, properties: [...expected, ...seen.filter(one => !planned.has(one.path)).map(one => ({ path: one.path, types: [], required: false }))] }
}

/** A property without types is not expected. */
export const expectedOf = ({ properties }: Draft): Expected[] => properties.filter(one => one.types.length > 0) as Expected[]

type Props = { draft: Draft; seen: SeenProperty[]; disabled: boolean; onChange: (draft: Draft) => void }

/** Each property: how it looks, and what is expected of it. */
export function Expectations({ draft, seen, disabled, onChange }: Props) {
  const t = useText()
  const [added, setAdded] = useState('')
  const change = (path: string, to: Partial<Draft['properties'][number]>) => onChange({ ...draft, properties: draft.properties.map(one => (one.path === path ? { ...one, ...to } : one)) })
  const add = () => {
    const path = added.trim()
    if (path && !draft.properties.some(one => one.path === path)) onChange({ ...draft, properties: [...draft.properties, { path, types: ['string'], required: false }] })
    setAdded('')
  }
  return (
    <>
      <Textarea mt={16} autosize minRows={1} maxRows={6} disabled={disabled} label={t('plan.note')} description={t('plan.noteHelp')} value={draft.note} onChange={event => onChange({ ...draft, note: event.currentTarget.value })} />
      <h3 className={css.heading}>{t('plan.properties')}</h3>
      {!draft.properties.length && <p className="muted">{t('plan.noProperties')}</p>}
      <ul className={css.properties}>
        {draft.properties.map(one => <Property key={one.path} property={one} seen={seen.find(other => other.path === one.path)} disabled={disabled} onChange={to => change(one.path, to)} />)}
      </ul>
      {!disabled && (
        <div className={css.addProperty}>
          <TextInput size="xs" aria-label={t('plan.addProperty')} placeholder={t('plan.addPlaceholder')} value={added} onChange={event => setAdded(event.currentTarget.value)} onKeyDown={event => { if (event.key === 'Enter') { event.preventDefault(); add() } }} />
          <Button size="xs" leftSection={<IconPlus size={14} />} disabled={!added.trim()} onClick={add}>{t('plan.addProperty')}</Button>
        </div>
      )}
    </>
  )
}

function Property({ property: { path, types, required }, seen, disabled, onChange }: { property: Draft['properties'][number]; seen: SeenProperty | undefined; disabled: boolean; onChange: (to: Partial<Draft['properties'][number]>) => void }) {
  const t = useText()
  const choices = propertyTypes.filter(type => type !== 'null').map(type => ({ value: type, label: t(typeNames[type]) }))
  return (
    <li className={css.property}>
      <div className={css.seen}><code>{path}</code><Looks seen={seen} /></div>
      <div className={css.expected}>
        <MultiSelect size="xs" clearable disabled={disabled} aria-label={t('plan.typesOf', { path })} placeholder={types.length ? '' : t('plan.notExpected')} data={choices} value={types} onChange={next => onChange({ types: next })} />
        <Checkbox size="xs" disabled={disabled || !types.length} label={t('plan.required')} checked={required && types.length > 0} onChange={event => onChange({ required: event.currentTarget.checked })} />
      </div>
    </li>
  )
}

/** The types and the common values that were seen, with their shares. */
function Looks({ seen }: { seen: SeenProperty | undefined }) {
  const t = useText()
  const format = useFormat()
  if (!seen) return <span className="muted">{t('plan.neverSeen')}</span>
  return (
    <span className="muted">
      {seen.types.map(({ type, share }) => `${t(typeNames[type])}${share < 1 ? ` ${format.percent(share, share < 0.01 ? 2 : 0)}` : ''}`).join(' · ')}
      {seen.values.length > 0 && <span className={css.values}>{seen.values.map(({ value, share }) => <span key={value} className={css.value} title={format.percent(share)}>{value}</span>)}</span>}
    </span>
  )
}
