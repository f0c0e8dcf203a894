import { Select } from '@mantine/core'
import { contactChannels } from '../../contracts/customers.ts'
import { listStores } from '../../contracts/stores.ts'
import { languages } from '../../contracts/shapes.ts'
import { useFormat, useText } from '../ui/index.ts'
import { useCall } from '../api.ts'
import { channelNames, useLanguageName } from './words.ts'

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

export function ChannelSelect({ value, error, onChange }: Props) {
  const t = useText()
  const known = contactChannels.map(channel => ({ value: channel as string, label: t(channelNames[channel]!) }))
  return <Select label={t('customers.fact.preferredChannel')} clearable data={value && !channelNames[value] ? [...known, { value, label: value }] : known} value={value} error={error} onChange={onChange} />
}

export function StoreSelect({ value, error, onChange }: Props) {
  const t = useText()
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  if (!stores.length) return null
  return <Select label={t('customers.fact.preferredStore')} searchable clearable data={stores.map(store => ({ value: store.id, label: store.name }))} value={value} error={error} onChange={onChange} />
}
