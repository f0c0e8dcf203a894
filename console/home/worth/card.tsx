import { IconCalendarStar, IconMapPin, IconMoodSmile, IconReceiptRefund, IconTrendingDown, IconTrendingUp, IconUserQuestion } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { countries, series, topProducts } from '../../../contracts/analytics.ts'
import { countCustomers } from '../../../contracts/customers.ts'
import { useCall } from '../../api.ts'
import type { Scope } from '../../scope.ts'
import { useMay } from '../../session.tsx'
import { Card, Empty, IconTag, Link, Skeleton, useFormat, useText, type Tone } from '../../ui/index.ts'
import { asked, rowsOf, type RefundsOn, type Summary } from '../figures.ts'
import css from '../home.module.css'
import { worthALook, type Notice } from './worth.ts'

const looks: Record<Notice['kind'], { icon: ComponentType<{ size?: number; stroke?: number }>; tone: Tone }> = {
  refunds: { icon: IconReceiptRefund, tone: 'bad' }, quiet: { icon: IconUserQuestion, tone: 'amber' }, day: { icon: IconCalendarStar, tone: 'info' },
  rising: { icon: IconTrendingUp, tone: 'brand' }, falling: { icon: IconTrendingDown, tone: 'amber' }, country: { icon: IconMapPin, tone: 'brand' },
}

/** Good customers who fell silent: three orders or more, none for 90 days. */
const quiet = { ordersFrom: 3, noOrderForDays: 90 }

/** What deserves a look, from the shop's own figures; says so when nothing does. */
export function WorthCard({ scope, refundsOn, summary }: { scope: Scope; refundsOn: RefundsOn; summary: Summary | undefined }) {
  const t = useText()
  const may = useMay()
  const query = asked(scope, refundsOn)
  const on = { enabled: scope.ready, keep: true }
  const days = useCall(series, { query: { ...query, figure: ['net'], granularity: 'day' } }, on)
  const products = useCall(topProducts, { query: { ...query, limit: 40 } }, on)
  const places = useCall(countries, { query }, on)
  const silent = useCall(countCustomers, { query: { ...quiet, store: scope.store ? [scope.store.id] : undefined } }, { enabled: scope.ready && !scope.segment && may('customers.read') })
  const isWaiting = !summary || days.isLoading || products.isLoading || places.isLoading || silent.isLoading
  const notices = worthALook({ days: days.data, summary, products: products.data, countries: places.data, quiet: silent.data?.count })
  return (
    <Card title={t('home.worth.title')} hint={t('home.worth.hint')}>
      {isWaiting ? <Skeleton shape="list" rows={4} /> : notices.length === 0 ? <Empty icon={IconMoodSmile} title={t('home.worth.calm')} text={t('home.worth.calmText')} /> : (
        <ul className={css.notices}>{notices.map(notice => <li key={`${notice.kind} ${'productId' in notice ? notice.productId : ''}`}><Row notice={notice} scope={scope} refundsOn={refundsOn} currency={summary.currency ?? scope.currency ?? 'EUR'} /></li>)}</ul>
      )}
    </Card>
  )
}

function Row({ notice, scope, refundsOn, currency }: { notice: Notice; scope: Scope; refundsOn: RefundsOn; currency: string }) {
  const { icon: Icon, tone } = looks[notice.kind]
  const { title, text, to } = useWords(notice, scope, refundsOn, currency)
  return (
    <Link to={to} className={css.notice}>
      <IconTag tone={tone}><Icon size={17} stroke={1.8} /></IconTag>
      <span><span className={css.noticeTitle} style={{ display: 'block' }}>{title}</span><span className={css.noticeText}>{text}</span></span>
    </Link>
  )
}

function useWords(notice: Notice, scope: Scope, refundsOn: RefundsOn, currency: string): { title: string; text: string; to: string } {
  const t = useText()
  const format = useFormat()
  const money = (minor: number) => format.money(minor, currency, 'whole')
  const store = scope.store ? `&store=${scope.store.id}` : ''
  if (notice.kind === 'refunds') return { title: t('home.worth.refunds', { share: format.percent(notice.now) }), text: t('home.worth.refundsText', { share: format.percent(notice.before) }), to: rowsOf('refunds', scope, refundsOn) }
  if (notice.kind === 'quiet') return { title: t('home.worth.quiet', { count: notice.count }), text: t('home.worth.quietText'), to: `/customers?ordersFrom=${quiet.ordersFrom}&noOrderForDays=${quiet.noOrderForDays}&sort=-spent${store}` }
  if (notice.kind === 'day') return { title: notice.value > notice.usual ? t('home.worth.goodDay', { day: format.dayMonth(notice.day) }) : t('home.worth.weakDay', { day: format.dayMonth(notice.day) }), text: t('home.worth.dayText', { money: money(notice.value), usual: money(notice.usual) }), to: rowsOf('net', scope, refundsOn, { from: notice.day, to: notice.day }) }
  if (notice.kind === 'country') return { title: t('home.worth.country', { country: format.country(notice.country), by: format.percent(notice.by, 0) }), text: t('home.worth.countryText', { money: money(notice.netMinor) }), to: scope.segment ? rowsOf('net', scope, refundsOn) : `${rowsOf('net', scope, refundsOn)}&country=${notice.country}` }
  const by = format.percent(Math.abs(notice.by), 0)
  return { title: notice.kind === 'rising' ? t('home.worth.rising', { product: notice.title, by }) : t('home.worth.falling', { product: notice.title, by }), text: t('home.worth.productText', { money: money(notice.amountMinor) }), to: `/products/${notice.productId}` }
}
