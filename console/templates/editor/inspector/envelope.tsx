import { TextInput } from '@mantine/core'
import { useRef } from 'react'
import type { Variant } from '../../../../contracts/templates.ts'
import { useText } from '../../../ui/index.ts'
import css from '../../templates.module.css'
import { VariableMenu } from './variables.tsx'

/** What is read before the mail is opened. */
export function Envelope({ variant, onChange }: { variant: Variant; onChange: (change: Partial<Variant>, tag?: string) => void }) {
  const t = useText()
  return (
    <div className={css.head}>
      <Line label={t('templates.subject')} value={variant.subject} onChange={subject => onChange({ subject }, 'subject')} />
      <Line label={t('templates.preheader')} value={variant.preheader} placeholder={t('templates.preheaderHelp')} onChange={preheader => onChange({ preheader }, 'preheader')} />
    </div>
  )
}

function Line({ label, value, placeholder, onChange }: { label: string; value: string; placeholder?: string; onChange: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const insert = (text: string) => {
    const at = input.current?.selectionStart ?? value.length
    onChange(value.slice(0, at) + text + value.slice(at))
    input.current?.focus()
  }
  return <TextInput ref={input} label={label} value={value} placeholder={placeholder} maxLength={500} onChange={event => onChange(event.currentTarget.value)} rightSection={<VariableMenu label={label} onInsert={insert} />} />
}
