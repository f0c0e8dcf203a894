import { Popover, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { ends, keysOf, type Filter, type FilterValue } from './filter-bar.tsx'
import css from './filter-bar.module.css'
import { minorDigits, useFormat, type Format } from './format.ts'
import { useText, type Text } from './text.ts'

type Props = { filter: Filter; value: FilterValue; onChange: (change: FilterValue) => void }

/** A filter in words; a click edits it, the cross takes it away. */
export function FilterChip({ filter, value, onChange, isNew, onDone }: Props & { isNew: boolean; onDone: () => void }) {
  const t = useText()
  const format = useFormat()
  const [isOpen, setOpen] = useState(isNew && filter.kind !== 'flag')
  const text = words(filter, value, format, t)
  const remove = () => {
    onDone()
    onChange(Object.fromEntries(keysOf(filter).map(key => [key, undefined])))
  }
  const change = (open: boolean) => {
    setOpen(open)
    if (!open) onDone()
  }
  return (
    <Popover opened={isOpen} onChange={change} position="bottom-start" trapFocus returnFocus withinPortal withRoles={false}>
      <Popover.Target>
        <span className={css.chip} data-set={text !== '' || filter.kind === 'flag' || undefined}>
          <button type="button" aria-haspopup={filter.kind === 'flag' ? undefined : 'dialog'} className={`plain ${css.chipText}`} onClick={() => filter.kind !== 'flag' && change(!isOpen)} aria-expanded={filter.kind === 'flag' ? undefined : isOpen}>
            <span>{filter.label}{text && <><i>: </i><b>{text}</b></>}</span>
          </button>
          <button type="button" className={`plain ${css.chipOff}`} onClick={remove} aria-label={t('ui.filter.remove', { filter: filter.label })}><IconX size={14} aria-hidden /></button>
        </span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={filter.label}><div className={css.editor}><Editor filter={filter} value={value} onChange={onChange} close={() => change(false)} /></div></Popover.Dropdown>
    </Popover>
  )
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value === undefined || value === null || value === '' ? [] : [String(value)])

function words(filter: Filter, value: FilterValue, format: Format, t: Text): string {
  const name = (one: string) => filter.options?.find(option => option.value === one)?.label ?? one
  if (filter.kind === 'flag') return asList(value[filter.key])[0] === 'false' ? t('ui.no') : ''
  if (filter.kind !== 'number' && filter.kind !== 'day') {
    const chosen = asList(value[filter.key]).map(name)
    return chosen.length > 3 ? t('ui.filter.several', { count: chosen.length }) : format.list(chosen)
  }
  const shown = (at: unknown) => (filter.kind === 'day' ? format.date(String(at)) : filter.currency ? format.money(Number(at), filter.currency, 'whole') : format.number(Number(at)))
  const [from, to] = ends(filter).map(key => value[key])
  const [isFrom, isTo] = [asList(from).length > 0, asList(to).length > 0]
  if (isFrom && isTo) return from === to ? shown(from) : `${shown(from)} – ${shown(to)}`
  return isFrom ? t('ui.filter.from', { value: shown(from) }) : isTo ? t('ui.filter.upTo', { value: shown(to) }) : ''
}

function Editor({ filter, value, onChange, close }: Props & { close: () => void }) {
  if (filter.kind === 'choice' || filter.kind === 'many') return <Options filter={filter} value={value} onChange={onChange} close={close} />
  if (filter.kind === 'text') return <TextEditor filter={filter} value={value} onChange={onChange} close={close} />
  return <Range filter={filter} value={value} onChange={onChange} />
}

function Options({ filter, value, onChange, close }: Props & { close: () => void }) {
  const t = useText()
  const [search, setSearch] = useState('')
  const chosen = asList(value[filter.key])
  const options = (filter.options ?? []).filter(option => option.label.toLocaleLowerCase().includes(search.toLocaleLowerCase()))
  const pick = (one: string) => {
    if (filter.kind === 'many') return onChange({ [filter.key]: chosen.includes(one) ? chosen.filter(other => other !== one) : [...chosen, one] })
    onChange({ [filter.key]: one })
    close()
  }
  return (
    <>
      {(filter.options?.length ?? 0) > 8 && <TextInput data-autofocus placeholder={t('ui.filter.find')} aria-label={t('ui.filter.find')} value={search} onChange={event => setSearch(event.currentTarget.value)} />}
      <div className={css.options} role="group" aria-label={filter.label}>
        {options.map(option => (
          <label key={option.value} className={css.option}>
            <input type={filter.kind === 'many' ? 'checkbox' : 'radio'} name={filter.key} checked={chosen.includes(option.value)} onChange={() => pick(option.value)} />
            <span className="clip">{option.label}</span>
          </label>
        ))}
        {options.length === 0 && <span className="muted" style={{ padding: 8 }}>{t('ui.filter.nothing')}</span>}
      </div>
    </>
  )
}

function TextEditor({ filter, value, onChange, close }: Props & { close: () => void }) {
  const [text, setText] = useState(String(value[filter.key] ?? ''))
  return (
    <form onSubmit={event => { event.preventDefault(); onChange({ [filter.key]: text.trim() || undefined }); close() }}>
      <TextInput data-autofocus aria-label={filter.label} value={text} onChange={event => setText(event.currentTarget.value)} onBlur={() => onChange({ [filter.key]: text.trim() || undefined })} />
    </form>
  )
}

function Range({ filter, value, onChange }: Props) {
  const t = useText()
  const unit = filter.currency ? 10 ** minorDigits(filter.currency) : 1
  const shown = (key: string) => (value[key] === undefined || value[key] === null || value[key] === '' ? '' : filter.kind === 'day' ? String(value[key]) : String(Number(value[key]) / unit))
  const take = (key: string, text: string) => onChange({ [key]: text === '' ? undefined : filter.kind === 'day' ? text : Math.round(Number(text) * unit) })
  const names = [t('ui.filter.fromLabel'), t('ui.filter.toLabel')]
  return (
    <div className={css.pair}>
      {ends(filter).map((key, i) => (
        <label key={key}>
          <span>{names[i]}{filter.currency && i === 0 ? ` · ${filter.currency}` : ''}</span>
          <input className="field" type={filter.kind === 'day' ? 'date' : 'number'} step="any" defaultValue={shown(key)} data-autofocus={i === 0 || undefined} onChange={event => take(key, event.currentTarget.value)} />
        </label>
      ))}
    </div>
  )
}
