import { Button } from '@mantine/core'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { z } from 'zod'
import { listSources, type Source, type SourceFigures } from '../../contracts/sources.ts'
import { useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Count, DataTable, Empty, None, Page, Percent, Tag, useGo, useSearchState, useText, When, type Column } from '../ui/index.ts'
import { Sparkline } from '../ui/sparkline.tsx'
import { NewSource } from './new.tsx'
import css from './sources.module.css'
import { kindNames } from './words.ts'

const Search = z.object({ open: z.string().optional() })

/** Where events come from: the shop's pages, apps, servers and tills. */
export function SourcesPage() {
  const t = useText()
  const may = useMay()
  const go = useGo()
  const [{ open }, set] = useSearchState(Search)
  const list = useList(listSources, { query: {} })
  const add = () => set({ open: 'new' })
  return (
    <Page title={t('sources.title')} subtitle={t('sources.subtitle')} actions={may('sources.write') && <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={add}>{t('sources.add')}</Button>}>
      <DataTable name={t('sources.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/sources/${row.id}`}
        empty={<Empty icon={IconPlugConnected} title={t('sources.none')} text={t('sources.noneText')}>{may('sources.write') && <Button variant="filled" onClick={add}>{t('sources.add')}</Button>}</Empty>} />
      {open === 'new' && may('sources.write') && <NewSource onMade={made => go(`/sources/${made.id}`)} onClose={() => set({ open: undefined })} />}
    </Page>
  )
}

function useColumns(): Column<Source>[] {
  const t = useText()
  return [
    { key: 'name', title: t('sources.field.name'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.name}</span> },
    { key: 'kind', title: t('sources.field.kind'), width: 140, render: row => t(kindNames[row.kind]) },
    { key: 'store', title: t('sources.field.store'), width: 170, phone: 'hide', render: row => (row.storeName ? <span className="clip">{row.storeName}</span> : <None />) },
    { key: 'volume', title: t('sources.field.day'), width: 190, render: row => <Volume figures={row.figures} /> },
    { key: 'errors', title: t('sources.field.errors'), width: 110, align: 'right', render: row => <ErrorRate figures={row.figures} /> },
    { key: 'last', title: t('sources.field.last'), width: 150, render: row => <When at={row.figures.lastAt} /> },
    { key: 'state', title: t('sources.field.state'), width: 100, phone: 'aside', render: row => <StateTag source={row} /> },
    { key: 'created', title: t('sources.field.created'), width: 130, phone: 'hide', hidden: true, render: row => <When at={row.createdAt} style="date" /> },
  ]
}

export function StateTag({ source }: { source: Source }) {
  const t = useText()
  return <Tag tone={source.disabledAt ? 'plain' : 'brand'}>{source.disabledAt ? t('sources.off') : t('sources.on')}</Tag>
}

const Volume = ({ figures: { accepted, hours } }: { figures: SourceFigures }) => (accepted ? <span className={css.volume}><Sparkline values={hours} width={84} height={24} /><Count value={accepted} /></span> : <span className="muted">0</span>)

/** From this on somebody should look. */
const alarming = 0.01

/** Rejected among all that came in the last 24 hours. */
export function ErrorRate({ figures: { accepted, duplicate, rejected } }: { figures: Pick<SourceFigures, 'accepted' | 'duplicate' | 'rejected'> }) {
  const all = accepted + duplicate + rejected
  if (!all) return <None />
  return <span style={{ color: rejected / all >= alarming ? 'var(--bad)' : undefined, fontWeight: rejected / all >= alarming ? 600 : undefined }}><Percent share={rejected / all} digits={rejected / all < alarming ? 2 : 1} /></span>
}
