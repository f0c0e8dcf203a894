import { previewSegment, type Segment } from '../../../contracts/segment-routes.ts'
import { useCall } from '../../api.ts'
import { Card, Facts, Link, Money, useFormat, useText } from '../../ui/index.ts'
import css from '../segments.module.css'

/** How many are in at this moment, what they brought, and how many may be written to. */
export function NowCard({ segment: { id, text, storeId, membersCount, archivedAt } }: { segment: Segment }) {
  const t = useText()
  const format = useFormat()
  const { data } = useCall(previewSegment, { body: { text, storeId } }, { enabled: !archivedAt, staleTime: 60_000, keep: true })
  const reachable = (n: number) => <>{format.number(n)} <span className="muted">{format.percent(data?.count ? n / data.count : 0, 0)}</span></>
  return (
    <Card title={t('segments.now.title')}>
      <p><Link className={`num ${css.big}`} to={`/customers?segment=${id}`}>{format.number(membersCount)}</Link></p>
      {data && (
        <>
          <p className="muted">{t('segments.now.share', { share: format.percent(data.of ? data.count / data.of : 0), count: data.of })}</p>
          <div className={css.meter} aria-hidden><i style={{ width: `${data.of ? (data.count / data.of) * 100 : 0}%` }} /></div>
          <Facts rows={[
            ...data.spent.slice(0, 3).map(one => [t('segments.now.spent'), <Money key={one.currency} minor={one.spentMinor} currency={one.currency} style="whole" />] as const),
            [t('segments.now.email'), <span key="email" className="num">{reachable(data.reachable.email)}</span>],
            [t('segments.now.sms'), <span key="sms" className="num">{reachable(data.reachable.sms)}</span>],
          ]} />
        </>
      )}
      <p className={css.links}><Link className="textlink" to={`/customers?segment=${id}`}>{t('segments.now.customers')}</Link><Link className="textlink" to={`/?segment=${id}`}>{t('segments.now.home')}</Link></p>
    </Card>
  )
}
