import { useMemo } from 'react'
import { BarChart, Card, Heatmap, LineChart, Legend, useFormat } from '../ui/index.ts'

const days = Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2026, 9, 23 + i)).toISOString().slice(0, 10))
const now = days.map((_, i) => Math.round(4_200_000 + 1_400_000 * Math.sin((i / 7) * 6.28) + i * 70_000 + ((i * 7919) % 1_600_000)))
const before = now.map((value, i) => Math.round(value * 0.86 + ((i * 104_729) % 900_000) - 300_000))
const six = ['Linen', 'Kitchen', 'Lighting', 'Garden', 'Tea', 'Paper'].map((name, c) => ({ name, values: now.slice(0, 12).map((value, i) => Math.round(value / (c + 2) + ((i * (c + 3) * 7919) % 400_000))) }))
const months = ['Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov']

export function ChartExamples() {
  const format = useFormat()
  const series = useMemo(() => [{ name: 'This period', values: now }, { name: 'Previous', values: before, before: true }], [])
  const points = useMemo(() => days.map(day => ({ label: format.dayMonth(day), before: 'a month before' })), [format])
  const unit = useMemo(() => ({ kind: 'money' as const, currency: 'EUR' }), [])
  return (
    <div className="grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(440px, 100%), 1fr))', marginTop: 14 }}>
      <Card title={<span className="row">Net revenue by day <Legend series={series} /></span>}><LineChart title="Net revenue by day" points={points} series={series} unit={unit} onOpen={() => undefined} /></Card>
      <Card title={<span className="row">Six colours <Legend series={six} /></span>}><LineChart title="Six colours" points={points.slice(0, 12)} series={six} unit={unit} /></Card>
      <Card title="Who comes back" note="of each month’s new customers">
        <Heatmap title="Who comes back" columns={months.map((_, i) => String(i))} rows={months.map((month, r) => ({ key: month, label: month, note: 312 + ((r * 7919) % 240), cells: months.map((_, c) => (c > 7 - r ? null : c === 0 ? 1 : (38 - r * 0.6) * Math.exp(-c * 0.19) * 0.01)), to: () => '/ui' }))} say={(row, column, share) => `${row.key}: ${format.percent(share, 0)} after ${column} months`} />
      </Card>
      <Card title="Countries"><BarChart title="Countries" unit={unit} bars={[['NL', 482100], ['BE', 419540], ['PH', 291200], ['IN', 118770], ['LV', 74020]].map(([code, value]) => ({ key: String(code), label: format.country(String(code)), value: Number(value) * 10, to: '/ui' }))} /></Card>
    </div>
  )
}
