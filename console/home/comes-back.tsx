import { useMemo } from 'react'
import { cohorts } from '../../contracts/analytics.ts'
import { useCall } from '../api.ts'
import { addDays, addMonths, todayIn, type Scope } from '../scope.ts'
import { Card, Heatmap, Problem, Skeleton, useFormat, useText, type HeatRow } from '../ui/index.ts'
import { stringifySearch } from '../ui/link.tsx'
import { storesOf } from './figures.ts'

const months = 8
const monthOf = (first: string) => ({ from: first, to: addDays(addMonths(first, 1), -1) })

/** Of each month's new customers, how many ordered in the months after: cohort retention. */
export function ComesBackCard({ scope }: { scope: Scope }) {
  const t = useText()
  const format = useFormat()
  const to = scope.days.to < todayIn(scope.timeZone) ? scope.days.to : todayIn(scope.timeZone)
  const answer = useCall(cohorts, { query: { ...storesOf(scope), segment: scope.segment, to, months } }, { enabled: scope.ready, keep: true })
  const rows = useMemo<HeatRow[]>(() => (answer.data?.cohorts ?? []).map(({ month, size, bought }) => ({
    key: month,
    label: format.monthOnly(month),
    note: format.number(size),
    cells: Array.from({ length: months }, (_, i) => (size && i < bought.length ? bought[i]! / size : null)),
    to: column => {
      if (scope.segment) return `/segments/${scope.segment}`
      const [first, then] = [monthOf(month), monthOf(addMonths(month, column))]
      return `/customers${stringifySearch({ store: scope.storeIds, firstOrderFrom: first.from, firstOrderTo: first.to, ...(column ? { boughtFrom: then.from, boughtTo: then.to } : {}) })}`
    },
  })), [answer.data, format, scope.storeIds, scope.segment])
  const say = (row: HeatRow, column: number, share: number) => (column === 0 ? t('home.back.all', { month: format.month(row.key), count: Number(answer.data?.cohorts.find(one => one.month === row.key)?.size ?? 0) }) : t('home.back.cell', { count: column, month: format.month(row.key), share: format.percent(share, 0) }))
  return (
    <Card title={t('home.back.title')} note={t('home.back.note')} hint={t('home.back.hint')}>
      {answer.error ? <Problem error={answer.error} retry={() => void answer.refetch()} /> : answer.data ? <Heatmap title={t('home.back.title')} corner={t('home.back.corner')} columns={Array.from({ length: months }, (_, i) => (i === 0 ? t('home.back.first') : `+${i}`))} rows={rows} say={say} /> : <Skeleton shape="table" rows={8} />}
    </Card>
  )
}
