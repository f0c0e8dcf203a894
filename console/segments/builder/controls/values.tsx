import { MultiSelect, Select } from '@mantine/core'
import { useState } from 'react'
import { useFormat, useText } from '../../../ui/index.ts'
import css from '../builder.module.css'
import { SaidValues, useStill } from './still.tsx'
import { useSuggested, type From, type Named } from './suggested.ts'

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
export const Values = (props: ValuesProps) => (useStill() ? <SaidValues from={props.from} values={props.values} /> : <ValuesField {...props} />)

type ValuesProps = Props & { values: string[]; onChange: (values: string[]) => void }

function ValuesField({ label, from, values, onChange }: ValuesProps) {
  const t = useText()
  const [typed, setTyped] = useState('')
  const data = useSuggested(from, typed, values)
  return (
    <MultiSelect className={css.values} aria-label={label} placeholder={values.length ? undefined : label} data={data} value={values} onChange={onChange} searchable searchValue={typed} onSearchChange={setTyped} maxDropdownHeight={300}
      hidePickedOptions comboboxProps={{ width: 280, position: 'bottom-start' }} nothingFoundMessage={t('segment-builder.nothingFound')} renderOption={({ option }) => <Suggested option={option} />} limit={100} error={values.length === 0} />
  )
}

/** One value: an event's name, a property, a segment. */
export const One = (props: OneProps) => (useStill() ? <SaidValues from={props.from} values={[props.value]} /> : <OneField {...props} />)

type OneProps = Props & { value: string; onChange: (value: string) => void }

function OneField({ label, from, value, onChange }: OneProps) {
  const t = useText()
  const [typed, setTyped] = useState(value)
  const data = useSuggested(from, typed === value ? '' : typed, value ? [value] : [])
  return (
    <Select className={css.one} aria-label={label} placeholder={label} data={data} value={value || null} onChange={next => next && onChange(next)} searchable onSearchChange={setTyped} allowDeselect={false} maxDropdownHeight={300}
      comboboxProps={{ width: 300, position: 'bottom-start' }} nothingFoundMessage={t('segment-builder.nothingFound')} renderOption={({ option }) => <Suggested option={option} />} limit={100} error={!value} withCheckIcon={false} rightSectionWidth={0} rightSection={<span />} />
  )
}
