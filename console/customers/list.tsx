import { Button } from '@mantine/core'
import { IconArrowMerge, IconDownload, IconPlus, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { z } from 'zod'
import { countCustomers, CustomerFilter, customerChoices, customerSorts, exportCustomers, listCustomers, sortOf, type CustomerRow } from '../../contracts/customers.ts'
import { listSegments } from '../../contracts/segment-routes.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Avatar, Count, DataTable, downloadStream, Empty, FilterBar, Link, Money, None, Page, Tag, useFormat, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { BulkTags } from './bulk.tsx'
import css from './customers.module.css'
import { MergePanel } from './identity/merge.tsx'
import { NewCustomerPanel } from './new.tsx'
import { useLanguageName, useNameOf } from './words.ts'

const Search = CustomerFilter.extend({ sort: z.enum(customerSorts).optional(), new: z.literal('true').optional() })
type Query = NonNullable<Parameters<typeof useList<typeof listCustomers>>[1]['query']>
/** So many ids still fit into an address. */
const exportAtOnce = 100
const mergeAtOnce = 50

/** All customers: found, filtered, ordered; a million rows feel like a hundred. */
export function CustomersPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ new: isNew, sort, ...filter }, set] = useSearchState(Search)
  const query = asQuery(filter)
  const list = useList(listCustomers, { query: { ...query, sort } })
  const [merging, setMerging] = useState<{ ids: string[]; clear: () => void }>()
  const columns = useColumns()
  const filters = useFilters(query)
  const isFiltered = Object.values(query).some(value => value !== undefined)
  const save = (only?: string[]) => void downloadStream(exportCustomers, { query: { ...(only ? { ids: only } : query), sort } }, 'customers.csv')
  const actions = (
    <>
      {may('customers.export') && <Button leftSection={<IconDownload size={16} />} onClick={() => save()} disabled={!list.rows.length}>{t('customers.export')}</Button>}
      {may('customers.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => set({ new: 'true' })}>{t('customers.new')}</Button>}
    </>
  )
  return (
    <Page title={t('customers.title')} subtitle={<Subtitle query={query} />} actions={actions}>
      <FilterBar search={{ placeholder: t('customers.search') }} filters={filters} value={{ ...filter, sort }} onChange={set} views="customers" />
      <DataTable name={t('customers.title')} list={list} columns={columns} keyOf={row => row.id} rowTo={row => `/customers/${row.id}`}
        sort={sort ?? sortOf(filter)} onSort={next => set({ sort: next as typeof sort })}
        bulkActions={(keys, clear) => (
          <>
            {may('customers.write') && <BulkTags customerIds={keys} onDone={clear} />}
            {may('customers.write') && keys.length > 1 && keys.length <= mergeAtOnce && <Button size="compact-sm" leftSection={<IconArrowMerge size={15} />} onClick={() => setMerging({ ids: keys, clear })}>{t('identity.merge.bulk')}</Button>}
            {may('customers.export') && keys.length <= exportAtOnce && <Button size="compact-sm" leftSection={<IconDownload size={15} />} onClick={() => save(keys)}>{t('customers.exportSelected')}</Button>}
          </>
        )}
        empty={isFiltered ? <Empty icon={IconUsers} title={t('customers.nobody')} text={t('customers.nobodyText')}><Button onClick={() => go('/customers')}>{t('customers.showAll')}</Button></Empty> : <NoCustomers />} />
      {merging && <MergePanel customerIds={merging.ids} onClose={() => setMerging(undefined)} onMerged={() => { merging.clear(); setMerging(undefined) }} />}
      {isNew && may('customers.write') && <NewCustomerPanel onClose={() => set({ new: undefined })} />}
    </Page>
  )
}

/** Yes and no as the address writes them. */
const asQuery = ({ hasEmail, hasPhone, ...filter }: CustomerFilter): Query => ({
  ...filter,
  ...(hasEmail === undefined ? {} : { hasEmail: hasEmail ? 'true' as const : 'false' as const }),
  ...(hasPhone === undefined ? {} : { hasPhone: hasPhone ? 'true' as const : 'false' as const }),
})

function Subtitle({ query }: { query: Query }) {
  const t = useText()
  const { data } = useCall(countCustomers, { query }, { keep: true })
  if (!data) return <>&nbsp;</>
  return <>{data.exact ? t('customers.count', { count: data.count }) : t('customers.countAbout', { count: data.count })}</>
}

function useColumns(): Column<CustomerRow>[] {
  const t = useText()
  const format = useFormat()
  const nameOf = useNameOf()
  const languageName = useLanguageName()
  return [
    { key: 'name', title: t('customers.column.name'), sort: true, render: row => <span className={css.who}><Avatar name={nameOf(row)} /><span className="clip" style={{ fontWeight: 550 }}>{nameOf(row)}</span></span> },
    { key: 'email', title: t('customers.column.email'), render: row => (row.email ? <span className="clip">{row.email}</span> : <None />) },
    { key: 'phone', title: t('customers.column.phone'), width: 150, hidden: true, phone: 'hide', render: row => (row.phone ? <span className="num">{row.phone}</span> : <None />) },
    { key: 'place', title: t('customers.column.place'), width: 170, phone: 'hide', render: row => (row.city || row.country ? <span className="clip">{[row.city, row.country && format.country(row.country)].filter(Boolean).join(', ')}</span> : <None />) },
    { key: 'language', title: t('customers.column.language'), width: 120, hidden: true, phone: 'hide', render: row => (row.language ? languageName(row.language) : <None />) },
    { key: 'tags', title: t('customers.column.tags'), width: 170, phone: 'hide', render: row => (row.tags.length ? <span className={css.tags}>{row.tags.slice(0, 2).map(one => <Tag key={one}>{one}</Tag>)}{row.tags.length > 2 && <Tag>+{row.tags.length - 2}</Tag>}</span> : <None />) },
    { key: 'lastOrder', title: t('customers.column.lastOrder'), width: 140, sort: true, phone: 'hide', render: row => <When at={row.lastOrderAt} /> },
    { key: 'orders', title: t('customers.column.orders'), width: 100, align: 'right', sort: true, phone: 'hide', render: row => <Count value={row.ordersCount} /> },
    { key: 'created', title: t('customers.column.created'), width: 140, sort: true, hidden: true, phone: 'hide', render: row => <When at={row.createdAt} style="date" /> },
    { key: 'spent', title: t('customers.column.spent'), width: 130, align: 'right', sort: true, phone: 'aside', render: row => (row.currency ? <Money minor={row.spentMinor} currency={row.currency} /> : <None />) },
  ]
}

function useFilters(query: Query): Filter[] {
  const t = useText()
  const format = useFormat()
  const languageName = useLanguageName()
  const choices = useCall(customerChoices, { query: {} }, { staleTime: 60_000 }).data ?? { countries: [], languages: [], tags: [], cities: [] }
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  const may = useMay()
  const segments = (useCall(listSegments, { query: { limit: 200 } }, { enabled: may('segments.read'), staleTime: 60_000 }).data?.items ?? []).map(row => ({ value: row.id, label: row.name }))
  const currencies = [...new Set(stores.map(store => store.currency))]
  const currency = query.currency ?? (currencies.length === 1 ? currencies[0] : undefined)
  const same = (values: string[]) => values.map(value => ({ value, label: value }))
  return [
    ...(segments.length ? [{ key: 'segment', label: t('segments.filter.in'), kind: 'many' as const, options: segments }, { key: 'notSegment', label: t('segments.filter.notIn'), kind: 'many' as const, options: segments }] : []),
    { key: 'country', label: t('customers.filter.country'), kind: 'many', options: choices.countries.map(value => ({ value, label: format.country(value) })) },
    { key: 'city', label: t('customers.filter.city'), kind: 'many', options: same(choices.cities) },
    { key: 'tag', label: t('customers.filter.tag'), kind: 'many', options: same(choices.tags) },
    { key: 'language', label: t('customers.filter.language'), kind: 'many', options: choices.languages.map(value => ({ value, label: languageName(value) })) },
    { key: 'orders', label: t('customers.filter.orders'), kind: 'number' },
    ...(currencies.length > 1 ? [{ key: 'currency', label: t('customers.filter.currency'), kind: 'choice' as const, options: same(currencies) }] : []),
    ...(currency ? [{ key: 'spent', label: t('customers.filter.spent'), kind: 'number' as const, currency }] : []),
    { key: 'lastOrder', label: t('customers.filter.lastOrder'), kind: 'day' },
    { key: 'noOrderForDays', label: t('customers.filter.noOrderForDays'), kind: 'choice', options: [30, 60, 90, 180, 365].map(days => ({ value: String(days), label: t('customers.filter.days', { count: days }) })) },
    { key: 'firstOrder', label: t('customers.filter.firstOrder'), kind: 'day' },
    { key: 'bought', label: t('customers.filter.bought'), kind: 'day' },
    { key: 'buyer', label: t('customers.filter.buyer'), kind: 'choice', options: [{ value: 'new', label: t('customers.filter.buyerNew') }, { value: 'returning', label: t('customers.filter.buyerReturning') }] },
    ...(stores.length > 1 ? [{ key: 'store', label: t('customers.filter.store'), kind: 'many' as const, options: stores.map(store => ({ value: store.id, label: store.name })) }] : []),
    { key: 'created', label: t('customers.filter.created'), kind: 'day' },
    { key: 'hasEmail', label: t('customers.filter.hasEmail'), kind: 'flag' },
    { key: 'hasPhone', label: t('customers.filter.hasPhone'), kind: 'flag' },
  ]
}

function NoCustomers() {
  const t = useText()
  const may = useMay()
  return (
    <Empty icon={IconUsers} title={t('customers.none')} text={t('customers.noneText')}>
      {may('imports.run') && <Link className="textlink" to="/imports/new">{t('customers.import')}</Link>}
    </Empty>
  )
}
