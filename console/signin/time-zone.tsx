import { Select } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useLanguage, useText } from '../ui/text.ts'

/** All time zones with the time that it is there now, which is how people recognise theirs. */
export function TimeZoneSelect({ value, onChange }: { value: string; onChange: (zone: string) => void }) {
  const t = useText()
  const language = useLanguage()
  const [now] = useState(() => new Date())
  const data = useMemo(() => {
    const timeIn = (timeZone: string) => new Intl.DateTimeFormat(language, { timeZone, hour: '2-digit', minute: '2-digit' }).format(now)
    const zones = new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])
    return [...zones].sort().map(zone => ({ value: zone, label: `${zone.replaceAll('_', ' ')} · ${timeIn(zone)}` }))
  }, [language, value, now])
  return <Select label={t('signin.timeZone')} searchable allowDeselect={false} limit={60} value={value} onChange={zone => zone && onChange(zone)} data={data} nothingFoundMessage={t('ui.filter.nothing')} />
}
