import { MultiSelect, Select, type ComboboxItem } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { suggestForRule, type Suggestible, type Suggestion } from '../../../../contracts/segment-suggestions.ts'
import { useCall } from '../../../api.ts'
import { useFormat, useText, type Format } from '../../../ui/index.ts'
import css from '../builder.module.css'

/** Where suggestions come from: real data. */
export type From = { of: Suggestible; event?: string; path?: string }
/** Ids are chosen; anything else may also be typed. */
const byId = new Set<Suggestible>(['product', 'variant', 'store', 'source', 'segment'])

type Named = ComboboxItem & { share?: number | null; count?: number | null }

function useSuggested(from: From, typed: string, chosen: string[]): Named[] {
  const format = useFormat()
  const [q] = useDebouncedValue(typed.trim(), 150)
  const isId = byId.has(from.of)
  const search = chosen.some(value => value === q) ? '' : q
  const found = useCall(suggestForRule, { query: { ...from, ...(search ? { q: codesOf(from.of, search, format) } : {}) } }, { keep: true, staleTime: 300_000, enabled: from.of !== 'property' || !!from.path })
  const named = useCall(suggestForRule, { query: { ...from, values: chosen } }, { keep: true, staleTime: 300_000, enabled: isId && chosen.length > 0 })
  const all = new Map<string, Named>()
  const add = ({ value, label, share, count }: Suggestion) => all.set(value, { value, label: labelOf(from.of, value, label, format), share, count })
  for (const one of [...(found.data?.items ?? []), ...(named.data?.items ?? [])]) add(one)
  for (const value of chosen) if (!all.has(value)) all.set(value, { value, label: isId ? '…' : labelOf(from.of, value, value, format) })
  if (q && !isId && !all.has(q) && (from.of !== 'country' || /^[A-Z]{2}$/.test(q))) all.set(q, { value: q, label: labelOf(from.of, q, q, format) })
  return [...all.values()]
}

/** Countries are searched by their name and kept by their code. */
const codesOf = (of: Suggestible, q: string, format: Format) => (of === 'country' ? (format.countries().find(([, name]) => name.toLowerCase().startsWith(q.toLowerCase()))?.[0] ?? q) : q)
const labelOf = (of: Suggestible, value: string, label: string, format: Format) => (of === 'country' && /^[A-Z]{2}$/.test(value) ? format.country(value) : label)

function Suggested({ option }: { option: Named }) {
  const format = useFormat()
  return (
    <span className={css.suggested}>
      <span className="clip">{option.label}</span>
      {option.share ? <span className="muted num">{format.percent(option.share)}</span> : option.count ? <span className="muted num">{format.short(option.count)}</span> : null}
    </span>
  )
}

type Props = { label: string; from: From }

/** Several values: those of real data with their share, or any other by typing it. */
export function Values({ label, from, values, onChange }: Props & { values: string[]; onChange: (values: string[]) => void }) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const data = useSuggested(from, typed, values)
  return (
    <MultiSelect className={css.values} aria-label={label} placeholder={values.length ? undefined : label} data={data} value={values} onChange={onChange} searchable searchValue={typed} onSearchChange={setTyped} maxDropdownHeight={300}
      hidePickedOptions comboboxProps={{ width: 280, position: 'bottom-start' }} nothingFoundMessage={t('segment-builder.nothingFound')} renderOption={({ option }) => <Suggested option={option} />} limit={100} error={values.length === 0} />
  )
}

/** One value: an event's name, a property, a segment. */
export function One({ label, from, value, onChange }: Props & { value: string; onChange: (value: string) => void }) {
  const t = useText()
  const [typed, setTyped] = useState(value)
  const data = useSuggested(from, typed === value ? '' : typed, value ? [value] : [])
  return (
    <Select className={css.one} aria-label={label} placeholder={label} data={data} value={value || null} onChange={next => next && onChange(next)} searchable onSearchChange={setTyped} allowDeselect={false} maxDropdownHeight={300}
      comboboxProps={{ width: 300, position: 'bottom-start' }} nothingFoundMessage={t('segment-builder.nothingFound')} renderOption={({ option }) => <Suggested option={option} />} limit={100} error={!value} withCheckIcon={false} rightSectionWidth={0} rightSection={<span />} />
  )
}
