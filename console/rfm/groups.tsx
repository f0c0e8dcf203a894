import type { Rfm } from '../../contracts/rfm.ts'
import { Card, Link, useFormat, useText } from '../ui/index.ts'
import { addressOf } from './address.ts'
import css from './rfm.module.css'
import { groupAdvice, groupColours, groupMeans, groupNames, ladder } from './words.ts'

/** The named groups: how many, what they bring, and what to do. */
export function Groups({ data }: { data: Rfm }) {
  const t = useText()
  const format = useFormat()
  const shareOf = (share: number) => format.percent(share, share > 0 && share < 0.01 ? 1 : 0)
  const groups = data.groups.toSorted((a, b) => ladder.indexOf(a.group) - ladder.indexOf(b.group))
  return (
    <Card title={t('rfm.groups.title')} note={t('rfm.groups.note')}>
      <ul className={css.groups}>
        {groups.map(({ group, customers, revenueMinor }) => (
          <li key={group}>
            <Link to={addressOf({ group })} className={css.group}>
              <i style={{ background: `var(${groupColours[group]})` }} aria-hidden />
              <span className={css.groupText}><b>{t(groupNames[group])}</b> <span className={css.means}>{t(groupMeans[group])}</span><span className={css.advice}>{t(groupAdvice[group])}</span></span>
              <span className={css.amount}><b className="num">{format.number(customers)}</b><span className="num">{data.revenueMinor > 0 ? t('rfm.groups.revenue', { share: shareOf(revenueMinor / data.revenueMinor) }) : ''}</span></span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
