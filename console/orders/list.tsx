import { Button } from '@mantine/core'
import { IconDownload, IconReceipt } from '@tabler/icons-react'
import { z } from 'zod'
import { channels, countOrders, exportOrders, listOrders, OrderFilter, orderSorts, paymentStates, type OrderRow } from '../../contracts/orders.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useList } from '../api.ts'
import { useIsLive } from '../live.ts'
import { useMay } from '../session.tsx'
import { DataTable, downloadStream, Empty, FilterBar, Link, Money, None, Page, Tag, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { OrderPanel } from './order.tsx'
import { channelNames, stateNames, StateTag } from './words.tsx'

const Search = OrderFilter.extend({ sort: z.enum(orderSorts).default('-placed'), open: z.uuid().optional() })

/** The orders of all stores: found, filtered, and watched as they come in. */
export function OrdersPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ open, sort, ...filter }, set] = useSearchState(Search)
  const query = asQuery(filter)
  const list = useList(listOrders, { query: { ...query, sort } })
  const columns = useColumns()
  const { filters, isEmpty } = useFilters(query, list.rows.length === 0)
  return (
    <Page title={t('orders.title')} subtitle={<Subtitle query={query} />} actions={may('orders.export') && <Button leftSection={<IconDownload size={16} />} onClick={() => void downloadStream(exportOrders, { query }, 'orders.csv')}>{t('orders.export')}</Button>}>
      <FilterBar search={{ placeholder: t('orders.search') }} filters={filters} value={filter} onChange={set} views="orders" />
      <DataTable name={t('orders.title')} list={list} columns={columns} keyOf={row => row.id} rowTo={row => panelOf(row.id)} sort={sort} onSort={next => set({ sort: next as typeof sort })}
        empty={isEmpty ? <NoOrders /> : <Empty icon={IconReceipt} title={t('orders.nothingFound')} text={t('orders.nothingFoundText')}><Button onClick={() => go('/orders')}>{t('orders.showAll')}</Button></Empty>} />
      {open && <OrderPanel orderId={open} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

/** The same list with an order open beside it. */
function panelOf(orderId: string) {
  const search = new URLSearchParams(window.location.search)
  search.set('open', orderId)
  return `/orders?${search}`
}

type Query = NonNullable<Parameters<typeof useList<typeof listOrders>>[1]['query']>

/** Yes and no as the address writes them. */
const asQuery = ({ guest, cancelled, counted, ...filter }: OrderFilter): Query => ({
  ...filter,
  ...(guest === undefined ? {} : { guest: guest ? 'true' as const : 'false' as const }),
  ...(cancelled === undefined ? {} : { cancelled: cancelled ? 'true' as const : 'false' as const }),
  ...(counted === undefined ? {} : { counted: counted ? 'true' as const : 'false' as const }),
})

function Subtitle({ query }: { query: Query }) {
  const t = useText()
  const isLive = useIsLive()
  const { data } = useCall(countOrders, { query }, { keep: true })
  if (!data) return <>&nbsp;</>
  return <>{data.exact ? t('orders.count', { count: data.count }) : t('orders.countAbout', { count: data.count })}{isLive && ` · ${t('orders.live')}`}</>
}

function useColumns(): Column<OrderRow>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'number', title: t('orders.column.number'), width: 130, render: row => <span style={{ fontWeight: 600 }}>#{row.number}</span> },
    { key: 'customer', title: t('orders.column.customer'), render: row => <span className="clip">{row.customerName ?? row.email ?? <span className="muted">{t('orders.guest')}</span>}</span> },
    { key: 'placed', title: t('orders.column.placed'), width: 150, sort: true, render: row => <When at={row.placedAt} /> },
    { key: 'state', title: t('orders.column.state'), width: 200, render: row => <StateTag order={row} /> },
    { key: 'items', title: t('orders.column.items'), width: 80, align: 'right', phone: 'hide', render: row => <span className="num">{format.number(row.itemsCount)}</span> },
    { key: 'channel', title: t('orders.column.channel'), width: 120, phone: 'hide', render: row => t(channelNames[row.channel]) },
    { key: 'country', title: t('orders.column.country'), width: 140, phone: 'hide', render: row => (row.country ? <span className="clip">{format.country(row.country)}</span> : <None />) },
    { key: 'codes', title: t('orders.column.codes'), width: 130, hidden: true, phone: 'hide', render: row => (row.discountCodes.length ? row.discountCodes.map(code => <Tag key={code}>{code}</Tag>) : <None />) },
    { key: 'refunded', title: t('orders.column.refunded'), width: 120, align: 'right', hidden: true, phone: 'hide', render: row => (row.refundedMinor ? <Money minor={row.refundedMinor} currency={row.currency} /> : <None />) },
    { key: 'total', title: t('orders.column.total'), width: 130, align: 'right', sort: true, phone: 'aside', render: row => <Money minor={row.totalMinor} currency={row.currency} /> },
  ]
}

