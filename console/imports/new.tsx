import { Button, FileButton, Select } from '@mantine/core'
import { IconFile, IconFileSpreadsheet, IconPackage, IconReceipt, IconUpload, IconUsers } from '@tabler/icons-react'
import { useState, type ComponentType, type DragEvent } from 'react'
import { createImport, importKinds, listImports, type ImportKind } from '../../contracts/imports.ts'
import { listStores } from '../../contracts/stores.ts'
import { useCall, useChange } from '../api.ts'
import { useMay } from '../session.tsx'
import { StoreEditor } from '../stores/edit.tsx'
import { Card, Page, Problem, useFormat, useGo, useText } from '../ui/index.ts'
import css from './imports.module.css'
import { upload } from './upload.ts'
import { kindNames, kindTexts } from './words.ts'

const icons: Record<ImportKind, ComponentType<{ size?: number; stroke?: number }>> = { 'order-lines': IconFileSpreadsheet, orders: IconReceipt, customers: IconUsers, products: IconPackage }
const inOrder = [...importKinds].reverse()

/** What the file holds, for which store, and the file: then it uploads while its columns are looked at. */
export function NewImportPage() {
  const t = useText()
  const go = useGo()
  const may = useMay()
  const [kind, setKind] = useState<ImportKind>('order-lines')
  const [chosen, setStore] = useState<string | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const [adding, setAdding] = useState(false)
  const stores = useCall(listStores, { query: { limit: 200 } }).data?.items ?? []
  const storeId = chosen ?? (stores.length === 1 ? stores[0]!.id : null)
  const create = useChange(createImport, { done: [listImports], quiet: true })
  const begin = async () => {
    if (!file || !storeId) return
    const made = await create.mutateAsync({ body: { kind, storeId, fileName: file.name, fileSize: file.size } }).catch(() => undefined)
    if (!made) return
    void upload(made.id, file, 0)
    go(`/imports/${made.id}`)
  }
  return (
    <Page title={t('imports.new.title')} subtitle={t('imports.new.subtitle')} back={{ to: '/imports', label: t('imports.title') }}>
      <div className={css.narrow}>
        <Card title={t('imports.new.what')}>
          <div className={css.kinds} role="radiogroup" aria-label={t('imports.new.what')}>
            {inOrder.map(one => <KindChoice key={one} kind={one} chosen={one === kind} choose={() => setKind(one)} />)}
          </div>
        </Card>
        <Card title={t('imports.new.store')}>
          <div className={css.storeRow}>
            <Select aria-label={t('imports.new.store')} placeholder={t('imports.new.chooseStore')} data={stores.map(store => ({ value: store.id, label: `${store.name} · ${store.currency} · ${store.timeZone.replaceAll('_', ' ')}` }))} value={storeId} onChange={setStore} allowDeselect={false} searchable={stores.length > 8} className={css.grow} />
            {may('stores.write') && <Button onClick={() => setAdding(true)}>{t('imports.new.addStore')}</Button>}
          </div>
          <p className={css.note}>{t('imports.new.storeNote')}</p>
        </Card>
        <Card title={t('imports.new.file')}><FileDrop file={file} onFile={setFile} /></Card>
        {create.error && <Problem error={create.error} />}
        <div className={css.foot}><Button variant="filled" disabled={!file || !storeId} loading={create.isPending} onClick={() => void begin()}>{t('imports.new.go')}</Button></div>
      </div>
      {adding && <StoreEditor store={undefined} onClose={() => setAdding(false)} />}
    </Page>
  )
}

function KindChoice({ kind, chosen, choose }: { kind: ImportKind; chosen: boolean; choose: () => void }) {
  const t = useText()
  const Icon = icons[kind]
  return (
    <button type="button" role="radio" aria-checked={chosen} className={css.kind} data-chosen={chosen || undefined} onClick={choose}>
      <Icon size={20} stroke={1.6} />
      <span className={css.kindName}>{t(kindNames[kind])}</span>
      <span className={css.kindText}>{t(kindTexts[kind])}</span>
    </button>
  )
}

/** A file by dropping it or by choosing it. */
export function FileDrop({ file, onFile }: { file: File | null; onFile: (file: File) => void }) {
  const t = useText()
  const format = useFormat()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const dropped = event.dataTransfer.files[0]
    if (dropped) onFile(dropped)
  }
  return (
    <div className={css.drop} data-over={over || undefined} onDragOver={event => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
      {file ? <IconFile size={26} stroke={1.5} aria-hidden /> : <IconUpload size={26} stroke={1.5} aria-hidden />}
      {file ? <span className={css.fileName}>{file.name} <span className="muted">{format.bytes(file.size)}</span></span> : <span>{t('imports.new.drop')}</span>}
      <FileButton accept=".csv,.gz,.tsv,.txt,text/csv,application/gzip" onChange={one => one && onFile(one)}>
        {props => <Button {...props}>{file ? t('imports.new.otherFile') : t('imports.new.chooseFile')}</Button>}
      </FileButton>
      <span className={css.note}>{t('imports.new.formats')}</span>
    </div>
  )
}
