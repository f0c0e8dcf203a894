import { SegmentedControl } from '@mantine/core'
import { useMemo } from 'react'
import { z } from 'zod'
import { sourceVolume, type Source } from '../../contracts/sources.ts'
import { useCall } from '../api.ts'
import { Card, Legend, LineChart, Problem, Skeleton, useFormat, useSearchState, useText } from '../ui/index.ts'
import { timeZone } from '../ui/format.ts'
import { ErrorRate } from './list.tsx'
import css from './sources.module.css'

const Search = z.object({ span: z.enum(['hour', 'day', 'month']).default('day') })

/** What came in over time, and what became of it. */
export function VolumeCard({ source: { id: sourceId } }: { source: Source }) {
  const t = useText()
  const format = useFormat()
  const [{ span }, set] = useSearchState(Search)
  const { data, error, refetch } = useCall(sourceVolume, { params: { sourceId }, query: { span, timeZone: timeZone() } }, { keep: true, every: 30_000 })
  const points = useMemo(() => (data?.points ?? []).map(({ at }) => (span === 'month' ? { label: format.date(at), axis: format.dayMonth(at) } : { label: format.dateTime(at), axis: format.time(at) })), [data, span, format])
  const names = useMemo(() => ({ accepted: t('sources.outcome.accepted'), duplicate: t('sources.outcome.duplicate'), rejected: t('sources.outcome.rejected') }), [t])
  const series = useMemo(() => (['accepted', 'duplicate', 'rejected'] as const).map(key => ({ name: names[key], values: (data?.points ?? []).map(point => point[key]) })), [data, names])
  const sum = (key: 'accepted' | 'duplicate' | 'rejected') => (data?.points ?? []).reduce((total, point) => total + point[key], 0)
  const spans = [{ value: 'hour', label: t('sources.span.hour') }, { value: 'day', label: t('sources.span.day') }, { value: 'month', label: t('sources.span.month') }]
  return (
    <Card title={t('sources.volume')} actions={<SegmentedControl size="xs" aria-label={t('sources.span.title')} value={span} onChange={value => set({ span: value as typeof span }, { replace: true })} data={spans} />}>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="chart" />}
      {data && (
        <>
          <dl className={css.sums}>
            {series.map(({ name }, i) => <div key={name}><dt>{name}</dt><dd className="num">{format.number(sum((['accepted', 'duplicate', 'rejected'] as const)[i]!))}</dd></div>)}
            <div><dt>{t('sources.field.errors')}</dt><dd className="num"><ErrorRate figures={{ accepted: sum('accepted'), duplicate: sum('duplicate'), rejected: sum('rejected') }} /></dd></div>
          </dl>
          <LineChart title={t('sources.volume')} points={points} series={series} unit={{ kind: 'number' }} height={200} />
          <div className={css.legend}><Legend series={series} /></div>
        </>
      )}
    </Card>
  )
}
