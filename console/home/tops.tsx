import { IconPackage } from '@tabler/icons-react'
import { countries, topProducts } from '../../contracts/analytics.ts'
import { useCall } from '../api.ts'
import type { Scope } from '../scope.ts'
import { BarChart, Card, Change, Empty, Link, Problem, Skeleton, useFormat, useText } from '../ui/index.ts'
import { asked, changeOf, rowsOf, type RefundsOn } from './figures.ts'
import css from './home.module.css'

type Props = { scope: Scope; refundsOn: RefundsOn }

/** What sold most, by what customers paid for it. */
export function TopProductsCard({ scope, refundsOn }: Props) {
  const t = useText()
  const format = useFormat()
  const answer = useCall(topProducts, { query: { ...asked(scope, refundsOn), limit: 40 } }, { enabled: scope.ready, keep: true })
  const { data } = answer
  return (
    <Card title={t('home.products.title')} note={<Link to="/products?sort=-revenue" className="textlink">{t('home.products.all')}</Link>} hint={t('home.products.hint')}>
      {answer.error ? <Problem error={answer.error} retry={() => void answer.refetch()} /> : !data ? <Skeleton shape="table" /> : data.items.length === 0 ? <Empty icon={IconPackage} title={t('home.products.none')} /> : (
        <ol className={css.top}>
          {data.items.slice(0, 7).map(item => (
            <li key={item.productId}>
              <Link to={`/products/${item.productId}`} className={css.topRow}>
                <span className="clip">{item.title}</span>
                <span className="num" style={{ textAlign: 'right' }}>{format.money(item.amountMinor, data.currency ?? 'EUR', 'whole')}</span>
                <span style={{ textAlign: 'right', minWidth: 56 }}>{item.previousAmountMinor === null ? null : item.previousAmountMinor === 0 ? <span className="muted">{t('home.products.new')}</span> : <Change by={changeOf(item.amountMinor, item.previousAmountMinor)} />}</span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

/** Where orders went, by net revenue. */
export function CountriesCard({ scope, refundsOn }: Props) {
  const t = useText()
  const format = useFormat()
  const answer = useCall(countries, { query: asked(scope, refundsOn) }, { enabled: scope.ready, keep: true })
  const { data } = answer
  const bars = (data?.items ?? []).slice(0, 5).map(item => ({
    key: item.country ?? '?',
    label: item.country ? format.country(item.country) : t('home.countries.unknown'),
    value: item.netMinor,
    note: t('home.countries.orders', { count: item.orders }),
    ...(item.country ? { to: scope.segment ? rowsOf('net', scope, refundsOn) : `${rowsOf('net', scope, refundsOn)}&country=${item.country}` } : {}),
  }))
  return (
    <Card title={t('home.countries.title')} note={t('home.countries.note')}>
      {answer.error ? <Problem error={answer.error} retry={() => void answer.refetch()} /> : data ? <BarChart title={t('home.countries.title')} bars={bars} unit={{ kind: 'money', currency: data.currency ?? 'EUR', whole: true }} /> : <Skeleton shape="facts" />}
    </Card>
  )
}
