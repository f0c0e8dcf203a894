import { Button } from '@mantine/core'
import { IconPackage, IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { Id, many } from '../../contracts/shapes.ts'
import { listBrands, listCategories, listProducts, productSorts, productStatuses, type ProductRow } from '../../contracts/products.ts'
import { listStores, type Store } from '../../contracts/stores.ts'
import { useCall, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { DataTable, Empty, FilterBar, Link, None, Page, useFormat, useGo, useSearchState, useText, type Column, type Filter } from '../ui/index.ts'
import { ProductEditor } from './edit.tsx'
import css from './products.module.css'
import { StatusTag, statusNames } from './words.tsx'

const Search = z.object({
  q: z.string().optional(), store: many(Id), category: many(Id), brand: many(z.string()), status: many(z.enum(productStatuses)),
  priceFrom: z.coerce.number().int().optional(), priceTo: z.coerce.number().int().optional(),
  sort: z.enum(productSorts).default('-sold'), new: z.enum(['true']).optional(),
})

/** What the shop sells, best first. */
export function ProductsPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ sort, new: isNew, ...filter }, set] = useSearchState(Search)
  const stores = useCall(listStores, { query: { limit: 200 } }, { staleTime: 5 * 60_000 }).data?.items ?? []
  const list = useList(listProducts, { query: { ...filter, sort } })
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  const add = () => set({ new: 'true' })
  return (
    <Page title={t('products.title')} subtitle={t('products.subtitle')} actions={may('products.write') && stores.length > 0 && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={add}>{t('products.add')}</Button>}>
      <FilterBar search={{ placeholder: t('products.search') }} filters={useFilters(stores)} value={filter} onChange={set} views="products" />
      <DataTable name={t('products.title')} list={list} columns={useColumns(stores)} keyOf={row => row.id} rowTo={row => `/products/${row.id}`} sort={sort} onSort={next => set({ sort: sortOf(next) })}
        empty={isFiltered ? <Empty icon={IconPackage} title={t('products.nothingFound')} text={t('products.nothingFoundText')}><Button onClick={() => go('/products')}>{t('products.showAll')}</Button></Empty> : <NoProducts />} />
      {isNew && may('products.write') && stores.length > 0 && <ProductEditor stores={stores} onClose={() => set({ new: undefined })} />}
    </Page>
  )
}

/** Figures sort from the most down only. */
const sortOf = (wanted: string): (typeof productSorts)[number] => productSorts.find(sort => sort === wanted) ?? productSorts.find(sort => sort === `-${wanted}`) ?? 'title'

export function Thumb({ src, className }: { src: string | null; className: string | undefined }) {
  return src ? <img className={className} src={src} alt="" loading="lazy" /> : <span className={className} aria-hidden><IconPackage size={16} stroke={1.6} /></span>
}

export function usePriceText() {
  const format = useFormat()
  return ({ priceFromMinor: from, priceToMinor: to, currency }: Pick<ProductRow, 'priceFromMinor' | 'priceToMinor' | 'currency'>) =>
    from === null || to === null ? null : from === to ? format.money(from, currency) : `${format.money(from, currency)} – ${format.money(to, currency)}`
}

function useColumns(stores: Store[]): Column<ProductRow>[] {
  const t = useText()
  const format = useFormat()
  const price = usePriceText()
  return [
    { key: 'title', title: t('products.column.product'), sort: true, render: row => <span className={css.cell}><Thumb src={row.imageUrl} className={css.thumb} /><span className="clip" style={{ fontWeight: 550 }}>{row.title}</span></span> },
    ...(stores.length > 1 ? [{ key: 'store', title: t('products.column.store'), width: 160, phone: 'hide' as const, render: (row: ProductRow) => <span className="clip">{stores.find(store => store.id === row.storeId)?.name}</span> }] : []),
    { key: 'status', title: t('products.column.status'), width: 110, phone: 'hide', render: row => <StatusTag status={row.status} /> },
    { key: 'category', title: t('products.column.category'), width: 150, phone: 'hide', render: row => (row.category ? <span className="clip">{row.category.name}</span> : <None />) },
    { key: 'brand', title: t('products.column.brand'), width: 130, hidden: true, phone: 'hide', render: row => (row.brand ? <span className="clip">{row.brand}</span> : <None />) },
    { key: 'id', title: t('products.column.id'), width: 120, hidden: true, phone: 'hide', render: row => <span className="clip">{row.externalId}</span> },
    { key: 'variants', title: t('products.column.variants'), width: 90, align: 'right', phone: 'hide', render: row => <span className="num">{format.number(row.variantsCount)}</span> },
    { key: 'price', title: t('products.column.price'), width: 220, align: 'right', render: row => <span className="num">{price(row) ?? <None />}</span> },
    { key: 'sold', title: t('products.column.sold'), width: 120, align: 'right', sort: 'sold', phone: 'hide', render: row => <span className="num">{format.number(row.sold90, { maximumFractionDigits: 1 })}</span> },
    { key: 'revenue', title: t('products.column.revenue'), width: 150, align: 'right', sort: 'revenue', phone: 'aside', render: row => <span className="num">{format.money(row.revenue90Minor, row.currency)}</span> },
  ]
}

function useFilters(stores: Store[]): Filter[] {
  const t = useText()
  const categories = useCall(listCategories, { query: { limit: 200 } }, { staleTime: 60_000 }).data?.items ?? []
  const brands = useCall(listBrands, { query: {} }, { staleTime: 60_000 }).data?.items ?? []
  const currencies = new Set(stores.map(store => store.currency))
  const storeOf = (id: string) => (stores.length > 1 ? ` · ${stores.find(store => store.id === id)?.name ?? ''}` : '')
  return [
    { key: 'status', label: t('products.column.status'), kind: 'many', options: productStatuses.map(value => ({ value, label: t(statusNames[value]) })) },
    ...(categories.length ? [{ key: 'category', label: t('products.column.category'), kind: 'many' as const, options: categories.map(({ id, name, storeId }) => ({ value: id, label: name + storeOf(storeId) })) }] : []),
    ...(brands.length ? [{ key: 'brand', label: t('products.column.brand'), kind: 'many' as const, options: brands.map(value => ({ value, label: value })) }] : []),
    ...(stores.length > 1 ? [{ key: 'store', label: t('products.column.store'), kind: 'many' as const, options: stores.map(store => ({ value: store.id, label: store.name })) }] : []),
    ...(currencies.size === 1 ? [{ key: 'price', label: t('products.column.price'), kind: 'number' as const, currency: [...currencies][0] }] : []),
  ]
}

function NoProducts() {
  const t = useText()
  const may = useMay()
  return (
    <Empty icon={IconPackage} title={t('products.none')} text={t('products.noneText')}>
      {may('imports.run') && <Link className="textlink" to="/imports/new">{t('products.import')}</Link>}
    </Empty>
  )
}
