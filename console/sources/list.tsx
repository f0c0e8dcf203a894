import { Button } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { listSources, type Source } from '../../contracts/sources.ts'
import { useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { DataTable, Empty, None, Page, Tag, useSearchState, useText, When, type Column } from '../ui/index.ts'
import { SourcePanel } from './source.tsx'
import { kindNames } from './words.ts'

const Search = z.object({ open: z.string().optional() })

/** Where events come from: the shop's pages, apps, servers and tills. */
export function SourcesPage() {
  const t = useText()
  const may = useMay()
  const [{ open }, set] = useSearchState(Search)
  const list = useList(listSources, { query: {} })
  const source = list.rows.find(row => row.id === open)
  const add = () => set({ open: 'new' })
  return (
    <Page title={t('sources.title')} subtitle={t('sources.subtitle')} actions={may('sources.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={add}>{t('sources.add')}</Button>}>
      <DataTable name={t('sources.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={(row: Source) => `/sources?open=${row.id}`}
        empty={<Empty icon={IconPlugConnected} title={t('sources.none')} text={t('sources.noneText')}>{may('sources.write') && <Button variant="filled" onClick={add}>{t('sources.add')}</Button>}</Empty>} />
      {(source || (open === 'new' && may('sources.write'))) && <SourcePanel key={open} source={source} onMade={made => set({ open: made.id })} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function useColumns(): Column<Source>[] {
  const t = useText()
  return [
    { key: 'name', title: t('sources.field.name'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.name}</span> },
    { key: 'kind', title: t('sources.field.kind'), width: 170, render: row => t(kindNames[row.kind]) },
    { key: 'store', title: t('sources.field.store'), width: 210, phone: 'hide', render: row => (row.storeName ? <span className="clip">{row.storeName}</span> : <None />) },
    { key: 'state', title: t('sources.field.state'), width: 130, phone: 'aside', render: row => <Tag tone={row.disabledAt ? 'plain' : 'brand'}>{row.disabledAt ? t('sources.off') : t('sources.on')}</Tag> },
    { key: 'created', title: t('sources.field.created'), width: 140, phone: 'hide', render: row => <When at={row.createdAt} style="date" /> },
  ]
}
