import type { ReactNode } from 'react'
import { Change } from './figures.tsx'
import { Hint } from './hint.tsx'
import { Link } from './link.tsx'
import { Sparkline } from './sparkline.tsx'
import css from './ui.module.css'

type Props = {
  label: string
  value: ReactNode
  /** Against the comparison period: a share (0.112 is +11.2 %) or, for shares themselves, points. `goodWhen: 'down'` e.g. for refunds. */
  change?: { by: number | null; as?: 'percent' | 'points'; goodWhen?: 'up' | 'down' } | undefined
  /** The figure's definition. */
  hint?: ReactNode
  spark?: number[]
  /** The rows behind the figure. */
  to?: string
  note?: ReactNode
}

/** One figure with its change against the comparison period; the whole card opens the rows behind it. */
export function Kpi({ label, value, change, hint, spark, to, note }: Props) {
  return (
    <section className={`${css.card} ${css.kpi}`} aria-label={label}>
      <div className={css.kpiLabel}>{to ? <Link to={to} className={css.kpiLink}>{label}</Link> : label}{hint && <Hint text={hint} />}</div>
      <div className={css.kpiBody}>
        <div>
          <div className={css.kpiValue}>{value}</div>
          <div className={css.kpiChange}>{change && <Change {...change} />}{note}</div>
        </div>
        {spark && <Sparkline values={spark} />}
      </div>
    </section>
  )
}
