import { Button } from '@mantine/core'
import { IconBuildingStore, IconPalette, IconPlus, IconTemplate } from '@tabler/icons-react'
import { z } from 'zod'
import { listTemplates } from '../../contracts/template-routes.ts'
import { templateKinds, type TemplateLine } from '../../contracts/templates.ts'
import { languageNames } from '../../languages/index.ts'
import { useList } from '../api.ts'
import { useScope } from '../scope.ts'
import { useMay } from '../session.tsx'
import { DataTable, Empty, FilterBar, Page, Tag, useGo, useSearchState, useText, When, type Column, type Filter } from '../ui/index.ts'
import { BrandPanel } from './brand.tsx'
import { Gallery } from './gallery.tsx'
import { kindNames } from './words.ts'

const Search = z.object({ open: z.enum(['gallery', 'brand']).optional(), kind: z.enum(templateKinds).optional(), archived: z.enum(['true']).optional(), q: z.string().optional() })

/** The templates of messages, and the starters to begin with. */
export function TemplatesPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const scope = useScope({ withPeriod: false })
  const [{ open, ...search }, set] = useSearchState(Search)
  const list = useList(listTemplates, { query: { kind: search.kind, archived: search.archived, search: search.q, store: scope.store?.id } })
  const storeId = scope.store?.id ?? scope.stores[0]?.id
  const gallery = () => set({ open: 'gallery' })
  const close = () => set({ open: undefined })
  const actions = may('messages.write') && storeId && (
    <>
      <Button leftSection={<IconPalette size={16} />} onClick={() => set({ open: 'brand' })}>{t('templates.brand.title')}</Button>
      <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={gallery}>{t('templates.add')}</Button>
    </>
  )
  const none = storeId
    ? <Empty icon={IconTemplate} title={t('templates.none')} text={t('templates.noneText')}>{may('messages.write') && <Button variant="filled" onClick={gallery}>{t('templates.add')}</Button>}</Empty>
    : <Empty icon={IconBuildingStore} title={t('stores.none')} text={t('stores.noneText')}>{may('stores.write') && <Button variant="filled" onClick={() => go('/stores?open=new')}>{t('stores.add')}</Button>}</Empty>
  const isFiltered = Boolean(search.kind ?? search.archived ?? search.q)
  return (
    <Page title={t('templates.title')} subtitle={t('templates.subtitle')} actions={actions}>
      <FilterBar search={{ placeholder: t('templates.search') }} filters={useFilters()} value={search} onChange={set} />
      <DataTable name={t('templates.title')} list={list} columns={useColumns(scope.stores.length > 1)} keyOf={row => row.id} rowTo={row => `/templates/${row.id}`}
        empty={isFiltered ? <Empty icon={IconTemplate} title={t('templates.noneFound')} text={t('templates.noneFoundText')} /> : none} />
      {open === 'gallery' && storeId && <Gallery storeId={storeId} onClose={close} />}
      {open === 'brand' && storeId && <BrandPanel storeId={storeId} onClose={close} />}
    </Page>
  )
}

function useColumns(hasStores: boolean): Column<TemplateLine>[] {
  const t = useText()
  return [
    { key: 'name', title: t('templates.field.name'), render: row => <span className="clip"><span style={{ fontWeight: 550 }}>{row.name}</span> <span className="muted">{row.subject}</span></span> },
    { key: 'kind', title: t('templates.field.kind'), width: 130, phone: 'hide', render: row => t(kindNames[row.kind]) },
    { key: 'languages', title: t('templates.field.languages'), width: 150, phone: 'hide', render: row => <span className="clip" title={row.languages.map(one => languageNames[one]).join(', ')}>{row.languages.join(' · ')}</span> },
    ...(hasStores ? [{ key: 'store', title: t('templates.field.store'), width: 150, phone: 'hide' as const, render: (row: TemplateLine) => <span className="clip">{row.storeName}</span> }] : []),
    { key: 'version', title: t('templates.field.version'), width: 190, phone: 'aside', render: row => (row.version ? <span className="row" style={{ gap: 6 }}>{t('templates.versionNumber', { number: row.version.number })}{row.hasDraft && <Tag tone="amber">{t('templates.draftAhead')}</Tag>}</span> : <Tag>{t('templates.draftOnly')}</Tag>) },
    { key: 'updated', title: t('templates.field.updated'), width: 140, phone: 'hide', render: row => <When at={row.updatedAt} /> },
  ]
}

function useFilters(): Filter[] {
  const t = useText()
  return [
    { key: 'kind', label: t('templates.field.kind'), kind: 'choice', options: templateKinds.map(value => ({ value, label: t(kindNames[value]) })) },
    { key: 'archived', label: t('templates.archived'), kind: 'flag' },
  ]
}
