import { MultiSelect } from '@mantine/core'
import { useState } from 'react'
import { listSegments } from '../../../contracts/segment-routes.ts'
import { useCall } from '../../api.ts'
import { Card, Link, useFormat, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Part } from './draft.tsx'

/** To whom: who is in any of these segments, and in none of those. */
export function AudienceCard({ campaign: { audience }, change, problems, mayWrite }: Part) {
  const t = useText()
  return (
    <Card title={t('campaigns.audience.title')} note={t('campaigns.audience.note')} actions={<Link className="textlink" to="/segments">{t('segments.title')}</Link>}>
      <div className={css.fields}>
        <Segments label={t('campaigns.audience.include')} value={audience.include} disabled={!mayWrite} error={problems['audience.include'] ?? problems['audience']} onChange={include => change({ audience: { ...audience, include } })} />
        <Segments label={t('campaigns.audience.exclude')} value={audience.exclude} disabled={!mayWrite} onChange={exclude => change({ audience: { ...audience, exclude } })} />
      </div>
    </Card>
  )
}

type Props = { label: string; value: string[]; onChange: (ids: string[]) => void; disabled: boolean; error?: string | undefined }

function Segments({ label, value, onChange, disabled, error }: Props) {
  const t = useText()
  const format = useFormat()
  const [typed, type] = useState('')
  const rows = useCall(listSegments, { query: { limit: 200 } }, { keep: true }).data?.items ?? []
  return (
    <MultiSelect label={label} placeholder={value.length ? undefined : t('campaigns.audience.choose')} searchable clearable hidePickedOptions searchValue={typed} onSearchChange={type} disabled={disabled} error={error}
      data={[...rows.map(row => ({ value: row.id, label: `${row.name} · ${format.number(row.membersCount)}` })), ...value.filter(id => !rows.some(row => row.id === id)).map(id => ({ value: id, label: '…' }))]} value={value} onChange={onChange} nothingFoundMessage={t('segments.none')} />
  )
}
