import { useState } from 'react'
import type { Span, Unit } from '../../../../contracts/segments.ts'
import { useFormat, useText } from '../../../ui/index.ts'
import css from '../builder.module.css'
import { Said, useStill } from './still.tsx'

type Options<V extends string> = readonly (readonly [value: V, text: string])[]

/** One of a few, as a word of the sentence. The system's own list: it has the keyboard, and the phone's wheel. */
export function Choice<V extends string>({ label, value, options, onChange, quiet }: { label: string; value: V; options: Options<V>; onChange: (value: V) => void; quiet?: boolean }) {
  const isStill = useStill()
  if (isStill) return <Said quiet>{options.find(([one]) => one === value)?.[1]}</Said>
  return (
    <select className={css.chip} data-quiet={quiet} aria-label={label} value={value} onChange={event => onChange(event.currentTarget.value as V)}>
      {options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
    </select>
  )
}

/** Adds something of a list: looks like a button, is the system's list. */
export function Adder<V extends string>({ label, options, onAdd }: { label: string; options: Options<V>; onAdd: (value: V) => void }) {
  const isStill = useStill()
  if (isStill || !options.length) return null
  return (
    <select className={css.adder} aria-label={label} value="" onChange={event => event.currentTarget.value && onAdd(event.currentTarget.value as V)}>
      <option value="">{`+ ${label}`}</option>
      {options.map(([one, text]) => <option key={one} value={one}>{text}</option>)}
    </select>
  )
}

/** A number as it is typed; what is no number yet changes nothing. */
export function Amount(props: AmountProps) {
  const format = useFormat()
  const isStill = useStill()
  return isStill ? <Said>{format.number(props.value, { maximumFractionDigits: 4 })}</Said> : <AmountField {...props} />
}

type AmountProps = { label: string; value: number; onChange: (value: number) => void; whole?: boolean; min?: number }

function AmountField({ label, value, onChange, whole = false, min }: AmountProps) {
  const [typed, setTyped] = useState(String(value))
  const shown = typed.trim() !== '' && Number(typed.replace(',', '.')) !== value && document.activeElement?.getAttribute('aria-label') !== label ? String(value) : typed
  const type = (text: string) => {
    setTyped(text)
    const number = Number(text.replace(',', '.'))
    if (text.trim() !== '' && Number.isFinite(number) && (!whole || Number.isInteger(number)) && (min === undefined || number >= min)) onChange(number)
  }
  return <input className={css.number} inputMode={whole ? 'numeric' : 'decimal'} aria-label={label} value={shown} onChange={event => type(event.currentTarget.value)} onBlur={() => setTyped(String(value))} onFocus={event => { setTyped(String(value)); event.currentTarget.select() }} />
}

type WordProps<V> = { label: string; value: V; onChange: (value: V) => void }

export function Word({ label, value, onChange }: WordProps<string>) {
  const isStill = useStill()
  if (isStill) return <Said>“{value}”</Said>
  return <input className={css.word} aria-label={label} placeholder={label} maxLength={200} value={value} data-missing={value === '' || undefined} onChange={event => onChange(event.currentTarget.value)} />
}

export function DayInput({ label, value, onChange }: WordProps<string | undefined>) {
  const format = useFormat()
  const isStill = useStill()
  if (isStill) return value ? <Said>{format.date(value)}</Said> : <span>…</span>
  return <input type="date" className={css.word} aria-label={label} value={value ?? ''} min="1900-01-01" max="2199-12-31" onChange={event => onChange(event.currentTarget.value || undefined)} />
}

const unitNames: Record<Unit, string> = { minutes: 'segment-builder.unit.minutes', hours: 'segment-builder.unit.hours', days: 'segment-builder.unit.days', weeks: 'segment-builder.unit.weeks', months: 'segment-builder.unit.months', years: 'segment-builder.unit.years' }
const allUnits = Object.keys(unitNames) as Unit[]

/** "90 days". */
export function SpanInput<S extends Span>({ span, onChange, units = allUnits }: { span: S; onChange: (span: S) => void; units?: readonly Unit[] }) {
  const t = useText()
  return (
    <>
      <Amount label={t('segment-builder.howMany')} whole min={1} value={span.n} onChange={n => onChange({ ...span, n })} />
      <Choice label={t('segment-builder.unitOfTime')} value={span.unit} options={units.map(unit => [unit, t(unitNames[unit], { count: span.n })])} onChange={unit => onChange({ ...span, unit })} />
    </>
  )
}
