import { Button } from '@mantine/core'
import { IconDownload, IconShoppingCart } from '@tabler/icons-react'
import { z } from 'zod'
import { CartFilter, cartFigures, cartSorts, cartStates, exportCarts, listCarts, type CartRow } from '../../contracts/carts.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { DataTable, downloadStream, Empty, FilterBar, Kpi, Link, Money, Page, Skeleton, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { CartPanel } from './cart.tsx'
import css from './carts.module.css'
import { UnusableNote, UnusablePanel } from './unusable.tsx'
import { CartState, stateNames } from './words.tsx'

const Search = CartFilter.extend({ sort: z.enum(cartSorts).default('-active'), open: z.string().optional() })

/** What lies in carts now, what was left behind, and what came of it. */
export function CartsPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ open, sort, ...filter }, set] = useSearchState(Search)
  const query = asQuery(filter)
  const list = useList(listCarts, { query: { ...query, sort } })
  const filters = useFilters(query)
  const isFiltered = Object.values(query).some(value => value !== undefined)
  return (
    <Page title={t('carts.title')} subtitle={<>{t('carts.subtitle')}{may('sources.read') && <UnusableNote />}</>} actions={may('orders.export') && <Button leftSection={<IconDownload size={16} />} onClick={() => void downloadStream(exportCarts, { query }, 'carts.csv')}>{t('carts.export')}</Button>}>
      <Figures currency={query.currency} />
      <FilterBar search={{ placeholder: t('carts.search') }} filters={filters} value={filter} onChange={set} views="carts" />
      <DataTable name={t('carts.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => panelOf(row.id)} sort={sort} onSort={next => set({ sort: next as typeof sort })}
        empty={isFiltered ? <Empty icon={IconShoppingCart} title={t('carts.nothingFound')} text={t('carts.nothingFoundText')}><Button onClick={() => go('/carts')}>{t('carts.showAll')}</Button></Empty> : <NoCarts />} />
      {open === 'unusable' ? <UnusablePanel onClose={() => set({ open: undefined })} /> : open && <CartPanel cartId={open} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function panelOf(cartId: string) {
  const search = new URLSearchParams(window.location.search)
  search.set('open', cartId)
  return `/carts?${search}`
}

type Query = NonNullable<Parameters<typeof useList<typeof listCarts>>[1]['query']>

/** Yes and no as the address writes them. */
const asQuery = ({ checkout, known, ...filter }: CartFilter): Query => ({
  ...filter,
  ...(checkout === undefined ? {} : { checkout: checkout ? 'true' as const : 'false' as const }),
  ...(known === undefined ? {} : { known: known ? 'true' as const : 'false' as const }),
})

/** The last 30 days in the currency in which most carts are, or in the one that is chosen. */
function Figures({ currency }: { currency: string | undefined }) {
  const t = useText()
  const format = useFormat()
  const { data } = useCall(cartFigures, { query: {} }, { keep: true })
  if (!data) return <div className={css.kpis}>{[0, 1, 2].map(i => <Skeleton key={i} shape="kpi" />)}</div>
  const one = currency ? data.items.find(item => item.currency === currency) : data.items[0]
  if (!one) return null
  const ended = one.abandonedCount + one.orderedCount
  return (
    <div className={css.kpis}>
      <Kpi label={t('carts.figure.left')} hint={t('carts.figure.leftHint')} value={format.money(one.abandonedMinor, one.currency, 'whole')} note={t('carts.count', { count: one.abandonedCount })} to={`/carts?state=abandoned&idleTo=720&currency=${one.currency}`} />
      <Kpi label={t('carts.figure.ordered')} hint={t('carts.figure.orderedHint')} value={ended ? format.percent(one.orderedCount / ended) : '–'} note={t('carts.figure.cameBack', { count: one.returnedCount })} to={`/carts?state=ordered&idleTo=720&currency=${one.currency}`} />
      <Kpi label={t('carts.figure.now')} hint={t('carts.figure.nowHint')} value={format.number(one.openCount)} note={t('carts.figure.nowNote')} to={`/carts?state=open&state=checkout&currency=${one.currency}`} />
    </div>
  )
}

function useColumns(): Column<CartRow>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'who', title: t('carts.column.who'), render: row => <Who cart={row} /> },
    { key: 'state', title: t('carts.column.state'), width: 220, render: row => <CartState cart={row} /> },
    { key: 'active', title: t('carts.column.active'), width: 150, sort: true, render: row => <When at={row.activeAt} /> },
    { key: 'started', title: t('carts.column.started'), width: 150, hidden: true, phone: 'hide', render: row => <When at={row.startedAt} /> },
    { key: 'items', title: t('carts.column.items'), width: 90, align: 'right', phone: 'hide', render: row => <span className="num">{format.number(row.itemsCount)}</span> },
    { key: 'value', title: t('carts.column.value'), width: 130, align: 'right', sort: true, phone: 'aside', render: row => <Money minor={row.valueMinor} currency={row.currency} /> },
  ]
}

function Who({ cart }: { cart: CartRow }) {
  const t = useText()
  const name = cart.customerName ?? cart.email
  const more = cart.itemsCount - 1
  return (
    <span className={css.who}>
      <span className="clip" style={{ fontWeight: name ? 600 : 400 }}>{name ?? <span className="muted">{t('carts.visitor')}</span>}</span>
      {cart.firstTitle && <span className={`clip ${css.what}`}>{more > 0 ? t('carts.andMore', { product: cart.firstTitle, count: more }) : cart.firstTitle}</span>}
    </span>
  )
}

function useFilters(query: Query): Filter[] {
  const t = useText()
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  const currencies = [...new Set(stores.map(store => store.currency))]
  const currency = query.currency ?? (currencies.length === 1 ? currencies[0] : undefined)
  return [
    { key: 'state', label: t('carts.filter.state'), kind: 'many', options: cartStates.map(value => ({ value, label: t(stateNames[value]) })) },
    ...(currency ? [{ key: 'value', label: t('carts.filter.value'), kind: 'number' as const, currency }] : []),
    { key: 'idle', label: t('carts.filter.idle'), kind: 'number' },
    { key: 'checkout', label: t('carts.filter.checkout'), kind: 'flag' },
    { key: 'known', label: t('carts.filter.known'), kind: 'flag' },
    ...(stores.length > 1 ? [{ key: 'store', label: t('carts.filter.store'), kind: 'many' as const, options: stores.map(store => ({ value: store.id, label: store.name })) }] : []),
    ...(currencies.length > 1 ? [{ key: 'currency', label: t('carts.filter.currency'), kind: 'choice' as const, options: currencies.map(value => ({ value, label: value })) }] : []),
    ...(query.customer ? [{ key: 'customer', label: t('carts.filter.customer'), kind: 'choice' as const, options: [{ value: query.customer, label: t('carts.filter.chosen') }] }] : []),
  ]
}

function NoCarts() {
  const t = useText()
  const may = useMay()
  return (
    <Empty icon={IconShoppingCart} title={t('carts.none')} text={t('carts.noneText')}>
      {may('sources.read') && <Link className="textlink" to="/sources">{t('carts.connect')}</Link>}
    </Empty>
  )
}
