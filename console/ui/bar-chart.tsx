import type { ReactNode } from 'react'
import { inUnit, type Unit } from './chart.tsx'
import { useFormat } from './format.ts'
import { Link } from './link.tsx'
import css from './chart.module.css'

type Bar = { key: string; label: ReactNode; value: number; to?: string; note?: ReactNode }

/** Amounts side by side as lying bars, as words and numbers first: it reads the same without the picture. */
export function BarChart({ title, bars, unit }: { title: string; bars: Bar[]; unit: Unit }) {
  const format = useFormat()
  const most = Math.max(1, ...bars.map(bar => Math.abs(bar.value)))
  const inside = (bar: Bar) => (
    <>
      <span className="clip" style={{ maxWidth: 180 }}>{bar.label}</span>
      <span className={css.track} aria-hidden><span className={css.fill} style={{ width: `${(Math.abs(bar.value) / most) * 100}%`, display: 'block' }} /></span>
      <span className="num" style={{ textAlign: 'right' }}>{inUnit(format, unit, bar.value)}{bar.note && <span className="muted"> {bar.note}</span>}</span>
    </>
  )
  return (
    <ul aria-label={title} className={css.bars}>
      {bars.map(bar => <li key={bar.key}>{bar.to ? <Link to={bar.to} className={css.bar}>{inside(bar)}</Link> : <div className={css.bar}>{inside(bar)}</div>}</li>)}
    </ul>
  )
}
