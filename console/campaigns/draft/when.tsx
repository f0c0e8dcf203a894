import { SegmentedControl, TextInput } from '@mantine/core'
import type { Schedule } from '../../../contracts/campaigns.ts'
import { Card, useText } from '../../ui/index.ts'
import css from '../campaigns.module.css'
import type { Part } from './draft.tsx'

/** Minutes of the reader's own clock, as `datetime-local` writes them. */
const localMinute = (at: Temporal.Instant) => at.toZonedDateTimeISO(Temporal.Now.timeZoneId()).toPlainDateTime().toString({ smallestUnit: 'minute' })
const tomorrowAtNine = () => `${Temporal.Now.plainDateISO().add({ days: 1 })}T09:00`

/** At once, at an instant, or by each reader's own clock. */
export function WhenCard({ campaign: { schedule }, change, problems, mayWrite }: Part) {
  const t = useText()
  const choose = (kind: Schedule['kind']) => change({ schedule: kind === 'now' ? { kind } : kind === 'at' ? { kind, at: instantOf(tomorrowAtNine()) } : { kind, at: tomorrowAtNine() } })
  const shown = schedule.kind === 'at' ? localMinute(Temporal.Instant.from(schedule.at)) : schedule.kind === 'local' ? schedule.at : ''
  const put = (value: string) => value && change({ schedule: schedule.kind === 'at' ? { kind: 'at', at: instantOf(value) } : { kind: 'local', at: value.slice(0, 16) } })
  return (
    <Card title={t('campaigns.when.title')}>
      <div className={css.scroll}><SegmentedControl disabled={!mayWrite} value={schedule.kind} onChange={kind => choose(kind as Schedule['kind'])} data={[{ value: 'now', label: t('campaigns.when.now') }, { value: 'at', label: t('campaigns.when.at') }, { value: 'local', label: t('campaigns.when.local') }]} /></div>
      {schedule.kind !== 'now' && <TextInput type="datetime-local" mt="sm" maw={280} label={t('campaigns.when.day')} value={shown} disabled={!mayWrite} error={problems['schedule.at']} onChange={event => put(event.currentTarget.value)} />}
      <p className={css.hint}>{t(schedule.kind === 'now' ? 'campaigns.when.nowHint' : schedule.kind === 'at' ? 'campaigns.when.atHint' : 'campaigns.when.localHint')}</p>
    </Card>
  )
}

const instantOf = (local: string): string => Temporal.PlainDateTime.from(local).toZonedDateTime(Temporal.Now.timeZoneId()).toInstant().toString()
