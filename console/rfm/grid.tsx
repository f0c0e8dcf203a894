import { SegmentedControl } from '@mantine/core'
import { groupOf, type Rfm } from '../../contracts/rfm.ts'
import { Card, Link, useFormat, useText } from '../ui/index.ts'
import css from './rfm.module.css'
import { addressOf } from './address.ts'
import type { Chosen } from './rule.ts'
import { groupColours, groupNames } from './words.ts'

export const shows = ['customers', 'share', 'revenue', 'average'] as const
export type Show = (typeof shows)[number]
const showNames: Record<Show, string> = { customers: 'rfm.show.customers', share: 'rfm.show.share', revenue: 'rfm.show.revenue', average: 'rfm.show.average' }
const five = [1, 2, 3, 4, 5]

type Cell = Rfm['cells'][number]
type Props = { data: Rfm; show: Show; onShow: (show: Show) => void; chosen: Chosen }

/** Five by five, darker is more. Cells of one group lie together; each opens its customers. */
export function Grid({ data, show, onShow, chosen }: Props) {
  const t = useText()
  const cellAt = (recency: number, value: number) => data.cells.find(cell => cell.recency === recency && cell.value === value)
  const most = Math.max(1, ...data.cells.map(cell => amountOf(cell, show)))
  return (
    <Card className={css.card} title={t('rfm.grid.title')} hint={t('rfm.grid.hint')} actions={<SegmentedControl size="xs" aria-label={t('rfm.show.label')} value={show} onChange={next => onShow(next as Show)} data={shows.map(value => ({ value, label: t(showNames[value]) }))} />}>
      <div className={`${css.scroll} ${css.fill}`} tabIndex={0} role="region" aria-label={t('rfm.grid.title')}>
        <table className={css.grid}>
          <thead>
            <tr><td /><th scope="colgroup" colSpan={5} className={css.axis}>{t('rfm.grid.value')}</th></tr>
            <tr><th scope="col" className={css.corner}>{t('rfm.grid.recency')}</th>{five.map(value => <th key={value} scope="col">{value === 1 ? t('rfm.grid.least') : value === 5 ? t('rfm.grid.most') : value}</th>)}</tr>
          </thead>
          <tbody>
            {five.toReversed().map(recency => (
              <tr key={recency}>
                <th scope="row">{recency === 5 ? t('rfm.grid.latest') : recency === 1 ? t('rfm.grid.longest') : recency}</th>
                {five.map(value => <GridCell key={value} at={[recency, value]} cell={cellAt(recency, value)} data={data} show={show} most={most} isChosen={chosen.recency === recency && chosen.value === value} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}

const amountOf = (cell: Cell, show: Show) => (show === 'revenue' ? Math.max(0, cell.revenueMinor) : show === 'average' ? Math.max(0, averageOf(cell)) : cell.customers)
const averageOf = ({ revenueMinor, orders }: Pick<Cell, 'revenueMinor' | 'orders'>) => (orders ? Math.round(revenueMinor / orders) : 0)

// Up to half of the brand colour the text stays ink and readable (AA).
const deepest = 50

function GridCell({ at: [recency, value], cell, data, show, most, isChosen }: { at: [recency: number, value: number]; cell: Cell | undefined; data: Rfm; show: Show; most: number; isChosen: boolean }) {
  const t = useText()
  const format = useFormat()
  const group = groupOf(recency, value)
  const currency = data.currency ?? 'EUR'
  const joins = { top: isSame(group, recency + 1, value), right: isSame(group, recency, value + 1), bottom: isSame(group, recency - 1, value), left: isSame(group, recency, value - 1) }
  const look = { '--heat': `${cell ? Math.round(Math.sqrt(amountOf(cell, show) / most) * deepest) : 0}%`, '--group': `var(${groupColours[group]})` } as React.CSSProperties
  const text = !cell ? '–' : { customers: format.number(cell.customers), share: format.percent(cell.customers / data.customers), revenue: format.money(cell.revenueMinor, currency, 'short'), average: format.money(averageOf(cell), currency, 'whole') }[show]
  const inside = (
    <>
      <b aria-hidden>{text}</b>
      {!joins.left && !joins.top && <span aria-hidden className={css.cellGroup}><span className={css.cellName}>{t(groupNames[group])}</span></span>}
      <span className="hidden-visually">{t('rfm.grid.say', { group: t(groupNames[group]), recency, value, count: cell?.customers ?? 0, money: format.money(cell?.revenueMinor ?? 0, currency, 'whole') })}</span>
    </>
  )
  const shared = { className: css.cell, style: look, 'data-joins': Object.entries(joins).filter(([, is]) => is).map(([side]) => side).join(' '), 'data-on': isChosen || undefined }
  return <td className={css.at}>{cell ? <Link to={addressOf({ recency, value })} {...shared}>{inside}</Link> : <div {...shared}>{inside}</div>}</td>
}

const isSame = (group: string, recency: number, value: number) => recency >= 1 && recency <= 5 && value >= 1 && value <= 5 && groupOf(recency, value) === group
