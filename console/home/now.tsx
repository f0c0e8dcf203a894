import { useCallback, useEffect, useState } from 'react'
import { happenings } from '../../contracts/analytics.ts'
import type { News } from '../../contracts/live.ts'
import type { Answer } from '../../contracts/route.ts'
import { useCall } from '../api.ts'
import { useIsLive, useNews } from '../live.ts'
import type { Scope } from '../scope.ts'
import { Avatar, Card, Link, Problem, Skeleton, useFormat, useText } from '../ui/index.ts'
import { storesOf } from './figures.ts'
import css from './home.module.css'

type Happening = Answer<typeof happenings>['items'][number]

const phrases: Record<string, string> = {
  'Order Completed': 'home.now.ordered', 'Order Refunded': 'home.now.refunded', 'Order Cancelled': 'home.now.cancelled', 'Order Updated': 'home.now.updated', 'Product Viewed': 'home.now.viewed', 'Product Added': 'home.now.added',
  'Product Removed': 'home.now.removed', 'Checkout Started': 'home.now.checkout', 'Customer Created': 'home.now.joined', 'Customer Updated': 'home.now.edited', 'Products Searched': 'home.now.searched', 'Note Added': 'home.now.note', 'Tag Added': 'home.now.tag',
}

/** What customers do this minute; new things come in by themselves. */
export function NowCard({ scope }: { scope: Scope }) {
  const t = useText()
  const isLive = useIsLive()
  const answer = useCall(happenings, { query: { ...storesOf(scope), limit: 6 } }, { enabled: scope.ready })
  const { refetch } = answer
  const hear = useCallback((news: News) => {
    if (news.topic === 'orders' || news.topic === 'customers') void refetch()
  }, [refetch])
  useNews(hear)
  useSeconds()
  const items = answer.data?.items
  const fresh = useFresh(items)
  return (
    <Card title={t('home.now.title')} note={<span className={css.live} data-on={isLive || undefined}><i aria-hidden />{isLive ? t('home.now.live') : t('home.now.waiting')}</span>}>
      {answer.error ? <Problem error={answer.error} retry={() => void refetch()} /> : !items ? <Skeleton shape="list" rows={6} /> : items.length === 0 ? <p className="muted">{t('home.now.nothing')}</p> : (
        <ul className={css.now}>{items.map(item => <li key={item.id} data-fresh={fresh.has(item.id) || undefined}><Row item={item} /></li>)}</ul>
      )}
    </Card>
  )
}

function Row({ item }: { item: Happening }) {
  const t = useText()
  const format = useFormat()
  const who = item.customerName ?? (item.country ? t('home.now.visitorFrom', { country: format.country(item.country) }) : t('home.now.visitor'))
  const phrase = phrases[item.name]
  const money = item.amountMinor === null || !item.currency ? '' : format.money(item.amountMinor, item.currency)
  const what = phrase ? t(phrase, { money, product: item.productTitle ?? '', number: item.orderNumber ?? '' }) : item.name
  const inside = (
    <>
      <Avatar name={item.customerName} />
      <span style={{ minWidth: 0 }}><span className={`${css.nowName} clip`}>{who}</span><span className={`${css.nowText} clip`}>{what}</span></span>
      <span className="push" />
      <time dateTime={item.occurredAt} title={format.dateTime(item.occurredAt)} className="muted num" style={{ fontSize: 12, whiteSpace: 'nowrap' }}>{format.ago(item.occurredAt)}</time>
    </>
  )
  const to = item.orderId ? `/orders/${item.orderId}` : item.customerId ? `/customers/${item.customerId}` : undefined
  return to ? <Link to={to} className={css.nowRow}>{inside}</Link> : <div className={css.nowRow}>{inside}</div>
}

/** Draws again every ten seconds, so that "8 seconds ago" stays true. */
function useSeconds() {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick(n => n + 1), 10_000)
    return () => clearInterval(timer)
  }, [])
}

/** Which items came since the card was opened; they shine for a moment. */
function useFresh(items: Happening[] | undefined): Set<string> {
  const [seen, setSeen] = useState<{ ids: Set<string>; fresh: Set<string>; of: Happening[] | undefined }>({ ids: new Set(), fresh: new Set(), of: undefined })
  if (items && items !== seen.of) {
    const ids = new Set(items.map(item => item.id))
    setSeen({ ids, of: items, fresh: seen.of ? new Set([...ids].filter(id => !seen.ids.has(id))) : new Set() })
  }
  return seen.fresh
}
