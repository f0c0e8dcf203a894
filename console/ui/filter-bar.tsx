import { Button, Menu } from '@mantine/core'
import { IconFilter, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { FilterChip } from './filter-chip.tsx'
import css from './filter-bar.module.css'
import { SavedViews } from './saved-views.tsx'
import { useText } from './text.ts'

export type Filter = {
  key: string
  label: string
  kind: 'choice' | 'many' | 'text' | 'number' | 'day' | 'flag'
  options?: { value: string; label: string }[]
  /** For ranges (`number`, `day`): the keys of both ends; `<key>From` and `<key>To` when left out. */
  from?: string
  to?: string
  /** For amounts of money: typed in units, kept in minor units. */
  currency?: string | undefined
}

export type FilterValue = Record<string, unknown>

type Props = {
  /** The search field; its text stands under the key `q`. */
  search?: { placeholder: string }
  filters: Filter[]
  /** The state of the address, from useSearchState. */
  value: FilterValue
  onChange(change: FilterValue): void
  /** Offers saved views of this page. */
  views?: string
  children?: React.ReactNode
}

export const ends = (filter: Filter) => [filter.from ?? `${filter.key}From`, filter.to ?? `${filter.key}To`] as const
export const keysOf = (filter: Filter): readonly string[] => (filter.kind === 'number' || filter.kind === 'day' ? ends(filter) : [filter.key])
const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
const isSet = (filter: Filter, value: FilterValue) => keysOf(filter).some(key => isGiven(value[key]))

/** Search, filters as chips, and saved views. What is chosen stands in the address, so that it can be shared and comes back. */
export function FilterBar({ search, filters, value, onChange, views, children }: Props) {
  const t = useText()
  const [adding, setAdding] = useState<string>()
  const shown = filters.filter(filter => isSet(filter, value) || filter.key === adding)
  const addable = filters.filter(filter => !shown.includes(filter))
  const clearAll = () => onChange(Object.fromEntries([...filters.flatMap(keysOf), 'q'].map(key => [key, undefined])))
  const add = (filter: Filter) => (filter.kind === 'flag' ? onChange({ [filter.key]: 'true' }) : setAdding(filter.key))
  return (
    <div className={css.bar} role="search">
      {search && <Search placeholder={search.placeholder} value={typeof value['q'] === 'string' ? value['q'] : ''} onChange={q => onChange({ q: q || undefined })} />}
      {shown.map(filter => <FilterChip key={filter.key} filter={filter} value={value} onChange={onChange} isNew={filter.key === adding} onDone={() => setAdding(undefined)} />)}
      {addable.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target><Button leftSection={<IconFilter size={16} stroke={1.8} />}>{t('ui.filter.add')}</Button></Menu.Target>
          <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>{addable.map(filter => <Menu.Item key={filter.key} onClick={() => add(filter)}>{filter.label}</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      )}
      {filters.some(filter => isSet(filter, value)) && <Button variant="subtle" onClick={clearAll}>{t('ui.filter.clear')}</Button>}
      <span className="push" />
      {children}
      {views && <SavedViews page={views} value={value} onChange={onChange} />}
    </div>
  )
}

/** Searches a moment after the last key; `/` puts the cursor here. */
function Search({ placeholder, value, onChange }: { placeholder: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const sent = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // The address changed by itself: back, a saved view, "clear".
    if (value !== sent.current) setText(value)
    sent.current = value
  }, [value])
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
      if (event.key !== '/' || isTyping || event.metaKey || event.ctrlKey) return
      event.preventDefault()
      field.current?.select()
    }
    document.addEventListener('keydown', focus)
    return () => document.removeEventListener('keydown', focus)
  }, [])
  const send = (next: string, wait: number) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      sent.current = next.trim()
      onChange(next.trim())
    }, wait)
  }
  return (
    <div className={css.search}>
      <input ref={field} className="field" type="search" value={text} placeholder={placeholder} aria-label={placeholder} aria-keyshortcuts="/" onChange={event => send(event.currentTarget.value, 220)}
        onKeyDown={event => { if (event.key === 'Enter') send(text, 0); if (event.key === 'Escape') { send('', 0); event.currentTarget.blur() } }} />
      <IconSearch size={16} stroke={1.8} aria-hidden />
      {!text && <kbd aria-hidden>/</kbd>}
    </div>
  )
}
