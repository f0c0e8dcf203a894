import { Button } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { listStores, type Store } from '../../contracts/stores.ts'
import { useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { DataTable, Empty, Link, None, Page, useFormat, useSearchState, useText, When, type Column } from '../ui/index.ts'
import { StoreEditor } from './edit.tsx'

const Search = z.object({ open: z.string().optional() })

/** The stores and brands of the company: their currency, time zone and country. */
export function StoresPage() {
  const t = useText()
  const may = useMay()
  const [{ open }, set] = useSearchState(Search)
  const list = useList(listStores, { query: {} })
  const store = list.rows.find(row => row.id === open)
  const add = () => set({ open: 'new' })
  return (
    <Page title={t('stores.title')} subtitle={t('stores.subtitle')} actions={may('stores.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={add}>{t('stores.add')}</Button>}>
      <DataTable name={t('stores.title')} list={list} columns={useColumns()} keyOf={row => row.id} {...(may('stores.write') ? { rowTo: (row: Store) => `/stores?open=${row.id}` } : {})}
        empty={<Empty icon={IconBuildingStore} title={t('stores.none')} text={t('stores.noneText')}>{may('stores.write') && <Button variant="filled" onClick={add}>{t('stores.add')}</Button>}</Empty>} />
      {may('stores.write') && (open === 'new' || store) && <StoreEditor key={open} store={store} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function useColumns(): Column<Store>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'name', title: t('stores.field.name'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.name}</span> },
    { key: 'key', title: t('stores.field.key'), width: 210, phone: 'hide', render: row => <code>{row.key}</code> },
    { key: 'currency', title: t('stores.field.currency'), width: 190, phone: 'aside', render: row => <span className="clip">{row.currency} · {format.currency(row.currency)}</span> },
    { key: 'zone', title: t('stores.field.timeZone'), width: 200, render: row => row.timeZone.replaceAll('_', ' ') },
    { key: 'country', title: t('stores.field.country'), width: 160, phone: 'hide', render: row => (row.country ? <span className="clip">{format.country(row.country)}</span> : <None />) },
    { key: 'created', title: t('stores.field.created'), width: 130, phone: 'hide', render: row => <When at={row.createdAt} style="date" /> },
    { key: 'orders', title: t('stores.field.orders'), width: 110, phone: 'hide', render: row => (row.hasOrders ? <Link className="textlink" to={`/orders?store=${row.id}`}>{t('stores.orders')}</Link> : <None />) },
  ]
}
