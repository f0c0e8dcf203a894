import { Button, Select } from '@mantine/core'
import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react'
import { changeImport, getImport, listImports, previewImport, startImport, type ImportPreview } from '../../contracts/imports.ts'
import { queries, useCall, useChange } from '../api.ts'
import { Card, Problem, Skeleton, Tag, useFormat, useText } from '../ui/index.ts'
import css from './imports.module.css'
import { PreviewTable } from './preview.tsx'
import { FileSettings } from './settings.tsx'
import { doubtTexts, fieldNames } from './words.ts'

/** The look before the start: which column is what, how the file is read, the first rows with their problems. */
export function CheckFile({ importId, ready }: { importId: string; ready: boolean }) {
  const t = useText()
  const format = useFormat()
  const input = { params: { importId } }
  const { data, error, refetch } = useCall(previewImport, input, { keep: true })
  const change = useChange(changeImport, { done: [] })
  const start = useChange(startImport, { done: [getImport, listImports] })
  const correct = (body: Parameters<typeof change.mutate>[0]['body']) => change.mutate({ ...input, body }, { onSuccess: preview => queries.setQueryData([previewImport.path, input], preview) })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="table" />
  const usable = data.lookedAt - data.bad - data.leftOut
  return (
    <>
      {data.doubts.map(doubt => <p key={doubt} className={css.doubt}><IconAlertTriangle size={16} aria-hidden />{t(doubtTexts[doubt])}</p>)}
      <Card title={t('imports.mapping')} note={t('imports.mappingNote')}><Mapping preview={data} correct={mapping => correct({ mapping })} /></Card>
      <FileSettings preview={data} correct={settings => correct({ settings })} />
      <Card title={t('imports.preview')} note={t('imports.previewNote', { rows: format.number(data.lookedAt), usable: format.number(usable), bad: format.number(data.bad), leftOut: format.number(data.leftOut) })}><PreviewTable preview={data} /></Card>
      <div className={css.startBar}>
        <span className={css.note}>{data.missing.length ? t('imports.stillMissing', { fields: format.list(data.missing.map(name => t(fieldNames[name] ?? name))) }) : ready ? t('imports.readyNote') : t('imports.waitUpload')}</span>
        <Button variant="filled" disabled={!ready || data.missing.length > 0} loading={start.isPending || change.isPending} onClick={() => start.mutate(input)}>{t('imports.start')}</Button>
      </div>
    </>
  )
}

type Field = ImportPreview['fields'][number]

/** Every field with the column that fills it and what stands there. Fields that nothing fills are folded away. */
function Mapping({ preview, correct }: { preview: ImportPreview; correct: (mapping: Record<string, string | null>) => void }) {
  const t = useText()
  const format = useFormat()
  const fields = preview.fields.toSorted((a, b) => Number(Boolean(a.column)) - Number(Boolean(b.column)))
  const [used, unused] = [fields.filter(field => field.column || field.required), fields.filter(field => !field.column && !field.required)]
  const row = (field: Field) => <MappedField key={field.name} field={field} preview={preview} correct={correct} />
  return (
    <>
      <ul className={css.mapping}>{used.map(row)}</ul>
      {unused.length > 0 && <details className={css.unused}><summary>{t('imports.moreFields', { number: format.number(unused.length) })}</summary><ul className={css.mapping}>{unused.map(row)}</ul></details>}
    </>
  )
}

function MappedField({ field, preview: { header, rows }, correct }: { field: Field; preview: ImportPreview; correct: (mapping: Record<string, string | null>) => void }) {
  const t = useText()
  const name = t(fieldNames[field.name] ?? field.name)
  const at = header.indexOf(field.column ?? '')
  const samples = [...new Set(rows.map(row => row.cells[at]?.trim()).filter(Boolean))].slice(0, 3)
  return (
    <li data-missing={(field.required && !field.column) || undefined}>
      <span className={css.fieldName}>{name}{field.required && <span className={css.needed}> {t('imports.needed')}</span>}</span>
      <Select aria-label={t('imports.columnFor', { field: name })} placeholder={t('imports.noColumn')} data={header} value={field.column} onChange={column => correct({ [field.name]: column })} clearable searchable size="xs" />
      <span className={css.sample}>{field.column && <IconArrowRight size={13} aria-hidden />}{samples.map(cell => <code key={cell}>{cell}</code>)}</span>
      {field.from === 'values' && <Tag tone="info">{t('imports.byContent')}</Tag>}
    </li>
  )
}