function useFilters(query: Query, hasNoRows: boolean): { filters: Filter[]; isEmpty: boolean } {
  const t = useText()
  const format = useFormat()
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  const currencies = [...new Set(stores.map(store => store.currency))]
  const currency = query.currency ?? (currencies.length === 1 ? currencies[0] : stores.find(store => (query.store as string[] | undefined)?.[0] === store.id)?.currency)
  const isFiltered = Object.values(query).some(value => value !== undefined)
  const filters: Filter[] = [
    { key: 'placed', label: t('orders.filter.placed'), kind: 'day', from: 'from', to: 'to' },
    { key: 'state', label: t('orders.filter.state'), kind: 'many', options: paymentStates.map(value => ({ value, label: t(stateNames[value]) })) },
    ...(stores.length > 1 ? [{ key: 'store', label: t('orders.filter.store'), kind: 'many' as const, options: stores.map(store => ({ value: store.id, label: store.name })) }] : []),
    ...(currencies.length > 1 ? [{ key: 'currency', label: t('orders.filter.currency'), kind: 'choice' as const, options: currencies.map(value => ({ value, label: value })) }] : []),
    ...(currency ? [{ key: 'total', label: t('orders.filter.total'), kind: 'number' as const, currency }] : []),
    { key: 'channel', label: t('orders.filter.channel'), kind: 'many', options: channels.map(value => ({ value, label: t(channelNames[value]) })) },
    { key: 'country', label: t('orders.filter.country'), kind: 'many', options: format.countries().map(([value, label]) => ({ value, label })) },
    { key: 'code', label: t('orders.filter.code'), kind: 'text' },
    { key: 'refunded', label: t('orders.filter.refunded'), kind: 'day' },
    { key: 'guest', label: t('orders.filter.guest'), kind: 'flag' },
    { key: 'cancelled', label: t('orders.filter.cancelled'), kind: 'flag' },
    { key: 'counted', label: t('orders.filter.counted'), kind: 'flag' },
    { key: 'buyer', label: t('orders.filter.buyer'), kind: 'choice', options: [{ value: 'new', label: t('orders.filter.buyerNew') }, { value: 'returning', label: t('orders.filter.buyerReturning') }] },
    ...(query.customer ? [{ key: 'customer', label: t('orders.filter.customer'), kind: 'choice' as const, options: [{ value: query.customer, label: t('orders.filter.chosen') }] }] : []),
    ...(query.product ? [{ key: 'product', label: t('orders.filter.product'), kind: 'choice' as const, options: [{ value: query.product, label: t('orders.filter.chosen') }] }] : []),
  ]
  return { filters, isEmpty: hasNoRows && !isFiltered }
}

function NoOrders() {
  const t = useText()
  const may = useMay()
  return (
    <Empty icon={IconReceipt} title={t('orders.none')} text={t('orders.noneText')}>
      {may('imports.run') && <Link className="textlink" to="/imports/new">{t('orders.import')}</Link>}
    </Empty>
  )
}
