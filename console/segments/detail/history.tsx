import { SegmentedControl } from '@mantine/core'
import { useMemo, useState } from 'react'
import { segmentHistory } from '../../../contracts/segment-routes.ts'
import { useCall } from '../../api.ts'
import { Card, Legend, LineChart, Problem, Skeleton, useFormat, useText } from '../../ui/index.ts'

/** Size over time, and who came and went each day. */
export function HistoryCard({ segmentId, since }: { segmentId: string; /** When it was made: before that there is nothing to show. */ since: string }) {
  const t = useText()
  const format = useFormat()
  const [show, setShow] = useState<'size' | 'moves'>('size')
  const [days, setDays] = useState('90')
  const { data, error, refetch } = useCall(segmentHistory, { params: { segmentId }, query: { days: Number(days) } }, { keep: true })
  const rows = useMemo(() => data?.days.filter(row => row.day >= since.slice(0, 10)), [data, since])
  const points = useMemo(() => rows?.map(row => ({ label: format.date(row.day), axis: format.dayMonth(row.day) })) ?? [], [rows, format])
  const series = useMemo(() => show === 'size' ? [{ name: t('segments.history.size'), values: rows?.map(row => row.size) ?? [] }] : [{ name: t('segments.history.entered'), values: rows?.map(row => row.entered) ?? [] }, { name: t('segments.history.left'), values: rows?.map(row => row.left) ?? [] }], [show, rows, t])
  const unit = useMemo(() => ({ kind: 'number' as const }), [])
  const today = rows?.at(-1)
  return (
    <Card title={t('segments.history.title')} note={today && t('segments.history.today', { entered: format.number(today.entered), left: format.number(today.left) })}
      actions={<>
        <SegmentedControl size="xs" value={show} onChange={value => setShow(value as 'size')} aria-label={t('segments.history.show')} data={[{ value: 'size', label: t('segments.history.size') }, { value: 'moves', label: t('segments.history.moves') }]} />
        <SegmentedControl size="xs" value={days} onChange={setDays} aria-label={t('segments.history.span')} data={['30', '90', '365'].map(value => ({ value, label: t('segments.history.days', { count: Number(value) }) }))} />
      </>}>
      {show === 'moves' && <Legend series={series} />}
      {error ? <Problem error={error} retry={() => void refetch()} /> : rows ? <LineChart title={t('segments.history.title')} points={points} series={series} unit={unit} height={210} /> : <Skeleton shape="chart" />}
    </Card>
  )
}
