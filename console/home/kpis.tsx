import type { Figure } from '../../contracts/analytics.ts'
import type { Scope } from '../scope.ts'
import { useFormat } from '../ui/format.ts'
import { Kpi } from '../ui/kpi.tsx'
import { Link } from '../ui/link.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useText } from '../ui/text.ts'
import { changeOf, definitions, figureNames, rowsOf, type RefundsOn, type Summary } from './figures.ts'
import css from './home.module.css'

type Props = { data: Summary | undefined; scope: Scope; refundsOn: RefundsOn }

/** The four figures that say how the shop does; each opens its rows. */
export function Kpis({ data, scope, refundsOn }: Props) {
  const t = useText()
  const format = useFormat()
  if (!data) return <div className={css.kpis}>{[0, 1, 2, 3].map(i => <Skeleton key={i} shape="kpi" />)}</div>
  const currency = data.currency ?? scope.currency ?? 'EUR'
  const of = (figure: Figure) => data.figures[figure]
  const money = (minor: number | null | undefined, style: 'full' | 'whole') => (minor === null || minor === undefined ? '–' : format.money(minor, currency, style))
  const spark = (figure: Figure) => (of(figure)?.series ?? []).map(value => value ?? 0)
  const shared = (figure: Figure) => ({ label: t(figureNames[figure]), hint: t(definitions[figure]), to: rowsOf(figure, scope, refundsOn), spark: spark(figure) })
  const change = (figure: Figure) => (data.previous ? { by: changeOf(of(figure)?.value, of(figure)?.previous) } : undefined)
  const [repeat, before] = [of('repeatRate')?.value, of('repeatRate')?.previous]
  const points = repeat === null || repeat === undefined || before === null || before === undefined ? null : repeat - before
  return (
    <div className={css.kpis}>
      <Kpi {...shared('net')} value={money(of('net')?.value, 'whole')} change={change('net')} />
      <Kpi {...shared('orders')} value={format.number(of('orders')?.value ?? 0)} change={change('orders')} />
      <Kpi {...shared('aov')} value={money(of('aov')?.value, 'full')} change={change('aov')} />
      <Kpi {...shared('repeatRate')} label={t('home.returning')} value={repeat === null || repeat === undefined ? '–' : format.percent(repeat)} change={data.previous ? { by: points, as: 'points' } : undefined} />
    </div>
  )
}

/** Gross − discounts − refunds = net, each with its rows; shipping and tax stand apart. */
export function Sum({ data, scope, refundsOn }: Props & { data: Summary }) {
  const t = useText()
  const format = useFormat()
  const part = (figure: Figure, sign: string) => (
    <Part key={figure} sign={sign} name={t(figureNames[figure])} to={rowsOf(figure, scope, refundsOn)} title={t(definitions[figure])} text={format.money(data.figures[figure]?.value ?? 0, data.currency ?? 'EUR')} />
  )
  return <div className={css.sum}>{part('gross', '')}{part('discounts', '−')}{part('refunds', '−')}{part('net', '=')}<span className="push" />{part('shipping', '')}{part('tax', '')}</div>
}

const Part = ({ sign, name, to, title, text }: { sign: string; name: string; to: string; title: string; text: string }) => (
  <Link to={to} title={title}>{sign && <span className={css.sign}>{sign}</span>}{name} <b>{text}</b></Link>
)
