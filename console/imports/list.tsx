import { Button } from '@mantine/core'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { listImports, type Import } from '../../contracts/imports.ts'
import { useList } from '../api.ts'
import { DataTable, Empty, Page, Tag, useFormat, useGo, useText, When, type Column } from '../ui/index.ts'
import css from './imports.module.css'
import { kindNames, stateNames, stateTones } from './words.ts'

/** Every import, newest first; running ones move by themselves. */
export function ImportsPage() {
  const t = useText()
  const go = useGo()
  const list = useList(listImports, { query: {} })
  const begin = () => go('/imports/new')
  return (
    <Page title={t('imports.title')} subtitle={t('imports.subtitle')} actions={<Button variant="filled" leftSection={<IconPlus size={16} />} onClick={begin}>{t('imports.begin')}</Button>}>
      <DataTable name={t('imports.title')} list={list} columns={useColumns()} keyOf={row => row.id} rowTo={row => `/imports/${row.id}`}
        empty={<Empty icon={IconFileImport} title={t('imports.none')} text={t('imports.noneText')}><Button variant="filled" onClick={begin}>{t('imports.begin')}</Button></Empty>} />
    </Page>
  )
}

/** The state; while it runs, how far. */
export function StateTag({ of: { state, progress } }: { of: Pick<Import, 'state' | 'progress'> }) {
  const t = useText()
  const format = useFormat()
  return <Tag tone={stateTones[state]}>{t(stateNames[state])}{state === 'running' && ` · ${format.percent(progress, 0)}`}</Tag>
}

function useColumns(): Column<Import>[] {
  const t = useText()
  const format = useFormat()
  return [
    { key: 'file', title: t('imports.column.file'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.fileName}</span> },
    { key: 'state', title: t('imports.column.state'), width: 170, phone: 'aside', render: row => <StateTag of={row} /> },
    { key: 'kind', title: t('imports.column.kind'), width: 140, phone: 'hide', render: row => t(kindNames[row.kind]) },
    { key: 'store', title: t('imports.column.store'), width: 160, phone: 'hide', render: row => <span className="clip">{row.storeName}</span> },
    { key: 'rows', title: t('imports.column.rows'), width: 110, align: 'right', phone: 'hide', render: row => <span className="num">{format.number(row.rowsRead)}</span> },
    { key: 'bad', title: t('imports.column.bad'), width: 120, align: 'right', phone: 'hide', render: row => <span className={`num ${row.rowsBad ? css.attention : 'muted'}`}>{format.number(row.rowsBad)}</span> },
    { key: 'by', title: t('imports.column.by'), width: 150, phone: 'hide', render: row => <span className="clip">{row.startedBy}</span> },
    { key: 'when', title: t('imports.column.when'), width: 140, render: row => <When at={row.createdAt} /> },
  ]
}
