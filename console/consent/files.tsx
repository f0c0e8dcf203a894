import { Button, FileButton } from '@mantine/core'
import { IconFileImport, IconUpload } from '@tabler/icons-react'
import { consentColumns, consentImportBadRows, importConsents, listConsentImports, type ConsentImport } from '../../contracts/consent.ts'
import { useChange, useList } from '../api.ts'
import { useMay } from '../session.tsx'
import { Card, Count, DataTable, downloadStream, Empty, toast, useText, When, type Column } from '../ui/index.ts'
import css from './consent.module.css'

/** Consents that another system took, with their proof. */
export function ConsentFiles() {
  const t = useText()
  const may = useMay()
  const list = useList(listConsentImports, { query: {} })
  const take = useChange(importConsents, { done: [listConsentImports] })
  const upload = async (file: File | null) => {
    if (!file) return
    const done = await take.mutateAsync({ body: { fileName: file.name, content: await file.text() } }).catch(() => undefined)
    if (done) toast.done(t('consent.files.done', { count: done.recorded, bad: done.bad }))
  }
  const button = may('consents.settings') && <FileButton accept=".csv,text/csv,text/plain" onChange={file => void upload(file)}>{props => <Button {...props} variant="filled" leftSection={<IconUpload size={16} />} loading={take.isPending}>{t('consent.files.upload')}</Button>}</FileButton>
  return (
    <div className={css.stack}>
      <Card title={t('consent.files.title')} actions={button}>
        <p className={css.lead}>{t('consent.files.text')}</p>
        <code className={css.columns}>{consentColumns.join(', ')}</code>
      </Card>
      <DataTable name={t('consent.tabs.files')} list={list} columns={useColumns()} keyOf={row => row.id} height={520}
        empty={<Empty icon={IconFileImport} title={t('consent.files.none')} text={t('consent.files.noneText')} />} />
    </div>
  )
}

function useColumns(): Column<ConsentImport>[] {
  const t = useText()
  const may = useMay()
  const bad = (row: ConsentImport) => (row.bad && may('consents.settings') ? <button type="button" className="plain textlink" onClick={() => void downloadStream(consentImportBadRows, { params: { importId: row.id } }, 'consents-not-usable.csv')}><Count value={row.bad} /></button> : <Count value={row.bad} />)
  return [
    { key: 'file', title: t('consent.files.file'), render: row => <span className="clip" style={{ fontWeight: 550 }}>{row.fileName}</span> },
    { key: 'rows', title: t('consent.files.rows'), width: 110, align: 'right', phone: 'hide', render: row => <Count value={row.rowsRead} /> },
    { key: 'recorded', title: t('consent.files.recorded'), width: 130, align: 'right', render: row => <Count value={row.recorded} /> },
    { key: 'known', title: t('consent.files.known'), width: 130, align: 'right', phone: 'hide', render: row => <Count value={row.known} /> },
    { key: 'bad', title: t('consent.files.bad'), width: 130, align: 'right', phone: 'aside', render: bad },
    { key: 'by', title: t('consent.files.by'), width: 160, phone: 'hide', render: row => <span className="clip">{row.importedBy}</span> },
    { key: 'when', title: t('consent.files.when'), width: 140, render: row => <When at={row.importedAt} /> },
  ]
}
