import { Menu, SegmentedControl } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useMemo } from 'react'
import { granularities, series, type Figure, type Granularity } from '../../contracts/analytics.ts'
import type { Answer } from '../../contracts/route.ts'
import { useCall } from '../api.ts'
import type { Scope } from '../scope.ts'
import { Card, LineChart, Legend, Problem, Skeleton, useFormat, useGo, useText } from '../ui/index.ts'
import { asked, definitions, figureNames, isMoney, rowsOf, type RefundsOn, type Summary } from './figures.ts'
import { Sum } from './kpis.tsx'

export const trendFigures = ['net', 'gross', 'refunds', 'orders', 'aov', 'newCustomers', 'returningCustomers', 'repeatRate'] as const satisfies Figure[]
export type Trend = { figure: (typeof trendFigures)[number]; by: Granularity; refundsOn: RefundsOn }

const byNames: Record<Granularity, string> = { day: 'home.trend.day', week: 'home.trend.week', month: 'home.trend.month' }
const figureBy: Record<Granularity, string> = { day: 'home.trend.byDay', week: 'home.trend.byWeek', month: 'home.trend.byMonth' }

type Props = { scope: Scope; trend: Trend; onChange: (change: Partial<Trend>) => void; summary: Summary | undefined }

/** A figure over time against the comparison period. A click on a day opens its rows. */
export function TrendCard({ scope, trend, onChange, summary }: Props) {
  const t = useText()
  const go = useGo()
  const { figure, by, refundsOn } = trend
  const answer = useCall(series, { query: { ...asked(scope, refundsOn), figure: [figure], granularity: by } }, { enabled: scope.ready, keep: true })
  const title = t(figureBy[by], { figure: t(figureNames[figure]) })
  const lines = useLines(answer.data, scope)
  const open = (index: number) => {
    const days = answer.data?.buckets[index]
    if (days) go(rowsOf(figure, scope, refundsOn, days))
  }
  return (
    <Card
      style={{ display: 'flex', flexDirection: 'column' }}
      title={<FigureChoice title={title} figure={figure} onChange={value => onChange({ figure: value })} />} hint={t(definitions[figure])}
      actions={<SegmentedControl size="xs" aria-label={t('home.trend.by')} value={by} onChange={value => onChange({ by: value as Granularity })} data={granularities.map(one => ({ value: one, label: t(byNames[one]) }))} />}
    >
      <div className="row" style={{ flexWrap: 'wrap', marginBottom: 4, minHeight: 26 }}>
        <Legend series={lines.series} />
        {figure !== 'orders' && figure !== 'gross' && isMoney(figure) && (
          <button type="button" className="plain muted" style={{ marginLeft: 'auto', marginRight: 28, fontSize: 12.5 }} onClick={() => onChange({ refundsOn: refundsOn === 'order' ? 'refund' : 'order' })}>
            {refundsOn === 'order' ? t('home.trend.onOrder') : t('home.trend.onRefund')} · <span className="textlink">{t('home.trend.change')}</span>
          </button>
        )}
      </div>
      {answer.error ? <Problem error={answer.error} retry={() => void answer.refetch()} /> : answer.data ? <LineChart title={title} points={lines.points} series={lines.series} unit={lines.unit} height="fill" onOpen={open} /> : <Skeleton shape="chart" />}
      {summary && <Sum data={summary} scope={scope} refundsOn={refundsOn} />}
    </Card>
  )
}

function FigureChoice({ title, figure, onChange }: { title: string; figure: Trend['figure']; onChange: (figure: Trend['figure']) => void }) {
  const t = useText()
  return (
    <Menu position="bottom-start">
      <Menu.Target><button type="button" className="plain row" style={{ gap: 4 }}>{title}<IconChevronDown size={15} aria-hidden /></button></Menu.Target>
      <Menu.Dropdown>{trendFigures.map(one => <Menu.Item key={one} aria-current={one === figure || undefined} onClick={() => onChange(one)}>{t(figureNames[one])}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  )
}

function useLines(data: Answer<typeof series> | undefined, scope: Scope) {
  const t = useText()
  const format = useFormat()
  return useMemo(() => {
    const line = data?.lines[0]
    const name = (days: { from: string; to: string } | undefined) => (!days ? undefined : days.from === days.to ? format.dayMonth(days.from) : `${format.dayMonth(days.from)} – ${format.dayMonth(days.to)}`)
    const previous = data?.previousBuckets ?? undefined
    const points = (data?.buckets ?? []).map((days, i) => ({ label: name(days)!, axis: format.dayMonth(days.from), before: name(previous?.[i]) }))
    const now = { name: t('home.trend.now'), values: line?.values ?? [] }
    const before = line?.previous ? [{ name: scope.compare === 'year' ? t('home.trend.lastYear') : t('home.trend.previous'), values: line.previous, before: true }] : []
    const figure = line?.figure ?? 'net'
    const unit = figure === 'repeatRate' ? { kind: 'percent' as const } : isMoney(figure) ? { kind: 'money' as const, currency: data?.currency ?? scope.currency ?? 'EUR' } : { kind: 'number' as const }
    return { points, series: [now, ...before], unit }
  }, [data, format, t, scope.compare, scope.currency])
}
