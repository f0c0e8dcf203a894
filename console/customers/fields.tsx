import { Select } from '@mantine/core'
import { languages } from '../../contracts/shapes.ts'
import { useFormat, useText } from '../ui/index.ts'
import { useLanguageName } from './words.ts'

type Props = { value: string | null; error?: string | undefined; onChange: (value: string | null) => void }

export function CountrySelect({ value, error, onChange }: Props) {
  const t = useText()
  const format = useFormat()
  return <Select label={t('customers.fact.country')} searchable clearable data={format.countries().map(([code, label]) => ({ value: code, label }))} value={value} error={error} onChange={onChange} />
}

export function LanguageSelect({ value, error, onChange }: Props) {
  const t = useText()
  const nameOf = useLanguageName()
  const offered = [...new Set([...languages, 'de', 'fr', 'es', 'it', 'pt', 'pl', 'tr', 'ar', 'hi', 'zh', 'ja', ...(value ? [value] : [])])]
  return <Select label={t('customers.fact.language')} searchable clearable data={offered.map(code => ({ value: code, label: nameOf(code) }))} value={value} error={error} onChange={onChange} />
}
