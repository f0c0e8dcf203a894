import { Select } from '@mantine/core'
import { useState } from 'react'
import { getSegment, listSegments } from '../../contracts/segment-routes.ts'
import { useCall } from '../api.ts'
import { useText } from '../ui/index.ts'

/** Chooses a segment by typing a part of its name. */
export function PickSegment({ label, value, onChange, without }: { label: string; value: string | undefined; onChange: (id: string | undefined) => void; without?: string | undefined }) {
  const t = useText()
  const [typed, type] = useState('')
  const chosen = useCall(getSegment, { params: { segmentId: value ?? '' } }, { enabled: value !== undefined }).data
  const found = useCall(listSegments, { query: { q: typed && typed !== chosen?.name ? typed : undefined, limit: 30 } }, { keep: true }).data?.items ?? []
  const options = [...(chosen && !found.some(row => row.id === chosen.id) ? [chosen] : []), ...found].filter(row => row.id !== without).map(row => ({ value: row.id, label: row.name }))
  return <Select label={label} placeholder={t('segments.compare.choose')} searchable searchValue={typed} onSearchChange={type} filter={({ options: all }) => all} data={options} value={value ?? null} onChange={id => onChange(id ?? undefined)} nothingFoundMessage={t('segments.none')} />
}
