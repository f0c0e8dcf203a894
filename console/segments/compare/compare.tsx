import { Button } from '@mantine/core'
import { IconArrowsExchange, IconCirclesRelation } from '@tabler/icons-react'
import { z } from 'zod'
import { compareSegments, segmentOverlap, type Comparison } from '../../../contracts/segment-routes.ts'
import { Id } from '../../../contracts/shapes.ts'
import { useCall } from '../../api.ts'
import { Card, Empty, Link, Money, None, Page, Problem, Skeleton, useFormat, useSearchState, useText } from '../../ui/index.ts'
import { PickSegment } from '../pick.tsx'
import css from '../segments.module.css'

const Search = z.object({ a: Id.optional(), b: Id.optional() })

/** Two segments side by side: who is in one alone, in both, in the other alone. */
export function CompareSegmentsPage() {
  const t = useText()
  const [{ a, b }, set] = useSearchState(Search)
  const isReady = a !== undefined && b !== undefined
  const { data, error, refetch } = useCall(compareSegments, { query: { a: a ?? '', b: b ?? '' } }, { enabled: isReady })
  return (
    <Page title={t('segments.compare.title')} subtitle={t('segments.compare.subtitle')} back={{ to: '/segments', label: t('segments.title') }}>
      <div className={css.pickers}>
        <PickSegment label={t('segments.compare.first')} value={a} onChange={id => set({ a: id })} without={b} />
        <Button variant="default" aria-label={t('segments.compare.swap')} onClick={() => set({ a: b, b: a })} disabled={!isReady}><IconArrowsExchange size={17} /></Button>
        <PickSegment label={t('segments.compare.second')} value={b} onChange={id => set({ b: id })} without={a} />
      </div>
      {error ? <Problem error={error} retry={() => void refetch()} /> : data ? <Compared data={data} /> : isReady ? <Skeleton shape="chart" /> : <Card><Empty icon={IconCirclesRelation} title={t('segments.compare.choose')} text={t('segments.compare.chooseText')} /></Card>}
      {a && <OverlapCard segmentId={a} />}
    </Page>
  )
}

function Compared({ data: { a, b, onlyA, both, onlyB } }: { data: Comparison }) {
  const t = useText()
  const format = useFormat()
  const total = onlyA.customers + both.customers + onlyB.customers
  const parts = [
    { key: 'a', title: t('segments.compare.only', { name: a.name }), share: onlyA, to: `/customers?segment=${a.id}&notSegment=${b.id}` },
    { key: 'both', title: t('segments.compare.both'), share: both, to: `/customers?segment=${a.id}&segment=${b.id}` },
    { key: 'b', title: t('segments.compare.only', { name: b.name }), share: onlyB, to: `/customers?segment=${b.id}&notSegment=${a.id}` },
  ]
  return (
    <Card className={css.compared!}>
      <div className={css.band} aria-hidden>{parts.map(part => <span key={part.key} data-part={part.key} style={{ flexGrow: total ? part.share.customers / total : 1 }} />)}</div>
      <div className={css.shares}>
        {parts.map(part => (
          <Link key={part.key} to={part.to} className={css.share} data-part={part.key}>
            <span className={css.shareTitle}>{part.title}</span>
            <b className={`num ${css.big}`}>{format.number(part.share.customers)}</b>
            <span className="muted">{t('segments.compare.ofAll', { share: format.percent(total ? part.share.customers / total : 0) })}</span>
            <span>{part.share.spent.length ? part.share.spent.slice(0, 3).map(one => <span key={one.currency} className={css.money}><Money minor={one.spentMinor} currency={one.currency} style="whole" /></span>) : <None />}</span>
          </Link>
        ))}
      </div>
    </Card>
  )
}

/** How much of one segment is in each other one. */
export function OverlapCard({ segmentId }: { segmentId: string }) {
  const t = useText()
  const format = useFormat()
  const { data } = useCall(segmentOverlap, { params: { segmentId } })
  if (!data?.others.length) return null
  return (
    <Card title={t('segments.overlap.title')} hint={t('segments.overlap.hint')}>
      <ul className={css.overlaps}>
        {data.others.slice(0, 12).map(other => (
          <li key={other.id}>
            <Link to={`/segments/compare?a=${segmentId}&b=${other.id}`} className={css.overlap}>
              <span className="clip">{other.name}</span>
              <span className={css.track} aria-hidden><i style={{ width: `${data.size ? (other.shared / data.size) * 100 : 0}%` }} /></span>
              <span className="num">{format.percent(data.size ? other.shared / data.size : 0, 0)} <span className="muted">{format.number(other.shared)}</span></span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
