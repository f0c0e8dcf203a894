import { Button } from '@mantine/core'
import { IconCalendarOff, IconFileImport } from '@tabler/icons-react'
import { z } from 'zod'
import { granularities, summary } from '../../contracts/analytics.ts'
import { useCall } from '../api.ts'
import { addDays, daysBetween, useScope, type Scope } from '../scope.ts'
import { useMay } from '../session.tsx'
import { Card, Empty, Link, Page, Problem, useFormat, useGo, useSearchState, useText } from '../ui/index.ts'
import { ComesBackCard } from './comes-back.tsx'
import { asked, lastThirty } from './figures.ts'
import { useGreeting, useMoment } from './greeting.ts'
import css from './home.module.css'
import { Kpis } from './kpis.tsx'
import { NowCard } from './now.tsx'
import { SegmentChoice } from './segment-choice.tsx'
import { CountriesCard, TopProductsCard } from './tops.tsx'
import { TrendCard, trendFigures, type Trend } from './trend.tsx'
import { WorthCard } from './worth/card.tsx'

const Search = z.object({ figure: z.enum(trendFigures).default('net'), by: z.enum(granularities).optional(), refunds: z.enum(['refund', 'order']).default('refund') })

/** How the shop does, at a glance; every figure opens its rows. */
export function HomePage() {
  const t = useText()
  const may = useMay()
  const scope = useScope()
  const greeting = useGreeting()
  const sees = may('analytics.read')
  const words = useMoment(scope, sees && scope.ready)
  const isEmpty = scope.ready && !scope.problem && (scope.stores.length === 0 || (sees && scope.lastDay === undefined))
  return (
    <Page title={greeting} tab={t('shell.places.home')} actions={!isEmpty && sees && may('segments.read') && <SegmentChoice segment={scope.segment} />} subtitle={isEmpty ? t('home.empty.subtitle') : sees ? (words ?? ' ') : t('home.plain')}>
      {scope.problem ? <Problem error={scope.problem} /> : isEmpty ? <NothingYet /> : sees ? <Figures scope={scope} /> : <Starts />}
    </Page>
  )
}

function Figures({ scope }: { scope: Scope }) {
  const [{ figure, by, refunds }, set] = useSearchState(Search)
  const answer = useCall(summary, { query: asked(scope, refunds) }, { enabled: scope.ready, keep: true })
  const length = daysBetween(scope.days.from, scope.days.to) + 1
  const trend: Trend = { figure, refundsOn: refunds, by: by ?? (length > 210 ? 'month' : length > 62 ? 'week' : 'day') }
  const change = ({ refundsOn, ...rest }: Partial<Trend>) => set({ ...rest, ...(refundsOn ? { refunds: refundsOn } : {}) }, { replace: true })
  if (answer.error) return <Problem error={answer.error} retry={() => void answer.refetch()} />
  const isQuiet = !scope.segment && answer.data?.figures.orders?.value === 0 && scope.lastDay !== undefined && scope.lastDay < scope.days.from
  return (
    <>
      {isQuiet && <NothingInPeriod scope={scope} lastDay={scope.lastDay!} />}
      <Kpis data={answer.data} scope={scope} refundsOn={refunds} />
      <div className={css.main}>
        <TrendCard scope={scope} trend={trend} onChange={change} summary={answer.data} />
        <div className={css.side}>
          <WorthCard scope={scope} refundsOn={refunds} summary={answer.data} />
          <CountriesCard scope={scope} refundsOn={refunds} />
        </div>
      </div>
      <div className={scope.segment ? css.half : css.third}>
        <ComesBackCard scope={scope} />
        <TopProductsCard scope={scope} refundsOn={refunds} />
        {!scope.segment && <NowCard scope={scope} />}
      </div>
    </>
  )
}

/** The shop's last order lies before the chosen days: offers the days that have some. */
function NothingInPeriod({ scope, lastDay }: { scope: Scope; lastDay: string }) {
  const t = useText()
  const format = useFormat()
  return (
    <div style={{ marginBottom: 14 }}>
      <Card><div className="row" style={{ flexWrap: 'wrap' }}><IconCalendarOff size={20} stroke={1.8} aria-hidden /><span>{t('home.quietPeriod', { day: format.date(lastDay) })}</span><span className="push" /><Link to={lastThirty(lastDay, addDays, scope.compare)} className="textlink">{t('home.showLast')}</Link></div></Card>
    </div>
  )
}

/** First day: how to fill Suki. */
function NothingYet() {
  const t = useText()
  const go = useGo()
  const may = useMay()
  return (
    <Card>
      <Empty icon={IconFileImport} title={t('home.empty.title')} text={t('home.empty.text')}>
        {may('imports.run') && <Button variant="filled" onClick={() => go('/imports/new')}>{t('home.empty.import')}</Button>}
        {may('stores.write') && <Button onClick={() => go('/stores')}>{t('home.empty.store')}</Button>}
      </Empty>
      <p className="muted" style={{ textAlign: 'center', fontSize: 13 }}>{t('home.empty.demo')} <code>bin/start --demo --data ./demo</code></p>
    </Card>
  )
}

/** For people whose role sees no figures: where their work is. */
function Starts() {
  const t = useText()
  return (
    <div className={css.half}>
      <Card title={t('shell.places.customers')}><Link className="textlink" to="/customers">{t('home.starts.customers')}</Link></Card>
      <Card title={t('shell.places.orders')}><Link className="textlink" to="/orders">{t('home.starts.orders')}</Link></Card>
    </div>
  )
}
